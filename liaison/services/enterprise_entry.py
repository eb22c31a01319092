"""One enterprise as a person enters it: read by the rules of the roster, checked, saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from liaison.domain.errors import InvalidInput, StaleRecord
from liaison.domain.fields import Field, field_table, stored_columns
from liaison.domain.parsing import Context, Value
from liaison.domain.plan import Changes, Values
from liaison.domain.problems import LEVELS, UNQUOTED, Level, Problem
from liaison.domain.records import Enterprise
from liaison.domain.reference import AreaHint
from liaison.domain.roles import Actor
from liaison.domain.roster_rows import exceeds_staff, settle_areas, settle_numbers
from liaison.domain.vocabulary import (
    FILING_MOVES,
    STATUS_MOVES,
    AboveScale,
    FilingStatus,
    MeasureState,
    Status,
)
from liaison.locales import words
from liaison.services.own_last_save import own_last_save
from liaison.services.pairing_at_once import came_into_scope, pair_at_once
from liaison.services.rule_following import follow_rules, ruled_states
from liaison.store import enterprises, history, imports, pairings, reference, support
from liaison.store.database import Connection, Database
from liaison.store.history import Change

_COLUMNS = stored_columns("enterprises")
_FIELDS = field_table("enterprises")


@dataclass(frozen=True, slots=True)
class Saved:
    """The enterprise as it stands after a save, and what was kept but should be looked at.

    `ruled` are the measures, by code, of which the save made a rule decide anew, and how.
    """

    enterprise: Enterprise
    warnings: tuple[Problem, ...]
    ruled: tuple[tuple[str, MeasureState], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Values by field key as they are kept, and the warnings of reading them."""

    values: Values
    warnings: tuple[Problem, ...]


def read_entry(
    actor: Actor, raw: Mapping[str, Value], current: Mapping[str, Any], context: Context
) -> Entry:
    """Read every value as a roster's cell is read; InvalidInput for the first that is wrong.

    `current` is the stored row, empty for a new enterprise. A value that only a warning leaves
    out is left out here too; an empty value empties its field.
    """
    values: Values = {}
    warnings: list[Problem] = []
    for key, given in raw.items():
        value, code = _read(actor, key, given, context)
        if code is not None:
            shown = None if code in UNQUOTED else str(given)[:200]
            warnings.append(Problem(code, "", 0, None, key, shown))
        if code is None or (value is not None and code != "value_left_out"):
            values[key] = value
    _settle_code(values, warnings)
    _settle_area(actor, values, current, context)
    known = {key: current.get(column) for key, column in _COLUMNS.items()}
    if exceeds_staff(known | values) and values.keys() & {"employees", "employees_on_duty"}:
        warnings.append(Problem("on_duty_exceeds", "", 0, None, "employees_on_duty"))
    return Entry(values, tuple(warnings))


def _read(actor: Actor, key: str, given: Value, context: Context) -> tuple[Value, str | None]:
    field = _FIELDS.get(key)
    if field is None or field.column is None:
        raise InvalidInput("field_unknown", field=key)
    # A form gives percentage points; a bare number in a sheet may be a share of one.
    is_points = field.type == "percent" and isinstance(given, (int, float))
    value, code = field.read(f"{given}%" if is_points else given, context)
    if code is not None and LEVELS[code] is Level.ERROR:
        _refuse(actor, field, code, given)
    if value is None and key in ("name", "status", "filing_status"):
        _refuse(actor, field, "required", given)
    return AboveScale.UNKNOWN.value if value is None and key == "above_scale" else value, code


def _refuse(actor: Actor, field: Field, code: str, given: Value) -> None:
    label = words(actor.language)(f"fields.enterprises.{field.key}")
    raise InvalidInput(code, field=field.key, label=label, value=str(given), limit=field.max_length)


def _settle_code(values: Values, warnings: list[Problem]) -> None:
    """What is no credit code becomes the former number; a code that stands is not emptied."""
    uscc = values.get("uscc")
    settle_numbers(values, warnings)
    if uscc is not None and values["uscc"] is None:
        del values["uscc"]


def _settle_area(
    actor: Actor, values: Values, current: Mapping[str, Any], context: Context
) -> None:
    """Let county and town agree: a town brings its county, another county drops the old town."""
    if not values.keys() & {"county", "town"}:
        return
    county, town = current.get("county_code"), current.get("town_code")
    placed: Values = {"county": values.get("county"), "town": values.get("town", town)}
    given_county = placed["county"]
    if "town" not in values and given_county and town is not None:
        fits = given_county in context.reference.counties_of(town)
        placed["town"] = town if fits else None
    hint = AreaHint(county=None if "county" in values else county)
    code = settle_areas(placed, context.reference, hint)
    if code is not None and LEVELS[code] is Level.ERROR:
        _refuse(actor, _FIELDS["town"], code, values.get("town"))
    values.update(placed)


def save_entry(
    actor: Actor,
    db: Database,
    connection: Connection,
    enterprise_id: int,
    *,
    version: int | None,
    raw: Mapping[str, Value],
    action: str,
) -> Saved:
    """Write what differs, in the caller's transaction; the caller has asked the row rules.

    `version` None lets the last writer win.
    """
    current = imports.current_rows(connection, "enterprises", [enterprise_id])[enterprise_id]
    context = Context(reference.load(connection), db.today())
    entry = read_entry(actor, raw, current, context)
    changes = _differences(current, entry.values)
    if changes and version is not None and version != current["version"]:
        raise StaleRecord(
            "stale_record",
            version=current["version"],
            current={key: current[column] for key, column in _COLUMNS.items()},
            attempted={key: after for key, (_, after) in changes.items()},
            **history.last_save(connection, "enterprise", enterprise_id),
            is_over=_is_forbidden_move(changes),
        )
    changes |= _resumption(current, changes, context)
    _check_rules(connection, enterprise_id, changes)
    ruled = _write(actor, db, connection, enterprise_id, changes, action) if changes else ()
    return Saved(enterprises.get(connection, enterprise_id), entry.warnings, ruled)


def take_back_entry(
    actor: Actor, db: Database, connection: Connection, enterprise_id: int, *, version: int
) -> Saved:
    """Put back what the last save changed, in the caller's transaction."""
    current = imports.current_rows(connection, "enterprises", [enterprise_id])[enterprise_id]
    last = own_last_save(
        actor,
        db,
        connection,
        enterprise_id,
        lambda each: each.entity == "enterprise" and bool(each.changes.keys() & _COLUMNS.keys()),
    )
    if version != current["version"]:
        raise InvalidInput("undo_too_late")
    changes = {
        key: (after, before) for key, (before, after) in last.changes.items() if key in _COLUMNS
    }
    ruled = _write(actor, db, connection, enterprise_id, changes, "enterprise.taken_back")
    return Saved(enterprises.get(connection, enterprise_id), (), ruled)


def _differences(current: Mapping[str, Any], values: Values) -> Changes:
    return {
        key: (current[_COLUMNS[key]], value)
        for key, value in values.items()
        if value != current[_COLUMNS[key]]
    }


def _resumption(current: Mapping[str, Any], changes: Changes, context: Context) -> Changes:
    """The day an enterprise resumed, today where it just did and nobody said when."""
    status = changes.get("status", (None, None))[1]
    if status not in (Status.PARTIAL, Status.FULL):
        return {}
    if current["resumed_on"] is not None or "resumed_on" in changes:
        return {}
    return {"resumed_on": (None, context.today.isoformat())}


def _is_forbidden_move(changes: Changes) -> bool:
    """Whether the operation is to become what it cannot become from what it is now."""
    if "status" not in changes:
        return False
    before, after = (Status(str(each)) for each in changes["status"])
    return after not in STATUS_MOVES[before]


def _check_rules(connection: Connection, enterprise_id: int, changes: Changes) -> None:
    if _is_forbidden_move(changes):
        before, after = (Status(str(each)) for each in changes["status"])
        raise InvalidInput("move_not_allowed", field="status", from_status=before, to_status=after)
    if "filing_status" in changes:
        filed, filing = (FilingStatus(str(each)) for each in changes["filing_status"])
        if filing not in FILING_MOVES[filed]:
            raise InvalidInput(
                "filing_move_not_allowed", field="filing_status", filing_status=filed
            )
    check_code_is_free(connection, changes.get("uscc", (None, None))[1], enterprise_id)


def check_code_is_free(connection: Connection, uscc: Value, enterprise_id: int) -> None:
    """Refuse a credit code that another enterprise has."""
    if uscc is None:
        return
    holder = enterprises.with_code(connection, str(uscc))
    if holder not in (None, enterprise_id):
        raise InvalidInput("code_taken", field="uscc", value=uscc, id=holder)


def _write(
    actor: Actor,
    db: Database,
    connection: Connection,
    enterprise_id: int,
    changes: Changes,
    action: str,
) -> tuple[tuple[str, MeasureState], ...]:
    stored = {_COLUMNS[key]: after for key, (_, after) in changes.items()}
    imports.update_rows(connection, "enterprises", [(enterprise_id, stored)], db.now())
    change = Change(action, "enterprise", enterprise_id, enterprise_id, changes)
    return tuple(ruled_states(record(actor, db, connection, change)))


def record(
    actor: Actor, db: Database, connection: Connection, change: Change, *others: Change
) -> list[Change]:
    """Give an enterprise that came into scope its measures and its people; all into history.

    `others` were written with the change and stand behind it. Returns what rules decided anew
    since the change moved what they look at.
    """
    decided = follow_rules(connection, [change], db.today())
    pairs: list[Change] = []
    enterprise_ids = [int(change.entity_id)]
    came = came_into_scope(connection, {enterprise_ids[0]: change.changes})
    if support.open_measures(connection, enterprise_ids, on=db.today()):
        opened = {"tracked_on": (None, db.today().isoformat())}
        change = replace(change, changes={**change.changes, **opened})
        came = enterprise_ids
    if came:
        begun = pairings.ever_paired(connection)
        pairs = pair_at_once(connection, came, begun, today=db.today(), at=db.now())
    entries = [change, *decided, *others, *pairs]
    history.append(connection, entries, at=db.now(), actor=actor.name)
    return decided
