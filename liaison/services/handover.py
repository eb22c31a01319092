"""Handover: a portfolio, whole or in part, to one person or by proposal; both sides see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from liaison.domain.entries import typed_text
from liaison.domain.errors import InvalidInput
from liaison.domain.pairing import BALANCE, STABILITY, PairingProposal
from liaison.domain.pairing_question import Allocation, Question, conclude
from liaison.domain.records import Liaison, PairingRun
from liaison.domain.roles import Action, Actor
from liaison.locales import words
from liaison.services.guard import requires
from liaison.services.pairing import Weights, answer, look, proposal_of
from liaison.store import liaisons, pairing_runs, pairings, portfolios
from liaison.store.database import Connection, Database
from liaison.store.portfolios import Carried

NOTE_LIMIT = 200
SHOWN_FOR = timedelta(days=14)


@requires(Action.PAIR)
def propose_handover(
    actor: Actor,
    db: Database,
    from_id: int,
    *,
    to_id: int | None = None,
    enterprise_ids: Sequence[int] | None = None,
    note: str | None = None,
    balance: int = BALANCE,
) -> PairingProposal:
    """What a person would hand over: all, or the enterprises named; to one, or by least cost.

    Of a person who left it is what waits since then. Nothing is written: the proposal is applied
    as every other is.
    """
    label = words(actor.language)("work.note")
    note = typed_text(note, field="note", label=label, limit=NOTE_LIMIT)
    weights = Weights(balance=balance, stability=STABILITY)
    weights.check()
    with db.read() as connection:
        giver = liaisons.get(connection, from_id)
        whole = pairings.portfolio(connection, from_id, db.today())
        chosen = whole if enterprise_ids is None else sorted(set(enterprise_ids))
        if not set(chosen) <= set(whole):
            raise InvalidInput("not_in_portfolio", field="enterprises", name=giver.name)
        situation = look(actor, db, connection, [giver.role], chosen, all_of_them=True)
        question = situation.question(giver.role, weights, rebalance=False, released_id=from_id)
        result = (
            answer(question)
            if to_id is None
            else conclude(question, _all_to(question, liaisons.get(connection, to_id)))
        )
        return proposal_of(connection, situation, [result], weights, from_id=from_id, note=note)


def _all_to(question: Question, receiver: Liaison) -> list[Allocation]:
    """Everything to one person, above the limit too, which the preview warns of."""
    if receiver.id == question.released_id:
        raise InvalidInput("handover_to_oneself", field="liaison", name=receiver.name)
    if receiver.role is not question.role:
        raise InvalidInput("liaison_of_other_role", field="liaison", name=receiver.name)
    position = question.positions.get(receiver.id)
    if position is None:
        raise InvalidInput("liaison_not_on_duty", field="liaison", name=receiver.name)
    return [
        Allocation(number, position, len(demand.enterprise_ids))
        for number, demand in enumerate(question.demands)
    ]


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """An enterprise that could be handed over, and what waits there."""

    enterprise_id: int
    name: str
    county_code: str | None
    town_code: str | None
    open_requests: int
    due_measures: int


@requires(Action.PAIR)
def list_portfolio(actor: Actor, db: Database, liaison_id: int) -> list[PortfolioRow]:
    """What a person could hand over, by town and name; of one who left, the gaps since then."""
    with db.read() as connection:
        role = liaisons.get(connection, liaison_id).role
        ids = pairings.portfolio(connection, liaison_id, db.today())
        places = pairings.places(connection, ids)
        waiting = portfolios.waiting(connection, ids, role, today=db.today())
    rows = [
        PortfolioRow(each, name, county, town, *waiting[each][1:])
        for each, (name, county, town, _) in places.items()
    ]
    return sorted(rows, key=lambda row: (row.county_code or "", row.town_code or "", row.name))


@requires(Action.PAIR)
def carried_by(actor: Actor, db: Database, proposal: PairingProposal) -> Carried:
    """The open requests and due measures that go along with a proposal's pairs."""
    ids = [pair.enterprise_id for pair in proposal.pairs]
    with db.read() as connection:
        return portfolios.carried(connection, ids, proposal.roles[0], today=db.today())


@dataclass(frozen=True, slots=True)
class HandedEnterprise:
    """An enterprise that was handed over, and what waited there for whom it came to."""

    enterprise_id: int
    name: str
    receiver: Liaison
    open_requests: int
    due_measures: int


@dataclass(frozen=True, slots=True)
class Handover:
    """A handover as one of its two sides sees it: what was given, or what was received.

    `giver` is who gave; `is_giver` tells which side the reader is.
    """

    run: PairingRun
    giver: Liaison
    is_giver: bool
    enterprises: Sequence[HandedEnterprise]


@requires(Action.SEE_ENTERPRISE)
def list_handovers(actor: Actor, db: Database) -> list[Handover]:
    """The handovers of the last two weeks that the actor gave or received, the latest first.

    Of what was received only what is still there: what went on to others is their story.
    """
    if actor.liaison_id is None:
        return []
    with db.read() as connection:
        runs = pairing_runs.handovers_of(connection, actor.liaison_id, db.now() - SHOWN_FOR)
        found = [_handover(connection, run, actor.liaison_id, db.today()) for run in runs]
    return [each for each in found if each.enterprises]


def _handover(connection: Connection, run: PairingRun, reader_id: int, today: date) -> Handover:
    is_giver = run.from_id == reader_id
    rows = [
        row
        for row in pairing_runs.rows_of(connection, run.id)
        if is_giver or (row.liaison_id == reader_id and row.stands)
    ]
    people = liaisons.by_id(connection, {run.from_id or 0, *(row.liaison_id for row in rows)})
    giver = people[run.from_id or 0]
    ids = [row.enterprise_id for row in rows]
    waiting = portfolios.waiting(connection, ids, giver.role, today=today)
    enterprises = [
        HandedEnterprise(row.enterprise_id, name, people[row.liaison_id], requests, measures)
        for row in rows
        for name, requests, measures in [waiting[row.enterprise_id]]
    ]
    return Handover(run, giver, is_giver, enterprises)
