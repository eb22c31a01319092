"""Rows against the database: who and what is meant, what is written, what history says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from liaison.domain.decision import DECISION_CODES, KnownEnterprises, decide
from liaison.domain.fields import RosterKind, stored_columns
from liaison.domain.identity import name_key
from liaison.domain.people import PeopleIndex
from liaison.domain.plan import ImportPlan, OutcomeKind, ReadRow, RowOutcome, Values
from liaison.domain.problems import Problem
from liaison.domain.vocabulary import LiaisonRole
from liaison.store import imports, pairings
from liaison.store.database import Connection
from liaison.store.history import Change

_PAIR_FIELDS = tuple(role.value for role in LiaisonRole)
_BETWEEN_NAMES = re.compile(r"[、;；\n]+")


def decide_rows(
    connection: Connection, kind: RosterKind, rows: Sequence[ReadRow]
) -> tuple[RowOutcome, ...]:
    """What becomes of each row against the database as it stands."""
    people = imports.known_liaisons(connection)
    columns = stored_columns(kind)
    if kind == "liaisons":
        outcomes = decide(kind, rows, people, columns)
        return _with_enterprises_to_pair(connection, outcomes)
    index = PeopleIndex(people.by_number.values())
    named = [_with_people(row, index) for row in rows]
    known = _known(connection, named)
    return tuple(decide(kind, named, known, columns | {field: field for field in _PAIR_FIELDS}))


def same_outcome(connection: Connection, plan: ImportPlan) -> bool:
    """True where deciding again, on the database as it stands now, comes to the same."""
    rows = [
        ReadRow(each.sheet, each.row_number, each.values, _own_problems(each))
        for each in plan.outcomes
    ]
    again = decide_rows(connection, plan.kind, rows)
    return all(
        (now.kind, now.record_id, now.changes) == (then.kind, then.record_id, then.changes)
        for now, then in zip(again, plan.outcomes, strict=True)
    )


def _own_problems(outcome: RowOutcome) -> tuple[Problem, ...]:
    return tuple(each for each in outcome.problems if each.code not in DECISION_CODES)


def _known(connection: Connection, rows: Iterable[ReadRow]) -> KnownEnterprises:
    good = [row.values for row in rows if not row.is_rejected]
    codes = [str(values["uscc"]) for values in good if values.get("uscc")]
    return imports.known_enterprises(
        connection, codes, [name_key(str(values["name"])) for values in good]
    )


def _with_people(row: ReadRow, index: PeopleIndex) -> ReadRow:
    """The row with staff numbers in place of what it says of its people."""
    named = {field: row.values.get(field) for field in _PAIR_FIELDS if row.values.get(field)}
    if not named:
        return row
    found: Values = {field: index.find(field, str(text)) for field, text in named.items()}
    unknown = tuple(
        row.problem("unknown_person", field)
        for field, staff_no in found.items()
        if staff_no is None
    )
    return replace(row, values=row.values | found, problems=row.problems + unknown)


def _with_enterprises_to_pair(
    connection: Connection, outcomes: Sequence[RowOutcome]
) -> tuple[RowOutcome, ...]:
    """The outcomes of a roster of people, with the pairs that its enterprises column asks for."""
    wanted = {
        name
        for outcome in outcomes
        if outcome.kind is not OutcomeKind.REJECTED
        for name in _names_in(outcome)
    }
    if not wanted:
        return tuple(outcomes)
    known = imports.enterprises_called(connection, sorted(wanted))
    return tuple(_with_pairs(outcome, known) for outcome in outcomes)


def _names_in(outcome: RowOutcome) -> list[str]:
    text = str(outcome.values.get("enterprises") or "")
    return [word.strip() for word in _BETWEEN_NAMES.split(text) if word.strip()]


def _with_pairs(outcome: RowOutcome, known: Mapping[str, Mapping[str, Any]]) -> RowOutcome:
    if outcome.kind is OutcomeKind.REJECTED:
        return outcome
    names = _names_in(outcome)
    unknown = tuple(
        Problem("unknown_enterprise", outcome.sheet, outcome.row_number, None, "enterprises", name)
        for name in names
        if name not in known
    )
    role, staff_no = outcome.values["role"], outcome.values["staff_no"]
    missing = [name for name in names if name in known and known[name][str(role)] != staff_no]
    outcome = replace(outcome, problems=outcome.problems + unknown)
    if not missing:
        return outcome
    kind = OutcomeKind.CHANGED if outcome.kind is OutcomeKind.UNCHANGED else outcome.kind
    changes = outcome.changes | {"enterprises": (None, "、".join(missing))}
    return replace(outcome, kind=kind, changes=changes)


def write_outcomes(
    connection: Connection,
    kind: RosterKind,
    outcomes: Sequence[RowOutcome],
    at: datetime,
) -> list[Change]:
    """Insert the new rows, update the changed ones, start the pairs; what history is to say."""
    columns = stored_columns(kind)
    new = [outcome for outcome in outcomes if outcome.kind is OutcomeKind.NEW]
    changed = [outcome for outcome in outcomes if outcome.kind is OutcomeKind.CHANGED]
    rows = [
        {columns[key]: value for key, value in each.values.items() if key in columns}
        for each in new
    ]
    ids = imports.insert_rows(connection, kind, rows, at)
    imports.update_rows(connection, kind, _updates(changed, columns), at)
    numbered = [
        *zip(ids, new, strict=True),
        *((each.record_id or 0, each) for each in changed),
    ]
    changes = [_change(kind, record_id, outcome) for record_id, outcome in numbered]
    return changes + _start_pairs(connection, kind, numbered, at)


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
    at: datetime,
) -> list[Change]:
    wanted = list(_pairs_of(connection, kind, numbered))
    if not wanted:
        return []
    numbers = imports.known_liaisons(connection).by_number
    triples = [(each, role, numbers[role, staff_no]["id"]) for each, role, staff_no in wanted]
    return pairings.replace(connection, triples, at)


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
