"""A column for each value of a field, ticked where it holds: 规上 | 规下."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from liaison.sheets.reading.reader import Cell
from liaison.sheets.tables.headers import ColumnMatch
from liaison.sheets.tables.row_kinds import TableRow, is_blank

_TICKS = frozenset({"√", "✓", "✔", "☑", "■", "●", "○", "v", "x", "1", "是", "y", "yes"})
_CROSSES = frozenset({"×", "✗", "✘", "□", "0", "否", "n", "no", "-", "/"})
_CERTAINTY = 0.7
_LEAST_COLUMNS = 2

ValueOf = Callable[[str], tuple[str, str] | None]
"""Label → the field and the value that it is a word for."""


def with_ticked(
    columns: Sequence[ColumnMatch], cells: Sequence[Sequence[Cell]], value_of: ValueOf
) -> tuple[ColumnMatch, ...]:
    """The columns with ticked ones as their field's; the first of them is to hold the value.

    `cells` are a sample of each column's.
    """
    told = list(columns)
    for field, places in _groups(columns, cells, value_of):
        if all(column.field != field or n in places for n, column in enumerate(columns)):
            for place in places:
                told[place] = replace(told[place], field=None, certainty=0.0, by="ticked")
            first = told[places[0]]
            told[places[0]] = replace(first, field=field, certainty=_CERTAINTY)
    return tuple(told)


def _groups(
    columns: Sequence[ColumnMatch], cells: Sequence[Sequence[Cell]], value_of: ValueOf
) -> Iterator[tuple[str, list[int]]]:
    """Neighbouring columns, each labelled with another value of one field and only ticked."""
    found: dict[str, dict[str, int]] = {}
    for place, column in enumerate(columns):
        meaning = value_of(column.label.rpartition("/")[2])
        is_open = not column.private and column.by in ("", "label", "likeness")
        if meaning is not None and is_open and all(map(_is_mark_or_blank, cells[place])):
            field, value = meaning
            found.setdefault(field, {}).setdefault(value, place)
    for field, values in found.items():
        places = sorted(values.values())
        is_group = len(places) >= _LEAST_COLUMNS and places[-1] - places[0] == len(places) - 1
        if is_group and any(_is_tick(cell) for place in places for cell in cells[place]):
            yield field, places


def _is_mark_or_blank(cell: Cell) -> bool:
    return is_blank(cell) or str(cell).strip().casefold() in _TICKS | _CROSSES


def _is_tick(cell: Cell) -> bool:
    return str(cell).strip().casefold() in _TICKS


def with_ticked_values(columns: Sequence[ColumnMatch], rows: list[TableRow]) -> list[TableRow]:
    """The rows with the label of the ticked column in the field's; the sheet's own rows stay."""
    for places in _ticked(columns):
        for number, row in enumerate(rows):
            labels = [
                columns[place].label.rpartition("/")[2]
                for place in places
                if _is_tick(row.cells[place])
            ]
            if labels:
                cells = list(row.cells)
                cells[places[0]] = "、".join(labels)
                rows[number] = TableRow(row.row_number, cells)
    return rows


def _ticked(columns: Sequence[ColumnMatch]) -> list[list[int]]:
    """The places of each field's ticked columns, the one with the field first."""
    groups: list[list[int]] = []
    for place, column in enumerate(columns):
        if column.by == "ticked":
            if column.field is not None:
                groups.append([])
            groups[-1].append(place)
    return groups
