"""The history of every change: appended with the change, in its transaction, never edited.

Each row carries a hash over itself and the row before it, so that `check` finds a row that was
altered or taken out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlite_utils

from liaison.domain.records import HistoryEntry
from liaison.store.database import iso, moment
from liaison.store.enterprises import chunks

_FIRST_CHAIN = "0" * 64
_INSERT = """
    INSERT INTO history
        (id, at, actor, action, entity, entity_id, enterprise_id, batch_id, changes, chain)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def work_in(alias: str) -> str:
    """What a person wrote of enterprises, no import: as the partial index history_of_worker has it,
    so that the index is used."""
    kinds = "'support', 'visit', 'request', 'enterprise'"
    return f"{alias}.entity IN ({kinds}) AND {alias}.batch_id IS NULL"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry to be; `changes` maps a field key to (before, after)."""

    action: str
    entity: str
    entity_id: int | str
    enterprise_id: int | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def append(
    connection: sqlite_utils.Database,
    changes: Iterable[Change],
    *,
    at: datetime,
    actor: str,
    batch_id: int | None = None,
) -> None:
    """Write the entries; the caller's transaction holds the write lock, so the chain is whole."""
    last = connection.execute("SELECT id, chain FROM history ORDER BY id DESC LIMIT 1").fetchone()
    number, chain = last if last else (0, _FIRST_CHAIN)
    rows = []
    stamp = iso(at)
    for change in changes:
        number += 1
        row = (
            number,
            stamp,
            actor,
            change.action,
            change.entity,
            str(change.entity_id),
            change.enterprise_id,
            batch_id,
            json.dumps(change.changes, ensure_ascii=False, separators=(",", ":"), default=str),
        )
        chain = _link(chain, row)
        rows.append((*row, chain))
    connection.conn.executemany(_INSERT, rows)


def _link(previous: str, row: tuple[object, ...]) -> str:
    return hashlib.sha256(f"{previous}{row!r}".encode()).hexdigest()


def last_id(connection: sqlite_utils.Database) -> int:
    """The mark of a state: it grows with every change that is recorded."""
    return int(connection.execute("SELECT COALESCE(MAX(id), 0) FROM history").fetchone()[0])


def touches_rosters(connection: sqlite_utils.Database, since: int) -> bool:
    """Whether an entry after this one is about an enterprise, a person or a pair itself."""
    query = """
        SELECT EXISTS (SELECT 1 FROM history
                        WHERE id > ? AND entity IN ('enterprise', 'liaison', 'pairing'))
    """
    return bool(connection.execute(query, [since]).fetchone()[0])


def broken_link(connection: sqlite_utils.Database) -> int | None:
    """The id of the first entry that does not follow from the one before it, or None."""
    chain = _FIRST_CHAIN
    query = """
        SELECT id, at, actor, action, entity, entity_id, enterprise_id, batch_id, changes, chain
          FROM history ORDER BY id
    """
    for expected, (*row, stored) in enumerate(connection.execute(query), start=1):
        chain = _link(chain, tuple(row))
        if row[0] != expected or chain != stored:
            return int(row[0])
    return None


def of_enterprise(
    connection: sqlite_utils.Database, enterprise_id: int, *, limit: int = 100, offset: int = 0
) -> list[HistoryEntry]:
    """What happened to an enterprise, newest first."""
    query = """
        SELECT * FROM history WHERE enterprise_id = :id
         ORDER BY id DESC LIMIT :limit OFFSET :offset
    """
    values = {"id": enterprise_id, "limit": limit, "offset": offset}
    return [entry_of(row) for row in connection.query(query, values)]


def chosen_pairs(connection: sqlite_utils.Database, enterprise_ids: Iterable[int]) -> set[int]:
    """Ids of the pairings of these enterprises that a person chose, now or earlier."""
    found: set[int] = set()
    for chunk in chunks(sorted(set(enterprise_ids))):
        query = f"""
            SELECT entity_id FROM history
             WHERE enterprise_id IN ({", ".join("?" * len(chunk))})
               AND entity = 'pairing' AND action = 'pair.chosen'
        """  # noqa: S608 # only question marks are put in
        found.update(int(row[0]) for row in connection.execute(query, list(chunk)))
    return found


def last_of_pair(
    connection: sqlite_utils.Database, enterprise_id: int, role: str
) -> HistoryEntry | None:
    """The last change of who is in charge of an enterprise in a role."""
    query = "SELECT * FROM history WHERE enterprise_id = ? AND entity = 'pairing' ORDER BY id DESC"
    entries = (entry_of(row) for row in connection.query(query, [enterprise_id]))
    return next((entry for entry in entries if role in entry.changes), None)


def last_save(
    connection: sqlite_utils.Database, entity: str, entity_id: str | int
) -> dict[str, Any]:
    """By whom and when a record was saved last, walking back: asked of what was saved just now."""
    query = """
        SELECT actor, at FROM history WHERE entity = :entity AND entity_id = :id
         ORDER BY id DESC LIMIT 1
    """
    values = {"entity": entity, "id": str(entity_id)}
    row = next(connection.query(query, values), None)
    return {"by": row["actor"], "at": moment(row["at"])} if row else {}


def of_measure(
    connection: sqlite_utils.Database, code: str, *, limit: int = 50
) -> list[HistoryEntry]:
    """What happened to a measure of the catalogue itself, newest first."""
    query = """
        SELECT * FROM history WHERE entity = 'measure' AND entity_id = :code
         ORDER BY id DESC LIMIT :limit
    """
    return [entry_of(row) for row in connection.query(query, {"code": code, "limit": limit})]


def of_settings(connection: sqlite_utils.Database, *, limit: int = 50) -> list[HistoryEntry]:
    """What happened to the settings of the installation, newest first."""
    query = "SELECT * FROM history WHERE entity = 'setting' ORDER BY id DESC LIMIT :limit"
    return [entry_of(row) for row in connection.query(query, {"limit": limit})]


def of_batch(connection: sqlite_utils.Database, batch_id: int) -> list[HistoryEntry]:
    """What an import changed, in the order it was written."""
    query = "SELECT * FROM history WHERE batch_id = :batch ORDER BY id"
    return [entry_of(row) for row in connection.query(query, {"batch": batch_id})]


def entry_of(row: Mapping[str, Any]) -> HistoryEntry:
    """The entry that a row of the table holds."""
    changes = {key: (pair[0], pair[1]) for key, pair in json.loads(row["changes"]).items()}
    return HistoryEntry(
        id=row["id"],
        at=moment(row["at"]),
        actor=row["actor"],
        action=row["action"],
        entity=row["entity"],
        entity_id=row["entity_id"],
        enterprise_id=row["enterprise_id"],
        batch_id=row["batch_id"],
        changes=changes,
    )
