"""The table of areas, industries or scales with small bars; each row leads on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from liaison.domain.indicators import NO_VALUE, AreaRow, Figure
from liaison.locales import Words
from liaison.web.components.record_table import Cell, show_table

COUNTS = ("due", "resumed")
CHANGE = "resumed_change"
RATES = (
    "resumption_rate",
    "staff_return_rate",
    "pair_coverage",
    "measures_delivered",
)
_NAME = "name"
# Together with the counts they fill the page beside the navigation.
_NAME_PIXELS, _BAR_PIXELS = 160, 132
_BAR = Markup(
    '<span class="bar-text">{}</span>'
    '<progress class="load" max="1" value="{}" aria-hidden="true"></progress>'
)


def area_frame(rows: Sequence[AreaRow]) -> pd.DataFrame:
    """A row an area, a column a figure; rates are shares, what has no value is missing."""
    rates = [key for key in RATES if all(key in row.figures for row in rows)]
    return pd.DataFrame(
        {
            _NAME: [row.name for row in rows],
            **{key: [int(row.figures[key].numerator) for row in rows] for key in COUNTS},
            CHANGE: [row.resumed_change for row in rows],
            **{key: [row.figures[key].value for row in rows] for key in rates},
        }
    )


def show_area_table(
    rows: Sequence[AreaRow], address: Callable[[AreaRow], str | None], language: Words, *, key: str
) -> AreaRow | None:
    """Show the rows, as cards on a phone and on paper; the row that was chosen, if any.

    `address` says where a card leads, None where nowhere.
    """
    frame = area_frame(rows)
    with st.container(key="area-grid"):
        chosen = _show_grid(frame, language, key)
    with st.container(key="area-cards"):
        headings = [_heading(column, language) for column in frame.columns]
        cells = [_cells(row, list(frame.columns), address(row)) for row in rows]
        show_table(language, headings, cells, label=language("dashboard.areas.title"))
    return None if chosen is None else rows[chosen]


def _heading(column: str, language: Words) -> str:
    return language(f"dashboard.areas.{column}")


def _show_grid(frame: pd.DataFrame, language: Words, key: str) -> int | None:
    event = st.dataframe(
        frame,
        hide_index=True,
        column_config={column: _column(column, language) for column in frame.columns},
        placeholder=NO_VALUE,
        height="content",
        key=key,
        on_select="rerun",
        selection_mode="single-cell",
        alt=language("dashboard.areas.title"),
    )
    cells = event.selection.cells
    return int(cells[0][0]) if cells else None


def _column(column: str, language: Words) -> Any:
    heading = _heading(column, language)
    if column == _NAME:
        return st.column_config.TextColumn(heading, pinned=True, width=_NAME_PIXELS)
    if column in RATES:
        return st.column_config.ProgressColumn(
            heading,
            width=_BAR_PIXELS,
            help=language(f"figures.formulas.{column}"),
            format="percent",
            min_value=0,
            max_value=1,
            step=0.001,
        )
    signed = "%+d" if column == CHANGE else "localized"
    return st.column_config.NumberColumn(heading, format=signed, width="small")


def _cells(row: AreaRow, columns: Sequence[str], address: str | None) -> list[Cell]:
    name: Cell = row.name
    if address is not None:
        name = Markup('<a href="{}" target="_self">{}</a>').format(address, row.name)
    numbers = [_number(row, column) for column in columns[1:]]
    return [name, *numbers]


def _number(row: AreaRow, column: str) -> Cell:
    if column == CHANGE:
        return NO_VALUE if row.resumed_change is None else f"{row.resumed_change:+,.0f}"
    figure: Figure = row.figures[column]
    if not figure.is_rate or figure.value is None:
        return figure.text
    return _BAR.format(figure.text, figure.value)
