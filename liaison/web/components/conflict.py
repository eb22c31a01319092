"""Two people saved the same record: both versions side by side, and the choice."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from liaison.locales import Words
from liaison.locales.change_words import ChangeWords, moment_text
from liaison.web.components.kept_forms import forget_form, open_name
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import (
    Conflict,
    conflict,
    refuse,
    settle_conflict,
    show_refusal,
)
from liaison.web.templating import render

_THEIRS, _MINE = "theirs", "mine"


def show_conflict(words: ChangeWords) -> None:
    """Ask, in a dialog, which of the two versions is to stand; nothing without a conflict."""
    found = conflict()
    if found is not None:
        title = words.language("saving.conflict_title")
        st.dialog(title, width="medium", dismissible=False)(_compare)(found, words)


def _compare(found: Conflict, words: ChangeWords) -> None:
    if found.edit.is_whole or len(found.stale.attempted) == 1:
        _one_or_the_other(found, words)
    else:
        _field_by_field(found, words)
    if conflict() is not found:
        st.rerun()


def _values(found: Conflict, words: ChangeWords) -> list[tuple[str, str, str, str]]:
    """Key, label, their value and the one attempted of each field."""
    entity, stale = found.edit.entity, found.stale
    return [
        (
            key,
            words.label(entity, key),
            words.value(entity, key, stale.current.get(key)),
            words.value(entity, key, attempted),
        )
        for key, attempted in stale.attempted.items()
    ]


def _tell(found: Conflict, language: Words, rows: Sequence[tuple[str, str, str]] = ()) -> None:
    stale = found.stale
    who = language("saving.saved_by", by=stale.by, at=moment_text(stale.at)) if stale.at else ""
    key = "saving.conflict_over" if stale.is_over else "saving.conflict_text"
    text = language(key, title=found.edit.title)
    st.html(render("conflict.html", language, text=text, who=who, rows=rows))


def _one_or_the_other(found: Conflict, words: ChangeWords) -> None:
    language = words.language
    rows = [row[1:] for row in _values(found, words)]
    _tell(found, language, rows)
    if found.stale.is_over:
        st.button(
            language("saving.close"), key="conflict-theirs", width="stretch", on_click=_keep_theirs
        )
        return
    theirs, mine = st.columns(2)
    theirs.button(
        language("saving.keep_theirs"),
        key="conflict-theirs",
        width="stretch",
        on_click=_keep_theirs,
    )
    mine.button(
        language("saving.take_mine"),
        key="conflict-mine",
        type="primary",
        width="stretch",
        on_click=settle_conflict,
        args=(found,),
    )


def _field_by_field(found: Conflict, words: ChangeWords) -> None:
    """Of each field either value, neither chosen beforehand, or all of it as it is now."""
    language = words.language
    _tell(found, language)
    with st.form("conflict-fields", border=False):
        for key, label, theirs, mine in _values(found, words):
            sides = {
                _THEIRS: language("saving.field_theirs", value=plain(theirs)),
                _MINE: language("saving.field_mine", value=plain(mine)),
            }
            st.radio(
                label, list(sides), index=None, key=f"conflict-{key}", format_func=sides.__getitem__
            )
        st.form_submit_button(
            language("saving.save_chosen"),
            key="conflict-save",
            type="primary",
            width="stretch",
            on_click=_save_chosen,
            args=(found, language),
        )
    st.button(
        language("saving.keep_theirs"),
        key="conflict-theirs",
        width="stretch",
        on_click=_keep_theirs,
    )
    show_refusal()


def _keep_theirs() -> None:
    settle_conflict()
    forget_form(open_name())


def _save_chosen(found: Conflict, language: Words) -> None:
    keys = list(found.stale.attempted)
    chosen = {key: st.session_state.get(f"conflict-{key}") for key in keys}
    staying = [key for key, side in chosen.items() if side == _THEIRS]
    if None in chosen.values():
        refuse(language("saving.choose_each"))
    elif len(staying) == len(keys):
        _keep_theirs()
    else:
        settle_conflict(found, staying)
