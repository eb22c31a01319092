"""The past days that can be chosen: those of which the figures were kept."""

from __future__ import annotations

from datetime import date

from liaison.domain.roles import Actor
from liaison.services.figures import curve
from liaison.store.database import Database

DAYS_OFFERED = 31


def kept_days(actor: Actor, db: Database, area_code: str | None) -> list[date]:
    """The kept days of the last month, the latest first."""
    kept = curve(actor, db, area_code, days=DAYS_OFFERED)
    return sorted((day for day in kept if day < db.today()), reverse=True)
