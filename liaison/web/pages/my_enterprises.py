"""My enterprises: an officer's or commissioner's own and deputised, the most urgent first."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from liaison.domain.filters import HALVES, Chip, EnterpriseFilter, EnterpriseSort
from liaison.domain.page import Page
from liaison.domain.roles import Action, may
from liaison.locales.change_words import ChangeWords
from liaison.services.enterprises import chip_counts, list_enterprises
from liaison.services.handover import list_handovers
from liaison.services.leaves import list_leaves
from liaison.services.support import list_measures
from liaison.store.enterprise_rows import EnterpriseRow
from liaison.web.components.acting import acted_for, ask_whose, show_absences
from liaison.web.components.card_links import cards_address
from liaison.web.components.conflict import show_conflict
from liaison.web.components.enterprise_card import CardDesk
from liaison.web.components.enterprise_filters import query_of
from liaison.web.components.entry_links import show_bulk_button, show_new_button
from liaison.web.components.file_links import show_file_links
from liaison.web.components.handover_notice import show_handovers
from liaison.web.components.linked_filters import (
    clear_filters,
    current_page,
    keep_view,
    linked_chips,
    linked_choice,
    linked_page,
    linked_search,
)
from liaison.web.components.places import reference_data
from liaison.web.components.saving import show_notice
from liaison.web.session import current_actor, current_words, database

PAGE_SIZE = 10
CHIPS: tuple[Chip, ...] = ("overdue", "requests", "to_visit", "planned", "all")
# What is always offered; the others when there are any.
ALWAYS: tuple[Chip, ...] = ("overdue", "requests", "to_visit", "all")
SORTS: tuple[EnterpriseSort, ...] = ("urgency", "contacted", "updated", "name")

actor, language, db = current_actor(), current_words(), database()


def say(key: str, **values: object) -> str:
    return language(f"my_enterprises.{key}", **values)


def show_filters() -> tuple[EnterpriseFilter, int, EnterpriseSort]:
    """Search, chips with their counts, sort; the filter, how many are mine, and the sort."""
    whose = ask_whose(actor, language, acting.values())
    place = st.container(key="own-chips")
    with st.container(horizontal=True, key="own-tools"):
        search = linked_search("search", say("search"), say("search_hint"))
        sorts = {sort: say(f"sort.{sort}") for sort in SORTS}
        sort = linked_choice("sort", say("sort.label"), sorts, "urgency")
    asked = st.query_params.get("chip")
    half: Chip = next((chip for chip in HALVES if chip == asked), "all")
    mine = EnterpriseFilter(search=search, liaison_id=whose, chip=half)
    counts = chip_counts(actor, db, mine)
    labels = {
        chip: say(f"chip.{chip}", count=counts[chip])
        for chip in (*CHIPS, *HALVES)
        if counts.get(chip) or chip in (*ALWAYS, asked)
    }
    with place:
        chip = linked_chips("chip", say("chip.label"), labels, "all")
    return replace(mine, chip=chip), counts["all"], sort


def show_cards(found: Page[EnterpriseRow]) -> None:
    reference = reference_data(actor, db)
    desk = CardDesk(
        language,
        reference,
        {measure.code: measure for measure in list_measures(actor, db)},
        db.today(),
        may(actor, Action.UPDATE_SUPPORT),
        {each: row.person.name for each, row in acting.items()},
    )
    with st.container(key="cards"):
        desk.show_headings()
        for row in found.rows:
            desk.show(row)
    with st.container(horizontal=True, vertical_alignment="center", key="own-total"):
        st.caption(say("total", total=found.total), width="stretch")
        with st.container(width="content", key="own-cards"):
            show_file_links([(say("cards"), cards_address(query_of(filters)))])
        show_bulk_button(actor, language, query_of(filters))
    linked_page(found.pages)
    show_conflict(ChangeWords(language, reference))


def show_empty(filters: EnterpriseFilter, mine: int) -> None:
    if not mine and not filters.search and filters.liaison_id is None:
        st.info(say("none_yet"), icon=":material/handshake:")
        return
    st.info(say("none_found" if filters.search else f"none.{filters.chip}"))
    st.button(say("show_all"), on_click=clear_filters, args=("search", "chip", "whose"))


with st.container(horizontal=True, vertical_alignment="center", key="own-head"):
    st.title(say("title"), width="stretch")
    show_new_button(actor, language)
st.html(f'<p class="quiet own-purpose">{say("purpose")}</p>')
today, leaves = db.today(), list_leaves(actor, db)
acting = acted_for(actor, leaves)
show_absences(actor, db, language, leaves, today)
show_handovers(language, list_handovers(actor, db), today)
filters, mine, sort = show_filters()
keep_view("my_enterprises")
found = list_enterprises(actor, db, filters, page=current_page(), page_size=PAGE_SIZE, sort=sort)
if found.rows:
    show_cards(found)
else:
    show_empty(filters, mine)
show_notice(language)
