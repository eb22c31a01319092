"""What an import would do, as records: rows, outcomes, the plan, and the reports afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Literal

from liaison.domain.fields import RosterKind
from liaison.domain.parsing import Answers, Cell, Value, answer_key
from liaison.domain.problems import ANSWERABLE, Level, Problem
from liaison.domain.vocabulary import LiaisonRole

Values = dict[str, Value]
Changes = dict[str, tuple[Value, Value]]
AREA_FIELDS = frozenset({"county", "town"})


class OutcomeKind(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICTING = "conflicting"
    REJECTED = "rejected"


class ExistingRows(StrEnum):
    """What a file may do to records that are there already."""

    UPDATE = "update"
    FILL = "fill"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A roster row after parsing: values by field key, problems, and the fields' columns."""

    sheet: str
    row_number: int
    values: Values
    problems: tuple[Problem, ...]
    letters: Mapping[str, str] = field(default_factory=dict)

    def problem(
        self,
        code: str,
        key: str,
        *,
        twin: ReadRow | None = None,
        record: tuple[int, str] | None = None,
    ) -> Problem:
        """A finding about one field of this row, and the row or record that it repeats."""
        value = self.values.get(key)
        return Problem(
            code,
            self.sheet,
            self.row_number,
            self.letters.get(key),
            key,
            None if value is None else str(value),
            None if twin is None else (twin.sheet, twin.row_number),
            record,
        )

    @property
    def is_rejected(self) -> bool:
        return any(problem.level is Level.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """One row and what the import does with it.

    Each of the three maps field keys to (stored, from the file): `changes` is written,
    `conflicts` waits for a person's choice, `left` differs and stays as it is stored.
    """

    sheet: str
    row_number: int
    kind: OutcomeKind
    record_id: int | None
    values: Values
    changes: Changes
    problems: tuple[Problem, ...]
    conflicts: Changes = field(default_factory=dict)
    left: Changes = field(default_factory=dict)


def with_whole_areas(changes: Changes, left: Changes) -> tuple[Changes, Changes]:
    """Both, with what is left of an area left whole: a town is nothing without its county."""
    if not left.keys() & AREA_FIELDS:
        return changes, left
    area = {key: pair for key, pair in changes.items() if key in AREA_FIELDS}
    return {key: pair for key, pair in changes.items() if key not in area}, left | area


@dataclass(frozen=True, slots=True)
class LayoutSetting:
    """What people have said of a form: now or, under the name `remembered_as`, some time before.

    `choices` gives by column letter the field, None for none; `is_new` is true where something
    was said now.
    """

    choices: Mapping[str, str | None] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    remembered_as: str | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """Who set a stored value by hand, and when."""

    actor: str
    at: datetime


Edits = Mapping[int, Mapping[str, Edit]]
"""Record id → field key → the edit since an import last set the field."""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How one sheet was understood; the mappings go from Excel's column letter to field or label.

    `certainty` and `matched_by` tell how sure that is and what it rests on. `cells` keeps the
    original cells of each rejected row by its row number, so that they can be given back as they
    came. `samples` are the first different texts of each column, none of those left out.
    """

    sheet: str
    header_rows: tuple[int, ...]
    labels: Mapping[str, str]
    columns: Mapping[str, str]
    certainty: Mapping[str, float]
    matched_by: Mapping[str, str]
    unmatched: Mapping[str, str]
    left_out: Mapping[str, str]
    skipped: tuple[tuple[int, str], ...]
    cells: Mapping[int, tuple[Cell, ...]] = field(default_factory=dict)
    samples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    setting: LayoutSetting = field(default_factory=LayoutSetting)


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A word that a field does not know, as it was first written, and the rows that have it."""

    field: str
    word: str
    code: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
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
    existing: ExistingRows = ExistingRows.UPDATE
    #: Who set the stored values that are in conflict.
    edits: Edits = field(default_factory=dict)

    def counts(self, sheet: str | None = None) -> dict[str, int]:
        """Rows in all and by outcome, of one sheet or of all; they add up."""
        return dict(self._counts.get(sheet) or count_outcomes(()))

    @cached_property
    def _counts(self) -> dict[str | None, dict[str, int]]:
        by_sheet: dict[str, list[RowOutcome]] = defaultdict(list)
        for outcome in self.outcomes:
            by_sheet[outcome.sheet].append(outcome)
        counts: dict[str | None, dict[str, int]] = {None: count_outcomes(self.outcomes)}
        return counts | {sheet: count_outcomes(rows) for sheet, rows in by_sheet.items()}

    @property
    def kind_name(self) -> str:
        """The roster's kind as the command line names it."""
        return f"{self.role}s" if self.role is not None else self.kind

    @cached_property
    def problems(self) -> list[Problem]:
        return [problem for outcome in self.outcomes for problem in outcome.problems]

    @cached_property
    def unknown_values(self) -> tuple[UnknownValue, ...]:
        """Each unknown word once, the most frequent first, with all its rows."""
        found: dict[tuple[str, str], list[Problem]] = defaultdict(list)
        for problem in self.problems:
            if problem.code in ANSWERABLE and problem.field and problem.value:
                found[problem.field, answer_key(problem.value)].append(problem)
        unknown = [
            UnknownValue(
                str(each[0].field),
                str(each[0].value),
                each[0].code,
                tuple((problem.sheet, problem.row_number) for problem in each),
            )
            for each in found.values()
        ]
        return tuple(sorted(unknown, key=lambda each: -len(each.rows)))


def count_outcomes(outcomes: Iterable[RowOutcome]) -> dict[str, int]:
    """Rows in all and by outcome; they add up."""
    found = Counter(outcome.kind for outcome in outcomes)
    return {"rows": found.total()} | {kind.value: found[kind] for kind in OutcomeKind}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import wrote; `batch_id` is None where there was nothing to write.

    `paired` are the enterprises that got somebody at once, by role. `left_out` and `taken_in`
    count measures of which rules decided anew, since the import moved what they look at.
    """

    batch_id: int | None
    counts: Mapping[str, int]
    paired: Mapping[LiaisonRole, int] = field(default_factory=dict)
    left_out: int = 0
    taken_in: int = 0


KeptReason = Literal["edited", "worked_on", "in_charge", "has_account"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that an undo left as it is: for its edited fields, for work done, or for pairs."""

    record_id: int
    name: str
    reason: KeptReason
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What an undo took back, and the records that it kept."""

    batch_id: int
    removed: int
    restored: int
    kept: tuple[Kept, ...]
