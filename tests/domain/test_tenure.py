"""Days and spans of being responsible, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain.tenure import (
    Absence,
    Stint,
    Vacancy,
    absences_in,
    bounds_of,
    city_day,
    role_day,
)
from liaison.domain.tenure_turns import Began, Ended, Someone, Trace, beginning, ending
from liaison.domain.vocabulary import LiaisonRole

PERSON = Someone(1, "00123", "张三", "织里派出所")
OTHER = Someone(2, "00124", "李四", "织里派出所")
DAY = date(2026, 11, 10)
MIDNIGHT, NEXT_MIDNIGHT = bounds_of(DAY)
HOUR = timedelta(hours=1)


def stint(started_at: datetime, ended_at: datetime | None) -> Stint:
    return Stint(
        id=1,
        enterprise_id=1,
        role=LiaisonRole.OFFICER,
        person=PERSON,
        started_at=started_at,
        ended_at=ended_at,
    )


def test_a_day_runs_from_the_citys_midnight_to_the_next() -> None:
    assert datetime(2026, 11, 9, 16, tzinfo=UTC) == MIDNIGHT
    assert timedelta(days=1) == NEXT_MIDNIGHT - MIDNIGHT
    assert bounds_of(date.min)[0] < MIDNIGHT


@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
)  # Hypothesis takes bounds without a zone
def test_every_instant_lies_within_its_day(at: datetime) -> None:
    begins, ends = bounds_of(city_day(at))
    assert begins <= at < ends


@pytest.mark.parametrize(
    ("started_at", "ended_at", "counts"),
    [
        (MIDNIGHT - HOUR, None, True),
        (MIDNIGHT - HOUR, MIDNIGHT, False),
        (MIDNIGHT - HOUR, MIDNIGHT + timedelta(seconds=1), True),
        (NEXT_MIDNIGHT - timedelta(seconds=1), None, True),
        (NEXT_MIDNIGHT, None, False),
        (MIDNIGHT + HOUR, MIDNIGHT + HOUR, False),
    ],
    ids=[
        "stands",
        "ended at its first midnight",
        "ended a second later",
        "began in its last second",
        "began at the next midnight",
        "began and ended at once",
    ],
)
def test_a_pair_counts_on_a_day_if_it_stood_at_any_moment_of_it(
    started_at: datetime, ended_at: datetime | None, counts: bool
) -> None:
    found = role_day([stint(started_at, ended_at)], [], DAY, MIDNIGHT - 99 * HOUR)
    assert bool(found.people) is counts


def test_no_vacancy_is_told_before_the_enterprise_was_recorded() -> None:
    recorded_at = MIDNIGHT + HOUR
    paired_at_once = role_day([stint(recorded_at, None)], [], DAY, recorded_at)
    assert paired_at_once.vacancies == ()
    later = role_day([stint(recorded_at + HOUR, None)], [], DAY, recorded_at)
    assert later.vacancies == (Vacancy(None, recorded_at + HOUR),)


def test_only_leaves_of_the_person_that_began_within_the_span_are_told() -> None:
    one = stint(MIDNIGHT, MIDNIGHT + 5 * timedelta(days=1) - HOUR)  # the 10th to the 14th
    days = [(8, 9), (9, 10), (14, 15), (15, 16)]
    leaves = [Absence(1, date(2026, 11, a), date(2026, 11, b), OTHER) for a, b in days]
    others = [Absence(2, DAY, DAY, PERSON)]
    assert list(absences_in(leaves + others, one, date(2026, 12, 1))) == leaves[1:3]
    standing = stint(MIDNIGHT, None)
    assert list(absences_in(leaves, standing, date(2026, 11, 14))) == leaves[1:3]


@pytest.mark.parametrize(
    ("trace", "how"),
    [
        (Trace(), Began.ASSIGNED),
        (Trace(batch_id=3), Began.IMPORT),
        (Trace(batch_id=3, with_enterprise=True), Began.BY_ITSELF),
        (Trace(run_kind="proposal"), Began.PROPOSAL),
        (Trace(run_kind="proposal", action="pair.chosen"), Began.BY_HAND),
        (Trace(run_kind="handover", action="pair.chosen"), Began.HANDOVER),
        (Trace(action="pair.chosen", with_enterprise=True), Began.BY_HAND),
        (Trace(action="pair.chosen", taken_back=True), Began.RESTORED),
    ],
    ids=[
        "nothing known",
        "named in a roster",
        "came with a roster",
        "proposed",
        "changed in the preview",
        "handed over to a chosen one",
        "by hand, with the status in one second",
        "given back",
    ],
)
def test_how_it_began(trace: Trace, how: Began) -> None:
    assert beginning(trace).how is how


@pytest.mark.parametrize(
    ("trace", "how"),
    [
        (Trace(), Ended.ENDED),
        (Trace(whom=OTHER), Ended.REPLACED),
        (Trace(whom=OTHER, batch_id=3), Ended.IMPORT),
        (Trace(whom=OTHER, batch_id=3, left=True), Ended.LEFT),
        (Trace(gone=True), Ended.LEFT),
        (Trace(whom=OTHER, gone=True), Ended.REPLACED),
        (Trace(whom=OTHER, run_kind="handover", gone=True), Ended.HANDED_OVER),
        (Trace(whom=OTHER, run_kind="proposal"), Ended.PROPOSAL),
        (Trace(run_kind="proposal", taken_back=True), Ended.TAKEN_BACK),
    ],
    ids=[
        "nobody came",
        "somebody came",
        "by a roster",
        "a roster says that the person left",
        "the last day had passed",
        "replaced after the last day",
        "handed over after the last day",
        "proposed",
        "taken back",
    ],
)
def test_how_it_ended(trace: Trace, how: Ended) -> None:
    assert ending(trace).how is how
