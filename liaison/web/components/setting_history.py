"""Who changed which setting, from what to what."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from liaison.domain.records import HistoryEntry
from liaison.locales.change_words import ChangeWords, moment_text
from liaison.locales.sentences import actor_label
from liaison.web.components.timeline import Line
from liaison.web.templating import render


def show_setting_history(words: ChangeWords, entries: Sequence[HistoryEntry]) -> None:
    language = words.language
    if not entries:
        st.info(language("settings_page.no_history"), icon=":material/history:")
        return
    lines = [
        Line(
            moment_text(each.at),
            actor_label(each.actor, language),
            language(f"settings_page.{each.entity_id}"),
            words.told(each),
        )
        for each in entries
    ]
    st.html(render("timeline.html", language, lines=lines))
