"""What a pairing plan comes to: figures, loads before and after, every change with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from typing import TypeVar

import streamlit as st

from liaison.domain.pairing import PairingProposal, Tier
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.pairing import name_pairs
from liaison.store.database import Database
from liaison.web.components.load_chart import show_load_chart
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.pairing_tables import PairingTables

T = TypeVar("T")

_PAGE_SIZE = 50
_TABS = ("changes", "by_person", "left")


def show_result(
    actor: Actor, db: Database, proposal: PairingProposal, reference: Reference, language: Words
) -> None:
    """The figures of all, then the loads and changes of one role at a time."""
    _show_figures(proposal, language)
    shown = _of_role(proposal, _ask_role(proposal, language))
    st.text(_spread(shown, language))
    show_load_chart(shown.loads, language)
    _show_tables(actor, db, shown, PairingTables(reference, language), language)


def _show_tables(
    actor: Actor, db: Database, shown: PairingProposal, tables: PairingTables, language: Words
) -> None:
    loads = sorted(shown.loads, key=lambda load: (-load.after, load.person.name))
    lengths = {"changes": len(shown.pairs), "by_person": len(loads), "left": len(shown.gaps)}
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
    if not lengths[str(tab)]:
        st.info(language("pairing_page.result.none"))
        return
    key = f"pairing-{tab}-{shown.roles[0]}"
    if tab == "by_person":
        tables.show_loads(_page(loads, key))
    elif tab == "left":
        tables.show_gaps(_page(shown.gaps, key))
    else:
        tables.show_pairs(name_pairs(actor, db, _page(shown.pairs, key)))
    show_paging(key, lengths[str(tab)], _PAGE_SIZE, language)


def _page(rows: Sequence[T], key: str) -> Sequence[T]:
    start = (page_number(key) - 1) * _PAGE_SIZE
    return rows[start : start + _PAGE_SIZE]


def _of_role(proposal: PairingProposal, role: LiaisonRole) -> PairingProposal:
    return replace(
        proposal,
        roles=(role,),
        groups=tuple(group for group in proposal.groups if group.role is role),
        gaps=tuple(gap for gap in proposal.gaps if gap.role is role),
        loads=tuple(load for load in proposal.loads if load.person.role is role),
    )


def _ask_role(proposal: PairingProposal, language: Words) -> LiaisonRole:
    chosen = st.segmented_control(
        language("pairing_page.result.role"),
        proposal.roles,
        default=proposal.roles[0],
        required=True,
        format_func=lambda role: language.label("role", role),
        key="pairing-role",
    )
    return chosen or proposal.roles[0]


def _show_figures(proposal: PairingProposal, language: Words) -> None:
    figures = {role.value: number for role, number in proposal.filled.items()}
    figures |= {"changed": proposal.changed, "gaps": len(proposal.gaps)}
    with st.container(horizontal=True):
        for key, number in figures.items():
            shown = language("pairing_page.result.households", number=f"{number:,}")
            st.metric(language(f"pairing_page.result.{key}"), shown, width=160)
    tiers = {f"{tier}": f"{proposal.tiers.get(tier, 0):,}" for tier in Tier}
    st.text(language("pairing_page.result.tiers", **tiers))


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
