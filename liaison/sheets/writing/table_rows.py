"""The rows of a data table as SpreadsheetML, written without a cell object a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from liaison.domain.deadlines import CITY_ZONE
from liaison.sheets.writing.style import TALLEST_ROW, Kind

Value = str | int | float | None
Row = Sequence[Value]

_EPOCH = date(1899, 12, 30)
_DAY_SECONDS = 86_400
_LONGEST_TEXT = 32_767
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Excel reads _x0041_ as the character of that number, so what only looks like it is marked.
_LIKE_A_NUMBER = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ROWS_A_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a data table; `labels` turns the codes in its rows into words.

    `key` names it in every language. Rows hold ISO text for dates, UTC instants for moments and
    shares for percentages.
    """

    header: str
    kind: Kind = "text"
    width: float = 12
    labels: Mapping[str, str] | None = None
    key: str = ""


def body(
    columns: Sequence[Column],
    style_ids: Sequence[int],
    rows: Iterable[Row],
    first_row: int,
    height_of: Callable[[Row], float | None] | None = None,
) -> Iterator[bytes]:
    """The <row> elements from row number `first_row` on, in chunks.

    `height_of` gives a row its height in points; where it gives none the sheet's own holds.
    """
    writers = [
        (get_column_letter(number), _cell_writer(column, style_id))
        for number, (column, style_id) in enumerate(zip(columns, style_ids, strict=True), start=1)
    ]
    numbered = enumerate(rows, start=first_row)
    while chunk := list(islice(numbered, _ROWS_A_CHUNK)):
        if height_of is None:
            yield "".join([_row(number, writers, row) for number, row in chunk]).encode()
        else:
            written = [_row(number, writers, row, _height(height_of(row))) for number, row in chunk]
            yield "".join(written).encode()


def _height(points: float | None) -> str:
    return "" if points is None else f' ht="{min(points, TALLEST_ROW):g}" customHeight="1"'


def _row(
    number: int,
    writers: Sequence[tuple[str, Callable[[Value], str]]],
    row: Row,
    height: str = "",
) -> str:
    cells = [
        f'<c r="{letter}{number}"{write(value)}'
        for (letter, write), value in zip(writers, row, strict=True)
    ]
    return f'<row r="{number}"{height}>{"".join(cells)}</row>'


def _cell_writer(column: Column, style_id: int) -> Callable[[Value], str]:
    """A function from a value to what follows the cell's reference."""
    empty = f' s="{style_id}"/>'
    labels = column.labels

    def text(value: Value) -> str:
        return f' s="{style_id}" t="inlineStr"><is>{_t(str(value))}</is></c>'

    def number(value: Value) -> str:
        # A figure without a value is a dash among the numbers.
        return text(value) if isinstance(value, str) else f' s="{style_id}"><v>{value}</v></c>'

    def label(value: Value) -> str:
        return text(labels.get(str(value), value) if labels else value)

    def day(value: Value) -> str:
        return number((date.fromisoformat(str(value)) - _EPOCH).days)

    def instant(value: Value) -> str:
        # Not rounded: a viewer cuts the second that is missing to a whole minute less.
        return number(serial(local_moment(str(value))))

    if column.kind in ("count", "change", "amount", "mean", "percent"):
        return lambda value: empty if value is None else number(value)
    if column.kind == "date":
        return _remembering(day, empty)
    if column.kind == "moment":
        return lambda value: empty if value is None else instant(value)
    if labels is not None:
        return _remembering(label, empty)
    return lambda value: empty if value is None else text(value)


def _remembering(write: Callable[[Value], str], empty: str) -> Callable[[Value], str]:
    """For the few different values that codes and days have."""
    known: dict[Value, str] = {None: empty}

    def remembered(value: Value) -> str:
        found = known.get(value)
        if found is None:
            found = known[value] = write(value)
        return found

    return remembered


def _t(text: str) -> str:
    """Text as text, whatever it begins with; what XML cannot hold is left out."""
    text = writable(text)
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{space}>{escape(text)}</t>"


def without_controls(text: str) -> str:
    """The text without the characters that neither XML nor a table of text can hold."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def writable(text: str) -> str:
    """What a cell can hold of a text: nothing that XML forbids, and no more than Excel takes."""
    text = without_controls(text)[:_LONGEST_TEXT]
    return _LIKE_A_NUMBER.sub("_x005F_", text) if "_x" in text else text


def local_moment(text: str) -> datetime:
    """A kept instant as the city's clock shows it, without its zone, which Excel has none of."""
    return datetime.fromisoformat(text).astimezone(CITY_ZONE).replace(tzinfo=None)


def serial(moment: datetime) -> float:
    """Excel's number for a moment."""
    since = moment - datetime(_EPOCH.year, _EPOCH.month, _EPOCH.day)  # noqa: DTZ001 # Excel's own
    return since.days + since.seconds / _DAY_SECONDS
