"""The ways from a list of enterprises to what is entered for it, for whoever may."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from liaison.domain.roles import Action, Actor, may
from liaison.locales import Words
from liaison.web.navigation import PAGES


def show_new_button(actor: Actor, language: Words) -> None:
    """To the page that adds an enterprise."""
    if may(actor, Action.ADD_ENTERPRISE):
        with st.container(key="entry-new", width="content"):
            st.page_link(
                st.session_state[PAGES]["add_enterprise"],
                label=language("add_enterprise.open"),
                icon=":material/add_business:",
            )


def show_bulk_button(actor: Actor, language: Words, query: Mapping[str, str]) -> None:
    """To the page that sets one measure for many; `query` are the filters that go along."""
    if may(actor, Action.UPDATE_SUPPORT):
        with st.container(key="entry-bulk", width="content"):
            st.page_link(
                st.session_state[PAGES]["bulk_measures"],
                label=language("bulk.open"),
                icon=":material/checklist:",
                query_params=dict(query),
            )
