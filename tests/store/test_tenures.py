"""What the tables answer about the past, and by which indexes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlite_utils

from liaison.domain.roles import Scope
from liaison.domain.tenure import bounds_of
from liaison.store import history, tenure_traces, tenures
from liaison.store.database import Database, iso
from liaison.store.history import Change
from tests.conftest import make_enterprise, make_liaison

YEARS = 10


@pytest.fixture
def long_past(db: Database) -> tuple[int, int]:
    """An enterprise and its officer, whose pairs changed every month for ten years."""
    enterprises = [make_enterprise(db) for _ in range(6)]
    people = [make_liaison(db) for _ in range(2)]
    rows: list[tuple[Any, ...]] = []
    for enterprise in enterprises:
        for month in range(12 * YEARS):
            at = db.now() - timedelta(days=30 * (12 * YEARS - month))
            until = None if month == 12 * YEARS - 1 else iso(at + timedelta(days=30))
            rows.append((enterprise, "officer", people[month % 2], iso(at), until))
    with db.write() as connection:
        connection.conn.executemany(
            "INSERT INTO pairings (enterprise_id, role, liaison_id, started_at, ended_at)"
            " VALUES (?, ?, ?, ?, ?)",
            rows,
        )
        ids = connection.execute("SELECT id, enterprise_id FROM pairings").fetchall()
        told = [
            Change("pair.started", "pairing", number, each, {"officer": (None, "张三")})
            for number, each in ids
        ]
        history.append(connection, told, at=db.now(), actor="administrator")
    return enterprises[0], people[1]


def test_a_day_long_ago_is_found(db: Database, long_past: tuple[int, int]) -> None:
    enterprise, person = long_past
    began = db.now() - timedelta(days=30 * 101)
    day = bounds_of((began + timedelta(days=15)).date())
    with db.read() as connection:
        stints = tenures.of_enterprise(connection, enterprise)
        held, total, number = tenures.held_on(connection, Scope(), person, day, limit=4, offset=4)
        steps, moments = tenures.steps(connection, Scope(), person, limit=3, offset=0)
    assert len(stints) == 12 * YEARS
    assert [each.started_at for each in stints] == sorted(each.started_at for each in stints)
    assert (len(held), total, number) == (2, 6, 6)
    assert {each.started_at for each in held} == {began}
    assert moments == 12 * YEARS - 1  # given and given away by turns, and the last stands
    assert [(each.given, each.given_away, each.load) for each in steps] == [
        (6, 0, 6),
        (0, 6, 0),
        (6, 0, 6),
    ]


def _plans(db: Database, ask: Callable[[sqlite_utils.Database], object]) -> str:
    """The plans of every query that `ask` makes."""
    asked: list[str] = []
    with db.read() as connection:
        connection.conn.set_trace_callback(asked.append)
        ask(connection)
        connection.conn.set_trace_callback(None)
        plans = [
            row[3] for sql in asked for row in connection.conn.execute(f"EXPLAIN QUERY PLAN {sql}")
        ]
    assert len(plans) >= len(asked) > 0
    return "\n".join(plans)


def _traced(enterprise: int) -> Callable[[sqlite_utils.Database], object]:
    return lambda connection: tenure_traces.traces(
        connection, tenures.of_enterprise(connection, enterprise)[-20:]
    )


def _held(person: int, day: tuple[datetime, datetime]) -> Callable[[sqlite_utils.Database], object]:
    return lambda connection: tenures.held_on(connection, Scope(), person, day, limit=20, offset=0)


def _steps(person: int) -> Callable[[sqlite_utils.Database], object]:
    return lambda connection: tenures.steps(connection, Scope(), person, limit=20, offset=0)


def test_the_past_is_asked_by_indexes_and_no_table_is_walked(
    db: Database, long_past: tuple[int, int]
) -> None:
    enterprise, person = long_past
    day = bounds_of(db.today())
    found = {
        "traced": _plans(db, _traced(enterprise)),
        "held": _plans(db, _held(person, day)),
        "steps": _plans(db, _steps(person)),
    }
    tables = {"p", "a", "b", "e", "l", "s", "f", "u", "history", "liaisons", "leaves"}
    for name, plan in found.items():
        walked = [line for line in plan.splitlines() if line.startswith("SCAN ")]
        assert not tables & {line.split()[1] for line in walked}, name
    assert "history_of_enterprise" in found["traced"]
    assert "pairings_of_enterprise" in found["traced"]
    for name in ("held", "steps"):
        assert "pairings_ever_of_liaison" in found[name]
