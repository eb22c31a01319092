"""Workbooks that tests write: rows of cells to the bytes of a real file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

Rows = Sequence[Sequence[Any]]


def xlsx(sheets: Mapping[str, Rows] | Rows, *, hidden: Sequence[str] = ()) -> bytes:
    """One sheet of rows, or several by name."""
    named = sheets if isinstance(sheets, Mapping) else {"名册": sheets}
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in named.items():
        worksheet = workbook.create_sheet(name)
        worksheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            worksheet.append(list(row))
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def rows_of(content: bytes, sheet: str | None = None) -> list[tuple[Any, ...]]:
    """The values of a sheet, the first one where none is named."""
    workbook = load_workbook(BytesIO(content))
    worksheet = workbook[sheet] if sheet else workbook.worksheets[0]
    return list(worksheet.iter_rows(values_only=True))
