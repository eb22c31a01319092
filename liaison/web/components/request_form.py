"""Asking for help, by an enterprise or for it: kind and text in a dialog."""

from __future__ import annotations

from functools import partial

import streamlit as st

from liaison.domain.vocabulary import RequestKind
from liaison.locales import Words
from liaison.services.requests import submit_request
from liaison.web.components.kept_forms import (
    close_form,
    drafted,
    is_open,
    kept_until_saved,
    open_form,
)
from liaison.web.components.saving import attempt, close_when_done


def show_request_button(
    language: Words, enterprise_id: int, topic: str, *, primary: bool = False
) -> None:
    """A button that opens the form; `topic` is whose words it speaks: enterprise or portal."""
    name = _name(enterprise_id)
    st.button(
        language(f"{topic}.ask"),
        key="ask",
        type="primary" if primary else "secondary",
        icon=":material/support_agent:",
        width="stretch" if primary else "content",
        on_click=open_form,
        args=(name,),
    )
    if is_open(name):
        dialog = st.dialog(language(f"{topic}.ask"), on_dismiss=close_form)
        dialog(_form)(language, enterprise_id, topic)


def _name(enterprise_id: int) -> str:
    return f"ask-{enterprise_id}"


def _form(language: Words, enterprise_id: int, topic: str) -> None:
    with st.form("ask-form", border=False):
        with drafted(_name(enterprise_id)):
            st.pills(
                language(f"{topic}.ask_kind"),
                list(RequestKind),
                key="ask-kind",
                default=RequestKind.OTHER,
                required=True,
                format_func=lambda kind: language.label("request_kind", kind),
            )
            st.text_area(
                language(f"{topic}.ask_what"),
                key="ask-body",
                placeholder=language(f"{topic}.ask_hint"),
            )
        submitted = st.form_submit_button(
            language(f"{topic}.ask_send"),
            key="ask-send",
            type="primary",
            width="stretch",
            on_click=_send,
            args=(language(f"{topic}.ask_sent"), enterprise_id),
        )
    close_when_done(submitted)


def _send(said: str, enterprise_id: int) -> None:
    typed = st.session_state
    wish = partial(
        submit_request,
        enterprise_id=enterprise_id,
        kind=typed["ask-kind"],
        body=typed.get("ask-body") or "",
    )
    attempt(kept_until_saved(_name(enterprise_id), wish), said)
