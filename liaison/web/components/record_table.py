"""A table of records that is read as cards on a phone, and the cells that it is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import streamlit as st
from markupsafe import Markup

from liaison.locales import Words
from liaison.web.templating import render

Cell = str | int | Markup
_LINK = Markup('<a href="/{}?id={}" target="{}">{}</a>')


def show_table(
    language: Words,
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    numbers: Collection[int] = (),
    label: str = "",
) -> None:
    """Show the rows; `numbers` are the positions of the columns that hold figures.

    Texts are escaped, Markup stands as it is.
    """
    st.html(
        render(
            "record_table.html",
            language,
            headings=headings,
            rows=rows,
            numbers=numbers,
            label=label,
        )
    )


def record_link(page: str, record_id: int | None, text: str, *, new_tab: bool = False) -> Markup:
    """A link to the page of one record, plain text without one.

    A link loads the page afresh, so one beside unsaved work opens in a tab of its own.
    """
    if record_id is None:
        return Markup("{}").format(text)
    target = "_blank" if new_tab else "_self"
    return _LINK.format(page, record_id, target, text)


def lines(texts: Iterable[str | Markup]) -> Markup:
    """Several texts, each on a line of its own."""
    return Markup("<br>").join(texts)


def state(kind: str, text: str, *, chip: bool = False) -> Markup:
    """A word with the colour and shape of a state of the stylesheet."""
    name = f"chip state state-{kind}" if chip else f"state state-{kind}"
    return Markup('<span class="{}">{}</span>').format(name, text)


def whole_words(text: str) -> Markup:
    """A short text that a narrow column breaks between words only, as Chinese has none."""
    return Markup('<span class="whole-words">{}</span>').format(text)


def one_line(text: str) -> Markup:
    """A short text that is not broken, such as a date with its hour."""
    return Markup('<span class="one-line">{}</span>').format(text)


def quiet(text: str) -> Markup:
    return Markup('<span class="quiet">{}</span>').format(text)
