"""Which tables of a workbook hold the roster, and what a person says of their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from liaison.domain.errors import InvalidInput, UnreadableWorkbook
from liaison.domain.fields import FIELDS, RosterKind, field_table
from liaison.domain.parsing import Answers
from liaison.domain.plan import LayoutSetting
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.roster_kind import FileKind, LaidOut, kind_of
from liaison.services.roster_layouts import Remembered
from liaison.sheets.reading.reader import Sheet
from liaison.sheets.tables.content import ContentRecogniser
from liaison.sheets.tables.headers import HeaderIndex
from liaison.sheets.tables.layout import (
    Layout,
    column_letter,
    lay_out,
    lay_out_all,
    lay_out_without_header,
)
from liaison.sheets.tables.own_lists import own_list_in
from liaison.store import reference

ColumnChoices = Mapping[str, str | None]
"""Column letter → the field that a person takes it for, None for none."""

EVERY_SHEET = ""
"""In place of a sheet's name: what is said of the columns of every sheet."""

# The kind of roster shows in the first rows; all of them are sorted once, for that kind.
_ROWS_PREVIEWED = 200


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a person says of a file: its kind, its sheets, its columns by sheet, its words.

    Hidden sheets are read only when they are named in `sheets`. `by_hand` lets a table without a
    header through.
    """

    kind: FileKind | None = None
    sheets: Sequence[str] = ()
    mapping: Mapping[str, ColumnChoices] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    remembered: Remembered = field(default_factory=Remembered)
    by_hand: bool = False

    def choices(self, table: str) -> ColumnChoices:
        return {**self.mapping.get(EVERY_SHEET, {}), **self.mapping.get(table, {})}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is read; its layout goes by the table's name where a sheet has several."""

    layout: Layout
    setting: LayoutSetting


@dataclass(frozen=True, slots=True)
class RosterTables:
    """The tables of one roster in a workbook, and the sheets that are not read, with reasons."""

    roster: RosterKind
    role: LiaisonRole | None
    tables: Sequence[Table]
    unread_sheets: Sequence[tuple[str, str]]


def find_tables(
    workbook: Sequence[Sheet], file_name: str, areas: Reference, wishes: Wishes
) -> RosterTables:
    """The tables to read; UnreadableWorkbook where there is none."""
    return _Search(workbook, file_name, areas, wishes).found()


class _Search:
    """One workbook gone through."""

    def __init__(
        self, workbook: Sequence[Sheet], file_name: str, areas: Reference, wishes: Wishes
    ) -> None:
        self._workbook = workbook
        self._file_name = file_name
        self._wishes = wishes
        self._chosen = _chosen(workbook, wishes.sheets, file_name)
        self._indexes = header_indexes()
        self._recognisers = {roster: ContentRecogniser(roster, areas) for roster in FIELDS}
        self._own = {sheet.name for sheet in self._chosen if own_list_in(sheet) is not None}

    def found(self) -> RosterTables:
        roster, role = kind_of(self._previews, self._wishes.kind, self._file_name)
        sheets = _with_names(self._previews, roster)
        if not sheets:
            raise UnreadableWorkbook("no_table_found", file=self._file_name)
        tables = [table for sheet in sheets for table in self._tables(sheet, roster)]
        self._require_tables(tables)
        return RosterTables(
            roster, role, tables, list(self._unread({sheet.name for sheet in sheets}))
        )

    def _require_tables(self, tables: Sequence[Table]) -> None:
        """What is said of columns is said of a table that is there."""
        names = {table.layout.sheet for table in tables}
        letters = {column_letter(each.column) for table in tables for each in table.layout.columns}
        for letter in self._wishes.mapping.get(EVERY_SHEET, {}):
            if letter not in letters:
                known = ", ".join(sorted(names))
                raise InvalidInput("column_in_no_sheet", column=letter, sheets=known)
        for name in self._wishes.mapping.keys() - names - {EVERY_SHEET}:
            known = ", ".join(sorted(names))
            raise InvalidInput("unknown_sheet", file=self._file_name, sheet=name, sheets=known)

    @cached_property
    def _previews(self) -> list[LaidOut]:
        """The first rows of each sheet with a table, as either roster would read them."""
        sheets = [sheet for sheet in self._chosen if sheet.name not in self._own]
        previews = [
            preview
            for sheet in sheets
            if (
                preview := self._preview(sheet)
                or self._remembered_preview(sheet)
                or self._told_preview(sheet)
            )
        ]
        if previews:
            return previews
        if self._own:
            raise UnreadableWorkbook("own_report", file=self._file_name)
        if self._wishes.by_hand:
            previews = [preview for sheet in sheets if (preview := self._bare_preview(sheet))]
        if not previews:
            raise UnreadableWorkbook("no_table_found", file=self._file_name)
        return previews

    def _preview(self, sheet: Sheet) -> LaidOut | None:
        first = replace(sheet, rows=sheet.rows[:_ROWS_PREVIEWED])
        tried = {
            roster: lay_out(
                first,
                self._indexes[roster],
                recogniser=self._recognisers[roster],
                file_name=self._file_name,
            )
            for roster in FIELDS
        }
        layouts = {roster: layout for roster, layout in tried.items() if layout is not None}
        return (sheet, layouts) if layouts else None

    def _bare_preview(self, sheet: Sheet) -> LaidOut | None:
        first = replace(sheet, rows=sheet.rows[:_ROWS_PREVIEWED])
        choices = self._wishes.choices(sheet.name)
        tried = {roster: self._lay_out_bare(first, roster, choices) for roster in FIELDS}
        layouts = {roster: layout for roster, layout in tried.items() if layout is not None}
        return (sheet, layouts) if layouts else None

    def _remembered_preview(self, sheet: Sheet) -> LaidOut | None:
        """A header that says nothing by itself, but whose columns a person has set before."""
        first = replace(sheet, rows=sheet.rows[:_ROWS_PREVIEWED])
        layouts: dict[RosterKind, Layout] = {}
        for roster in FIELDS:
            bare = self._lay_out_bare(first, roster, {})
            known = bare and self._wishes.remembered.find(roster, _labels(bare))
            if known and (layout := self._lay_out_bare(first, roster, known.choices)):
                layouts[roster] = layout
        return (sheet, layouts) if layouts else None

    def _told_preview(self, sheet: Sheet) -> LaidOut | None:
        """A header that says nothing, over columns that hold all that the roster requires."""
        bare = self._bare_preview(sheet)
        if bare is None:
            return None
        told = {
            roster: layout
            for roster, layout in bare[1].items()
            if layout.header_rows and _has_required(layout, roster)
        }
        return (sheet, told) if told else None

    def _lay_out_bare(
        self, sheet: Sheet, roster: RosterKind, choices: ColumnChoices
    ) -> Layout | None:
        fitting = {letter: key for letter, key in choices.items() if _fits(key, roster)}
        return lay_out_without_header(
            sheet,
            self._indexes[roster],
            self._recognisers[roster],
            fitting,
            file_name=self._file_name,
        )

    def _tables(self, sheet: Sheet, roster: RosterKind) -> Iterator[Table]:
        for place, layout in enumerate(self._lay_out(sheet, roster, {}, {})):
            name = sheet.name if place == 0 else f"{sheet.name}!{_range(layout)}"
            choices = self._wishes.choices(name)
            _check_fields(name, choices, roster)
            self._check_letters(name, layout)
            known = self._wishes.remembered.find(roster, _labels(layout))
            setting = self._wishes.remembered.setting(known, choices, self._wishes.answers)
            if setting.choices:
                remembered = known.choices if known is not None else {}
                layout = self._lay_out(sheet, roster, choices, remembered)[place]
                _check_columns(name, layout)
            yield Table(replace(layout, sheet=name), setting)

    def _check_letters(self, table: str, layout: Layout) -> None:
        """What is said of a table's column is said of one that is there."""
        letters = [column_letter(column.column) for column in layout.columns]
        for letter in self._wishes.mapping.get(table, {}):
            if letter not in letters:
                raise InvalidInput("column_unknown", sheet=table, column=letter, last=letters[-1])

    def _lay_out(
        self, sheet: Sheet, roster: RosterKind, choices: ColumnChoices, remembered: ColumnChoices
    ) -> list[Layout]:
        layouts = lay_out_all(
            sheet,
            self._indexes[roster],
            choices,
            remembered=remembered,
            recogniser=self._recognisers[roster],
            file_name=self._file_name,
        )
        if layouts:
            return layouts
        bare = self._lay_out_bare(sheet, roster, {**remembered, **choices})
        return [] if bare is None else [bare]

    def _unread(self, read: set[str]) -> Iterator[tuple[str, str]]:
        chosen = {sheet.name for sheet in self._chosen}
        tables = {sheet.name for sheet, _ in self._previews}
        for sheet in self._workbook:
            if sheet.name in read:
                continue
            if sheet.name not in chosen:
                yield sheet.name, "not_chosen" if sheet.visible else "hidden"
            elif sheet.name in self._own:
                yield sheet.name, "own_report"
            elif sheet.name in tables:
                yield sheet.name, "other_table"
            else:
                yield sheet.name, "no_table" if sheet.rows else "empty"


def header_indexes() -> dict[RosterKind, HeaderIndex]:
    """What the headers of each roster are recognised by, and those of the other one told apart."""
    private = reference.private_fragments()
    labels = {roster: reference.header_labels(roster) for roster in FIELDS}
    alone = {roster: HeaderIndex(labels[roster], private) for roster in FIELDS}
    return {
        roster: HeaderIndex(
            labels[roster], private, [alone[other] for other in FIELDS if other != roster]
        )
        for roster in FIELDS
    }


def _labels(layout: Layout) -> dict[str, str]:
    return {column_letter(column.column): column.label for column in layout.columns}


def _chosen(workbook: Sequence[Sheet], names: Sequence[str], file_name: str) -> list[Sheet]:
    if not names:
        return [sheet for sheet in workbook if sheet.visible]
    known = {sheet.name: sheet for sheet in workbook}
    for name in names:
        if name not in known:
            raise InvalidInput("unknown_sheet", file=file_name, sheet=name, sheets=", ".join(known))
    return [known[name] for name in names]


def _with_names(previews: Sequence[LaidOut], roster: RosterKind) -> list[Sheet]:
    """The sheets that hold this roster: a table without names beside one with them is another."""
    found = [(sheet, layouts[roster]) for sheet, layouts in previews if roster in layouts]
    named = [
        sheet for sheet, layout in found if any(column.field == "name" for column in layout.columns)
    ]
    return named or [sheet for sheet, _ in found]


def _has_required(layout: Layout, roster: RosterKind) -> bool:
    there = {column.field for column in layout.columns}
    return all(key in there for key, field in field_table(roster).items() if field.required)


def _range(layout: Layout) -> str:
    """Where a table stands, as Excel writes it."""
    columns = [column_letter(each.column) for each in layout.columns]
    last = max([*layout.header_rows, *(row.row_number for row in layout.rows)])
    return f"{columns[0]}{layout.header_rows[0]}:{columns[-1]}{last}"


def _fits(key: str | None, roster: RosterKind) -> bool:
    return key is None or key in field_table(roster)


def _check_fields(table: str, choices: ColumnChoices, roster: RosterKind) -> None:
    for key in choices.values():
        if not _fits(key, roster):
            raise InvalidInput("column_field_unknown", sheet=table, field=key)


def _check_columns(table: str, layout: Layout) -> None:
    """No field may have two columns."""
    by_field: dict[str, str] = {}
    for column in layout.columns:
        letter = column_letter(column.column)
        if column.field is None or column.private:
            continue
        if column.field in by_field:
            first = by_field[column.field]
            raise InvalidInput("column_field_twice", sheet=table, first=first, second=letter)
        by_field[column.field] = letter
