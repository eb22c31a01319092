"""The catalogue of measures: what enterprises are helped with, as administrators edit it."""

from __future__ import annotations

import streamlit as st

from liaison.domain.roles import Actor
from liaison.services.catalogue import get_catalogue
from liaison.services.catalogue_files import export_catalogue
from liaison.services.reports import MEDIA_TYPES
from liaison.web.components.catalogue_confirm import show_confirmation
from liaison.web.components.catalogue_form import show_add_button
from liaison.web.components.catalogue_import import import_is_open, open_import, show_import
from liaison.web.components.catalogue_list import show_in_force, show_retired
from liaison.web.components.catalogue_words import MeasureWords
from liaison.web.components.conflict import show_conflict
from liaison.web.components.page_head import show_page_head
from liaison.web.components.places import reference_data
from liaison.web.components.saving import show_notice
from liaison.web.held_files import HeldFile, hold
from liaison.web.session import current_actor, current_session_id, current_words, database

actor, language, db = current_actor(), current_words(), database()
words = MeasureWords(language, reference_data(actor, db))
view = get_catalogue(actor, db)


def say(key: str, **values: object) -> str:
    return language(f"catalogue_page.{key}", **values)


def export_address() -> str:
    """Where this session finds the workbook, made when it is fetched."""

    def make(reader: Actor) -> bytes:
        return export_catalogue(reader, database(), language=language.language).content

    name = f"{language('workbooks.sheets.catalogue')}_{db.today()}.xlsx"
    session_id = current_session_id() or ""
    return hold(HeldFile(session_id, name, MEDIA_TYPES["xlsx"], make))


def show_tools() -> None:
    with st.container(horizontal=True, key="catalogue-tools"):
        show_add_button(words, number=len(view.in_force) + len(view.retired))
        st.button(
            say("import"),
            key="catalogue-import-open",
            icon=":material/upload_file:",
            on_click=open_import,
        )


show_page_head(say("title"), say("purpose"), [(say("export"), export_address())])
if view.default_codes:
    key = "default" if view.is_default else "default_some"
    said = say(key, number=len(view.default_codes), all=len(view.in_force))
    st.info(said, icon=":material/info:")
show_tools()
if import_is_open():
    show_import(actor, db, words)
if view.in_force:
    st.subheader(say("in_force", number=len(view.in_force)))
    show_in_force(view, words)
else:
    st.info(say("none"), icon=":material/checklist:")
show_retired(view, words)
show_confirmation(language)
show_conflict(words)
show_notice(language)
