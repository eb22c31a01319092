"""Two people saved the same record: both versions side by side, and the choice."""

from __future__ import annotations

import streamlit as st

from liaison.web.components.changes import ChangeWords
from liaison.web.components.saving import Conflict, conflict, settle_conflict
from liaison.web.templating import render


def show_conflict(words: ChangeWords) -> None:
    """Ask, in a dialog, which of the two versions is to stand; nothing without a conflict."""
    found = conflict()
    if found is not None:
        title = words.language("saving.conflict_title")
        st.dialog(title, width="medium", on_dismiss=settle_conflict)(_compare)(found, words)


def _compare(found: Conflict, words: ChangeWords) -> None:
    entity, language = found.edit.entity, words.language
    rows = [
        (
            words.label(entity, key),
            words.value(entity, key, found.current.get(key)),
            words.value(entity, key, attempted),
        )
        for key, attempted in found.attempted.items()
    ]
    st.html(render("conflict.html", language, title=found.edit.title, rows=rows))
    theirs, mine = st.columns(2)
    theirs.button(
        language("saving.keep_theirs"),
        key="conflict-theirs",
        width="stretch",
        on_click=settle_conflict,
    )
    mine.button(
        language("saving.take_mine"),
        key="conflict-mine",
        type="primary",
        width="stretch",
        on_click=settle_conflict,
        args=(found,),
    )
    if conflict() is not found:
        st.rerun()
