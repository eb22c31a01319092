"""The workload as tables: a row a person or an area, each number with what is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.filters import Chip, EnterpriseFilter
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import LiaisonRole
from liaison.domain.workload import AreaWork, Duty, Nearness, PersonWork, Worker
from liaison.locales import Words
from liaison.web.components.area_choice import AREA
from liaison.web.components.enterprise_filters import list_address
from liaison.web.components.places import place_text
from liaison.web.components.record_table import Cell, lines, quiet, record_link, show_table, state

VIEW, POSTED = "view", "posted"
_PEOPLE_COLUMNS = ("person", "place", "duty", "load", "nearness", "todo", "latest")
_AREA_COLUMNS = (
    *("area", "people", "loads", "free", "over"),
    *("enterprises", "nearness", "overdue", "unpaired"),
)
_DUTY_STATES = {
    Duty.ON_DUTY: "done",
    Duty.ON_LEAVE: "waiting",
    Duty.AWAY: "waiting",
    Duty.LEFT: "not_applicable",
}
_LINK = Markup('<a href="{}" target="_self">{}</a>')
_FILL = Markup('<progress class="load" max="{}" value="{}" aria-hidden="true"></progress>')
_BAR = Markup('<span class="nearness" aria-hidden="true">{}</span>')
_PART = Markup('<span class="near-{}" style="flex-grow: {}"></span>')
_UNBROKEN = Markup('<span class="unbroken">{}</span>')
_LINE = Markup('<span class="figure-line">{}</span>')
_LEGEND = Markup('<span class="legend legend-near-{}">{}</span>')


@dataclass(frozen=True)
class WorkloadTable:
    """The workload in one language, narrowed to an area of the reader's own, and to a role."""

    reference: Reference
    language: Words
    own_code: str
    area_code: str | None
    role: LiaisonRole | None

    def show_people(self, people: Sequence[PersonWork]) -> None:
        self._show(_PEOPLE_COLUMNS, [self._person(each) for each in people])

    def show_areas(self, areas: Sequence[AreaWork]) -> None:
        """Counties lead to their towns, towns to their people."""
        self._show(_AREA_COLUMNS, [self._area(each) for each in areas])

    def _show(self, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        tiers = [
            _LEGEND.format(tier, self.language.label("tier", tier)) for tier in Nearness._fields
        ]
        st.html(Markup('<p class="legends">{}</p>').format(Markup("").join(tiers)))
        headings = [self._say(f"table.{column}") for column in columns]
        show_table(self.language, headings, rows, label=self._say("title"))

    def _say(self, key: str, **values: object) -> str:
        return self.language(f"workload_page.{key}", **values)

    def _person(self, each: PersonWork) -> list[Cell]:
        worker = each.worker
        place = place_text(
            self.reference, worker.county_code, worker.town_code, self.language.language
        )
        where = " · ".join(part for part in (place, worker.grid) if part) or "—"
        return [
            lines([record_link("people", worker.id, worker.name), quiet(worker.staff_no)]),
            lines([worker.unit, quiet(where)]),
            lines(self._duty(worker)),
            lines(self._load(each)),
            self._nearness(each.work.nearness),
            lines(self._todo(each)),
            lines(self._latest(each)),
        ]

    def _duty(self, worker: Worker) -> list[Markup]:
        absence = worker.absence
        role = Markup("{}").format(self.language.label("role", worker.role))
        duty = state(_DUTY_STATES[worker.duty], self.language.label("duty", worker.duty))
        if worker.duty is not Duty.ON_LEAVE or absence is None:
            return [role, duty]
        until = _UNBROKEN.format(quiet(self._say("until", day=f"{absence.last_on:%m-%d}")))
        if absence.deputy_name is None:
            return [role, duty, until, state("overdue", self._say("no_deputy"))]
        deputy = self._say("deputy", name=absence.deputy_name)
        return [role, duty, until, record_link("people", absence.deputy_id, deputy)]

    def _load(self, each: PersonWork) -> list[Markup]:
        """How many enterprises of how many, and of them how many here."""
        worker, limit = each.worker, each.worker.capacity
        key = "no_limit" if limit is None else "load"
        text: str = self._say(key, load=f"{worker.load:,}", capacity=limit)
        if worker.load:
            whole = EnterpriseFilter(liaison_id=worker.id)
            text = _LINK.format(list_address(whole), text)
        found = [state("overdue", text) if worker.is_over else Markup("{}").format(text)]
        if limit is not None:
            found.append(_FILL.format(max(limit, 1), min(worker.load, limit)))
        if each.work.enterprises != worker.load:
            here = self._say("here", count=f"{each.work.enterprises:,}")
            found.append(self._enterprises(each, here) if each.work.enterprises else quiet(here))
        return found

    def _nearness(self, nearness: Nearness, address: str | None = None) -> Markup:
        there = [(tier, count) for tier, count in nearness._asdict().items() if count]
        if not there:
            return quiet("—")
        bar = _BAR.format(Markup("").join(_PART.format(tier, count) for tier, count in there))
        text = Markup(" · ").join(
            _UNBROKEN.format(self._say(f"near.{tier}", count=f"{count:,}")) for tier, count in there
        )
        return bar + (_LINK.format(address, text) if address else text)

    def _todo(self, each: PersonWork) -> list[Markup]:
        """What is late, then whom to meet; each leads to the enterprises that it is about."""
        work = each.work
        found = []
        if work.overdue:
            late = self._overdue(work.overdue, work.overdue_enterprises)
            found.append(state("overdue", self._enterprises(each, late, "overdue")))
        if each.late_requests:
            asked = self._say("late_requests", count=f"{each.late_requests:,}")
            found.append(state("overdue", self._enterprises(each, asked, "requests")))
        if work.to_meet:
            meet = self._say("to_meet", count=f"{work.to_meet:,}")
            found.append(state("waiting", self._enterprises(each, meet, "to_visit")))
        return found or [quiet(self._say("nothing_late"))]

    def _overdue(self, measures: int, enterprises: int) -> str:
        return self._say("overdue", measures=f"{measures:,}", enterprises=f"{enterprises:,}")

    def _enterprises(self, each: PersonWork, text: str, chip: Chip = "all") -> Markup:
        """A link to a person's enterprises here that the chip leaves."""
        filters = EnterpriseFilter(area_code=self.area_code, chip=chip, liaison_id=each.worker.id)
        return _LINK.format(list_address(filters), text)

    def _latest(self, each: PersonWork) -> list[Markup]:
        acted, met = each.active_at, each.work.contacted_on
        at = f"{acted.astimezone(CITY_ZONE):%m-%d %H:%M}" if acted else "—"
        return [
            _UNBROKEN.format(self._say("active", at=at)),
            _UNBROKEN.format(quiet(self._say("contacted", day=f"{met:%m-%d}" if met else "—"))),
        ]

    def _area(self, each: AreaWork) -> list[Cell]:
        counts = each.counts
        here = EnterpriseFilter(area_code=self._code(each))
        people = self._lines("people", "on_duty", each.people, each.on_duty)
        loads = self._lines("mean", "most", each.mean_load, each.max_load)
        overdue = self._lines(
            "late_measures", "late_enterprises", counts.overdue, counts.overdue_enterprises
        )
        return [
            self._name(each),
            self._people(each, people, {}),
            self._people(each, loads, {"sort": "load"}),
            self._people(each, f"{each.free:,}", {"sort": "room"}),
            self._people(each, f"{each.over:,}", {"chip": "over"}, is_late=bool(each.over)),
            self._listed(each, f"{counts.enterprises:,}", here),
            self._nearness(counts.nearness, self._people_address(each, {"sort": "far"})),
            self._listed(each, overdue, replace(here, chip="overdue"), is_late=counts.overdue > 0),
            self._listed(
                each,
                f"{counts.unpaired:,}",
                replace(here, chip="unpaired"),
                is_late=counts.unpaired > 0,
            ),
        ]

    def _lines(self, first: str, second: str, one: float | None, other: float | None) -> str:
        """Two figures below each other in words, a dash where there are none."""
        if one is None or other is None:
            return "—"
        shown = [
            f"{each:,.1f}" if isinstance(each, float) else f"{each:,}" for each in (one, other)
        ]
        pairs = zip((first, second), shown, strict=True)
        return Markup("").join(_LINE.format(self._say(key, count=count)) for key, count in pairs)

    def _is_whole(self, each: AreaWork) -> bool:
        return each.code == (self.area_code or self.own_code)

    def _code(self, each: AreaWork) -> str | None:
        """The area as an address names it, which says nothing of what is the reader's own."""
        return self.area_code if self._is_whole(each) else each.code or None

    def _name(self, each: AreaWork) -> Cell:
        area = self.reference.areas.get(each.code)
        if area is None or not area.is_county or self._is_whole(each):
            return each.name
        return _LINK.format(self._address({VIEW: "area", AREA: each.code}), each.name)

    def _address(self, query: Mapping[str, str | None]) -> str:
        """This page, of the same role."""
        asked = {**query, "role": self.role}
        return f"/workload?{urlencode({key: value for key, value in asked.items() if value})}"

    def _people_address(self, each: AreaWork, more: Mapping[str, str]) -> str | None:
        """The people posted in the area, None where no address leads there."""
        if not each.code or not each.people:
            return None
        return self._address({AREA: self._code(each), POSTED: "1", **more})

    def _people(
        self, each: AreaWork, text: str, more: Mapping[str, str], *, is_late: bool = False
    ) -> Markup:
        address = self._people_address(each, more)
        shown = _LINK.format(address, text) if address else Markup("{}").format(text)
        return state("overdue", shown) if is_late else shown

    def _listed(
        self, each: AreaWork, text: str, filters: EnterpriseFilter, *, is_late: bool = False
    ) -> Markup:
        shown = (
            _LINK.format(list_address(filters), text) if each.code else Markup("{}").format(text)
        )
        return state("overdue", shown) if is_late else shown
