"""The head of a page: its title, one sentence, and at the right what it is opened for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from liaison.web.components.file_links import show_file_links
from liaison.web.components.plain_text import plain


def show_page_head(title: str, purpose: str, files: Sequence[tuple[str, str]] = ()) -> None:
    """Show the head; `files` are (text, address) of what can be downloaded.

    The title may be a name that somebody typed, the purpose is our own words.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="page-head"):
        st.title(plain(title), width="stretch")
        if files:
            with st.container(width="content", key="page-files"):
                show_file_links(files)
    st.caption(purpose)
