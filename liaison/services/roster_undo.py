"""Taking an import back: what it added goes, what it changed returns, later edits stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.fields import RosterKind, stored_columns
from liaison.domain.plan import Changes, Kept, UndoReport
from liaison.domain.records import HistoryEntry, ImportBatch
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.guard import requires
from liaison.store import history, imports, liaisons, pairings
from liaison.store.database import Connection, Database
from liaison.store.history import Change

_PAIR_FIELDS = tuple(role.value for role in LiaisonRole)
# What happens of itself after an import does not make its records somebody's work.
_UNTOUCHING = ("pair.started", "pair.ended", "enterprise.restored", "liaison.restored")


@requires(Action.IMPORT_ROSTER)
def undo_import(actor: Actor, db: Database, batch_id: int) -> UndoReport:
    """Take an import back in one transaction, naming the records kept as edited since."""
    with db.write() as connection:
        batch = _batch_to_undo(connection, batch_id)
        kind: RosterKind = "enterprises" if batch.kind == "enterprises" else "liaisons"
        undo = _Undo(connection, kind, batch_id, db.now())
        undo.run()
        history.append(connection, undo.changes, at=db.now(), actor=actor.name)
        imports.mark_undone(connection, batch_id, at=db.now(), actor=actor.name)
    return UndoReport(batch_id, undo.removed, undo.restored, tuple(undo.kept))


def _batch_to_undo(connection: Connection, batch_id: int) -> ImportBatch:
    batch = imports.get_batch(connection, batch_id)
    if batch is None:
        raise NotFound("import_not_found", batch=batch_id)
    if batch.undone_at is not None:
        raise InvalidInput("import_already_undone", batch=batch_id)
    return batch


class _Undo:
    """One undo at work; `changes`, `removed`, `restored` and `kept` are its result."""

    def __init__(
        self, connection: Connection, kind: RosterKind, batch_id: int, at: datetime
    ) -> None:
        self._connection = connection
        self._kind = kind
        self._batch_id = batch_id
        self._at = at
        self._columns = stored_columns(kind)
        self.changes: list[Change] = []
        self.kept: list[Kept] = []
        self.removed = 0
        self.restored = 0

    def run(self) -> None:
        entries = history.of_batch(self._connection, self._batch_id)
        ids = [int(entry.entity_id) for entry in entries]
        rows = imports.current_rows(self._connection, self._kind, ids)
        there = [entry for entry in entries if int(entry.entity_id) in rows]
        self._remove([each for each in there if each.action.endswith(".added")], rows)
        self._restore([each for each in there if each.action.endswith(".updated")], rows)

    def _remove(self, entries: list[HistoryEntry], rows: Mapping[int, dict[str, Any]]) -> None:
        touched = imports.touched_since(self._connection, self._kind, self._batch_id, _UNTOUCHING)
        in_charge: set[int] = set()
        if self._kind == "liaisons":
            in_charge = imports.in_charge_ever(self._connection, list(rows))
        gone = []
        for entry in entries:
            record_id = int(entry.entity_id)
            if record_id in touched | in_charge:
                self.kept.append(
                    Kept(
                        record_id,
                        rows[record_id]["name"],
                        "in_charge" if record_id in in_charge else "worked_on",
                    )
                )
                continue
            gone.append(record_id)
            taken: Changes = {key: (new, None) for key, (_, new) in entry.changes.items()}
            self._record("removed", entry, taken)
        imports.delete_rows(self._connection, self._kind, gone)
        self.removed = len(gone)

    def _restore(self, entries: list[HistoryEntry], rows: Mapping[int, dict[str, Any]]) -> None:
        updates = []
        for entry in entries:
            row = rows[int(entry.entity_id)]
            back = self._still_imported(entry, row)
            edited = tuple(key for key in entry.changes if key in self._columns and key not in back)
            if edited:
                self.kept.append(Kept(row["id"], row["name"], "edited", edited))
            if back:
                updates.append(
                    (row["id"], {self._columns[key]: old for key, (_, old) in back.items()})
                )
                self._record("restored", entry, back)
        imports.update_rows(self._connection, self._kind, updates, self._at)
        self._restore_pairs(entries)
        self.restored = len(updates)

    def _still_imported(self, entry: HistoryEntry, row: Mapping[str, Any]) -> Changes:
        """The fields that still hold what was imported: key → (imported, before)."""
        return {
            key: (new, old)
            for key, (old, new) in entry.changes.items()
            if key in self._columns and row[self._columns[key]] == new
        }

    def _restore_pairs(self, entries: list[HistoryEntry]) -> None:
        """Give an enterprise back to the person it had, where the import's choice still stands."""
        moves = [
            (int(entry.entity_id), role, *entry.changes[role])
            for entry in entries
            for role in _PAIR_FIELDS
            if role in entry.changes
        ]
        if not moves:
            return
        numbers = imports.known_liaisons(self._connection).by_number
        for enterprise_id, role, old, new in moves:
            standing = liaisons.in_charge(self._connection, enterprise_id).get(LiaisonRole(role))
            if standing is None or standing.staff_no != new:
                continue
            if old is None:
                done = pairings.end(
                    self._connection, [(enterprise_id, LiaisonRole(role))], self._at
                )
            else:
                triple = (enterprise_id, role, numbers[role, old]["id"])
                done = pairings.replace(self._connection, [triple], self._at)
            self.changes.extend(done)

    def _record(self, what: str, entry: HistoryEntry, changes: Changes) -> None:
        action = f"{entry.entity}.{what}"
        change = Change(action, entry.entity, entry.entity_id, entry.enterprise_id, changes)
        self.changes.append(change)
