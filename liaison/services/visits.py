"""Visits and calls: what was seen, what comes next."""

from __future__ import annotations

from datetime import date, timedelta

from liaison.domain.entries import past_day, typed_text
from liaison.domain.records import Visit
from liaison.domain.rhythm import Rhythm
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import VisitKind
from liaison.locales import words
from liaison.services.guard import requires
from liaison.store import enterprises, history, visits
from liaison.store.database import Database
from liaison.store.history import Change

NOTE_LIMIT = 500
NEXT_STEP_LIMIT = 200
# The same words from the same person are the same visit, whose answer a phone may not have
# heard for hours. Two calls without a word can both be true, so these are told apart sooner.
SAME_WITHIN = timedelta(hours=24)
SAME_WORDLESS_WITHIN = timedelta(minutes=10)


@requires(Action.RECORD_VISIT)
def record_visit(
    actor: Actor,
    db: Database,
    enterprise_id: int,
    kind: VisitKind,
    visited_on: date,
    note: str = "",
    next_step: str | None = None,
) -> int:
    """Record that the enterprise was met, in whatever way, and return the visit's id.

    A visit on site needs a note, so that a stray tap is none. The day becomes the enterprise's
    last contact, and its last visit where it was on site, unless there is a later one. Whoever
    saves the same visit again, not knowing whether it arrived, is given the first one's id.
    """
    say = words(actor.language)
    label = say("work.visited_on")
    past_day(visited_on, today=db.today(), field="visited_on", label=label)
    label = say("enterprise.visit_note")
    is_seen = kind is VisitKind.ON_SITE
    note = typed_text(note, field="note", label=label, limit=NOTE_LIMIT, required=is_seen) or ""
    label = say("work.next_step")
    next_step = typed_text(next_step, field="next_step", label=label, limit=NEXT_STEP_LIMIT)
    with db.write() as connection:
        require(actor, Action.RECORD_VISIT, enterprises.resource(connection, enterprise_id))
        within = SAME_WITHIN if note or next_step else SAME_WORDLESS_WITHIN
        known = visits.same(
            connection,
            enterprise_id=enterprise_id,
            kind=kind,
            visited_on=visited_on,
            note=note,
            next_step=next_step,
            by=actor.name,
            since=db.now() - within,
        )
        if known is not None:
            return known
        visit_id = visits.insert(
            connection,
            enterprise_id=enterprise_id,
            kind=kind,
            visited_on=visited_on,
            note=note,
            next_step=next_step,
            at=db.now(),
            by=actor.name,
        )
        told = {"kind": kind, "visited_on": visited_on, "note": note, "next_step": next_step}
        changes = {key: (None, value) for key, value in told.items() if value}
        change = Change("visit.recorded", "visit", visit_id, enterprise_id, changes)
        history.append(connection, [change], at=db.now(), actor=actor.name)
        return visit_id


@requires(Action.SEE_ENTERPRISE)
def get_rhythm(actor: Actor, db: Database) -> Rhythm:
    """Every how many days enterprises are to be contacted and visited."""
    with db.read() as connection:
        return visits.rhythm(connection)


@requires(Action.SEE_ENTERPRISE)
def list_visits(
    actor: Actor, db: Database, enterprise_id: int, *, page: int = 1, page_size: int = 50
) -> list[Visit]:
    """A page of the visits to an enterprise, the latest first."""
    with db.read() as connection:
        require(actor, Action.SEE_ENTERPRISE, enterprises.resource(connection, enterprise_id))
        offset = (max(1, page) - 1) * page_size
        return visits.of_enterprise(connection, enterprise_id, limit=page_size, offset=offset)
