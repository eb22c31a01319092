"""Handing a portfolio over: what and to whom, what that comes to, and how it was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import streamlit as st

from liaison.domain.errors import StalePlan
from liaison.domain.pairing import PairingProposal, Person
from liaison.domain.records import Liaison
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.services.handover import list_portfolio, propose_handover
from liaison.services.leaves import list_deputies
from liaison.services.pairing_moves import Moved, MoveKind
from liaison.services.pairing_runs import apply_pairs, undo_run
from liaison.store.database import Database
from liaison.web.components.handover_choice import choose_enterprises, forget_choice
from liaison.web.components.handover_done import Applied, show_done
from liaison.web.components.handover_preview import show_preview
from liaison.web.components.linked_filters import clear_filters, write_address
from liaison.web.components.page_head import show_page_head
from liaison.web.components.pairing_stale import show_moved_rows
from liaison.web.components.person_choice import SHOWN, ask_search, choose_person
from liaison.web.components.saving import notify
from liaison.web.session import show_errors

_ADDRESS, _OPEN = "do", "handover"
_PLAN, _DONE = "handover-plan", "handover-done"
_KEY = "handover-receiver"
_LOOKED_AT = 200


@dataclass(frozen=True)
class Asked:
    """What is to be handed over to whom; `enterprise_ids` None is all, `to_id` None the best."""

    from_id: int
    to_id: int | None
    enterprise_ids: Sequence[int] | None
    note: str


@dataclass(frozen=True)
class Plan:
    """A proposal and what was asked; `moved` says why it was made again."""

    asked: Asked
    proposal: PairingProposal
    moved: Sequence[Moved] = ()


def open_handover() -> None:
    """Lead from the person's page to the handover of what the person has."""
    _forget()
    write_address({_ADDRESS: _OPEN})


def handover_is_open() -> bool:
    return st.query_params.get(_ADDRESS) == _OPEN


def close_handover() -> None:
    """Back to the person's page, as a callback."""
    _forget()
    clear_filters(_ADDRESS)


def _forget() -> None:
    forget_choice()
    for key in (_PLAN, _DONE):
        st.session_state.pop(key, None)


def show_handover(
    actor: Actor, db: Database, reference: Reference, language: Words, giver: Liaison
) -> None:
    """The way back, and the step that the handover stands at."""
    st.button(
        language("people_page.handover.back", name=giver.name),
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=close_handover,
    )
    title = language("people_page.handover.title", name=giver.name)
    show_page_head(title, language("people_page.handover.purpose"))
    with show_errors():
        _show_step(actor, db, reference, language, giver)


def _show_step(
    actor: Actor, db: Database, reference: Reference, language: Words, giver: Liaison
) -> None:
    done: Applied | None = st.session_state.get(_DONE)
    plan: Plan | None = st.session_state.get(_PLAN)
    if done is not None and done.from_id == giver.id:
        show_done(language, done, giver, close_handover)
    elif plan is not None and plan.asked.from_id == giver.id:
        _show_plan(actor, db, reference, language, giver, plan)
    else:
        _ask(actor, db, reference, language, giver)


def _ask(actor: Actor, db: Database, reference: Reference, language: Words, giver: Liaison) -> None:
    rows = list_portfolio(actor, db, giver.id)
    if not rows:
        st.info(language("people_page.handover.nothing"), icon=":material/handshake:")
        return
    chosen = choose_enterprises(rows, reference, language)
    to_one, has_receiver, to_id = "one", True, None
    how = st.segmented_control(
        language("people_page.handover.to"),
        (to_one, "proposal"),
        default=to_one,
        required=True,
        format_func=lambda each: language(f"people_page.handover.to_{each}"),
        key="handover-to",
    )
    number = len(rows) if chosen is None else len(chosen)
    if how == to_one:
        to_id = _ask_receiver(actor, db, language, giver, number)
        has_receiver = to_id is not None
    else:
        st.caption(language("people_page.handover.proposal_hint"))
    label = language("people_page.handover.note")
    note = st.text_input(label, key="handover-note")
    if st.button(
        language("people_page.handover.preview", number=f"{number:,}"),
        key="handover-preview",
        type="primary",
        disabled=not (number and has_receiver),
    ):
        asked = Asked(giver.id, to_id, chosen, note)
        with st.spinner(language("pairing_page.plan.making")):
            st.session_state[_PLAN] = Plan(asked, _propose(actor, db, asked))
        st.rerun()


def _ask_receiver(
    actor: Actor, db: Database, language: Words, giver: Liaison, number: int
) -> int | None:
    """One who could take so many: those who stay within their limit first."""
    search, today = ask_search(language, _KEY), db.today()
    found = list_deputies(
        actor, db, giver.id, first_on=today, last_on=today, search=search, limit=_LOOKED_AT
    )
    label = language("people_page.handover.receiver")
    nearest = sorted(found, key=lambda each: _is_too_much(each, number))[:SHOWN]
    person = choose_person(language, label, nearest, giver, key=_KEY)
    return person.id if person else None


def _is_too_much(person: Person, number: int) -> bool:
    return person.capacity is not None and person.load + number > person.capacity


def _propose(actor: Actor, db: Database, asked: Asked) -> PairingProposal:
    return propose_handover(
        actor,
        db,
        asked.from_id,
        to_id=asked.to_id,
        enterprise_ids=asked.enterprise_ids,
        note=asked.note,
    )


def _show_plan(
    actor: Actor, db: Database, reference: Reference, language: Words, giver: Liaison, plan: Plan
) -> None:
    show_moved_rows(plan.moved, language)
    number = len(plan.proposal.pairs)
    with st.container(horizontal=True):
        is_applied = st.button(
            language("people_page.handover.apply", number=f"{number:,}"),
            key="handover-apply",
            type="primary",
            disabled=not number,
        )
        st.button(language("people_page.handover.again"), key="handover-again", on_click=_ask_again)
    show_preview(actor, db, plan.proposal, reference, language, giver)
    if is_applied:
        with st.spinner(language("pairing_page.plan.applying")):
            _apply(actor, db, language, giver, plan)
        st.rerun()


def _ask_again() -> None:
    st.session_state.pop(_PLAN, None)


def _apply(actor: Actor, db: Database, language: Words, giver: Liaison, plan: Plan) -> None:
    """Write the plan; where it no longer holds, make it again of what is still there to give."""
    try:
        outcome = apply_pairs(actor, db, plan.proposal)
    except StalePlan as error:
        st.session_state[_PLAN] = _plan_anew(actor, db, plan.asked, error)
        return
    st.session_state.pop(_PLAN, None)
    forget_choice()
    st.session_state[_DONE] = Applied(giver.id, outcome, plan.proposal)
    said = language("people_page.handover.applied", number=f"{outcome.started:,}")
    notify(said, undo=partial(_take_back, run_id=outcome.run_id or 0))


def _plan_anew(actor: Actor, db: Database, asked: Asked, error: StalePlan) -> Plan:
    there = {row.enterprise_id for row in list_portfolio(actor, db, asked.from_id)}
    if asked.enterprise_ids is not None:
        asked = replace(asked, enterprise_ids=sorted(there & set(asked.enterprise_ids)))
    moved = cast(Sequence[Moved], error.values["moved"])
    if any(each.kind is MoveKind.PERSON_NOT_THERE for each in moved):
        asked = replace(asked, to_id=None)
    return Plan(asked, _propose(actor, db, asked), moved)


def _take_back(actor: Actor, db: Database, run_id: int) -> None:
    undo_run(actor, db, run_id)
    st.session_state.pop(_DONE, None)
