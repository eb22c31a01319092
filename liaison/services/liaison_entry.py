"""One officer or commissioner as an administrator enters what changes: read, checked, saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from liaison.domain.errors import InvalidInput, NotFound, StaleRecord
from liaison.domain.fields import Field, field_table, stored_columns
from liaison.domain.parsing import Context, Value
from liaison.domain.plan import Changes, Values
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import LiaisonStatus
from liaison.locales import words
from liaison.services.departures import days, has_left, see_off
from liaison.services.guard import requires
from liaison.store import history, imports, leaves, liaisons, reference
from liaison.store.database import Connection, Database
from liaison.store.history import Change
from liaison.store.liaisons import LiaisonLoad

_COLUMNS = stored_columns("liaisons")
_FIELDS = field_table("liaisons")
#: What is edited one by one; who a person is, comes with the roster.
EDITABLE = ("unit", "position", "grid", "phone", "capacity", "started_on", "ended_on", "status")
_NEVER_EMPTY = ("unit", "status")


@requires(Action.MANAGE_PEOPLE)
def update_liaison(
    actor: Actor, db: Database, liaison_id: int, *, version: int, changes: Mapping[str, Value]
) -> LiaisonLoad:
    """Save roster fields of a person by key; a value is read as a roster's cell would be.

    Who is said to have left loses the enterprises at once, which become gaps, and the account.
    Nobody is said to be away who is to act for somebody on leave.
    """
    with db.write() as connection:
        current = imports.current_rows(connection, "liaisons", [liaison_id]).get(liaison_id)
        if current is None:
            raise NotFound("liaison_not_found", liaison=liaison_id)
        context = Context(reference.load(connection), db.today())
        values = {key: _read(actor, key, given, context) for key, given in changes.items()}
        told: Changes = {
            key: (current[_COLUMNS[key]], value)
            for key, value in values.items()
            if value != current[_COLUMNS[key]]
        }
        if told and version != current["version"]:
            raise StaleRecord(
                "stale_record",
                version=current["version"],
                current={key: current[_COLUMNS[key]] for key in EDITABLE},
                attempted={key: after for key, (_, after) in told.items()},
                **history.last_save(connection, "liaison", liaison_id),
            )
        if told:
            _save(actor, db, connection, liaison_id, told)
        found = liaisons.get_with_load(connection, liaison_id)
        return liaisons.with_leaves(connection, [found], db.today())[0]


def _read(actor: Actor, key: str, given: Value, context: Context) -> Value:
    field = _FIELDS.get(key)
    if field is None or key not in EDITABLE:
        raise InvalidInput("field_unknown", field=key)
    value, code = field.read(given, context)
    # What a roster lets pass with a warning, a form can ask about at once.
    if code is not None:
        _refuse(actor, field, code, given)
    if value is None and key in _NEVER_EMPTY:
        _refuse(actor, field, "required", given)
    return value


def _refuse(actor: Actor, field: Field, code: str, given: Value) -> None:
    label = words(actor.language)(f"fields.liaisons.{field.key}")
    raise InvalidInput(code, field=field.key, label=label, value=str(given), limit=field.max_length)


def _save(
    actor: Actor, db: Database, connection: Connection, liaison_id: int, told: Changes
) -> None:
    stored: Values = {_COLUMNS[key]: after for key, (_, after) in told.items()}
    gone = [liaison_id] if has_left(stored, db.today()) else []
    if stored.get("liaison_status") == LiaisonStatus.AWAY:
        _refuse_as_deputy(connection, liaison_id, db.today())
    changes = see_off(connection, gone, today=db.today(), at=db.now())
    imports.update_rows(connection, "liaisons", [(liaison_id, stored)], db.now())
    changes.append(Change("liaison.updated", "liaison", liaison_id, changes=told))
    history.append(connection, changes, at=db.now(), actor=actor.name)


def _refuse_as_deputy(connection: Connection, liaison_id: int, today: date) -> None:
    for leave in leaves.to_come(connection, today):
        if leave.deputy_id == liaison_id:
            people = liaisons.by_id(connection, [liaison_id, leave.liaison_id])
            name, whose = people[liaison_id].name, people[leave.liaison_id].name
            raise InvalidInput(
                "away_as_deputy", field="status", name=name, whose=whose, days=days(leave)
            )
