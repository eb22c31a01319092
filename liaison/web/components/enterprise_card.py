"""An enterprise with what presses, whom to call, and its next measure in one tap.

On a phone it is a card, on a wide screen the stylesheet lays the same parts out as a row of a
table under `show_headings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import streamlit as st

from liaison.domain.records import Measure
from liaison.domain.reference import Reference
from liaison.domain.urgency import Reason
from liaison.domain.vocabulary import MeasureState
from liaison.locales import Words
from liaison.store.enterprise_rows import EnterpriseRow, NextMeasure
from liaison.web.components.measure_edit import measure_edit
from liaison.web.components.places import area_name
from liaison.web.components.pressing_words import pressing_words
from liaison.web.components.saving import save
from liaison.web.components.telephone import calls
from liaison.web.templating import render

Line = tuple[str, str]


@dataclass(frozen=True)
class CardDesk:
    """What every card of a page needs to be drawn; `may_update` where its reader may save.

    `acting_for` are the names, by id, of those in whose place the reader acts.
    """

    language: Words
    reference: Reference
    measures: Mapping[str, Measure]
    today: date
    may_update: bool
    acting_for: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))

    def show_headings(self) -> None:
        """The headings of the table."""
        st.html(render("enterprise_headings.html", self.language))

    def show(self, row: EnterpriseRow) -> None:
        with st.container(
            border=True,
            horizontal=True,
            vertical_alignment="center",
            gap="small",
            key=f"card-{row.id}",
        ):
            st.html(
                render(
                    "enterprise_card.html",
                    self.language,
                    row=row,
                    instead=self._instead(row),
                    reasons=self.reasons(row),
                    place=area_name(
                        self.reference, row.town_code or row.county_code, self.language.language
                    ),
                    calls=calls(row.contact_phone),
                )
            )
            if self.may_update and row.next_measure is not None:
                self._one_tap(row, row.next_measure)

    def _instead(self, row: EnterpriseRow) -> str:
        """In whose place the reader has it; empty for the reader's own."""
        for person in (row.officer, row.commissioner):
            if person is not None and person.id in self.acting_for:
                return self._say("instead", name=person.name)
        return ""

    def reasons(self, row: EnterpriseRow) -> list[Line]:
        """Why the enterprise stands where it does, then what comes next: (state, sentence)."""
        found = pressing_words(self.language, row.pressing, self.title)
        coming = row.next_measure
        if row.first_overdue is None and coming is not None:
            found.append((coming.state, self._coming(coming)))
        if not any(each.reason is Reason.CONTACT_DUE for each in row.pressing):
            found.extend(self._contacted(row))
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

    def _contacted(self, row: EnterpriseRow) -> list[Line]:
        if row.contacted_on is None:
            return []
        days = (self.today - row.contacted_on).days
        return [("", self._say("contacted", days=days) if days else self._say("contacted_today"))]

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
