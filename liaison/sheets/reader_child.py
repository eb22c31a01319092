"""What runs in the reading process: open the upload, send its sheets as pickled messages.

Messages in order: "ready", then per worksheet ("sheet", name, visible, first row number, first
column, merged ranges) and any number of ("rows", rows), at last "done" or ("refused", code,
values). Only light modules are imported here: the start of this process is part of every import.
"""

from __future__ import annotations

import gc
import io
import math
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path, PurePath

import python_calamine as calamine

from liaison.domain.errors import UnreadableWorkbook
from liaison.sheets import signatures, text_table

Cell = str | int | float | bool | date | datetime | time | timedelta | None

_ROWS_A_MESSAGE = 1_000
_MIDNIGHT = time()


def main() -> None:
    """Take the arguments that reader.py passes and the upload from standard input."""
    file_name = bytes.fromhex(sys.argv[1]).decode("utf-8", "surrogatepass")
    memory_bytes, rows, columns = (int(sys.argv[place]) for place in (2, 4, 5))
    seconds = math.ceil(float(sys.argv[3]))
    gc.disable()  # a short life without cycles worth collecting
    _limit_resources(memory_bytes, seconds)
    _send("ready")
    sys.stdout.buffer.flush()
    content = sys.stdin.buffer.read()
    try:
        for message in _messages(content, file_name, rows, columns):
            _send(message)
        _send("done")
    except UnreadableWorkbook as refusal:
        _send(("refused", refusal.code, dict(refusal.values)))
    sys.stdout.buffer.flush()
    os._exit(0)  # skips freeing millions of cells one by one


def _send(message: object) -> None:
    pickle.dump(message, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)


def _limit_resources(memory_bytes: int, seconds: int) -> None:
    if sys.platform == "win32":  # knows no such limits; the parent's deadline still holds
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _messages(content: bytes, file_name: str, rows: int, columns: int) -> Iterator[object]:
    if signatures.is_text(content):
        table = text_table.read_table(content, file_name)
        name = PurePath(file_name).stem
        yield ("sheet", name, True, 1, 0, ())
        yield from _row_messages(table, name, rows, columns)
        return
    try:
        workbook = _open(content)
        for index, about in enumerate(workbook.sheets_metadata):
            if about.typ == calamine.SheetTypeEnum.WorkSheet:
                sheet = workbook.get_sheet_by_index(index)
                yield _about_sheet(sheet, about)
                yield from _row_messages(_typed_rows(sheet), about.name, rows, columns)
    except calamine.PasswordError:
        raise UnreadableWorkbook("encrypted") from None
    except (calamine.CalamineError, OSError):
        raise UnreadableWorkbook("damaged") from None


def _open(content: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.load_workbook(io.BytesIO(content))
    except calamine.CalamineError:
        # Guessing among the formats hides the reason; opening by suffix tells a password apart.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"upload{signatures.suffix(content)}")
            path.write_bytes(content)
            return calamine.CalamineWorkbook.from_path(path)


def _about_sheet(sheet: calamine.CalamineSheet, about: calamine.SheetMetadata) -> object:
    row, column = sheet.start or (0, 0)
    merged = tuple(
        (first_row + 1, first_column, last_row + 1, last_column)
        for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ()
    )
    visible = about.visible == calamine.SheetVisibleEnum.Visible
    return ("sheet", about.name, visible, row + 1, column, merged)


def _row_messages(
    rows: Iterable[Sequence[Cell]], sheet: str, max_rows: int, max_columns: int
) -> Iterator[object]:
    filled = _until_last_filled(rows)
    count = 0
    while chunk := list(islice(filled, _ROWS_A_MESSAGE)):
        count += len(chunk)
        if count > max_rows:
            raise UnreadableWorkbook("too_many_rows", sheet=sheet, limit=max_rows)
        if len(chunk[0]) > max_columns:
            raise UnreadableWorkbook("too_many_columns", sheet=sheet, limit=max_columns)
        yield ("rows", chunk)


def _until_last_filled(rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """Hold empty rows back until a filled one follows."""
    empty = 0
    for row in rows:
        width = len(row)
        if row.count(None) == width:
            empty += 1
            continue
        for _ in range(empty):
            yield [None] * width
        empty = 0
        yield row


def _typed_rows(sheet: calamine.CalamineSheet) -> Iterator[list[Cell]]:
    """The rows with None for empty cells; equal texts and dates become one object.

    Sharing halves the messages and makes unpacking them three times as quick.
    """
    known: dict[Cell, Cell] = {}
    share = known.setdefault
    # iter_rows leaves out the empty columns before the data, but not the empty rows.
    first_row, _ = sheet.start or (0, 0)
    for row in islice(sheet.iter_rows(), first_row, None):
        yield [
            (share(cell, cell) if cell else None) if type(cell) is str else _plain(cell, share)
            for cell in row
        ]


def _plain(cell: Cell, share: Callable[[Cell, Cell], Cell]) -> Cell:
    """A whole float as int, a datetime at midnight as date."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime) and cell.time() == _MIDNIGHT:
        cell = cell.date()
    return share(cell, cell) if isinstance(cell, date) else cell
