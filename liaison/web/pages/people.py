"""People: the commissioners and officers of an area and their loads; one with the enterprises."""

from __future__ import annotations

import streamlit as st

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Action, may
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales.change_words import ChangeWords
from liaison.services.enterprises import list_enterprises
from liaison.services.liaisons import get_liaison, list_liaisons
from liaison.store.liaisons import LiaisonLoad
from liaison.web.components.area_choice import AREA, linked_area
from liaison.web.components.conflict import show_conflict
from liaison.web.components.day_choice import DAY
from liaison.web.components.enterprise_filters import query_of
from liaison.web.components.enterprise_table import show_enterprise_table
from liaison.web.components.handover_form import handover_is_open, show_handover
from liaison.web.components.invitation import show_invitation
from liaison.web.components.linked_filters import (
    clear_filters,
    current_page,
    linked_chips,
    linked_page,
    linked_search,
)
from liaison.web.components.page_head import show_page_head
from liaison.web.components.people_table import PeopleTable, show_person
from liaison.web.components.person_actions import show_person_actions
from liaison.web.components.person_edit import ask_about_leaving
from liaison.web.components.person_history import show_person_history
from liaison.web.components.places import reference_data
from liaison.web.components.saving import show_notice
from liaison.web.session import current_actor, current_words, database

PAGE_SIZE = 20
ANYBODY, ON_LEAVE = "all", "on_leave"

actor, language, db = current_actor(), current_words(), database()
reference = reference_data(actor, db)
table = PeopleTable(reference, language, db.today())


def say(key: str, **values: object) -> str:
    return language(f"people_page.{key}", **values)


def show_list() -> None:
    files = [(say("export"), "/files/workload")]
    show_page_head(say("title"), say("purpose"), files)
    with st.container(key="list-filters"):
        search = linked_search("search", say("search"), say("search_hint"))
        area = linked_area(actor, reference, language)
    counts = {
        role: list_liaisons(actor, db, search=search, role=role, area_code=area, page_size=1).total
        for role in LiaisonRole
    }
    labels = {ANYBODY: say("chip.all", count=f"{sum(counts.values()):,}")} | {
        role.value: say("chip.role", role=language.label("role", role), count=f"{count:,}")
        for role, count in counts.items()
    }
    away = list_liaisons(actor, db, search=search, area_code=area, on_leave=True, page_size=1).total
    labels[ON_LEAVE] = say("chip.on_leave", count=f"{away:,}")
    chosen = linked_chips("role", say("chip.label"), labels, ANYBODY)
    found = list_liaisons(
        actor,
        db,
        search=search,
        role=LiaisonRole(chosen) if chosen in counts else None,
        area_code=area,
        on_leave=chosen == ON_LEAVE,
        page=current_page(),
        page_size=PAGE_SIZE,
    )
    if not found.total:
        show_empty(is_filtered=bool(search or area or chosen != ANYBODY))
        return
    st.caption(say("total", total=f"{found.total:,}"))
    table.show(found.rows)
    linked_page(found.pages)


def show_empty(*, is_filtered: bool) -> None:
    if is_filtered:
        st.info(say("none"), icon=":material/filter_alt:")
        st.button(say("show_all"), on_click=clear_filters, args=("search", AREA, "role"))
        return
    st.info(say("empty"), icon=":material/groups:")
    if may(actor, Action.IMPORT_ROSTER):
        st.page_link("pages/import_roster.py", label=say("import"), icon=":material/upload_file:")


def show_one(each: LiaisonLoad) -> None:
    st.button(
        say("back"),
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=clear_filters,
        args=("id", DAY),
    )
    show_page_head(each.liaison.name, say("one"))
    show_person(each, table, language)
    show_person_actions(actor, db, language, each)
    show_invitation(actor, db, each.liaison.id, language)
    filters = EnterpriseFilter(liaison_id=each.liaison.id)
    found = list_enterprises(actor, db, filters, page=current_page(), page_size=PAGE_SIZE)
    st.subheader(say("enterprises", total=f"{found.total:,}"))
    if not found.total:
        st.info(say("no_enterprises"), icon=":material/handshake:")
        return
    st.page_link(
        "pages/enterprises.py",
        label=say("filter"),
        icon=":material/filter_alt:",
        query_params=query_of(filters),
    )
    show_enterprise_table(found.rows, reference, language)
    linked_page(found.pages)


def main() -> None:
    asked = st.query_params.get("id", "")
    if not asked.isdecimal():
        show_list()
        return
    each = get_liaison(actor, db, int(asked))
    if handover_is_open() and may(actor, Action.PAIR):
        show_handover(actor, db, reference, language, each.liaison)
    else:
        show_one(each)
        show_person_history(actor, db, reference, language, each.liaison.id)
    ask_about_leaving(language, each.liaison)
    show_conflict(ChangeWords(language, reference))
    show_notice(language)


main()
