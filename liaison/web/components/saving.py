"""Saving in a callback: said quietly, to be undone for ten seconds, never over somebody else's."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from liaison.domain.errors import LiaisonError, StaleRecord
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import MeasureState
from liaison.locales import Words
from liaison.locales.change_words import ChangeWords
from liaison.locales.sentences import error_sentence, problem_sentence
from liaison.services.enterprise_entry import Saved
from liaison.store.database import Database
from liaison.web.components.places import reference_data
from liaison.web.session import current_actor, current_words, database
from liaison.web.templating import render

UNDO_SECONDS = 10
_NOTICE, _CONFLICT, _REFUSED = "saving-notice", "saving-conflict", "saving-refused"

Wish = Callable[[Actor, Database], object]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a save: what undoes it, and what should be looked at, as a sentence.

    `said` is what the person reads in place of the edit's own words.
    """

    undo: Wish | None = None
    remark: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What was saved or refused, shown until `until`, a time of the monotonic clock."""

    text: str
    refused: bool
    undo: Wish | None
    number: float
    until: float


@dataclass(frozen=True, slots=True)
class Edit:
    """A save of one record that others save, too.

    `entity` and `title` name it, `seen` are its values by field key as the person saw them;
    `said` is what the person reads once it is saved. `save` takes the version that was seen and
    the keys of fields that are to stay as they are by now. An edit that `is_whole` is one
    decision: all of its fields are saved, or none.
    """

    entity: str
    title: str
    said: str
    seen: Mapping[str, object]
    save: Callable[[Actor, Database, int, Collection[str]], Done]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """A save that met another one of the same fields."""

    edit: Edit
    stale: StaleRecord


def save(
    edit: Edit, version: int, staying: Collection[str] = (), known: StaleRecord | None = None
) -> None:
    """Save as a callback; where somebody else saved the same fields first, show both versions.

    What others saved in other fields stays and is told; `known` is the save that met theirs.
    """
    try:
        done = edit.save(current_actor(), database(), version, staying)
    except StaleRecord as stale:
        if edit.is_whole or _meet(edit, stale):
            st.session_state[_CONFLICT] = Conflict(edit, stale)
        else:
            save(edit, stale.version, staying, known=stale)
    except LiaisonError as error:
        keep_refusal(error)
    else:
        notify(
            _with_remark(done.said or edit.said, done.remark, _of_others(edit, known)),
            undo=done.undo,
        )


def _meet(edit: Edit, stale: StaleRecord) -> bool:
    """Whether somebody else changed a field that this edit changes."""
    return any(stale.current[key] != edit.seen.get(key) for key in stale.attempted)


def _of_others(edit: Edit, stale: StaleRecord | None) -> str:
    """What somebody else changed meanwhile in the fields that the person saw."""
    if stale is None:
        return ""
    language = current_words()
    words = ChangeWords(language, reference_data(current_actor(), database()))
    told = [
        f"{words.label(edit.entity, key)} {words.value(edit.entity, key, stale.current[key])}"
        for key, seen in edit.seen.items()
        if key in stale.current and stale.current[key] != seen and key not in stale.attempted
    ]
    return language("saving.meanwhile", fields="，".join(told)) if told else ""


def attempt(
    wish: Callable[[Actor, Database], T], said: str, remark: Callable[[T], str] = lambda _: ""
) -> bool:
    """Do something as a callback and say so; False, with the refusal kept, where it is refused.

    `remark` tells of the outcome what should be looked at.
    """
    actor, db = current_actor(), database()
    try:
        outcome = wish(actor, db)
    except LiaisonError as error:
        keep_refusal(error)
        return False
    notify(_with_remark(said, remark(outcome)))
    return True


def keep_refusal(error: LiaisonError) -> None:
    """`refuse` with the sentence of an error."""
    refuse(error_sentence(error, current_words()))


def warnings_of(saved: Saved, language: Words) -> str:
    """What was kept but should be looked at, and what rules of measures made of the save."""
    told = [problem_sentence(each, "enterprises", language) for each in saved.warnings]
    for key, state in (
        ("ruled_out", MeasureState.NOT_APPLICABLE),
        ("ruled_in", MeasureState.NOT_STARTED),
    ):
        codes = [code for code, each in saved.ruled if each is state]
        if codes:
            told.append(language(f"saving.{key}", measures="、".join(codes)))
    return "；".join(told)


def _with_remark(said: str, *remarks: str) -> str:
    return " · ".join((said, *filter(None, remarks)))


def refuse(sentence: str) -> None:
    """In a callback: let the next run say why something was refused."""
    st.session_state[_REFUSED] = sentence


def show_refusal() -> bool:
    """Say why the last save was refused, where it was; whether it was."""
    refusal = st.session_state.pop(_REFUSED, None)
    if refusal is not None:
        st.error(refusal, icon=":material/error:")
    return refusal is not None


def close_when_done(submitted: bool) -> None:
    """At the end of a dialog's form: say why it was refused, or close the dialog."""
    if not show_refusal() and submitted:
        st.rerun()


def notify(text: str, *, refused: bool = False, undo: Wish | None = None) -> None:
    """Let the next run show a line at the foot of the page."""
    now = time.monotonic()
    st.session_state[_NOTICE] = Notice(text, refused, undo, now, now + UNDO_SECONDS)


def show_notice(language: Words) -> None:
    """What was just saved, with a button that undoes it; the stylesheet hides it in time."""
    refusal = st.session_state.pop(_REFUSED, None)
    if refusal is not None:
        notify(refusal, refused=True)
    notice: Notice | None = st.session_state.get(_NOTICE)
    if notice is None or time.monotonic() > notice.until:
        st.session_state.pop(_NOTICE, None)
        return
    # The number makes each notice a new element, so that its ten seconds begin anew.
    with st.container(key=f"notice-{int(notice.number * 1000)}", horizontal=True):
        st.html(render("notice.html", language, notice=notice), width="stretch")
        if notice.undo is not None:
            st.button(language("saving.undo"), key="saving-undo", on_click=_undo, args=(notice,))


def _undo(notice: Notice) -> None:
    st.session_state.pop(_NOTICE, None)
    if notice.undo is not None and attempt(notice.undo, current_words()("saving.undone")):
        st.session_state.pop(_CONFLICT, None)


def conflict() -> Conflict | None:
    """The save that met another one and waits for a choice."""
    found: Conflict | None = st.session_state.get(_CONFLICT)
    return found


def settle_conflict(mine: Conflict | None = None, staying: Collection[str] = ()) -> None:
    """Forget the conflict; with one that is given, save what was attempted.

    Fields that are `staying` are left as the other person saved them.
    """
    st.session_state.pop(_CONFLICT, None)
    if mine is not None:
        save(mine.edit, mine.stale.version, staying)
