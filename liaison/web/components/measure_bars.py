"""The measures as a stacked bar each, and the same in words with the lists behind the numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd
import streamlit as st
from markupsafe import Markup

from liaison.domain.filters import MeasureQuestion
from liaison.domain.indicators import NO_VALUE, MeasureProgress
from liaison.domain.vocabulary import MeasureState
from liaison.locales import Words
from liaison.web.components.chart_ink import readable
from liaison.web.components.record_table import Cell, show_table

# The states from the left to the right. The colours keep apart on a light and on a dark page;
# the stylesheet has them again for the legend.
COLOURS = {
    MeasureState.DONE: "#2f8a4c",
    MeasureState.IN_PROGRESS: "#3a7fc1",
    MeasureState.NOT_STARTED: "#d99a2b",
    MeasureState.BLOCKED: "#c8443d",
    MeasureState.NOT_APPLICABLE: "#98a1ac",
}
_SHAPES = {
    MeasureState.DONE: "●",
    MeasureState.IN_PROGRESS: "◐",
    MeasureState.NOT_STARTED: "◔",
    MeasureState.BLOCKED: "▲",
    MeasureState.NOT_APPLICABLE: "–",
}
_ROW_PIXELS, _FRAME_PIXELS = 30, 40
_LINK = Markup('<a href="{}" target="_self">{}</a>')

Address = Callable[[str, MeasureQuestion], str]


def bars_frame(progress: Sequence[MeasureProgress], language: Words) -> pd.DataFrame:
    """A row a measure and state: how many enterprises, and in which order the states stand."""
    return pd.DataFrame.from_records(
        [
            {
                "measure": f"{each.code} {each.title}",
                "state": state_text(state, language),
                "order": order,
                "number": each.states.get(state.value, 0),
            }
            for each in progress
            for order, state in enumerate(COLOURS)
        ],
        columns=["measure", "state", "order", "number"],
    )


def state_text(state: MeasureState, language: Words) -> str:
    """A state by its shape and its word."""
    return f"{_SHAPES[state]} {language.label('state', state)}"


def show_measure_bars(progress: Sequence[MeasureProgress], language: Words) -> None:
    states = [state_text(state, language) for state in COLOURS]
    _show_legend(language)
    chart = (
        alt.Chart(bars_frame(progress, language))
        .mark_bar()
        .encode(
            y=alt.Y("measure:N", sort=None, title=None, axis=alt.Axis(labelLimit=200)),
            x=alt.X("number:Q", stack="normalize", title=None, axis=alt.Axis(format="%")),
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(domain=states, range=list(COLOURS.values())),
                legend=None,
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("measure:N", title=language("dashboard.measures.measure")),
                alt.Tooltip("state:N", title=language("dashboard.measures.state")),
                alt.Tooltip("number:Q", title=language("dashboard.measures.number"), format=","),
            ],
        )
        .properties(height=_ROW_PIXELS * len(progress) + _FRAME_PIXELS)
    )
    st.altair_chart(readable(chart), alt=language("dashboard.measures.chart"))


def _show_legend(language: Words) -> None:
    """The colours in words; unlike the chart's own it fits on a phone."""
    entry = Markup('<span class="legend legend-{}">{}</span>')
    entries = [entry.format(state.value, state_text(state, language)) for state in COLOURS]
    st.html(Markup('<p class="legends">{}</p>').format(Markup("").join(entries)))


def show_measure_numbers(
    progress: Sequence[MeasureProgress], address: Address | None, language: Words
) -> None:
    """The bars as numbers; each leads to the enterprises that it counts, if there is an address."""
    headings = [
        language("dashboard.measures.measure"),
        *(state_text(state, language) for state in COLOURS),
        language("dashboard.measures.overdue"),
        language("dashboard.measures.delivered"),
        language("dashboard.measures.done_change"),
    ]
    rows = [_numbers(each, address) for each in progress]
    show_table(language, headings, rows, numbers=range(1, len(headings)))


def _numbers(each: MeasureProgress, address: Address | None) -> list[Cell]:
    counted = [(state, each.states.get(state.value, 0)) for state in COLOURS]
    asked: list[tuple[MeasureQuestion, int]] = [*counted, ("overdue", each.overdue)]
    links: list[Cell] = [
        _LINK.format(address(each.code, question), f"{number:,}")
        if number and address
        else f"{number:,}"
        for question, number in asked
    ]
    return [f"{each.code} {each.title}", *links, each.delivered.text, _change(each)]


def _change(each: MeasureProgress) -> str:
    return NO_VALUE if each.done_change is None else f"{each.done_change:+,.0f}"
