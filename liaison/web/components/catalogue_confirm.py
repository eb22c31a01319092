"""What an edit of the catalogue means for enterprises, shown before it is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import streamlit as st

from liaison.domain.catalogue import Effects, values_of, with_values
from liaison.domain.errors import LiaisonError
from liaison.domain.records import Measure
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.services.catalogue import (
    SavedMeasure,
    add_measure,
    change_measure,
    get_measure,
    preview_restored,
    preview_retired,
    restore_measure,
    retire_measure,
)
from liaison.store.database import Database
from liaison.web.components.catalogue_words import effect_lines
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import Done, Edit, Wish, attempt, keep_refusal, notify, save
from liaison.web.session import current_actor, database

What = Literal["add", "change", "retire", "restore"]
_WAITING = "catalogue-waiting"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An edit that waits for its confirmation; `measure` is the one that was seen, if any."""

    what: What
    title: str
    days: int
    effects: Effects
    measure: Measure | None = None
    values: Mapping[str, Any] | None = None


def ask_first(waiting: Waiting) -> None:
    """In a callback: let the next run ask whether the edit is to be written."""
    st.session_state[_WAITING] = waiting


def ask_to_retire(measure: Measure) -> None:
    _ask("retire", measure)


def ask_to_restore(measure: Measure) -> None:
    _ask("restore", measure)


def _ask(what: What, measure: Measure) -> None:
    preview = preview_retired if what == "retire" else preview_restored
    try:
        effects = preview(current_actor(), database(), measure.code)
    except LiaisonError as error:
        keep_refusal(error)
    else:
        ask_first(Waiting(what, measure.title, measure.default_days, effects, measure))


def show_confirmation(language: Words) -> None:
    """The dialog of the edit that waits; nothing without one."""
    waiting: Waiting | None = st.session_state.get(_WAITING)
    if waiting is not None:
        title = plain(
            language(f"catalogue_page.confirm.{waiting.what}", title=_named(waiting, language))
        )
        st.dialog(title, width="medium", on_dismiss=_forget)(_confirm)(waiting, language)


def _named(waiting: Waiting, language: Words) -> str:
    return waiting.measure.title_in(language.language) if waiting.measure else waiting.title


def _forget() -> None:
    st.session_state.pop(_WAITING, None)


def _confirm(waiting: Waiting, language: Words) -> None:
    def say(key: str) -> str:
        return language(f"catalogue_page.confirm.{key}")

    st.write(say("then"))
    lines = effect_lines(waiting.effects, waiting.days, language)
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    with st.container(horizontal=True):
        st.button(
            say(f"{waiting.what}_button"),
            key="catalogue-confirm",
            type="primary",
            on_click=_write,
            args=(waiting, language),
        )
        st.button(say("cancel"), key="catalogue-cancel", on_click=_forget)
    if _WAITING not in st.session_state:
        st.rerun()


def _write(waiting: Waiting, language: Words) -> None:
    _forget()
    said = language(f"catalogue_page.confirm.{waiting.what}_done", title=_named(waiting, language))
    if waiting.what == "add":
        attempt(partial(add_measure, values=waiting.values or {}), said)
    elif waiting.what == "change":
        assert waiting.measure is not None
        save_change(waiting.measure, waiting.values or {}, language)
    else:
        assert waiting.measure is not None
        _turn(waiting.what, waiting.measure.code, said)


def _turn(what: What, code: str, said: str) -> None:
    """Retire or restore; the one takes the other back."""
    turn, back = retire_measure, restore_measure
    if what == "restore":
        turn, back = back, turn
    undo: Wish = partial(back, code=code)
    try:
        turn(current_actor(), database(), code)
    except LiaisonError as error:
        keep_refusal(error)
    else:
        notify(said, undo=undo)


def save_change(measure: Measure, values: Mapping[str, Any], language: Words) -> None:
    """In a callback: save what was typed; where somebody was faster both versions are shown.

    An edit that left every enterprise as it was can be undone at once.
    """
    title = with_values(measure, values).title_in(language.language)

    def save_version(actor: Actor, db: Database, version: int, staying: Collection[str]) -> Done:
        wanted = {key: value for key, value in values.items() if key not in staying}
        before = get_measure(actor, db, measure.code)
        saved = change_measure(actor, db, measure.code, version=version, changes=wanted)
        return _undo(before, saved, wanted)

    said = language("catalogue_page.form.saved", title=f"{measure.code} {title}")
    edit = Edit("measure", f"{measure.code} {title}", said, values_of(measure), save_version)
    save(edit, measure.version)


def _undo(before: Measure, saved: SavedMeasure, values: Mapping[str, Any]) -> Done:
    if saved.effects.touches_work or saved.measure.version == before.version:
        return Done()
    old = values_of(before)
    restored = {key: old[key] for key in (*values, "applies_to", "applies_to_en")}
    return Done(
        partial(change_measure, code=before.code, version=saved.measure.version, changes=restored)
    )
