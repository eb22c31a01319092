"""What an import would do: rows read, matched, compared; nothing is written here."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from liaison.domain.fields import Field, RosterKind
from liaison.domain.identity import name_key
from liaison.domain.parsing import Cell, Context, Reading, Value
from liaison.domain.problems import Level, Problem
from liaison.domain.reference import AreaHint, Reference
from liaison.domain.vocabulary import LiaisonRole

Values = dict[str, Value]
Changes = dict[str, tuple[Value, Value]]
_Memo = dict[tuple[type, Hashable], Reading]


class OutcomeKind(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A roster row after parsing: values by field key, problems, and the fields' columns."""

    sheet: str
    row_number: int
    values: Values
    problems: tuple[Problem, ...]
    letters: Mapping[str, str] = field(default_factory=dict)

    def problem(self, code: str, key: str, twin: ReadRow | None = None) -> Problem:
        """A finding about one field of this row."""
        value = self.values.get(key)
        return Problem(
            code,
            self.sheet,
            self.row_number,
            self.letters.get(key),
            key,
            None if value is None else str(value),
            None if twin is None else (twin.sheet, twin.row_number),
        )

    @property
    def is_rejected(self) -> bool:
        return any(problem.level is Level.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """One row and what the import does with it; `changes` maps field keys to (old, new)."""

    sheet: str
    row_number: int
    kind: OutcomeKind
    record_id: int | None
    values: Values
    changes: Changes
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How one sheet was understood; the mappings go from Excel's column letter to field or label.

    `cells` keeps the original cells of each rejected row by its row number, so that
    they can be given back as they came. `samples` are the first different texts of each
    column, none of those left out; `chosen` are the columns whose field a person chose.
    """

    sheet: str
    header_rows: tuple[int, ...]
    labels: Mapping[str, str]
    columns: Mapping[str, str]
    certainty: Mapping[str, float]
    unmatched: Mapping[str, str]
    left_out: Mapping[str, str]
    skipped: tuple[tuple[int, str], ...]
    cells: Mapping[int, tuple[Cell, ...]] = field(default_factory=dict)
    samples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything an import would do, bound to the state of the database that it was made on.

    `state_token` is the store's mark of that state; a commit on another state plans again.
    `role` is whom a roster of people is about, where it does not tell row by row.
    """

    kind: RosterKind
    role: LiaisonRole | None
    file_name: str
    sha256: str
    state_token: int
    sheets: tuple[SheetPlan, ...]
    unread_sheets: tuple[tuple[str, str], ...]
    outcomes: tuple[RowOutcome, ...]

    def counts(self, sheet: str | None = None) -> dict[str, int]:
        """Rows in all and by outcome, of one sheet or of all; they add up."""
        totals = {"rows": 0, **{kind.value: 0 for kind in OutcomeKind}}
        for outcome in self.outcomes:
            if sheet is None or outcome.sheet == sheet:
                totals["rows"] += 1
                totals[outcome.kind.value] += 1
        return totals

    @property
    def kind_name(self) -> str:
        """The roster's kind as the command line names it."""
        return f"{self.role}s" if self.role is not None else self.kind

    @property
    def problems(self) -> list[Problem]:
        return [problem for outcome in self.outcomes for problem in outcome.problems]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import wrote; `batch_id` is None where there was nothing to write."""

    batch_id: int | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What an undo took back; `kept` names the records that somebody worked on since."""

    batch_id: int
    removed: int
    restored: int
    kept: tuple[tuple[int, str, tuple[str, ...]], ...]


class RowReader:
    """Reads the rows of one sheet; equal cells of a column are parsed once."""

    def __init__(
        self,
        sheet: str,
        columns: Sequence[tuple[int, str, Field]],
        required: Sequence[str],
        context: Context,
    ) -> None:
        """`columns` holds (index into the row's cells, Excel's letter, field)."""
        self._sheet = sheet
        self._columns: list[tuple[int, str, Field, _Memo]] = [
            (index, letter, column, {}) for index, letter, column in columns
        ]
        self._required = required
        self.letters = {column.key: letter for _, letter, column in columns}
        self._context = context

    def read(self, row_number: int, cells: Sequence[Cell]) -> tuple[Values, list[Problem]]:
        values: Values = {}
        problems: list[Problem] = []
        for index, letter, column, memo in self._columns:
            cell = cells[index]
            if cell is None:
                values[column.key] = None
                continue
            known = memo.get((type(cell), cell)) if isinstance(cell, Hashable) else None
            if known is None:
                known = memo[(type(cell), cell)] = column.read(cell, self._context)
            values[column.key], code = known
            if code is not None:
                problems.append(
                    Problem(code, self._sheet, row_number, letter, column.key, str(cell)[:200])
                )
        self._require(row_number, values, problems)
        return values, problems

    def _require(self, row_number: int, values: Values, problems: list[Problem]) -> None:
        """A value that is wrong is reported once, not also as missing."""
        reported = {problem.field for problem in problems}
        problems.extend(
            Problem("required", self._sheet, row_number, self.letters.get(key), key)
            for key in self._required
            if not values.get(key) and key not in reported
        )


def settle_areas(values: Values, reference: Reference, hint: AreaHint) -> str | None:
    """Fix county and town so that they agree, in place; the code of what is wrong, or None.

    `hint` is what the section, the title or the sheet's name tells; the row's own cells win.
    """
    county = values.get("county")
    towns = str(values["town"]).split("|") if values.get("town") else []
    if county is not None and reference.areas[str(county)].is_town:
        towns, county = towns or [str(county)], None
    if not towns and hint.town is not None and county in (None, hint.county):
        towns = [hint.town]
    values["town"] = None
    if not towns:
        values["county"] = county or hint.county
        return None if values["county"] else "no_area"
    fitting = [town for town in towns if county is None or county in reference.counties_of(town)]
    if not fitting:
        return "town_outside_county"
    if len(fitting) > 1:
        fitting = [town for town in fitting if hint.county in reference.counties_of(town)]
    if len(fitting) != 1:
        return "ambiguous_town"
    values["town"] = fitting[0]
    values["county"] = county or _county_of(fitting[0], reference, hint)
    return None


def _county_of(town: str, reference: Reference, hint: AreaHint) -> str:
    """The county of the sheet where it may hold the town, else the town's own."""
    area = reference.areas[town]
    if hint.county is not None and hint.county in (area.parent, *area.also_in):
        return hint.county
    return reference.counties_of(town)[0]


def settle_numbers(values: Values, problems: Sequence[Problem]) -> None:
    """What is no credit code of today stands as the former number, in place."""
    if any(problem.code in ("old_number", "malformed_code") for problem in problems):
        values["legacy_id"] = values.get("legacy_id") or values["uscc"]
        values["uscc"] = None


def exceeds_staff(values: Values) -> bool:
    """True where more people are said to be on duty than are employed."""
    employees, on_duty = values.get("employees"), values.get("employees_on_duty")
    return isinstance(employees, int) and isinstance(on_duty, int) and on_duty > employees


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
