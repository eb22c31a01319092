"""Cells merged downwards: each row they stand beside has their value."""

from __future__ import annotations

from collections.abc import Iterator

from liaison.sheets.reading.reader import Cell, Merge, Sheet
from liaison.sheets.tables.row_kinds import TableRow


def with_merged_values(sheet: Sheet, rows: list[TableRow], first_row: int) -> list[TableRow]:
    """Give every data row of a cell merged downwards its value; the sheet's own rows stay.

    Cells merged from above `first_row`, the first under the header, are no values.
    """
    places = {row.row_number: place for place, row in enumerate(rows)} if sheet.merged else {}
    copied: set[int] = set()
    for merge, value in _vertical_merges(sheet):
        top, column, bottom, _ = merge
        if not places or top < first_row:
            continue
        for row_number in range(top + 1, min(bottom, rows[-1].row_number) + 1):
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
