"""An enterprise as a card: what presses, whom to call, and its next measure in one tap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

import streamlit as st

from liaison.domain.records import Measure
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import MeasureState
from liaison.locales import Words
from liaison.store.visits import Rhythm
from liaison.store.worklist import EnterpriseRow, NextMeasure
from liaison.web.components.measure_edit import measure_edit
from liaison.web.components.places import area_name
from liaison.web.components.saving import save
from liaison.web.components.telephone import calls
from liaison.web.navigation import PAGES
from liaison.web.templating import render

Reason = tuple[str, str]


@dataclass(frozen=True)
class CardDesk:
    """What every card of a page needs to be drawn; `may_update` where its reader may save.

    `acting_for` are the names, by id, of those in whose place the reader acts.
    """

    language: Words
    reference: Reference
    measures: Mapping[str, Measure]
    rhythm: Rhythm
    today: date
    may_update: bool
    acting_for: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))

    def show(self, row: EnterpriseRow) -> None:
        page, link = st.session_state[PAGES]["enterprise"], {"id": str(row.id)}
        with st.container(
            border=True,
            horizontal=True,
            vertical_alignment="center",
            gap="small",
            key=f"card-{row.id}",
        ):
            st.page_link(page, label=row.name, query_params=link, width="stretch")
            st.html(
                render(
                    "enterprise_card.html",
                    self.language,
                    row=row,
                    instead=self._instead(row),
                    reasons=self.reasons(row),
                    contacted=self._contacted(row),
                    place=area_name(
                        self.reference, row.town_code or row.county_code, self.language.language
                    ),
                    calls=calls(row.contact_phone),
                )
            )
            if self.may_update and row.next_measure is not None:
                self._one_tap(row, row.next_measure)
            st.page_link(
                page,
                label=self.language("my_enterprises.open"),
                icon=":material/edit_square:",
                query_params=link,
            )

    def _instead(self, row: EnterpriseRow) -> str:
        """In whose place the reader has it; empty for the reader's own."""
        for person in (row.officer, row.commissioner):
            if person is not None and person.id in self.acting_for:
                return self._say("instead", name=person.name)
        return ""

    def reasons(self, row: EnterpriseRow) -> list[Reason]:
        """Why the enterprise stands where it does, the most urgent first: (state, sentence)."""
        found: list[Reason] = []
        late = row.first_overdue
        if late is not None:
            key = "overdue_and_more" if row.overdue_count > 1 else "overdue"
            title, more = self.title(late.measure_code), row.overdue_count - 1
            found.append(("overdue", self._say(key, title=title, days=late.days, more=more)))
        if row.open_requests:
            found.append(("waiting", self._say("requests", count=row.open_requests)))
        coming = row.next_measure
        if late is None and coming is not None:
            found.append((coming.state, self._coming(coming)))
        return found

    def title(self, code: str) -> str:
        measure = self.measures.get(code)
        return f"{code} {measure.title_in(self.language.language)}" if measure else code

    def _say(self, key: str, **values: object) -> str:
        return self.language(f"my_enterprises.{key}", **values)

    def _coming(self, coming: NextMeasure) -> str:
        title = self.title(coming.measure_code)
        if coming.due_on is None:
            return self._say("next_undated", title=title)
        return self._say("next", title=title, due=f"{coming.due_on:%m-%d}")

    def _contacted(self, row: EnterpriseRow) -> Reason:
        """When it was last met, as a state: waiting once the rhythm is missed."""
        if row.contacted_on is None:
            return ("waiting", self._say("never_contacted"))
        days = (self.today - row.contacted_on).days
        is_due = timedelta(days=days) >= timedelta(days=self.rhythm.contact_days)
        text = self._say("contacted_today") if not days else self._say("contacted", days=days)
        return ("waiting" if is_due else "", text)

    def _one_tap(self, row: EnterpriseRow, coming: NextMeasure) -> None:
        offered = [MeasureState.DONE]
        if coming.state is not MeasureState.IN_PROGRESS:
            offered.append(MeasureState.IN_PROGRESS)
        for state in offered:
            title = self.title(coming.measure_code)
            named = f"{row.name} {title}"
            edit = measure_edit(self.language, row.id, named, coming, state=state)
            st.button(
                self.language(f"measures.set_{state}", code=coming.measure_code),
                key=f"{state}-{row.id}",
                help=self.language("my_enterprises.one_tap", title=title),
                on_click=save,
                args=(edit, coming.version),
            )
