"""What moved since a proposal was made, row by row, so that a person can be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liaison.domain.pairing import Load, PairingProposal, ProposedPair
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.store import history, liaisons, pairings
from liaison.store.database import Connection

_TOLD = 20


class MoveKind(StrEnum):
    """What a row of a proposal no longer holds for."""

    PAIRED = "paired"
    UNPAIRED = "unpaired"
    NOT_NEEDED = "not_needed"
    GONE = "gone"
    PERSON_NOT_THERE = "person_not_there"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Moved:
    """A row that no longer holds: `person` has the enterprise now, or cannot take it.

    `by` and `at` tell who paired it meanwhile and when, where somebody did.
    """

    enterprise_id: int
    enterprise_name: str
    role: LiaisonRole
    kind: MoveKind
    person: str | None = None
    by: str | None = None
    at: datetime | None = None


def moved_since(
    connection: Connection, actor: Actor, proposal: PairingProposal, loads: Mapping[int, Load]
) -> tuple[Moved, ...]:
    """Every row that no longer holds; `loads` are those of who is given something, if applied."""
    found: list[tuple[ProposedPair, MoveKind, int | None]] = []
    whole = proposal.from_id is not None
    overfull = _overfull(proposal, loads)
    for role in proposal.roles:
        pairs = [pair for pair in proposal.pairs if pair.role is role]
        ids = [pair.enterprise_id for pair in pairs]
        now = pairings.holders(connection, role, actor.scope, ids, all_of_them=whole)
        there = pairings.places(connection, ids).keys()
        for pair in pairs:
            kind = _kind(pair, now, loads, overfull)
            if kind is MoveKind.NOT_NEEDED and pair.enterprise_id not in there:
                kind = MoveKind.GONE
            if kind is not None:
                found.append((pair, kind, now.get(pair.enterprise_id)))
    told = [_moved(connection, pair, kind, holder) for pair, kind, holder in found[:_TOLD]]
    rest = [
        Moved(pair.enterprise_id, str(pair.enterprise_id), pair.role, kind)
        for pair, kind, _ in found[_TOLD:]
    ]
    return (*told, *rest)


def _overfull(proposal: PairingProposal, loads: Mapping[int, Load]) -> set[int]:
    """Who would get more than the limit and more than the proposal told, which had to be seen."""
    told = {load.person.id: load.after for load in proposal.loads if load.is_over}
    return {
        each
        for each, load in loads.items()
        if load.is_over and load.after > max(load.before, told.get(each, 0))
    }


def _kind(
    pair: ProposedPair,
    now: Mapping[int, int | None],
    loads: Mapping[int, Load],
    overfull: Collection[int],
) -> MoveKind | None:
    if pair.enterprise_id not in now:
        return MoveKind.NOT_NEEDED
    holder = now[pair.enterprise_id]
    if holder != pair.previous_id:
        return MoveKind.UNPAIRED if holder is None else MoveKind.PAIRED
    load = loads.get(pair.liaison_id)
    if load is None or not load.person.available:
        return MoveKind.PERSON_NOT_THERE
    return MoveKind.NO_ROOM if pair.liaison_id in overfull else None


def _moved(connection: Connection, pair: ProposedPair, kind: MoveKind, holder: int | None) -> Moved:
    places = pairings.places(connection, [pair.enterprise_id])
    name = places.get(pair.enterprise_id, (str(pair.enterprise_id),))[0]
    told = {
        MoveKind.PAIRED: holder,
        MoveKind.PERSON_NOT_THERE: pair.liaison_id,
        MoveKind.NO_ROOM: pair.liaison_id,
    }.get(kind)
    people = liaisons.by_id(connection, [] if told is None else [told])
    person = people[told].name if told in people else None
    last = history.last_of_pair(connection, pair.enterprise_id, pair.role)
    if kind in (MoveKind.PAIRED, MoveKind.UNPAIRED) and last is not None:
        return Moved(pair.enterprise_id, name, pair.role, kind, person, last.actor, last.at)
    return Moved(pair.enterprise_id, name, pair.role, kind, person)
