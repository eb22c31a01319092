"""What happened to an enterprise, in plain words: when, who, what, from what to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from liaison.domain.records import HistoryEntry
from liaison.locales import Words
from liaison.services.rule_following import RULED
from liaison.web.components.changes import ChangeWords, moment_text
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
        Line(
            moment_text(each.at), who(each.actor), _what(words, each, measures), _told(words, each)
        )
        for each in entries
    ]
    st.html(render("timeline.html", words.language, lines=lines))


def _what(words: ChangeWords, entry: HistoryEntry, measures: Mapping[str, str]) -> str:
    language: Words = words.language
    if entry.batch_id is not None and language.has(f"enterprise.imported.{entry.action}"):
        return language(f"enterprise.imported.{entry.action}", batch=entry.batch_id)
    if entry.entity == "support":
        code = entry.entity_id.partition("/")[2]
        key = "ruled" if entry.action == RULED else "set"
        return language(f"enterprise.history.support.{key}", measure=measures.get(code, code))
    key = f"enterprise.history.{entry.action}"
    return language(key if language.has(key) else "enterprise.history.other")


def _told(words: ChangeWords, entry: HistoryEntry) -> list[tuple[str, str, str]]:
    told = []
    for key, (before, after) in entry.changes.items():
        was = "" if before is None else words.value(entry.entity, key, before)
        told.append((words.label(entry.entity, key), was, words.value(entry.entity, key, after)))
    return told
