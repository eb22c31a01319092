"""Who was responsible when: the spans of pairs, how each came and went, and who it was on a day.

A day is the city's: a pair counts on it that stood at any moment between its two midnights. One
that was started and ended within the same second stood at none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.page import Page
from liaison.domain.tenure_turns import Someone, Turn
from liaison.domain.vocabulary import LiaisonRole

# No record is older, and as text the instants of earlier years would not sort.
_FIRST_DAY = date(1970, 1, 1)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave, first and last day included; `deputy` is None where nobody was named, or left."""

    liaison_id: int
    first_on: date
    last_on: date
    deputy: Someone | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """One person in charge of one enterprise in one role; `ended_at` is None while in force."""

    id: int
    enterprise_id: int
    role: LiaisonRole
    person: Someone
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tenure:
    """A stint with how it came and went, and the leaves that fell into it."""

    stint: Stint
    began: Turn
    ended: Turn | None
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True)
class Vacancy:
    """When nobody was in charge; None where nobody had been before, or has come since."""

    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class OnDay:
    """Who was in charge on a day, with the leave that covers it."""

    stint: Stint
    absence: Absence | None


@dataclass(frozen=True, slots=True)
class RoleDay:
    """Everybody who had a role on one day, in order, and the vacancies of that day."""

    people: tuple[OnDay, ...]
    vacancies: tuple[Vacancy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseDay:
    """Who was responsible for an enterprise on a day; `existed` False before it was recorded."""

    day: date
    existed: bool
    recorded_at: datetime
    roles: Mapping[LiaisonRole, RoleDay]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An enterprise in somebody's charge; `instead_of` is for whom a deputy looked after it."""

    enterprise_id: int
    name: str
    uscc: str | None
    county_code: str | None
    town_code: str | None
    started_at: datetime
    ended_at: datetime | None
    instead_of: Someone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDay:
    """What a person was responsible for on a day.

    `enterprises` counts each once, though it was given away and came back within the day.
    """

    day: date
    absence: Absence | None
    held: Page[Held]
    enterprises: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a person was given and gave away at one moment, and the load that this led to."""

    at: datetime
    given: int
    given_away: int
    load: int
    began: Turn | None
    ended: Turn | None


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """The midnights, in UTC, at which the city's day begins and ends."""
    first = max(day, _FIRST_DAY)
    begins, ends = (
        datetime.combine(each, time(), tzinfo=CITY_ZONE) for each in (first, first + _ONE_DAY)
    )
    return begins.astimezone(UTC), ends.astimezone(UTC)


def city_day(at: datetime) -> date:
    """The day in the city at an instant."""
    return at.astimezone(CITY_ZONE).date()


def absence_on(absences: Sequence[Absence], liaison_id: int, day: date) -> Absence | None:
    """The person's leave that covers the day."""
    return next(
        (
            each
            for each in absences
            if each.liaison_id == liaison_id and each.first_on <= day <= each.last_on
        ),
        None,
    )


def absences_in(absences: Sequence[Absence], stint: Stint, today: date) -> tuple[Absence, ...]:
    """The leaves of the stint's person that fell into it and have begun."""
    first, last = city_day(stint.started_at), today
    if stint.ended_at is not None:
        last = city_day(stint.ended_at)
    return tuple(
        each
        for each in absences
        if each.liaison_id == stint.person.id and each.first_on <= last and each.last_on >= first
    )


def role_day(
    stints: Sequence[Stint], absences: Sequence[Absence], day: date, recorded_at: datetime
) -> RoleDay:
    """Who had the role on the day, and when nobody had.

    `stints` are those of one enterprise and role in order: of the day, the last before it, the
    first after it. Before `recorded_at` there was no enterprise to be in charge of.
    """
    begins, ends = bounds_of(day)
    people = [each for each in stints if _overlap(each.started_at, each.ended_at, begins, ends)]
    vacancies = [
        each
        for each in _vacancies(stints)
        if _overlap(each.since or recorded_at, each.until, begins, ends)
    ]
    on_day = (OnDay(each, absence_on(absences, each.person.id, day)) for each in people)
    return RoleDay(tuple(on_day), tuple(vacancies))


def _vacancies(stints: Sequence[Stint]) -> list[Vacancy]:
    """All that lies between the stints, before the first and after the last."""
    if not stints:
        return [Vacancy(None, None)]
    found = [Vacancy(None, stints[0].started_at)]
    found += [Vacancy(one.ended_at, other.started_at) for one, other in pairwise(stints)]
    if stints[-1].ended_at is not None:
        found.append(Vacancy(stints[-1].ended_at, None))
    return found


def _overlap(since: datetime, until: datetime | None, begins: datetime, ends: datetime) -> bool:
    if until is None:
        return since < ends
    return since < until and since < ends and until > begins
