"""Counting: by place from the counters, by kind and person over the enterprises; snapshots."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison.domain.indicators import COUNT_NAMES, Counts, Figure, total
from liaison.store import figures, snapshots
from liaison.store.counters import CONTACTS, ENTERPRISE_PARTS, REQUEST_PARTS
from liaison.store.database import Database, iso
from tests.conftest import make_enterprise, make_liaison, make_pair

EVERYWHERE = ("1 = 1", {})
WUXING = ("e.county_code = :area", {"area": "330502"})


def counts(db: Database, where: figures.Condition = EVERYWHERE) -> Counts:
    with db.read() as connection:
        found = figures.by_place(connection, where, now=db.now(), today=db.today())
    return total(found.values())


def make_request(
    db: Database, enterprise_id: int, status: str = "submitted", **fields: object
) -> int:
    row = {
        "enterprise_id": enterprise_id,
        "kind": "transport",
        "body": "两辆包车",
        "status": status,
        "submitted_at": iso(db.now()),
        "submitted_by": "enterprise",
        "due_at": iso(db.now() + timedelta(hours=8)),
    } | fields
    with db.write() as connection:
        return int(connection.table("requests").insert(row).last_pk or 0)


def execute(db: Database, statement: str, *values: object) -> None:
    with db.write() as connection:
        connection.conn.execute(statement, values)


def test_what_is_counted_has_its_place_in_the_counts() -> None:
    assert {*ENTERPRISE_PARTS, *REQUEST_PARTS, *CONTACTS} <= set(COUNT_NAMES)


def test_always_open_counts_as_resumed_and_no_operation_is_not_due(db: Database) -> None:
    for status in ("partial", "full", "always_open", "not_resumed", "suspended", "not_operating"):
        make_enterprise(db, status=status)
    found = counts(db)
    assert (found.enterprises, found.due, found.resumed) == (6, 5, 3)


def test_staff_is_summed_for_all_and_for_the_resumed(db: Database) -> None:
    make_enterprise(db, employees=100, employees_on_duty=60)
    make_enterprise(db, status="not_resumed", employees=50, employees_on_duty=None)
    found = counts(db)
    assert (found.employees, found.on_duty) == (150, 60)
    assert (found.employees_of_resumed, found.on_duty_of_resumed) == (100, 60)


def test_output_and_electricity_look_at_who_reports_both_sides(db: Database) -> None:
    make_enterprise(db, capacity_percent=80.5, employees=10, power_kwh=1.5, base_power_kwh=3)
    make_enterprise(db, capacity_percent=None, employees=1000, power_kwh=None, base_power_kwh=9)
    found = counts(db)
    assert (found.output_mille, found.output_employees) == (8050, 10)
    assert (found.power_wh, found.base_power_wh) == (1500, 3000)


def test_coverage_follows_pairs_as_they_start_and_end(db: Database) -> None:
    enterprise = make_enterprise(db)
    officer, commissioner = make_liaison(db), make_liaison(db, "commissioner")
    assert counts(db).unpaired == 1
    make_pair(db, enterprise, officer)
    make_pair(db, enterprise, commissioner)
    found = counts(db)
    assert (found.officer_paired, found.commissioner_paired, found.both_paired) == (1, 1, 1)
    assert found.unpaired == 0
    execute(db, "UPDATE pairings SET ended_at = ? WHERE liaison_id = ?", "2026-11-10", officer)
    found = counts(db)
    assert (found.officer_paired, found.commissioner_paired, found.both_paired) == (0, 1, 0)
    assert found.unpaired == 1


def test_an_answer_in_time_is_in_time_though_the_enterprise_is_silent(db: Database) -> None:
    enterprise = make_enterprise(db)
    hour = timedelta(hours=1)
    answered = {"due_at": iso(db.now()), "answered_at": iso(db.now() - hour)}
    make_request(db, enterprise, "answered", **answered)
    make_request(db, enterprise, "settled", rating=5, **answered)
    make_request(
        db, enterprise, "settled", rating=3, **answered | {"answered_at": iso(db.now() + hour)}
    )
    make_request(db, enterprise, "accepted", due_at=iso(db.now() - hour))
    make_request(db, enterprise, "accepted")
    make_request(db, enterprise, "declined")
    found = counts(db)
    assert (found.requests_received, found.requests_settled) == (5, 2)
    assert (found.requests_due, found.requests_in_time, found.requests_overdue) == (4, 2, 1)
    assert (found.requests_rated, found.requests_satisfied) == (2, 1)


def test_met_means_within_the_rhythm_of_the_settings(db: Database) -> None:
    today = db.today()
    make_enterprise(db, contacted_on=str(today - timedelta(days=6)), visited_on=str(today))
    make_enterprise(db, contacted_on=str(today - timedelta(days=7)))
    make_enterprise(db, contacted_on=str(today), status="not_operating")
    found = counts(db)
    assert (found.served, found.contacted, found.visited) == (2, 1, 1)
    execute(db, "INSERT INTO settings VALUES ('contact_days', '8')")
    assert counts(db).contacted == 2


def test_counts_keep_to_the_area(db: Database) -> None:
    inside, outside = make_enterprise(db), make_enterprise(db, county_code="330523", town_code=None)
    make_request(db, inside)
    make_request(db, outside)
    make_liaison(db, county_code="330523", town_code=None)
    found = counts(db, WUXING)
    assert (found.enterprises, found.requests_received, found.officers) == (1, 1, 0)
    assert counts(db).officers == 1


def test_kinds_and_people_are_counted_by_the_same_formulas(db: Database) -> None:
    enterprise = make_enterprise(db, industry="C", employees=200)
    make_enterprise(db, industry=None)
    officer = make_liaison(db)
    make_pair(db, enterprise, officer)
    make_request(db, enterprise, liaison_id=officer)
    make_request(db, enterprise)
    execute(
        db,
        "INSERT INTO support (enterprise_id, measure_code, state) VALUES (?, 'M01', 'done')",
        enterprise,
    )
    with db.read() as connection:
        clock = {"now": db.now(), "today": db.today()}
        industries = figures.by_kind(connection, "industry", EVERYWHERE, **clock)
        people = figures.by_person(connection, EVERYWHERE, **clock)
    assert industries["C"].employees == 200
    assert industries["C"].officers == 1
    assert industries[""].enterprises == 1
    assert set(people) == {officer}
    assert (people[officer].measures_done, people[officer].requests_received) == (1, 1)


def test_measure_states_and_overdue_ones_are_counted_by_measure(db: Database) -> None:
    enterprise = make_enterprise(db)
    insert = "INSERT INTO support (enterprise_id, measure_code, state, due_on) VALUES (?, ?, ?, ?)"
    late = str(db.today() - timedelta(days=1))
    execute(db, insert, enterprise, "M01", "blocked", late)
    execute(db, insert, enterprise, "M02", "done", late)
    with db.read() as connection:
        states = figures.measure_states(connection, WUXING)
        overdue = figures.overdue_measures(connection, WUXING, db.today())
    assert states["330502", "330502100"] == {"M01": {"blocked": 1}, "M02": {"done": 1}}
    assert overdue == {"M01": 1}


def test_a_day_is_kept_once_and_replaced_by_what_comes_later(db: Database) -> None:
    day = date(2026, 11, 9)
    with db.write() as connection:
        for resumed in (1, 2):
            kept = [Figure("resumed", resumed), Figure("resumption_rate", resumed, 4)]
            snapshots.keep(connection, [day], {"330500": kept})
    with db.read() as connection:
        found = snapshots.of_day(connection, day, ["330500", "330502"])
        assert snapshots.has(connection, day)
        assert snapshots.last_before(connection, day) is None
    assert set(found) == {"330500"}
    assert found["330500"]["resumption_rate"] == Figure("resumption_rate", 2, 4)
    assert found["330500"]["resumed"].value == pytest.approx(2)


@pytest.mark.parametrize("minutes", [0, 20, 61, 600, 4000])
def test_requests_due_soon_are_those_between_the_two_instants(db: Database, minutes: int) -> None:
    enterprise = make_enterprise(db)
    dues = [*range(-90, 200, 7), *range(580, 620, 3), 0, 20, 61, 3999, 4000, 4001]
    for due in dues:
        make_request(db, enterprise, due_at=iso(db.now() + timedelta(minutes=due)))
        make_request(db, enterprise, "answered", due_at=iso(db.now() + timedelta(minutes=due)))
    until = db.now() + timedelta(minutes=minutes)
    with db.read() as connection:
        found = figures.requests_due_soon(connection, EVERYWHERE, now=db.now(), until=until)
        elsewhere = figures.requests_due_soon(
            connection, ("e.county_code = '330503'", {}), now=db.now(), until=until
        )
    assert (found, elsewhere) == (sum(0 <= due <= minutes for due in dues), 0)
