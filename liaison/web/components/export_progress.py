"""A file in the making: how far it is, the way to call it off, and where it is fetched."""

from __future__ import annotations

import streamlit as st

from liaison.domain.errors import Cancelled
from liaison.locales import Words
from liaison.services.export_kinds import OFFERS, ExportKind
from liaison.web.components.file_links import show_file_links
from liaison.web.components.import_progress import progress_text
from liaison.web.components.plain_text import plain
from liaison.web.export_desk import ExportDesk, Ready, export_desk
from liaison.web.session import show_errors

_SECONDS_BETWEEN_LOOKS = 0.5
_MEGABYTE = 1 << 20


def show_exports_in_work(session_id: str, language: Words) -> None:
    """The work under way, which may be left, and what is ready to be fetched."""
    desk = export_desk(session_id)
    if desk.work is not None and desk.work.is_done:
        _finish(desk, language)
    if desk.work is not None:
        with st.container(border=True, key="export-work"):
            st.fragment(run_every=_SECONDS_BETWEEN_LOOKS)(_look)(session_id, language)
    if desk.ready:
        with st.container(border=True, key="export-ready"):
            for ready in desk.ready:
                _show_ready(ready, language)
            st.caption(language("exports_page.work.kept"))


def amount_text(kind: ExportKind, rows: int, language: Words) -> str:
    """How much is in a file, nothing of one without a list."""
    if kind == "cards":
        return language("exports_page.work.cards", count=f"{rows:,}")
    is_list = rows or OFFERS[kind].columns is not None
    return language("exports_page.work.rows", count=f"{rows:,}") if is_list else ""


def size_text(size_bytes: int) -> str:
    """A size as people read it."""
    if size_bytes < _MEGABYTE:
        return f"{max(1, round(size_bytes / 1024)):,} KB"
    return f"{size_bytes / _MEGABYTE:,.1f} MB"


def _finish(desk: ExportDesk, language: Words) -> None:
    with show_errors():
        try:
            desk.finish()
        except Cancelled as called_off:
            st.info(language(f"errors.{called_off.code}"), icon=":material/cancel:")


def _look(session_id: str, language: Words) -> None:
    work = export_desk(session_id).work
    if work is None or work.is_done:
        st.rerun()
        return
    far = work.how_far
    share = far.done / far.total if far.total else 0.0
    text = progress_text(far, language) if far.total else language("exports_page.work.begins")
    st.progress(min(share, 1.0), text=text)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(language("exports_page.work.leaving"), width="stretch")
        st.button(
            language("exports_page.work.cancelling" if work.is_cancelled else "import_page.cancel"),
            key="export-cancel",
            disabled=work.is_cancelled,
            on_click=work.cancel,
        )


def _show_ready(ready: Ready, language: Words) -> None:
    show_file_links([(ready.file_name, ready.address)])
    told = [amount_text(ready.kind, ready.rows, language), size_text(ready.size_bytes)]
    st.caption(
        language("exports_page.work.ready", told=language("filters.and").join(filter(None, told)))
    )
    if ready.gone:
        st.warning(plain(language("filters.between").join(ready.gone)), icon=":material/rule:")
    for remark in ready.remarks:
        st.info(plain(language(f"cards.{remark.code}", **remark.values)), icon=":material/info:")
