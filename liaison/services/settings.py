"""What an installation sets for itself, by administrators: the rhythm of contacts and visits."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from liaison.domain.errors import InvalidInput, StaleRecord
from liaison.domain.records import HistoryEntry
from liaison.domain.rhythm import FEWEST_DAYS, MOST_DAYS, Rhythm
from liaison.domain.roles import Action, Actor
from liaison.locales import words
from liaison.services.guard import requires
from liaison.store import history, settings, visits
from liaison.store.database import Connection, Database
from liaison.store.history import Change


@dataclass(frozen=True, slots=True)
class RhythmSetting:
    """The rhythm that is in force; `version` grows with every change of it."""

    rhythm: Rhythm
    version: int


@requires(Action.EDIT_SETTINGS)
def get_rhythm_setting(actor: Actor, db: Database) -> RhythmSetting:
    """The rhythm as it is to be edited."""
    with db.read() as connection:
        return _current(connection)


def _current(connection: Connection) -> RhythmSetting:
    latest = history.of_settings(connection, limit=1)
    return RhythmSetting(visits.rhythm(connection), latest[0].id if latest else 0)


@requires(Action.EDIT_SETTINGS)
def set_rhythm(
    actor: Actor,
    db: Database,
    *,
    contact_days: int | None = None,
    visit_days: int | None = None,
    version: int | None = None,
) -> RhythmSetting:
    """Set every how many days enterprises are contacted and visited; None leaves it as it is.

    `version` is the one that was seen; None lets the last writer win.
    """
    asked = {"contact_days": contact_days, "visit_days": visit_days}
    wanted = {key: _checked(actor, key, days) for key, days in asked.items() if days is not None}
    with db.write() as connection:
        current = _current(connection)
        before = asdict(current.rhythm)
        changes = {key: (before[key], days) for key, days in wanted.items() if before[key] != days}
        if not changes:
            return current
        if version is not None and version != current.version:
            latest = history.of_settings(connection, limit=1)[0]
            raise StaleRecord(
                "stale_record",
                version=current.version,
                current=before,
                attempted={key: days for key, (_, days) in changes.items()},
                by=latest.actor,
                at=latest.at,
            )
        for key, (_, days) in changes.items():
            settings.put(connection, key, str(days))
        change = Change("setting.changed", "setting", "rhythm", changes=changes)
        history.append(connection, [change], at=db.now(), actor=actor.name)
        return _current(connection)


def _checked(actor: Actor, key: str, days: int) -> int:
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        label = words(actor.language)(f"changes.setting.{key}")
        limits = {"least": FEWEST_DAYS, "limit": MOST_DAYS}
        raise InvalidInput("rhythm_out_of_range", field=key, label=label, value=days, **limits)
    return days


@requires(Action.EDIT_SETTINGS)
def settings_history(actor: Actor, db: Database, *, latest: int = 20) -> list[HistoryEntry]:
    """Who changed which setting, from what to what, the newest first."""
    with db.read() as connection:
        return history.of_settings(connection, limit=latest)
