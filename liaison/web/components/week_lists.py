"""A week as lists: what is due, day by day, and what one did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st
from markupsafe import Markup

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.my_week import Due, DueKind
from liaison.locales import Words
from liaison.store.my_week import OwnEntry
from liaison.web.components.days import short_day
from liaison.web.components.record_table import record_link, state
from liaison.web.templating import render

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A line: the enterprise as a link, what there is to say of it, for whom it is."""

    link: Markup
    text: Markup
    at: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading, an empty one for lines that need none."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class WeekLists:
    """Both lists of the person `own_id`; `measures` are titles by code."""

    language: Words
    measures: Mapping[str, str]
    today: date
    own_id: int | None

    def show_due(self, due: Mapping[date | None, Sequence[Due]]) -> None:
        self._show([Group(self._day(day), list(map(self._due, due[day]))) for day in due])

    def show_done(self, entries: Sequence[OwnEntry]) -> None:
        self._show([Group("", list(map(self._done, entries)))])

    def _show(self, groups: Sequence[Group]) -> None:
        st.html(render("week_list.html", self.language, groups=groups, shown=SHOWN))

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
            instead="" if is_own else self.language("my_enterprises.instead", name=charge.holder),
        )

    def _todo(self, due: Due) -> Markup:
        days = (self.today - due.day).days
        said = self._what(due)
        if days > 0:
            return state("overdue", self._say("overdue", what=said, days=days))
        return state("waiting" if days == 0 else "", said)

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

    def _done(self, entry: OwnEntry) -> Row:
        return Row(
            link=record_link("enterprise", entry.enterprise_id, entry.name or "—"),
            text=Markup.escape(self._did(entry)),
            at=f"{entry.at.astimezone(CITY_ZONE):%m-%d %H:%M}",
        )

    def _did(self, entry: OwnEntry) -> str:
        if entry.entity == "support":
            code = entry.entity_id.partition("/")[2]
            title = f"{code} {self.measures.get(code, '')}".strip()
            after = self.language.label("state", entry.after("state"))
            return f"{title} · {after}" if after else title
        if entry.entity == "visit":
            return self.language.label("visit_kind", entry.after("kind"))
        return self.language(f"enterprise.history.{entry.action}")

    def _say(self, key: str, **values: object) -> str:
        return self.language(f"my_week.{key}", **values)
