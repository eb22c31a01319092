"""Where a sheet's header is: one row or two among the first twenty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.sheets.headers import ColumnMatch, HeaderIndex
from liaison.sheets.labels import normalise
from liaison.sheets.reader import Cell, Sheet

_ROWS_SEARCHED = 20
_LONGEST_HEADING = 25
_FIELDS_WITH_NAME = 2
_FIELDS_WITHOUT_NAME = 3
_NAME = "name"


@dataclass(frozen=True, slots=True)
class Header:
    """The header's place as indexes into the sheet's rows, and what its columns mean."""

    first: int
    last: int
    columns: tuple[ColumnMatch, ...]

    @property
    def fields(self) -> dict[str, int]:
        """Field → position in a row."""
        return {
            column.field: position
            for position, column in enumerate(self.columns)
            if column.field is not None
        }


def find_header(sheet: Sheet, index: HeaderIndex) -> Header | None:
    """The header that explains the most columns; None when no row explains enough."""
    labels = [[heading(cell) for cell in row] for row in sheet.rows[:_ROWS_SEARCHED]]
    known = [len({index.field_of(label) for label in row if label} - {None}) for row in labels]
    if not any(known):
        return None
    best = known.index(max(known))
    single = Header(best, best, _match(sheet, index, labels[best]))
    pairs = [_pair(sheet, index, labels, upper) for upper in (best - 1, best)]
    header = max(
        [single, *filter(None, pairs)],
        # On a tie a row of groups above wins if it tells whose 姓名 and 电话 it is.
        key=lambda each: (len(each.fields), each.first < best and each.fields != single.fields),
    )
    return header if _explains_enough(header, index) else None


def heading(cell: Cell) -> str:
    """A header cell as one line; Chinese is joined where people broke it."""
    text = "" if cell is None else str(cell)
    separator = " " if text.isascii() else ""
    return separator.join(text.split())


def _explains_enough(header: Header, index: HeaderIndex) -> bool:
    needed = _FIELDS_WITH_NAME if _NAME in header.fields else _FIELDS_WITHOUT_NAME
    return len(header.fields) >= (needed if _NAME in index.fields else _FIELDS_WITH_NAME)


def _match(sheet: Sheet, index: HeaderIndex, labels: Sequence[str]) -> tuple[ColumnMatch, ...]:
    return tuple(index.match(list(enumerate(labels, sheet.first_column))))


def _pair(
    sheet: Sheet, index: HeaderIndex, labels: Sequence[Sequence[str]], upper: int
) -> Header | None:
    """The rows `upper` and the next as one header, where they look like group and member."""
    if not 0 <= upper < len(labels) - 1:
        return None
    lows = labels[upper + 1]
    highs = _spread(sheet, upper, labels[upper], lows)
    if not _are_headings(sheet.rows[upper : upper + 2]) or not _are_levels(index, highs, lows):
        return None
    joined = [
        high if not low or low == high else f"{high}/{low}" if high else low
        for high, low in zip(highs, lows, strict=True)
    ]
    return Header(upper, upper + 1, _match(sheet, index, joined))


def _spread(sheet: Sheet, row: int, highs: Sequence[str], lows: Sequence[str]) -> list[str]:
    """Repeat a group's heading over its members.

    Formats without merged ranges leave the cells empty: there a heading reaches as far right as
    members without a heading of their own follow.
    """
    number = row + sheet.first_row_number
    spread = list(highs)
    merges = [merge for merge in sheet.merged if merge[0] == number == merge[2]]
    for _, first, _, last in merges:
        start = first - sheet.first_column
        for place in range(start + 1, min(last - sheet.first_column + 1, len(spread))):
            spread[place] = highs[start]
    if not merges:
        for place in range(1, len(spread)):
            if not spread[place] and lows[place] and lows[place - 1]:
                spread[place] = spread[place - 1]
    return spread


def _are_headings(rows: Sequence[Sequence[Cell]]) -> bool:
    """Short texts only, and no "填报单位：…" among them."""
    return all(
        isinstance(cell, str) and len(cell) <= _LONGEST_HEADING and not {":", "："} & set(cell)
        for row in rows
        for cell in row
        if cell is not None
    )


def _are_levels(index: HeaderIndex, highs: Sequence[str], lows: Sequence[str]) -> bool:
    """False for a title over the whole header, and for a value under a field's own heading."""
    groups = {high for place, high in enumerate(highs) if high and high in highs[:place]}
    under_fields = [
        low
        for high, low in zip(highs, lows, strict=True)
        if low and high not in groups and index.field_of(high)
    ]
    return (
        bool(groups)
        and len(set(highs) - {""}) > 1
        and all(
            index.field_of(low) or not normalise(low) or low.startswith(("(", "（"))
            for low in under_fields
        )
    )
