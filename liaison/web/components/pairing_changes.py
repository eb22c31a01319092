"""The changes of a plan one by one: searched, filtered by reason, ten a page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from liaison.domain.pairing import PairReason, ProposedPair
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.pairing import name_pairs
from liaison.services.pairing_search import find_pairs
from liaison.store.database import Database
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.pairing_plan import Plan
from liaison.web.components.pairing_rows import ChangeRows

PAGE_SIZE = 10
_ALL, _EDITED = "all", "edited"


def show_changes(
    actor: Actor,
    db: Database,
    plan: Plan,
    role: LiaisonRole,
    reference: Reference,
    language: Words,
) -> None:
    """The rows of a role that search and reason leave, ten a page."""
    proposed = plan.proposed(role)
    if not proposed:
        st.info(language("pairing_page.result.none"))
        return
    search, reason = _ask(plan, len(proposed), role, language)
    found = find_pairs(actor, db, _of_reason(plan, proposed, reason), search)
    if not found:
        st.info(language("pairing_page.changes.not_found"))
        return
    paging = f"pairing-changes-{role}-{reason}-{search}"
    start = (page_number(paging) - 1) * PAGE_SIZE
    rows = plan.rows(found[start : start + PAGE_SIZE])
    named = name_pairs(actor, db, [row.pair for row in rows])
    edits = {row.pair.enterprise_id: row for row in rows}
    shown = ChangeRows(plan, role, reference, language)
    for each in named:
        shown.show(each, edits[each.pair.enterprise_id])
    show_paging(paging, len(found), PAGE_SIZE, language)


def _ask(plan: Plan, total: int, role: LiaisonRole, language: Words) -> tuple[str, str]:
    search = st.text_input(
        language("pairing_page.changes.search"),
        placeholder=language("pairing_page.changes.search_hint"),
        icon=":material/search:",
        label_visibility="collapsed",
        key=f"pairing-find-{role}",
    )
    counts = plan.reasons(role)
    labels = {_ALL: language("pairing_page.changes.all", number=f"{total:,}")}
    labels |= {
        reason.value: language(
            "pairing_page.changes.reason",
            reason=language.label("pair_reason", reason),
            number=f"{counts[reason]:,}",
        )
        for reason in PairReason
        if counts[reason]
    }
    edited = sum(each is role for _, each in plan.edits)
    if edited:
        labels[_EDITED] = language("pairing_page.changes.edited", number=edited)
    chosen = st.pills(
        language("pairing_page.changes.filter"),
        list(labels),
        default=_ALL,
        required=True,
        format_func=lambda each: labels.get(each, each),
        label_visibility="collapsed",
        key=f"pairing-reason-{role}",
    )
    return str(search or ""), chosen if chosen in labels else _ALL


def _of_reason(plan: Plan, proposed: Sequence[ProposedPair], reason: str) -> Sequence[ProposedPair]:
    if reason == _ALL:
        return proposed
    if reason == _EDITED:
        return [pair for pair in proposed if plan.is_edited(pair)]
    wanted = PairReason(reason)
    return [pair for pair in proposed if pair.reason is wanted]
