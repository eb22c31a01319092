"""The counters that triggers keep: equal to a recount whatever happens, and after an upgrade."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.store import figures, full_text, matrix, reference
from liaison.store.database import Database, iso
from liaison.store.migrations import migrations
from liaison.store.recounts import recount_differences
from tests.conftest import make_enterprise, make_liaison

NOW = datetime(2026, 11, 10, 2, 30, tzinfo=UTC)
# A town that lies in two counties, a county alone, and a place that the roster leaves open.
PLACES = (
    *(("330502", "330502100"), ("HZ-NTH", "330502100"), ("330502", "330502101")),
    *(("330523", "330523001"), ("330502", None), (None, None)),
)
AREAS = {
    "city": ("1", {}),
    "county": ("e.county_code = :area", {"area": "330502"}),
    "town": ("e.town_code = :area", {"area": "330502100"}),
    "county's part of a town": (
        "(e.county_code = :scope_area OR e.town_code = :scope_area) AND e.town_code = :area",
        {"scope_area": "HZ-NTH", "area": "330502100"},
    ),
}


def execute(db: Database, statement: str, *values: object) -> None:
    with db.write() as connection:
        connection.conn.execute(statement, values)


def _insert(db: Database, number: int) -> None:
    county, town = PLACES[number % len(PLACES)]
    met_on = f"2026-11-0{number % 9 + 1}" if number % 2 else None
    make_enterprise(db, county_code=county, town_code=town, contacted_on=met_on)


def _change_status(db: Database, number: int) -> None:
    status = ("full", "not_operating", "not_resumed", "always_open")[number % 4]
    execute(db, "UPDATE enterprises SET status = ? WHERE id % 3 = ?", status, number % 3)


def _move(db: Database, number: int) -> None:
    place = PLACES[number % len(PLACES)]
    statement = "UPDATE enterprises SET county_code = ?, town_code = ? WHERE id % 3 = ?"
    execute(db, statement, *place, number % 3)


def _report(db: Database, number: int) -> None:
    statement = """UPDATE enterprises SET employees = ?, capacity_percent = ?, power_kwh = ?,
        base_power_kwh = 10.25, contacted_on = '2026-11-09', visited_on = NULL WHERE id % 2 = ?"""
    execute(db, statement, number * 7, number % 200, number / 3, number % 2)


def _pair(db: Database, number: int) -> None:
    liaison = make_liaison(db, ("officer", "commissioner")[number % 2])
    role = ("officer", "commissioner")[number % 2]
    statement = """INSERT INTO pairings (enterprise_id, role, liaison_id, started_at)
        SELECT id, ?, ?, '' FROM enterprises e WHERE id % 2 = ? AND NOT EXISTS (
            SELECT 1 FROM pairings WHERE enterprise_id = e.id AND role = ? AND ended_at IS NULL)"""
    execute(db, statement, role, liaison, number % 2, role)


def _end_pairs(db: Database, number: int) -> None:
    execute(db, "UPDATE pairings SET ended_at = 'x' WHERE id % 3 = ?", number % 3)


def _drop_pairs(db: Database, number: int) -> None:
    execute(db, "DELETE FROM pairings WHERE id % 4 = ?", number % 4)


def _ask(db: Database, number: int) -> None:
    statement = """INSERT INTO requests (enterprise_id, kind, body, submitted_at, submitted_by,
        due_at) SELECT id, 'staff', 'x', '', '', '2026-11-10' FROM enterprises WHERE id % 2 = ?"""
    execute(db, statement, number % 2)


def _answer(db: Database, number: int) -> None:
    status = ("answered", "settled", "declined", "reopened")[number % 4]
    statement = "UPDATE requests SET status = ?, answered_at = ?, rating = ? WHERE id % 2 = ?"
    execute(db, statement, status, f"2026-11-{9 + number % 3:02d}", number % 5 + 1, number % 2)


def _drop(db: Database, number: int) -> None:
    execute(db, "DELETE FROM enterprises WHERE id % 5 = ?", number % 5)


def _change_kind(db: Database, number: int) -> None:
    kind = (("C", "above", "L"), ("F", "below", None), (None, "unknown", "S"))[number % 3]
    statement = "UPDATE enterprises SET industry = ?, above_scale = ?, size = ? WHERE id % 3 = ?"
    execute(db, statement, *kind, number % 4)


def _visit(db: Database, number: int) -> None:
    statement = "UPDATE enterprises SET visited_on = ? WHERE id % 3 = ?"
    execute(db, statement, f"2026-11-{number % 9 + 1:02d}", number % 3)


def _open(db: Database, number: int) -> None:
    statement = """INSERT INTO support (enterprise_id, measure_code, due_on)
        SELECT e.id, m.code, CASE WHEN m.code <> 'M03' THEN ? END
          FROM enterprises e CROSS JOIN measures m WHERE m.code < 'M04' AND e.id % 2 = ?
        ON CONFLICT DO NOTHING"""
    execute(db, statement, f"2026-11-{number + 1:02d}", number % 2)


def _work(db: Database, number: int) -> None:
    state = ("done", "blocked", "in_progress", "not_applicable")[number % 4]
    statement = "UPDATE support SET state = ?, due_on = ? WHERE (enterprise_id + ?) % 3 = 0"
    execute(db, statement, state, f"2026-11-{number + 4:02d}" if number % 5 else None, number)


def _close(db: Database, number: int) -> None:
    execute(db, "DELETE FROM support WHERE enterprise_id % 3 = ?", number % 3)


def _post(db: Database, number: int) -> None:
    statement = "UPDATE liaisons SET county_code = ?, town_code = ? WHERE id % 2 = ?"
    execute(db, statement, *PLACES[number % len(PLACES)], number % 2)


def _leave(db: Database, number: int) -> None:
    statement = """UPDATE liaisons SET liaison_status = ? WHERE id % 2 = ? AND id NOT IN (
        SELECT liaison_id FROM pairings WHERE ended_at IS NULL)"""
    execute(db, statement, ("disabled", "away", "on_duty")[number % 3], number % 2)


def _remove_people(db: Database, number: int) -> None:
    statement = """DELETE FROM liaisons WHERE id % 3 = ?
        AND id NOT IN (SELECT liaison_id FROM pairings)"""
    execute(db, statement, number % 3)


def _begin_again(db: Database, number: int) -> None:
    statement = """UPDATE pairings SET ended_at = NULL WHERE id = (
        SELECT MAX(p.id) FROM pairings p JOIN liaisons l ON l.id = p.liaison_id
         WHERE l.liaison_status <> 'disabled' AND p.enterprise_id % 2 = ? AND NOT EXISTS (
               SELECT 1 FROM pairings o WHERE o.enterprise_id = p.enterprise_id
                  AND o.role = p.role AND o.ended_at IS NULL))"""
    execute(db, statement, number % 2)


Move = tuple[Callable[[Database, int], None], int]

MOVES: list[Callable[[Database, int], None]] = [
    *(
        _insert,
        _insert,
        _insert,
        _insert,
        _change_status,
        _move,
        _move,
        _change_kind,
        _report,
        _visit,
    ),
    *(_pair, _pair, _end_pairs, _begin_again, _drop_pairs, _ask, _answer, _drop),
    *(_open, _work, _close, _post, _leave, _remove_people),
]
moves = st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 11)), min_size=4, max_size=16)


def _after(db: Database, done: list[Move]) -> None:
    make_enterprise(db)
    for move, number in done:
        move(db, number)


@settings(max_examples=60)
@given(moves)
def test_the_counters_equal_a_recount_whatever_happened(
    seeded_database: bytes, done: list[Move]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "liaison.db"
        path.write_bytes(seeded_database)
        db = Database(path, lambda: NOW)
        _after(db, done)
        with db.read() as connection:
            assert recount_differences(connection) == []
        _assert_as_the_rows_tell(db)


_IN_CHARGE = """
    SELECT COALESCE(e.industry, ''), COUNT(DISTINCT p.liaison_id)
      FROM enterprises e JOIN pairings p ON p.enterprise_id = e.id AND p.ended_at IS NULL
     WHERE p.role = 'officer' AND {} GROUP BY 1
"""
_LATE = """
    SELECT s.measure_code, COUNT(*) FROM support s JOIN enterprises e ON e.id = s.enterprise_id
     WHERE s.state IN ('not_started', 'in_progress', 'blocked') AND s.due_on < '2026-11-10' AND {}
     GROUP BY 1
"""
_UNANSWERED = """
    SELECT COALESCE(e.industry, ''), COUNT(*)
      FROM requests r JOIN enterprises e ON e.id = r.enterprise_id
     WHERE r.status IN ('submitted', 'accepted', 'assigned', 'reopened')
       AND r.due_at < '2026-11-10T02:30:00Z' AND {} GROUP BY 1
"""


def _assert_as_the_rows_tell(db: Database) -> None:
    """One sum is right for every area: people who serve two towns, what is late."""
    clock = {"now": db.now(), "today": db.today()}
    with db.read() as connection:
        for where, values in AREAS.values():

            def fresh(query: str, where: str = where, values: dict[str, str] = values) -> object:
                return dict(connection.execute(query.format(where), values).fetchall())

            by_industry = figures.by_kind(connection, "industry", (where, values), **clock)
            officers = {code: each.officers for code, each in by_industry.items() if each.officers}
            assert officers == fresh(_IN_CHARGE)
            late = {code: each.requests_overdue for code, each in by_industry.items()}
            assert {code: n for code, n in late.items() if n} == fresh(_UNANSWERED)
            places = figures.by_place(connection, (where, values), **clock).values()
            assert sum(each.requests_overdue for each in places) == sum(late.values())
            assert figures.overdue_measures(connection, (where, values), db.today()) == fresh(_LATE)
            cells = matrix.late_measures(connection, (where, values), db.today()).values()
            found = [n for codes in cells for states in codes.values() for n in states.values()]
            assert sum(found) == sum(fresh(_LATE).values())


@settings(max_examples=15)
@given(moves)
def test_what_an_earlier_edition_holds_is_counted_when_it_is_upgraded(done: list[Move]) -> None:
    with TemporaryDirectory() as folder:
        db = Database(Path(folder) / "liaison.db", lambda: NOW)
        with db.write() as connection:
            migrations.apply(connection, stop_before="m005_ready_for_a_province")
            reference.seed(connection)
        _after(db, done)
        db.migrate()
        for _ in range(2):
            with db.write() as connection:
                assert recount_differences(connection) == []
                assert full_text.index_faults(connection) == []
            _after(db, done)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE area_counts SET resumed = resumed + 1", "area_counts 330502/330502100"),
        ("UPDATE support_due_counts SET n = n + 1", "support_due_counts 330502/330502100"),
        ("UPDATE people_counts SET n = n + 1", "people_counts 330502/330502100"),
        ("UPDATE kind_counts SET due = due + 1", "kind_counts 330502/330502100"),
        ("UPDATE kind_pairs SET n = n + 1", "kind_pairs 330502/330502100"),
        ("UPDATE request_due_counts SET n = n + 1", "request_due_counts 330502/330502100"),
        ("DELETE FROM kind_contact_counts", "kind_contact_counts 330502/330502100"),
    ],
    ids=lambda value: value.split(" ")[0],
)
def test_a_recount_names_the_table_and_place_that_differ(
    db: Database, statement: str, told: str
) -> None:
    make_enterprise(db)
    for move, number in ((_visit, 1), (_pair, 1), (_ask, 1), (_open, 1)):
        move(db, number)
    execute(db, statement)
    with db.read() as connection:
        assert recount_differences(connection) == [told]


def test_a_request_is_late_from_the_second_after_its_deadline(db: Database) -> None:
    enterprise = make_enterprise(db)
    statement = """INSERT INTO requests (enterprise_id, kind, body, submitted_at, submitted_by,
        due_at) VALUES (?, 'staff', 'x', '', '', ?)"""
    for minute in (0, 29, 30, 31):
        execute(db, statement, enterprise, iso(NOW.replace(minute=minute)))
    with db.read() as connection:
        places = figures.by_place(connection, ("1", {}), now=NOW, today=db.today())
    assert [each.requests_overdue for each in places.values()] == [2]
