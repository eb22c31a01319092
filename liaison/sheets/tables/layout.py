"""A sheet → its tables: the header's columns, the data rows, and why other rows are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from liaison.sheets.reading.reader import Cell, Sheet
from liaison.sheets.tables.area_hints import area_hint, area_sections
from liaison.sheets.tables.content import ContentRecogniser
from liaison.sheets.tables.header_columns import Asked, Choices, column_letter, completed
from liaison.sheets.tables.header_levels import are_headings
from liaison.sheets.tables.header_search import Header, find_header, header_at
from liaison.sheets.tables.headers import ColumnMatch, HeaderIndex
from liaison.sheets.tables.labels import heading
from liaison.sheets.tables.merged_cells import with_merged_values
from liaison.sheets.tables.row_kinds import SkippedRow, TableRow, is_blank
from liaison.sheets.tables.side_by_side import side_by_side
from liaison.sheets.tables.sorters import sorter_of
from liaison.sheets.tables.ticked import with_ticked_values

__all__ = [
    "Layout",
    "SkippedRow",
    "TableRow",
    "column_letter",
    "lay_out",
    "lay_out_all",
    "lay_out_without_header",
]

_LEAST_CELLS = 2
#: Nobody keeps more on a sheet; what a mischievous one holds beyond is listed as other tables.
_MOST_TABLES = 50


@dataclass(frozen=True, slots=True)
class Layout:
    """A table of a sheet; every row under its header is in `rows` or in `skipped`."""

    sheet: str
    #: Excel's row numbers; none where the sheet has no header.
    header_rows: tuple[int, ...]
    #: One for each cell of a row, in order; columns without a label have an empty one.
    columns: tuple[ColumnMatch, ...]
    rows: list[TableRow]
    skipped: list[SkippedRow]
    #: The sheet's name or the title that seems to name a county or town.
    county_hint: str | None
    #: Row number of a section row → its text, which may name the area of the rows under it.
    section_hints: dict[int, str]


def lay_out(
    sheet: Sheet,
    index: HeaderIndex,
    choices: Choices | None = None,
    *,
    remembered: Choices | None = None,
    recogniser: ContentRecogniser | None = None,
    file_name: str = "",
) -> Layout | None:
    """The first table; None when the first twenty rows hold no header that `index` knows.

    The rows of tables under it are skipped as "other_table"; columns of tables beside it have no
    field. What `choices` say goes before what was `remembered`.
    """
    asked = Asked(index, choices or {}, remembered or {}, recogniser, file_name)
    layouts = list(_tables(sheet, asked))
    for other in layouts[1:]:
        layouts[0].skipped.extend(_as_skipped(other))
    return layouts[0] if layouts else None


def lay_out_all(
    sheet: Sheet,
    index: HeaderIndex,
    choices: Choices | None = None,
    *,
    remembered: Choices | None = None,
    recogniser: ContentRecogniser | None = None,
    file_name: str = "",
) -> list[Layout]:
    """Every table with a header that `index` knows: under one another and side by side.

    A table beside another has a layout of its own columns alone and the other's row numbers;
    titles and blank rows are told for the one at the left.
    """
    asked = Asked(index, choices or {}, remembered or {}, recogniser, file_name)
    header = _first_header(sheet, asked)
    if header is None:
        return []
    whole, *beside = side_by_side(sheet, header.columns)
    hint = _hint(sheet, header, asked)
    layouts = list(_tables(whole, asked, hint))
    for part in beside:
        layouts.extend(map(_beside, _tables(part, asked, hint)))
    return layouts


def lay_out_without_header(
    sheet: Sheet,
    index: HeaderIndex,
    recogniser: ContentRecogniser | None = None,
    choices: Choices | None = None,
    *,
    file_name: str = "",
) -> Layout | None:
    """The whole sheet as a table of unlabelled columns, guessed by what they hold.

    None where no row has two cells. A first row that fits none of the guesses is a header whose
    labels nobody knows.
    """
    filled = (place for place, row in enumerate(sheet.rows) if _filled(row) >= _LEAST_CELLS)
    first = next(filled, None)
    if first is None:
        return None
    asked = Asked(index, choices or {}, {}, recogniser, file_name)
    row = sheet.rows[first]
    labels = [heading(cell) for cell in row]
    # What a person says of columns does not make a header of a row, or none.
    guessed = completed(sheet, _bare(sheet, first, first, labels), Asked(index, {}, {}, recogniser))
    if recogniser is None or not _fits_nothing(row, guessed, recogniser):
        header = _bare(sheet, first, first - 1, [""] * len(row))
    else:
        header = _bare(sheet, first, first, labels)
    header = completed(sheet, header, asked)
    layout, end = _read(sheet, header, asked, _hint(sheet, header, asked))
    layout.skipped[:0] = _above(sheet, header)
    if end is not None:
        layout.skipped.extend(_not_read(sheet, range(end, len(sheet.rows))))
    return layout


def _bare(sheet: Sheet, first: int, last: int, labels: Sequence[str]) -> Header:
    columns = enumerate(labels, sheet.first_column)
    return Header(first, last, tuple(ColumnMatch(column, label) for column, label in columns))


def _fits_nothing(row: Sequence[Cell], header: Header, recogniser: ContentRecogniser) -> bool:
    guessed = [
        (column.field, row[place])
        for place, column in enumerate(header.columns)
        if column.field is not None and column.by == "content"
    ]
    return (
        len(guessed) >= _LEAST_CELLS
        and are_headings(row)
        and not any(recogniser.fits(*guess) for guess in guessed)
    )


def _beside(layout: Layout) -> Layout:
    kept = [row for row in layout.skipped if row.reason not in ("blank", "title")]
    return replace(layout, skipped=kept)


def _first_header(sheet: Sheet, asked: Asked) -> Header | None:
    """The header in the first rows that explains enough, with what the columns hold if need be."""
    return find_header(sheet, asked.index, lambda header: completed(sheet, header, asked))


def _tables(sheet: Sheet, asked: Asked, hint: str | None = None) -> Iterator[Layout]:
    """The tables under one another, each with the rows down to the next one's header."""
    first = header = _first_header(sheet, asked)
    if first is not None and hint is None:
        hint = _hint(sheet, first, asked)
    above: dict[int, str] = {}
    tables = 0
    while header is not None and first is not None:
        tables += 1
        asked_here = asked if header is first else _where_alike(asked, first, header)
        layout, end = _read(sheet, completed(sheet, header, asked_here), asked, hint)
        if header is first:
            layout.skipped[:0] = _above(sheet, header)
        header = None
        if end is not None:
            header = _next_header(sheet, asked.index, end) if tables < _MOST_TABLES else None
            stop = len(sheet.rows) if header is None else header.first
            layout.skipped.extend(_not_read(sheet, range(end, stop)))
        hints = above | layout.section_hints
        above = dict(sorted(hints.items())[-1:])
        yield replace(layout, section_hints=hints)


def _where_alike(asked: Asked, first: Header, header: Header) -> Asked:
    """Choices were made for the first table; they hold where a column has the same label."""
    same = {
        column_letter(column.column)
        for column, other in zip(header.columns, first.columns, strict=True)
        if column.label == other.label
    }
    return replace(
        asked,
        choices={letter: field for letter, field in asked.choices.items() if letter in same},
        remembered={letter: field for letter, field in asked.remembered.items() if letter in same},
    )


def _read(
    sheet: Sheet, header: Header, asked: Asked, hint: str | None
) -> tuple[Layout, int | None]:
    """The table under the header, and the place of the header that ends it."""
    start = header.last + 1
    data, skipped, end = sorter_of(sheet, header, asked.index, asked.recogniser).sort(
        sheet.rows[start:], sheet.first_row_number + start
    )
    sections = {
        row.row_number: _text_of(sheet.rows[row.row_number - sheet.first_row_number])
        for row in skipped
        if row.reason == "section"
    }
    names_area = asked.recogniser.names_area if asked.recogniser is not None else None
    layout = Layout(
        sheet=sheet.name,
        header_rows=tuple(place + sheet.first_row_number for place in range(header.first, start)),
        columns=header.columns,
        rows=with_ticked_values(
            header.columns, with_merged_values(sheet, data, start + sheet.first_row_number)
        ),
        skipped=skipped,
        county_hint=hint,
        section_hints=area_sections(sections, names_area),
    )
    return layout, None if end is None else start + end


def _next_header(sheet: Sheet, index: HeaderIndex, start: int) -> Header | None:
    """The next header that the index knows; tables between are not the roster's."""
    for place in range(start, len(sheet.rows)):
        row = sheet.rows[place]
        if _filled(row) >= _LEAST_CELLS and are_headings(row):
            header = header_at(sheet, index, place)
            if header is not None:
                return header
    return None


def _above(sheet: Sheet, header: Header) -> Iterator[SkippedRow]:
    for row_number, row in enumerate(sheet.rows[: header.first], sheet.first_row_number):
        yield SkippedRow(row_number, "title" if _filled(row) else "blank")


def _not_read(sheet: Sheet, places: range) -> Iterator[SkippedRow]:
    for place in places:
        number = place + sheet.first_row_number
        yield SkippedRow(number, "other_table" if _filled(sheet.rows[place]) else "blank")


def _as_skipped(layout: Layout) -> list[SkippedRow]:
    """A further table's rows, header and all, as skipped ones."""
    numbers = [*layout.header_rows, *(row.row_number for row in layout.rows)]
    numbers += [row.row_number for row in layout.skipped if row.reason != "blank"]
    blanks = [row for row in layout.skipped if row.reason == "blank"]
    rows = [*blanks, *(SkippedRow(number, "other_table") for number in numbers)]
    return sorted(rows, key=lambda row: row.row_number)


def _hint(sheet: Sheet, header: Header, asked: Asked) -> str | None:
    titles = [_text_of(row) for row in sheet.rows[: header.first]]
    names_area = asked.recogniser.names_area if asked.recogniser is not None else None
    return area_hint(sheet.name, titles, asked.file_name, names_area)


def _filled(row: Sequence[Cell]) -> int:
    return sum(not is_blank(cell) for cell in row)


def _text_of(row: Sequence[Cell]) -> str:
    return " ".join(cell.strip() for cell in row if isinstance(cell, str)).strip()
