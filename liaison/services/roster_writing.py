"""Rows against the database: who and what is meant, what is written, what history says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from liaison.domain.conflicts import with_conflicts
from liaison.domain.decision import DECISION_CODES, Decision, KnownEnterprises, decide
from liaison.domain.fields import RosterKind, stored_columns
from liaison.domain.identity import name_key
from liaison.domain.people import PeopleIndex
from liaison.domain.plan import (
    Edits,
    ExistingRows,
    ImportPlan,
    OutcomeKind,
    ReadRow,
    RowOutcome,
    Values,
)
from liaison.domain.problems import Problem
from liaison.domain.progress import Report, Stage, in_steps, silent
from liaison.domain.vocabulary import LiaisonRole, LiaisonStatus
from liaison.services.departures import has_left
from liaison.services.pair_writing import put_in_charge
from liaison.store import imports, reference
from liaison.store.database import Connection
from liaison.store.hand_edits import edits_since_import, pairs_since_import
from liaison.store.history import Change

_PAIR_FIELDS = tuple(role.value for role in LiaisonRole)
#: What deciding finds, and so finds again.
_DECIDED_CODES = DECISION_CODES | {"unknown_enterprise", "enterprise_of_two"}
#: Field keys that tell whether a person left, with their columns.
_OF_WHO_LEFT = {"status": "liaison_status", "ended_on": "ended_on"}
_BETWEEN_NAMES = re.compile(r"[、;；\n]+")


class Decided(NamedTuple):
    """What becomes of each row, and who set the stored values that are in conflict."""

    outcomes: tuple[RowOutcome, ...]
    edits: Edits


def decide_rows(
    connection: Connection,
    kind: RosterKind,
    rows: Sequence[ReadRow],
    today: date,
    existing: ExistingRows = ExistingRows.UPDATE,
) -> Decided:
    """What becomes of each row against the database as it stands."""
    people = imports.known_liaisons(connection)
    columns = stored_columns(kind)
    counties_of = reference.load(connection).counties_of
    if kind == "liaisons":
        pairs = _Pairs(connection, rows, people.by_number, existing, today)
        decision = Decision(kind, people, columns, counties_of, existing)
        outcomes = decide(pairs.rows, decision)
        return _with_conflicts(connection, kind, map(pairs.asked_for, outcomes))
    named = _named(rows, people.by_number.values(), today)
    compared = columns | {field: field for field in _PAIR_FIELDS}
    decision = Decision(kind, _known(connection, named), compared, counties_of, existing)
    return _with_conflicts(connection, kind, decide(named, decision))


def _with_conflicts(
    connection: Connection, kind: RosterKind, outcomes: Iterable[RowOutcome]
) -> Decided:
    decided = tuple(outcomes)
    known = [each for each in decided if each.changes and each.record_id is not None]
    edits = edits_since_import(connection, kind, [each.record_id or 0 for each in known])
    if kind == "enterprises":
        moved = [each.record_id or 0 for each in known if each.changes.keys() & set(_PAIR_FIELDS)]
        for record_id, pairs in pairs_since_import(connection, moved).items():
            edits[record_id] = edits.get(record_id, {}) | pairs
    return Decided(tuple(with_conflicts(decided, edits)) if edits else decided, edits)


def decide_again(
    connection: Connection,
    plan: ImportPlan,
    today: date,
    existing: ExistingRows | None = None,
) -> Decided:
    """The plan's rows decided on the database as it stands now, perhaps by another rule."""
    letters = {
        sheet.sheet: {field: letter for letter, field in sheet.columns.items()}
        for sheet in plan.sheets
    }
    rows = [
        ReadRow(each.sheet, each.row_number, each.values, _own_problems(each), letters[each.sheet])
        for each in plan.outcomes
    ]
    return decide_rows(connection, plan.kind, rows, today, existing or plan.existing)


def same_outcome(connection: Connection, plan: ImportPlan, today: date) -> bool:
    """True where deciding again comes to the same."""
    again = decide_again(connection, plan, today).outcomes
    return all(
        (now.kind, now.record_id, now.changes, now.conflicts)
        == (then.kind, then.record_id, then.changes, then.conflicts)
        for now, then in zip(again, plan.outcomes, strict=True)
    )


def _own_problems(outcome: RowOutcome) -> tuple[Problem, ...]:
    return tuple(each for each in outcome.problems if each.code not in _DECIDED_CODES)


def _known(connection: Connection, rows: Iterable[ReadRow]) -> KnownEnterprises:
    good = [row.values for row in rows if not row.is_rejected]
    keys = [name_key(str(values["name"])) for values in good]
    coded = {
        str(values["uscc"]): key
        for values, key in zip(good, keys, strict=True)
        if values.get("uscc")
    }
    bare = (key for values, key in zip(good, keys, strict=True) if not values.get("uscc"))
    numbers = [str(values["legacy_id"]) for values in good if values.get("legacy_id")]
    return imports.known_enterprises(connection, coded=coded, numbers=numbers, name_keys=bare)


def _named(
    rows: Iterable[ReadRow], people: Iterable[Mapping[str, Any]], today: date
) -> list[ReadRow]:
    """The rows with staff numbers in place of what they say of their people."""
    everybody = list(people)
    index = PeopleIndex(each for each in everybody if not has_left(each, today))
    former = PeopleIndex(each for each in everybody if has_left(each, today))
    return [_with_people(row, index, former) for row in rows]


def _with_people(row: ReadRow, index: PeopleIndex, former: PeopleIndex) -> ReadRow:
    named = {field: row.values.get(field) for field in _PAIR_FIELDS if row.values.get(field)}
    if not named:
        return row
    found: Values = {field: index.find(field, str(text)) for field, text in named.items()}
    unknown = tuple(
        row.problem("person_left" if former.find(field, str(text)) else "unknown_person", field)
        for field, text in named.items()
        if found[field] is None
    )
    return replace(row, values=row.values | found, problems=row.problems + unknown)


class _Pairs:
    """The pairs that the enterprises column of a roster of people asks for."""

    def __init__(
        self,
        connection: Connection,
        rows: Sequence[ReadRow],
        stored: Mapping[tuple[str, str], Mapping[str, Any]],
        existing: ExistingRows,
        today: date,
    ) -> None:
        """`rows` is the roster with a finding for each enterprise that nobody knows."""
        self._stored = stored
        self._existing = existing
        self._today = today
        rows = [self._of_who_left(row) for row in rows]
        good = [row for row in rows if not row.is_rejected]
        wanted = {name for row in good for name in _names_in(row.values)}
        self._known = imports.enterprises_called(connection, sorted(wanted)) if wanted else {}
        self._first = self._first_claims(good)
        self.rows = [self._checked(row) for row in rows] if wanted else rows

    def _of_who_left(self, row: ReadRow) -> ReadRow:
        """The row of a person who left without the enterprises, which wait for somebody else."""
        if row.is_rejected or not _names_in(row.values):
            return row
        if not has_left(self._afterwards(row.values), self._today):
            return row
        found = row.problem("enterprises_of_who_left", "enterprises")
        values = {key: value for key, value in row.values.items() if key != "enterprises"}
        return replace(row, values=values, problems=(*row.problems, found))

    def _afterwards(self, values: Values) -> Values:
        """Status and last day as they would stand: what the file does not say, stays."""
        said: Values = {key: values[key] for key in _OF_WHO_LEFT if values.get(key) is not None}
        stored = self._stored.get((str(values["role"]), str(values["staff_no"])))
        if stored is None:
            return said
        before: Values = {
            key: stored[column]
            for key, column in _OF_WHO_LEFT.items()
            if stored[column] is not None
        }
        if self._existing is ExistingRows.UPDATE:
            return before | said
        return before if self._existing is ExistingRows.LEAVE else said | before

    def _first_claims(self, rows: Iterable[ReadRow]) -> dict[tuple[str, int], ReadRow]:
        """(role, enterprise id) → the row that has it: of several the first that is no deputy."""
        found: dict[tuple[str, int], ReadRow] = {}
        for row in sorted(rows, key=lambda row: row.values.get("is_primary") == "deputy"):
            for name in _names_in(row.values):
                if name in self._known:
                    found.setdefault((str(row.values["role"]), self._known[name]["id"]), row)
        return found

    def _is_of_another(self, values: Values, name: str) -> ReadRow | None:
        """The row of somebody else in the file who has this enterprise, if there is one."""
        if name not in self._known:
            return None
        first = self._first[str(values["role"]), self._known[name]["id"]]
        return None if first.values["staff_no"] == values["staff_no"] else first

    def _checked(self, row: ReadRow) -> ReadRow:
        if row.is_rejected:
            return row
        found = []
        for name in _names_in(row.values):
            other = self._is_of_another(row.values, name)
            if name not in self._known:
                found.append(row.problem("unknown_enterprise", "enterprises"))
            elif other is not None:
                found.append(row.problem("enterprise_of_two", "enterprises", twin=other))
            else:
                continue
            found[-1] = replace(found[-1], value=name)
        return replace(row, problems=(*row.problems, *found))

    def asked_for(self, outcome: RowOutcome) -> RowOutcome:
        """The outcome with the enterprises that are to be paired anew among its changes."""
        if outcome.kind is OutcomeKind.REJECTED:
            return outcome
        role, staff_no = str(outcome.values["role"]), outcome.values["staff_no"]
        missing = [
            name
            for name in _names_in(outcome.values)
            if name in self._known
            and self._known[name][role] != staff_no
            and self._is_of_another(outcome.values, name) is None
        ]
        if not missing:
            return outcome
        kind = OutcomeKind.CHANGED if outcome.kind is OutcomeKind.UNCHANGED else outcome.kind
        changes = outcome.changes | {"enterprises": (None, "、".join(missing))}
        return replace(outcome, kind=kind, changes=changes)


def _names_in(values: Values) -> list[str]:
    text = str(values.get("enterprises") or "")
    return [word.strip() for word in _BETWEEN_NAMES.split(text) if word.strip()]


class Writing:
    """The outcomes to be written, made ready before the lock is taken."""

    def __init__(self, kind: RosterKind, outcomes: Sequence[RowOutcome], at: datetime) -> None:
        self._kind: RosterKind = kind
        self._at = at
        self._columns = stored_columns(kind)
        self._total = len(outcomes)
        new = (outcome for outcome in outcomes if outcome.kind is OutcomeKind.NEW)
        self._new = [(step, self._ready(step)) for step in in_steps(new)]
        self._changed = [each for each in outcomes if each.kind is OutcomeKind.CHANGED]

    def departing(self, today: date) -> list[int]:
        """Ids of the known people whom the file tells to have left."""
        return self._people_who(lambda told: has_left(told, today))

    def going_away(self) -> list[int]:
        """Ids of the known people whom the file tells to be away."""
        return self._people_who(lambda told: told.get("status") == LiaisonStatus.AWAY)

    def _people_who(self, is_so: Callable[[Values], bool]) -> list[int]:
        """Ids of the known people of whose changes it is so."""
        if self._kind != "liaisons":
            return []
        return [
            each.record_id or 0
            for each in self._changed
            if is_so({key: new for key, (_, new) in each.changes.items()})
        ]

    def _ready(self, outcomes: Sequence[RowOutcome]) -> imports.NewRows:
        columns = self._columns
        rows = [
            {columns[key]: value for key, value in outcome.values.items() if key in columns}
            for outcome in outcomes
        ]
        return imports.prepare_rows(self._kind, rows, self._at)

    def write(self, connection: Connection, today: date, report: Report = silent) -> list[Change]:
        """Insert the new rows, update the changed ones, start the pairs; what history says."""
        numbered: list[tuple[int, RowOutcome]] = []
        for step, rows in self._new:
            ids = imports.insert_rows(connection, self._kind, rows)
            numbered.extend(zip(ids, step, strict=True))
            report(Stage.WRITE, len(numbered), self._total)
        for step in in_steps(self._changed):
            updates = _updates(step, self._columns)
            imports.update_rows(connection, self._kind, updates, self._at)
            numbered.extend((outcome.record_id or 0, outcome) for outcome in step)
            report(Stage.WRITE, len(numbered), self._total)
        changes = [_change(self._kind, record_id, outcome) for record_id, outcome in numbered]
        return changes + _start_pairs(connection, self._kind, numbered, today, self._at)


def _updates(
    changed: Iterable[RowOutcome], columns: Mapping[str, str]
) -> Iterable[tuple[int, dict[str, Any]]]:
    for outcome in changed:
        values = {columns[key]: new for key, (_, new) in outcome.changes.items() if key in columns}
        yield outcome.record_id or 0, values


def _start_pairs(
    connection: Connection,
    kind: RosterKind,
    numbered: Sequence[tuple[int, RowOutcome]],
    today: date,
    at: datetime,
) -> list[Change]:
    """Start the pairs that the rows ask for; who has left after all is given nothing."""
    wanted = list(_pairs_of(connection, kind, numbered))
    if not wanted:
        return []
    people = imports.known_liaisons(connection).by_number
    there = {key: row["id"] for key, row in people.items() if not has_left(row, today)}
    triples = [
        (each, role, there[role, staff_no])
        for each, role, staff_no in wanted
        if (role, staff_no) in there
    ]
    return put_in_charge(connection, triples, at)


def _pairs_of(
    connection: Connection,
    kind: RosterKind,
    numbered: Sequence[tuple[int, RowOutcome]],
) -> Iterable[tuple[int, str, str]]:
    """(enterprise id, role, staff number) of the pairs that the rows ask for."""
    if kind == "enterprises":
        for enterprise_id, outcome in numbered:
            for field in _PAIR_FIELDS:
                staff_no = _given(outcome, field)
                if staff_no:
                    yield enterprise_id, field, staff_no
        return
    for _, outcome in numbered:
        if "enterprises" in outcome.changes:
            names = str(outcome.changes["enterprises"][1]).split("、")
            known = imports.enterprises_called(connection, names)
            for name in names:
                yield (
                    known[name]["id"],
                    str(outcome.values["role"]),
                    str(outcome.values["staff_no"]),
                )


def _given(outcome: RowOutcome, field: str) -> str | None:
    if outcome.kind is OutcomeKind.NEW:
        value = outcome.values.get(field)
    else:
        value = outcome.changes.get(field, (None, None))[1]
    return str(value) if value else None


def _change(kind: RosterKind, record_id: int, outcome: RowOutcome) -> Change:
    entity = imports.entity_of(kind)
    enterprise_id = record_id if kind == "enterprises" else None
    if outcome.kind is OutcomeKind.CHANGED:
        return Change(f"{entity}.updated", entity, record_id, enterprise_id, outcome.changes)
    given = {key: (None, value) for key, value in outcome.values.items() if value is not None}
    return Change(f"{entity}.added", entity, record_id, enterprise_id, given)
