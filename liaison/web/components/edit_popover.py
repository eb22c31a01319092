"""A form that opens under a button, and stays open with what was typed until it is saved."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from liaison.locales import Words
from liaison.web.components.saving import show_refusal


def show_edit_popover(
    language: Words,
    key: str,
    label: str,
    show_fields: Callable[[], None],
    save: Callable[[], bool],
    *,
    icon: str = ":material/edit_square:",
) -> None:
    """Show the button, and its fields once they are asked for; `save` is a callback.

    It tells whether the save is settled; otherwise the reason is told under the fields.
    """
    popover = st.popover(label, key=key, icon=icon, on_change="rerun")
    if not popover.open:
        return
    with popover:
        with st.form(f"{key}-form", border=False):
            show_fields()
            st.form_submit_button(
                language("saving.save"),
                key=f"{key}-save",
                type="primary",
                width="stretch",
                on_click=_save,
                args=(key, save),
            )
        show_refusal()


def _save(key: str, save: Callable[[], bool]) -> None:
    st.session_state[key] = not save()
