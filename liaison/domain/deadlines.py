"""When a request must be answered: hours of work by kind, counted over the working week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from liaison.domain.vocabulary import LiaisonRole, RequestKind

CITY_ZONE = ZoneInfo("Asia/Shanghai")
OFFICE_DAYS = range(5)
OFFICE_HOURS = ((time(9), time(12)), (time(14), time(17, 30)))
MAX_REOPENS = 2
POOR_RATINGS = (1, 2)


@dataclass(frozen=True, slots=True)
class Handling:
    """How a kind of request is handled: the hours of work it may take, and whose it is."""

    hours: float
    role: LiaisonRole


HANDLING: dict[RequestKind, Handling] = {
    RequestKind.SECURITY: Handling(4, LiaisonRole.OFFICER),
    RequestKind.TRANSPORT: Handling(6.5, LiaisonRole.COMMISSIONER),
    RequestKind.SUPPLIES: Handling(13, LiaisonRole.COMMISSIONER),
    RequestKind.STAFF: Handling(13, LiaisonRole.COMMISSIONER),
    RequestKind.PERMITS: Handling(13, LiaisonRole.COMMISSIONER),
    RequestKind.OTHER: Handling(13, LiaisonRole.COMMISSIONER),
    RequestKind.DISPUTE: Handling(19.5, LiaisonRole.OFFICER),
    RequestKind.FINANCE: Handling(19.5, LiaisonRole.COMMISSIONER),
}


def midnight(day: date) -> datetime:
    """When a day begins in the city."""
    return _at(day, time())


def due_at(kind: RequestKind, submitted_at: datetime) -> datetime:
    """The instant, in UTC, by which a request of this kind must be answered."""
    return add_office_hours(submitted_at, timedelta(hours=HANDLING[kind].hours))


def add_office_hours(start: datetime, work: timedelta) -> datetime:
    """The instant, in UTC, when that much work is done by people who start at `start`."""
    local = start.astimezone(CITY_ZONE)
    day = local.date()
    while True:
        for opens, closes in _sessions(day):
            begins = max(opens, local)
            if begins >= closes:
                continue
            if work <= closes - begins:
                return (begins + work).astimezone(UTC)
            work -= closes - begins
        day += timedelta(days=1)


def _sessions(day: date) -> list[tuple[datetime, datetime]]:
    """The hours of work of a day; none at the weekend."""
    if day.weekday() not in OFFICE_DAYS:
        return []
    return [(_at(day, opens), _at(day, closes)) for opens, closes in OFFICE_HOURS]


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=CITY_ZONE)
