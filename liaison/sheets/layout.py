"""A sheet → its table: the header's columns, the data rows, and why other rows are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from liaison.sheets.header_search import Header, find_header, heading
from liaison.sheets.headers import ColumnMatch, HeaderIndex
from liaison.sheets.labels import normalise
from liaison.sheets.reader import Cell, Merge, Sheet
from liaison.sheets.row_kinds import RowSorter, SkippedRow, TableRow, is_blank, squeeze

__all__ = ["Layout", "SkippedRow", "TableRow", "column_letter", "lay_out"]

_SERIAL_LABELS = frozenset({"序号", "序", "编号", "no", "number", "serial", "serialno", "index"})
_AREA = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:区|县|镇|乡|街道)|\b(?:district|county|town|subdistrict)\b",
    re.IGNORECASE,
)
_NO_AREA = re.compile(r"(?:县市|各|园|地|片|辖|社|小|校)区|区县|县区|各县|乡镇")
_SHORT_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_WIDE = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """The one table of a sheet; every row under the header is in `rows` or in `skipped`."""

    sheet: str
    #: Excel's row numbers.
    header_rows: tuple[int, ...]
    #: One for each cell of a row, in order; columns without a label have an empty one.
    columns: tuple[ColumnMatch, ...]
    rows: list[TableRow]
    skipped: list[SkippedRow]
    #: The sheet's name or the title that seems to name a county or town.
    county_hint: str | None
    #: Row number of a section row → its text, which may name the area of the rows under it.
    section_hints: dict[int, str]


def column_letter(column: int) -> str:
    """Excel's name of a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


def lay_out(
    sheet: Sheet, index: HeaderIndex, choices: Mapping[str, str | None] | None = None
) -> Layout | None:
    """Find the table; None when the first twenty rows hold no header that `index` knows.

    `choices` says by column letter what a person takes a column for, None for nothing.
    """
    header = find_header(sheet, index)
    if header is None:
        return None
    header = _with_choices(header, choices or {})
    start = header.last + 1
    rows, under = _sorter(sheet, header).sort(sheet.rows[start:], sheet.first_row_number + start)
    return Layout(
        sheet=sheet.name,
        header_rows=tuple(
            place + sheet.first_row_number for place in range(header.first, header.last + 1)
        ),
        columns=header.columns,
        rows=_with_merged_values(sheet, rows),
        skipped=[*_above(sheet, header), *under],
        county_hint=_county_hint(sheet, header),
        section_hints={
            row.row_number: _text_of(sheet.rows[row.row_number - sheet.first_row_number])
            for row in under
            if row.reason == "section"
        },
    )


def _with_choices(header: Header, choices: Mapping[str, str | None]) -> Header:
    """The header as a person corrected it; a column that must not be kept stays as it is."""
    columns = []
    for column in header.columns:
        letter = column_letter(column.column)
        if letter in choices and not column.private:
            field = choices[letter]
            column = replace(column, field=field, certainty=0.0 if field is None else 1.0)
        columns.append(column)
    return replace(header, columns=tuple(columns))


def _sorter(sheet: Sheet, header: Header) -> RowSorter:
    fields = header.fields
    serials = (
        place
        for place, column in enumerate(header.columns)
        if column.field is None and normalise(column.label) in _SERIAL_LABELS
    )
    return RowSorter(
        name_at=fields.get("name"),
        serial_at=next(serials, None),
        fields_at=frozenset(fields.values()),
        header_texts=[
            [squeeze(heading(cell)) for cell in row]
            for row in sheet.rows[header.first : header.last + 1]
        ],
        wide_rows=frozenset(
            first_row
            for first_row, first_column, _, last_column in sheet.merged
            if last_column - first_column + 1 >= _WIDE
        ),
    )


def _above(sheet: Sheet, header: Header) -> Iterator[SkippedRow]:
    for row_number, row in enumerate(sheet.rows[: header.first], sheet.first_row_number):
        yield SkippedRow(row_number, "blank" if all(map(is_blank, row)) else "title")


def _with_merged_values(sheet: Sheet, rows: list[TableRow]) -> list[TableRow]:
    """Give every data row of a cell merged downwards its value; the sheet's own rows stay."""
    places = {row.row_number: place for place, row in enumerate(rows)} if sheet.merged else {}
    copied: set[int] = set()
    for merge, value in _vertical_merges(sheet):
        first_row, column, last_row, _ = merge
        if first_row not in places:
            continue
        for row_number in range(first_row + 1, min(last_row, rows[-1].row_number) + 1):
            place = places.get(row_number)
            if place is None:
                continue
            if row_number not in copied:
                copied.add(row_number)
                rows[place] = TableRow(row_number, list(rows[place].cells))
            cells = rows[place].cells
            assert isinstance(cells, list)
            cells[column - sheet.first_column] = value
    return rows


def _vertical_merges(sheet: Sheet) -> Iterator[tuple[Merge, Cell]]:
    """Merges over several rows whose first cell holds a value."""
    for merge in sheet.merged:
        first_row, first_column, last_row, _ = merge
        row = first_row - sheet.first_row_number
        place = first_column - sheet.first_column
        if (
            last_row > first_row
            and 0 <= row < len(sheet.rows)
            and 0 <= place < len(sheet.rows[row])
        ):
            value = sheet.rows[row][place]
            if value is not None:
                yield merge, value


def _county_hint(sheet: Sheet, header: Header) -> str | None:
    """The first of name and titles with an area in it, else a short name such as 吴兴."""
    titles = [_text_of(row) for row in sheet.rows[: header.first]]
    for text in (sheet.name, *titles):
        if _AREA.search(_NO_AREA.sub("", text)):
            return text
    return sheet.name if _SHORT_NAME.fullmatch(sheet.name) else None


def _text_of(row: list[Cell]) -> str:
    return " ".join(cell.strip() for cell in row if isinstance(cell, str)).strip()
