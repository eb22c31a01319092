"""What narrows a list: the values of the filter chips, which also stand in a page's address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from liaison.domain.vocabulary import (
    LiaisonRole,
    MeasureState,
    RequestKind,
    RequestStatus,
    Status,
)

Chip = Literal[
    "all", "overdue", "requests", "to_visit", "planned", "unpaired", "contact_due", "visit_due"
]
CHIPS: tuple[Chip, ...] = ("all", "overdue", "requests", "to_visit", "planned", "unpaired")
# The two halves of to_visit, which a list shows only where a link asks for one of them.
HALVES: tuple[Chip, ...] = ("contact_due", "visit_due")

EnterpriseSort = Literal["urgency", "name", "contacted", "updated", "returning"]
ENTERPRISE_SORTS: tuple[EnterpriseSort, ...] = (
    "urgency",
    "name",
    "contacted",
    "updated",
    "returning",
)

NOT_GIVEN = "none"

MeasureQuestion = MeasureState | Literal["overdue"]


@dataclass(frozen=True, slots=True)
class EnterpriseFilter:
    """Which enterprises; `area_code` is a city, county or town, `liaison_id` one in charge.

    A chip asks one question: an overdue measure, an unanswered request, a contact or visit that
    is due or one of the two, a planned day that has passed, a role that nobody fills.
    `measure_code` asks for those whose measure is in `measure_state` or, with "overdue", late.
    `enterprise_id` leaves one.
    `unit` asks for those that are with its people in `unit_role`, `lacks` for those without
    anybody in a role. NOT_GIVEN as industry or size is what a roster leaves open.
    """

    search: str = ""
    area_code: str | None = None
    statuses: tuple[Status, ...] = ()
    chip: Chip = "all"
    industry: str | None = None
    above_scale: str | None = None
    liaison_id: int | None = None
    measure_code: str | None = None
    measure_state: MeasureQuestion | None = None
    enterprise_id: int | None = None
    size: str | None = None
    unit: str | None = None
    unit_role: LiaisonRole | None = None
    lacks: LiaisonRole | None = None


@dataclass(frozen=True, slots=True)
class MeasureFilter(EnterpriseFilter):
    """Which measures of these enterprises: one of them, those in a state, or with "overdue" late.

    `measure_code` and `measure_state` ask for enterprises and leave each all of its measures.
    """

    of_measure: str | None = None
    of_state: MeasureQuestion | None = None


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Which requests; `only_overdue` are those unanswered past their deadline.

    `first_on` and `last_on` bound the city's days on which they were submitted.
    """

    search: str = ""
    area_code: str | None = None
    statuses: tuple[RequestStatus, ...] = ()
    kind: RequestKind | None = None
    liaison_id: int | None = None
    enterprise_id: int | None = None
    only_overdue: bool = False
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class LiaisonFilter:
    """Which officers and commissioners; with `away_on` those who are on leave on that day."""

    search: str = ""
    role: LiaisonRole | None = None
    area_code: str | None = None
    away_on: date | None = None
