"""A table of areas, kinds or people with small bars; rows and counts lead on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
# The name and each rate: together with the counts they fill the page beside the navigation.
_PIXELS = {"area": (160, 132), "kind": (272, 138), "person": (208, 120)}
_BAR = Markup(
    '<span class="bar-text">{}</span>'
    '<progress class="load" max="1" value="{}" aria-hidden="true"></progress>'
)


_LINK = Markup('<a href="{}" target="_self">{}</a>')

Address = Callable[[AreaRow, str], str | None]


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
    rows: Sequence[AreaRow],
    address: Address,
    language: Words,
    *,
    key: str,
    name_heading: str,
    is_past: bool = False,
) -> tuple[AreaRow, str] | None:
    """Show the rows, as cards on a phone and on paper; the row and column chosen, if any.

    `address` says where a column of a card leads, None where nowhere.
    """
    frame = area_frame(rows)
    headings = {column: language(f"dashboard.areas.{column}") for column in frame.columns}
    headings[_NAME] = name_heading
    if is_past:
        headings[CHANGE] = language("dashboard.areas.resumed_change_past")
    with st.container(key="area-grid"):
        chosen = _show_grid(frame, headings, _PIXELS[_kind_of(rows)], language, key)
    with st.container(key="area-cards"):
        cells = [_cells(row, list(frame.columns), address) for row in rows]
        show_table(
            language, list(headings.values()), cells, label=language("dashboard.areas.title")
        )
    return None if chosen is None else (rows[chosen[0]], chosen[1])


def _kind_of(rows: Sequence[AreaRow]) -> str:
    """What the rows are, as their names are of different length."""
    if rows[0].role is not None:
        return "person"
    return "area" if "measures_delivered" in rows[0].figures else "kind"


def _show_grid(
    frame: pd.DataFrame,
    headings: Mapping[str, str],
    widths: tuple[int, int],
    language: Words,
    key: str,
) -> tuple[int, str] | None:
    event = st.dataframe(
        frame,
        hide_index=True,
        column_config={
            column: _column(column, heading, widths, language)
            for column, heading in headings.items()
        },
        placeholder=NO_VALUE,
        height="content",
        key=key,
        on_select="rerun",
        selection_mode="single-cell",
        alt=language("dashboard.areas.title"),
    )
    cells = event.selection.cells
    return (int(cells[0][0]), str(cells[0][1])) if cells else None


def _column(column: str, heading: str, widths: tuple[int, int], language: Words) -> Any:
    if column == _NAME:
        return st.column_config.TextColumn(heading, width=widths[0])  # pinned it were too pale
    if column in RATES:
        return st.column_config.ProgressColumn(
            heading,
            width=widths[1],
            help=language(f"figures.formulas.{column}"),
            format="percent",
            min_value=0,
            max_value=1,
            step=0.001,
        )
    is_change = column == CHANGE
    meaning = "dashboard.areas.change_meaning" if is_change else f"figures.formulas.{column}"
    return st.column_config.NumberColumn(
        heading,
        format="%+d" if is_change else "localized",
        width="small",
        help=language(meaning),
    )


def _cells(row: AreaRow, columns: Sequence[str], address: Address) -> list[Cell]:
    """The name with a link, and the counts with theirs where these lead elsewhere."""
    own = address(row, _NAME)
    return [
        _linked(row.name, own),
        *(
            _linked(_number(row, column), None if found == own else found)
            for column in columns[1:]
            for found in [address(row, column) if column in COUNTS else None]
        ),
    ]


def _linked(text: Cell, address: str | None) -> Cell:
    return text if address is None else _LINK.format(address, text)


def _number(row: AreaRow, column: str) -> Cell:
    if column == CHANGE:
        return NO_VALUE if row.resumed_change is None else f"{row.resumed_change:+,.0f}"
    figure: Figure = row.figures[column]
    if not figure.is_rate or figure.value is None:
        return figure.text
    return _BAR.format(figure.text, figure.value)
