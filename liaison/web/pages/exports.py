"""Exports: which file, narrowed by what; what is kept by name; what has been exported so far."""

from __future__ import annotations

import streamlit as st

from liaison.domain.errors import LiaisonError
from liaison.services.export_kinds import EXPORT_KINDS, OFFERS
from liaison.services.export_order import ExportOrder
from liaison.services.reports import count_rows
from liaison.web.components.card_links import warn_if_only_local
from liaison.web.components.export_form import KIND, ExportForm
from liaison.web.components.export_log import ExportLog
from liaison.web.components.export_presets import ExportPresets
from liaison.web.components.export_progress import show_exports_in_work
from liaison.web.components.file_links import show_file_links
from liaison.web.components.linked_filters import linked_radio
from liaison.web.components.page_head import show_page_head
from liaison.web.components.places import reference_data
from liaison.web.components.saving import keep_refusal, show_refusal
from liaison.web.export_desk import begin
from liaison.web.session import (
    current_actor,
    current_session_id,
    current_words,
    database,
    show_errors,
)

actor, language, db = current_actor(), current_words(), database()
reference = reference_data(actor, db)
session_id = current_session_id() or ""


def say(key: str, **values: object) -> str:
    return language(f"exports_page.{key}", **values)


def main() -> None:
    show_page_head(say("title"), say("purpose"))
    show_exports_in_work(session_id, language)
    kinds = {kind: say(f"kinds.{kind}.title") for kind in EXPORT_KINDS}
    captions = [say(f"kinds.{kind}.text") for kind in EXPORT_KINDS]
    left, right = st.columns([2, 3], gap="large")
    with left:
        chosen = linked_radio(KIND, say("kind"), kinds, captions, EXPORT_KINDS[0])
    with right, st.container(border=True, key="export-options"):
        order = ExportForm(actor, db, reference, language).ask(chosen)
        presets = ExportPresets(actor, db, session_id, language, order)
        with st.container(horizontal=True, vertical_alignment="center", key="export-offer"):
            with show_errors():
                offer_file(order, say("download", kind=kinds[chosen]))
            presets.show_saving()
        st.caption(say("logged"))
        if chosen == "cards":
            st.caption(say("of_cards"))
            warn_if_only_local(language)
    presets.show()
    ExportLog(actor, db, reference, language).show()


def offer_file(order: ExportOrder, text: str) -> None:
    """How many rows there will be, and the file: at once, or made in the background."""
    rows = count_rows(actor, db, order)
    if rows is not None:
        amount = "cards" if order.kind == "cards" else "rows"
        st.markdown(say(amount, rows=f"{rows:,}"), width="content")
    if rows == 0 and order.kind == "cards":
        st.info(language("errors.no_cards"), icon=":material/filter_alt_off:")
        return
    if rows is None or rows <= OFFERS[order.kind].direct_rows:
        with st.container(width="content"):
            show_file_links([(text, order.address)])
        return
    st.button(
        say("make"),
        key="export-make",
        type="primary",
        icon=":material/hourglass_top:",
        on_click=make_file,
        args=(order,),
        help=say("make_text"),
    )
    show_refusal()


def make_file(order: ExportOrder) -> None:
    """Begin to make the file, or keep why not."""
    try:
        begin(actor, db, session_id, order)
    except LiaisonError as error:
        keep_refusal(error)


main()
