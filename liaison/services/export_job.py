"""What is being exported: whose rows, of which area, in which language, as of when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.filter_query import Filter
from liaison.domain.filters import EnterpriseFilter, MeasureFilter, RequestFilter
from liaison.domain.progress import Report, silent
from liaison.domain.reference import Reference
from liaison.domain.roles import Scope
from liaison.locales import Words
from liaison.services.figures import within
from liaison.sheets.writing.lists import Labels, labels_in
from liaison.sheets.writing.templates import TemplateKind
from liaison.store import enterprise_filter, gaps, reference, requests
from liaison.store import exports as store
from liaison.store.database import Connection
from liaison.store.scope import Condition

Row = store.Row
_ALL = 10**9


@dataclass(frozen=True, kw_only=True)
class ExportJob:
    """One export while its transaction is open; `as_of` is a past day or None for now.

    `report` is told how many rows are done; no `columns` means all. `remarks` are for the notes.
    """

    connection: Connection
    scope: Scope
    reference: Reference
    area: str
    words: Words
    now: datetime
    exported_by: str
    filters: Filter | None = None
    columns: tuple[str, ...] = ()
    as_of: date | None = None
    report: Report = silent
    remarks: tuple[str, ...] = ()
    template_kind: TemplateKind = "enterprises"

    @property
    def today(self) -> date:
        return self.now.astimezone(CITY_ZONE).date()

    @property
    def day(self) -> date:
        """The day that the file tells of."""
        return self.as_of or self.today

    @property
    def area_name(self) -> str:
        return self.reference.areas[self.area].name_in(self.words.language)

    @cached_property
    def titles(self) -> dict[str, str]:
        """The measures' titles by code."""
        return {
            measure.code: measure.title_in(self.words.language)
            for measure in reference.measures(self.connection)
        }

    @cached_property
    def labels(self) -> Labels:
        return labels_in(self.words, self.reference, self.titles)

    @cached_property
    def place(self) -> Condition:
        """What lies in the area, as a condition on `e`."""
        return within(self.connection, self.scope, self.area)

    @cached_property
    def enterprises(self) -> Condition:
        """The enterprises that the filters leave, as a condition on `e`."""
        if not isinstance(self.filters, EnterpriseFilter):
            return self.place
        filters = replace(self.filters, area_code=self.area)
        return enterprise_filter.condition(self.connection, self.scope, filters, today=self.today)

    @cached_property
    def measures(self) -> Condition:
        """The measures that the filters leave, as a condition on `s` and `e`."""
        if not isinstance(self.filters, MeasureFilter):
            return self.enterprises
        where, values = self.enterprises
        return store.measures_of(where, values, self.filters)

    @cached_property
    def requests(self) -> Condition:
        """The requests that the filters leave, as a condition on `r` and `e`."""
        chosen = self.filters if isinstance(self.filters, RequestFilter) else RequestFilter()
        filters = replace(chosen, area_code=self.area)
        return requests.condition(self.connection, self.scope, filters, now=self.now)

    def gaps(self) -> list[Row]:
        """A row a role that nobody fills: enterprise, place, statuses, role, reason."""
        found, _ = gaps.list_part(
            self.connection,
            self.scope,
            self.today,
            role=None,
            area_code=self.area,
            limit=_ALL,
            offset=0,
        )
        details = store.gap_details(self.connection, self.enterprises)
        return [
            (
                gap.enterprise_name,
                uscc,
                gap.county_code,
                gap.town_code,
                gap.grid,
                filing_status,
                status,
                gap.role.value,
                gap.reason.value,
            )
            for gap in found
            if gap.enterprise_id in details
            for uscc, filing_status, status in [details[gap.enterprise_id]]
        ]
