"""What is due in a week, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st
from markupsafe import Markup

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.my_week import Due, DueKind
from liaison.locales import Words
from liaison.web.components.days import short_day
from liaison.web.components.record_table import record_link, state
from liaison.web.templating import render

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A line: the enterprise as a link, what there is to do for it, how much that is, for whom."""

    link: Markup
    text: Markup
    number: int
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of a day; a later day is folded until somebody asks for it."""

    title: str
    rows: Sequence[Row]
    is_open: bool

    @property
    def number(self) -> int:
        return sum(row.number for row in self.rows)

    @property
    def more(self) -> int:
        """How much there is to do in the lines that are folded."""
        return sum(row.number for row in self.rows[SHOWN:])


@dataclass(frozen=True)
class WeekDue:
    """The list of the person `own_id`; `measures` are titles by code."""

    language: Words
    measures: Mapping[str, str]
    today: date
    own_id: int | None

    def show(self, due: Mapping[date | None, Sequence[Due]]) -> None:
        soon = {None, self.today, self.today + timedelta(days=1), next(iter(due))}
        groups = [Group(self._day(day), list(map(self._due, due[day])), day in soon) for day in due]
        st.html(render("week_due.html", self.language, groups=groups, shown=SHOWN))

    def _day(self, day: date | None) -> str:
        if day is None:
            return self._say("late")
        named = {self.today: "today", self.today + timedelta(days=1): "tomorrow"}
        weekday = self._say(f"weekday.{day.isoweekday()}")
        return self._say(named.get(day, "day"), day=short_day(day, self.today), weekday=weekday)

    def _due(self, due: Due) -> Row:
        charge = due.charge
        is_own = charge.liaison_id == self.own_id
        return Row(
            link=record_link("enterprise", charge.enterprise_id, charge.name),
            text=self._todo(due),
            number=due.number,
            instead="" if is_own else self.language("my_enterprises.instead", name=charge.holder),
        )

    def _todo(self, due: Due) -> Markup:
        days = (self.today - due.day).days
        said = self._what(due)
        if days > 0:
            return state("overdue", self._say("overdue", what=said, days=days))
        return state("waiting", said) if days == 0 else Markup.escape(said)

    def _what(self, due: Due) -> str:
        charge = due.charge
        if due.request is not None:
            kind = self.language.label("request_kind", due.request.kind)
            at = f"{due.request.due_at.astimezone(CITY_ZONE):%m-%d %H:%M}"
            return self._say("what.request", kind=kind, at=at)
        if due.kind is DueKind.MEASURES:
            between = self._say("between")
            return between.join(f"{code} {self.measures.get(code, '')}" for code in due.codes)
        if due.kind is DueKind.PLANNED:
            status = self.language.label("status", charge.status)
            return self._say("what.planned", day=short_day(due.day, self.today), status=status)
        last = charge.visited_on if due.kind is DueKind.VISIT else charge.contacted_on
        if last is None:
            return self._say(f"what.never_{due.kind}")
        return self._say(f"what.{due.kind}", day=short_day(last, self.today))

    def _say(self, key: str, **values: object) -> str:
        return self.language(f"my_week.{key}", **values)
