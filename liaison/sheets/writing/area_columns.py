"""The columns of the table that is handed in, the same on the form and on the data sheets."""

from __future__ import annotations

from typing import Literal

from liaison.domain.indicators import NO_VALUE, AreaRow
from liaison.locales import Words
from liaison.sheets.writing.table_rows import Column

FigureKind = Literal["count", "change", "percent"]
Value = int | float | str

CHANGE = "change"
#: Figure key → what it is; the order is that of the form.
AREA_FIGURES: dict[str, FigureKind] = {
    "due": "count",
    "resumed": "count",
    CHANGE: "change",
    "resumption_rate": "percent",
    "employees": "count",
    "employees_on_duty": "count",
    "staff_return_rate": "percent",
    "commissioners": "count",
    "officers": "count",
    "pair_coverage": "percent",
    "requests_received": "count",
    "requests_settled": "count",
    "settled_rate": "percent",
    "on_time_rate": "percent",
    "satisfaction": "percent",
}


def label(words: Words, key: str) -> str:
    return words("workbooks.columns.change") if key == CHANGE else words(f"figures.{key}")


def value(row: AreaRow, key: str) -> Value:
    """The figure of a row as its cell holds it: a whole number, a share, or a dash."""
    if key == CHANGE:
        return NO_VALUE if row.resumed_change is None else int(row.resumed_change)
    figure = row.figures.get(key)
    if figure is None or figure.value is None:
        return NO_VALUE
    return figure.value if figure.is_rate else int(figure.value)


def columns(words: Words) -> list[Column]:
    """The figures as columns of a data sheet."""
    return [Column(label(words, key), kind, 11) for key, kind in AREA_FIGURES.items()]


def values(row: AreaRow) -> list[Value]:
    return [value(row, key) for key in AREA_FIGURES]
