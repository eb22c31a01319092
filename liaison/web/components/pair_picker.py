"""Choosing by hand who is to be in charge of an enterprise in a role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from liaison.domain.pairing import Person
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.pair_by_hand import Candidate, list_candidates, pair_by_hand
from liaison.web.components.pairing_outcome import outcome_text
from liaison.web.components.person_choice import ask_search, candidate_text
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import attempt, close_when_done
from liaison.web.session import current_actor, database

_CHOSEN = "pair-person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What somebody is looked for: an enterprise's role, and the name of who has it now."""

    enterprise_id: int
    enterprise: str
    role: LiaisonRole
    holder: str | None = None


Choose = Callable[[Person], None]


def open_picker(
    language: Words,
    post: Post,
    *,
    choose: Choose | None = None,
    loads: Mapping[int, int] | None = None,
) -> None:
    """Ask in a dialog; without `choose` the person is put in charge at once.

    `loads` are those of a plan, by a person's id, shown in the place of today's.
    """
    title = language(
        "pairing_page.manual.pick_title",
        role=language.label("role", post.role),
        enterprise=post.enterprise,
    )
    dialog = st.dialog(plain(title), width="medium")(_pick)
    dialog(language, post, choose or partial(_put_in_charge, language, post), loads)


def _pick(language: Words, post: Post, choose: Choose, loads: Mapping[int, int] | None) -> None:
    if post.holder:
        st.caption(plain(language("pairing_page.manual.pick_now", name=post.holder)))
    search = ask_search(language, "pair")
    found = list_candidates(
        current_actor(),
        database(),
        post.enterprise_id,
        post.role,
        search=search,
        loads=loads,
    )
    if not found:
        shown = language.label("role", post.role)
        st.info(language("pairing_page.manual.pick_none", role=shown))
        return
    by_id = {each.person.id: each for each in found}
    chosen = _ask(by_id, language, is_planned=loads is not None)
    if not chosen.person.has_room:
        st.warning(plain(language("pairing_page.manual.full", name=chosen.person.name)))
    submitted = st.button(
        language("pairing_page.manual.confirm"),
        type="primary",
        key="pair-confirm",
        on_click=_confirm,
        args=(by_id, choose),
    )
    close_when_done(submitted)


def _ask(by_id: Mapping[int, Candidate], language: Words, *, is_planned: bool) -> Candidate:
    key = "pick_planned" if is_planned else "pick"
    chosen = st.radio(
        language(f"pairing_page.manual.{key}"),
        list(by_id),
        format_func=lambda each: candidate_text(*by_id[each], language),
        key=_CHOSEN,
    )
    return by_id.get(chosen or 0) or next(iter(by_id.values()))


def _confirm(by_id: Mapping[int, Candidate], choose: Choose) -> None:
    """Take who is chosen when the button is pressed: a quick thumb is ahead of the drawing."""
    chosen = by_id.get(st.session_state.get(_CHOSEN) or 0)
    if chosen is not None:
        choose(chosen.person)


def _put_in_charge(language: Words, post: Post, person: Person) -> None:
    said = language(
        "pairing_page.manual.done",
        enterprise=post.enterprise,
        role=language.label("role", post.role),
        name=person.name,
    )
    wish = partial(
        pair_by_hand, enterprise_id=post.enterprise_id, role=post.role, liaison_id=person.id
    )
    attempt(wish, said, partial(outcome_text, language))
