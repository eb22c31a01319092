"""What a person did in a week: undone saves are none, alike saves are one line, all is counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain.week_done import (
    DoneKind,
    OwnEntry,
    as_lines,
    count_done,
    measures_done,
    what_stands,
)

NOW = datetime(2026, 11, 10, 2, tzinfo=UTC)


def entry(
    number: int, action: str, record: str, *, minute: int | None = None, **changes: object
) -> OwnEntry:
    """An entry that sets what `changes` says; `record` begins with the enterprise's id."""
    entity = "enterprise" if action.startswith("link") else action.partition(".")[0]
    told = {key: (None, value) for key, value in changes.items()}
    at = NOW + timedelta(minutes=number if minute is None else minute)
    enterprise_id = int(record.partition("/")[0])
    return OwnEntry(number, at, action, entity, record, told, enterprise_id, "湖州某某有限公司")


def counted(*entries: OwnEntry) -> dict[DoneKind, int]:
    return {kind: number for kind, number in count_done(entries).items() if number}


@pytest.mark.parametrize(
    ("action", "changes", "expected"),
    [
        pytest.param("visit.recorded", {"kind": "on_site"}, {DoneKind.VISITS: 1}, id="visit"),
        pytest.param("visit.recorded", {"kind": "phone"}, {DoneKind.CONTACTS: 1}, id="call"),
        pytest.param("support.set", {"state": "done"}, {DoneKind.MEASURES_DONE: 1}, id="done"),
        pytest.param("support.set", {"note": "已联系"}, {DoneKind.MEASURES: 1}, id="a note"),
        pytest.param("enterprise.added", {"status": "full"}, {DoneKind.ADDED: 1}, id="added"),
        pytest.param(
            "enterprise.status",
            {"status": "partial", "resumed_on": "2026-11-10"},
            {DoneKind.STATUSES: 1},
            id="status",
        ),
        pytest.param(
            "enterprise.updated", {"employees_on_duty": 9}, {DoneKind.FIGURES: 1}, id="figures"
        ),
        pytest.param(
            "enterprise.updated",
            {"status": "full", "employees": 9},
            {DoneKind.STATUSES: 1, DoneKind.FIGURES: 1},
            id="status and figures",
        ),
        pytest.param(
            "enterprise.updated", {"contact_name": "王某"}, {DoneKind.DETAILS: 1}, id="details"
        ),
        pytest.param("request.submitted", {}, {DoneKind.SUBMITTED: 1}, id="request submitted"),
        pytest.param("request.answered", {}, {DoneKind.ANSWERS: 1}, id="request answered"),
        pytest.param("request.accepted", {}, {DoneKind.REQUESTS: 1}, id="request taken on"),
        pytest.param("link.revoked", {"link_number": 2}, {DoneKind.LINKS: 1}, id="link renewed"),
    ],
)
def test_everything_is_counted_by_its_kind(
    action: str, changes: dict[str, object], expected: dict[DoneKind, int]
) -> None:
    assert counted(entry(1, action, "1/M01" if "support" in action else "1", **changes)) == expected


def test_a_save_that_was_undone_is_gone_and_the_one_before_stands() -> None:
    entries = [
        entry(6, "enterprise.taken_back", "1", status="not_resumed"),
        entry(5, "link.revoked", "1", link_number=2),
        entry(4, "enterprise.status", "1", status="partial"),
        entry(3, "support.taken_back", "1/M01", state="in_progress"),
        entry(2, "support.set", "1/M01", state="done"),
        entry(1, "support.set", "1/M01", state="in_progress"),
    ]
    assert [each.id for each in what_stands(entries)] == [5, 1]


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=20))
def test_what_stands_is_what_was_not_taken_back(saves: list[tuple[int, bool]]) -> None:
    entries, kept = [], []
    for enterprise_id, is_undone in saves:
        record, number = f"{enterprise_id}/M01", len(entries)
        entries.append(entry(number, "support.set", record, state="done"))
        if is_undone:
            entries.append(entry(number + 1, "support.taken_back", record))
        else:
            kept.append(number)
    assert [each.id for each in what_stands(entries[::-1])] == kept[::-1]


def test_of_a_measure_the_last_save_counts_and_enterprises_are_told_apart() -> None:
    entries = [
        entry(4, "support.set", "2/M01", state="done"),
        entry(3, "support.set", "1/M02", state="in_progress"),
        entry(2, "support.set", "1/M02", state="done"),
        entry(1, "support.set", "1/M01", state="done"),
    ]
    assert counted(*entries) == {DoneKind.MEASURES_DONE: 2, DoneKind.MEASURES: 1}
    assert measures_done(entries) == {1: 1, 2: 1}


def test_what_was_saved_alike_at_once_is_one_line_in_its_place() -> None:
    at_once = [
        entry(10 + number, "support.set", f"{number}/M10", minute=5, state="in_progress")
        for number in range(1_142)
    ]
    other = entry(9, "support.set", "1/M09", minute=5, state="in_progress")
    earlier = entry(8, "support.set", "1/M10", minute=4, state="in_progress")
    lines = as_lines([*reversed(at_once), other, earlier])
    assert [(each.entry.entity_id, each.number) for each in lines] == [
        ("1141/M10", 1_142),
        ("1/M09", 1),
        ("1/M10", 1),
    ]
