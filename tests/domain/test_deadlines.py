"""Deadlines of requests: hours of work, nights and weekends left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain.deadlines import (
    CITY_ZONE,
    HANDLING,
    OFFICE_DAYS,
    OFFICE_HOURS,
    add_office_hours,
    due_at,
)
from liaison.domain.vocabulary import LiaisonRole, RequestKind


def at(text: str) -> datetime:
    """An instant by the clock on the wall in the city."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        pytest.param("2020-02-10 09:00", 2, "2020-02-10 11:00", id="within the morning"),
        pytest.param("2020-02-10 11:00", 2, "2020-02-10 15:00", id="over the midday break"),
        pytest.param("2020-02-10 12:30", 1, "2020-02-10 15:00", id="from within the break"),
        pytest.param("2020-02-10 06:00", 3, "2020-02-10 12:00", id="from before the morning"),
        pytest.param("2020-02-10 17:00", 1, "2020-02-11 09:30", id="over the night"),
        pytest.param("2020-02-14 17:30", 1, "2020-02-17 10:00", id="from the end of a Friday"),
        pytest.param("2020-02-15 10:00", 6.5, "2020-02-17 17:30", id="a day from a Saturday"),
        pytest.param("2020-02-10 09:00", 13, "2020-02-11 17:30", id="two full days"),
    ],
)
def test_work_is_counted_in_office_hours(start: str, hours: float, end: str) -> None:
    assert add_office_hours(at(start), timedelta(hours=hours)) == at(end)


def test_deadline_is_in_utc_and_by_kind() -> None:
    submitted = datetime(2020, 2, 10, 1, 0, tzinfo=UTC)  # 9:00 in the city
    assert due_at(RequestKind.SECURITY, submitted) == at("2020-02-10 15:00")
    assert due_at(RequestKind.OTHER, submitted) == at("2020-02-11 17:30")
    assert due_at(RequestKind.OTHER, submitted).tzinfo is UTC


def test_every_kind_has_a_deadline_and_somebody_to_meet_it() -> None:
    assert set(HANDLING) == set(RequestKind)
    officers = {kind for kind, each in HANDLING.items() if each.role is LiaisonRole.OFFICER}
    assert officers == {RequestKind.SECURITY, RequestKind.DISPUTE}


instants = st.datetimes(
    min_value=datetime(2020, 1, 1),  # the zone is given beside it
    max_value=datetime(2030, 1, 1),
    timezones=st.just(UTC),
)


@given(instants, st.integers(1, 100), st.integers(1, 100))
def test_deadline_lies_in_office_hours_and_adds_up(start: datetime, one: int, two: int) -> None:
    work, more = timedelta(minutes=one * 10), timedelta(minutes=two * 10)
    end = add_office_hours(start, work)
    local = end.astimezone(CITY_ZONE)
    assert end > start
    assert local.weekday() in OFFICE_DAYS
    assert any(opens <= local.time() <= closes for opens, closes in OFFICE_HOURS)
    assert add_office_hours(end, more) == add_office_hours(start, work + more)
