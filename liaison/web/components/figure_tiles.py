"""Figures as tiles: the value, its change since yesterday, what it means, the lists behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from liaison.domain.indicators import STILL, Figure, Figures
from liaison.locales import Words


@dataclass(frozen=True, slots=True)
class TileLink:
    """A list behind a figure: its words, the page that shows it, the page's filters."""

    text: str
    page: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FigureTile:
    """A figure by its key, with its lists."""

    key: str
    links: Sequence[TileLink] = ()


def show_figure_tiles(figures: Figures, tiles: Sequence[FigureTile], language: Words) -> None:
    with st.container(key="figure-tiles"):
        for tile in tiles:
            with st.container(border=True, key=f"tile-{tile.key}", gap="xsmall"):
                _show_figure(figures, tile.key, language)
                for number, link in enumerate(tile.links):
                    with st.container(key=f"tile-{tile.key}-{number}"):
                        st.page_link(link.page, label=link.text, query_params=dict(link.query))


def _show_figure(figures: Figures, key: str, language: Words) -> None:
    figure, change = figures[key], figures.change(key)
    is_still = change is not None and abs(change) < STILL
    st.metric(
        language(f"figures.{key}"),
        figure.text,
        None if change is None else change_text(figure, change, language, is_past=figures.is_past),
        delta_color="off" if is_still else "normal",
        delta_arrow="off" if is_still else "auto",
        help=_meaning(figure, language),
    )


def change_text(figure: Figure, change: float, language: Words, *, is_past: bool = False) -> str:
    """A change in the figure's unit: percentage points of a rate, pieces of a count."""
    if abs(change) < STILL:
        return language(f"dashboard.change.{'none_past' if is_past else 'none'}")
    if figure.is_rate:
        return language("dashboard.change.points", points=f"{change * 100:+.1f}")
    return language("dashboard.change.count", count=f"{change:+,.0f}")


def _meaning(figure: Figure, language: Words) -> str:
    formula = language(f"figures.formulas.{figure.key}")
    if figure.denominator is None:
        return formula
    parts = language(
        "dashboard.parts",
        numerator=f"{figure.numerator:,.0f}",
        denominator=f"{figure.denominator:,.0f}",
    )
    return f"{formula}\n\n{parts}"
