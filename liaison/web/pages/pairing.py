"""Pairs: the gaps, a plan that fills them, its effect, and pairing by hand."""

from __future__ import annotations

import streamlit as st

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.locales import Words, words
from liaison.services.enterprises import list_enterprises
from liaison.store.database import Database
from liaison.web.components.page_head import show_page_head
from liaison.web.components.pairing_by_hand import show_pairing_by_hand
from liaison.web.components.pairing_gaps import show_gaps
from liaison.web.components.pairing_plan import (
    Plan,
    apply_plan,
    ask_settings,
    current_plan,
    drop_plan,
    make_plan,
)
from liaison.web.components.pairing_result import show_result
from liaison.web.components.places import reference_data
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import show_notice
from liaison.web.session import current_actor, database, show_errors


def main() -> None:
    actor, db = current_actor(), database()
    language = words(actor.language)
    files = [(language("pairing_page.gaps.export"), "/files/gaps")]
    show_page_head(language("pairing_page.title"), language("pairing_page.purpose"), files)
    if not list_enterprises(actor, db, EnterpriseFilter(), page_size=1).total:
        _point_to_import(language)
        return
    reference = reference_data(actor, db)
    show_gaps(actor, db, reference, language)
    with show_errors():
        _plan(actor, db, reference, language)
    show_pairing_by_hand(actor, db, reference, language)
    show_notice(language)


def _point_to_import(language: Words) -> None:
    st.info(language("pairing_page.gaps.nobody_yet"), icon=":material/upload_file:")
    if st.button(language("pairing_page.gaps.import"), type="primary", key="pairing-import"):
        st.switch_page("pages/import_roster.py")


def _plan(actor: Actor, db: Database, reference: Reference, language: Words) -> None:
    st.subheader(language("pairing_page.plan.title"))
    st.caption(language("pairing_page.plan.purpose"))
    settings = ask_settings(language)
    plan = current_plan(actor, db, settings, language)
    if plan is None:
        if st.button(language("pairing_page.plan.make"), type="primary", key="pairing-make"):
            make_plan(actor, db, settings, language)
            st.rerun()
        return
    if plan.warning:
        st.warning(plain(plan.warning), icon=":material/sync:")
    _ask_to_apply(actor, db, plan, language)
    show_result(actor, db, plan.proposal, reference, language)


def _ask_to_apply(actor: Actor, db: Database, plan: Plan, language: Words) -> None:
    number = len(plan.proposal.pairs)
    with st.container(horizontal=True):
        is_applied = st.button(
            language("pairing_page.plan.apply", number=f"{number:,}"),
            type="primary",
            disabled=not number,
            key="pairing-apply",
        )
        st.button(language("pairing_page.plan.drop"), on_click=drop_plan, key="pairing-drop")
    if not number:
        st.info(language("pairing_page.plan.nothing"))
    if is_applied:
        with st.spinner(language("pairing_page.plan.applying")):
            apply_plan(actor, db, plan, language)
        st.rerun()


main()
