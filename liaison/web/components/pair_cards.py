"""The two people of an enterprise as cards, to be called with a tap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import streamlit as st

from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.web.components.days import short_day
from liaison.web.components.telephone import Call, calls
from liaison.web.session import database
from liaison.web.templating import render


class Person(Protocol):
    """What a card tells of a person."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def phone(self) -> str | None: ...


class Away(Protocol):
    """Who acts for a person on leave, None where nobody does, and the last day."""

    @property
    def deputy(self) -> Person | None: ...
    @property
    def last_on(self) -> date: ...


@dataclass(frozen=True, slots=True)
class StandIn:
    """An `Away` for callers whose own record reads differently."""

    deputy: Person | None
    last_on: date


@dataclass(frozen=True, slots=True)
class Card:
    """Whom to call in a role; `remark` tells for whom that is, with the state that it stands in."""

    role: LiaisonRole
    person: Person | None
    calls: list[Call]
    remark: str = ""
    state: str = ""


def show_pair(
    language: Words,
    commissioner: Person | None,
    officer: Person | None,
    acting: Mapping[LiaisonRole, Away],
    *,
    gap: str,
    large: bool = False,
) -> None:
    """Both cards; `gap` stands where nobody is in charge, a deputy before who is on leave."""
    pair = ((LiaisonRole.COMMISSIONER, commissioner), (LiaisonRole.OFFICER, officer))
    cards = [_card(language, role, person, acting.get(role)) for role, person in pair]
    st.html(render("pair_cards.html", language, cards=cards, gap=gap, large=large))


def _card(language: Words, role: LiaisonRole, person: Person | None, away: Away | None) -> Card:
    if person is None or away is None:
        return Card(role, person, calls(person.phone) if person else [])
    values = {"name": person.name, "until": short_day(away.last_on, database().today())}
    if away.deputy is None:
        remark = language("enterprise.away_alone", **values)
        return Card(role, person, calls(person.phone), remark, "waiting")
    remark = language("enterprise.away", **values, deputy=away.deputy.name)
    return Card(role, away.deputy, calls(away.deputy.phone), remark)
