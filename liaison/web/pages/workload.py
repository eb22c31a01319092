"""The workload: who carries how much, how near, what is late; by person, and by area."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from liaison.domain.filter_query import WORKLOAD_KEYS, workload_filter
from liaison.domain.vocabulary import LiaisonRole
from liaison.domain.workload import WORKLOAD_CHIPS, WORKLOAD_SORTS, WorkloadFilter
from liaison.services.workload import area_workload, list_workload
from liaison.web.components.area_choice import AREA, linked_area, own_area, show_area_path
from liaison.web.components.linked_filters import (
    clear_filters,
    current_page,
    linked_chips,
    linked_choice,
    linked_page,
    linked_search,
)
from liaison.web.components.page_head import show_page_head
from liaison.web.components.places import reference_data
from liaison.web.components.workload_table import POSTED, VIEW, WorkloadTable
from liaison.web.session import current_actor, current_words, database

PAGE_SIZE = 20

actor, language, db = current_actor(), current_words(), database()
reference = reference_data(actor, db)


def say(key: str, **values: object) -> str:
    return language(f"workload_page.{key}", **values)


def main() -> None:
    head = st.container()
    views = {each: say(f"view.{each}") for each in ("person", "area")}
    view = linked_chips(VIEW, say("view.label"), views, "person")
    filters = ask_filters(is_by_person=view == "person")
    own = own_area(actor, reference).code
    table = WorkloadTable(reference, language, own, filters.area_code, filters.role)
    shown = show_areas(filters, table) if view == "area" else show_people(filters, table)
    with head:
        address = f"/files/workload?{urlencode(query_of(shown))}"
        show_page_head(say("title"), say("purpose"), [(say("export"), address)])


def ask_filters(*, is_by_person: bool) -> WorkloadFilter:
    """What the reader asks for; the chip aside, which stands beside its counts."""
    with st.container(key="list-filters"):
        search = linked_search("search", say("search"), say("search_hint")) if is_by_person else ""
        area = linked_area(actor, reference, language)
        roles = {"": say("any_role")} | {
            role.value: language.label("role", role) for role in LiaisonRole
        }
        role = linked_choice("role", say("role"), roles, "")
    asked = workload_filter(st.query_params) or WorkloadFilter()
    return replace(
        asked,
        search=search,
        area_code=area,
        role=LiaisonRole(role) if role else None,
        posted_only=asked.posted_only and is_by_person,
    )


def show_people(filters: WorkloadFilter, table: WorkloadTable) -> WorkloadFilter:
    """The people of the area; the filters with the chip that was chosen."""
    show_narrowing(filters)
    chips = st.container()
    with st.container(horizontal=True, vertical_alignment="center", key="list-tools"):
        total = st.container(width="stretch", key="list-total")
        sorts = {sort: say(f"sort.{sort}") for sort in WORKLOAD_SORTS}
        sort = linked_choice("sort", say("sort.label"), sorts, "load")
    found = list_workload(actor, db, filters, sort=sort, page=current_page(), page_size=PAGE_SIZE)
    labels = {chip: say(f"chip.{chip}", count=f"{found.chips[chip]:,}") for chip in WORKLOAD_CHIPS}
    with chips:
        chip = linked_chips("chip", say("chip.label"), labels, "all")
    total.caption(say("total", total=f"{found.page.total:,}"))
    if found.page.total:
        table.show_people(found.page.rows)
        linked_page(found.page.pages)
    else:
        show_empty(filters)
    return replace(filters, chip=chip)


def show_narrowing(filters: WorkloadFilter) -> None:
    """That a link left out who is merely in charge here can be taken away."""
    if filters.posted_only:
        with st.container(horizontal=True, key="list-narrowings"):
            st.button(
                say("posted_only"),
                key="narrowed-posted",
                icon=":material/close:",
                help=language("enterprises_page.narrowed_help"),
                on_click=clear_filters,
                args=(POSTED,),
            )


def show_empty(filters: WorkloadFilter) -> None:
    if query_of(filters):
        st.info(say("none"), icon=":material/filter_alt:")
        st.button(say("show_all"), on_click=clear_filters, args=(AREA, *WORKLOAD_KEYS))
        return
    st.info(language("people_page.empty"), icon=":material/groups:")


def show_areas(filters: WorkloadFilter, table: WorkloadTable) -> WorkloadFilter:
    """The counties of the city, or the towns of a county."""
    area = filters.area_code or own_area(actor, reference).code
    show_area_path(actor, reference, area, language)
    table.show_areas(area_workload(actor, db, area, role=filters.role))
    st.caption(say("areas_hint"))
    return replace(filters, chip="all")


def query_of(filters: WorkloadFilter) -> dict[str, str]:
    """The filters as they stand in an address; what narrows nothing is left out."""
    values = {
        AREA: filters.area_code,
        "search": filters.search,
        "role": filters.role,
        "chip": "" if filters.chip == "all" else filters.chip,
        POSTED: "1" if filters.posted_only else "",
    }
    return {key: str(value) for key, value in values.items() if value}


main()
