"""Which stored fields somebody set by hand since an import last set them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlite_utils

from liaison.domain.fields import RosterKind
from liaison.domain.plan import Edit
from liaison.store.database import moment
from liaison.store.pairings import CHOSEN

_CHUNK = 10_000
#: The action of an undo, which leaves a field as it stood before the import.
_RESTORED = ".restored"
_UNKNOWN = object()


class _About(NamedTuple):
    """Where history keeps the id of a record, the entity its changes go by, and which are edits."""

    own: str
    entity: str
    by_hand: str = "batch_id IS NULL"


_ENTERPRISES = _About("enterprise_id", "enterprise")
_PAIRS = _About("enterprise_id", "pairing", f"action = '{CHOSEN}'")
_LIAISONS = _About("CAST(entity_id AS INTEGER)", "liaison")


@dataclass(slots=True)
class _Field:
    """What is known of one stored field so far: the import that set it last, and an edit since."""

    imported: Any = _UNKNOWN
    edit: Edit | None = None
    batch_id: int | None = None
    before: tuple[Any, Edit | None] = (_UNKNOWN, None)

    def set_by_import(self, batch_id: int, after: Any) -> None:
        if batch_id != self.batch_id:
            self.before = (self.imported, self.edit)
        self.batch_id, self.imported, self.edit = batch_id, after, None

    def set_by_run(self, after: Any) -> None:
        """A pair that was proposed and applied among others is nobody's word on this one."""
        self.imported, self.edit, self.batch_id = after, None, None

    def restore(self) -> None:
        """An edit that the import had overwritten stands again."""
        (self.imported, self.edit), self.batch_id = self.before, None

    def set_by_hand(self, before: Any, after: Any, edit: Edit) -> None:
        """An edit back to what was imported is none."""
        if self.imported is _UNKNOWN:
            self.imported = before
        self.edit = None if after == self.imported else edit


def edits_since_import(
    connection: sqlite_utils.Database, kind: RosterKind, ids: Sequence[int]
) -> dict[int, dict[str, Edit]]:
    """Record id → field key → the edit that stands; records without one are left out."""
    about = _ENTERPRISES if kind == "enterprises" else _LIAISONS
    return _standing(connection, about, ids)


def pairs_since_import(
    connection: sqlite_utils.Database, enterprise_ids: Sequence[int]
) -> dict[int, dict[str, Edit]]:
    """Enterprise id → role → who paired it by hand, where no import or proposal did since."""
    return _standing(connection, _PAIRS, enterprise_ids)


def _standing(
    connection: sqlite_utils.Database, about: _About, ids: Sequence[int]
) -> dict[int, dict[str, Edit]]:
    by_hand = sorted({row["record_id"] for row in _entries(connection, about, ids, by_hand=True)})
    records: dict[int, dict[str, _Field]] = defaultdict(lambda: defaultdict(_Field))
    for entry in _entries(connection, about, by_hand):
        _follow(entry, records[entry["record_id"]])
    standing = {
        record_id: {key: field.edit for key, field in fields.items() if field.edit is not None}
        for record_id, fields in records.items()
    }
    return {record_id: edits for record_id, edits in standing.items() if edits}


def _follow(entry: Mapping[str, Any], fields: Mapping[str, _Field]) -> None:
    for key, (before, after) in json.loads(entry["changes"]).items():
        if entry["batch_id"] is not None:
            fields[key].set_by_import(entry["batch_id"], after)
        elif entry["action"].endswith(_RESTORED):
            fields[key].restore()
        elif entry["entity"] == _PAIRS.entity and entry["action"] != CHOSEN:
            fields[key].set_by_run(after)
        else:
            edit = Edit(entry["actor"], moment(entry["at"]))
            fields[key].set_by_hand(before, after, edit)


def _entries(
    connection: sqlite_utils.Database,
    about: _About,
    ids: Sequence[int],
    *,
    by_hand: bool = False,
) -> Iterator[dict[str, Any]]:
    """What history says of them, oldest first."""
    own, entity, edits = about
    hand = f"AND {edits}" if by_hand else ""
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        marks = ", ".join("?" * len(chunk))
        query = f"""
            SELECT {own} AS record_id, at, actor, action, entity, batch_id, changes
              FROM history
             WHERE {own} IN ({marks}) AND entity = '{entity}' {hand}
             ORDER BY id
        """  # noqa: S608 # columns are named here, values are bound
        yield from connection.query(query, chunk)
