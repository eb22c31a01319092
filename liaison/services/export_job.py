"""What is being exported: whose rows, of which area, in which language, as of when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.errors import InvalidInput
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


@dataclass(frozen=True, slots=True)
class Remark:
    """What whoever exports should know of the file; `code` names a sentence in locales."""

    code: str
    values: Mapping[str, object]


def _no_address(enterprise_id: int, link_number: int, created_at: str) -> str:
    raise InvalidInput("base_url_needed", field="base_url")


@dataclass(frozen=True, kw_only=True)
class ExportJob:
    """One export while its transaction is open; `as_of` is a past day or None for now.

    `report` is told how many rows are done; no `columns` means all; `gone` are for the notes.
    `link_address` gives the address of an enterprise's personal link by its id, its number and
    the moment of its making.
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
    gone: tuple[str, ...] = ()
    template_kind: TemplateKind = "enterprises"
    link_address: Callable[[int, int, str], str] = _no_address
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, code: str, **values: object) -> None:
        """Tell whoever exports something that the file does not."""
        self.remarks.append(Remark(code, values))

    @property
    def only_enterprise(self) -> int | None:
        """The id of the one enterprise that was asked for."""
        return self.filters.enterprise_id if isinstance(self.filters, EnterpriseFilter) else None

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
