"""A header's columns once a person's choices and the cells under it have been heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from liaison.sheets.reading.reader import Sheet
from liaison.sheets.tables.content import ContentRecogniser, is_counting
from liaison.sheets.tables.header_search import Header
from liaison.sheets.tables.headers import HeaderIndex, MatchedBy
from liaison.sheets.tables.row_kinds import TableRow, is_blank
from liaison.sheets.tables.sorters import sorter_of
from liaison.sheets.tables.ticked import with_ticked

Choices = Mapping[str, str | None]
"""Column letter → what a person takes the column for, None for nothing."""

_SAMPLED, _SEARCHED = 50, 100
_LEAST_CELLS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sheet is laid out by: labels, choices, and what cells look like."""

    index: HeaderIndex
    choices: Choices
    remembered: Choices
    recogniser: ContentRecogniser | None
    file_name: str = ""


def column_letter(column: int) -> str:
    """Excel's name of a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


def completed(sheet: Sheet, header: Header, asked: Asked) -> Header:
    """The header with what was chosen, then with what the columns hold."""
    header = _chosen(_chosen(header, asked.remembered, "remembered"), asked.choices, "choice")
    sample = _sample(sheet, header, asked)
    numbers = [row.row_number for row in sample]
    columns = tuple(
        replace(column, by="serial")
        if not (column.label or column.by)
        and is_counting([row.cells[place] for row in sample], numbers)
        else column
        for place, column in enumerate(header.columns)
    )
    if asked.recogniser is not None:
        cells = [[row.cells[place] for row in sample] for place in range(len(columns))]
        columns = with_ticked(columns, cells, asked.recogniser.value_of)
        columns = asked.recogniser.recognise(columns, [row.cells for row in sample])
    return replace(header, columns=columns)


def _chosen(header: Header, choices: Choices, by: MatchedBy) -> Header:
    """The header as a person corrected it; a column that must not be kept stays as it is."""
    columns = []
    for column in header.columns:
        letter = column_letter(column.column)
        if letter in choices and not column.private:
            field = choices[letter]
            certainty = 0.0 if field is None else 1.0
            column = replace(column, field=field, certainty=certainty, by=by)
        columns.append(column)
    return replace(header, columns=tuple(columns))


def _sample(sheet: Sheet, header: Header, asked: Asked) -> list[TableRow]:
    """The first data rows."""
    start = header.last + 1
    sorted_rows = sorter_of(sheet, header, asked.index, asked.recogniser).sort(
        sheet.rows[start : start + _SEARCHED], sheet.first_row_number + start
    )
    return [
        row
        for row in sorted_rows.data
        if sum(not is_blank(cell) for cell in row.cells) >= _LEAST_CELLS
    ][:_SAMPLED]
