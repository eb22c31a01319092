"""Importing, step one: the file, what it is, templates, and the imports of the past."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.services.roster_kind import FileKind
from liaison.store.database import Database
from liaison.web.components.file_links import show_file_links
from liaison.web.components.import_desk import read_new_file
from liaison.web.session import current_session_id, show_errors

_KINDS: tuple[FileKind, ...] = get_args(FileKind)
_AUTO, _NO_YEAR = "auto", 0
_ENDINGS = ["xlsx", "xlsm", "xls", "xlsb", "et", "ods", "csv", "tsv", "txt"]


def ask_file(actor: Actor, db: Database, language: Words) -> None:
    """Ask for a file and read it."""
    upload = st.file_uploader(
        language("import_page.file.upload"),
        type=_ENDINGS,
        help=language("import_page.file.upload_hint"),
        key="import-file",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kind = _ask_kind(language)
        year = _ask_year(db, language)
        is_asked = st.button(
            language("import_page.file.read"),
            type="primary",
            disabled=upload is None,
            help=language("import_page.file.empty") if upload is None else None,
            key="import-read",
        )
    if is_asked and upload is not None:
        with show_errors():
            content, session_id = upload.getvalue(), current_session_id()
            read_new_file(content, upload.name, kind, year, actor, db, session_id)
            st.rerun()
    _show_templates(language)


def _ask_kind(language: Words) -> FileKind | None:
    names = {_AUTO: language("import_page.file.kind_auto")}
    names |= {kind: language.label("roster_kind", kind) for kind in _KINDS}
    chosen = st.segmented_control(
        language("import_page.file.kind"),
        list(names),
        default=_AUTO,
        required=True,
        format_func=lambda kind: names[kind],
        key="import-kind",
    )
    return next((kind for kind in _KINDS if kind == chosen), None)


def _ask_year(db: Database, language: Words) -> int | None:
    this_year = db.today().year
    chosen = st.selectbox(
        language("import_page.file.year"),
        [_NO_YEAR, this_year, this_year - 1, this_year - 2],
        format_func=lambda year: str(year or language("import_page.file.year_none")),
        key="import-year",
        width=280,
    )
    return int(chosen) or None


def _show_templates(language: Words) -> None:
    st.caption(language("import_page.file.templates"))
    show_file_links(
        [
            (
                language("import_page.file.template", kind=language.label("roster_kind", kind)),
                f"/files/template?kind={kind}",
            )
            for kind in _KINDS
        ]
    )
