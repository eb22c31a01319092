"""What a pairing plan comes to: figures, charts, and every change, load and gap of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TypeVar

import streamlit as st

from liaison.domain.pairing import Gap, PairingProposal
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.store.database import Database
from liaison.web.components.load_chart import show_load_chart
from liaison.web.components.nearness_chart import show_nearness_chart
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.pair_picker import Post
from liaison.web.components.pairing_changes import PAGE_SIZE, show_changes
from liaison.web.components.pairing_gaps import gap_text, reason_state
from liaison.web.components.pairing_plan import Plan
from liaison.web.components.pairing_rows import give_in_plan
from liaison.web.components.pairing_tables import PairingTables
from liaison.web.components.record_table import record_link
from liaison.web.templating import render

T = TypeVar("T")

_TABS = ("changes", "by_person", "left")


def show_figures(proposal: PairingProposal, language: Words) -> None:
    """How many get somebody, change hands, stay without."""
    figures = {role.value: number for role, number in proposal.filled.items()}
    figures |= {"changed": proposal.changed, "gaps": len(proposal.gaps)}
    with st.container(key="pairing-figures"):
        for key, number in figures.items():
            shown = language("pairing_page.result.households", number=f"{number:,}")
            st.metric(language(f"pairing_page.result.{key}"), shown)


def show_result(
    actor: Actor, db: Database, plan: Plan, reference: Reference, language: Words
) -> None:
    """How near all would be, then the loads and changes of one role at a time."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{language('pairing_page.result.nearness')}**")
        show_nearness_chart(plan.proposal.tiers_before, plan.proposal.tiers, language)
    with right:
        role = _ask_role(plan.proposal.roles, language)
        shown = plan.by_role[role]
        show_load_chart(shown.loads, language)
        st.caption(_spread(shown, language))
    _show_tabs(actor, db, plan, role, reference, language)


def _ask_role(roles: Sequence[LiaisonRole], language: Words) -> LiaisonRole:
    if len(roles) == 1:
        st.markdown(f"**{language.label('role', roles[0])}**")
        return roles[0]
    chosen = st.segmented_control(
        language("pairing_page.result.role"),
        roles,
        default=roles[0],
        required=True,
        format_func=lambda role: language.label("role", role),
        key="pairing-role",
    )
    return chosen if chosen in roles else roles[0]


def _show_tabs(
    actor: Actor,
    db: Database,
    plan: Plan,
    role: LiaisonRole,
    reference: Reference,
    language: Words,
) -> None:
    shown = plan.by_role[role]
    lengths = {
        "changes": sum(len(group.enterprise_ids) for group in shown.groups),
        "by_person": len(shown.loads),
        "left": len(shown.gaps),
    }
    tab = st.segmented_control(
        language("pairing_page.result.loads"),
        _TABS,
        default=_TABS[0],
        required=True,
        format_func=lambda each: language(
            f"pairing_page.result.{each}", number=f"{lengths[each]:,}"
        ),
        label_visibility="collapsed",
        key="pairing-tab",
    )
    if tab == "by_person":
        loads = sorted(shown.loads, key=lambda load: (-load.after, load.person.name))
        paging = f"pairing-people-{role}"
        PairingTables(reference, language).show_loads(_page(loads, paging, PAGE_SIZE))
        show_paging(paging, len(loads), PAGE_SIZE, language)
    elif tab == "left":
        _show_left(shown, reference, language)
    else:
        show_changes(actor, db, plan, role, reference, language)


def _page(rows: Sequence[T], key: str, size: int) -> Sequence[T]:
    start = (page_number(key) - 1) * size
    return rows[start : start + size]


def _show_left(shown: PairingProposal, reference: Reference, language: Words) -> None:
    if not shown.gaps:
        st.success(language("pairing_page.result.none_left"), icon=":material/check_circle:")
        return
    loads = {load.person.id: load.after for load in shown.loads}
    paging = f"pairing-left-{shown.roles[0]}"
    for gap in _page(shown.gaps, paging, PAGE_SIZE):
        _show_gap(gap, loads, reference, language)
    show_paging(paging, len(shown.gaps), PAGE_SIZE, language)


def _show_gap(gap: Gap, loads: dict[int, int], reference: Reference, language: Words) -> None:
    key = f"left-{gap.enterprise_id}-{gap.role}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"{key}-row"):
        first = record_link("enterprise", gap.enterprise_id, gap.enterprise_name, new_tab=True)
        second = gap_text(gap, reference, language)
        st.html(render("two_lines.html", language, first=first, second=second), width="stretch")
        st.html(reason_state(gap, language), width="content")
        if st.button(language("pairing_page.changes.choose"), key=key):
            post = Post(
                enterprise_id=gap.enterprise_id, enterprise=gap.enterprise_name, role=gap.role
            )
            give_in_plan(post, loads, language)


def _spread(shown: PairingProposal, language: Words) -> str:
    before, after = shown.load_before, shown.load_after
    return language(
        "pairing_page.result.spread",
        max_before=before.max,
        max_after=after.max,
        mean_before=f"{before.mean:.1f}",
        mean_after=f"{after.mean:.1f}",
        deviation_before=f"{sqrt(before.variance):.1f}",
        deviation_after=f"{sqrt(after.variance):.1f}",
    )
