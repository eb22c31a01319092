"""Who is looking, in which language, at which database: what every page asks first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from liaison.domain.errors import LiaisonError, SignInRefused
from liaison.domain.roles import Actor
from liaison.locales import DEFAULT_LANGUAGE, Words, words
from liaison.services.sign_in import resolve_session
from liaison.web import cookies, messages
from liaison.web.settings import database
from liaison.web.templating import render

__all__ = [
    "current_actor",
    "current_session_id",
    "current_words",
    "database",
    "origin",
    "report",
    "show_errors",
    "shown_to",
]

_SIGNED_OUT = "signed_out"
# Set for one run in its own thread: the next run, and the callbacks before it, look anew.
_reader: ContextVar[Actor | None] = ContextVar("reader", default=None)


def current_session_id() -> str | None:
    """The id of the session that the gate put into the trusted header."""
    value = st.user.get("user")
    return value if isinstance(value, str) else None


def current_actor() -> Actor:
    """Who is signed in. The session is looked up in every run, since a websocket outlives it.

    Callbacks run before the page does, so what they do asks on its own.
    """
    actor = _resolved()
    if actor is None:
        raise SignInRefused(_SIGNED_OUT)
    return actor


@contextmanager
def shown_to(actor: Actor) -> Iterator[None]:
    """While a page is drawn, answer with the actor who was looked up at the run's beginning."""
    token = _reader.set(actor)
    try:
        yield
    finally:
        _reader.reset(token)


def _resolved() -> Actor | None:
    return _reader.get() or resolve_session(database(), current_session_id())


def current_words() -> Words:
    """The words of the reader's language, also for one who is signed out."""
    actor = _resolved()
    chosen = actor.language if actor else st.context.cookies.get(cookies.LANGUAGE)
    return words(chosen or DEFAULT_LANGUAGE)


def origin() -> str:
    """Scheme and host as the reader's browser sees them, to begin an address with."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


@contextmanager
def show_errors() -> Iterator[None]:
    """Say a refusal in one sentence where it happens; the rest of the page goes on."""
    try:
        yield
    except LiaisonError as error:
        _show(error)


def report(error: Exception) -> bool:
    """Streamlit's handler of whatever a page or a callback lets out: a sentence, never a trace."""
    if isinstance(error, LiaisonError):
        _show(error)
        return True
    number = messages.log_bug(error)
    st.error(current_words()("errors.something_wrong", number=number), icon=":material/error:")
    return True


def _show(error: LiaisonError) -> None:
    language = current_words()
    if error.code == _SIGNED_OUT:
        sentence = messages.sentence(error, language)
        st.html(render("signed_out.html", language, sentence=sentence, here=_here()))
        st.stop()
    st.error(messages.sentence(error, language), icon=":material/error:")


def _here() -> str:
    """The page's address with its filters, to come back to after signing in."""
    parts = urlsplit(st.context.url or "/")
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))
