"""The measures of enterprises: one in one tap, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liaison.domain.errors import InvalidInput, StaleRecord
from liaison.domain.records import Measure, Support
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import MeasureState
from liaison.services.guard import requires
from liaison.services.measure_entry import (
    KEEP,
    MEASURE_FIELDS,
    SET,
    TAKEN_BACK,
    Keep,
    as_before,
    check_due,
    checked_note,
    differences,
    history_of,
    record_id,
    stamped,
    wanted_support,
)
from liaison.services.own_last_save import own_last_save
from liaison.store import enterprises, history, reference, support
from liaison.store.database import Connection, Database
from liaison.store.history import Change


@requires(Action.SEE_ENTERPRISE)
def list_measures(actor: Actor, db: Database) -> list[Measure]:
    """The catalogue of measures in force."""
    with db.read() as connection:
        return reference.measures(connection)


@requires(Action.UPDATE_SUPPORT)
def set_measure(
    actor: Actor,
    db: Database,
    enterprise_id: int,
    measure_code: str,
    *,
    state: MeasureState | Keep = KEEP,
    note: str | Keep | None = KEEP,
    due_on: date | Keep | None = KEEP,
    version: int | None = None,
) -> Support:
    """Set where one measure stands for one enterprise.

    `version` is the one that was seen, 0 for a measure that was not opened; None lets the last
    writer win. Two people who save the same thing are in no conflict.
    """
    note = checked_note(actor, note)
    given = {"state": state, "note": note, "due_on": due_on}
    asked = {key for key, value in given.items() if not isinstance(value, Keep)}
    check_due(db.today(), due_on)
    with db.write() as connection:
        resource = enterprises.resource(connection, enterprise_id)
        require(actor, Action.UPDATE_SUPPORT, resource)
        current = support.get(connection, enterprise_id, measure_code)
        wanted = wanted_support(current, state, note, due_on)
        changes = differences(current, wanted)
        if not changes:
            return current
        if version is not None and version != current.version:
            raise StaleRecord(
                "stale_record",
                version=current.version,
                current={key: getattr(current, key) for key in MEASURE_FIELDS},
                attempted={key: getattr(wanted, key) for key in changes if key in asked},
                by=current.updated_by,
                at=current.updated_at,
            )
        return _write(actor, db, connection, wanted, changes)


@requires(Action.UPDATE_SUPPORT)
def take_back_measure(
    actor: Actor, db: Database, enterprise_id: int, measure_code: str, *, version: int
) -> Support:
    """Undo the save that made this version, the actor's own of the last minute."""
    with db.write() as connection:
        require(actor, Action.UPDATE_SUPPORT, enterprises.resource(connection, enterprise_id))
        current = support.get(connection, enterprise_id, measure_code)
        last = own_last_save(
            actor,
            db,
            connection,
            enterprise_id,
            lambda each: (each.entity, each.entity_id) == ("support", record_id(current)),
        )
        if version != current.version:
            raise InvalidInput("undo_too_late")
        wanted = as_before(current, last.changes)
        changes = differences(current, wanted)
        return _write(actor, db, connection, wanted, changes, TAKEN_BACK)


def _write(
    actor: Actor,
    db: Database,
    connection: Connection,
    wanted: Support,
    changes: Mapping[str, tuple[Any, Any]],
    action: str = SET,
) -> Support:
    saved = stamped(wanted, actor.name, db.now())
    support.save(connection, [saved])
    history.append(connection, [history_of(saved, changes, action)], at=db.now(), actor=actor.name)
    return saved


@requires(Action.UPDATE_SUPPORT)
def set_measures(
    actor: Actor,
    db: Database,
    enterprise_ids: Sequence[int],
    measure_code: str,
    *,
    state: MeasureState,
    note: str | Keep | None = KEEP,
) -> int:
    """Set one measure for several enterprises, for all or for none; how many it changed."""
    note = checked_note(actor, note)
    with db.write() as connection:
        for resource in enterprises.resources(connection, enterprise_ids).values():
            require(actor, Action.UPDATE_SUPPORT, resource)
        saved: list[Support] = []
        entries: list[Change] = []
        for current in support.get_many(connection, enterprise_ids, measure_code).values():
            wanted = wanted_support(current, state, note, KEEP)
            changes = differences(current, wanted)
            if changes:
                saved.append(stamped(wanted, actor.name, db.now()))
                entries.append(history_of(wanted, changes))
        support.save(connection, saved)
        history.append(connection, entries, at=db.now(), actor=actor.name)
    return len(saved)
