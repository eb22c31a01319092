"""What falls due in a week, and the numbers against the rhythm."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from liaison.domain.my_week import (
    Charge,
    DueKind,
    WeekRequest,
    due_this_week,
    numbers_of,
)
from liaison.domain.rhythm import Rhythm
from liaison.domain.vocabulary import RequestKind, RequestStatus, Status

TODAY = date(2026, 11, 10)
NOW = datetime(2026, 11, 10, 2, tzinfo=UTC)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def charge(number: int = 1, **values: object) -> Charge:
    """An enterprise that was visited today, unless the values say otherwise."""
    known = {
        "enterprise_id": number,
        "name": f"湖州第{number}有限公司",
        "status": Status.PARTIAL,
        "is_served": True,
        "planned_on": None,
        "contacted_on": TODAY,
        "visited_on": TODAY,
        "liaison_id": 1,
        "holder": "张三",
    }
    return Charge(**(known | values))  # type: ignore[arg-type]


def request(
    status: RequestStatus, due_in_hours: float, answered_in_hours: float | None = None
) -> WeekRequest:
    answered = None if answered_in_hours is None else NOW + timedelta(hours=answered_in_hours)
    due_at = NOW + timedelta(hours=due_in_hours)
    return WeekRequest(9, 1, RequestKind.STAFF, status, due_at, answered, 1)


@pytest.mark.parametrize(
    ("values", "kind", "day"),
    [
        pytest.param({"contacted_on": days_ago(7)}, DueKind.CONTACT, TODAY, id="contact today"),
        pytest.param({"contacted_on": days_ago(9)}, DueKind.CONTACT, None, id="contact late"),
        pytest.param({"contacted_on": days_ago(1)}, DueKind.CONTACT, days_ago(-6), id="last day"),
        pytest.param({"contacted_on": None}, DueKind.CONTACT, TODAY, id="never contacted"),
        pytest.param({"visited_on": days_ago(28)}, DueKind.VISIT, days_ago(-2), id="visit"),
        pytest.param({"visited_on": None}, DueKind.VISIT, TODAY, id="never visited"),
        pytest.param(
            {"visited_on": days_ago(26), "contacted_on": days_ago(6)},
            DueKind.VISIT,
            days_ago(-1),
            id="a visit is a contact, too",
        ),
        pytest.param(
            {"planned_on": days_ago(2), "status": Status.POSTPONED, "is_served": False},
            DueKind.PLANNED,
            None,
            id="planned day passed",
        ),
    ],
)
def test_what_an_enterprise_asks_for(
    values: dict[str, object], kind: DueKind, day: date | None
) -> None:
    due = due_this_week([charge(**values)], [], [], Rhythm(), TODAY)
    assert {each: [one.kind for one in found] for each, found in due.items()} == {day: [kind]}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({}, id="met today"),
        pytest.param({"is_served": False, "contacted_on": None}, id="needs nobody yet"),
        pytest.param({"planned_on": days_ago(2)}, id="has resumed"),
        pytest.param(
            {"planned_on": days_ago(-7), "status": Status.NOT_RESUMED, "is_served": False},
            id="planned next week",
        ),
    ],
)
def test_what_asks_for_nothing_this_week(values: dict[str, object]) -> None:
    assert due_this_week([charge(**values)], [], [], Rhythm(), TODAY) == {}


def test_measures_of_a_day_are_one_line_and_what_presses_comes_first() -> None:
    measures = [(1, "M06", TODAY), (1, "M02", TODAY), (1, "M01", days_ago(3)), (7, "M01", TODAY)]
    waiting = request(RequestStatus.SUBMITTED, 3)
    charges = [charge(contacted_on=days_ago(7))]
    due = due_this_week(charges, measures, [waiting], Rhythm(), TODAY)
    assert list(due) == [None, TODAY]
    assert [(each.kind, each.codes) for each in due[TODAY]] == [
        (DueKind.REQUEST, ()),
        (DueKind.MEASURES, ("M02", "M06")),
        (DueKind.CONTACT, ()),
    ]
    assert [each.codes for each in due[None]] == [("M01",)]
    assert [each.number for each in due[TODAY]] == [1, 2, 1], "each measure counts"


def test_the_day_of_a_request_is_that_of_the_city() -> None:
    late_evening_in_utc = request(RequestStatus.ACCEPTED, 15)
    due = due_this_week([charge()], [], [late_evening_in_utc], Rhythm(), TODAY)
    assert list(due) == [TODAY + timedelta(days=1)]


def test_numbers_of_each_person_the_own_first() -> None:
    charges = [
        charge(1),
        charge(2, contacted_on=days_ago(7), visited_on=days_ago(29)),
        charge(3, is_served=False, contacted_on=None, visited_on=None),
        charge(4, liaison_id=2, holder="李四", visited_on=None),
    ]
    own, other = numbers_of(charges, [], {2: 3, 4: 1, 9: 5}, Rhythm(), NOW, TODAY)
    assert (own.enterprises, own.served, own.contacted, own.visited) == (3, 2, 1, 2)
    assert (other.name, other.served, other.contacted, other.visited) == ("李四", 1, 1, 0)
    assert (own.measures_done, other.measures_done) == (3, 1), "what is done for whose enterprise"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(request(RequestStatus.ANSWERED, 3, -1), (1, 1), id="in time"),
        pytest.param(request(RequestStatus.SETTLED, -3, -1), (0, 1), id="late"),
        pytest.param(request(RequestStatus.ACCEPTED, -3), (0, 1), id="late and unanswered"),
        pytest.param(request(RequestStatus.ACCEPTED, 3), (0, 0), id="has time yet"),
        pytest.param(request(RequestStatus.REOPENED, -1, -3), (0, 1), id="opened again"),
    ],
)
def test_answers_in_time(asked: WeekRequest, expected: tuple[int, int]) -> None:
    (own,) = numbers_of([charge()], [asked], {}, Rhythm(), NOW, TODAY)
    assert (own.answered_in_time, own.answers_due) == expected
