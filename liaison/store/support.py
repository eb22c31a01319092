"""The measures of each enterprise: opening them, reading them, writing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from liaison.domain.errors import NotFound
from liaison.domain.records import Measure, Support
from liaison.domain.vocabulary import OPEN_STATES, MeasureState
from liaison.store import reference
from liaison.store.database import Connection, iso, moment
from liaison.store.enterprises import IN_SCOPE, chunks, quoted
from liaison.store.measure_rules import leaves_out, left_out_note

_COLUMNS = ", ".join(f"s.{field.name}" for field in fields(Support))


# Written as the partial index support_open_by_due has it, so that the index is used.
OVERDUE = f"(s.state IN ({quoted(OPEN_STATES)}) AND s.due_on < :today)"

_SAVE = """
    INSERT INTO support
        (enterprise_id, measure_code, state, due_on, note, updated_at, updated_by, version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (enterprise_id, measure_code) DO UPDATE SET
        state = excluded.state, due_on = excluded.due_on, note = excluded.note,
        updated_at = excluded.updated_at, updated_by = excluded.updated_by,
        version = excluded.version
"""


def open_measures(connection: Connection, enterprise_ids: Sequence[int] | None, *, on: date) -> int:
    """Open the measures in force for the enterprises that are in scope and have none open yet.

    `None` means every enterprise. Each measure falls due its default days after `on`; one whose
    rule leaves the enterprise out does not apply. The enterprise is tracked from `on`. Returns
    how many enterprises were opened.
    """
    catalogue = reference.measures(connection)
    if not catalogue:
        return 0
    if enterprise_ids is None:
        return _open_where(connection, catalogue, on, "1", ())
    return sum(
        _open_where(connection, catalogue, on, f"e.id IN ({', '.join('?' * len(chunk))})", chunk)
        for chunk in chunks(enterprise_ids)
    )


def _open_where(
    connection: Connection,
    catalogue: Sequence[Measure],
    on: date,
    which: str,
    values: Sequence[object],
) -> int:
    chosen = f"{which} AND e.tracked_on IS NULL AND {IN_SCOPE}"
    for_all = [measure for measure in catalogue if measure.rule.is_for_all]
    if for_all:
        _open_for_all(connection, for_all, on, chosen, values)
    for measure in catalogue:
        if not measure.rule.is_for_all:
            open_by_rule(connection, measure, on, chosen, values)
    tracked = f"UPDATE enterprises AS e SET tracked_on = ? WHERE {chosen}"  # noqa: S608 # as above
    return connection.conn.execute(tracked, [str(on), *values]).rowcount


def open_by_rule(
    connection: Connection, measure: Measure, on: date, chosen: str, values: Sequence[object]
) -> int:
    """Open one measure for the chosen enterprises that have it not; the number of them.

    Where its rule leaves an enterprise out the measure does not apply, and the note says why.
    """
    left_out, parts = leaves_out(measure.rule)
    return connection.conn.execute(
        f"""
        INSERT INTO support (enterprise_id, measure_code, due_on, state, note)
        SELECT id, ?, ?,
               CASE is_out WHEN 1 THEN '{MeasureState.NOT_APPLICABLE}'
                           ELSE '{MeasureState.NOT_STARTED}' END,
               CASE is_out WHEN 1 THEN ? END
          FROM (SELECT e.id, {left_out} AS is_out FROM enterprises e WHERE {chosen}) WHERE TRUE
        ON CONFLICT (enterprise_id, measure_code) DO NOTHING
        """,  # noqa: S608 # conditions are written here, values are bound
        [
            measure.code,
            str(on + timedelta(days=measure.default_days)),
            left_out_note(measure),
            *parts,
            *values,
        ],
    ).rowcount


def _open_for_all(
    connection: Connection,
    catalogue: Sequence[Measure],
    on: date,
    chosen: str,
    values: Sequence[object],
) -> None:
    opened = ", ".join("(?, ?)" for _ in catalogue)
    due = [
        value
        for measure in catalogue
        for value in (measure.code, str(on + timedelta(days=measure.default_days)))
    ]
    connection.conn.execute(
        f"""
        WITH opened (code, due_on) AS (VALUES {opened})
        INSERT INTO support (enterprise_id, measure_code, due_on)
        SELECT e.id, o.code, o.due_on FROM enterprises e CROSS JOIN opened o WHERE {chosen}
        ON CONFLICT (enterprise_id, measure_code) DO NOTHING
        """,  # noqa: S608 # conditions are written here, values are bound
        [*due, *values],
    )


def unopened(connection: Connection, enterprise_ids: Sequence[int]) -> list[int]:
    """Those of the enterprises that are in scope and came there only now."""
    found: list[int] = []
    for chunk in chunks(enterprise_ids):
        query = f"""
            SELECT e.id FROM enterprises e
             WHERE e.id IN ({", ".join("?" * len(chunk))}) AND e.tracked_on IS NULL AND {IN_SCOPE}
             ORDER BY e.id
        """  # noqa: S608 # conditions are written here, values are bound
        found.extend(int(row[0]) for row in connection.execute(query, list(chunk)))
    return found


def get(connection: Connection, enterprise_id: int, measure_code: str) -> Support:
    """One measure of an enterprise; NotFound where the catalogue has no such measure in force."""
    query = f"""
        SELECT {_COLUMNS} FROM measures m
          LEFT JOIN support s ON s.measure_code = m.code AND s.enterprise_id = :id
         WHERE m.code = :code AND m.retired_on IS NULL
    """  # noqa: S608 # columns are the record's
    values = {"id": enterprise_id, "code": measure_code}
    row = next(connection.query(query, values), None)
    if row is None:
        raise NotFound("measure_not_found", measure=measure_code)
    return _unopened(enterprise_id, measure_code) if row["version"] is None else _support(row)


def get_many(
    connection: Connection, enterprise_ids: Sequence[int], measure_code: str
) -> dict[int, Support]:
    """One measure of several enterprises, version 0 where one was not opened yet."""
    query = "SELECT 1 FROM measures WHERE code = ? AND retired_on IS NULL"
    if connection.execute(query, [measure_code]).fetchone() is None:
        raise NotFound("measure_not_found", measure=measure_code)
    found = {each: _unopened(each, measure_code) for each in enterprise_ids}
    for chunk in chunks(enterprise_ids):
        marks = ", ".join("?" * len(chunk))
        rows = connection.query(
            f"SELECT {_COLUMNS} FROM support s "  # noqa: S608 # columns are the record's
            f"WHERE s.measure_code = ? AND s.enterprise_id IN ({marks})",
            [measure_code, *chunk],
        )
        found.update({row["enterprise_id"]: _support(row) for row in rows})
    return found


def of_enterprises(
    connection: Connection, enterprise_ids: Sequence[int]
) -> dict[int, dict[str, Support]]:
    """What was opened of the measures of each enterprise, by measure code."""
    found: dict[int, dict[str, Support]] = {each: {} for each in enterprise_ids}
    for chunk in chunks(enterprise_ids):
        marks = ", ".join("?" * len(chunk))
        query = f"SELECT {_COLUMNS} FROM support s WHERE s.enterprise_id IN ({marks})"  # noqa: S608
        for row in connection.query(query, chunk):
            found[row["enterprise_id"]][row["measure_code"]] = _support(row)
    return found


def with_measures(connection: Connection, enterprise_id: int) -> list[tuple[Measure, Support]]:
    """Every measure in force and where it stands for the enterprise, in the catalogue's order."""
    opened = of_enterprises(connection, [enterprise_id])[enterprise_id]
    return [
        (measure, opened.get(measure.code) or _unopened(enterprise_id, measure.code))
        for measure in reference.measures(connection)
    ]


def retired_with_measures(
    connection: Connection, enterprise_id: int
) -> list[tuple[Measure, Support]]:
    """What stands aside of the measures that were retired, in the catalogue's order."""
    query = f"SELECT {_COLUMNS} FROM retired_support s WHERE s.enterprise_id = ?"  # noqa: S608
    kept = {row["measure_code"]: _support(row) for row in connection.query(query, [enterprise_id])}
    return [
        (measure, kept[measure.code])
        for measure in reference.retired_measures(connection)
        if measure.code in kept
    ]


def save(connection: Connection, supports: Iterable[Support]) -> None:
    """Write the measures as they are given, their versions included."""
    connection.conn.executemany(_SAVE, [_row(support) for support in supports])


def _row(support: Support) -> tuple[object, ...]:
    return (
        support.enterprise_id,
        support.measure_code,
        support.state.value,
        support.due_on.isoformat() if support.due_on else None,
        support.note,
        iso(support.updated_at) if support.updated_at else None,
        support.updated_by,
        support.version,
    )


def _unopened(enterprise_id: int, measure_code: str) -> Support:
    return Support(
        enterprise_id=enterprise_id,
        measure_code=measure_code,
        state=MeasureState.NOT_STARTED,
        due_on=None,
        note=None,
        updated_at=None,
        updated_by=None,
        version=0,
    )


def _support(row: Mapping[str, Any]) -> Support:
    return Support(
        enterprise_id=row["enterprise_id"],
        measure_code=row["measure_code"],
        state=MeasureState(row["state"]),
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        note=row["note"],
        updated_at=moment(row["updated_at"]) if row["updated_at"] else None,
        updated_by=row["updated_by"],
        version=row["version"],
    )
