"""Forms that a lost connection does not take away: open by the address, what is typed kept.

A session of Streamlit's ends with the server, with the tab, and two minutes after the connection.
So that a form is open stands in the address, and what is typed into it is kept by static/drafts.js
in the browser's own tab until the server has said that it is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from time import time_ns
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from liaison.web.components.saving import conflict

FORM = "form"
_SAVED = "kept-forms-saved"
_OVER = "kept-forms-over"
_REMEMBERED = 5

P = ParamSpec("P")
T = TypeVar("T")


def open_form(name: str) -> None:
    """As a callback: let the form be open, also after the page is loaded again."""
    _over().discard(name)
    st.query_params[FORM] = name


def close_form() -> None:
    """As a callback: let no form be open; what was typed is there when it is opened again."""
    st.query_params.pop(FORM, None)


def is_open(name: str) -> bool:
    """Whether the form is to be shown; a conflict is asked about before anything else.

    An address that still asks for a form that was saved is of a page that missed the answer, or
    an earlier one on the browser's way back.
    """
    if open_name() != name or conflict() is not None:
        return False
    if name in _over():
        close_form()
        return False
    return True


def _over() -> set[str]:
    """The forms that were saved since they were opened."""
    names: set[str] = st.session_state.setdefault(_OVER, set())
    return names


def open_name() -> str:
    """The name of the form that the address asks for, empty for none."""
    return str(st.query_params.get(FORM, ""))


def drafted(name: str) -> DeltaGenerator:
    """A container: what is typed into its fields is kept under the name of the form."""
    return st.container(key=f"draft-{name}")


def kept_until_saved(name: str, wish: Callable[P, T]) -> Callable[P, T]:
    """The wish; once it is done the form closes, and what was typed into it is forgotten."""

    def save(*args: P.args, **kwargs: P.kwargs) -> T:
        outcome = wish(*args, **kwargs)
        forget_form(name)
        return outcome

    return save


def forget_form(name: str) -> None:
    """In a callback: close the form and let go of what was typed into it."""
    close_form()
    _over().add(name)
    saved: list[str] = st.session_state.setdefault(_SAVED, [])
    saved[:] = [*saved[1 - _REMEMBERED :], f"{name}@{time_ns()}"]


def saved_forms() -> str:
    """The latest saves of this session, for the script: it may have missed the last answer."""
    return " ".join(st.session_state.get(_SAVED, ()))
