"""Every figure of an area with what it is made of, what it means and how it changed."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from liaison.domain.indicators import NO_VALUE, Figure, Figures
from liaison.locales import Words
from liaison.web.components.figure_tiles import change_text
from liaison.web.components.record_table import Cell, lines, quiet, show_table

_COLUMNS = ("figure", "value", "change")
_MEANING = Markup('<span class="quiet meaning">{}</span>')


def show_all_figures(figures: Figures, language: Words) -> None:
    """The figures in their order, on demand."""
    with st.expander(language("dashboard.all.title"), icon=":material/functions:"):
        headings = [language(f"dashboard.all.{column}") for column in _COLUMNS]
        rows = [_row(figures, key, figure, language) for key, figure in figures.figures.items()]
        show_table(language, headings, rows, numbers=(1, 2), label=language("dashboard.all.title"))


def _row(figures: Figures, key: str, figure: Figure, language: Words) -> list[Cell]:
    change = figures.change(key)
    changed = NO_VALUE
    if change is not None:
        changed = change_text(figure, change, language, is_past=figures.is_past)
    meaning = _MEANING.format(language(f"figures.formulas.{key}"))
    return [lines([language(f"figures.{key}"), meaning]), _value(figure), changed]


def _value(figure: Figure) -> Cell:
    """The figure, a rate with its numerator and denominator."""
    if figure.denominator is None:
        return figure.text
    parts = f"{figure.numerator:,.0f} ÷ {figure.denominator:,.0f}"
    return lines([figure.text, quiet(parts)])
