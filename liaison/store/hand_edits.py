"""Which stored fields somebody set by hand since an import last set them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlite_utils

from liaison.domain.fields import RosterKind
from liaison.domain.plan import Edit
from liaison.store.database import moment

_CHUNK = 10_000
#: Actions that put an import's doing back: no person's word on the field.
_OF_IMPORTS = ("restored", "removed")


def edits_since_import(
    connection: sqlite_utils.Database, kind: RosterKind, ids: Sequence[int]
) -> dict[int, dict[str, Edit]]:
    """Record id → field key → the edit that stands; records without one are left out."""
    by_hand = sorted({row["record_id"] for row in _entries(connection, kind, ids, by_hand=True)})
    standing: dict[int, dict[str, Edit]] = {}
    imported: dict[int, dict[str, Any]] = {}
    for entry in _entries(connection, kind, by_hand):
        _follow(
            entry,
            standing.setdefault(entry["record_id"], {}),
            imported.setdefault(entry["record_id"], {}),
        )
    return {record_id: edits for record_id, edits in standing.items() if edits}


def _follow(entry: Mapping[str, Any], standing: dict[str, Edit], imported: dict[str, Any]) -> None:
    """Take one entry into account; an edit back to what was imported is none."""
    is_import = entry["batch_id"] is not None or entry["action"].endswith(_OF_IMPORTS)
    for key, (before, after) in json.loads(entry["changes"]).items():
        if is_import:
            imported[key] = after
            standing.pop(key, None)
            continue
        if imported.setdefault(key, before) == after:
            standing.pop(key, None)
        else:
            standing[key] = Edit(entry["actor"], moment(entry["at"]))


def _entries(
    connection: sqlite_utils.Database,
    kind: RosterKind,
    ids: Sequence[int],
    *,
    by_hand: bool = False,
) -> Iterator[dict[str, Any]]:
    """What history says of the records themselves, oldest first."""
    own, entity = ("enterprise_id", "enterprise")
    if kind == "liaisons":
        own, entity = ("CAST(entity_id AS INTEGER)", "liaison")
    hand = "AND batch_id IS NULL" if by_hand else ""
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        marks = ", ".join("?" * len(chunk))
        query = f"""
            SELECT {own} AS record_id, at, actor, action, batch_id, changes
              FROM history
             WHERE {own} IN ({marks}) AND entity = ? {hand}
             ORDER BY id
        """  # noqa: S608 # columns are named here, values are bound
        yield from connection.query(query, [*chunk, entity])
