"""The pairings of late, each of which can be taken back as one."""

from __future__ import annotations

from collections import Counter
from functools import partial

import streamlit as st

from liaison.domain.records import PairingRun
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.locales.sentences import actor_label
from liaison.services.liaisons import get_liaison
from liaison.services.pairing_runs import KeptReason, RunUndone, list_runs, undo_run
from liaison.store.database import Database
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.pairing_policies import forget_costs
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import attempt, close_when_done
from liaison.web.templating import render

_PAGE_SIZE = 5
_SHOWN_KEPT = 20
_PAGING = "pairing-runs-page"
_UNDONE = "pairing-run-undone"


def show_runs(actor: Actor, db: Database, language: Words) -> None:
    """List the runs, the latest first, and say what the last undo did."""
    st.subheader(language("pairing_page.runs.title"))
    _show_undone(language)
    found = list_runs(actor, db, page=page_number(_PAGING), page_size=_PAGE_SIZE)
    if not found.total:
        st.caption(language("pairing_page.runs.empty"))
        return
    for run in found.rows:
        _show_run(run, _what(actor, db, run, language), language)
    show_paging(_PAGING, found.total, _PAGE_SIZE, language)


def _what(actor: Actor, db: Database, run: PairingRun, language: Words) -> str:
    counts = {"started": f"{run.started:,}", "ended": f"{run.ended:,}"}
    if run.from_id is None:
        return language("pairing_page.runs.proposal", **counts)
    name = get_liaison(actor, db, run.from_id).liaison.name
    return language("pairing_page.runs.handover", name=name, **counts)


def _show_run(run: PairingRun, what: str, language: Words) -> None:
    key = f"pairing-run-{run.id}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
        texts = [moment_text(run.at), actor_label(run.actor, language), run.note or ""]
        second = " · ".join(filter(None, texts))
        st.html(render("two_lines.html", language, first=what, second=second), width="stretch")
        if run.undone_at is not None:
            undone = language(
                "pairing_page.runs.undone",
                at=moment_text(run.undone_at),
                actor=actor_label(run.undone_by or "", language),
            )
            st.caption(plain(undone), width="content")
        elif st.button(language("pairing_page.runs.undo"), key=f"{key}-undo"):
            title = language("pairing_page.runs.undo_title")
            st.dialog(title)(_ask_to_undo)(run, what, language)


def _ask_to_undo(run: PairingRun, what: str, language: Words) -> None:
    st.text(f"{moment_text(run.at)} · {what}")
    effect = _effect(run.ended, run.started - run.ended, language)
    st.text(language("pairing_page.runs.undo_text", effect=effect))
    keep, undo = st.columns(2)
    is_kept = keep.button(language("pairing_page.runs.undo_cancel"), width="stretch")
    is_undone = undo.button(
        language("pairing_page.runs.undo_confirm"),
        type="primary",
        width="stretch",
        key="run-undo-confirm",
        on_click=_undo,
        args=(run.id, language("pairing_page.runs.undo_said")),
    )
    close_when_done(is_kept or is_undone)


def _undo(run_id: int, said: str) -> None:
    attempt(partial(take_back, run_id=run_id), said)


def take_back(actor: Actor, db: Database, run_id: int) -> None:
    """Undo a run and let the list of runs tell what that did."""
    st.session_state[_UNDONE] = undo_run(actor, db, run_id)
    forget_costs()


def _effect(restored: int, gaps: int, language: Words) -> str:
    """What an undo does or did, leaving out what happens to none."""
    counts = {"restored": restored, "gaps": gaps}
    texts = [
        language(f"pairing_page.runs.effect_{key}", number=f"{number:,}")
        for key, number in counts.items()
        if number
    ]
    return language("pairing_page.runs.between").join(texts) or language(
        "pairing_page.runs.effect_none"
    )


def _show_undone(language: Words) -> None:
    undone: RunUndone | None = st.session_state.pop(_UNDONE, None)
    if undone is None:
        return
    effect = _effect(undone.restored, undone.ended, language)
    st.success(language("pairing_page.runs.undo_done", effect=effect), icon=":material/undo:")
    counts = Counter(kept.reason for kept in undone.kept)
    for reason in KeptReason:
        if counts[reason]:
            names = [kept.enterprise_name for kept in undone.kept if kept.reason is reason]
            st.warning(plain(_kept_text(reason, names, language)), icon=":material/info:")


def _kept_text(reason: KeptReason, names: list[str], language: Words) -> str:
    """Which enterprises stay as they are and why; each is named once though it has two people."""
    different = list(dict.fromkeys(names))
    shown = language("pairing_page.outcome.between").join(different[:_SHOWN_KEPT])
    if len(different) > _SHOWN_KEPT:
        shown += language("pairing_page.runs.kept_more", number=len(different) - _SHOWN_KEPT)
    return language(
        "pairing_page.runs.kept",
        number=f"{len(names):,}",
        reason=language.label("kept_reason", reason),
        names=shown,
    )
