"""The first steps of a new installation, each with its state and the page where it is done."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from liaison.locales import Words
from liaison.services.first_steps import FirstStep, StepKey
from liaison.web.components.record_table import state

_PAGES: dict[StepKey, str] = {
    "accounts": "pages/accounts.py",
    "people": "pages/import_roster.py",
    "enterprises": "pages/import_roster.py",
    "pairs": "pages/pairing.py",
    "invitations": "pages/enterprises.py",
}
_STATES = {"not_started": "waiting", "in_progress": "in_progress", "done": "done"}


def show_first_steps(steps: Sequence[FirstStep], language: Words) -> None:
    """Show the steps; the button of the first that is not done is the primary one."""

    def say(key: str, **values: object) -> str:
        return language(f"dashboard.steps.{key}", **values)

    st.subheader(say("title"))
    st.caption(say("purpose"))
    following = next((step.key for step in steps if step.state != "done"), None)
    for number, step in enumerate(steps, start=1):
        key = f"step-{'next-' if step.key == following else ''}{step.key}"
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
            with st.container(width="stretch", gap="xsmall"):
                st.markdown(f"**{number}. {say(f'{step.key}.title')}**")
                st.caption(say(f"{step.key}.text"))
            text = say(f"{step.key}.count", count=f"{step.count:,}")
            shown = text if step.count else say("not_started")
            st.html(state(_STATES[step.state], shown), width="content")
            st.page_link(
                _PAGES[step.key], label=say(f"{step.key}.link"), icon=":material/arrow_forward:"
            )
