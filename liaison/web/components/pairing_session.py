"""The plan of a session: made once, changed row by row, applied, or made anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

import streamlit as st

from liaison.domain.errors import StalePlan
from liaison.domain.pairing import Gap, PairingProposal, ProposedPair
from liaison.domain.pairing_edit import PairEdit
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_moves import Moved
from liaison.services.pairing_policy import edit_proposal
from liaison.services.pairing_runs import apply_pairs
from liaison.store.database import Database
from liaison.web.components.pairing_outcome import outcome_text
from liaison.web.components.pairing_plan import Edits, Key, Plan
from liaison.web.components.pairing_policies import forget_costs
from liaison.web.components.pairing_runs import take_back
from liaison.web.components.pairing_settings import PlanSettings
from liaison.web.components.saving import attempt, notify

_KEY = "pairing-plan"


def current_plan(
    actor: Actor, db: Database, settings: PlanSettings, language: Words
) -> Plan | None:
    """The plan that was asked for, made anew where the settings are others by now."""
    plan: Plan | None = st.session_state.get(_KEY)
    if plan is None or plan.settings == settings:
        return plan
    return make_plan(actor, db, settings, language, edits=plan.edits)


def make_plan(
    actor: Actor,
    db: Database,
    settings: PlanSettings,
    language: Words,
    *,
    edits: Edits | None = None,
    moved: tuple[Moved, ...] = (),
) -> Plan:
    """Work out a plan and keep it, with those of the edits that still have a place in it."""
    with st.spinner(language("pairing_page.plan.making")):
        base = propose_pairs(
            actor,
            db,
            roles=settings.roles,
            rebalance=settings.is_rebalance,
            area_code=settings.area_code,
            filters=settings.chosen,
            balance=settings.weights.balance,
            stability=settings.weights.stability,
        )
        held = _that_hold(base, edits or {})
        proposal = edit_proposal(actor, db, base, list(held.values())) if held else base
    plan = Plan(settings, base, proposal, held, moved, len(edits or {}) - len(held))
    st.session_state[_KEY] = plan
    return plan


def _that_hold(base: PairingProposal, edits: Edits) -> dict[Key, PairEdit]:
    """The edits whose row is there and whose person may be given something."""
    touched = {each for each, _ in edits}
    every: Iterable[ProposedPair | Gap] = chain(base.pairs, base.gaps)
    rows = {(row.enterprise_id, row.role) for row in every if row.enterprise_id in touched}
    there = {load.person.id for load in base.loads if load.person.available} | {None}
    return {key: edit for key, edit in edits.items() if key in rows and edit.liaison_id in there}


def drop_plan() -> None:
    st.session_state.pop(_KEY, None)


def edit_row(edit: PairEdit, said: str) -> None:
    """Take a row out or give it to somebody, as a callback; the last edit of a row wins."""
    plan: Plan = st.session_state[_KEY]
    key = edit.enterprise_id, edit.role
    if edit.liaison_id is None and plan.is_gap(key):
        restore_rows([key], said)
    else:
        _keep(plan, {**plan.edits, key: edit}, said)


def restore_rows(keys: Sequence[Key], said: str) -> None:
    """Let rows be as they were proposed, as a callback."""
    plan: Plan = st.session_state[_KEY]
    _keep(plan, {key: edit for key, edit in plan.edits.items() if key not in set(keys)}, said)


def _keep(plan: Plan, edits: Edits, said: str) -> None:
    def keep(actor: Actor, db: Database) -> None:
        proposal = edit_proposal(actor, db, plan.base, list(edits.values()))
        st.session_state[_KEY] = replace(plan, edits=edits, proposal=proposal)

    attempt(keep, said)


def apply_plan(actor: Actor, db: Database, plan: Plan, language: Words) -> None:
    """Write the plan; where it no longer holds, make it anew and keep what moved."""
    try:
        outcome = apply_pairs(actor, db, plan.proposal)
    except StalePlan as error:
        moved = tuple(each for each in _listed(error) if isinstance(each, Moved))
        make_plan(actor, db, plan.settings, language, edits=plan.edits, moved=moved)
        return
    drop_plan()
    forget_costs()
    said = language(
        "pairing_page.plan.applied",
        started=f"{outcome.started:,}",
        ended=f"{outcome.ended:,}",
    )
    remark = outcome_text(language, outcome)
    undo = None if outcome.run_id is None else partial(take_back, run_id=outcome.run_id)
    notify(f"{said} · {remark}" if remark else said, undo=undo)


def _listed(error: StalePlan) -> Sequence[object]:
    moved = error.values.get("moved", ())
    return moved if isinstance(moved, tuple) else ()
