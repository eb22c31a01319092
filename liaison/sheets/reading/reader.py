"""Bytes of an upload → its sheets, read in a child process that may hang or die without harm."""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import IO, Any, Self

from liaison.domain.errors import UnreadableWorkbook
from liaison.domain.fields import Cell

__all__ = ["DEFAULT_LIMITS", "Cell", "Merge", "ReadLimits", "Sheet", "read_workbook"]

Merge = tuple[int, int, int, int]

_ROOT = str(Path(__file__).parents[3])
# Isolated (-I) from environment and working directory, the child must be told where we live.
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from liaison.sheets.reading.reader_child import main; main()"
)
_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError", b"capacity overflow")
_LONGEST_NAME = 255
_NOT_IN_NAMES = re.compile("[][:*?/\\\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_SHEET_NAME = 31
_CPU_LIMIT = -getattr(signal, "SIGXCPU", 0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet down to its last filled row and column; all rows are equally wide."""

    #: As Excel permits it: no two are equal.
    name: str
    visible: bool
    #: Excel's number of rows[0], 1-based.
    first_row_number: int
    #: Column of rows[i][0], 0 is A.
    first_column: int
    rows: list[list[Cell]]
    #: (first row, first column, last row, last column): Excel's row numbers, columns from 0.
    merged: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What one upload may cost; rows and columns are those of a single sheet."""

    memory_bytes: int = 1 << 30
    seconds: float = 60
    rows: int = 200_000
    columns: int = 1_000
    file_bytes: int = 64 << 20


DEFAULT_LIMITS = ReadLimits()


def read_workbook(
    content: bytes,
    file_name: str,
    *,
    limits: ReadLimits = DEFAULT_LIMITS,
    on_rows: Callable[[int], None] = lambda rows: None,
) -> list[Sheet]:
    """All worksheets in their order, hidden and empty ones too; raises UnreadableWorkbook.

    The content decides what the file is. The name is quoted in refusals, names the one sheet of
    a text file, and tells a .csv with a single column from prose. `on_rows` is told how many
    rows have come; an error that it raises ends the reading.
    """
    if not content.strip(b"\0\t\r\n "):
        raise UnreadableWorkbook("empty_file", file=file_name)
    if len(content) > limits.file_bytes:
        raise UnreadableWorkbook(
            "too_large", file=file_name, size=len(content), limit=limits.file_bytes
        )
    with _Child(file_name, limits, on_rows) as child:
        sheets = child.read(content)
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableWorkbook("no_rows", file=file_name)
    return sheets


class _Child:
    """A reading process with a deadline, and what became of it."""

    def __init__(self, file_name: str, limits: ReadLimits, on_rows: Callable[[int], None]) -> None:
        self._file_name = file_name
        self._limits = limits
        self._on_rows = on_rows
        self._rows = 0
        self._late = False
        self._ready = False
        self._timer = Timer(limits.seconds, self._stop_late)

    def __enter__(self) -> Self:
        # Hexadecimal, for a browser may send a name that no command line can carry.
        name = self._file_name[-_LONGEST_NAME:].encode("utf-8", "surrogatepass").hex()
        arguments = [_ROOT, name, *map(str, astuple(self._limits))]
        self._process = subprocess.Popen(  # noqa: S603 - our interpreter, our code, no shell
            [sys.executable, "-I", "-c", _BOOT, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"RUST_BACKTRACE": "0"},  # naming the frames takes a second
        )
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._process:
            self._process.kill()

    def read(self, content: bytes) -> list[Sheet]:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            # A child that dies early stops listening; the answers or their lack tell why.
            with suppress(BrokenPipeError), requests:
                requests.write(content)
            return self._listen(answers)
        except (EOFError, pickle.UnpicklingError):
            self._process.kill()
            raise self._death() from None

    def _listen(self, answers: IO[bytes]) -> list[Sheet]:
        sheets: list[Sheet] = []
        while True:
            match _Answers(answers).load():
                case "ready":
                    self._ready = True
                case ("sheet", name, visible, row_number, column, merged):
                    name = _sheet_name(name, sheets)
                    sheets.append(Sheet(name, visible, row_number, column, [], merged))
                case ("rows", rows):
                    sheets[-1].rows.extend(rows)
                    self._rows += len(rows)
                    self._on_rows(self._rows)
                case "again":
                    sheets.clear()
                case ("refused", code, values):
                    raise UnreadableWorkbook(code, file=self._file_name, **values)
                case "done":
                    return [_without_empty_columns(sheet) for sheet in sheets]

    def _death(self) -> Exception:
        """Why the child ended without finishing its answer."""
        assert self._process.stderr
        stderr = self._process.stderr.read()
        status = self._process.wait()
        if not self._ready and not self._late:
            return RuntimeError(f"the reading process cannot start: {stderr[-2000:]!r}")
        if self._late or status == _CPU_LIMIT:
            return UnreadableWorkbook(
                "too_slow", file=self._file_name, seconds=self._limits.seconds
            )
        if any(words in stderr for words in _OUT_OF_MEMORY):
            return UnreadableWorkbook("too_much_memory", file=self._file_name)
        return UnreadableWorkbook("damaged", file=self._file_name)

    def _stop_late(self) -> None:
        self._late = True
        self._process.kill()


class _Answers(pickle.Unpickler):
    """Takes plain values and dates only: the child has read a stranger's file."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in {"date", "datetime", "time", "timedelta"}:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not a cell value")


def _sheet_name(name: str, others: list[Sheet]) -> str:
    """The name as Excel permits it beside the others, for files made elsewhere may break its rules.

    So rejected rows can be given back under it, and choosing by name finds one sheet.
    """
    legal = _NOT_IN_NAMES.sub("_", name)[:_LONGEST_SHEET_NAME] or "Sheet"
    taken = {sheet.name.casefold() for sheet in others}
    unique, number = legal, 1
    while unique.casefold() in taken:
        number += 1
        ending = f" ({number})"
        unique = legal[: _LONGEST_SHEET_NAME - len(ending)] + ending
    return unique


def _without_empty_columns(sheet: Sheet) -> Sheet:
    """Cut the empty columns at the right."""
    width = full = len(sheet.rows[0]) if sheet.rows else 0
    while width and all(row[width - 1] is None for row in sheet.rows):
        width -= 1
    if width < full:
        for row in sheet.rows:
            del row[width:]
    return sheet
