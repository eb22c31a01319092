"""Choosing one of several people who could take something over: how near, how much they carry."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from liaison.domain.pairing import Person, Place, Tier, tier_between
from liaison.domain.records import Liaison
from liaison.locales import Words
from liaison.web.components.plain_text import plain

SHOWN = 8


def ask_search(language: Words, key: str) -> str:
    """The field that the list below it answers to."""
    return str(
        st.text_input(
            language("pairing_page.manual.pick_search"),
            placeholder=language("pairing_page.manual.pick_search_hint"),
            icon=":material/search:",
            key=f"{key}-search",
        )
        or ""
    )


def choose_person(
    language: Words, label: str, found: Sequence[Person], near: Liaison, *, key: str
) -> Person | None:
    """One of the people found, None where nobody was; `near` is to whom nearness is told."""
    by_id = {each.id: each for each in found}
    if not by_id:
        st.info(language("people_page.choice.none"), icon=":material/person_search:")
        return None
    chosen = st.radio(
        label, list(by_id), format_func=partial(_text, language, by_id, near), key=f"{key}-person"
    )
    return by_id.get(chosen or 0)


def _text(language: Words, by_id: dict[int, Person], near: Liaison, liaison_id: int) -> str:
    person = by_id[liaison_id]
    place = Place(near.county_code, near.town_code, near.grid)
    return candidate_text(person, tier_between(place, person.place), language)


def candidate_text(person: Person, tier: Tier, language: Words) -> str:
    """Who it is, how near and with how many; a limit of nothing is a limit, too."""
    key = "load" if person.capacity is None else "load_of"
    load = language(f"pairing_page.manual.{key}", load=person.load, capacity=person.capacity)
    return plain(
        language(
            "pairing_page.manual.candidate",
            name=person.name,
            unit=person.unit,
            tier=language.label("tier", tier),
            load=load,
        )
    )
