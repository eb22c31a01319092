"""What runs in the reading process: open the upload, send its sheets as pickled messages.

Messages in order: "ready", then per worksheet ("sheet", name, visible, first row number, first
column, merged ranges) and any number of ("rows", rows), at last "done" or ("refused", code,
values); "again" takes back the sheets before it. Only light modules are imported at the top: the
start of this process is part of every import.
"""

from __future__ import annotations

import gc
import io
import math
import os
import pickle
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path, PurePath

import python_calamine as calamine

from liaison.domain.errors import UnreadableWorkbook
from liaison.sheets.reading import signatures, text_table
from liaison.sheets.reading.leftovers import Leftovers, LeftoversSearch, Limits, Range, with_texts

Cell = str | int | float | bool | date | datetime | time | timedelta | None

_ROWS_A_MESSAGE = 1_000
_MIDNIGHT = time()
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OTHER_BREAKS = {0x0B: "\n", 0x0C: "\n"}
_POINTER_BYTES = 8
_TOO_MANY_CELLS = "Cell limit exceeded"
_MOST_SHEETS = 1_000


def main() -> None:
    """Take the arguments that reader.py passes and the upload from standard input."""
    file_name = bytes.fromhex(sys.argv[1]).decode("utf-8", "surrogatepass")
    memory_bytes, rows, columns = (int(sys.argv[place]) for place in (2, 4, 5))
    limits = Limits(rows, columns)
    seconds = math.ceil(float(sys.argv[3]))
    gc.disable()  # a short life without cycles worth collecting
    _limit_resources(memory_bytes, seconds)
    _send("ready")
    sys.stdout.buffer.flush()
    content = sys.stdin.buffer.read()
    try:
        _send_all(_messages(content, file_name, limits), memory_bytes)
        _send("done")
    except UnreadableWorkbook as refusal:
        _send(("refused", refusal.code, dict(refusal.values)))
    sys.stdout.buffer.flush()
    os._exit(0)  # skips freeing millions of cells one by one


def _send_all(messages: Iterable[object], memory_bytes: int) -> None:
    """Send them, as long as the process that keeps them all needs half of this memory."""
    memory_bytes //= 2
    for message in messages:
        memory_bytes -= _send(message)
        match message:
            case ("rows", list() as rows):
                memory_bytes -= _POINTER_BYTES * len(rows) * len(rows[0])
        if memory_bytes < 0:
            raise UnreadableWorkbook("too_much_memory")


def _send(message: object) -> int:
    return sys.stdout.buffer.write(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))


def _limit_resources(memory_bytes: int, seconds: int) -> None:
    if sys.platform == "win32":  # knows no such limits; the parent's deadline still holds
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _messages(content: bytes, file_name: str, limits: Limits) -> Iterator[object]:
    if signatures.is_container(content):
        yield from _workbook_messages(content, limits)
        return
    if code := signatures.refusal_of_text(content):
        raise UnreadableWorkbook(code)
    table = text_table.read_table(content, file_name)
    name = PurePath(file_name).stem
    yield ("sheet", name, True, 1, 0, ())
    yield from _row_messages(table, name, limits)


def _workbook_messages(content: bytes, limits: Limits) -> Iterator[object]:
    try:
        yield from _sheet_messages(content, limits)
    except calamine.PasswordError:
        raise UnreadableWorkbook("encrypted") from None
    except (calamine.CalamineError, OSError) as error:
        if _TOO_MANY_CELLS in str(error):
            raise UnreadableWorkbook("too_much_memory") from None
        readable = _mended(content)
        if readable is None:
            raise UnreadableWorkbook(signatures.refusal_of_container(content)) from None
        yield "again"
        try:
            yield from _sheet_messages(readable, limits)
        except (calamine.CalamineError, OSError):
            raise UnreadableWorkbook("damaged") from None


def _sheet_messages(content: bytes, limits: Limits) -> Iterator[object]:
    search = LeftoversSearch(_search_of(signatures.suffix(content)), content)
    workbook = _open(content)
    if len(workbook.sheet_names) > _MOST_SHEETS:
        raise UnreadableWorkbook("too_many_sheets", limit=_MOST_SHEETS)
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(index)
        merged, texts = search.result()
        ranges = (sheet.merged_cell_ranges if merged is None else merged.get(about.name)) or ()
        if len(ranges) > limits.rows:
            raise UnreadableWorkbook("too_many_merges", sheet=about.name, limit=limits.rows)
        row, column = sheet.start or (0, 0)
        rows: Iterable[list[Cell]] = _typed_rows(sheet)
        if about.name in texts:
            row, column, rows = with_texts(list(rows), row, column, texts[about.name], limits)
        visible = about.visible == calamine.SheetVisibleEnum.Visible
        yield ("sheet", about.name, visible, row + 1, column, _excel_ranges(ranges))
        yield from _row_messages(rows, about.name, limits)


def _mended(content: bytes) -> bytes | None:
    from liaison.sheets.reading.mending import mended

    return mended(content)


def _search_of(kind: str) -> Callable[[bytes], Leftovers]:
    """What looks for the cells of a format that calamine leaves out."""
    match kind:
        case ".xlsx":
            from liaison.sheets.reading.xlsx_cells import leftovers
        case ".xlsb":
            from liaison.sheets.reading.xlsb_cells import leftovers
        case ".xls":
            from liaison.sheets.reading.xls_cells import leftovers
        case _:
            from liaison.sheets.reading.ods_cells import leftovers
    return leftovers


def _open(content: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.load_workbook(io.BytesIO(content))
    except calamine.CalamineError:
        # Guessing among the formats hides the reason; opening by suffix tells a password apart.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"upload{signatures.suffix(content)}")
            path.write_bytes(content)
            return calamine.CalamineWorkbook.from_path(path)


def _excel_ranges(ranges: Iterable[Range]) -> tuple[tuple[int, int, int, int], ...]:
    return tuple(
        (first_row + 1, first_column, last_row + 1, last_column)
        for (first_row, first_column), (last_row, last_column) in ranges
    )


def _row_messages(rows: Iterable[Sequence[Cell]], sheet: str, limits: Limits) -> Iterator[object]:
    filled = _until_last_filled(rows)
    count = 0
    while chunk := list(islice(filled, _ROWS_A_MESSAGE)):
        count += len(chunk)
        if count > limits.rows:
            raise UnreadableWorkbook("too_many_rows", sheet=sheet, limit=limits.rows)
        if len(chunk[0]) > limits.columns:
            raise UnreadableWorkbook("too_many_columns", sheet=sheet, limit=limits.columns)
        yield ("rows", _without_controls(chunk))


def _without_controls(rows: list[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """The rows without characters that no workbook can carry, so that it can be given back."""
    if not _CONTROLS.search("".join([cell for row in rows for cell in row if type(cell) is str])):
        return rows
    return [
        [
            (_CONTROLS.sub("", cell.translate(_OTHER_BREAKS)) or None)
            if type(cell) is str
            else cell
            for cell in row
        ]
        for row in rows
    ]


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
