"""The measure matrix: areas by measures and enterprises by measures, with the list behind each."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.matrix import MATRIX_SORTS, TOPICS
from liaison.domain.roles import Action, may
from liaison.services.matrix import area_matrix, list_matrix
from liaison.services.support import list_measures
from liaison.web.components.area_choice import (
    linked_area,
    own_area,
    show_area_out_of_reach,
    show_area_path,
)
from liaison.web.components.enterprise_filters import (
    KEYS,
    query_of,
    show_enterprise_filters,
    show_narrowings,
)
from liaison.web.components.linked_filters import (
    clear_filters,
    current_page,
    linked_chips,
    linked_choice,
    linked_page,
)
from liaison.web.components.matrix_areas import BY_AREA, BY_ENTERPRISE, TOPIC, VIEW, AreaTable
from liaison.web.components.matrix_cells import question_text
from liaison.web.components.matrix_enterprises import EnterpriseTable
from liaison.web.components.page_head import show_page_head
from liaison.web.components.places import reference_data
from liaison.web.session import current_actor, current_words, database

PAGE_SIZE = 25

actor, language, db = current_actor(), current_words(), database()
reference = reference_data(actor, db)


def say(key: str, **values: object) -> str:
    return language(f"matrix_page.{key}", **values)


def main() -> None:
    head = st.container()
    show_area_out_of_reach(actor, reference, language)
    views = {each: say(f"view.{each}") for each in (BY_AREA, BY_ENTERPRISE)}
    top = st.container(horizontal=True, vertical_alignment="center", key="area-line")
    with top:
        view = linked_chips(VIEW, say("view.label"), views, BY_AREA)
    shown = show_areas(top) if view == BY_AREA else show_enterprises()
    with head:
        address = f"/files/measures?{urlencode(query_of(shown))}" if shown else ""
        files = [(say("export"), address)] if address else []
        show_page_head(say("title"), say(f"purpose.{view}"), files)


def show_areas(top: DeltaGenerator) -> EnterpriseFilter | None:
    """Counties or towns by measures; what the file of just these is narrowed by, None for none."""
    own = own_area(actor, reference).code
    with top:
        area = linked_area(actor, reference, language)
        show_area_path(actor, reference, area or own, language)
    matrix = area_matrix(actor, db, area)
    if not matrix.whole.whole.tracked:
        show_nothing(EnterpriseFilter(area_code=area))
        return None
    labels = {
        topic: say("delivered") if topic == "delivered" else question_text(topic, language)
        for topic in TOPICS
    }
    topic = linked_chips(TOPIC, say("topic"), labels, "delivered")
    AreaTable(reference, language, own, topic).show(matrix)
    st.caption(say("areas_hint"))
    return EnterpriseFilter(area_code=area)


def show_enterprises() -> EnterpriseFilter | None:
    """Enterprises by measures; what the file of just these is narrowed by, None for none."""
    filters = show_enterprise_filters(actor, db, reference, language)
    show_narrowings(actor, db, filters, language)
    with st.container(horizontal=True, vertical_alignment="center", key="list-tools"):
        total = st.container(width="stretch", key="list-total")
        sorts = {sort: say(f"sort.{sort}") for sort in MATRIX_SORTS}
        sort = linked_choice("sort", say("sort.label"), sorts, "urgency")
    found = list_matrix(actor, db, filters, sort=sort, page=current_page(), page_size=PAGE_SIZE)
    total.caption(language("enterprises_page.total", total=f"{found.total:,}"))
    if not found.total:
        show_nothing(filters)
        return None
    EnterpriseTable(reference, language, list_measures(actor, db), db.today()).show(found.rows)
    linked_page(found.pages)
    return filters


def show_nothing(filters: EnterpriseFilter) -> None:
    """Nothing was found, or nothing is there yet: what would fill the page, and the way there."""
    if query_of(filters):
        st.info(say("none"), icon=":material/filter_alt:")
        st.button(say("show_all"), on_click=clear_filters, args=KEYS)
        return
    st.info(say("empty"), icon=":material/grid_on:")
    if may(actor, Action.IMPORT_ROSTER):
        st.page_link(
            "pages/import_roster.py",
            label=language("enterprises_page.import"),
            icon=":material/upload_file:",
        )


main()
