"""What happened to an enterprise, in plain words: when, who, what, from what to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from liaison.domain.records import HistoryEntry
from liaison.locales.change_words import ChangeWords, moment_text
from liaison.web.templating import render


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is read; `changes` are (label, from, to), `from` empty for what is new."""

    at: str
    who: str
    what: str
    changes: list[tuple[str, str, str]]


def show_timeline(
    words: ChangeWords,
    entries: Sequence[HistoryEntry],
    *,
    who: Callable[[str], str],
    measures: Mapping[str, str],
) -> None:
    """The entries, newest first; `measures` are the titles by code."""
    if not entries:
        st.info(words.language("enterprise.no_history"))
        return
    lines = [
        Line(moment_text(each.at), who(each.actor), words.what(each, measures), words.told(each))
        for each in entries
    ]
    st.html(render("timeline.html", words.language, lines=lines))
