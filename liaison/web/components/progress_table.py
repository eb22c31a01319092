"""The table of the dashboard by area, kind, unit or person; rows and counts lead to their lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from liaison.domain.errors import InvalidInput
from liaison.domain.filters import NOT_GIVEN, EnterpriseFilter
from liaison.domain.indicators import AreaRow
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import RESUMED, LiaisonRole, Status
from liaison.locales import Words
from liaison.locales.sentences import error_sentence
from liaison.services.area_tables import (
    AREA_DIMENSIONS,
    KIND_DIMENSIONS,
    PEOPLE_DIMENSIONS,
    Dimension,
)
from liaison.services.figures import area_table
from liaison.store.database import Database
from liaison.web.components.area_choice import AREA, BY
from liaison.web.components.area_table import show_area_table
from liaison.web.components.enterprise_filters import query_of
from liaison.web.components.linked_filters import current_page, linked_chips, linked_page
from liaison.web.components.past_day import AS_OF

ROLE = "role"
PAGE_SIZE = 10
DUE = tuple(status for status in Status if status is not Status.NOT_OPERATING)
_LISTED = {"due": DUE, "resumed": RESUMED}

#: A page and its filters.
Lead = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class ProgressTable:
    """The table of an area, now or on a past day; `within` is the area's filter of a list."""

    actor: Actor
    db: Database
    reference: Reference
    language: Words
    area_code: str
    within: EnterpriseFilter
    day: date | None = None

    def show(self) -> None:
        by = self._choose()
        role = self._choose_role() if by in PEOPLE_DIMENSIONS else None
        try:
            rows = area_table(self.actor, self.db, by, self.area_code, as_of=self.day)
        except InvalidInput as refusal:
            st.info(error_sentence(refusal, self.language), icon=":material/event_busy:")
            return
        *rows, whole = rows
        of_role = [row for row in rows if row.role == role]
        first = (current_page() - 1) * PAGE_SIZE if role else 0
        shown = [*(of_role[first : first + PAGE_SIZE] if role else rows), whole]
        self._show(by, shown)
        if role:
            linked_page(-(-len(of_role) // PAGE_SIZE))
            self._show_way_to_workload(role)

    def _show(self, by: Dimension, rows: Sequence[AreaRow]) -> None:
        def lead(row: AreaRow, column: str) -> Lead | None:
            return self.lead(by, row, column, is_whole=row is rows[-1])

        def address(row: AreaRow, column: str) -> str | None:
            found = lead(row, column)
            return f"/{found[0]}?{urlencode(found[1])}" if found else None

        # A table that is drawn anew forgets the cell that was chosen in it.
        key = f"areas-{self.area_code}-{by}-{self.day}-{rows[0].role}-{current_page()}"
        heading = self._say(f"heading.{by}")
        picked = show_area_table(
            rows,
            address,
            self.language,
            key=key,
            name_heading=heading,
            is_past=self.day is not None,
        )
        hint = "hint"
        if self.day is not None:
            hint = "hint_past" if by in AREA_DIMENSIONS else "hint_past_kinds"
        st.caption(self._say(hint))
        if picked is not None and (found := lead(*picked)):
            st.switch_page(f"pages/{found[0]}.py", query_params=found[1])

    def lead(self, by: Dimension, row: AreaRow, column: str, *, is_whole: bool) -> Lead | None:
        """Where a cell leads; lists are of now, so a past day has its areas to go into alone."""
        filters = self.within if is_whole else self._filters(by, row)
        if column in _LISTED and filters is not None and self.day is None:
            return "enterprises", query_of(replace(filters, statuses=_LISTED[column]))
        if is_whole:
            return None
        if by in AREA_DIMENSIONS:
            day = {AS_OF: str(self.day)} if self.day else {}
            return ("dashboard", {AREA: row.code, **day}) if row.code else None
        if filters is None or self.day is not None:
            return None
        return "enterprises", query_of(filters)

    def _filters(self, by: Dimension, row: AreaRow) -> EnterpriseFilter | None:
        """The list of just the row's enterprises, None where there is none."""
        if by in AREA_DIMENSIONS:
            return replace(self.within, area_code=row.code) if row.is_listed else None
        if by == "industry":
            return replace(self.within, industry=row.code or NOT_GIVEN)
        if by == "size":
            return replace(self.within, size=row.code or NOT_GIVEN)
        if by == "above_scale":
            return replace(self.within, above_scale=row.code)
        role = LiaisonRole(row.role) if row.role else None
        if not row.code:
            return replace(self.within, lacks=role)
        if by == "unit":
            return replace(self.within, unit=row.code, unit_role=role)
        return replace(self.within, liaison_id=int(row.code))

    def _choose(self) -> Dimension:
        area = self.reference.areas[self.area_code]
        wider: tuple[Dimension, ...] = AREA_DIMENSIONS
        if area.is_town or area.is_county:
            wider = ("town",) if area.is_county else ()
        offered = (*wider, *KIND_DIMENSIONS, *PEOPLE_DIMENSIONS)
        labels = {by: self._say(f"by.{by}") for by in offered}
        return linked_chips(BY, self._say("switch"), labels, offered[0])

    def _choose_role(self) -> LiaisonRole:
        labels = {role: self.language.label("role", role) for role in LiaisonRole}
        return linked_chips(ROLE, self._say("role"), labels, LiaisonRole.OFFICER)

    def _show_way_to_workload(self, role: LiaisonRole) -> None:
        query = {ROLE: str(role)} | ({AREA: self.within.area_code} if self.within.area_code else {})
        st.page_link(
            "pages/workload.py",
            label=self._say("workload"),
            icon=":material/arrow_forward:",
            query_params=query,
        )

    def _say(self, key: str) -> str:
        return self.language(f"dashboard.areas.{key}")
