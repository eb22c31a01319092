"""The frame around every page: who is signed in, where one may go, then the page itself."""

from __future__ import annotations

import streamlit as st

from liaison.domain.roles import Actor
from liaison.locales import Words, words
from liaison.web.assets import FOLDER
from liaison.web.components.kept_forms import saved_forms
from liaison.web.cookies import session_form_token
from liaison.web.navigation import PAGES, Place, bar_is_all, bar_of, places_of
from liaison.web.session import current_actor, current_session_id, database, show_errors, shown_to
from liaison.web.templating import render

_MADE_FOR = "pages-made-for"


def main() -> None:
    actor = current_actor()
    language = words(actor.language)
    st.set_page_config(page_icon=FOLDER / "mark.svg", layout="wide")
    pages = _pages(places_of(actor), language)
    current = st.navigation(list(pages.values()))
    _header(actor, language)
    # Before the page: what follows it would flash in the next page's head while that is drawn.
    _bar(actor, language, pages)
    with shown_to(actor), show_errors():
        current.run()


def _pages(places: list[Place], language: Words) -> dict[str, st.Page]:
    """The pages by key, made anew only for another role or language."""
    reader = (language.language, *places)
    if st.session_state.get(_MADE_FOR) != reader:
        st.session_state[PAGES] = {
            place.key: _page(place, language, is_first=place == places[0]) for place in places
        }
        st.session_state[_MADE_FOR] = reader
    pages: dict[str, st.Page] = st.session_state[PAGES]
    return pages


def _page(place: Place, language: Words, *, is_first: bool) -> st.Page:
    return st.Page(
        place.file,
        title=language(f"web_frame.navigation.{place.key}"),
        icon=place.icon,
        url_path=place.url_path,
        default=is_first,
        visibility="visible" if place.is_listed else "hidden",
    )


def _header(actor: Actor, language: Words) -> None:
    token = session_form_token(current_session_id() or "", database())
    role = language.label("role", actor.role)
    saved = saved_forms()
    st.html(render("header.html", language, actor=actor, role=role, form_token=token, saved=saved))


def _bar(actor: Actor, language: Words, pages: dict[str, st.Page]) -> None:
    """The bar at the foot of a phone; the stylesheet hides it on anything wider."""
    places = bar_of(actor)
    if not places:
        return
    key = "phone-bar-all" if bar_is_all(actor) else "phone-bar"
    with st.container(key=key, horizontal=True):
        for place in places:
            label = language(f"web_frame.navigation_short.{place.key}")
            st.page_link(pages[place.key], label=label, icon=place.icon)


with show_errors():
    main()
