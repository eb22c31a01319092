"""Keeping a day at its end, and making good the days that were missed."""

from __future__ import annotations

from datetime import date, timedelta

from liaison.domain.roles import Action, Actor
from liaison.services.guard import requires
from liaison.services.kept_days import count_day, keep_days
from liaison.store import snapshots
from liaison.store.database import Database

#: How far back days without a snapshot are made good.
MADE_GOOD_DAYS = 31


@requires(Action.MAINTAIN)
def take_snapshot(actor: Actor, db: Database, day: date | None = None) -> list[date]:
    """Keep the figures as those of a day, by default yesterday; the days that were kept by it.

    Days missing since the last snapshot get the same figures: while no snapshot was taken the
    product did not run, so nothing moved. At most a month is made good.
    """
    day = day or db.today() - timedelta(days=1)
    # Counted before the lock, so that nobody waits for more than the writing.
    with db.read() as connection:
        counted = count_day(connection, now=db.now(), today=db.today())
    with db.write() as connection:
        days = _days_to_keep(snapshots.last_before(connection, day), day)
        keep_days(connection, days, counted)
    return days


@requires(Action.MAINTAIN)
def take_missing_snapshots(actor: Actor, db: Database) -> list[date]:
    """Keep yesterday's figures unless they are there; called at midnight and at each start."""
    with db.read() as connection:
        if snapshots.has(connection, db.today() - timedelta(days=1)):
            return []
    return take_snapshot(actor, db)


def _days_to_keep(last: date | None, day: date) -> list[date]:
    first = day if last is None else last + timedelta(days=1)
    first = max(first, day - timedelta(days=MADE_GOOD_DAYS - 1))
    return [first + timedelta(days=number) for number in range((day - first).days + 1)]
