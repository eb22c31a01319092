"""The catalogue of measures as it is edited, and what an edit does to the work on a measure.

What was written for a retired measure is moved out of `support`, so that no figure, list or
counter has to ask which measures are in force; it comes back with the measure.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import TypeVar

from liaison.domain.errors import NotFound
from liaison.domain.records import Measure, Support
from liaison.domain.vocabulary import OPEN_STATES, MeasureState
from liaison.store.database import Connection, Database
from liaison.store.enterprises import chunks, quoted
from liaison.store.measure_rules import leaves_out, left_out_note
from liaison.store.reference import default_catalogue, measure_of
from liaison.store.support import open_by_rule

T = TypeVar("T")
_COLUMNS = ", ".join(field.name for field in fields(Support))
_OPEN = f"state IN ({quoted(OPEN_STATES)})"
#: What nobody has set yet, so that a rule may still decide of it.
_UNTOUCHED = "updated_by IS NULL"


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """The enterprises that have a measure, by its state there."""

    states: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.states.values())


class _TakenBackError(Exception):
    """Ends a rehearsal, so that its transaction is rolled back."""


def rehearsed(db: Database, work: Callable[[Connection], T]) -> T:
    """What the work comes to, with nothing of it kept: a preview is the change itself."""
    found: list[T] = []
    try:
        with db.write() as connection:
            found.append(work(connection))
            raise _TakenBackError
    except _TakenBackError:
        return found[0]


def everything(connection: Connection) -> list[Measure]:
    """Every measure, the retired ones too, in the catalogue's order."""
    query = "SELECT * FROM measures ORDER BY position, code"
    return [measure_of(row) for row in connection.query(query)]


def get(connection: Connection, code: str) -> Measure:
    """The measure, retired or not; NotFound where there is none of this code."""
    row = next(connection.query("SELECT * FROM measures WHERE code = ?", [code]), None)
    if row is None:
        raise NotFound("measure_not_found", measure=code)
    return measure_of(row)


def default_codes(connection: Connection) -> frozenset[str]:
    """The measures in force that say what the product came with, wherever they stand by now."""
    known = {each.code: each for each in default_catalogue()}
    return frozenset(
        each.code
        for each in everything(connection)
        if each.code in known
        and replace(each, version=1, position=known[each.code].position) == known[each.code]
    )


def _record(measure: Measure) -> dict[str, object]:
    return {field.name: getattr(measure, field.name) for field in fields(Measure)}


def save(connection: Connection, measures: Iterable[Measure]) -> None:
    """Write the measures as they are given, their versions included."""
    rows = [
        _record(each)
        | {
            "rule": json.dumps({key: part for key, part in asdict(each.rule).items() if part}),
            "retired_on": each.retired_on and str(each.retired_on),
        }
        for each in measures
    ]
    connection.table("measures").upsert_all(rows, pk="code")


def work_counts(connection: Connection) -> dict[str, WorkCounts]:
    """Measure code → its enterprises by state; of a retired one as it was left."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    query = """
        SELECT measure_code, state, SUM(n) FROM support_counts GROUP BY 1, 2 HAVING SUM(n) > 0
        UNION ALL
        SELECT measure_code, state, COUNT(*) FROM retired_support GROUP BY 1, 2
    """
    for code, state, number in connection.execute(query):
        found[code][state] = number
    return {code: WorkCounts(states) for code, states in found.items()}


def open_for_tracked(connection: Connection, measure: Measure, on: date) -> tuple[int, int]:
    """Open a measure for every enterprise that is tracked and has it not.

    Returns for how many it was opened, and for how many more as one that does not apply.
    """
    query = "SELECT COUNT(*) FROM support WHERE measure_code = ? AND state = 'not_applicable'"
    before = connection.execute(query, [measure.code]).fetchone()[0]
    opened = open_by_rule(connection, measure, on, "e.tracked_on IS NOT NULL", ())
    left_out = connection.execute(query, [measure.code]).fetchone()[0] - before
    return opened - left_out, left_out


def set_aside(connection: Connection, code: str) -> tuple[int, int]:
    """Move the work on a measure out of the way; the number of enterprises, the unfinished."""
    connection.conn.execute(
        f"INSERT INTO retired_support ({_COLUMNS}) "  # noqa: S608 # columns are the record's
        f"SELECT {_COLUMNS} FROM support WHERE measure_code = ?",
        [code],
    )
    query = f"""
        SELECT COUNT(*), COUNT(*) FILTER (WHERE {_OPEN}) FROM retired_support
         WHERE measure_code = ?
    """  # noqa: S608 # conditions are written here, values are bound
    moved, unfinished = connection.execute(query, [code]).fetchone()
    connection.conn.execute("DELETE FROM support WHERE measure_code = ?", [code])
    return moved, unfinished


def bring_back(connection: Connection, before: Measure, today: date) -> tuple[int, int]:
    """Move the work on a retired measure back; the number of enterprises, those due anew.

    What fell due while the measure was retired is due the measure's days from today.
    """
    postponed = connection.conn.execute(
        f"""
        UPDATE retired_support SET due_on = ?, version = version + 1
         WHERE measure_code = ? AND {_OPEN} AND due_on >= ? AND due_on < ?
        """,  # noqa: S608 # conditions are written here, values are bound
        [
            str(today + timedelta(days=before.default_days)),
            before.code,
            str(before.retired_on),
            str(today),
        ],
    ).rowcount
    back = connection.conn.execute(
        f"INSERT INTO support ({_COLUMNS}) "  # noqa: S608 # as above
        f"SELECT {_COLUMNS} FROM retired_support WHERE measure_code = ?",
        [before.code],
    ).rowcount
    connection.conn.execute("DELETE FROM retired_support WHERE measure_code = ?", [before.code])
    return back, postponed


def leave_out(
    connection: Connection, measure: Measure, enterprise_ids: Sequence[int] | None = None
) -> list[int]:
    """Mark what nobody has begun as not applicable where the rule leaves the enterprise out.

    Of the enterprises that are given, or of all; returns those of which it was decided so.
    """
    condition, parts = leaves_out(measure.rule)
    return _decided(
        connection,
        f"""
        UPDATE support SET state = 'not_applicable', note = ?, version = version + 1
         WHERE measure_code = ? AND state = '{MeasureState.NOT_STARTED}' AND {_UNTOUCHED}
           AND (SELECT {condition} FROM enterprises e WHERE e.id = support.enterprise_id)
        """,  # noqa: S608 # as above
        [left_out_note(measure), measure.code, *parts],
        enterprise_ids,
    )


def take_in(
    connection: Connection,
    measure: Measure,
    today: date,
    enterprise_ids: Sequence[int] | None = None,
) -> list[int]:
    """Open again what a rule had marked as not applicable, where the rule no longer does.

    A due date that passed meanwhile becomes the measure's days from today.
    """
    condition, parts = leaves_out(measure.rule)
    return _decided(
        connection,
        f"""
        UPDATE support SET state = '{MeasureState.NOT_STARTED}', note = NULL, version = version + 1,
               due_on = CASE WHEN due_on >= ? THEN due_on ELSE ? END
         WHERE measure_code = ? AND state = 'not_applicable' AND {_UNTOUCHED}
           AND NOT (SELECT {condition} FROM enterprises e WHERE e.id = support.enterprise_id)
        """,  # noqa: S608 # as above
        [str(today), str(today + timedelta(days=measure.default_days)), measure.code, *parts],
        enterprise_ids,
    )


def _decided(
    connection: Connection,
    statement: str,
    values: list[object],
    enterprise_ids: Sequence[int] | None,
) -> list[int]:
    """The enterprises of which the statement decided, in portions where they are given."""
    found: list[int] = []
    if enterprise_ids is None:
        portions: list[tuple[str, Sequence[int]]] = [("", ())]
    else:
        portions = [
            (f"AND enterprise_id IN ({', '.join('?' * len(chunk))})", chunk)
            for chunk in chunks(enterprise_ids)
        ]
    for chosen, ids in portions:
        rows = connection.execute(
            f"{statement} {chosen} RETURNING enterprise_id", [*values, *ids]
        ).fetchall()
        found += [int(row[0]) for row in rows]
    return sorted(found)
