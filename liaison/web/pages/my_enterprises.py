"""My enterprises: an officer's or commissioner's own, the most urgent first."""

from __future__ import annotations

import streamlit as st

from liaison.domain.filters import Chip, EnterpriseFilter, EnterpriseSort
from liaison.domain.page import Page
from liaison.domain.roles import Action, may
from liaison.services.enterprises import chip_counts, list_enterprises
from liaison.services.support import list_measures
from liaison.services.visits import get_rhythm
from liaison.store.worklist import EnterpriseRow
from liaison.web.components.changes import ChangeWords
from liaison.web.components.conflict import show_conflict
from liaison.web.components.enterprise_card import CardDesk
from liaison.web.components.linked_filters import (
    clear_filters,
    current_page,
    linked_chips,
    linked_choice,
    linked_page,
    linked_search,
)
from liaison.web.components.places import reference_data
from liaison.web.components.saving import show_notice
from liaison.web.session import current_actor, current_words, database

PAGE_SIZE = 12
CHIPS: tuple[Chip, ...] = ("overdue", "requests", "to_visit", "all")
SORTS: tuple[EnterpriseSort, ...] = ("urgency", "contacted", "updated", "name")

actor, language, db = current_actor(), current_words(), database()


def say(key: str, **values: object) -> str:
    return language(f"my_enterprises.{key}", **values)


def show_filters() -> tuple[EnterpriseFilter, int, EnterpriseSort]:
    """Search, chips with their counts, sort; the filter, how many are mine, and the sort."""
    place = st.container(key="own-chips")
    with st.container(horizontal=True, key="own-tools"):
        search = linked_search("search", say("search"), say("search_hint"))
        sorts = {sort: say(f"sort.{sort}") for sort in SORTS}
        sort = linked_choice("sort", say("sort.label"), sorts, "urgency")
    counts = chip_counts(actor, db, EnterpriseFilter(search=search))
    labels = {chip: say(f"chip.{chip}", count=counts[chip]) for chip in CHIPS}
    with place:
        chip = linked_chips("chip", say("chip.label"), labels, "all")
    return EnterpriseFilter(search=search, chip=chip), counts["all"], sort


def show_cards(found: Page[EnterpriseRow]) -> None:
    reference = reference_data(actor, db)
    desk = CardDesk(
        language,
        reference,
        {measure.code: measure for measure in list_measures(actor, db)},
        get_rhythm(actor, db),
        db.today(),
        may(actor, Action.UPDATE_SUPPORT),
    )
    with st.container(key="cards"):
        for row in found.rows:
            desk.show(row)
    st.caption(say("total", total=found.total))
    linked_page(found.pages)
    show_conflict(ChangeWords(language, reference))


def show_empty(filters: EnterpriseFilter, mine: int) -> None:
    if not mine and not filters.search:
        st.info(say("none_yet"), icon=":material/handshake:")
        return
    st.info(say("none_found" if filters.search else f"none.{filters.chip}"))
    st.button(say("show_all"), on_click=clear_filters, args=("search", "chip"))


st.title(say("title"))
st.html(f'<p class="quiet">{say("purpose")}</p>')
filters, mine, sort = show_filters()
found = list_enterprises(actor, db, filters, page=current_page(), page_size=PAGE_SIZE, sort=sort)
if found.rows:
    show_cards(found)
else:
    show_empty(filters, mine)
show_notice(language)
