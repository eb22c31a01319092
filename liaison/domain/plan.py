"""What an import would do, as records: rows, outcomes, the plan, and the reports afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from liaison.domain.fields import RosterKind
from liaison.domain.parsing import Cell, Value
from liaison.domain.problems import Level, Problem
from liaison.domain.vocabulary import LiaisonRole

Values = dict[str, Value]
Changes = dict[str, tuple[Value, Value]]


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
