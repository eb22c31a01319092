"""Taking an import back: what it added goes, what it changed returns, later edits stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.fields import RosterKind, stored_columns
from liaison.domain.plan import Changes, Kept, KeptReason, UndoReport
from liaison.domain.records import HistoryEntry, ImportBatch, Leave
from liaison.domain.roles import Action, Actor
from liaison.services.departures import has_left, leave_change, see_off
from liaison.services.guard import requires
from liaison.services.pair_writing import put_in_charge
from liaison.services.pairing_at_once import came_into_scope, welcome
from liaison.services.rule_following import RULED, follow_rules
from liaison.store import accounts, history, imports, leaves, liaisons, pairings
from liaison.store.database import Connection, Database
from liaison.store.history import Change
from liaison.store.pairings import Key

# What happens of itself after an import does not make its records somebody's work.
_UNTOUCHING = (
    "pair.started",
    "pair.ended",
    "pair.restored",
    "enterprise.restored",
    RULED,
    "liaison.restored",
)


@requires(Action.IMPORT_ROSTER)
def undo_import(actor: Actor, db: Database, batch_id: int) -> UndoReport:
    """Take an import back in one transaction, naming the records kept as edited since."""
    with db.write() as connection:
        batch = _batch_to_undo(connection, batch_id)
        kind: RosterKind = "enterprises" if batch.kind == "enterprises" else "liaisons"
        undo = _Undo(connection, kind, batch_id, db.now(), db.today())
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
        self, connection: Connection, kind: RosterKind, batch_id: int, at: datetime, today: date
    ) -> None:
        self._connection = connection
        self._kind = kind
        self._batch_id = batch_id
        self._at = at
        self._today = today
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
        batch = history.of_batch(self._connection, self._batch_id)
        # What rules decided is decided again, once the fields that they look at are back.
        entries = [each for each in batch if each.action != RULED]
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
        self._restore(updated, rows, pairs)
        own = {int(each.entity_id) for each in updated} - self._needed_since(updated)
        self._restored.update(self._restore_pairs(pairs, own))
        self.changes += follow_rules(self._connection, self.changes, self._today)
        begun = pairings.ever_paired(self._connection)
        self.changes += welcome(
            self._connection, self.changes, begun, today=self._today, at=self._at
        )
        self._open_accounts(entries)
        self._bring_deputies_back(entries)

    def _needed_since(self, updated: list[HistoryEntry]) -> set[int]:
        """The enterprises that the import brought into scope and that an edit since keeps there."""
        if self._kind == "liaisons":
            return set()
        told = {int(each.entity_id): each.changes for each in updated}
        return set(came_into_scope(self._connection, told))

    def _take_pairs(self, entries: list[HistoryEntry], people: set[int]) -> None:
        """Give back what new people were given, and leave no trace of it that would keep them."""
        self._restore_pairs(entries, people)
        made = [int(each.entity_id) for each in entries if each.action == "pair.started"]
        pairings.delete_ended(self._connection, made, people, self._at)

    def _remove(
        self, entries: list[HistoryEntry], rows: Mapping[int, dict[str, Any]], touched: set[int]
    ) -> None:
        reasons: dict[int, KeptReason] = dict.fromkeys(touched, "worked_on")
        if self._kind == "liaisons":
            people = list(rows)
            reasons |= dict.fromkeys(imports.named_since(self._connection, people), "worked_on")
            reasons |= dict.fromkeys(imports.with_account(self._connection, people), "has_account")
            reasons |= dict.fromkeys(imports.in_charge_ever(self._connection, people), "in_charge")
        gone = []
        for entry in entries:
            record_id = int(entry.entity_id)
            if record_id in reasons:
                name = rows[record_id]["name"]
                self.kept.append(Kept(record_id, name, reasons[record_id]))
                continue
            gone.append(record_id)
            taken: Changes = {key: (new, None) for key, (_, new) in entry.changes.items()}
            self._record("removed", entry, taken)
        imports.delete_rows(self._connection, self._kind, gone)
        self.removed = len(gone)

    def _restore(
        self,
        entries: list[HistoryEntry],
        rows: Mapping[int, dict[str, Any]],
        pairs: list[HistoryEntry],
    ) -> None:
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
        if self._kind == "liaisons":
            leaving = [each for each, values in updates if has_left(values, self._today)]
            self._restored.update(self._restore_pairs(pairs, set(leaving)))
            self.changes += see_off(self._connection, leaving, today=self._today, at=self._at)
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
        there = pairings.people_by_id(self._connection, before.values(), self._today)
        before = {key: person for key, person in before.items() if not there[person].departed}
        given_back = [(*key, before[key]) for key in own if key in before]
        if self._kind == "liaisons":
            given_back += self._of_who_came_back(before, numbers["pair.started"], records)
        done = pairings.end(self._connection, [key for key in own if key not in before], self._at)
        done += put_in_charge(self._connection, given_back, self._at)
        self.changes.extend(map(_restored, done))
        return {of_record[key] for key in own}

    def _of_who_came_back(
        self, before: Mapping[Key, int], started: list[int], records: set[int]
    ) -> list[tuple[int, str, int]]:
        """The pairs that ended since the file said a person left, where nobody came instead."""
        replaced = pairings.of_numbers(self._connection, started)
        lost = {
            key: person
            for key, person in before.items()
            if person in records and key not in replaced
        }
        taken = pairings.in_force_of(self._connection, {each for each, _ in lost})
        return [(*key, person) for key, person in lost.items() if key not in taken]

    def _open_accounts(self, entries: list[HistoryEntry]) -> None:
        """Let people who came back sign in again, where it was the import that closed it."""
        for entry in entries:
            if entry.action != "account.disabled":
                continue
            account = accounts.get(self._connection, int(entry.entity_id), at=self._at).account
            if account.disabled_at == entry.at and self._is_back(account.liaison_id):
                accounts.set_disabled(self._connection, account.id, None)
                self.changes.append(Change("account.enabled", "account", account.id))

    def _bring_deputies_back(self, entries: list[HistoryEntry]) -> None:
        """Let who came back act again in the leaves that wait for a deputy since the import."""
        for entry in entries:
            if entry.action == "liaison.deputy_left":
                deputy_id = int(entry.changes["deputy"][0])
                for leave in leaves.of_people(self._connection, [int(entry.entity_id)]):
                    if leave.deputy_id is None and leave.last_on >= self._today:
                        self._bring_back(leave, deputy_id)

    def _bring_back(self, leave: Leave, deputy_id: int) -> None:
        role = liaisons.get(self._connection, deputy_id).role
        first_on = max(leave.first_on, self._today)
        there = leaves.there_between(self._connection, role, first_on, leave.last_on)
        if deputy_id in there:
            leaves.hand_on(self._connection, leave, deputy_id, today=self._today, at=self._at)
            told: Changes = {"deputy": (None, deputy_id)}
            self.changes.append(leave_change("liaison.leave_changed", leave, told))

    def _is_back(self, liaison_id: int | None) -> bool:
        found = pairings.people_by_id(self._connection, [liaison_id or 0], self._today)
        return not any(person.departed for person in found.values())

    def _record(self, what: str, entry: HistoryEntry, changes: Changes) -> None:
        action = f"{entry.entity}.{what}"
        change = Change(action, entry.entity, entry.entity_id, entry.enterprise_id, changes)
        self.changes.append(change)


def _restored(change: Change) -> Change:
    is_pair = change.entity == "pairing"
    return replace(change, action="pair.restored") if is_pair else change
