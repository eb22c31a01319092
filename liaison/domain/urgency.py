"""What presses about an enterprise, the most urgent first, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from liaison.domain.rhythm import Rhythm
from liaison.domain.vocabulary import NOT_OPEN_YET, UNTOUCHED, RequestStatus, Status


class Reason(StrEnum):
    """Why an enterprise needs its people, in the order in which lists put it first."""

    MEASURE_OVERDUE = "measure_overdue"
    REQUEST_OVERDUE = "request_overdue"
    REQUEST_NEW = "request_new"
    REQUEST_OPEN = "request_open"
    CONTACT_DUE = "contact_due"
    VISIT_DUE = "visit_due"
    PLANNED_PASSED = "planned_passed"


@dataclass(frozen=True, slots=True)
class Pressing:
    """A reason with its figures.

    `code` is the measure that is late for longest, `days` how long it is late, or the last
    contact or the planned day past; None where there never was one. `count` are the measures or
    requests, the first of which is due at `due_at`.
    """

    reason: Reason
    days: int | None = None
    count: int = 0
    code: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """An unanswered request, as far as urgency asks."""

    status: RequestStatus
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OverdueMeasure:
    """The measure that is overdue for longest, and for how many days."""

    measure_code: str
    days: int


class Watched(Protocol):
    """An enterprise as urgency sees it; `is_served` where it needs its people now."""

    @property
    def status(self) -> Status: ...
    @property
    def is_served(self) -> bool: ...
    @property
    def planned_on(self) -> date | None: ...
    @property
    def contacted_on(self) -> date | None: ...
    @property
    def visited_on(self) -> date | None: ...
    @property
    def overdue_count(self) -> int: ...
    @property
    def first_overdue(self) -> OverdueMeasure | None: ...
    @property
    def requests(self) -> Sequence[OpenRequest]: ...


def what_presses(
    row: Watched, rhythm: Rhythm, *, today: date, now: datetime
) -> tuple[Pressing, ...]:
    """Every reason that holds, in the order of `Reason`."""
    return (
        *_of_measures(row),
        *_of_requests(row.requests, now),
        *_of_rhythm(row, rhythm, today),
        *_of_plan(row, today),
    )


def _of_measures(row: Watched) -> Iterator[Pressing]:
    late = row.first_overdue
    if late is not None:
        yield Pressing(Reason.MEASURE_OVERDUE, late.days, row.overdue_count, late.measure_code)


def _of_requests(requests: Sequence[OpenRequest], now: datetime) -> Iterator[Pressing]:
    """Each request counts once: late, else not taken on, else under way."""
    kinds: dict[Reason, list[datetime]] = {}
    for each in requests:
        reason = Reason.REQUEST_OPEN
        if each.due_at < now:
            reason = Reason.REQUEST_OVERDUE
        elif each.status in UNTOUCHED:
            reason = Reason.REQUEST_NEW
        kinds.setdefault(reason, []).append(each.due_at)
    for reason in sorted(kinds, key=list(Reason).index):
        yield Pressing(reason, count=len(kinds[reason]), due_at=min(kinds[reason]))


def _of_rhythm(row: Watched, rhythm: Rhythm, today: date) -> Iterator[Pressing]:
    """Who was never met at all is told so once."""
    if not row.is_served:
        return
    contact = _since(row.contacted_on, today)
    if contact is None or contact >= rhythm.contact_days:
        yield Pressing(Reason.CONTACT_DUE, contact)
    visit = _since(row.visited_on, today)
    if contact is not None and (visit is None or visit >= rhythm.visit_days):
        yield Pressing(Reason.VISIT_DUE, visit)


def _since(day: date | None, today: date) -> int | None:
    return None if day is None else (today - day).days


def _of_plan(row: Watched, today: date) -> Iterator[Pressing]:
    if row.planned_on is not None and row.status in NOT_OPEN_YET and row.planned_on < today:
        yield Pressing(Reason.PLANNED_PASSED, (today - row.planned_on).days)
