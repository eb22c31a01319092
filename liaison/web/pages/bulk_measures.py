"""One measure for many enterprises: what, for whom, what it changes, then one press."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from liaison.domain.errors import LiaisonError
from liaison.domain.filter_query import enterprise_filter
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Role
from liaison.domain.vocabulary import STATES_WITH_REASON, MeasureState
from liaison.locales.sentences import error_sentence
from liaison.services.bulk import preview_measure
from liaison.services.catalogue import find_measure
from liaison.services.measure_entry import KEEP
from liaison.services.support import list_measures
from liaison.web.components.bulk_choice import BulkChooser, chosen_ids, forget_choice
from liaison.web.components.bulk_preview import BulkPreviewBox
from liaison.web.components.enterprise_filters import KEYS, query_of
from liaison.web.components.linked_filters import clear_filters, linked_choice
from liaison.web.components.measure_shapes import shaped
from liaison.web.components.places import reference_data
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import show_notice
from liaison.web.session import current_actor, current_words, database

actor, language, db = current_actor(), current_words(), database()
_STATE, _NOTE = "bulk-state", "bulk-note"


def say(key: str, **values: object) -> str:
    return language(f"bulk.{key}", **values)


def show_way_back() -> None:
    is_field = actor.role in (Role.OFFICER, Role.COMMISSIONER)
    key = "my_enterprises" if is_field else "enterprises"
    label = language(f"web_frame.navigation.{key}")
    st.page_link(f"pages/{key}.py", label=label, icon=":material/arrow_back:")


def ask_what(titles: dict[str, str]) -> tuple[str, MeasureState | None, str]:
    """Which measure, its new state, and the note: the reason where the state needs one."""
    code = linked_choice("measure", say("measure"), titles, next(iter(titles)), is_labelled=True)
    if not code:
        show_why_none(st.query_params.get("measure", ""))
        st.stop()
    state = st.pills(
        say("new_state"),
        list(MeasureState),
        key=_STATE,
        format_func=lambda each: shaped(language, each),
    )
    needs_reason = state in STATES_WITH_REASON
    label = "reason" if needs_reason else "note"
    if state is MeasureState.DONE:
        label = "evidence_note"
    hint = "reason_hint" if needs_reason else "note_hint"
    note = st.text_input(say(label), key=_NOTE, placeholder=say(hint))
    evidence = measures[code].evidence_in(language.language)
    if state is MeasureState.DONE and evidence:
        st.caption(plain(say("evidence", evidence=evidence)))
    return code, state, str(note or "").strip()


def show_why_none(asked: str) -> None:
    """Why no measure can be set: the one asked for is retired or unknown, or there is none."""
    measure = find_measure(actor, db, asked)
    if not asked:
        said = language("catalogue_page.none")
    elif measure is None:
        said = language("errors.measure_not_found", measure=asked)
    else:
        title = f"{measure.code} {measure.title_in(language.language)}"
        said = say("retired", title=title, day=measure.retired_on)
    st.warning(plain(said), icon=":material/inventory_2:")


def show_carried(filters: EnterpriseFilter) -> None:
    """That the list which led here was narrowed, and the way to all."""
    if query_of(replace(filters, search="", measure_code=None, measure_state=None)):
        with st.container(horizontal=True, vertical_alignment="center", key="bulk-carried"):
            st.caption(say("carried"), width="content")
            st.button(say("all_of_them"), key="bulk-clear", on_click=clear_filters, args=KEYS)


def show_preview(box: BulkPreviewBox, code: str, state: MeasureState | None, note: str) -> None:
    chosen = chosen_ids()
    box.show_moved()
    if not chosen or state is None:
        st.info(say("nothing_yet"), icon=":material/checklist:")
        return
    try:
        preview = preview_measure(actor, db, sorted(chosen), code, state=state, note=note or KEEP)
    except LiaisonError as error:
        st.info(error_sentence(error, language), icon=":material/edit_note:")
        return
    box.show(preview)


measures = {each.code: each for each in list_measures(actor, db)}
titles = {code: f"{code} {each.title_in(language.language)}" for code, each in measures.items()}
if st.query_params.get("measure", next(iter(titles), "")) not in titles:
    titles = {"": say("choose_measure")} | titles
if _STATE not in st.session_state:
    forget_choice()
show_way_back()
with st.container(key="bulk", gap="small"):
    st.title(say("title"))
    st.html(f'<p class="quiet">{say("purpose")}</p>')
    code, state, note = ask_what(titles)
    filters = replace(enterprise_filter(st.query_params) or EnterpriseFilter(), measure_code=code)
    st.subheader(say("whom"))
    show_carried(filters)
    BulkChooser(language, reference_data(actor, db), filters).show()
    st.subheader(say("preview"))
    show_preview(BulkPreviewBox(language, titles[code]), code, state, note)
show_notice(language)
