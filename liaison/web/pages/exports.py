"""Exports: which workbook, of which area, as of when; and what one has exported so far."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from liaison.locales import LANGUAGES
from liaison.locales.change_words import moment_text
from liaison.services.figures import curve
from liaison.services.reports import EXPORT_KINDS, OFFERS, ExportKind, list_exports
from liaison.sheets.writing.templates import TEMPLATE_KINDS
from liaison.store.exports import ExportEntry
from liaison.web.components.area_choice import AREA, linked_area
from liaison.web.components.file_links import show_file_links
from liaison.web.components.linked_filters import (
    Option,
    current_page,
    linked_choice,
    linked_page,
    linked_radio,
)
from liaison.web.components.page_head import show_page_head
from liaison.web.components.places import area_name, reference_data
from liaison.web.components.record_table import Cell, show_table
from liaison.web.session import current_actor, current_words, database

PAGE_SIZE = 10
DAYS_OFFERED = 31

actor, language, db = current_actor(), current_words(), database()
reference = reference_data(actor, db)


def say(key: str, **values: object) -> str:
    return language(f"exports_page.{key}", **values)


def show_form() -> None:
    kinds = {kind: say(f"kinds.{kind}.title") for kind in EXPORT_KINDS}
    captions = [say(f"kinds.{kind}.text") for kind in EXPORT_KINDS]
    left, right = st.columns([3, 2], gap="large")
    with left:
        chosen = linked_radio("export", say("kind"), kinds, captions, EXPORT_KINDS[0])
    with right, st.container(border=True, key="export-options"):
        query = ask_options(chosen)
        text = say("download", kind=kinds[chosen])
        show_file_links([(text, f"/files/{chosen}?{urlencode(query)}")])
        st.caption(say("logged"))


def ask_options(kind: ExportKind) -> dict[str, str]:
    """What the chosen kind can be narrowed by, as the address of the file names it."""
    query: dict[str, str] = {}
    if kind == "template":
        templates = {each: say(f"template.{each}") for each in TEMPLATE_KINDS}
        query["kind"] = labelled("template", say("template_kind"), templates)
    else:
        query[AREA] = linked_area(actor, reference, language, is_labelled=True) or ""
    if OFFERS[kind].knows_past:
        query["as_of"] = labelled("as_of", say("as_of"), days_offered(query[AREA] or None))
    languages = {each: say(f"languages.{each}") for each in LANGUAGES}
    query["language"] = linked_choice(
        "language", say("language"), languages, actor.language, is_labelled=True
    )
    formats = {each: say(f"formats.{each}") for each in OFFERS[kind].formats}
    if len(formats) > 1:
        query["format"] = labelled("format", say("format"), formats)
    return {key: value for key, value in query.items() if value}


def labelled(key: str, label: str, labels: Mapping[Option, str]) -> Option:
    return linked_choice(key, label, labels, next(iter(labels)), is_labelled=True)


def days_offered(area: str | None) -> dict[str, str]:
    """Now, and the past days of which the figures were kept."""
    kept = curve(actor, db, area, days=DAYS_OFFERED)
    past = sorted((day for day in kept if day < db.today()), reverse=True)
    return {"": say("now")} | {str(day): str(day) for day in past}


def show_past() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader(say("past.title"), width="stretch")
        st.button(say("past.refresh"), icon=":material/refresh:", type="tertiary")
    found = list_exports(actor, db, page=current_page(), page_size=PAGE_SIZE)
    if not found.total:
        st.info(say("past.empty"), icon=":material/history:")
        return
    headings = [say(f"past.{column}") for column in ("at", "file", "kind", "area", "rows")]
    rows = [cells(entry) for entry in found.rows]
    show_table(language, headings, rows, numbers=(4,), label=say("past.title"))
    linked_page(found.pages)


def cells(entry: ExportEntry) -> list[Cell]:
    return [
        moment_text(entry.at),
        entry.file_name,
        say(f"kinds.{entry.kind}.title"),
        area_name(reference, entry.area_code, language.language) or "—",
        f"{entry.rows:,}",
    ]


show_page_head(say("title"), say("purpose"))
show_form()
show_past()
