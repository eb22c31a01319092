"""Where a sheet's header is: up to three rows among the first twenty."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from liaison.sheets.reading.reader import Sheet
from liaison.sheets.tables.header_levels import Labels, joined_levels
from liaison.sheets.tables.headers import ColumnMatch, HeaderIndex
from liaison.sheets.tables.labels import heading
from liaison.sheets.tables.row_words import is_enterprise_name, squeeze

_ROWS_SEARCHED = 20
_LEVELS = 3
_FIELDS_WITH_NAME = 2
_FIELDS_WITHOUT_NAME = 3
_NAME = "name"
_LONG_NUMBER = re.compile(r"\d{5}")
_LEAST_KNOWN = 0.8
#: How many of the best readings are looked at more closely.
_CLOSER = 5


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


@dataclass(frozen=True, slots=True)
class _Reading:
    """Rows read as one header, with the fields that its labels name for certain."""

    first: int
    last: int
    labels: Sequence[str]
    fields: dict[str, int]

    @property
    def rank(self) -> tuple[int, int, int]:
        """Most fields first, then the upper place, then more levels."""
        return len(self.fields), -self.first, self.last


def find_header(
    sheet: Sheet, index: HeaderIndex, complete: Callable[[Header], Header] | None = None
) -> Header | None:
    """The header that explains the most columns; None when no row explains enough.

    `complete` may find more about a header whose labels alone are not enough.
    """
    best = _best(sheet, index, range(min(_ROWS_SEARCHED, len(sheet.rows))))
    if best is None:
        return None
    if _explains_enough(best, index):
        return _smaller_above(sheet, index, best) or best
    return best if complete is not None and _explains_enough(complete(best), index) else None


def _smaller_above(sheet: Sheet, index: HeaderIndex, best: Header) -> Header | None:
    """The header of a table above the one that explains most, where nearly all labels are known."""
    for row in range(best.first - 1):
        header = header_at(sheet, index, row)
        if header is not None and header.last < best.first - 1:
            labelled = [column for column in header.columns if column.label]
            if sum(column.by != "" for column in labelled) >= len(labelled) * _LEAST_KNOWN:
                return header
    return None


def header_at(sheet: Sheet, index: HeaderIndex, row: int) -> Header | None:
    """The header that begins in this row, by its index into the sheet's rows."""
    best = _best(sheet, index, range(row, row + 1), least=_FIELDS_WITH_NAME)
    return best if best is not None and _explains_enough(best, index) else None


def _explains_enough(header: Header, index: HeaderIndex) -> bool:
    """One field beside the name, or three without a name."""
    needed = _FIELDS_WITH_NAME if _NAME in header.fields else _FIELDS_WITHOUT_NAME
    return len(header.fields) >= (needed if _NAME in index.fields else _FIELDS_WITH_NAME)


def _best(sheet: Sheet, index: HeaderIndex, firsts: range, least: int = 1) -> Header | None:
    """The best header that begins in one of the rows and has `least` labels known for certain."""
    labels = {
        place: [heading(cell) for cell in sheet.rows[place]]
        for place in range(firsts.start, min(firsts.stop + _LEVELS - 1, len(sheet.rows)))
    }
    readings = [reading for first in firsts for reading in _readings(sheet, index, labels, first)]
    readings = [reading for reading in readings if len(reading.fields) >= least]
    readings.sort(key=lambda reading: reading.rank, reverse=True)
    headers = [
        header
        for reading in readings[:_CLOSER]
        if not _is_form(
            header := Header(reading.first, reading.last, _match(sheet, index, reading.labels))
        )
    ]
    return max(
        headers,
        key=lambda header: (
            _explains_enough(header, index),
            not _heads_a_form(header),
            len(header.fields),
        ),
        default=None,
    )


def _heads_a_form(header: Header) -> bool:
    """Each known label is followed by another text, as by what it asks for."""
    return all(text is not None for text in _followers(header))


def _is_form(header: Header) -> bool:
    """Labels and values in turns: 单位名称 | 经信局 | 联系人 | 张三 | 电话 | 2000000."""
    texts = _followers(header)
    return all(texts) and any(
        _LONG_NUMBER.search(text) or is_enterprise_name(squeeze(text)) for text in texts if text
    )


def _followers(header: Header) -> list[str | None]:
    """For each known label the text after it, None where that is a known label or nothing."""
    labelled = [column for column in header.columns if column.label]
    after = [*labelled[1:], None]
    return [
        None if other is None or other.by or other.private else other.label
        for column, other in zip(labelled, after, strict=True)
        if column.by
    ]


def _match(sheet: Sheet, index: HeaderIndex, labels: Sequence[str]) -> tuple[ColumnMatch, ...]:
    return tuple(index.match(list(enumerate(labels, sheet.first_column))))


def _readings(sheet: Sheet, index: HeaderIndex, labels: Labels, first: int) -> list[_Reading]:
    """What a header that begins in this row may be, with one level or more.

    A row above is left out where the fields are the same without it: it is a title. Where they
    are others, the lower rows alone would be misread: 姓名 and 电话 without whose they are; and
    so would the groups without their members.
    """
    readings = []
    for last in range(first, min(first + _LEVELS, max(labels) + 1)):
        joined = _joined(sheet, index, labels, first, last)
        fields = index.named(joined) if joined and any(joined) else {}
        if (
            joined
            and fields
            and (first == last or _fields(sheet, index, labels, first + 1, last) != fields)
            and _fields(sheet, index, labels, first - 1, last) in (None, fields)
            and _fields(sheet, index, labels, first, last + 1) in (None, fields)
        ):
            readings.append(_Reading(first, last, joined, fields))
    return readings


def _joined(
    sheet: Sheet, index: HeaderIndex, labels: Labels, first: int, last: int
) -> Sequence[str] | None:
    return labels[first] if first == last else joined_levels(sheet, index, labels, first, last)


def _fields(
    sheet: Sheet, index: HeaderIndex, labels: Labels, first: int, last: int
) -> dict[str, int] | None:
    """The fields that these rows name as one header; None where they are none."""
    if first not in labels or last not in labels or last - first >= _LEVELS:
        return None
    joined = _joined(sheet, index, labels, first, last)
    return None if joined is None else index.named(joined)
