"""A form that opens under a button, and stays open with what was typed until it is saved."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from liaison.locales import Words
from liaison.web.components.kept_forms import close_form, drafted, is_open, open_form
from liaison.web.components.saving import show_refusal


def show_edit_popover(
    language: Words,
    name: str,
    label: str,
    show_fields: Callable[[], None],
    save: Callable[[], None],
    *,
    key: str,
    icon: str = ":material/edit_square:",
    explain: Callable[[], str] | None = None,
) -> None:
    """Show the button, and its fields once they are asked for.

    `name` is what the form is kept under, its record's number in it; `save` is a callback that
    saves by `kept_until_saved`. Why it was refused is told under the fields, then what
    `explain` says, as HTML.
    """
    st.session_state[key] = is_open(name)
    popover = st.popover(
        label,
        key=key,
        icon=icon,
        on_change=lambda: open_form(name) if st.session_state[key] else close_form(),
    )
    if not popover.open:
        return
    with popover:
        with st.form(f"{key}-form", border=False):
            with drafted(name):
                show_fields()
            show_refusal()
            st.form_submit_button(
                language("saving.save"),
                key=f"{key}-save",
                type="primary",
                width="stretch",
                on_click=save,
            )
        # Below the button, which a phone must show without scrolling.
        if explain is not None:
            st.html(explain())
