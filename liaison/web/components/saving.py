"""Saving in a callback: said quietly, to be undone for ten seconds, never over somebody else's."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from liaison.domain.errors import LiaisonError, StaleRecord
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.locales.sentences import error_sentence, problem_sentence
from liaison.services.enterprise_entry import Saved
from liaison.store.database import Database
from liaison.web.session import current_actor, current_words, database
from liaison.web.templating import render

UNDO_SECONDS = 10
_NOTICE, _CONFLICT, _REFUSED = "saving-notice", "saving-conflict", "saving-refused"

Wish = Callable[[Actor, Database], object]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a save: what undoes it, and what should be looked at, as a sentence."""

    undo: Wish | None = None
    remark: str = ""


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

    `entity` and `title` name it; `said` is what the person reads once it is saved. `save` takes
    the version that was seen; `version` asks for the one there is now.
    """

    entity: str
    title: str
    said: str
    save: Callable[[Actor, Database, int], Done]
    version: Callable[[Actor, Database], int]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A save that met another: `version` is the one whose values are `current`."""

    edit: Edit
    version: int
    current: Mapping[str, object]
    attempted: Mapping[str, object]


def save(edit: Edit, version: int) -> None:
    """Save as a callback; where somebody else was faster, keep both versions to be shown."""
    actor, db = current_actor(), database()
    try:
        done = edit.save(actor, db, version)
    except StaleRecord as stale:
        now = edit.version(actor, db)
        st.session_state[_CONFLICT] = Conflict(edit, now, stale.current, stale.attempted)
    except LiaisonError as error:
        st.session_state[_REFUSED] = error_sentence(error, current_words())
    else:
        notify(_with_remark(edit.said, done.remark), undo=done.undo)


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
        st.session_state[_REFUSED] = error_sentence(error, current_words())
        return False
    notify(_with_remark(said, remark(outcome)))
    return True


def keep_refusal(error: LiaisonError) -> None:
    """In a callback: let the next run say why something was refused."""
    st.session_state[_REFUSED] = error_sentence(error, current_words())


def warnings_of(saved: Saved, language: Words) -> str:
    """What was kept but should be looked at."""
    return "；".join(problem_sentence(each, "enterprises", language) for each in saved.warnings)


def _with_remark(said: str, remark: str) -> str:
    return f"{said} · {remark}" if remark else said


def close_when_done(submitted: bool) -> None:
    """At the end of a dialog's form: say why it was refused, or close the dialog."""
    refusal = st.session_state.pop(_REFUSED, None)
    if refusal is not None:
        st.error(refusal, icon=":material/error:")
    elif submitted:
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


def settle_conflict(mine: Conflict | None = None) -> None:
    """Forget the conflict; with one that is given, save what was attempted."""
    st.session_state.pop(_CONFLICT, None)
    if mine is not None:
        save(mine.edit, mine.version)
