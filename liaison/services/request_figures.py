"""Requests and their deadlines: what falls due soon, and what became of each kind."""

from __future__ import annotations

from datetime import date, timedelta

from liaison.domain.deadlines import add_office_hours
from liaison.domain.errors import InvalidInput
from liaison.domain.roles import Action, Actor
from liaison.services.figures import require_past, resolve_area, within
from liaison.services.guard import requires
from liaison.services.kept_days import Reach, coded_on, reach_of
from liaison.store import exports, figures
from liaison.store import reference as reference_store
from liaison.store.database import Connection, Database
from liaison.store.exports import RequestsOfKind

#: How far ahead a deadline is near, in hours of work.
SOON_HOURS = 24


@requires(Action.SEE_FIGURES)
def requests_due_soon(actor: Actor, db: Database, area_code: str | None = None) -> int:
    """Requests without an answer that fall due within the next hours of work."""
    until = add_office_hours(db.now(), timedelta(hours=SOON_HOURS))
    with db.read() as connection:
        area = resolve_area(reference_store.load(connection), actor.scope, area_code)
        where = within(connection, actor.scope, area)
        return figures.requests_due_soon(connection, where, now=db.now(), until=until)


@requires(Action.SEE_FIGURES)
def requests_by_kind(
    actor: Actor, db: Database, area_code: str | None = None, *, as_of: date | None = None
) -> list[RequestsOfKind]:
    """The kinds that were asked for, the most frequent first, now or on a past day."""
    require_past(db.today(), as_of)
    with db.read() as connection:
        reference = reference_store.load(connection)
        area = resolve_area(reference, actor.scope, area_code)
        if as_of is not None and as_of < db.today():
            reach = reach_of(reference, actor.scope, area)
            found = past_requests(connection, as_of, reach)
            if found is None:
                raise InvalidInput("no_past_figures", field="as_of", day=as_of, by="request")
            return found
        where = within(connection, actor.scope, area)
        return exports.requests_by_kind(connection, where, db.now())


def past_requests(connection: Connection, day: date, reach: Reach) -> list[RequestsOfKind] | None:
    """The same as a past day kept it; None where it has areas alone."""
    coded = coded_on(connection, day, "request", reach)
    if coded is None:
        return None
    found = [exports.requests_of(kind, numbers) for kind, numbers in coded.items()]
    return sorted(found, key=lambda each: (-sum(each.states.values()), each.kind))
