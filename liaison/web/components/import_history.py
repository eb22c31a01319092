"""The imports of the past, each of which can be taken back."""

from __future__ import annotations

import streamlit as st

from liaison.domain.errors import LiaisonError
from liaison.domain.fields import RosterKind
from liaison.domain.plan import UndoReport
from liaison.domain.records import ImportBatch
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.locales.field_words import field_label
from liaison.locales.sentences import actor_label, error_sentence
from liaison.services.roster_import import list_imports
from liaison.services.roster_undo import undo_import
from liaison.store.database import Database
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import notify
from liaison.web.session import current_actor, current_words, database
from liaison.web.templating import render

_PAGE_SIZE = 10
_SHOWN_KEPT = 20
_PAGING = "import-history-page"
_UNDONE = "import-undone"


def show_past_imports(actor: Actor, db: Database, language: Words) -> None:
    """List the imports, newest first, and say what the last undo did."""
    st.subheader(language("import_page.past.title"))
    _show_undone(language)
    found = list_imports(actor, db, page=page_number(_PAGING), page_size=_PAGE_SIZE)
    if not found.total:
        st.info(language("import_page.past.empty"), icon=":material/history:")
        return
    for batch in found.rows:
        _show_batch(batch, language)
    show_paging(_PAGING, found.total, _PAGE_SIZE, language)


def _show_batch(batch: ImportBatch, language: Words) -> None:
    key = f"import-{batch.id}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
        kind = language.label("roster_kind", batch.kind)
        at = moment_text(batch.at)
        actor = actor_label(batch.actor, language)
        st.html(
            render(
                "two_lines.html",
                language,
                first=language("import_page.past.line", file=batch.file_name, kind=kind),
                second=language(
                    "import_page.past.what",
                    at=at,
                    actor=actor,
                    hash=batch.sha256[:8],
                    left=batch.counts["rejected"] + batch.counts.get("conflicting", 0),
                    **batch.counts,
                ),
            ),
            width="stretch",
        )
        if batch.undone_at is not None:
            undone = language("import_page.past.undone", at=moment_text(batch.undone_at))
            st.caption(undone, width="content")
        elif st.button(language("import_page.past.undo"), key=f"undo-{batch.id}"):
            title = language("import_page.past.undo_title")
            st.dialog(title)(_confirm_undo)(batch, language)


def _confirm_undo(batch: ImportBatch, language: Words) -> None:
    st.text(
        language(
            "import_page.past.undo_text",
            file=batch.file_name,
            new=batch.counts["new"],
            changed=batch.counts["changed"],
        )
    )
    keep, undo = st.columns(2)
    is_kept = keep.button(language("import_page.past.undo_cancel"), width="stretch")
    is_undone = undo.button(
        language("import_page.past.undo_confirm"),
        key="undo-confirm",
        type="primary",
        width="stretch",
        on_click=_undo,
        args=(batch,),
    )
    if is_kept or is_undone:
        st.rerun()


def _undo(batch: ImportBatch) -> None:
    try:
        report = undo_import(current_actor(), database(), batch.id)
    except LiaisonError as error:
        notify(error_sentence(error, current_words()), refused=True)
    else:
        st.session_state[_UNDONE] = (batch, report)


def _show_undone(language: Words) -> None:
    if _UNDONE not in st.session_state:
        return
    batch, report = st.session_state.pop(_UNDONE)
    said = language(
        "import_page.past.undo_done",
        file=batch.file_name,
        removed=report.removed,
        restored=report.restored,
    )
    st.success(plain(said), icon=":material/undo:")
    if report.kept:
        st.warning(language("import_page.past.undo_kept", number=len(report.kept)))
        st.text("\n".join(_kept_lines(batch, report, language)))


def _kept_lines(batch: ImportBatch, report: UndoReport, language: Words) -> list[str]:
    kind: RosterKind = "enterprises" if batch.kind == "enterprises" else "liaisons"
    texts = []
    for kept in report.kept[:_SHOWN_KEPT]:
        labels = language("import_page.between").join(
            field_label(kind, key, language) for key in kept.fields
        )
        key = f"import_page.past.undo_kept_{kept.reason}"
        texts.append(language(key, name=kept.name, fields=labels))
    if len(report.kept) > _SHOWN_KEPT:
        more = len(report.kept) - _SHOWN_KEPT
        texts.append(language("import_page.past.undo_kept_more", number=more))
    return texts
