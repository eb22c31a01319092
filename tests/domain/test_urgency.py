"""What presses about an enterprise: which reasons hold, with which figures, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain.rhythm import Rhythm
from liaison.domain.urgency import OpenRequest, OverdueMeasure, Pressing, Reason, what_presses
from liaison.domain.vocabulary import UNANSWERED, RequestStatus, Status

TODAY = date(2020, 2, 18)
NOW = datetime(2020, 2, 18, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


YESTERDAY = ago(1)


@dataclass(frozen=True, kw_only=True)
class Calm:
    """An enterprise of which nothing presses, until a test says otherwise."""

    status: Status = Status.FULL
    is_served: bool = True
    planned_on: date | None = None
    contacted_on: date | None = YESTERDAY
    visited_on: date | None = YESTERDAY
    overdue_count: int = 0
    first_overdue: OverdueMeasure | None = None
    requests: tuple[OpenRequest, ...] = ()


def pressing(**standing: Any) -> tuple[Pressing, ...]:
    return what_presses(Calm(**standing), Rhythm(), today=TODAY, now=NOW)


def asked(status: RequestStatus, due_in: timedelta) -> OpenRequest:
    return OpenRequest(status, NOW + due_in)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        pytest.param({}, [], id="calm"),
        pytest.param(
            {"overdue_count": 3, "first_overdue": OverdueMeasure("M02", 2)},
            [Pressing(Reason.MEASURE_OVERDUE, 2, 3, "M02")],
            id="late measures",
        ),
        pytest.param(
            {
                "requests": (
                    asked(RequestStatus.ACCEPTED, 2 * HOUR),
                    asked(RequestStatus.SUBMITTED, 3 * HOUR),
                    asked(RequestStatus.REOPENED, HOUR),
                    asked(RequestStatus.ASSIGNED, -HOUR),
                )
            },
            [
                Pressing(Reason.REQUEST_OVERDUE, count=1, due_at=NOW - HOUR),
                Pressing(Reason.REQUEST_NEW, count=2, due_at=NOW + HOUR),
                Pressing(Reason.REQUEST_OPEN, count=1, due_at=NOW + 2 * HOUR),
            ],
            id="requests late, new and under way",
        ),
        pytest.param({"contacted_on": ago(6)}, [], id="six days are within the rhythm"),
        pytest.param(
            {"contacted_on": ago(7)}, [Pressing(Reason.CONTACT_DUE, 7)], id="seven days are not"
        ),
        pytest.param(
            {"visited_on": ago(30)}, [Pressing(Reason.VISIT_DUE, 30)], id="a visit is due"
        ),
        pytest.param({"visited_on": None}, [Pressing(Reason.VISIT_DUE)], id="called, never seen"),
        pytest.param(
            {"contacted_on": None, "visited_on": None},
            [Pressing(Reason.CONTACT_DUE)],
            id="never met is told once",
        ),
        pytest.param(
            {"contacted_on": None, "visited_on": None, "is_served": False},
            [],
            id="nobody is sent to who needs no pair",
        ),
        pytest.param(
            {"status": Status.POSTPONED, "planned_on": ago(3)},
            [Pressing(Reason.PLANNED_PASSED, 3)],
            id="the planned day passed",
        ),
        pytest.param({"status": Status.NOT_RESUMED, "planned_on": TODAY}, [], id="it is today"),
        pytest.param({"planned_on": ago(3)}, [], id="it opened meanwhile"),
    ],
)
def test_each_reason_holds_when_it_should(
    standing: dict[str, Any], expected: list[Pressing]
) -> None:
    assert list(pressing(**standing)) == expected


REQUESTS = st.lists(
    st.builds(
        asked,
        st.sampled_from(UNANSWERED),
        st.timedeltas(timedelta(days=-9), timedelta(days=9)),
    ),
    max_size=6,
).map(tuple)


@given(requests=REQUESTS, late=st.booleans(), met=st.none() | st.integers(0, 60).map(ago))
def test_reasons_come_in_order_and_no_request_is_counted_twice(
    requests: tuple[OpenRequest, ...], late: bool, met: date | None
) -> None:
    first = OverdueMeasure("M01", 1) if late else None
    found = pressing(
        requests=requests, overdue_count=int(late), first_overdue=first, contacted_on=met
    )
    order = list(Reason)
    places = [order.index(each.reason) for each in found]
    assert places == sorted(set(places))
    assert sum(each.count for each in found if each.due_at) == len(requests)
