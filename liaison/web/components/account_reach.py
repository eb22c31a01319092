"""What an account is for: its role, and the area or the person that narrows what it sees."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from liaison.domain.records import Liaison
from liaison.domain.reference import Reference
from liaison.domain.roles import ACCOUNT_ROLES, Role
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.liaisons import get_liaison, list_liaisons
from liaison.web.session import current_actor, database

_SHOWN = 20
_LIAISONS = (Role.OFFICER, Role.COMMISSIONER)


@dataclass(frozen=True, slots=True)
class Reach:
    """A role with the area of an official, or the person of an officer or commissioner."""

    role: Role
    area_code: str | None = None
    person: Liaison | None = None

    @property
    def liaison_id(self) -> int | None:
        return self.person.id if self.person else None


def ask_reach(
    reference: Reference,
    language: Words,
    *,
    role: Role = Role.OFFICER,
    area_code: str | None = None,
    liaison_id: int | None = None,
) -> Reach:
    """Ask for the role, then for what it needs; the arguments are what stands now."""
    chosen = st.selectbox(
        language("accounts_page.role_label"),
        ACCOUNT_ROLES,
        index=ACCOUNT_ROLES.index(role),
        format_func=lambda each: language.label("role", each),
        key="account-role",
    )
    if chosen is Role.OFFICIAL:
        return Reach(chosen, area_code=_ask_area(reference, language, area_code))
    if chosen in _LIAISONS:
        stands = liaison_id if chosen is role else None
        return Reach(chosen, person=_ask_person(LiaisonRole(chosen), language, stands))
    return Reach(chosen)


def _ask_area(reference: Reference, language: Words, area_code: str | None) -> str | None:
    city = reference.city().code
    codes = [city]
    for county in reference.counties():
        codes += [county.code, *(town.code for town in reference.towns_of(county.code))]
    codes = list(dict.fromkeys(codes))
    chosen = st.selectbox(
        language("accounts_page.area"),
        codes,
        index=codes.index(area_code or city),
        format_func=lambda code: _area_text(reference, code, language),
        key="account-area",
    )
    return None if chosen == city else str(chosen)


def _area_text(reference: Reference, code: str, language: Words) -> str:
    area = reference.areas[code]
    name = area.name_in(language.language)
    if not area.is_town:
        return name if area.is_county else language("accounts_page.area_all")
    county = reference.areas[area.parent or reference.counties_of(code)[0]]
    return f"{county.name_in(language.language)} · {name}"


def _ask_person(role: LiaisonRole, language: Words, liaison_id: int | None) -> Liaison | None:
    actor, db = current_actor(), database()
    search = st.text_input(
        language("accounts_page.person_search"),
        placeholder=language("accounts_page.person_search_hint"),
        icon=":material/search:",
        key="account-person-search",
    )
    found = list_liaisons(actor, db, search=str(search or ""), role=role, page_size=_SHOWN)
    people = {row.liaison.id: row.liaison for row in found.rows}
    if liaison_id is not None and not search:
        people = {liaison_id: get_liaison(actor, db, liaison_id).liaison} | people
    if not people:
        label = language.label("role", role)
        st.warning(language("accounts_page.person_none", role=label))
        return None
    chosen = st.selectbox(
        language("accounts_page.person"),
        list(people),
        index=0 if liaison_id is not None or search else None,
        format_func=lambda each: _person_text(people[each], language),
        key=f"account-person-{role}-{search}",
    )
    if chosen is None:
        st.caption(language("accounts_page.person_missing"))
        return None
    return people[chosen]


def _person_text(person: Liaison, language: Words) -> str:
    return language(
        "accounts_page.person_text",
        name=person.name,
        unit=person.unit,
        staff_no=person.staff_no,
    )
