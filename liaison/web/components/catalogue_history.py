"""What happened to a measure itself: who changed what, from what to what."""

from __future__ import annotations

import streamlit as st

from liaison.domain.records import Measure
from liaison.locales.change_words import moment_text
from liaison.locales.sentences import actor_label
from liaison.services.catalogue import measure_history
from liaison.web.components.catalogue_words import MeasureWords
from liaison.web.components.plain_text import plain
from liaison.web.components.timeline import Line
from liaison.web.session import current_actor, database
from liaison.web.templating import render


def show_history_button(words: MeasureWords, measure: Measure) -> None:
    """A button that opens the history."""
    language = words.language
    if st.button(
        language("catalogue_page.history"),
        key=f"measure-history-{measure.code}",
        icon=":material/history:",
        type="tertiary",
    ):
        named = f"{measure.code} {measure.title_in(language.language)}"
        title = plain(language("catalogue_page.history_of.title", title=named))
        st.dialog(title, width="medium")(_show)(words, measure)


def _show(words: MeasureWords, measure: Measure) -> None:
    language = words.language
    entries = measure_history(current_actor(), database(), measure.code)
    if not entries:
        st.info(language("catalogue_page.no_history"))
        return
    lines = [
        Line(
            moment_text(each.at),
            actor_label(each.actor, language),
            language(f"catalogue_page.history_of.{each.action.partition('.')[2]}"),
            [
                (
                    words.label("measure", key),
                    "" if before is None else words.value("measure", key, before),
                    words.value("measure", key, after),
                )
                for key, (before, after) in each.changes.items()
            ],
        )
        for each in entries
    ]
    st.html(render("timeline.html", language, lines=lines))
