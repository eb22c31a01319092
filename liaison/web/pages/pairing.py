"""Pairs: the gaps, a plan that fills them, its effect, pairing by hand, and what was done."""

from __future__ import annotations

import streamlit as st

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.locales import Words, words
from liaison.services.enterprises import list_enterprises
from liaison.store.database import Database
from liaison.web.components.area_choice import linked_area
from liaison.web.components.page_head import show_page_head
from liaison.web.components.pairing_by_hand import show_pairing_by_hand
from liaison.web.components.pairing_gaps import show_gaps
from liaison.web.components.pairing_plan import Plan
from liaison.web.components.pairing_policies import ask_policies
from liaison.web.components.pairing_result import show_figures, show_result
from liaison.web.components.pairing_runs import show_runs
from liaison.web.components.pairing_selection import show_selection
from liaison.web.components.pairing_session import (
    apply_plan,
    current_plan,
    drop_plan,
    make_plan,
    restore_rows,
)
from liaison.web.components.pairing_settings import ask_scope
from liaison.web.components.pairing_shortage import show_shortages
from liaison.web.components.pairing_stale import show_moved
from liaison.web.components.places import reference_data
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
    with st.container(key="area-line"):
        area = linked_area(actor, reference, language, is_labelled=True)
    show_gaps(actor, db, area, reference, language)
    with show_errors():
        _plan(actor, db, area, reference, language)
    show_pairing_by_hand(actor, db, reference, language)
    show_runs(actor, db, language)
    show_notice(language)


def _point_to_import(language: Words) -> None:
    st.info(language("pairing_page.gaps.nobody_yet"), icon=":material/upload_file:")
    if st.button(language("pairing_page.gaps.import"), type="primary", key="pairing-import"):
        st.switch_page("pages/import_roster.py")


def _plan(
    actor: Actor, db: Database, area: str | None, reference: Reference, language: Words
) -> None:
    st.subheader(language("pairing_page.plan.title"))
    st.caption(language("pairing_page.plan.purpose"))
    chosen = show_selection(actor, db, language)
    settings = ask_policies(actor, db, ask_scope(area, chosen, language), language)
    plan = current_plan(actor, db, settings, language)
    if plan is None:
        if st.button(language("pairing_page.plan.make"), type="primary", key="pairing-make"):
            make_plan(actor, db, settings, language)
            st.rerun()
        return
    show_moved(plan, language)
    show_figures(plan.proposal, language)
    _ask_to_apply(actor, db, plan, language)
    show_shortages(list(plan.by_role.values()), reference, language)
    show_result(actor, db, plan, reference, language)


def _ask_to_apply(actor: Actor, db: Database, plan: Plan, language: Words) -> None:
    number = len(plan.proposal.pairs)
    with st.container(horizontal=True, vertical_alignment="center", key="pairing-decide"):
        is_applied = st.button(
            language("pairing_page.plan.apply", number=f"{number:,}"),
            type="primary",
            disabled=not number,
            key="pairing-apply",
        )
        st.button(language("pairing_page.plan.drop"), on_click=drop_plan, key="pairing-drop")
        if plan.edits:
            st.button(
                language("pairing_page.changes.restore_all", number=len(plan.edits)),
                icon=":material/undo:",
                type="tertiary",
                key="pairing-restore-all",
                on_click=restore_rows,
                args=(list(plan.edits), language("pairing_page.changes.restored_all")),
            )
    if not number:
        st.info(language("pairing_page.plan.nothing"))
    if is_applied:
        with st.spinner(language("pairing_page.plan.applying")):
            apply_plan(actor, db, plan, language)
        st.rerun()


main()
