"""What everybody carries: of a person, of an area, and how a list of people is narrowed and sorted.

Who is posted in an area may be in charge elsewhere, and the other way round: `load` is everything
that a person has, `Work` is what of it lies in the area that is asked about.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import fmean
from types import MappingProxyType
from typing import Literal, NamedTuple

from liaison.domain.vocabulary import LiaisonRole, LiaisonStatus

WorkloadChip = Literal["all", "over", "full", "overdue", "absent", "idle"]
WORKLOAD_CHIPS: tuple[WorkloadChip, ...] = ("all", "over", "full", "overdue", "absent", "idle")

WorkloadSort = Literal["load", "fill", "room", "overdue", "far", "quiet", "name"]
WORKLOAD_SORTS: tuple[WorkloadSort, ...] = (
    "load",
    "fill",
    "room",
    "overdue",
    "far",
    "quiet",
    "name",
)


@dataclass(frozen=True, slots=True)
class WorkloadFilter:
    """Which people; `posted_only` leaves out who is merely in charge of something in the area."""

    search: str = ""
    role: LiaisonRole | None = None
    area_code: str | None = None
    chip: WorkloadChip = "all"
    posted_only: bool = False


EVERYBODY = WorkloadFilter()


class Duty(StrEnum):
    """Whether a person is there today."""

    ON_DUTY = "on_duty"
    ON_LEAVE = "on_leave"
    AWAY = "away"
    LEFT = "left"


class Absence(NamedTuple):
    """A leave of today: its last day, and who acts meanwhile, None where nobody does."""

    last_on: date
    deputy_id: int | None
    deputy_name: str | None


def duty_on(
    day: date,
    status: LiaisonStatus,
    started_on: date | None,
    ended_on: date | None,
    *,
    is_on_leave: bool,
) -> Duty:
    """Where a person stands on a day; who has not begun yet is away."""
    if status is LiaisonStatus.DISABLED or (ended_on is not None and ended_on < day):
        return Duty.LEFT
    if is_on_leave:
        return Duty.ON_LEAVE
    has_begun = started_on is None or started_on <= day
    return Duty.ON_DUTY if status is LiaisonStatus.ON_DUTY and has_begun else Duty.AWAY


class Nearness(NamedTuple):
    """How many pairs are of each tier of domain.pairing."""

    grid: int = 0
    town: int = 0
    county: int = 0
    elsewhere: int = 0

    @property
    def near_share(self) -> float | None:
        """Those of the same grid or town among all; None where there are none."""
        total = sum(self)
        return (self.grid + self.town) / total if total else None

    def plus(self, other: Nearness) -> Nearness:
        return Nearness(*map(sum, zip(self, other, strict=True)))


NO_PAIRS = Nearness()


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A commissioner or officer with everything in their charge; `capacity` None is no limit."""

    id: int
    role: LiaisonRole
    staff_no: str
    name: str
    unit: str
    county_code: str | None
    town_code: str | None
    grid: str | None
    capacity: int | None
    load: int
    duty: Duty
    absence: Absence | None
    is_posted: bool

    @property
    def is_over(self) -> bool:
        return self.capacity is not None and self.load > self.capacity

    @property
    def is_full(self) -> bool:
        """True at the limit, neither below nor above it."""
        return self.capacity is not None and self.load == self.capacity

    @property
    def fill(self) -> float | None:
        """The load as a share of the limit; None without a limit to share."""
        return self.load / self.capacity if self.capacity else None

    @property
    def free(self) -> int:
        """How many more can be given: none to who is not there or has no limit to count from."""
        if self.duty is not Duty.ON_DUTY or self.capacity is None:
            return 0
        return max(0, self.capacity - self.load)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What of a person's enterprises lies in the area asked about.

    `overdue` are late measures, of `overdue_enterprises`; `to_meet` are enterprises whose contact
    or visit is due.
    """

    enterprises: int = 0
    nearness: Nearness = NO_PAIRS
    overdue: int = 0
    overdue_enterprises: int = 0
    to_meet: int = 0
    contacted_on: date | None = None


NO_WORK = Work()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWork:
    """A person, the work, the requests whose answer is late, and when anything was done last."""

    worker: Worker
    work: Work = NO_WORK
    late_requests: int = 0
    active_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        return bool(self.work.overdue or self.late_requests)


_CHIPS: Mapping[WorkloadChip, Callable[[PersonWork], bool]] = MappingProxyType(
    {
        "all": lambda each: True,
        "over": lambda each: each.worker.is_over,
        "full": lambda each: each.worker.is_full,
        "overdue": lambda each: each.is_late,
        "absent": lambda each: each.worker.duty in (Duty.ON_LEAVE, Duty.AWAY),
        "idle": lambda each: each.worker.duty is Duty.ON_DUTY and each.worker.load == 0,
    }
)


def answers(each: PersonWork, chip: WorkloadChip) -> bool:
    """True where the chip's question is true of the person."""
    return _CHIPS[chip](each)


def chip_counts(people: Iterable[PersonWork]) -> dict[WorkloadChip, int]:
    """How many people each chip would leave."""
    everybody = list(people)
    return {chip: sum(map(asks, everybody)) for chip, asks in _CHIPS.items()}


def _room(each: PersonWork) -> float:
    is_there = each.worker.duty is Duty.ON_DUTY
    return math.inf if is_there and each.worker.capacity is None else each.worker.free


_FIRST: Mapping[WorkloadSort, Callable[[PersonWork], tuple[float | str, ...]]] = MappingProxyType(
    {
        "load": lambda each: (-each.worker.load,),
        "fill": lambda each: (-(each.worker.fill or 0), -each.worker.load),
        "room": lambda each: (-_room(each),),
        "overdue": lambda each: (-(each.work.overdue + each.late_requests),),
        "far": lambda each: (_share(each), -each.work.enterprises),
        "quiet": lambda each: (each.worker.load == 0, _since(each)),
        "name": lambda each: (each.worker.name,),
    }
)


def _share(each: PersonWork) -> float:
    """Who has nothing is near to everything."""
    share = each.work.nearness.near_share
    return math.inf if share is None else share


def _since(each: PersonWork) -> float:
    return each.active_at.timestamp() if each.active_at else 0


def in_order(people: Iterable[PersonWork], sort: WorkloadSort) -> list[PersonWork]:
    """The people sorted, those that are alike by unit and name."""
    first = _FIRST[sort]
    return sorted(
        people,
        key=lambda each: (*first(each), each.worker.unit, each.worker.name, each.worker.id),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCounts:
    """What is counted of an area's enterprises; `unpaired` have a role that nobody fills."""

    enterprises: int = 0
    unpaired: int = 0
    overdue: int = 0
    overdue_enterprises: int = 0
    nearness: Nearness = NO_PAIRS

    def plus(self, other: AreaCounts) -> AreaCounts:
        return AreaCounts(
            enterprises=self.enterprises + other.enterprises,
            unpaired=self.unpaired + other.unpaired,
            overdue=self.overdue + other.overdue,
            overdue_enterprises=self.overdue_enterprises + other.overdue_enterprises,
            nearness=self.nearness.plus(other.nearness),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaWork:
    """The people posted in an area and the work of its enterprises.

    `code` is '' for what no area is known of, `county` a town's county. `mean_load` and `max_load`
    are of those on duty, `free` is the room that they have within their limits.
    """

    code: str
    county: str | None
    name: str
    people: int
    on_duty: int
    mean_load: float | None
    max_load: int | None
    free: int
    over: int
    counts: AreaCounts


def area_work(
    code: str, county: str | None, name: str, people: Iterable[Worker], parts: Iterable[AreaCounts]
) -> AreaWork:
    """The line of an area from the people posted there and the counts of its parts."""
    posted = list(people)
    loads = [each.load for each in posted if each.duty is Duty.ON_DUTY]
    counts = AreaCounts()
    for part in parts:
        counts = counts.plus(part)
    return AreaWork(
        code=code,
        county=county,
        name=name,
        people=len(posted),
        on_duty=len(loads),
        mean_load=fmean(loads) if loads else None,
        max_load=max(loads, default=None),
        free=sum(each.free for each in posted),
        over=sum(each.is_over for each in posted),
        counts=counts,
    )
