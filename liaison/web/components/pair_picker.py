"""Choosing by hand who is in charge of an enterprise in a role."""

from __future__ import annotations

from functools import partial

import streamlit as st

from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.pair_choices import Candidate, list_candidates
from liaison.services.pairing import pair_by_hand
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import Wish, attempt, close_when_done
from liaison.web.session import current_actor, database


def open_picker(
    language: Words, enterprise_id: int, enterprise: str, role: LiaisonRole, holder: str | None
) -> None:
    """Ask in a dialog; `holder` is the name of who has the enterprise now."""
    title = language(
        "pairing_page.manual.pick_title", role=language.label("role", role), enterprise=enterprise
    )
    dialog = st.dialog(plain(title), width="medium")(_pick)
    dialog(language, enterprise_id, enterprise, role, holder)


def _pick(
    language: Words, enterprise_id: int, enterprise: str, role: LiaisonRole, holder: str | None
) -> None:
    if holder:
        st.caption(plain(language("pairing_page.manual.pick_now", name=holder)))
    search = st.text_input(
        language("pairing_page.manual.pick_search"),
        placeholder=language("pairing_page.manual.pick_search_hint"),
        icon=":material/search:",
        key="pair-search",
    )
    found = list_candidates(
        current_actor(), database(), enterprise_id, role, search=str(search or "")
    )
    if not found:
        shown = language.label("role", role)
        st.info(language("pairing_page.manual.pick_none", role=shown))
        return
    chosen = _ask(found, language)
    if not chosen.person.has_room:
        st.warning(plain(language("pairing_page.manual.full", name=chosen.person.name)))
    said = language(
        "pairing_page.manual.done",
        enterprise=enterprise,
        role=language.label("role", role),
        name=chosen.person.name,
    )
    wish = partial(
        pair_by_hand, enterprise_id=enterprise_id, role=role, liaison_id=chosen.person.id
    )
    submitted = st.button(
        language("pairing_page.manual.confirm"),
        type="primary",
        key="pair-confirm",
        on_click=_put_in_charge,
        args=(wish, said),
    )
    close_when_done(submitted)


def _put_in_charge(wish: Wish, said: str) -> None:
    attempt(wish, said)


def _ask(found: list[Candidate], language: Words) -> Candidate:
    by_id = {each.person.id: each for each in found}
    chosen = st.radio(
        language("pairing_page.manual.pick"),
        list(by_id),
        format_func=lambda each: plain(_candidate_text(by_id[each], language)),
        key="pair-person",
    )
    return by_id.get(chosen or 0, found[0])


def _candidate_text(candidate: Candidate, language: Words) -> str:
    person = candidate.person
    key = "load" if person.capacity is None else "load_of"
    load = language(f"pairing_page.manual.{key}", load=person.load, capacity=person.capacity or "")
    return language(
        "pairing_page.manual.candidate",
        name=person.name,
        unit=person.unit,
        tier=language.label("tier", candidate.tier),
        load=load,
    )
