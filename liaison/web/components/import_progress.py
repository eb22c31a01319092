"""How far a long read or write is, what happens if one leaves, and the way to call it off."""

from __future__ import annotations

import streamlit as st

from liaison.domain.progress import Stage
from liaison.locales import Words
from liaison.web.background import HowFar, Job
from liaison.web.components.import_desk import ImportDesk, desk

_SECONDS_BETWEEN_LOOKS = 0.5


def show_progress(lying: ImportDesk, language: Words) -> None:
    """Show the work under way, and load the page again once it has ended."""
    if lying.work is not None:
        st.fragment(run_every=_SECONDS_BETWEEN_LOOKS)(_look)(language)


def _look(language: Words) -> None:
    work = desk().work
    if work is None or work.is_done:
        st.rerun()
        return
    far = work.how_far
    share = far.done / far.total if far.total else 0.0
    st.progress(min(share, 1.0), text=progress_text(far, language))
    st.caption(language(f"import_page.progress.leaving_{_leaving(far)}"))
    st.button(
        language("import_page.progress.cancelling" if work.is_cancelled else "import_page.cancel"),
        key="import-cancel",
        disabled=work.is_cancelled,
        on_click=_cancel,
        args=(work,),
    )


def _leaving(far: HowFar) -> str:
    """What is said of closing the page: a write goes on, a reading is of no use to anybody."""
    return "write" if far.stage is Stage.WRITE else "read"


def _cancel(work: Job[object]) -> None:
    work.cancel()


def progress_text(far: HowFar, language: Words) -> str:
    """The stage with its rows, and rate and time left once they can be told."""
    rows = f"{far.done:,}" if far.total is None else f"{far.done:,} / {far.total:,}"
    text = language(f"progress.{far.stage}", rows=rows)
    if not far.rate:
        return text
    rate = language("import_page.progress.rate", rate=f"{far.rate:,.0f}")
    if far.seconds_left is None:
        return f"{text} · {rate}"
    left = language("import_page.progress.left", seconds=f"{far.seconds_left:,.0f}")
    return f"{text} · {rate} · {left}"
