"""What needs somebody now, as short lists of an area: gaps, late measures, late requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from liaison.domain.filters import EnterpriseFilter, RequestFilter
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.services.enterprises import list_enterprises
from liaison.services.gaps import list_gaps
from liaison.services.requests import list_requests
from liaison.store.database import Database
from liaison.web.components.linked_filters import linked_chips
from liaison.web.components.places import place_text
from liaison.web.components.record_table import Cell, quiet, record_link, show_table, state

SHOWN = 5

Rows = list[list[Cell]]


@dataclass(frozen=True)
class UrgentLists:
    """The lists of an area; only the chosen one is read."""

    actor: Actor
    db: Database
    reference: Reference
    language: Words
    area_code: str

    def show(self, counts: dict[str, int]) -> str:
        """Show the list that is chosen, and return its key; `counts` are those on the chips."""
        labels = {
            key: self._say(f"chip.{key}", count=f"{count:,}") for key, count in counts.items()
        }
        first = next((key for key, count in counts.items() if count), "gaps")
        chosen = linked_chips("urgent", self._say("title"), labels, first)
        if not counts[chosen]:
            st.success(self._say(f"none.{chosen}"), icon=":material/check_circle:")
            return chosen
        found: dict[str, Callable[[], Rows]] = {
            "gaps": self._gaps,
            "overdue": self._overdue,
            "requests": self._requests,
        }
        headings = [self._say(f"table.{chosen}.{column}") for column in ("who", "place", "what")]
        show_table(self.language, headings, found[chosen](), label=self._say("title"))
        return chosen

    def _gaps(self) -> Rows:
        found = list_gaps(self.actor, self.db, area_code=self.area_code, page_size=SHOWN)
        return [
            [
                record_link("enterprise", gap.enterprise_id, gap.enterprise_name),
                self._place(gap.county_code, gap.town_code),
                state(
                    "overdue",
                    self._say(
                        "gap",
                        role=self.language.label("role", gap.role),
                        reason=self.language.label("gap_reason", gap.reason),
                    ),
                ),
            ]
            for gap in found.rows
        ]

    def _overdue(self) -> Rows:
        filters = EnterpriseFilter(area_code=self.area_code, chip="overdue")
        found = list_enterprises(self.actor, self.db, filters, page_size=SHOWN, sort="urgency")
        return [
            [
                record_link("enterprise", row.id, row.name),
                self._place(row.county_code, row.town_code),
                state(
                    "overdue",
                    self._say("late", code=late.measure_code, days=late.days)
                    if (late := row.first_overdue)
                    else "—",
                ),
            ]
            for row in found.rows
        ]

    def _requests(self) -> Rows:
        filters = RequestFilter(area_code=self.area_code, only_overdue=True)
        found = list_requests(self.actor, self.db, filters, page_size=SHOWN)
        return [
            [
                record_link("enterprise", row.request.enterprise_id, row.enterprise_name),
                self._place(row.county_code, row.town_code),
                Markup("{} {}").format(
                    state("overdue", self.language.label("request_kind", row.request.kind)),
                    quiet(self._say("due", at=moment_text(row.request.due_at))),
                ),
            ]
            for row in found.rows
        ]

    def _place(self, county_code: str | None, town_code: str | None) -> str:
        language = self.language.language
        return place_text(self.reference, county_code, town_code, language) or "—"

    def _say(self, key: str, **values: object) -> str:
        return self.language(f"dashboard.urgent.{key}", **values)
