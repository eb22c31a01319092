"""What is done once a day: the figures are kept, requests whose answer nobody disputed settle."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.roles import Action, Actor
from liaison.services.figures import take_missing_snapshots
from liaison.services.guard import requires
from liaison.services.requests import settle_silent_requests
from liaison.store.database import Database


@requires(Action.MAINTAIN)
def close_the_day(actor: Actor, db: Database) -> None:
    """Do what 24:00 asks for; running it again, or days late, is safe."""
    take_missing_snapshots(actor, db)
    settle_silent_requests(actor, db)


@requires(Action.MAINTAIN)
def seconds_to_midnight(actor: Actor, db: Database) -> float:
    """How long the city's day still lasts, by the database's clock."""
    now = db.now().astimezone(CITY_ZONE)
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), CITY_ZONE)
    return (midnight - now).total_seconds()
