"""Importing a catalogue: the file, every change that it would make, then the writing of it."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from liaison.domain.catalogue import CataloguePlan, CatalogueRow, RowKind, values_of
from liaison.domain.roles import Actor
from liaison.locales.catalogue_words import catalogue_sentence, unread_text
from liaison.locales.sentences import place
from liaison.services.catalogue_files import commit_catalogue_import, plan_catalogue_import
from liaison.store.database import Database
from liaison.web.components.catalogue_words import MeasureWords, effect_lines
from liaison.web.components.plain_text import plain
from liaison.web.components.record_table import Cell, lines, show_table
from liaison.web.components.saving import attempt
from liaison.web.session import show_errors

_PLAN, _OPEN, _NUMBER = "catalogue-plan", "catalogue-import", "catalogue-file-number"
_SHOWN_OF_NEW = ("title_en", "unit", "default_days", "applies_to")
_ENDINGS = ["xlsx", "xls", "xlsb", "et", "ods", "csv"]


def import_is_open() -> bool:
    return bool(st.session_state.get(_OPEN))


def open_import() -> None:
    """As a callback: show the section."""
    st.session_state[_OPEN] = True


def _close() -> None:
    st.session_state.pop(_OPEN, None)
    _forget()


def _forget() -> None:
    """Drop the plan and the file, so that the next one is asked for afresh."""
    st.session_state.pop(_PLAN, None)
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


def show_import(actor: Actor, db: Database, words: MeasureWords) -> None:
    """The section: a file to choose, or what the chosen one would change."""
    language = words.language
    with st.container(border=True, key="catalogue-import-box"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(language("catalogue_page.file.title"), width="stretch")
            st.button(
                language("catalogue_page.file.close"),
                key="catalogue-import-close",
                type="tertiary",
                icon=":material/close:",
                on_click=_close,
            )
        plan: CataloguePlan | None = st.session_state.get(_PLAN)
        if plan is None:
            _ask_file(actor, db, words)
        else:
            _show_plan(plan, words)


def _ask_file(actor: Actor, db: Database, words: MeasureWords) -> None:
    language = words.language
    st.caption(language("catalogue_page.file.purpose"))
    upload = st.file_uploader(
        language("catalogue_page.file.upload"),
        type=_ENDINGS,
        key=f"catalogue-file-{st.session_state.get(_NUMBER, 0)}",
    )
    is_asked = st.button(
        language("catalogue_page.file.read"),
        key="catalogue-read",
        type="primary",
        disabled=upload is None,
        help=language("catalogue_page.file.empty") if upload is None else None,
    )
    if is_asked and upload is not None:
        with show_errors():
            st.session_state[_PLAN] = plan_catalogue_import(
                actor, db, upload.getvalue(), upload.name
            )
            st.rerun()


def _show_plan(plan: CataloguePlan, words: MeasureWords) -> None:
    language, counts = words.language, plan.counts
    st.markdown(f"**{plain(plan.file_name)}**")
    st.write(language("catalogue_page.file.counts", **counts))
    unread = unread_text(plan, language)
    if unread:
        st.warning(plain(unread), icon=":material/warning:")
    rejected = counts[RowKind.REJECTED]
    if rejected:
        st.error(
            language("catalogue_page.file.rejected", rejected=rejected), icon=":material/error:"
        )
        _show_problems(plan, words)
    elif plan.written:
        _show_changes(plan, words)
    elif plan.rows:
        st.info(language("catalogue_page.file.nothing"), icon=":material/check:")
    else:
        st.warning(language("catalogue_page.file.nothing_read"), icon=":material/warning:")
    with st.container(horizontal=True):
        if plan.written and not rejected:
            st.button(
                language("catalogue_page.file.write", new=counts["new"], changed=counts["changed"]),
                key="catalogue-write",
                type="primary",
                on_click=_write,
                args=(plan, words),
            )
        st.button(
            language("catalogue_page.file.another"), key="catalogue-another", on_click=_forget
        )


def _write(plan: CataloguePlan, words: MeasureWords) -> None:
    counts = plan.counts
    said = words.language(
        "catalogue_page.file.written", new=counts["new"], changed=counts["changed"]
    )
    if attempt(partial(commit_catalogue_import, plan=plan), said):
        _close()
    else:
        _forget()


def _show_problems(plan: CataloguePlan, words: MeasureWords) -> None:
    language = words.language
    rows: list[list[Cell]] = [
        [place(each, language), catalogue_sentence(each, language)] for each in plan.problems
    ]
    headings = [language(f"catalogue_page.file.{key}") for key in ("place", "reason")]
    show_table(language, headings, rows, label=language("catalogue_page.file.reason"))


def _show_changes(plan: CataloguePlan, words: MeasureWords) -> None:
    language = words.language
    headings = [
        language(f"catalogue_page.file.{key}") for key in ("row", "measure", "kind", "details")
    ]
    rows: list[list[Cell]] = [
        [
            row.row_number,
            f"{row.code} {row.title}",
            language(f"catalogue_page.kinds.{row.kind}"),
            _details(row, words),
        ]
        for row in plan.written
    ]
    show_table(language, headings, rows, numbers=(0,), label=language("catalogue_page.file.title"))
    if plan.order:
        st.markdown(f"**{language('catalogue_page.file.order')}**")
        named = [f"{each.code} {each.title_in(language.language)}" for each in plan.order]
        st.write(plain(" → ".join(named)))
    st.markdown(f"**{language('catalogue_page.file.effects')}**")
    told = effect_lines(plan.effects, None, language)
    st.markdown("\n".join(f"- {plain(line)}" for line in told))


def _details(row: CatalogueRow, words: MeasureWords) -> Markup:
    """Field by field, from what to what; of a new measure what it begins with."""
    if row.kind is RowKind.NEW and row.measure is not None:
        told = values_of(row.measure)
        shown = ((key, _shown(words, key, told[key])) for key in _SHOWN_OF_NEW)
        return lines(f"{words.label('measure', key)} {text}" for key, text in shown if text)
    empty = words.language("catalogue_page.file.empty_value")
    return lines(
        words.language(
            "catalogue_page.file.changed_from",
            label=words.label("measure", key),
            before=_shown(words, key, before) or empty,
            after=_shown(words, key, after) or empty,
        )
        for key, (before, after) in row.changes.items()
    )


def _shown(words: MeasureWords, key: str, value: object) -> str:
    shown = words.value("measure", key, value)
    return "" if shown == "—" else shown
