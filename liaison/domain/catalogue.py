"""The catalogue of measures: what may be written in it, and what a file would change of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final, NamedTuple

from liaison.domain.measure_rule import MeasureRule
from liaison.domain.problems import Problem
from liaison.domain.records import Measure

TEXT_LIMITS: Final[dict[str, int]] = {
    "title": 40,
    "title_en": 80,
    "description": 500,
    "description_en": 1000,
    "unit": 80,
    "unit_en": 160,
    "evidence": 300,
    "evidence_en": 600,
    "applies_to": 120,
    "applies_to_en": 240,
}
REQUIRED: Final = ("title", "title_en", "default_days")
RULE_FIELDS: Final = tuple(field.name for field in fields(MeasureRule))
_LISTS: Final = ("industries", "sizes", "areas")
#: What a form changes of a measure; its place and its retirement have buttons of their own.
EDITABLE: Final = (*TEXT_LIMITS, "default_days", *RULE_FIELDS)
#: Every field of a row of the catalogue, in the order of a file's columns.
FIELDS: Final = ("code", "position", *EDITABLE, "retired_on")
LONGEST_DAYS: Final = 365
#: What is quoted of a value that was refused.
LONGEST_QUOTE: Final = 200

_CODE = re.compile(r"[A-Z][A-Z0-9-]{0,11}")
_NUMBERED = re.compile(r"M(\d{1,6})")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Values = Mapping[str, Any]
Changes = dict[str, tuple[Any, Any]]


class Fault(NamedTuple):
    """What is wrong with a value: the field and the code of its sentence."""

    field: str
    code: str


def values_of(measure: Measure) -> dict[str, Any]:
    """A measure's values by field key, the parts of its rule among them."""
    rule = asdict(measure.rule)
    return {key: rule[key] if key in rule else getattr(measure, key) for key in FIELDS}


def with_values(measure: Measure, values: Values) -> Measure:
    """The measure with some of its values replaced, texts and lists in their normal form."""
    rule = {key: values[key] for key in RULE_FIELDS if key in values}
    rule |= {key: tuple(sorted({*rule[key]})) for key in _LISTS if key in rule}
    own = {key: value for key, value in values.items() if key not in RULE_FIELDS}
    own |= {key: tidy(str(own[key] or "")) for key in TEXT_LIMITS if key in own}
    return replace(measure, **own, rule=replace(measure.rule, **rule))


def new_measure(code: str, position: int) -> Measure:
    """An empty measure to be filled in."""
    texts: dict[str, Any] = dict.fromkeys(TEXT_LIMITS, "")
    return Measure(
        code=code, position=position, **texts, default_days=7, retired_on=None, version=0
    )


def tidy(text: str) -> str:
    """Text as it is kept: plain line ends, nothing around it, no control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines).strip()


def changes_between(before: Measure, after: Measure) -> Changes:
    """Field key → (before, after) of what differs."""
    old, new = values_of(before), values_of(after)
    return {key: (old[key], new[key]) for key in FIELDS if old[key] != new[key]}


def faults(measure: Measure, others: Iterable[Measure]) -> list[Fault]:
    """All that keeps a measure from being written beside the other ones in force."""
    found = []
    for key, limit in TEXT_LIMITS.items():
        text = getattr(measure, key)
        if key in REQUIRED and not text:
            found.append(Fault(key, "required"))
        elif len(text) > limit:
            found.append(Fault(key, "too_long"))
    if not 0 <= measure.default_days <= LONGEST_DAYS:
        found.append(Fault("default_days", "out_of_range"))
    if measure.retired_on is None:
        in_force = [each for each in others if each.retired_on is None]
        for key in ("title", "title_en"):
            taken = {getattr(each, key) for each in in_force if each.code != measure.code}
            if getattr(measure, key) and getattr(measure, key) in taken:
                found.append(Fault(key, "measure_title_taken"))
    return found


def next_code(codes: Iterable[str]) -> str:
    """The number after the highest one: M11 after M10."""
    numbers = [int(match[1]) for code in codes if (match := _NUMBERED.fullmatch(code))]
    return f"M{max(numbers, default=0) + 1:02d}"


def read_code(text: str) -> str | None:
    """A code as it is kept, None where the text cannot be one."""
    code = text.strip().upper()
    return code if _CODE.fullmatch(code) else None


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change of the catalogue means for enterprises, in their numbers of one measure each.

    `opened` get the measure, due anew; `left_out` get it as one that does not apply, or what
    nobody had begun becomes so; `taken_in` come back from there. `set_aside` leave the figures
    with a retired measure, `unfinished` of them open; `brought_back` return with it, `postponed`
    of them due anew since they fell due meanwhile.
    """

    opened: int = 0
    left_out: int = 0
    taken_in: int = 0
    set_aside: int = 0
    unfinished: int = 0
    brought_back: int = 0
    postponed: int = 0

    def __add__(self, other: Effects) -> Effects:
        return Effects(
            *(getattr(self, field.name) + getattr(other, field.name) for field in fields(Effects))
        )

    @property
    def touches_work(self) -> bool:
        return self != Effects()


class RowKind(StrEnum):
    """What importing a row of a catalogue would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A row of a catalogue file; a rejected one has problems and is not written."""

    row_number: int
    kind: RowKind
    code: str
    title: str
    measure: Measure | None
    changes: Changes
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CataloguePlan:
    """What a file would change; `before` is the catalogue that it was compared with.

    `unread` are the letter and heading of the columns that are none of a catalogue's, `lacking`
    the fields that the file has no column for.
    """

    file_name: str
    sheet: str
    rows: tuple[CatalogueRow, ...]
    before: tuple[Measure, ...]
    effects: Effects
    unread: tuple[tuple[str, str], ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {kind.value: sum(row.kind is kind for row in self.rows) for kind in RowKind}

    @property
    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]

    @property
    def order(self) -> list[Measure]:
        """The measures in force as the file would order them, empty where it orders none."""
        if not any(row.kind is RowKind.NEW or "position" in row.changes for row in self.written):
            return []
        after = {each.code: each for each in self.before}
        after |= {row.code: row.measure for row in self.written if row.measure is not None}
        return _by_place(after.values())

    @property
    def written(self) -> list[CatalogueRow]:
        return [row for row in self.rows if row.kind in (RowKind.NEW, RowKind.CHANGED)]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was read: the values of the columns that the file has, and what is wrong."""

    row_number: int
    values: Mapping[str, Any]
    problems: tuple[Problem, ...]


def plan_rows(
    rows: Sequence[ReadRow], catalogue: Sequence[Measure], *, sheet: str, columns: Mapping[str, str]
) -> tuple[CatalogueRow, ...]:
    """Compare the rows with the catalogue, each with its own measure by code.

    A row without a code is a new measure, unless its title is that of one in force. `columns`
    are the letters of the columns by field key.
    """
    planning = _Planning({each.code: each for each in catalogue}, sheet, columns)
    planning.keep_free(row.values.get("position") for row in rows)
    drafts = [planning.draft(row) for row in rows]
    after = planning.known | {each.code: each for _, each, _ in drafts if each is not None}
    return tuple(planning.judge(row, each, bad, after.values()) for row, each, bad in drafts)


class _Planning:
    def __init__(self, known: dict[str, Measure], sheet: str, columns: Mapping[str, str]) -> None:
        self.known = known
        self.sheet = sheet
        self.columns = columns
        self.seen: dict[str, int] = {}
        self.last_position = max((each.position for each in known.values()), default=0)

    def keep_free(self, given: Iterable[int | None]) -> None:
        """Let a new measure without a place come after every place that is given."""
        self.last_position = max([self.last_position, *(each for each in given if each)])

    def draft(self, row: ReadRow) -> tuple[ReadRow, Measure | None, tuple[Problem, ...]]:
        """The measure that the row stands for, None where its code does not tell."""
        problems = row.problems
        if any(each.field == "code" for each in problems):
            return row, None, problems
        code = row.values.get("code") or next_code([*self.known, *self.seen])
        if code in self.seen:
            repeated = self._problem(row, Fault("code", "duplicate_in_file"), code)
            first = (self.sheet, self.seen[code])
            return row, None, (*problems, replace(repeated, twin=first))
        self.seen[code] = row.row_number
        current = self.known.get(code)
        if current is None:
            self.last_position += 1
            current = new_measure(code, self.last_position)
        values = {key: value for key, value in row.values.items() if key != "code"}
        if values.get("position") is None:
            values.pop("position", None)
        return row, with_values(current, values), problems

    def judge(
        self,
        row: ReadRow,
        measure: Measure | None,
        problems: tuple[Problem, ...],
        after: Iterable[Measure],
    ) -> CatalogueRow:
        """What becomes of the row, looking at all the measures as the file would leave them."""
        if measure is None:
            title = str(row.values.get("title") or "")
            code = str(row.values.get("code") or "")
            return CatalogueRow(row.row_number, RowKind.REJECTED, code, title, None, {}, problems)
        told = {each.field for each in problems}
        problems += tuple(
            self._problem(row, fault, getattr(measure, fault.field))
            for fault in faults(measure, after)
            if fault.field not in told
        )
        if "position" not in told:
            problems += tuple(self._place_taken(row, measure, after))
        current = self.known.get(measure.code)
        changes = changes_between(current, measure) if current else {}
        kind = RowKind.CHANGED if changes else RowKind.UNCHANGED
        if current is None:
            kind = RowKind.NEW
        if problems:
            kind = RowKind.REJECTED
        return CatalogueRow(
            row.row_number, kind, measure.code, measure.title, measure, changes, problems
        )

    def _place_taken(
        self, row: ReadRow, measure: Measure, after: Iterable[Measure]
    ) -> Iterator[Problem]:
        """That the row puts its measure where another one in force is.

        A place that is kept is none of the row's doing: one that it restores may find another
        there, and is put beside it.
        """
        current = self.known.get(measure.code)
        if measure.retired_on or (current and current.position == measure.position):
            return
        for each in after:
            is_other = each.code != measure.code and each.retired_on is None
            if is_other and each.position == measure.position:
                problem = self._problem(row, Fault("position", "position_taken"), each.position)
                if each.code in self.seen:
                    yield replace(problem, twin=(self.sheet, self.seen[each.code]))
                else:
                    named = f"{each.code} {each.title}"[:LONGEST_QUOTE]
                    yield replace(problem, record=(each.position, named))
                return

    def _problem(self, row: ReadRow, fault: Fault, value: object) -> Problem:
        shown = str(value)[:LONGEST_QUOTE] or None
        column = self.columns.get(fault.field)
        return Problem(fault.code, self.sheet, row.row_number, column, fault.field, shown)


def apart(measures: Iterable[Measure]) -> list[Measure]:
    """The measures in force that have to move down for each to have a place of its own."""
    moved = []
    last = -1
    for each in _by_place(measures):
        place = max(each.position, last + 1)
        if place != each.position:
            moved.append(replace(each, position=place))
        last = place
    return moved


def _by_place(measures: Iterable[Measure]) -> list[Measure]:
    in_force = [each for each in measures if each.retired_on is None]
    return sorted(in_force, key=lambda each: (each.position, each.code))


def in_order(measures: Iterable[Measure], code: str, step: int) -> list[Measure]:
    """The measures in force with one moved up (-1) or down (1), numbered from 1."""
    order = _by_place(measures)
    place = next(number for number, each in enumerate(order) if each.code == code)
    moved = order.pop(place)
    order.insert(max(0, place + step), moved)
    return [replace(each, position=number) for number, each in enumerate(order, start=1)]
