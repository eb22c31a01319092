"""What a file is narrowed by, asked with the controls of the lists; all of it in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import streamlit as st

from liaison.domain.filter_query import Filter, day_in
from liaison.domain.filters import CHIPS, NOT_GIVEN
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import (
    AboveScale,
    LiaisonRole,
    MeasureState,
    RequestKind,
    RequestStatus,
    Status,
)
from liaison.domain.workload import WORKLOAD_CHIPS
from liaison.locales import LANGUAGES, Words
from liaison.locales.filter_words import FilterWords
from liaison.services.catalogue import find_measure
from liaison.services.export_kinds import OFFERS, ExportKind
from liaison.services.export_order import ExportOrder, order_from
from liaison.services.figures import kept_days
from liaison.services.liaisons import get_liaison, list_liaisons
from liaison.services.reports import column_choices
from liaison.services.support import list_measures
from liaison.sheets.writing.templates import TEMPLATE_KINDS
from liaison.store.database import Database
from liaison.web.components.area_choice import AREA, linked_area
from liaison.web.components.linked_filters import (
    Option,
    clear_filters,
    linked_choice,
    linked_choices,
    linked_date,
    linked_mark,
    linked_search,
    write_address,
)
from liaison.web.components.past_day import show_day_not_kept
from liaison.web.components.plain_text import plain
from liaison.web.session import origin, show_errors

KIND, TEMPLATE, COLUMNS = "export", "template", "columns"
DAYS_OFFERED = 31
PEOPLE_OFFERED = 400
#: Everything in the page's address that says what a file is narrowed by.
KEYS = (
    *(AREA, "as_of", "language", "format", COLUMNS, TEMPLATE, "search", "statuses", "chip"),
    *("industry", "above_scale", "liaison_id", "measure", "measure_state", "of_measure"),
    *("of_state", "kind", "only_overdue", "first_on", "last_on", "role", "posted", "enterprise_id"),
    *("size_class", "unit", "unit_role", "lacks"),
)
#: Filters that links bring and no control asks, what belongs together: they stand as long as the
#: kind knows them.
_BROUGHT = (
    *(("measure", "measure_state"), ("unit", "unit_role"), ("size_class",), ("lacks",)),
    *(("posted",), ("enterprise_id",)),
)


def address_of(order: ExportOrder) -> dict[str, str | None]:
    """What stands in the page's address when the page shows an order."""
    query = order.query()
    if order.kind == "template":
        query[TEMPLATE] = query.pop("kind")
    query.pop("preset", None)
    return dict.fromkeys(KEYS) | query | {KIND: order.kind}


@dataclass(frozen=True)
class ExportForm:
    """The controls for one reader."""

    actor: Actor
    db: Database
    reference: Reference
    language: Words

    def say(self, key: str, **values: object) -> str:
        return self.language(f"exports_page.{key}", **values)

    def ask(self, kind: ExportKind) -> ExportOrder:
        """Everything that this kind can be narrowed by."""
        query: dict[str, str] = {}
        with st.container(key="export-fields"):
            if kind == "template":
                templates = {each: self.say(f"template.{each}") for each in TEMPLATE_KINDS}
                query["kind"] = self._choice(TEMPLATE, self.say("template_kind"), templates)
            else:
                query[AREA] = self._area()
            query |= self._day(kind, query.get(AREA) or None)
            query |= self._filters(kind, query.get(AREA) or None)
            query |= self._shape(kind)
        query |= {key: st.query_params.get(key, "") for keys in _BROUGHT for key in keys}
        self._show_brought(kind, query)
        query[COLUMNS] = self._columns(kind, query["language"])
        return replace(order_from(kind, query, self.actor.language), base_url=origin() or None)

    def _area(self) -> str:
        return linked_area(self.actor, self.reference, self.language, is_labelled=True) or ""

    def _day(self, kind: ExportKind, area: str | None) -> dict[str, str]:
        offer = OFFERS[kind]
        if not offer.knows_past:
            return {}
        days = self._any_days() if offer.knows_any_day else self._kept_days(area)
        label = self.say("day" if offer.knows_any_day else "as_of")
        return {"as_of": self._choice("as_of", label, days)}

    def _kept_days(self, area: str | None) -> dict[str, str]:
        """Now, and the past days of which the figures were kept."""
        kept = [str(day) for day in kept_days(self.actor, self.db, area)]
        asked = st.query_params.get("as_of", "")
        if asked and asked not in kept:
            show_day_not_kept(asked, self.language)
        return {"": self.say("now")} | {day: day for day in kept}

    def _any_days(self) -> dict[str, str]:
        today = self.db.today()
        asked = day_in(st.query_params, "as_of")
        past = [str(today - timedelta(days=number)) for number in range(1, DAYS_OFFERED)]
        if asked is not None and str(asked) not in past and asked < today:
            past.append(str(asked))
        return {"": self.say("today", day=today)} | {day: day for day in past}

    def _filters(self, kind: ExportKind, area: str | None) -> dict[str, str]:
        if kind == "requests":
            return self._of_requests(area)
        if kind == "workload":
            return self._of_workload()
        if OFFERS[kind].filters is None:
            return {}
        return self._of_enterprises(area) | (self._of_measures() if kind == "measures" else {})

    def _of_enterprises(self, area: str | None) -> dict[str, str]:
        industries = {
            code: f"{code} {each.name_in(self.language.language)}"
            for code, each in self.reference.industries.items()
        }
        industries |= {NOT_GIVEN: self.language("figures.unfilled.industry")}
        scales = {each.value: self.language.label("above_scale", each) for each in AboveScale}
        chips = self._chips(CHIPS)
        return {
            "search": self._search(),
            "statuses": self._statuses("status", Status),
            "chip": self._any("chip", chips),
            "industry": self._any("industry", industries),
            "above_scale": self._any("above_scale", scales),
            "liaison_id": self._person(area),
        }

    def _of_measures(self) -> dict[str, str]:
        measures = {
            each.code: f"{each.code} {each.title_in(self.language.language)}"
            for each in list_measures(self.actor, self.db)
        }
        states = {each.value: self.language.label("state", each) for each in MeasureState}
        states["overdue"] = self.language("filters.late")
        return {
            "of_measure": self._any("of_measure", measures),
            "of_state": self._any("of_state", states),
        }

    def _of_requests(self, area: str | None) -> dict[str, str]:
        kinds = {each.value: self.language.label("request_kind", each) for each in RequestKind}
        today = self.db.today()
        found = {
            "search": self._search("request_search_hint"),
            "statuses": self._statuses("request_status", RequestStatus),
            "kind": self._any("kind", kinds),
            "liaison_id": self._person(area),
        }
        for key in ("first_on", "last_on"):
            day = linked_date(key, self.say(f"filter.{key}"), today)
            found[key] = str(day or "")
        found["only_overdue"] = "1" if linked_mark("only_overdue", self.say("overdue")) else ""
        return found

    def _of_workload(self) -> dict[str, str]:
        roles = {each.value: self.language.label("role", each) for each in LiaisonRole}
        chips = self._chips(WORKLOAD_CHIPS)
        return {
            "search": self._search("person_search_hint"),
            "role": self._any("role", roles),
            "chip": self._any("chip", chips),
        }

    def _person(self, area: str | None) -> str:
        """Whose; where there are very many people, those of a smaller area are offered."""
        found = list_liaisons(self.actor, self.db, area_code=area, page_size=PEOPLE_OFFERED)
        people = {
            str(each.liaison.id): f"{each.liaison.staff_no} {each.liaison.name}"
            for each in found.rows
        }
        asked = st.query_params.get("liaison_id", "")
        if asked.isdecimal() and asked not in people:
            with show_errors():
                person = get_liaison(self.actor, self.db, int(asked)).liaison
                people[asked] = f"{person.staff_no} {person.name}"
        return self._any("liaison_id", people)

    def _shape(self, kind: ExportKind) -> dict[str, str]:
        languages = {each: self.say(f"languages.{each}") for each in LANGUAGES}
        query = {
            "language": linked_choice(
                "language", self.say("language"), languages, self.actor.language, is_labelled=True
            )
        }
        offer = OFFERS[kind]
        offered = [each for each in offer.formats if each not in offer.for_one]
        formats = {each: self.say(f"formats.{each}") for each in offered}
        if len(formats) > 1:
            query["format"] = self._choice("format", self.say("format"), formats)
        return query

    def _columns(self, kind: ExportKind, language: str) -> str:
        """The columns in the order in which they are chosen, none for all."""
        choices = column_choices(self.actor, self.db, kind, language)
        if not choices:
            return ""
        chosen = linked_choices(
            COLUMNS,
            self.say("columns"),
            choices,
            self.say("all_columns", count=len(choices)),
            is_labelled=True,
            is_ordered=True,
        )
        asked = [each for each in st.query_params.get(COLUMNS, "").split(",") if each]
        for key in asked:
            if key not in choices:
                st.caption(plain(self.language("filters.gone.columns", value=key)))
        if chosen and OFFERS[kind].kept:
            st.caption(self.say("columns_kept"))
        return ",".join(chosen)

    def _show_brought(self, kind: ExportKind, query: Mapping[str, str]) -> None:
        """What a link narrowed by, each to be taken away."""
        read = OFFERS[kind].filters
        if read is None:
            return
        for keys in _BROUGHT:
            found = read({key: query[key] for key in keys})
            for text in self._told(found):
                st.button(
                    self.language("enterprises_page.narrowed", text=plain(text)),
                    key=f"narrowed-{keys[0]}",
                    icon=":material/close:",
                    help=self.language("enterprises_page.narrowed_help"),
                    on_click=clear_filters,
                    args=keys,
                )

    def _told(self, found: Filter | None) -> list[str]:
        """Filters together in words, none where nothing is narrowed."""
        code = getattr(found, "measure_code", None)
        measure = find_measure(self.actor, self.db, code) if code else None
        titles = {code: measure.title_in(self.language.language)} if code and measure else {}
        told = FilterWords(self.language, self.reference, titles).told(found)
        return [self.language("filters.between").join(told)] if told else []

    def _chips(self, chips: Iterable[str]) -> dict[str, str]:
        return {each: self.language(f"filters.chips.{each}") for each in chips if each != "all"}

    def _search(self, hint: str = "search_hint") -> str:
        return linked_search(
            "search", self.say("filter.search"), self.say(hint), is_labelled=True
        ).strip()

    def _statuses(self, label: str, statuses: type[Status] | type[RequestStatus]) -> str:
        labels = {each.value: self.language.label(label, each) for each in statuses}
        chosen = linked_choices(
            "statuses", self.say("filter.statuses"), labels, self.say("any"), is_labelled=True
        )
        return ",".join(chosen)

    def _any(self, key: str, labels: Mapping[str, str]) -> str:
        """One of the choices, or any."""
        return self._choice(key, self.say(f"filter.{key}"), {"": self.say("any"), **labels})

    def _choice(self, key: str, label: str, labels: Mapping[Option, str]) -> Option:
        return linked_choice(key, label, labels, next(iter(labels)), is_labelled=True)


def show_order(order: ExportOrder) -> None:
    """Let the page show an order, as a callback."""
    write_address(address_of(order))
