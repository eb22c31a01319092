"""What is written beside a chart, dark or light enough to be read on the page."""

from __future__ import annotations

from typing import Any

import altair as alt
import streamlit as st

#: Streamlit writes in a grey that is less than 4.5:1 on both pages.
INK = {"light": "#49525e", "dark": "#c3cbd5"}


def readable(chart: alt.Chart | alt.LayerChart) -> Any:
    """The chart with the words of its axes and legend in ink that can be read."""
    ink = INK["dark" if st.context.theme.type == "dark" else "light"]
    return chart.configure_axis(labelColor=ink, titleColor=ink).configure_legend(labelColor=ink)
