"""My week: what is due and when, what one did, one's numbers against the rhythm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from liaison.domain.my_week import DAYS, Due, Numbers, due_this_week, numbers_of
from liaison.domain.rhythm import Rhythm
from liaison.domain.roles import Action, Actor
from liaison.domain.week_done import (
    DoneKind,
    Line,
    as_lines,
    count_done,
    measures_done,
    what_stands,
)
from liaison.services.guard import requires
from liaison.store import my_week as store
from liaison.store import visits
from liaison.store.database import Database


@dataclass(frozen=True, slots=True)
class Week:
    """`due` by day, under None what is late; `did` is what one did, the newest first."""

    today: date
    rhythm: Rhythm
    due: Mapping[date | None, Sequence[Due]]
    numbers: Sequence[Numbers]
    did: Sequence[Line]
    done: Mapping[DoneKind, int]


@requires(Action.SEE_ENTERPRISE)
def get_week(actor: Actor, db: Database) -> Week:
    """The week of an officer or commissioner, with the enterprises acted for; others have none."""
    people = actor.scope.liaison_ids or frozenset()
    now, today = db.now(), db.today()
    since, until = now - timedelta(days=DAYS), today + timedelta(days=DAYS - 1)
    with db.read() as connection:
        rhythm = visits.rhythm(connection)
        charges = store.charges(connection, people, actor.liaison_id or 0)
        measures = store.measures_due(connection, people, until=until)
        requests = store.requests_of(connection, people, since=since)
        entries = what_stands(store.own_entries(connection, actor.name, since=since))
    return Week(
        today,
        rhythm,
        due_this_week(charges, measures, requests, rhythm, today),
        numbers_of(charges, requests, measures_done(entries), rhythm, now, today),
        as_lines(entries),
        count_done(entries),
    )
