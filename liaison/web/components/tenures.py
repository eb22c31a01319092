"""Who was responsible for an enterprise: on a day that is asked about, and all who ever were."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import streamlit as st
from markupsafe import Markup

from liaison.domain.roles import Action, Actor, may
from liaison.domain.tenure import Absence, EnterpriseDay, OnDay, RoleDay, Tenure, Vacancy, city_day
from liaison.domain.tenure_turns import Someone, Turn
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.locales.tenure_words import absence_text, part_of_day, span_lines, turn_lines
from liaison.services.tenures import people_in_reach, responsible_on, tenures_of_enterprise
from liaison.store.database import Database
from liaison.web.components.day_choice import linked_day
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.record_table import (
    Cell,
    lines,
    one_line,
    quiet,
    record_link,
    show_table,
    state,
)

_PAGE_SIZE = 10
_PAGING = "tenures-page"
_ROLES = (LiaisonRole.COMMISSIONER, LiaisonRole.OFFICER)
_OF_DAY = ("role", "person", "on_day", "span")
_OF_LIST = ("role", "person", "span", "began", "ended")


def show_tenures(actor: Actor, db: Database, language: Words, enterprise_id: int) -> None:
    """Both, the day first."""
    st.caption(language("tenures.about"))
    day = linked_day(language, language("tenures.day"), db.today())
    table = _Table(actor, db, language)
    if day is not None:
        table.show_day(responsible_on(actor, db, enterprise_id, day))
    st.subheader(language("tenures.list"))
    found = tenures_of_enterprise(
        actor, db, enterprise_id, page=page_number(_PAGING), page_size=_PAGE_SIZE
    )
    if not found.total:
        st.info(language("tenures.empty"), icon=":material/handshake:")
        return
    table.show_list(found.rows)
    show_paging(_PAGING, found.total, _PAGE_SIZE, language)


def turn_cell(turn: Turn | None, language: Words) -> Cell:
    """How it began or ended, and by whose hand."""
    if turn is None:
        return "—"
    first, *others = turn_lines(turn, language)
    return lines([first, *map(quiet, others)])


class _Table:
    """Tenures in one language, with links to the people whose page the reader may open."""

    def __init__(self, actor: Actor, db: Database, language: Words) -> None:
        self._actor = actor
        self._db = db
        self._language = language
        self._reached: frozenset[int] = frozenset()

    def show_day(self, day: EnterpriseDay) -> None:
        self._look_up(each.stint.person for role in day.roles.values() for each in role.people)
        label = self._language("tenures.day_of_enterprise", day=day.day)
        st.subheader(label)
        if not day.existed:
            recorded = city_day(day.recorded_at)
            told = self._language("tenures.not_recorded_yet", recorded=recorded, day=day.day)
            st.info(told, icon=":material/event_busy:")
            return
        rows = [row for role in _ROLES for row in self._rows_of_day(day, role, day.roles[role])]
        show_table(self._language, self._headings(_OF_DAY), rows, label=label)

    def show_list(self, tenures: list[Tenure]) -> None:
        self._look_up(each.stint.person for each in tenures)
        rows = [self._row(each) for each in tenures]
        label = self._language("tenures.list")
        show_table(self._language, self._headings(_OF_LIST), rows, label=label)

    def _look_up(self, people: Iterable[Someone]) -> None:
        if may(self._actor, Action.SEE_LIAISONS):
            ids = {each.id for each in people}
            self._reached = people_in_reach(self._actor, self._db, ids)

    def _headings(self, columns: Iterable[str]) -> list[str]:
        return [self._language(f"tenures.table.{column}") for column in columns]

    def _rows_of_day(
        self, day: EnterpriseDay, role: LiaisonRole, found: RoleDay
    ) -> list[list[Cell]]:
        people = [(each.stint.started_at, self._present(day, role, each)) for each in found.people]
        vacant = [
            (each.since or day.recorded_at, self._vacant(day, role, each))
            for each in found.vacancies
        ]
        return [row for _, row in sorted(people + vacant, key=_begins)]

    def _present(self, day: EnterpriseDay, role: LiaisonRole, each: OnDay) -> list[Cell]:
        stint = each.stint
        return [
            self._language.label("role", role),
            lines([self._person(stint.person), *self._leaves([each.absence])]),
            part_of_day(stint.started_at, stint.ended_at, day, self._language),
            lines(self._span(stint.started_at, stint.ended_at)),
        ]

    def _vacant(self, day: EnterpriseDay, role: LiaisonRole, each: Vacancy) -> list[Cell]:
        return [
            self._language.label("role", role),
            state("overdue", self._language("tenures.nobody")),
            part_of_day(each.since or day.recorded_at, each.until, day, self._language),
            lines(self._span(each.since, each.until)),
        ]

    def _row(self, tenure: Tenure) -> list[Cell]:
        stint, language = tenure.stint, self._language
        still = state("done", language("tenures.table.still"))
        return [
            language.label("role", stint.role),
            self._person(stint.person),
            lines([*self._span(stint.started_at, stint.ended_at), *self._leaves(tenure.absences)]),
            turn_cell(tenure.began, language),
            turn_cell(tenure.ended, language) if tenure.ended else still,
        ]

    def _span(self, since: datetime | None, until: datetime | None) -> list[Markup]:
        return [one_line(each) for each in span_lines(since, until, self._language)]

    def _leaves(self, absences: Iterable[Absence | None]) -> list[Markup]:
        return [quiet(absence_text(each, self._language)) for each in absences if each is not None]

    def _person(self, person: Someone) -> Markup:
        name = record_link("people", person.id if person.id in self._reached else None, person.name)
        return lines([name, quiet(f"{person.unit} {person.staff_no}")])


def _begins(row: tuple[datetime, list[Cell]]) -> datetime:
    return row[0]
