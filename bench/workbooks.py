"""Files out: workbooks against their bare rows, and the memory that large ones take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from bench.made import open_city
from bench.measure import Measured, interleaved, peak_megabytes
from bench.rows import Row, Setting
from liaison.domain.roles import OPERATOR
from liaison.services.reports import ExportKind, export, export_cards
from liaison.store.database import Database

_MEMORY_MB = 200.0
_CARDS_MEMORY_MB = 250.0
_Sheets = list[tuple[str, list[tuple[Any, ...]]]]


def _written(kind: ExportKind, setting: Setting) -> Measured:
    """The reference writes what stands in our workbook, without a style, from a list in memory."""
    db = setting.copy(setting.city)
    sheets = _sheets_of(export(OPERATOR, db, kind).content)
    return interleaved(
        lambda: export(OPERATOR, db, kind), lambda: _write_bare(sheets), runs=setting.runs(3)
    )


def _sheets_of(content: bytes) -> _Sheets:
    workbook = load_workbook(BytesIO(content), read_only=True)
    return [(each.title, list(each.iter_rows(values_only=True))) for each in workbook.worksheets]


def _write_bare(sheets: Iterable[tuple[str, Iterable[tuple[Any, ...]]]]) -> None:
    workbook = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(BytesIO())


def memory(setting: Setting) -> Measured:
    """All that the process holds at its peak, the interpreter and its libraries included."""
    db: Database = setting.copy(setting.city)
    return Measured(peak_megabytes(_export_measures, db.path), _MEMORY_MB)


def _export_measures(path: Path) -> None:
    export(OPERATOR, open_city(path), "measures")


def cards_memory(setting: Setting) -> Measured:
    """A contact card for every enterprise in one PDF, with the time from the process's start."""
    db: Database = setting.copy(setting.city)
    start = time.perf_counter()
    peak = peak_megabytes(_export_cards, db.path)
    seconds = time.perf_counter() - start
    return Measured(peak, _CARDS_MEMORY_MB, {"cards": setting.city_size, "seconds": seconds})


def _export_cards(path: Path) -> None:
    export_cards(OPERATOR, open_city(path), base_url="https://lianluo.example.gov.cn")


def _row(key: str, work: str, kind: ExportKind) -> Row:
    measure: Callable[[Setting], Measured] = partial(_written, kind)
    return Row(key, work, "openpyxl + lxml, bare rows", 1.2, measure)


ROWS = (
    _row("summary", "summary workbook of a city", "summary"),
    _row("measures_sheet", "sheet of all its measures", "measures"),
    Row("measures_memory", "memory for that sheet", "what it may take", 1.0, memory, "MB"),
    Row(
        "cards_memory",
        "memory for all its contact cards",
        "what it may take",
        1.0,
        cards_memory,
        "MB",
    ),
)
