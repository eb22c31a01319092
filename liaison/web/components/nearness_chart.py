"""How near enterprises and people are, before and after a plan, as bars."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import streamlit as st

from liaison.domain.pairing import Tier
from liaison.locales import Words
from liaison.web.components.chart_ink import readable
from liaison.web.components.load_chart import AFTER, BEFORE

_HEIGHT_PIXELS = 240


def show_nearness_chart(
    before: Mapping[Tier, int], after: Mapping[Tier, int], language: Words
) -> None:
    """Bars of how many pairs are how near; each bar ends in its number and its share."""
    times = {
        language("pairing_page.result.before"): before,
        language("pairing_page.result.after"): after,
    }
    rows = [
        {"tier": language.label("tier", tier), "time": time, **_numbers(tiers, tier)}
        for time, tiers in times.items()
        if any(tiers.values())
        for tier in Tier
    ]
    names = [language.label("tier", tier) for tier in Tier]
    highest = max((int(row["pairs"]) for row in rows), default=1)
    base = alt.Chart({"values": rows}).encode(
        y=alt.Y("tier:N", sort=names, title=None, axis=alt.Axis(labelLimit=120)),
        yOffset=alt.YOffset("time:N", sort=list(times)),
        # Room at the right for what is written there.
        x=alt.X(
            "pairs:Q",
            title=None,
            axis=None,
            scale=alt.Scale(domain=[0, max(1.0, highest * 1.45)]),
        ),
        tooltip=[
            alt.Tooltip("time:N", title=" "),
            alt.Tooltip("tier:N", title=language("pairing_page.table.tier")),
            alt.Tooltip("text:N", title=language("pairing_page.result.pairs")),
        ],
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "time:N",
            title=None,
            scale=alt.Scale(domain=list(times), range=[BEFORE, AFTER]),
            legend=alt.Legend(orient="top"),
        )
    )
    texts = base.mark_text(align="left", dx=4, color="#7b8794").encode(text="text:N")
    chart = (bars + texts).properties(height=_HEIGHT_PIXELS)
    st.altair_chart(readable(chart), alt=nearness_text(before, after, language))


def _numbers(tiers: Mapping[Tier, int], tier: Tier) -> dict[str, int | str]:
    number, total = tiers.get(tier, 0), sum(tiers.values())
    share = number / total if total else 0.0
    return {"pairs": number, "text": f"{number:,} · {share:.1%}"}


def nearness_text(before: Mapping[Tier, int], after: Mapping[Tier, int], language: Words) -> str:
    """What the bars say, in a sentence."""
    tiers = {f"{tier}": f"{before.get(tier, 0):,} → {after.get(tier, 0):,}" for tier in Tier}
    return language("pairing_page.result.tiers", **tiers)
