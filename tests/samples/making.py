"""How sample rosters are written: workbooks cell by cell, texts in an encoding, other formats."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import credit_code

SHEET = "台账"
Rows = Iterable[Sequence[Any]]

HEADER = [
    "企业名称",
    "统一社会信用代码",
    "所属县区",
    "所属乡镇街道",
    "复工状态",
    "员工总数",
    "返岗人数",
]
FIELDS = "name uscc county town status employees employees_on_duty"


def firm(
    number: int,
    name: str | None = None,
    area: tuple[str | None, str | None] = ("吴兴区", "织里镇"),
    status: str | None = "部分复工",
    staff: tuple[Any, Any] = (120, 60),
) -> list[Any]:
    """A faultless row under HEADER."""
    return [name or f"湖州试样{number}号有限公司", credit_code(number), *area, status, *staff]


def book(
    rows: Rows,
    *,
    sheet: str = SHEET,
    merged: Iterable[str] = (),
    at: str = "A1",
    finish: Callable[[Worksheet], None] | None = None,
) -> bytes:
    """An .xlsx with one sheet whose first cell is `at`; `finish` may dress it up."""
    return books({sheet: rows}, merged=merged, at=at, finish=finish)


def columns(header: list[str], cells: list[list[Any]], **options: Any) -> bytes:
    """A name in front of each row of cells."""
    rows = ([f"湖州试样{number}号有限公司", *row] for number, row in enumerate(cells, 1))
    return book([["企业名称", *header], *rows], **options)


def books(
    sheets: Mapping[str, Rows],
    *,
    hidden: Iterable[str] = (),
    very_hidden: Iterable[str] = (),
    merged: Iterable[str] = (),
    at: str = "A1",
    finish: Callable[[Worksheet], None] | None = None,
) -> bytes:
    """An .xlsx with several sheets; the last one is merged and finished."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        worksheet = workbook.create_sheet(name)
        first = worksheet[at]
        for row_number, row in enumerate(rows, first.row):
            for column, value in enumerate(row, first.column):
                if value is not None:
                    worksheet.cell(row_number, column, value)
        worksheet.sheet_state = "hidden" if name in hidden else "visible"
        if name in very_hidden:  # by a program; Excel does not offer to show it
            worksheet.sheet_state = "veryHidden"
    for area in merged:
        worksheet.merge_cells(area)
    if finish:
        finish(worksheet)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def text(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Separated text with the line ends of Windows."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def has_office() -> bool:
    return shutil.which("soffice") is not None


@lru_cache(maxsize=64)
def converted(content: bytes, ending: str, source: str = "xlsx") -> bytes:
    """The same workbook as LibreOffice saves it in another format."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"roster.{source}")
        path.write_bytes(content)
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
                *("--headless", "--convert-to", ending, "--outdir", f"{folder}/out", str(path)),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return Path(folder, "out", f"roster.{ending}").read_bytes()
