"""Tables beside one another under one header row, as a sheet each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from liaison.sheets.reading.reader import Merge, Sheet
from liaison.sheets.tables.headers import ColumnMatch
from liaison.sheets.tables.labels import normalise

_LEAST_REPEATED = 2


def side_by_side(sheet: Sheet, columns: Sequence[ColumnMatch]) -> list[Sheet]:
    """The sheet cut where its header begins again to the right; the sheet itself where not."""
    labels = [normalise(column.label) for column in columns]
    width = _period(labels, next((i for i, each in enumerate(columns) if each.field), 0))
    if width is None:
        return [sheet]
    first = next(place for place, label in enumerate(labels) if label)
    cuts = [0, *range(first + width, len(labels), width), len(labels)]
    parts = [cut for cut in pairwise(cuts) if any(labels[slice(*cut)])]
    return [_columns_between(sheet, start, stop) for start, stop in parts]


def _period(labels: Sequence[str], known: int) -> int | None:
    """After how many columns the labels repeat, the one at `known` among them."""
    for width in range(_LEAST_REPEATED, len(labels) - known):
        if labels[known + width] != labels[known]:
            continue
        pairs = [
            (label, labels[place + width])
            for place, label in enumerate(labels[:-width])
            if label or labels[place + width]
        ]
        same = sum(left == right for left, right in pairs)
        if same == len(pairs) and same >= _LEAST_REPEATED:
            return width
    return None


def _columns_between(sheet: Sheet, start: int, stop: int) -> Sheet:
    first, last = sheet.first_column + start, sheet.first_column + stop - 1
    return replace(
        sheet,
        first_column=first,
        rows=[row[start:stop] for row in sheet.rows],
        merged=tuple(_within(sheet.merged, first, last)),
    )


def _within(merged: Sequence[Merge], first: int, last: int) -> list[Merge]:
    """The merged ranges cut to the columns; a range's value is lost to all but its first."""
    return [
        (top, max(left, first), bottom, min(right, last))
        for top, left, bottom, right in merged
        if left <= last and right >= first
    ]
