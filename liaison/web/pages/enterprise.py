"""One enterprise: what it is, its pair, its measures, then visits, requests and history."""

from __future__ import annotations

import streamlit as st

from liaison.domain.errors import NotFound
from liaison.domain.filters import RequestFilter
from liaison.domain.roles import Action, Role, may
from liaison.locales.change_words import ChangeWords
from liaison.services.catalogue import measure_titles
from liaison.services.enterprises import EnterpriseView, get_enterprise, list_history
from liaison.services.requests import list_requests
from liaison.services.visits import list_visits
from liaison.web.components.conflict import show_conflict
from liaison.web.components.enterprise_header import EnterpriseHeader
from liaison.web.components.kept_forms import open_name
from liaison.web.components.linked_filters import kept_view
from liaison.web.components.measure_list import MeasureList
from liaison.web.components.pair_cards import show_pair
from liaison.web.components.people_names import PeopleNames
from liaison.web.components.personal_link import show_personal_link
from liaison.web.components.places import reference_data
from liaison.web.components.request_form import show_request_button
from liaison.web.components.request_list import RequestList
from liaison.web.components.retired_measures import show_retired_measures
from liaison.web.components.saving import show_notice
from liaison.web.components.tenures import show_tenures
from liaison.web.components.timeline import show_timeline
from liaison.web.components.visit_form import show_visit_button, show_visit_form, show_visits
from liaison.web.navigation import PAGES
from liaison.web.session import current_actor, current_words, database

TABS = ("visits", "requests", "responsible", "timeline")
LATEST = 50
_ASKED_IN_REQUESTS = ("ask-", "answer-", "decline-")

actor, language, db = current_actor(), current_words(), database()


def say(key: str, **values: object) -> str:
    return language(f"enterprise.{key}", **values)


def asked() -> int:
    """The enterprise that the address names."""
    written = st.query_params.get("id", "")
    if not (written.isascii() and written.isdecimal() and len(written) < 16):
        raise NotFound("enterprise_not_found", enterprise=written or "—")
    return int(written)


def show_way_back() -> None:
    is_field = actor.role in (Role.OFFICER, Role.COMMISSIONER)
    key = "my_enterprises" if is_field else "enterprises"
    label = language(f"web_frame.navigation.{key}")
    page, view = st.session_state[PAGES][key], kept_view(key)
    st.page_link(page, label=label, icon=":material/arrow_back:", query_params=view)


def show_head(view: EnterpriseView) -> None:
    one = view.enterprise
    may_update = may(actor, Action.UPDATE_ENTERPRISE)
    header = EnterpriseHeader(language, reference, one, db.today(), may_update)
    with st.container(key="enterprise-title", horizontal=True, vertical_alignment="center"):
        st.title(one.name, width="stretch")
        if may(actor, Action.RECORD_VISIT):
            show_visit_button(language, one.id, db.today(), key="visit-first", primary=True)
    facts, pair = st.columns([3, 2])
    with facts:
        header.show_facts()
    with pair:
        show_pair(language, view.commissioner, view.officer, view.acting, gap=say("nobody"))
    with st.container(key="enterprise-controls", horizontal=True, vertical_alignment="bottom"):
        if may_update:
            header.show_status()
            header.show_resumed_on()
            header.show_figures()
            header.show_details()
        if may(actor, Action.ISSUE_LINK):
            show_personal_link(actor, db, language, one.id)


def shown(tab: str) -> int:
    """How many entries of a tab are shown: the latest, and the older ones that were asked for."""
    return int(st.session_state.get(f"shown-{tab}-{asked()}", LATEST))


def offer_older(tab: str, there: int) -> None:
    """A button for the entries that are not shown yet, if `there` are any."""

    def show_more() -> None:
        st.session_state[f"shown-{tab}-{asked()}"] = shown(tab) + LATEST

    if there > shown(tab):
        st.button(say("older"), key=f"older-{tab}", on_click=show_more)


def show_tab(name: str, view: EnterpriseView) -> None:
    """Ask for what a tab shows, and show it."""
    one, who = view.enterprise, names.by_account
    if name == "visits":
        may_record = may(actor, Action.RECORD_VISIT)
        if may_record:
            show_visit_button(language, one.id, db.today(), key="visit-again")
        visits = list_visits(actor, db, one.id, page_size=shown(name) + 1)
        show_visits(language, visits[: shown(name)], who, may_record=may_record)
        offer_older(name, len(visits))
    elif name == "requests":
        if may(actor, Action.SUBMIT_REQUEST):
            show_request_button(language, one.id, "enterprise")
        own = RequestFilter(enterprise_id=one.id)
        found = list_requests(actor, db, own, page_size=shown(name))
        RequestList(language, may(actor, Action.ANSWER_REQUEST), who, names.in_charge).show(found)
        offer_older(name, found.total)
    elif name == "responsible":
        show_tenures(actor, db, language, one.id)
    else:
        entries = list_history(actor, db, one.id, page_size=shown(name) + 1)
        titles = measure_titles(actor, db)
        show_timeline(words, entries[: shown(name)], who=who, measures=titles)
        offer_older(name, len(entries))


show_way_back()
reference = reference_data(actor, db)
view = get_enterprise(actor, db, asked(), latest=0)
names = PeopleNames(language, view)
words = ChangeWords(language, reference, names.by_id)
show_head(view)
st.header(say("measures"))
may_update = may(actor, Action.UPDATE_SUPPORT)
MeasureList(language, view.enterprise.id, db.today(), may_update, names.by_account).show(
    view.measures
)
if open_name().startswith(_ASKED_IN_REQUESTS):
    st.session_state.setdefault("tab", say("tab.requests"))
show_retired_measures(language, view.retired, names.by_account)
tabs = st.tabs([say(f"tab.{name}") for name in TABS], key="tab", on_change="rerun")
for name, tab in zip(TABS, tabs, strict=True):
    if tab.open:
        with tab:
            show_tab(name, view)
if may(actor, Action.RECORD_VISIT):
    show_visit_form(language, view.enterprise.id, db.today())
show_conflict(words)
show_notice(language)
