"""Figures over some days as lines, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from liaison.domain.indicators import FIGURE_KEYS, NO_VALUE, Counts, Figure, figure
from liaison.locales import Words
from liaison.web.components.chart_ink import readable
from liaison.web.components.linked_filters import linked_chips, linked_choice
from liaison.web.components.record_table import show_table

Curves = Mapping[str, Mapping[date, Figure]]

FIRST = "resumption_rate"
_DEFAULT = "measures_delivered"
_SPANS = ("14", "30")
# Lines also differ by dash and by the shape of their points.
_COLOURS = ("#3a7fc1", "#d99a2b")
_DASHES = ([1, 0], [6, 3])
_SHAPES = ("circle", "square")
_HEIGHT_PIXELS = 300


def curve_frame(curves: Curves, language: Words) -> pd.DataFrame:
    """A row a figure and day; days without a value are left out."""
    return pd.DataFrame.from_records(
        [
            {"figure": language(f"figures.{key}"), "day": str(day), "value": figure.value}
            for key, days in curves.items()
            for day, figure in days.items()
            if figure.value is not None
        ],
        columns=["figure", "day", "value"],
    )


def choose_curve(language: Words) -> str:
    """The figure whose days are shown."""
    labels = {key: language(f"figures.{key}") for key in FIGURE_KEYS}
    return linked_choice("curve", language("dashboard.curve.second"), labels, _DEFAULT)


def choose_span(language: Words) -> int:
    """How many days are shown."""
    labels = {days: language("dashboard.curve.days", days=days) for days in _SPANS}
    return int(linked_chips("days", language("dashboard.curve.span"), labels, _SPANS[0]))


def curve_keys(chosen: str) -> tuple[str, ...]:
    """A rate stands beside the resumption rate, a count has a scale of its own."""
    is_alone = chosen == FIRST or not figure(chosen, Counts()).is_rate
    return (chosen,) if is_alone else (FIRST, chosen)


def show_curves(curves: Curves, language: Words) -> None:
    """The lines with what they mean, and their numbers on demand."""
    _show_chart(curves, language)
    for key in curves:
        name, formula = language(f"figures.{key}"), language(f"figures.formulas.{key}")
        st.caption(language("dashboard.curve.meaning", figure=name, formula=formula))
    with st.expander(language("dashboard.curve.numbers"), icon=":material/table_rows:"):
        _show_numbers(curves, language)


def _show_chart(curves: Curves, language: Words) -> None:
    names = [language(f"figures.{key}") for key in curves]
    count = len(names)
    is_rate = all(each.is_rate for days in curves.values() for each in days.values())
    percent = alt.Axis(format="%" if is_rate else ",.0f")
    exact = ".1%" if is_rate else ",.0f"
    chart = (
        alt.Chart(curve_frame(curves, language))
        .mark_line(point=alt.OverlayMarkDef(size=60, filled=True))
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%m-%d", labelOverlap=True)),
            y=alt.Y("value:Q", title=None, axis=percent, scale=alt.Scale(zero=False)),
            color=alt.Color(
                "figure:N",
                title=None,
                scale=alt.Scale(domain=names, range=list(_COLOURS[:count])),
                legend=alt.Legend(orient="top", columns=1, labelLimit=240, symbolStrokeWidth=0),
            ),
            strokeDash=alt.StrokeDash(
                "figure:N",
                title=None,
                scale=alt.Scale(domain=names, range=list(_DASHES[:count])),
            ),
            shape=alt.Shape(
                "figure:N",
                title=None,
                scale=alt.Scale(domain=names, range=list(_SHAPES[:count])),
            ),
            tooltip=[
                alt.Tooltip("figure:N", title=language("dashboard.curve.figure")),
                alt.Tooltip("day:T", title=language("dashboard.curve.day"), format="%Y-%m-%d"),
                alt.Tooltip("value:Q", title=language("dashboard.curve.value"), format=exact),
            ],
        )
        .properties(height=_HEIGHT_PIXELS)
    )
    st.altair_chart(readable(chart), alt=curve_text(curves, language))


def curve_text(curves: Curves, language: Words) -> str:
    """What the lines say, in a sentence each."""
    return language("dashboard.curve.between").join(
        language(
            "dashboard.curve.sentence",
            figure=language(f"figures.{key}"),
            first=_at(days, min(days)),
            last=_at(days, max(days)),
            days=len(days),
        )
        for key, days in curves.items()
    )


def _show_numbers(curves: Curves, language: Words) -> None:
    """The lines as numbers, the latest day first."""
    days = sorted({day for each in curves.values() for day in each}, reverse=True)
    headings = [language("dashboard.curve.day")]
    headings += [language(f"figures.{key}") for key in curves]
    rows = [[str(day), *(_at(each, day) for each in curves.values())] for day in days]
    with st.container(key="curve-numbers"):  # beside the measures there is little room
        show_table(language, headings, rows, numbers=range(1, len(headings)))


def _at(days: Mapping[date, Figure], day: date) -> str:
    return days[day].text if day in days else NO_VALUE
