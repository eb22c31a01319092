"""How the enterprises are spread over people, before and after, as bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import altair as alt
import streamlit as st

from liaison.domain.pairing import Load
from liaison.locales import Words
from liaison.web.components.chart_ink import readable

_MOST_BARS = 10
# Read on a light and on a dark ground.
BEFORE, AFTER = "#9aa9b8", "#2f6fab"


def show_load_chart(loads: Sequence[Load], language: Words) -> None:
    """Bars of how many people have so many enterprises."""
    x_title = language("pairing_page.result.chart_x")
    y_title = language("pairing_page.result.chart_y")
    times = [language("pairing_page.result.before"), language("pairing_page.result.after")]
    rows = [
        {"load": label, "people": number, "time": time}
        for label, *numbers in spread_of(loads)
        for time, number in zip(times, numbers, strict=True)
    ]
    colours = alt.Scale(domain=times, range=[BEFORE, AFTER])
    chart = (
        alt.Chart({"values": rows})
        .mark_bar()
        .encode(
            x=alt.X("load:N", sort=None, title=x_title, axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("time:N", sort=times),
            y=alt.Y("people:Q", title=y_title, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("time:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
            tooltip=[
                alt.Tooltip("time:N", title=" "),
                alt.Tooltip("load:N", title=x_title),
                alt.Tooltip("people:Q", title=y_title),
            ],
        )
        .properties(height=260)
    )
    st.altair_chart(readable(chart), alt=language("pairing_page.result.chart"))


def spread_of(loads: Sequence[Load]) -> list[tuple[str, int, int]]:
    """Classes of loads: their label, people before, people after."""
    highest = max(chain.from_iterable((load.before, load.after) for load in loads), default=0)
    width = max(1, -(-highest // _MOST_BARS))
    before = Counter(_class(load.before, width) for load in loads)
    after = Counter(_class(load.after, width) for load in loads)
    classes = range(_class(highest, width) + 1)
    return [(_label(each, width), before[each], after[each]) for each in classes]


def _class(load: int, width: int) -> int:
    """Nothing is a class of its own."""
    return -(-load // width)


def _label(number: int, width: int) -> str:
    if number == 0 or width == 1:
        return str(number)
    return f"{(number - 1) * width + 1}–{number * width}"
