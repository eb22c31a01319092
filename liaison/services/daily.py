"""What is done once a day: figures are kept, silent requests settle, who left is seen off."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.roles import Action, Actor
from liaison.services.departures import see_off
from liaison.services.guard import requires
from liaison.services.requests import settle_silent_requests
from liaison.services.snapshots import take_missing_snapshots
from liaison.store import history, pairings
from liaison.store.database import Database


@requires(Action.MAINTAIN)
def close_the_day(actor: Actor, db: Database) -> None:
    """Do what 24:00 asks for; running it again, or days late, is safe."""
    take_missing_snapshots(actor, db)
    settle_silent_requests(actor, db)
    see_off_departed(actor, db)


@requires(Action.MAINTAIN)
def see_off_departed(actor: Actor, db: Database) -> None:
    """Make gaps of what people have whose last day is past, and close their accounts."""
    with db.write() as connection:
        departed = pairings.departed_unseen(connection, db.today())
        changes = see_off(connection, departed, today=db.today(), at=db.now())
        history.append(connection, changes, at=db.now(), actor=actor.name)


@requires(Action.MAINTAIN)
def seconds_to_midnight(actor: Actor, db: Database) -> float:
    """How long the city's day still lasts, by the database's clock."""
    now = db.now().astimezone(CITY_ZONE)
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), CITY_ZONE)
    return (midnight - now).total_seconds()
