"""Leave: who is away from when to when, and who acts and sees meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from liaison.domain.entries import typed_text
from liaison.domain.errors import InvalidInput, StaleRecord
from liaison.domain.pairing import TIER_COSTS, Person, tier_between
from liaison.domain.plan import Changes
from liaison.domain.records import Leave, Liaison
from liaison.domain.roles import Action, Actor, require_own
from liaison.locales import words
from liaison.services.departures import days, leave_change
from liaison.services.guard import requires
from liaison.store import history, leaves, liaisons, pairings
from liaison.store.database import Connection, Database
from liaison.store.history import Change

NOTE_LIMIT = 200
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """A leave with the people it is about; `deputy` None where one is to be named."""

    leave: Leave
    person: Liaison
    deputy: Liaison | None


@requires(Action.TAKE_LEAVE)
def plan_leave(
    actor: Actor,
    db: Database,
    liaison_id: int,
    *,
    deputy_id: int,
    first_on: date,
    last_on: date,
    note: str | None = None,
) -> int:
    """Enter a leave, both days included, and return its id.

    Officers and commissioners enter their own, administrators anybody's. The deputy is of the
    same role and there on all the days; the pairs stay with who is away. Who enters the same leave
    again is given the first one's id.
    """
    require_own(actor, Action.TAKE_LEAVE, liaison_id)
    label = words(actor.language)("work.note")
    note = typed_text(note, field="note", label=label, limit=NOTE_LIMIT)
    with db.write() as connection:
        _check_days(first_on, last_on, db.today())
        person = _there(connection, liaison_id, db.today())
        own, _ = leaves.meeting(connection, person.id, first_on, last_on)
        entered = (deputy_id, first_on, last_on, note, actor.name)
        for each in own:
            known = (each.deputy_id, each.first_on, each.last_on, each.note, each.created_by)
            if known == entered:
                return each.id
        _refuse_overlap(connection, person, first_on, last_on)
        _check_deputy(connection, person, deputy_id, first_on, last_on)
        leave_id = leaves.insert(
            connection,
            liaison_id=liaison_id,
            deputy_id=deputy_id,
            first_on=first_on,
            last_on=last_on,
            note=note,
            at=db.now(),
            by=actor.name,
        )
        leave = leaves.get(connection, leave_id)
        told: Changes = {"leave": (None, days(leave)), "deputy": (None, deputy_id)}
        _record(connection, actor, db, leave_change("liaison.leave_planned", leave, told))
    return leave_id


@requires(Action.TAKE_LEAVE)
def change_leave(
    actor: Actor,
    db: Database,
    leave_id: int,
    *,
    version: int,
    last_on: date,
    deputy_id: int | None = None,
) -> Leave:
    """Give a leave another last day, and from today on another deputy where one is named.

    The leave that goes on is returned: days that are past stay with who acted then.
    """
    with db.write() as connection:
        leave = leaves.get(connection, leave_id)
        require_own(actor, Action.TAKE_LEAVE, leave.liaison_id)
        if leave.last_on < db.today():
            raise InvalidInput("leave_is_over", field="last_on", last_on=leave.last_on)
        first_on = max(leave.first_on, db.today())
        _check_days(first_on, last_on, db.today(), since=leave.first_on)
        person = _there(connection, leave.liaison_id, db.today())
        _refuse_overlap(connection, person, leave.first_on, last_on, besides=leave_id)
        wanted = replace(leave, last_on=last_on, deputy_id=deputy_id or leave.deputy_id)
        if wanted.deputy_id is not None:
            _check_deputy(connection, person, wanted.deputy_id, first_on, last_on)
        return leaves.get(connection, _save(connection, actor, db, leave, wanted, version))


@requires(Action.TAKE_LEAVE)
def end_leave(actor: Actor, db: Database, leave_id: int, *, version: int) -> None:
    """The person is back: a leave that has begun ended yesterday, one to come is cancelled.

    One that began today did not take place.
    """
    with db.write() as connection:
        leave = leaves.get(connection, leave_id)
        require_own(actor, Action.TAKE_LEAVE, leave.liaison_id)
        if leave.last_on < db.today():
            return
        if leave.first_on < db.today():
            yesterday = db.today() - timedelta(days=1)
            _save(connection, actor, db, leave, replace(leave, last_on=yesterday), version)
            return
        _refuse_stale(leave, leave, version)
        leaves.cancel(connection, [leave_id], db.now())
        told: Changes = {"leave": (days(leave), None)}
        _record(connection, actor, db, leave_change("liaison.leave_cancelled", leave, told))


@requires(Action.TAKE_LEAVE)
def list_leaves(actor: Actor, db: Database, *, liaison_id: int | None = None) -> list[LeaveRow]:
    """The leaves that are on or to come; officers and commissioners see those they are part of."""
    own = actor.liaison_id if actor.scope.liaison_ids is not None else None
    with db.read() as connection:
        found = [
            each
            for each in leaves.to_come(connection, db.today(), about=own)
            if liaison_id is None or liaison_id in (each.liaison_id, each.deputy_id)
        ]
        return _with_people(connection, found)


@requires(Action.TAKE_LEAVE)
def find_colleague(actor: Actor, db: Database, staff_no: str, role: str | None = None) -> Liaison:
    """The person of a staff number; officers and commissioners find those of their own role."""
    asked = actor.role.value if actor.scope.liaison_ids is not None else role
    with db.read() as connection:
        return liaisons.get(connection, liaisons.with_staff_no(connection, staff_no, asked))


@requires(Action.TAKE_LEAVE)
def list_deputies(
    actor: Actor,
    db: Database,
    liaison_id: int,
    *,
    first_on: date,
    last_on: date,
    search: str = "",
    limit: int = 20,
) -> list[Person]:
    """Who could act: of the role and there on the days; own unit first, then near, then idle."""
    require_own(actor, Action.TAKE_LEAVE, liaison_id)
    with db.read() as connection:
        role = liaisons.get(connection, liaison_id).role
        there = leaves.there_between(connection, role, first_on, last_on, search=search)
        people = pairings.people_by_id(connection, there | {liaison_id}, db.today())
    person = people.pop(liaison_id)
    return sorted(people.values(), key=lambda each: _nearness(person, each))[:limit]


def _nearness(person: Person, deputy: Person) -> tuple[bool, int, int]:
    tier = tier_between(person.place, deputy.place)
    return deputy.unit != person.unit, TIER_COSTS[tier], deputy.load


def _check_days(first_on: date, last_on: date, today: date, *, since: date | None = None) -> None:
    if last_on < first_on:
        raise InvalidInput("leave_ends_before_it_begins", field="last_on", first_on=first_on)
    if first_on < today:
        raise InvalidInput("leave_in_the_past", field="first_on", value=first_on)
    if last_on - (since or first_on) > LONGEST:
        raise InvalidInput("leave_too_long", field="last_on", days=LONGEST.days)


def _there(connection: Connection, liaison_id: int, today: date) -> Liaison:
    """The person, who must not have left."""
    person = liaisons.get(connection, liaison_id)
    if pairings.people_by_id(connection, [liaison_id], today)[liaison_id].departed:
        raise InvalidInput("liaison_left", field="liaison", name=person.name)
    return person


def _refuse_overlap(
    connection: Connection, person: Liaison, first_on: date, last_on: date, *, besides: int = 0
) -> None:
    """Refuse a second leave on the same days, and one of somebody who is a deputy then."""
    own, as_deputy = leaves.meeting(connection, person.id, first_on, last_on)
    for other in own:
        if other.id != besides:
            raise InvalidInput(
                "leave_overlaps", field="first_on", name=person.name, days=days(other)
            )
    for other in as_deputy:
        whose = liaisons.get(connection, other.liaison_id).name
        raise InvalidInput(
            "leave_of_a_deputy", field="first_on", name=person.name, whose=whose, days=days(other)
        )


def _check_deputy(
    connection: Connection, person: Liaison, deputy_id: int, first_on: date, last_on: date
) -> None:
    deputy = liaisons.get(connection, deputy_id)
    if deputy_id == person.id or deputy.role is not person.role:
        raise InvalidInput("deputy_of_other_role", field="deputy", name=deputy.name)
    if deputy_id not in leaves.there_between(connection, person.role, first_on, last_on):
        raise InvalidInput("deputy_not_there", field="deputy", name=deputy.name)


def _save(
    connection: Connection, actor: Actor, db: Database, leave: Leave, wanted: Leave, version: int
) -> int:
    """Write what differs; the id of the leave that goes on."""
    told: Changes = {}
    if days(wanted) != days(leave):
        told["leave"] = (days(leave), days(wanted))
    if wanted.deputy_id != leave.deputy_id:
        told["deputy"] = (leave.deputy_id, wanted.deputy_id)
    if not told:
        return leave.id
    _refuse_stale(leave, wanted, version)
    going_on = leave
    if "deputy" in told:
        number = leaves.hand_on(connection, leave, wanted.deputy_id, today=db.today(), at=db.now())
        going_on = leaves.get(connection, number)
    leaves.change(
        connection,
        going_on.id,
        version=going_on.version,
        deputy_id=wanted.deputy_id,
        last_on=wanted.last_on,
    )
    _record(connection, actor, db, leave_change("liaison.leave_changed", leave, told))
    return going_on.id


def _refuse_stale(leave: Leave, wanted: Leave, version: int) -> None:
    if leave.version != version:
        keys = ("last_on", "deputy_id")
        raise StaleRecord(
            "stale_record",
            version=leave.version,
            current={key: getattr(leave, key) for key in keys},
            attempted={key: getattr(wanted, key) for key in keys},
        )


def _record(connection: Connection, actor: Actor, db: Database, change: Change) -> None:
    history.append(connection, [change], at=db.now(), actor=actor.name)


def _with_people(connection: Connection, found: Sequence[Leave]) -> list[LeaveRow]:
    ids = {id_ for each in found for id_ in (each.liaison_id, each.deputy_id) if id_ is not None}
    people = liaisons.by_id(connection, ids)
    return [
        LeaveRow(each, people[each.liaison_id], people.get(each.deputy_id or 0)) for each in found
    ]
