"""The columns of the lists that are exported: what each holds and how wide it is.

A list is its columns, its rows as the store gives them, and how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from liaison.domain.day_changes import Matter
from liaison.domain.indicators import AreaRow
from liaison.domain.pairing import GapReason
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import (
    AboveScale,
    FilingStatus,
    LiaisonRole,
    MeasureState,
    RequestKind,
    RequestStatus,
    Size,
    Status,
)
from liaison.domain.workload import Duty
from liaison.locales import Words
from liaison.sheets.writing import style
from liaison.sheets.writing.notes import write_notes
from liaison.sheets.writing.style import Kind
from liaison.sheets.writing.table_rows import Column, Row
from liaison.sheets.writing.workbook import Book

Naming = Callable[[AreaRow], tuple[str, ...]]

_WIDEST = 44
_CODED: dict[str, Iterable[str]] = {
    "status": Status,
    "filing_status": FilingStatus,
    "above_scale": AboveScale,
    "size": Size,
    "role": LiaisonRole,
    "duty": Duty,
    "state": MeasureState,
    "request_kind": RequestKind,
    "request_status": RequestStatus,
    "rating": ("1", "2", "3", "4", "5"),
    "gap_reason": GapReason,
}


@dataclass(frozen=True, slots=True)
class Labels:
    """Stored code → word in one language, by kind of code."""

    areas: Mapping[str, str]
    counties: Mapping[str, str]
    industries: Mapping[str, str]
    measures: Mapping[str, str]
    coded: Mapping[str, Mapping[str, str]]
    yes: str

    def with_county(self, row: AreaRow) -> tuple[str, ...]:
        """A town's row, named with its county before it."""
        return self.areas.get(row.parent or "", ""), row.name


def labels_in(words: Words, reference: Reference, measures: Mapping[str, str]) -> Labels:
    """The words for every code of the reference data and of the vocabulary."""
    language = words.language
    return Labels(
        areas={area.code: area.name_in(language) for area in reference.areas.values()},
        counties={area.code: area.name_in(language) for area in reference.counties()},
        industries={each.code: each.name_in(language) for each in reference.industries.values()},
        measures=measures,
        coded={
            kind: {str(code): words.label(kind, code) for code in codes}
            for kind, codes in _CODED.items()
        },
        yes=words("workbooks.yes"),
    )


@dataclass(frozen=True, slots=True)
class List:
    """A list to write: `rows` may be taken once."""

    columns: Sequence[Column]
    rows: Iterable[Row]
    count: int

    def only(self, keys: Sequence[str]) -> List:
        """The list with these columns in this order; keys that it does not have are left out."""
        places = {column.key: place for place, column in enumerate(self.columns)}
        chosen = [places[key] for key in dict.fromkeys(keys) if key in places]
        if not chosen:
            return self
        rows = ([row[place] for place in chosen] for row in self.rows)
        return List([self.columns[place] for place in chosen], rows, self.count)


def write_lists(
    sheets: Mapping[str, List],
    notes: Sequence[tuple[str, str]],
    words: Words,
    into: BinaryIO,
    *,
    title: str,
    creator: str,
) -> None:
    """Write a workbook of a data sheet a list, by the sheets' names, and the notes after them."""
    book = Book(words, creator=creator, title=title)
    for name, rows in sheets.items():
        book.table(name, rows.columns, rows.rows, rows.count)
    write_notes(book, notes)
    book.save_into(into)


class _Columns:
    """Makes columns with the headers of workbooks.columns."""

    def __init__(self, words: Words, labels: Labels) -> None:
        self._words = words
        self._labels = labels

    def __call__(
        self, key: str, kind: Kind = "text", width: float = 12, labels: str | None = None
    ) -> Column:
        header = self._words(f"workbooks.columns.{key}")
        return Column(header, kind, width, self._coded(labels) if labels else None, key)

    def _coded(self, kind: str) -> Mapping[str, str]:
        if kind == "area":
            return self._labels.areas
        if kind == "county":
            return self._labels.counties
        if kind == "industry":
            return self._labels.industries
        if kind == "measure":
            return self._labels.measures
        return {"1": self._labels.yes} if kind == "yes" else self._labels.coded[kind]


def gap_columns(words: Words, labels: Labels) -> list[Column]:
    """Columns for enterprises with a role that nobody fills."""
    column = _Columns(words, labels)
    return [
        column("enterprise", width=36),
        column("uscc", "code", 22),
        column("county", width=12, labels="county"),
        column("town", width=18, labels="area"),
        column("grid", width=24),
        column("filing_status", labels="filing_status"),
        column("status", width=14, labels="status"),
        column("missing_role", labels="role"),
        column("reason", width=20, labels="gap_reason"),
    ]


def enterprise_columns(words: Words, labels: Labels) -> list[Column]:
    """Columns for store.exports.enterprise_details, without a phone."""
    column = _Columns(words, labels)
    return [
        column("enterprise", width=36),
        column("uscc", "code", 22),
        column("county", width=12, labels="county"),
        column("town", width=18, labels="area"),
        column("industry", width=32, labels="industry"),
        column("above_scale", labels="above_scale"),
        column("size", width=10, labels="size"),
        column("filing_status", labels="filing_status"),
        column("status", width=14, labels="status"),
        column("resumed_on", "date"),
        column("employees", "count", 10),
        column("employees_on_duty", "count", 10),
        column("capacity", "percent", 10),
        column("commissioner"),
        column("commissioner_unit", width=22),
        column("officer"),
        column("officer_unit", width=22),
        column("measures_done", "count", 10),
        column("measures_all", "count", 10),
        column("measures_overdue", "count", 10),
        column("requests_open", "count", 10),
        column("contacted_on", "date"),
        column("visited_on", "date"),
    ]


def workload_columns(words: Words, labels: Labels) -> list[Column]:
    """Columns for a row a person: whom they have, how near, how far it is; no phone."""
    column = _Columns(words, labels)
    return [
        column("name", width=14),
        column("staff_no", "code", 12),
        column("role", labels="role"),
        column("person_unit", width=24),
        column("county", width=12, labels="county"),
        column("town", width=18, labels="area"),
        column("duty", width=10, labels="duty"),
        column("leave_until", "date"),
        column("deputy", width=14),
        column("capacity_limit", "count", 12),
        column("enterprises", "count", 12),
        column("load", "percent", 10),
        column("in_area", "count", 10),
        *_nearness_columns(column),
        column("measures_all", "count", 10),
        column("measures_done", "count", 10),
        column("delivered", "percent", 10),
        column("measures_overdue", "count", 10),
        column("contact_rate", "percent"),
        column("visit_rate", "percent"),
        column("requests_received", "count", 10),
        column("requests_settled", "count", 10),
        column("requests_open", "count", 10),
        column("unanswered_late", "count", 10),
        column("on_time_rate", "percent"),
        column("contacted_on", "date"),
        column("active_at", "moment", 18),
    ]


def _nearness_columns(column: _Columns) -> list[Column]:
    return [
        column("same_grid", "count", 10),
        column("same_town", "count", 10),
        column("same_county", "count", 10),
        column("elsewhere", "count", 10),
        column("near_share", "percent", 10),
    ]


def area_workload_columns(words: Words, labels: Labels) -> list[Column]:
    """Columns for a row an area: its people, how full they are, and the work of its enterprises."""
    column = _Columns(words, labels)
    levels = {key: words(f"workbooks.levels.{key}") for key in ("county", "town", "whole")}
    return [
        column("place", width=fitting(labels.areas.values(), 20)),
        replace(column("level", width=10), labels=levels),
        column("county", width=fitting(labels.counties.values(), 12)),
        column("people", "count", 10),
        column("people_on_duty", "count", 10),
        column("mean_load", "mean", 10),
        column("max_load", "count", 10),
        column("free_places", "count", 10),
        column("people_over", "count", 10),
        column("enterprises_all", "count", 10),
        *_nearness_columns(column),
        column("measures_overdue", "count", 10),
        column("enterprises_overdue", "count", 10),
        column("enterprises_unpaired", "count", 10),
    ]


def fitting(names: Iterable[str], least: float) -> float:
    """The width of a column that holds any of the names on one line, within reason."""
    longest = max(map(style.display_width, names), default=0)
    return max(least, min(_WIDEST, style.width_for(longest)))


def request_columns(words: Words, labels: Labels) -> list[Column]:
    """Columns for store.exports.requests."""
    column = _Columns(words, labels)
    return [
        column("request_number", "count", 8),
        column("enterprise", width=36),
        column("uscc", "code", 22),
        column("county", width=12, labels="county"),
        column("town", width=18, labels="area"),
        column("request_kind", labels="request_kind"),
        column("body", width=48),
        column("state", labels="request_status"),
        column("submitted_at", "moment", 18),
        column("due_at", "moment", 18),
        column("is_overdue", width=10, labels="yes"),
        column("responsible"),
        column("responsible_unit", width=22),
        column("answered_at", "moment", 18),
        column("answer", width=48),
        column("settled_at", "moment", 18),
        column("rating", labels="rating"),
        column("decline_reason", width=28),
    ]


def measure_columns(words: Words, labels: Labels) -> list[Column]:
    """Columns for store.exports.measures: a row a measure of an enterprise."""
    column = _Columns(words, labels)
    return [
        column("enterprise", width=36),
        column("uscc", "code", 22),
        column("county", width=12, labels="county"),
        column("town", width=18, labels="area"),
        column("measure_code", "code", 10),
        column("measure", width=18, labels="measure"),
        column("state", labels="state"),
        column("due_on", "date"),
        column("overdue", width=8, labels="yes"),
        column("note", width=36),
        column("updated_at", "moment", 18),
        column("updated_by", width=16),
    ]


def change_columns(words: Words, labels: Labels) -> list[Column]:
    """Columns for a row a change of the day; what moved is in words already."""
    column = _Columns(words, labels)
    matters = {str(matter): words(f"workbooks.matters.{matter}") for matter in Matter}
    return [
        column("changed_at", "moment", 17),
        replace(column("matter", width=11), labels=matters),
        column("enterprise", width=32),
        column("uscc", "code", 22),
        column("county", width=12, labels="area"),
        column("town", width=16, labels="area"),
        column("what", width=32),
        column("was", width=14),
        column("now", width=14),
        column("who", width=18),
        column("besides", width=26),
    ]


def change_count_columns(words: Words) -> list[Column]:
    """Columns for a row an area: how many changes of each matter."""
    matters = [
        Column(words(f"workbooks.matters.{matter}"), "count", 10, key=str(matter))
        for matter in Matter
    ]
    place = Column(words("workbooks.columns.place"), width=20, key="place")
    return [place, *matters, Column(words("workbooks.columns.all"), "count", 10, key="all")]
