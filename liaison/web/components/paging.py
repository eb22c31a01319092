"""Turning the pages of a list that stands beside others on its page.

A list whose page belongs into the address has `linked_page` of linked_filters instead.
"""

from __future__ import annotations

import streamlit as st

from liaison.locales import Words


def page_number(key: str) -> int:
    """The page that the list's buttons stand at, before they are drawn."""
    return int(st.session_state.get(key) or 1)


def show_paging(key: str, total: int, page_size: int, language: Words) -> None:
    """The length of the list, and its pages where there are several.

    A key that names the list's filters makes another filter begin at page one. Where the list
    became shorter than the page that the reader was on, its last page is shown.
    """
    pages = max(1, -(-total // page_size))
    if page_number(key) > pages:
        st.session_state[key] = pages
        st.rerun()
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(language("paging.total", total=f"{total:,}"), width="content")
        if pages > 1:
            st.pagination(pages, key=key)
