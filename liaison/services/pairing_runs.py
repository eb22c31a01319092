"""Proposals as they are written: whole or not at all, told as runs, and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from liaison.domain.errors import InvalidInput, StalePlan
from liaison.domain.page import Page
from liaison.domain.pairing import Load, PairingOutcome, PairingProposal, PairReason
from liaison.domain.records import PairingRun
from liaison.domain.roles import Action, Actor
from liaison.services.guard import requires
from liaison.services.pair_writing import put_in_charge
from liaison.services.pairing_moves import moved_since
from liaison.store import history, pairing_runs, pairings, support
from liaison.store.database import Connection, Database
from liaison.store.history import Change
from liaison.store.pairing_runs import RunRow


@requires(Action.PAIR)
def apply_pairs(actor: Actor, db: Database, proposal: PairingProposal) -> PairingOutcome:
    """Write a proposal, whole or not at all, and open the measures of the enterprises it is about.

    StalePlan where a single row no longer holds: an enterprise that somebody else paired or that
    needs nobody now, a person who left or whose room is taken; `moved` tells each of them.
    """
    at = db.now()
    with db.write() as connection:
        loads = _loads_if_applied(connection, proposal, db.today())
        moved = moved_since(connection, actor, proposal, loads)
        if moved:
            first = moved[0].enterprise_name
            raise StalePlan("stale_pairing", count=len(moved), enterprise=first, moved=moved)
        run_id = _begin(connection, actor, at, proposal) if proposal.pairs else None
        triples = [(pair.enterprise_id, pair.role, pair.liaison_id) for pair in proposal.pairs]
        changes = _chosen(proposal, put_in_charge(connection, triples, at, run_id=run_id))
        history.append(connection, changes, at=at, actor=actor.name)
        support.open_measures(connection, proposal.enterprise_ids, on=db.today())
        outcome = outcome_of(changes, loads.values(), run_id)
        if run_id is not None:
            pairing_runs.finish(connection, run_id, started=outcome.started, ended=outcome.ended)
    return outcome


def _begin(connection: Connection, actor: Actor, at: datetime, proposal: PairingProposal) -> int:
    return pairing_runs.insert(
        connection,
        "proposal" if proposal.from_id is None else "handover",
        at=at,
        actor=actor.name,
        from_id=proposal.from_id,
        note=proposal.note,
        balance=proposal.balance,
    )


def _loads_if_applied(
    connection: Connection, proposal: PairingProposal, today: date
) -> dict[int, Load]:
    """The loads of everybody who is given something, as they are now and would be, by id."""
    gains = Counter(pair.liaison_id for pair in proposal.pairs)
    losses = Counter(pair.previous_id for pair in proposal.pairs)
    return {
        person.id: Load(
            person=person,
            before=person.load,
            after=person.load + gains[person.id] - losses[person.id],
        )
        for person in pairings.people_by_id(connection, gains, today).values()
    }


def _chosen(proposal: PairingProposal, changes: Sequence[Change]) -> list[Change]:
    """What history says, with the rows that a person decided told as such."""
    by_hand = {
        (pair.enterprise_id, pair.role.value)
        for pair in proposal.pairs
        if pair.reason is PairReason.CHOSEN
    }
    return [
        replace(change, action=pairings.CHOSEN)
        if change.action == "pair.started" and _key(change) in by_hand
        else change
        for change in changes
    ]


def _key(change: Change) -> tuple[int, str]:
    return change.enterprise_id or 0, next(iter(change.changes))


def outcome_of(
    changes: Sequence[Change], loads: Iterable[Load], run_id: int | None = None
) -> PairingOutcome:
    """What was written, counted from what history says of it."""
    actions = Counter(change.action for change in changes)
    return PairingOutcome(
        started=actions["pair.started"] + actions[pairings.CHOSEN],
        ended=actions["pair.ended"],
        over_capacity=tuple(load for load in loads if load.is_over),
        requests=actions["request.handed_over"],
        run_id=run_id,
    )


@requires(Action.PAIR)
def list_runs(
    actor: Actor, db: Database, *, page: int = 1, page_size: int = 10
) -> Page[PairingRun]:
    """The runs that were written, the latest first."""
    with db.read() as connection:
        rows, total = pairing_runs.list_page(
            connection, limit=page_size, offset=(page - 1) * page_size
        )
    return Page(rows, total, page, page_size)


class KeptReason(StrEnum):
    """Why an undo leaves a pair as it is."""

    CHANGED_SINCE = "changed_since"
    PREVIOUS_LEFT = "previous_left"


@dataclass(frozen=True, slots=True)
class KeptPair:
    """A pair of a run that an undo leaves as it is."""

    enterprise_id: int
    enterprise_name: str
    reason: KeptReason


@dataclass(frozen=True, slots=True)
class RunUndone:
    """What an undo did: enterprises back with whom they had, gaps again, and what was kept."""

    restored: int
    ended: int
    kept: tuple[KeptPair, ...]


@requires(Action.PAIR)
def undo_run(actor: Actor, db: Database, run_id: int) -> RunUndone:
    """Take a run back in one transaction: each enterprise to whom it had, or to nobody.

    What changed since stays, and so does what had somebody who left meanwhile; both are named.
    """
    at = db.now()
    with db.write() as connection:
        run = pairing_runs.get(connection, run_id)
        if run.undone_at is not None:
            raise InvalidInput("pairing_run_already_undone", run=run_id)
        rows = pairing_runs.rows_of(connection, run_id)
        kept = _kept(connection, rows, db.today())
        undone = [row for row in rows if (row.enterprise_id, row.role) not in kept]
        changes = _take_back(connection, undone, at)
        history.append(connection, changes, at=at, actor=actor.name)
        pairing_runs.mark_undone(connection, run_id, at=at, actor=actor.name)
        names = pairings.places(connection, {each for each, _ in kept})
    restored = sum(row.previous_id is not None for row in undone)
    return RunUndone(
        restored=restored,
        ended=len(undone) - restored,
        kept=tuple(
            KeptPair(each, names[each][0], reason) for (each, _), reason in sorted(kept.items())
        ),
    )


def _kept(
    connection: Connection, rows: Sequence[RunRow], today: date
) -> Mapping[tuple[int, str], KeptReason]:
    before = {row.previous_id for row in rows if row.previous_id is not None}
    people = pairings.people_by_id(connection, before, today)
    left = {each.id for each in people.values() if each.departed}
    kept: dict[tuple[int, str], KeptReason] = {}
    for row in rows:
        if not row.stands:
            kept[row.enterprise_id, row.role] = KeptReason.CHANGED_SINCE
        elif row.previous_id in left:
            kept[row.enterprise_id, row.role] = KeptReason.PREVIOUS_LEFT
    return kept


def _take_back(connection: Connection, rows: Sequence[RunRow], at: datetime) -> list[Change]:
    """End what the run started and start what it ended; a pair by hand is one by hand again."""
    given_back = [
        (row.enterprise_id, row.role.value, row.previous_id)
        for row in rows
        if row.previous_id is not None
    ]
    gaps = [(row.enterprise_id, row.role.value) for row in rows if row.previous_id is None]
    by_hand = history.chosen_pairs(connection, [each for each, _, _ in given_back])
    before = {
        (row.enterprise_id, row.role.value) for row in rows if row.previous_pairing_id in by_hand
    }
    changes = pairings.end(connection, gaps, at)
    changes += put_in_charge(connection, given_back, at)
    return [
        replace(change, action=pairings.CHOSEN)
        if change.action == "pair.started" and _key(change) in before
        else change
        for change in changes
    ]
