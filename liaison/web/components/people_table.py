"""Commissioners and officers as a table: where, how to reach them, how much they carry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from markupsafe import Markup

from liaison.domain.reference import Reference
from liaison.domain.vocabulary import LiaisonStatus
from liaison.locales import Words
from liaison.store.liaisons import LiaisonLoad
from liaison.web.components.days import short_day
from liaison.web.components.enterprise_table import call_lines
from liaison.web.components.places import place_text
from liaison.web.components.record_table import (
    Cell,
    lines,
    quiet,
    record_link,
    show_table,
    state,
)
from liaison.web.components.telephone import links

_COLUMNS = ("person", "role", "unit", "area", "phone", "load", "contacted")
_BAR = Markup('<progress class="load" max="{}" value="{}" aria-hidden="true"></progress>')
_STATES = {
    LiaisonStatus.ON_DUTY: "done",
    LiaisonStatus.AWAY: "waiting",
    LiaisonStatus.DISABLED: "not_applicable",
}


class PeopleTable:
    """People in one language, as they are today."""

    def __init__(self, reference: Reference, language: Words, today: date) -> None:
        self._reference = reference
        self._language = language
        self._today = today

    def show(self, people: Sequence[LiaisonLoad]) -> None:
        headings = [self._language(f"people_page.table.{column}") for column in _COLUMNS]
        rows = [self._cells(each) for each in people]
        show_table(self._language, headings, rows, label=self._language("people_page.title"))

    def _cells(self, each: LiaisonLoad) -> list[Cell]:
        person = each.liaison
        return [
            lines([record_link("people", person.id, person.name), quiet(person.staff_no)]),
            lines([self._language.label("role", person.role), self.duty(each)]),
            lines([person.unit, *([quiet(person.position)] if person.position else [])]),
            self.place(each),
            call_lines(None, person.phone),
            self.load(each),
            f"{each.contacted_on:%Y-%m-%d}" if each.contacted_on else "—",
        ]

    def place(self, each: LiaisonLoad) -> str:
        person, language = each.liaison, self._language.language
        place = place_text(self._reference, person.county_code, person.town_code, language)
        return " · ".join(part for part in (place, person.grid) if part) or "—"

    def duty(self, each: LiaisonLoad) -> Markup:
        """On duty, on leave or neither, by word, colour and shape; on leave with who acts."""
        status = each.liaison.liaison_status
        if each.leave is None or status is not LiaisonStatus.ON_DUTY:
            return state(_STATES[status], self._language.label("liaison_status", status))
        until = short_day(each.leave.last_on, self._today)
        away = state("waiting", self._language("people_page.on_leave", until=until))
        if each.deputy is None:
            return lines([away, state("overdue", self._language("people_page.no_deputy"))])
        return lines([away, quiet(self._language("people_page.deputy", name=each.deputy))])

    def load(self, each: LiaisonLoad) -> Markup:
        """How many enterprises of how many, as words and as a bar."""
        limit = each.liaison.capacity
        if limit is None:
            return lines([self._language("people_page.no_limit", load=each.load)])
        text = self._language("people_page.load", load=each.load, capacity=limit)
        shown = state("overdue", text) if each.load > limit else text
        return lines([shown, _BAR.format(max(limit, 1), min(each.load, limit))])


def show_person(each: LiaisonLoad, table: PeopleTable, language: Words) -> None:
    """One person, to be called at once."""
    with st.container(border=True, key="person"):
        facts = [
            Markup("{} {}").format(
                language.label("role", each.liaison.role), quiet(each.liaison.staff_no)
            ),
            table.duty(each),
            Markup("{} {}").format(each.liaison.unit, quiet(table.place(each))),
            Markup(" ").join(links(each.liaison.phone, "call")),
            table.load(each),
        ]
        st.html(Markup('<p class="person-facts">{}</p>').format(lines(facts)))
