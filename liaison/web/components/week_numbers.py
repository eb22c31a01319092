"""One's numbers of a week against the rhythm; those of each person acted for beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from liaison.domain.filters import Chip
from liaison.domain.my_week import Numbers
from liaison.locales import Words
from liaison.services.my_week import Week
from liaison.web.templating import render

_LINK = Markup('<a class="call-inline" href="/my-enterprises?{}" target="_self">{}</a>')
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its words, and the list of what is missing of it."""

    label: str
    value: str
    link: Markup | str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose figures, of how many enterprises."""

    title: str
    total: str
    figures: Sequence[Figure]


def show_week_numbers(week: Week, own_id: int | None, language: Words) -> None:
    people = [_person(week, each, own_id, language) for each in week.numbers]
    st.html(render("week_numbers.html", language, people=people))


def _person(week: Week, numbers: Numbers, own_id: int | None, language: Words) -> Person:
    is_own = numbers.liaison_id == own_id
    whose = "own" if is_own else str(numbers.liaison_id)

    def say(key: str, **values: object) -> str:
        return language(f"my_week.{key}", **values)

    def missing(kept: int, chip: Chip) -> Markup | str:
        number = numbers.served - kept
        query = urlencode({"chip": chip, "whose": whose})
        return _LINK.format(query, say("missing", number=number)) if number else ""

    figures = [
        Figure(
            say("number.contacted", days=week.rhythm.contact_days),
            _of(numbers.contacted, numbers.served),
            missing(numbers.contacted, "contact_due"),
        ),
        Figure(
            say("number.visited", days=week.rhythm.visit_days),
            _of(numbers.visited, numbers.served),
            missing(numbers.visited, "visit_due"),
        ),
        Figure(say("number.measures_done"), str(numbers.measures_done)),
        Figure(say("number.answered"), _of(numbers.answered_in_time, numbers.answers_due)),
    ]
    key = "whose.own" if is_own else "whose.other"
    title = language(f"my_enterprises.{key}", name=numbers.name)
    return Person(title, say("enterprises", number=numbers.enterprises), figures)


def _of(number: int, total: int) -> str:
    return f"{number}/{total}" if total else NOTHING
