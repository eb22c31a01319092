"""Writing rosters in bulk: what is known of their rows, inserts, updates, and the batches."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

import sqlite_utils

from liaison.domain.decision import KnownEnterprises, KnownLiaisons
from liaison.domain.fields import RosterKind, stored_columns
from liaison.domain.identity import name_key, normalise_code
from liaison.domain.records import ImportBatch
from liaison.store.arrivals import ARRIVED_TOGETHER
from liaison.store.counters import COUNTING_TOGETHER
from liaison.store.database import iso, moment
from liaison.store.search import searched

Row = dict[str, Any]

_CHUNK = 10_000  # below SQLite's limit of 32,766 parameters a statement


def known_enterprises(
    connection: sqlite_utils.Database,
    *,
    coded: Mapping[str, str],
    numbers: Sequence[str],
    name_keys: Iterable[str],
) -> KnownEnterprises:
    """The stored enterprises that a file may be about, with their people.

    `coded` maps the file's credit codes to name keys, `name_keys` are those of the other rows.
    A name is looked for only where its code does not lead to an enterprise of that name.
    """
    by_code = {row["uscc"]: row for row in _enterprises_where(connection, "uscc", list(coded))}
    sought = set(name_keys)
    sought.update(
        key
        for code, key in coded.items()
        if code not in by_code or by_code[code]["name_key"] != key
    )
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in _enterprises_where(connection, "name_key", sorted(sought)):
        by_name[row["name_key"]].append(row)
    by_number: dict[str, list[Row]] = defaultdict(list)
    for row in _enterprises_where(connection, "legacy_id", numbers):
        by_number[row["legacy_id"]].append(row)
    only = {number: rows[0] for number, rows in by_number.items() if len(rows) == 1}
    return KnownEnterprises(by_code, only, by_name)


def _enterprises_where(
    connection: sqlite_utils.Database, column: str, values: Sequence[str]
) -> Iterator[Row]:
    stored = ", ".join(f"e.{each}" for each in stored_columns("enterprises").values())
    for chunk in _chunks(values):
        marks = ", ".join("?" * len(chunk))
        cursor = connection.execute(
            f"""
            SELECT e.id, e.version, e.name_key, {stored},
                   o.staff_no AS officer, c.staff_no AS commissioner
              FROM enterprises e
              LEFT JOIN pairings po
                ON po.enterprise_id = e.id AND po.role = 'officer' AND po.ended_at IS NULL
              LEFT JOIN liaisons o ON o.id = po.liaison_id
              LEFT JOIN pairings pc
                ON pc.enterprise_id = e.id AND pc.role = 'commissioner' AND pc.ended_at IS NULL
              LEFT JOIN liaisons c ON c.id = pc.liaison_id
             WHERE e.{column} IN ({marks})
            """,  # noqa: S608 # column names come from the field table, values are bound
            chunk,
        )
        names = [each[0] for each in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))


def enterprises_called(connection: sqlite_utils.Database, words: Sequence[str]) -> dict[str, Row]:
    """Word → the one enterprise whose code or name it is; a name that two have finds neither."""
    by_code, by_name = _spellings(words, normalise_code), _spellings(words, name_key)
    found = {}
    namesakes: dict[str, list[Row]] = defaultdict(list)
    for row in _enterprises_where(connection, "name_key", list(by_name)):
        namesakes[row["name_key"]].append(row)
    for key, rows in namesakes.items():
        if len(rows) == 1:
            found.update(dict.fromkeys(by_name[key], rows[0]))
    for row in _enterprises_where(connection, "uscc", list(by_code)):
        found.update(dict.fromkeys(by_code[row["uscc"]], row))
    return found


def _spellings(words: Iterable[str], key_of: Callable[[str], str]) -> dict[str, list[str]]:
    """The words by what they come to: one name may be spelt in two ways."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        found[key_of(word)].append(word)
    return found


def known_liaisons(connection: sqlite_utils.Database) -> KnownLiaisons:
    """Everybody on the roster of people: a city has thousands, not millions."""
    people = list(connection.query("SELECT * FROM liaisons"))
    return KnownLiaisons({(row["role"], row["staff_no"]): row for row in people})


class NewRows(NamedTuple):
    """Rows ready to be inserted, but for their ids."""

    columns: Sequence[str]
    values: Sequence[tuple[Any, ...]]


def prepare_rows(kind: RosterKind, rows: Sequence[Row], at: datetime) -> NewRows:
    """Make rows of stored columns ready, which takes longer than writing them and needs no lock.

    A column that no row gives is left to the schema's default.
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    defaults = [(column, default) for column, default in _DEFAULTS.items() if column in columns]
    derived = ["name_key", "search_text"] if kind == "enterprises" else ["search_text"]
    stamp = iso(at)
    values = []
    for row in rows:
        whole = row | {column: default for column, default in defaults if row.get(column) is None}
        values.append((*map(whole.get, columns), *_derived(kind, row), stamp, stamp))
    return NewRows([*columns, *derived, "created_at", "updated_at"], values)


def insert_rows(connection: sqlite_utils.Database, kind: RosterKind, rows: NewRows) -> range:
    """Insert rows in one go; their new ids, in the order of the rows.

    The ids are counted on here, which the write lock makes safe, so that 30,000 rows need one
    statement and no question back.
    """
    first = 1 + _highest_id(connection, kind)
    every = ["id", *rows.columns]
    statement = (
        f"INSERT INTO {kind} ({', '.join(every)}) "  # noqa: S608 # names of the field table
        f"VALUES ({', '.join('?' * len(every))})"
    )
    ids = range(first, first + len(rows.values))
    numbered = ((number, *values) for number, values in zip(ids, rows.values, strict=True))
    if kind == "enterprises":
        with _counted_together(connection, ids):
            connection.conn.executemany(statement, numbered)
    else:
        connection.conn.executemany(statement, numbered)
    return ids


@contextmanager
def _counted_together(connection: sqlite_utils.Database, ids: range) -> Iterator[None]:
    """Count the new enterprises once they are all there, and not one by one."""
    connection.execute("INSERT INTO settings (key, value) VALUES (?, '')", [COUNTING_TOGETHER])
    yield
    connection.execute("DELETE FROM settings WHERE key = ?", [COUNTING_TOGETHER])
    for statement in ARRIVED_TOGETHER:
        connection.execute(statement, {"first": ids.start, "last": ids.stop - 1})


#: What a column that is given no value in one row holds, where other rows give one.
_DEFAULTS = {
    "above_scale": "unknown",
    "filing_status": "not_filed",
    "status": "not_resumed",
    "liaison_status": "on_duty",
}


def _derived(kind: RosterKind, row: Mapping[str, Any]) -> tuple[str, ...]:
    text = searched(kind, row)
    return (name_key(row["name"]), text) if kind == "enterprises" else (text,)


def _highest_id(connection: sqlite_utils.Database, kind: RosterKind) -> int:
    """The highest id that was ever given.

    That of a removed record stands in history, and an enterprise's in links that were handed
    out: neither may come to mean another record.
    """
    ever = "SELECT MAX(enterprise_id) FROM history"
    if kind == "liaisons":
        ever = "SELECT MAX(CAST(entity_id AS INTEGER)) FROM history WHERE entity = 'liaison'"
    queries = (f"SELECT MAX(id) FROM {kind}", ever)  # noqa: S608 # one of two table names
    return max(int(connection.execute(query).fetchone()[0] or 0) for query in queries)


def update_rows(
    connection: sqlite_utils.Database,
    kind: RosterKind,
    changes: Iterable[tuple[int, Mapping[str, Any]]],
    at: datetime,
) -> None:
    """Set the columns of each (id, column → value), one statement for each set of columns."""
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for record_id, values in changes:
        by_columns[tuple(values)].append((*values.values(), iso(at), record_id))
    for columns, rows in by_columns.items():
        assignments = "".join(f"{column} = ?, " for column in columns)
        statement = (
            f"UPDATE {kind} SET {assignments}version = version + 1, "  # noqa: S608 # as above
            "updated_at = ? WHERE id = ?"
        )
        connection.conn.executemany(statement, rows)
        _refresh_derived(connection, kind, [row[-1] for row in rows])


def _refresh_derived(
    connection: sqlite_utils.Database, kind: RosterKind, ids: Sequence[int]
) -> None:
    for chunk in _chunks(ids):
        marks = ", ".join("?" * len(chunk))
        query = f"SELECT * FROM {kind} WHERE id IN ({marks})"  # noqa: S608 # as above
        rows = [(*_derived(kind, row), row["id"]) for row in connection.query(query, chunk)]
        columns = "name_key = ?, search_text = ?" if kind == "enterprises" else "search_text = ?"
        connection.conn.executemany(f"UPDATE {kind} SET {columns} WHERE id = ?", rows)  # noqa: S608


def current_rows(
    connection: sqlite_utils.Database, kind: RosterKind, ids: Sequence[int]
) -> dict[int, Row]:
    """The rows as they stand now, by id."""
    found: dict[int, Row] = {}
    for chunk in _chunks(ids):
        marks = ", ".join("?" * len(chunk))
        query = f"SELECT * FROM {kind} WHERE id IN ({marks})"  # noqa: S608 # as above
        found.update({row["id"]: row for row in connection.query(query, chunk)})
    return found


def delete_rows(connection: sqlite_utils.Database, kind: RosterKind, ids: Sequence[int]) -> None:
    """Delete records; an enterprise takes its pairs and measures with it, its history stays."""
    statement = f"DELETE FROM {kind} WHERE id = ?"  # noqa: S608 # as above
    connection.conn.executemany(statement, [(each,) for each in ids])


def touched_since(
    connection: sqlite_utils.Database, kind: RosterKind, batch_id: int, untouching: Sequence[str]
) -> set[int]:
    """Ids of the batch's records that somebody worked on after it.

    `untouching` names the actions that do not count, such as a pair that was made of itself;
    what a later import did does not count once that is taken back.
    """
    entity = entity_of(kind)
    own = "h.enterprise_id" if kind == "enterprises" else "CAST(h.entity_id AS INTEGER)"
    marks = ", ".join("?" * len(untouching))
    query = f"""
        SELECT DISTINCT {own}
          FROM history h
         WHERE h.id > (SELECT MAX(id) FROM history WHERE batch_id = ?)
           AND h.action NOT IN ({marks})
           AND (h.batch_id IS NULL OR h.batch_id NOT IN
                (SELECT id FROM imports WHERE undone_at IS NOT NULL))
           AND ({own}) IN (SELECT CAST(entity_id AS INTEGER) FROM history
                            WHERE batch_id = ? AND entity = ?)
    """  # noqa: S608 # columns are named here, values are bound
    values = [batch_id, *untouching, batch_id, entity]
    if kind == "liaisons":
        query += " AND h.entity = 'liaison'"
    return {each for (each,) in connection.execute(query, values)}


def in_charge_ever(connection: sqlite_utils.Database, ids: Sequence[int]) -> set[int]:
    """Which of these people have, or had, an enterprise."""
    found: set[int] = set()
    for chunk in _chunks(ids):
        marks = ", ".join("?" * len(chunk))
        query = f"SELECT DISTINCT liaison_id FROM pairings WHERE liaison_id IN ({marks})"  # noqa: S608
        found.update(row[0] for row in connection.execute(query, chunk))
    return found


def with_account(connection: sqlite_utils.Database, ids: Sequence[int]) -> set[int]:
    """Which of these people have an account, be it open or closed."""
    found: set[int] = set()
    for chunk in _chunks(ids):
        marks = ", ".join("?" * len(chunk))
        query = f"SELECT liaison_id FROM accounts WHERE liaison_id IN ({marks})"  # noqa: S608
        found.update(row[0] for row in connection.execute(query, chunk))
    return found


def named_since(connection: sqlite_utils.Database, ids: Sequence[int]) -> set[int]:
    """Which of these people have requests, act for somebody on leave, or handed something over."""
    places = (("requests", "liaison_id"), ("leaves", "deputy_id"), ("pairing_runs", "from_id"))
    found: set[int] = set()
    for chunk in _chunks(ids):
        marks = ", ".join("?" * len(chunk))
        for table, column in places:
            query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IN ({marks})"  # noqa: S608
            found.update(row[0] for row in connection.execute(query, chunk))
    return found


def entity_of(kind: RosterKind) -> str:
    """What history calls a record of this roster."""
    return "enterprise" if kind == "enterprises" else "liaison"


def insert_batch(
    connection: sqlite_utils.Database,
    *,
    kind: str,
    file_name: str,
    sha256: str,
    at: datetime,
    actor: str,
    counts: Mapping[str, int],
) -> int:
    row = {
        "kind": kind,
        "file_name": file_name,
        "sha256": sha256,
        "at": iso(at),
        "actor": actor,
        "counts": json.dumps(counts),
    }
    return int(connection.table("imports").insert(row).last_rowid or 0)


def get_batch(connection: sqlite_utils.Database, batch_id: int) -> ImportBatch | None:
    found = list(connection.query("SELECT * FROM imports WHERE id = :id", {"id": batch_id}))
    return _batch(found[0]) if found else None


def list_batches(
    connection: sqlite_utils.Database, *, limit: int, offset: int
) -> tuple[list[ImportBatch], int]:
    """A page of the imports, newest first, and how many there are in all."""
    query = "SELECT * FROM imports ORDER BY id DESC LIMIT :limit OFFSET :offset"
    rows = connection.query(query, {"limit": limit, "offset": offset})
    return [_batch(row) for row in rows], connection.table("imports").count


def mark_undone(
    connection: sqlite_utils.Database, batch_id: int, *, at: datetime, actor: str
) -> None:
    values = {"undone_at": iso(at), "undone_by": actor}
    connection.table("imports").update(batch_id, values)


def _batch(row: Mapping[str, Any]) -> ImportBatch:
    return ImportBatch(
        id=row["id"],
        kind=row["kind"],
        file_name=row["file_name"],
        sha256=row["sha256"],
        at=moment(row["at"]),
        actor=row["actor"],
        counts=json.loads(row["counts"]),
        undone_at=moment(row["undone_at"]) if row["undone_at"] else None,
    )


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
