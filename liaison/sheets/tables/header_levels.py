"""A header over several rows as one: groups over their members, up to three levels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from liaison.sheets.reading.reader import Cell, Sheet
from liaison.sheets.tables.grouped import is_member
from liaison.sheets.tables.headers import HeaderIndex
from liaison.sheets.tables.labels import normalise
from liaison.sheets.tables.row_words import squeeze

_LONGEST_HEADING = 25
_ASIDE = re.compile(r"[(（【\[][^()（）【】\[\]]*[)）】\]]")
_TELLING_COLON = re.compile(r"[:：].")

Labels = Mapping[int, Sequence[str]]
"""Place of a row → its cells as headings."""


def joined_levels(
    sheet: Sheet, index: HeaderIndex, labels: Labels, first: int, last: int
) -> list[str] | None:
    """The rows from `first` to `last` as one label a column: group/member.

    None where they do not look like levels.
    """
    rows = sheet.rows[first : last + 1]
    if not all(any(row) for row in (labels[place] for place in range(first, last + 1))) or not all(
        map(are_headings, rows)
    ):
        return None
    levels = _spread(sheet, labels, first, last)
    paths = [_path(levels[place][column] for place in range(len(levels)))
             for column in range(len(levels[0]))]  # fmt: skip
    for upper in range(len(levels) - 1):
        below = [_path(level[column] for level in levels[upper + 1 :])
                 for column in range(len(levels[0]))]  # fmt: skip
        if not _are_levels(index, levels[upper], below):
            return None
    return ["/".join(path) for path in paths]


def are_headings(row: Sequence[Cell]) -> bool:
    """Short texts only, and no "填报单位：…" among them."""
    return all(cell is None or (isinstance(cell, str) and _is_heading(cell)) for cell in row)


def _is_heading(text: str) -> bool:
    plain = _ASIDE.sub("", text).strip()
    return len(plain) <= _LONGEST_HEADING and not _TELLING_COLON.search(plain)


def _path(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts from top to bottom, without blanks and what merely repeats the one above."""
    path: list[str] = []
    for text in texts:
        if text and (not path or squeeze(text) != squeeze(path[-1])):
            path.append(text)
    return tuple(path)


def _spread(sheet: Sheet, labels: Labels, first: int, last: int) -> list[list[str]]:
    """The rows with each group's heading repeated over its members.

    Formats without merged ranges leave the cells empty: there a heading reaches as far right as
    members without a heading of their own follow.
    """
    levels = [list(row) for row in (labels[place] for place in range(first, last + 1))]
    widened = _fill_merged(sheet, levels, first)
    for place, level in enumerate(levels[:-1]):
        if place in widened:
            continue
        above = levels[place - 1] if place else None
        has_member = [any(low[column] for low in levels[place + 1 :])
                      for column in range(len(level))]  # fmt: skip
        for column in range(1, len(level)):
            same_group = above is None or above[column] == above[column - 1]
            if not level[column] and has_member[column] and has_member[column - 1] and same_group:
                level[column] = level[column - 1]
    return levels


def _fill_merged(sheet: Sheet, levels: list[list[str]], first: int) -> set[int]:
    """Give every cell of a merged range its text; the levels with a cell merged to the right."""
    top = first + sheet.first_row_number
    widened = set()
    for first_row, first_column, last_row, last_column in sheet.merged:
        if first_row < top or first_row >= top + len(levels):
            continue
        left = first_column - sheet.first_column
        text = levels[first_row - top][left] if 0 <= left < len(levels[0]) else ""
        for place in range(first_row - top, min(last_row - top + 1, len(levels))):
            for column in range(max(left, 0), min(last_column - sheet.first_column + 1,
                                                  len(levels[0]))):  # fmt: skip
                levels[place][column] = text
            if last_column > first_column:
                widened.add(place)
    return widened


def _are_levels(index: HeaderIndex, highs: Sequence[str], lows: Sequence[tuple[str, ...]]) -> bool:
    """False for a title over the whole header, and for a value under a field's own heading."""
    if len(set(highs) - {""}) < 2:
        return False
    grouped = [_is_grouped(column, highs, lows) for column in range(len(highs))]
    members = [low[-1] for low, is_grouped in zip(lows, grouped, strict=True) if low and is_grouped]
    return any(index.field_of(each) or is_member(each) for each in members) and all(
        _may_stand_under(index, high, low[-1])
        for high, low, is_grouped in zip(highs, lows, grouped, strict=True)
        if low and not is_grouped and squeeze(high) != squeeze(low[0])
    )


def _is_grouped(column: int, highs: Sequence[str], lows: Sequence[tuple[str, ...]]) -> bool:
    """The heading stands over several different members, or over one that needs it."""
    high, low = highs[column], lows[column]
    if not high or not low or squeeze(high) == squeeze(low[0]):
        return False
    beside = [other for other in (column - 1, column + 1) if 0 <= other < len(highs)]
    return any(highs[other] == high and lows[other] for other in beside) or is_member(low[-1])


def _may_stand_under(index: HeaderIndex, high: str, low: str) -> bool:
    if not index.field_of(high):
        return True
    return bool(index.field_of(low)) or not normalise(low) or low.startswith(("(", "（"))
