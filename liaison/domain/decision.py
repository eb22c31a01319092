"""What becomes of each row against what is stored; nothing is written here."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from liaison.domain.fields import RosterKind
from liaison.domain.identity import name_key
from liaison.domain.plan import Changes, OutcomeKind, ReadRow, RowOutcome, Values
from liaison.domain.problems import Problem


def diff(current: Mapping[str, Any], incoming: Values, columns: Mapping[str, str]) -> Changes:
    """Field key → (old, new) where the row brings another value; an empty cell changes nothing."""
    changes: Changes = {}
    for key, column in columns.items():
        new = incoming.get(key)
        if new is not None and new != current[column]:
            changes[key] = (current[column], new)
    return changes


@dataclass(frozen=True)
class KnownEnterprises:
    """The stored rows that a file may be about, found by code and by name within a county."""

    by_code: Mapping[str, Mapping[str, Any]]
    by_name: Mapping[tuple[str, str | None], Mapping[str, Any]]

    def find(self, values: Values) -> tuple[Mapping[str, Any] | None, bool]:
        """The stored row, and whether the name alone matched a row with another code."""
        uscc = values.get("uscc")
        if uscc is not None and uscc in self.by_code:
            return self.by_code[str(uscc)], False
        county = values.get("county")
        found = self.by_name.get((name_key(str(values["name"])), str(county) if county else None))
        if found is None:
            return None, False
        if uscc is not None and found["uscc"] is not None:
            return None, True
        return found, False


@dataclass(frozen=True)
class KnownLiaisons:
    """The stored people by role and staff number."""

    by_number: Mapping[tuple[str, str], Mapping[str, Any]]

    def find(self, values: Values) -> tuple[Mapping[str, Any] | None, bool]:
        return self.by_number.get((str(values["role"]), str(values["staff_no"]))), False


DECISION_CODES = frozenset({"duplicate_in_file", "same_name_other_code"})


def decide(
    kind: RosterKind,
    rows: Iterable[ReadRow],
    known: KnownEnterprises | KnownLiaisons,
    columns: Mapping[str, str],
) -> list[RowOutcome]:
    """What becomes of each row, in the order of the file; the second of two equals is rejected.

    `columns` maps the field keys that are compared to the columns of the known rows.
    """
    seen: dict[Hashable, ReadRow] = {}
    return [_decide_one(kind, row, known, columns, seen) for row in rows]


def _decide_one(
    kind: RosterKind,
    row: ReadRow,
    known: KnownEnterprises | KnownLiaisons,
    columns: Mapping[str, str],
    seen: dict[Hashable, ReadRow],
) -> RowOutcome:
    if row.is_rejected:
        return _outcome(row, OutcomeKind.REJECTED)
    twin = _first_like(kind, row, seen)
    if twin is not None:
        return _outcome(row, OutcomeKind.REJECTED, extra=_duplicate(kind, row, twin))
    current, unsure = known.find(row.values)
    if current is None:
        extra = (row.problem("same_name_other_code", "name"),) if unsure else ()
        return _outcome(row, OutcomeKind.NEW, extra=extra)
    changes = diff(current, row.values, columns)
    found = OutcomeKind.CHANGED if changes else OutcomeKind.UNCHANGED
    return _outcome(row, found, record_id=current["id"], changes=changes)


def _outcome(
    row: ReadRow,
    kind: OutcomeKind,
    *,
    record_id: int | None = None,
    changes: Changes | None = None,
    extra: tuple[Problem, ...] = (),
) -> RowOutcome:
    return RowOutcome(
        row.sheet, row.row_number, kind, record_id, row.values, changes or {}, row.problems + extra
    )


def _first_like(kind: RosterKind, row: ReadRow, seen: dict[Hashable, ReadRow]) -> ReadRow | None:
    """The earlier row about the same record, if any; else this row is remembered."""
    for key in (keys := _keys(kind, row.values)):
        if key in seen:
            return seen[key]
    seen.update(dict.fromkeys(keys, row))
    return None


def _keys(kind: RosterKind, values: Values) -> list[Hashable]:
    if kind == "liaisons":
        return [("staff_no", values["role"], values["staff_no"])]
    if values.get("uscc"):
        return [("uscc", values["uscc"])]
    return [("name", name_key(str(values["name"])), values.get("county"))]


def _duplicate(kind: RosterKind, row: ReadRow, twin: ReadRow) -> tuple[Problem, ...]:
    key = "staff_no" if kind == "liaisons" else ("uscc" if row.values.get("uscc") else "name")
    return (row.problem("duplicate_in_file", key, twin),)
