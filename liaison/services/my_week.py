"""My week: what is due and when, what one did, one's numbers against the rhythm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from liaison.domain.my_week import DAYS, Due, Numbers, due_this_week, numbers_of
from liaison.domain.rhythm import Rhythm
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import MeasureState, VisitKind
from liaison.services.guard import requires
from liaison.store import my_week as store
from liaison.store import visits
from liaison.store.database import Database
from liaison.store.my_week import OwnEntry


class DoneKind(StrEnum):
    """What one did, as a week counts it."""

    VISITS = "visits"
    CONTACTS = "contacts"
    MEASURES_DONE = "measures_done"
    MEASURES = "measures"
    ANSWERS = "answers"
    REQUESTS = "requests"


@dataclass(frozen=True, slots=True)
class Week:
    """`due` by day, under None what is late; `entries` are one's own, the newest first."""

    today: date
    rhythm: Rhythm
    due: Mapping[date | None, Sequence[Due]]
    numbers: Sequence[Numbers]
    entries: Sequence[OwnEntry]
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
        entries = store.own_entries(connection, actor.name, since=since)
    return Week(
        today,
        rhythm,
        due_this_week(charges, measures, requests, rhythm, today),
        numbers_of(charges, requests, rhythm, now, today),
        entries,
        _done(entries),
    )


def _done(entries: Sequence[OwnEntry]) -> dict[DoneKind, int]:
    """How much of each kind; of a measure that was set several times only the last counts."""
    counted: Counter[DoneKind] = Counter()
    seen: set[str] = set()
    for each in entries:
        if each.entity == "support":
            if each.entity_id in seen:
                continue
            seen.add(each.entity_id)
        counted[_kind(each)] += 1
    return {kind: counted[kind] for kind in DoneKind}


def _kind(entry: OwnEntry) -> DoneKind:
    if entry.entity == "visit":
        on_site = entry.after("kind") == VisitKind.ON_SITE
        return DoneKind.VISITS if on_site else DoneKind.CONTACTS
    if entry.entity == "support":
        is_done = entry.after("state") == MeasureState.DONE
        return DoneKind.MEASURES_DONE if is_done else DoneKind.MEASURES
    return DoneKind.ANSWERS if entry.action == "request.answered" else DoneKind.REQUESTS
