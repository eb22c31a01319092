"""Taking an import back: what it added goes, what it changed returns, later edits stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.fields import RosterKind, stored_columns
from liaison.domain.plan import Changes, Kept, UndoReport
from liaison.domain.records import HistoryEntry, ImportBatch
from liaison.domain.roles import Action, Actor
from liaison.services.guard import requires
from liaison.store import history, imports, pairings
from liaison.store.database import Connection, Database
from liaison.store.history import Change

# What happens of itself after an import does not make its records somebody's work.
_UNTOUCHING = (
    "pair.started",
    "pair.ended",
    "pair.restored",
    "enterprise.restored",
    "liaison.restored",
)


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
        self._restored: set[int] = set()

    @property
    def restored(self) -> int:
        """How many records have something of theirs back."""
        return len(self._restored)

    def run(self) -> None:
        entries = history.of_batch(self._connection, self._batch_id)
        ids = [int(entry.entity_id) for entry in entries]
        rows = imports.current_rows(self._connection, self._kind, ids)
        there = [entry for entry in entries if int(entry.entity_id) in rows]
        added = [each for each in there if each.action.endswith(".added")]
        updated = [each for each in there if each.action.endswith(".updated")]
        touched = imports.touched_since(self._connection, self._kind, self._batch_id, _UNTOUCHING)
        pairs = [each for each in entries if each.entity == "pairing"]
        if self._kind == "liaisons":
            self._take_pairs(pairs, {int(each.entity_id) for each in added} - touched)
        self._remove(added, rows, touched)
        self._restore(updated, rows)
        self._restored.update(self._restore_pairs(pairs, {int(each.entity_id) for each in updated}))

    def _take_pairs(self, entries: list[HistoryEntry], people: set[int]) -> None:
        """Give back what new people were given, and leave no trace of it that would keep them."""
        self._restore_pairs(entries, people)
        made = [int(each.entity_id) for each in entries if each.action == "pair.started"]
        pairings.delete_ended(self._connection, made, people, self._at)

    def _remove(
        self, entries: list[HistoryEntry], rows: Mapping[int, dict[str, Any]], touched: set[int]
    ) -> None:
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
        self._restored.update(record_id for record_id, _ in updates)

    def _still_imported(self, entry: HistoryEntry, row: Mapping[str, Any]) -> Changes:
        """The fields that still hold what was imported: key → (imported, before)."""
        return {
            key: (new, old)
            for key, (old, new) in entry.changes.items()
            if key in self._columns and row[self._columns[key]] == new
        }

    def _restore_pairs(self, entries: list[HistoryEntry], records: set[int]) -> set[int]:
        """Give enterprises back to whom they had, where the pair that the import made stands.

        Only pairs of these records are taken back; returns those that had any.
        """
        numbers: dict[str, list[int]] = {"pair.started": [], "pair.ended": []}
        for entry in entries:
            numbers[entry.action].append(int(entry.entity_id))
        made = pairings.of_numbers(self._connection, numbers["pair.started"], standing=True)
        before = pairings.of_numbers(self._connection, numbers["pair.ended"])
        of_record = {
            key: key[0] if self._kind == "enterprises" else person for key, person in made.items()
        }
        own = [key for key, record_id in of_record.items() if record_id in records]
        given_back = [(*key, before[key]) for key in own if key in before]
        done = pairings.end(self._connection, [key for key in own if key not in before], self._at)
        done += pairings.replace(self._connection, given_back, self._at)
        self.changes.extend(replace(each, action="pair.restored") for each in done)
        return {of_record[key] for key in own}

    def _record(self, what: str, entry: HistoryEntry, changes: Changes) -> None:
        action = f"{entry.entity}.{what}"
        change = Change(action, entry.entity, entry.entity_id, entry.enterprise_id, changes)
        self.changes.append(change)
