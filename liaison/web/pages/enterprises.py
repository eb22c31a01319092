"""Enterprises: the list of an area, filtered, sorted, paged, each a link, exported as it is."""

from __future__ import annotations

import streamlit as st

from liaison.domain.filters import ENTERPRISE_SORTS, EnterpriseFilter
from liaison.domain.roles import Action, Actor, may
from liaison.locales import Words
from liaison.services.contact_cards import MOST_CARDS
from liaison.services.enterprises import list_enterprises
from liaison.web.components.area_choice import show_area_out_of_reach
from liaison.web.components.card_links import cards_address
from liaison.web.components.enterprise_filters import (
    KEYS,
    export_address,
    query_of,
    show_enterprise_filters,
    show_narrowings,
)
from liaison.web.components.enterprise_table import show_enterprise_table
from liaison.web.components.entry_links import show_bulk_button, show_new_button
from liaison.web.components.linked_filters import (
    clear_filters,
    current_page,
    keep_view,
    linked_choice,
    linked_page,
)
from liaison.web.components.page_head import show_page_head
from liaison.web.components.places import reference_data
from liaison.web.session import current_actor, current_words, database

PAGE_SIZES = ("20", "50", "100")


def main() -> None:
    actor, language, db = current_actor(), current_words(), database()
    reference = reference_data(actor, db)
    head = st.container()
    show_area_out_of_reach(actor, reference, language)
    filters = show_enterprise_filters(actor, db, reference, language)
    show_narrowings(actor, db, filters, language)
    tools = st.container(horizontal=True, vertical_alignment="center", key="list-tools")
    with tools:
        total = st.container(width="stretch", key="list-total")
        sorts = {sort: say(language, f"sort.{sort}") for sort in ENTERPRISE_SORTS}
        sort = linked_choice("sort", say(language, "sort.label"), sorts, "name")
        size = linked_choice("size", say(language, "page_size"), _sizes(language), "20")
    keep_view("enterprises")
    found = list_enterprises(
        actor,
        db,
        filters,
        page=current_page(),
        page_size=int(size),
        sort=sort,
    )
    count = f"{found.total:,}"
    files = [(say(language, "export", total=count), export_address(filters))]
    if may(actor, Action.ISSUE_LINK) and found.total <= MOST_CARDS:
        files.append((say(language, "cards"), cards_address(query_of(filters))))
    with head:
        show_page_head(say(language, "title"), say(language, "purpose"), files * bool(found.total))
        with st.container(horizontal=True, key="list-entries"):
            show_new_button(actor, language)
            show_bulk_button(actor, language, query_of(filters))
    total.caption(say(language, "total", total=count))
    if not found.total:
        _show_empty(actor, filters, language)
        return
    if query_of(filters) and may(actor, Action.PAIR):
        with tools:
            st.page_link(
                "pages/pairing.py",
                label=say(language, "pair", total=count),
                icon=":material/handshake:",
                query_params=query_of(filters),
            )
    show_enterprise_table(found.rows, reference, language)
    linked_page(found.pages)


def say(language: Words, key: str, **values: object) -> str:
    return language(f"enterprises_page.{key}", **values)


def _sizes(language: Words) -> dict[str, str]:
    return {size: say(language, "per_page", size=size) for size in PAGE_SIZES}


def _show_empty(actor: Actor, filters: EnterpriseFilter, language: Words) -> None:
    """Nothing was found, or nothing is there yet: what would fill the list, and the way there."""
    if query_of(filters):
        key = "none" if filters.search else f"empty.{filters.chip}"
        st.info(say(language, key), icon=":material/filter_alt:")
        st.button(say(language, "show_all"), on_click=clear_filters, args=KEYS)
        return
    st.info(say(language, "empty_list"), icon=":material/factory:")
    if may(actor, Action.IMPORT_ROSTER):
        st.page_link(
            "pages/import_roster.py",
            label=say(language, "import"),
            icon=":material/upload_file:",
        )


main()
