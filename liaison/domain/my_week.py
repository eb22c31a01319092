"""A week of an officer or commissioner: what falls due on which day, and the rhythm kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.rhythm import Rhythm
from liaison.domain.vocabulary import (
    NOT_OPEN_YET,
    UNANSWERED,
    RequestKind,
    RequestStatus,
    Status,
)

DAYS = 7


class DueKind(StrEnum):
    """What falls due, what presses most first."""

    REQUEST = "request"
    MEASURES = "measures"
    PLANNED = "planned"
    VISIT = "visit"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """An enterprise in the charge of a person; `is_served` where it needs its people now."""

    enterprise_id: int
    name: str
    status: Status
    is_served: bool
    planned_on: date | None
    contacted_on: date | None
    visited_on: date | None
    liaison_id: int
    holder: str


@dataclass(frozen=True, slots=True)
class WeekRequest:
    """A request that is with one of the people, unanswered or answered this week."""

    id: int
    enterprise_id: int
    kind: RequestKind
    status: RequestStatus
    due_at: datetime
    answered_at: datetime | None
    liaison_id: int

    @property
    def is_open(self) -> bool:
        return self.status in UNANSWERED

    @property
    def is_answered_in_time(self) -> bool:
        """One that was opened again is not answered yet."""
        answered = self.answered_at if not self.is_open else None
        return answered is not None and answered <= self.due_at


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done for an enterprise by a day.

    `codes` are the measures of that day, `request` the one to answer; `never` tells that the
    enterprise was not contacted or visited at all.
    """

    day: date
    kind: DueKind
    charge: Charge
    codes: tuple[str, ...] = ()
    request: WeekRequest | None = None
    never: bool = False

    @property
    def number(self) -> int:
        """How much there is to do: each of several measures counts."""
        return len(self.codes) or 1


@dataclass(frozen=True, slots=True)
class Numbers:
    """One person's enterprises against the rhythm, and what became of them in the last week.

    `measures_done` are those that the reader has done for these enterprises.
    """

    liaison_id: int
    name: str
    enterprises: int
    served: int
    contacted: int
    visited: int
    measures_done: int
    answers_due: int
    answered_in_time: int


def due_this_week(
    charges: Sequence[Charge],
    measures: Iterable[tuple[int, str, date]],
    requests: Iterable[WeekRequest],
    rhythm: Rhythm,
    today: date,
) -> dict[date | None, list[Due]]:
    """By day what falls due until six days from now; under None what should be done already.

    `measures` are (enterprise id, code, due on) of the open ones.
    """
    last = today + timedelta(days=DAYS - 1)
    by_id = {each.enterprise_id: each for each in charges}
    found = [
        *_of_requests(by_id, requests),
        *_of_measures(by_id, measures),
        *(due for each in charges for due in _of_enterprise(each, rhythm, today)),
    ]
    order = list(DueKind)
    found = [each for each in found if each.day <= last]
    found.sort(key=lambda due: (due.day, order.index(due.kind), due.charge.name))
    days: dict[date | None, list[Due]] = {}
    late = [each for each in found if each.day < today]
    if late:
        days[None] = sorted(late, key=lambda due: order.index(due.kind))
    for each in found:
        if each.day >= today:
            days.setdefault(each.day, []).append(each)
    return days


def _of_requests(by_id: Mapping[int, Charge], requests: Iterable[WeekRequest]) -> list[Due]:
    return [
        Due(each.due_at.astimezone(CITY_ZONE).date(), DueKind.REQUEST, charge, request=each)
        for each in requests
        if each.is_open and (charge := by_id.get(each.enterprise_id)) is not None
    ]


def _of_measures(
    by_id: Mapping[int, Charge], measures: Iterable[tuple[int, str, date]]
) -> list[Due]:
    """The measures of an enterprise that fall due on one day are one line."""
    codes: dict[tuple[int, date], list[str]] = defaultdict(list)
    for enterprise_id, code, day in measures:
        codes[enterprise_id, day].append(code)
    return [
        Due(day, DueKind.MEASURES, by_id[each], tuple(sorted(found)))
        for (each, day), found in codes.items()
        if each in by_id
    ]


def _of_enterprise(charge: Charge, rhythm: Rhythm, today: date) -> list[Due]:
    """The planned day, and the next contact; a visit that is due is one, too."""
    found = []
    if charge.planned_on is not None and charge.status in NOT_OPEN_YET:
        found.append(Due(charge.planned_on, DueKind.PLANNED, charge))
    if not charge.is_served:
        return found
    last = today + timedelta(days=DAYS - 1)
    visit_on = _next(charge.visited_on, rhythm.visit_days, today)
    contact_on = _next(charge.contacted_on, rhythm.contact_days, today)
    if visit_on <= last:
        day = min(visit_on, contact_on)
        found.append(Due(day, DueKind.VISIT, charge, never=charge.visited_on is None))
    else:
        found.append(Due(contact_on, DueKind.CONTACT, charge, never=charge.contacted_on is None))
    return found


def _next(last: date | None, days: int, today: date) -> date:
    """When the next is due: so many days after the last, today where there was none."""
    return today if last is None else last + timedelta(days=days)


def numbers_of(
    charges: Sequence[Charge],
    requests: Sequence[WeekRequest],
    measures_done: Mapping[int, int],
    rhythm: Rhythm,
    now: datetime,
    today: date,
) -> list[Numbers]:
    """Each person's numbers, in the order in which their enterprises come first.

    `measures_done` says of enterprises by id how many measures the reader has done for them.
    """
    held: dict[int, list[Charge]] = defaultdict(list)
    for each in charges:
        held[each.liaison_id].append(each)
    return [
        _numbers(each, held[each], requests, measures_done, rhythm, now, today) for each in held
    ]


def _numbers(
    liaison_id: int,
    held: Sequence[Charge],
    requests: Iterable[WeekRequest],
    measures_done: Mapping[int, int],
    rhythm: Rhythm,
    now: datetime,
    today: date,
) -> Numbers:
    served = [each for each in held if each.is_served]
    asked = [
        each
        for each in requests
        if each.liaison_id == liaison_id and (not each.is_open or each.due_at < now)
    ]
    return Numbers(
        liaison_id=liaison_id,
        name=held[0].holder,
        enterprises=len(held),
        served=len(served),
        contacted=sum(_kept(each.contacted_on, rhythm.contact_days, today) for each in served),
        visited=sum(_kept(each.visited_on, rhythm.visit_days, today) for each in served),
        measures_done=sum(measures_done.get(each.enterprise_id, 0) for each in held),
        answers_due=len(asked),
        answered_in_time=sum(each.is_answered_in_time for each in asked),
    )


def _kept(last: date | None, days: int, today: date) -> bool:
    return last is not None and last > today - timedelta(days=days)
