"""A list as comma-separated text, in UTF-8 with the mark by which Excel knows it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import TextIOWrapper
from typing import BinaryIO

from liaison.sheets.writing.lists import List
from liaison.sheets.writing.table_rows import Column, Value, local_moment, without_controls

#: As OWASP lists them, with the wide forms that some editions of Excel read as well.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_csv(rows: List, into: BinaryIO) -> None:
    """Write the list with its header; words and dates as the workbook shows them.

    Text that Excel would run as a formula gets an apostrophe in front, as text files have no
    other way to say that it is text; the import takes it away again.
    """
    text = TextIOWrapper(into, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([column.header for column in rows.columns])
    writer.writerows(_line(rows.columns, row) for row in rows.rows)
    text.flush()
    text.detach()  # the file stays open for its owner


def _line(columns: Sequence[Column], row: Sequence[Value]) -> list[str]:
    return [_text(column, value) for column, value in zip(columns, row, strict=True)]


def _text(column: Column, value: Value) -> str:
    if value is None:
        return ""
    if column.labels is not None:
        value = column.labels.get(str(value), value)
    if isinstance(value, str):
        if column.kind == "moment":
            return local_moment(value).strftime("%Y-%m-%d %H:%M")
        value = without_controls(value)
        return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value
    return f"{value * 100:.10g}%" if column.kind == "percent" else _number(value)


def _number(value: float) -> str:
    """Fifteen digits as Excel shows them, all where fewer would be another number."""
    text = f"{value:.15g}"
    return text if float(text) == value else repr(value)
