"""What calamine leaves out of a workbook, found beside it: by sheet, merged ranges and texts."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

#: (first row, first column), (last row, last column), all from 0.
Range = tuple[tuple[int, int], tuple[int, int]]
#: Row → column → what stands there, both from 0: an error as #REF!, a formula as =A1+1.
Texts = dict[int, dict[int, str]]

Row = list[Any]

#: The codes of errors in both of Excel's binary formats.
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    ParseError,
    struct.error,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    ValueError,
)


class Limits(NamedTuple):
    """How far a sheet may reach; it may have as many merged ranges as rows."""

    rows: int
    columns: int


class Leftovers(NamedTuple):
    """By the name of the sheet; merged ranges only where calamine does not tell them."""

    merged: dict[str, list[Range]] | None
    texts: dict[str, Texts]


class LeftoversSearch(Thread):
    """Searches while calamine, which leaves Python free, opens the workbook.

    Errors and formulas without a result are cells that calamine takes for empty. What cannot be
    parsed has no leftovers: whether it is damaged is calamine's to say.
    """

    def __init__(self, search: Callable[[bytes], Leftovers], content: bytes) -> None:
        super().__init__(daemon=True)
        self._search, self._content = search, content
        self._found = Leftovers(None, {})
        self.start()

    def run(self) -> None:
        with suppress(*_UNREADABLE):
            self._found = self._search(self._content)

    def result(self) -> Leftovers:
        self.join()
        return self._found


def with_texts(
    rows: list[Row], first_row: int, first_column: int, texts: Texts, limits: Limits
) -> tuple[int, int, list[Row]]:
    """The rows with the texts in empty cells, and where they begin, as they may have grown."""
    from liaison.domain.parsing import NO_RESULT  # takes its time, and few files need it

    inside = [
        (row, column, text)
        for row, cells in texts.items()
        for column, text in cells.items()
        if row < limits.rows and column < limits.columns
    ]
    if not inside:
        return first_row, first_column, rows
    width = len(rows[0]) if rows else 0
    corners = [(first_row, first_column), (first_row + len(rows) - 1, first_column + width - 1)]
    used = [(row, column) for row, column, _ in inside] + (corners if rows else [])
    top, left = (min(places) for places in zip(*used, strict=True))
    bottom, right = (max(places) for places in zip(*used, strict=True))
    grown: list[Row] = [[None] * (right - left + 1) for _ in range(top, bottom + 1)]
    start = first_column - left
    for grown_row, row_of_cells in zip(grown[first_row - top :], rows, strict=False):
        grown_row[start : start + width] = row_of_cells
    for row, column, text in inside:
        if grown[row - top][column - left] is None:
            is_formula = text.startswith("=")
            grown[row - top][column - left] = NO_RESULT + text if is_formula else text
    return top, left, grown
