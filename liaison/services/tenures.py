"""Who was responsible when: for an enterprise, for a person, on any day that has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from liaison.domain.errors import InvalidInput, NotPermitted
from liaison.domain.page import Page
from liaison.domain.roles import Action, Actor, require
from liaison.domain.tenure import (
    EnterpriseDay,
    Held,
    PersonDay,
    Step,
    Stint,
    Tenure,
    absence_on,
    absences_in,
    bounds_of,
    role_day,
)
from liaison.domain.tenure_turns import Began, Turn, beginning, ending
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.guard import requires
from liaison.store import enterprises, liaisons, tenure_traces, tenures
from liaison.store.database import Connection, Database
from liaison.store.tenures import StepRow


@requires(Action.SEE_ENTERPRISE)
def responsible_on(actor: Actor, db: Database, enterprise_id: int, day: date) -> EnterpriseDay:
    """Who was in charge of an enterprise on a day, in both roles, with the deputies of that day.

    InvalidInput for a day that has not come.
    """
    _refuse_future(db, day)
    with db.read() as connection:
        require(actor, Action.SEE_ENTERPRISE, enterprises.resource(connection, enterprise_id))
        recorded_at = tenures.recorded_at(connection, enterprise_id)
        stints = tenures.of_enterprise(connection, enterprise_id)
        absences = tenures.absences(connection, {each.person.id for each in stints})
    roles = {
        role: role_day([each for each in stints if each.role is role], absences, day, recorded_at)
        for role in LiaisonRole
    }
    existed = recorded_at < bounds_of(day)[1] or any(each.people for each in roles.values())
    return EnterpriseDay(day=day, existed=existed, recorded_at=recorded_at, roles=roles)


@requires(Action.SEE_ENTERPRISE)
def tenures_of_enterprise(
    actor: Actor, db: Database, enterprise_id: int, *, page: int = 1, page_size: int = 20
) -> Page[Tenure]:
    """A page of everybody who was or is in charge of an enterprise, the latest first."""
    with db.read() as connection:
        require(actor, Action.SEE_ENTERPRISE, enterprises.resource(connection, enterprise_id))
        stints = tenures.of_enterprise(connection, enterprise_id)[::-1]
        first = (max(1, page) - 1) * page_size
        rows = _told(connection, stints[first : first + page_size], db.today())
    return Page(rows, len(stints), page, page_size)


def _told(connection: Connection, stints: list[Stint], today: date) -> list[Tenure]:
    """The stints with how they began and ended and the leaves that fell into them."""
    absences = tenures.absences(connection, {each.person.id for each in stints})
    turns = _turns(connection, stints)
    return [Tenure(each, *turns[each.id], absences_in(absences, each, today)) for each in stints]


def _turns(connection: Connection, stints: list[Stint]) -> dict[int, tuple[Turn, Turn | None]]:
    return {
        number: (beginning(began), None if ended is None else ending(ended))
        for number, (began, ended) in tenure_traces.traces(connection, stints).items()
    }


@requires(Action.SEE_LIAISONS)
def enterprises_on(
    actor: Actor, db: Database, liaison_id: int, day: date, *, page: int = 1, page_size: int = 20
) -> PersonDay:
    """What a person was in charge of on a day: of the actor's area only, as every list is.

    InvalidInput for a day that has not come.
    """
    _refuse_future(db, day)
    with db.read() as connection:
        _require_person(actor, connection, liaison_id)
        rows, total, number = tenures.held_on(
            connection,
            actor.scope,
            liaison_id,
            bounds_of(day),
            limit=page_size,
            offset=(max(1, page) - 1) * page_size,
        )
        absences = tenures.absences(connection, [liaison_id])
    return PersonDay(
        day=day,
        absence=absence_on(absences, liaison_id, day),
        held=Page(rows, total, page, page_size),
        enterprises=number,
    )


@requires(Action.SEE_LIAISONS)
def deputised_on(
    actor: Actor, db: Database, liaison_id: int, day: date, *, page: int = 1, page_size: int = 20
) -> Page[Held]:
    """What a person looked after on a day for people on leave, of the actor's area only."""
    _refuse_future(db, day)
    with db.read() as connection:
        _require_person(actor, connection, liaison_id)
        rows, total = tenures.deputised_on(
            connection,
            actor.scope,
            liaison_id,
            day,
            bounds_of(day),
            limit=page_size,
            offset=(max(1, page) - 1) * page_size,
        )
    return Page(rows, total, page, page_size)


@requires(Action.SEE_LIAISONS)
def tenures_of_person(
    actor: Actor, db: Database, liaison_id: int, *, page: int = 1, page_size: int = 20
) -> Page[Step]:
    """A page of what a person was given and gave away, the latest first, of the actor's area.

    What came or went at one press is one step; it is told by one of its pairs.
    """
    with db.read() as connection:
        _require_person(actor, connection, liaison_id)
        offset = (max(1, page) - 1) * page_size
        rows, total = tenures.steps(
            connection, actor.scope, liaison_id, limit=page_size, offset=offset
        )
        steps = _steps(connection, rows)
    return Page(steps, total, page, page_size)


def _steps(connection: Connection, rows: list[StepRow]) -> list[Step]:
    shown = {each for row in rows for each in (row.given_id, row.given_away_id) if each is not None}
    turns = _turns(connection, list(tenures.by_id(connection, shown).values()))
    return [
        Step(
            at=row.at,
            given=row.given,
            given_away=row.given_away,
            load=row.load,
            began=_of_all(turns[row.given_id][0], row.given) if row.given_id else None,
            ended=_of_all(turns[row.given_away_id][1], row.given_away)
            if row.given_away_id
            else None,
        )
        for row in rows
    ]


def _of_all(turn: Turn | None, number: int) -> Turn | None:
    """The turn as it holds for several pairs: only who hands over is the same for all of them."""
    if turn is None or number == 1 or turn.how is Began.HANDOVER:
        return turn
    return replace(turn, whom=None)


@requires(Action.SEE_LIAISONS)
def find_person(actor: Actor, db: Database, staff_no: str, role: str | None = None) -> int:
    """The id of the person with a staff number; the role is asked for where two people have it."""
    with db.read() as connection:
        liaison_id = liaisons.with_staff_no(connection, staff_no, role)
        _require_person(actor, connection, liaison_id)
    return liaison_id


@requires(Action.SEE_LIAISONS)
def people_in_reach(actor: Actor, db: Database, liaison_ids: Iterable[int]) -> frozenset[int]:
    """Those of the people whose own page the actor may open."""
    with db.read() as connection:
        return liaisons.reached(connection, actor.scope, liaison_ids)


def _require_person(actor: Actor, connection: Connection, liaison_id: int) -> None:
    """Whose page is not the actor's, whose past is not either."""
    liaisons.get(connection, liaison_id)
    if not liaisons.reaches(connection, actor.scope, liaison_id):
        action, role = Action.SEE_LIAISONS.value, actor.role.value
        raise NotPermitted("not_permitted", action=action, role=role)


def _refuse_future(db: Database, day: date) -> None:
    if day > db.today():
        raise InvalidInput("day_not_come", field="day", day=day, today=db.today())
