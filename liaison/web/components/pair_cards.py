"""The two people of an enterprise as cards, to be called with a tap."""

from __future__ import annotations

from typing import Protocol

import streamlit as st

from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.web.components.telephone import calls
from liaison.web.templating import render


class Person(Protocol):
    """What a card tells of a person."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def phone(self) -> str | None: ...


def show_pair(
    language: Words,
    commissioner: Person | None,
    officer: Person | None,
    *,
    gap: str,
    large: bool = False,
) -> None:
    """Both cards; `gap` is what stands where nobody is in charge."""
    pair = ((LiaisonRole.COMMISSIONER, commissioner), (LiaisonRole.OFFICER, officer))
    people = [(role, person, calls(person.phone) if person else []) for role, person in pair]
    st.html(render("pair_cards.html", language, people=people, gap=gap, large=large))
