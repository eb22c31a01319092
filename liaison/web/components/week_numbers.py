"""One's numbers of a week against the rhythm; those of each person acted for beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from liaison.domain.my_week import Numbers
from liaison.locales import Words
from liaison.services.my_week import DoneKind, Week
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
    """Whose figures; the title is empty where there is nobody else's."""

    title: str
    total: str
    figures: Sequence[Figure]


def show_week_numbers(week: Week, own_id: int | None, language: Words) -> None:
    several = len(week.numbers) > 1
    people = [_person(week, each, own_id, language, several=several) for each in week.numbers]
    st.html(render("week_numbers.html", language, people=people))


def _person(
    week: Week, numbers: Numbers, own_id: int | None, language: Words, *, several: bool
) -> Person:
    is_own = numbers.liaison_id == own_id
    whose = "own" if is_own else str(numbers.liaison_id)

    def say(key: str, **values: object) -> str:
        return language(f"my_week.{key}", **values)

    def missing(kept: int) -> Markup | str:
        number = numbers.served - kept
        query = urlencode({"chip": "to_visit", "whose": whose})
        return _LINK.format(query, say("missing", number=number)) if number else ""

    figures = [
        Figure(
            say("number.contacted", days=week.rhythm.contact_days),
            _of(numbers.contacted, numbers.served),
            missing(numbers.contacted),
        ),
        Figure(
            say("number.visited", days=week.rhythm.visit_days),
            _of(numbers.visited, numbers.served),
            missing(numbers.visited),
        ),
        Figure(say("number.answered"), _of(numbers.answered_in_time, numbers.answers_due)),
    ]
    if is_own:
        done = week.done[DoneKind.MEASURES_DONE]
        figures.insert(2, Figure(say("number.measures_done"), str(done)))
    key = "whose.own" if is_own else "whose.other"
    title = language(f"my_enterprises.{key}", name=numbers.name) if several else ""
    return Person(title, say("enterprises", number=numbers.enterprises), figures)


def _of(number: int, total: int) -> str:
    return f"{number}/{total}" if total else NOTHING
