"""Past days keep all that was counted: by kind, unit and person, with measures and requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.indicators import AreaRow
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import MeasureState, RequestStatus, Status
from liaison.services.area_tables import Dimension
from liaison.services.figures import (
    area_table,
    curve,
    figures,
    has_more_than_areas,
    kept_days,
    measure_progress,
)
from liaison.services.reports import export
from liaison.services.snapshots import take_missing_snapshots, take_snapshot
from liaison.store.database import Database, iso
from tests.conftest import Clock, make_enterprise, make_liaison, make_pair, official_of

TOWNS = ("330502100", "330503100", "330521102", "330523001")
DIMENSIONS: tuple[Dimension, ...] = (
    *("county", "town", "industry", "above_scale", "size"),
    *("unit", "person"),
)
KINDS: tuple[Dimension, ...] = ("industry", "above_scale", "size")
PEOPLE: tuple[Dimension, ...] = ("unit", "person")
ADDED = ("enterprises", "due", "resumed", "employees", "unpaired", "served")
AREAS = (None, "330502", "330503100")


@pytest.fixture(params=range(5), ids=lambda seed: f"seed {seed}")
def draw(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)  # noqa: S311 # it must repeat, nothing is secret


@pytest.fixture
def city(db: Database, draw: Random) -> Database:
    """A city drawn by lot, with what a roster leaves open and people of several units."""
    people = [
        make_liaison(db, role, unit=f"{unit}{role}", county_code=town[:6], town_code=town)
        for role in ("officer", "commissioner")
        for unit, town in zip(("织里所", "织里所", "练市所", "新市所"), TOWNS, strict=True)
    ]
    for _ in range(draw.randint(15, 40)):
        _draw_enterprise(draw, db, people)
    return db


def _draw_enterprise(draw: Random, db: Database, people: list[int]) -> None:
    town = draw.choice(TOWNS)
    staff = draw.choice([None, draw.randint(1, 900)])
    enterprise = make_enterprise(
        db,
        county_code=draw.choice([town[:6], town[:6], None]),
        town_code=town,
        industry=draw.choice([None, "C", "F", "H"]),
        above_scale=draw.choice(["above", "below", "unknown"]),
        size=draw.choice([None, "L", "M", "XS"]),
        status=draw.choice(list(Status)),
        employees=staff,
        employees_on_duty=staff and draw.randint(0, staff),
        contacted_on=str(db.today() - timedelta(days=draw.randint(0, 20))),
    )
    half = len(people) // 2
    for person in (draw.choice(people[:half]), draw.choice(people[half:])):
        if draw.random() < 0.7:
            make_pair(db, enterprise, person)
    with db.write() as connection:
        connection.table("support").insert_all(
            {
                "enterprise_id": enterprise,
                "measure_code": code,
                "state": draw.choice(list(MeasureState)),
                "due_on": str(db.today() + timedelta(days=draw.randint(-9, 9))),
            }
            for code in draw.sample([f"M{n:02}" for n in range(1, 11)], draw.randint(0, 10))
        )
        connection.table("requests").insert_all(
            _drawn_request(draw, db, enterprise, people) for _ in range(draw.randint(0, 2))
        )


def _drawn_request(
    draw: Random, db: Database, enterprise: int, people: list[int]
) -> dict[str, Any]:
    sent = db.now() - timedelta(hours=draw.randint(1, 90))
    row: dict[str, Any] = {
        "enterprise_id": enterprise,
        "kind": draw.choice(["supplies", "transport", "security"]),
        "body": "需要协调",
        "status": "submitted",
        "submitted_at": iso(sent),
        "submitted_by": "enterprise",
        "due_at": iso(sent + timedelta(hours=24)),
        "liaison_id": draw.choice([None, *people]),
    }
    if draw.random() < 0.5:
        return row
    return row | {
        "status": "settled",
        "answer": "已协调",
        "answered_at": iso(sent + timedelta(hours=draw.randint(1, 40))),
        "settled_at": iso(db.now()),
        "rating": draw.choice([None, 2, 5]),
    }


def told(rows: Iterable[AreaRow]) -> list[tuple[Any, ...]]:
    """Everything that the rows say, but for changes."""
    return [(row.code, row.parent, row.role, row.name, dict(row.figures)) for row in rows]


def change_everything(db: Database) -> None:
    with db.write() as connection:
        connection.conn.execute(
            "UPDATE enterprises SET status = 'full', industry = 'A', size = 'S'"
        )
        connection.conn.execute("UPDATE support SET state = 'done'")
        connection.conn.execute("UPDATE pairings SET ended_at = started_at")
        connection.conn.execute("UPDATE requests SET status = 'declined'")


@pytest.mark.parametrize("area", AREAS)
def test_a_kept_day_is_what_was_counted_on_it(
    city: Database, clock: Clock, administrator: Actor, area: str | None
) -> None:
    day = city.today()
    counted = {by: told(area_table(administrator, city, by, area)) for by in DIMENSIONS}
    progress = measure_progress(administrator, city, area)
    take_snapshot(OPERATOR, city, day)
    clock.advance(days=1)
    change_everything(city)

    for by in DIMENSIONS:
        found = told(area_table(administrator, city, by, area, as_of=day))
        assert found == counted[by], by
    assert measure_progress(administrator, city, area, as_of=day) == progress


@pytest.mark.parametrize("area", AREAS)
def test_rows_add_up_to_the_total(city: Database, administrator: Actor, area: str | None) -> None:
    for by in KINDS:
        *rows, whole = area_table(administrator, city, by, area)
        for key in (*ADDED, "requests_received", "requests_overdue"):
            assert sum(row.figures[key].numerator for row in rows) == whole.figures[key].numerator
    for by in PEOPLE:
        *rows, whole = area_table(administrator, city, by, area)
        for role in ("officer", "commissioner"):
            of_role = [row.figures for row in rows if row.role == role]
            for key in ADDED:
                assert sum(each[key].numerator for each in of_role) == whole.figures[key].numerator
            paired = [row.figures for row in rows if row.role == role and row.code]
            resumed = sum(each["resumed"].numerator for each in paired)
            assert resumed == whole.figures[f"{role}_coverage"].numerator


def test_changes_are_told_for_every_row(city: Database, clock: Clock, administrator: Actor) -> None:
    first = city.today()
    before = {by: area_table(administrator, city, by) for by in DIMENSIONS}
    take_snapshot(OPERATOR, city, first)
    clock.advance(days=1)
    with city.write() as connection:
        connection.conn.execute("UPDATE enterprises SET status = 'full' WHERE id % 2")
    second = city.today()
    expected = {by: area_table(administrator, city, by) for by in DIMENSIONS}
    for by in (*KINDS, *PEOPLE):
        was = {(row.role, row.code): row.figures["resumed"].numerator for row in before[by]}
        for row in expected[by]:
            change = row.figures["resumed"].numerator - was.get((row.role, row.code), 0)
            assert row.resumed_change == change, (by, row.name)
    take_snapshot(OPERATOR, city, second)
    clock.advance(days=1)
    change_everything(city)
    for by in (*KINDS, *PEOPLE):
        found = area_table(administrator, city, by, as_of=second)
        assert [row.resumed_change for row in found] == [row.resumed_change for row in expected[by]]


def test_measures_of_a_past_day_tell_their_change(
    administrator: Actor, db: Database, clock: Clock
) -> None:
    enterprise = make_enterprise(db)
    take_snapshot(OPERATOR, db, db.today())
    clock.advance(days=1)
    with db.write() as connection:
        connection.table("support").insert(
            {"enterprise_id": enterprise, "measure_code": "M01", "state": "done"}
        )
    take_snapshot(OPERATOR, db, db.today())
    clock.advance(days=1)
    change_everything(db)
    found = measure_progress(administrator, db, as_of=db.today() - timedelta(days=1))
    assert (found[0].code, found[0].states, found[0].done_change) == ("M01", {"done": 1}, 1)


def test_a_measure_retired_since_stays_in_its_days(
    administrator: Actor, db: Database, clock: Clock
) -> None:
    make_enterprise(db)
    day = db.today()
    take_snapshot(OPERATOR, db, day)
    clock.advance(days=1)
    with db.write() as connection:
        connection.conn.execute("UPDATE measures SET retired_on = '2026-11-11' WHERE code = 'M05'")
    assert "M05" not in [each.code for each in measure_progress(administrator, db)]
    assert "M05" in [each.code for each in measure_progress(administrator, db, as_of=day)]


def test_an_official_s_past_day_is_of_the_own_area(db: Database, clock: Clock) -> None:
    for town in TOWNS:
        enterprise = make_enterprise(db, county_code=town[:6], town_code=town, industry="C")
        make_pair(db, enterprise, make_liaison(db, unit=f"{town}所"))
    day = db.today()
    take_snapshot(OPERATOR, db, day)
    clock.advance(days=1)
    official = official_of("330502")
    for by in ("industry", "unit", "person"):
        rows = area_table(official, db, by, as_of=day)
        assert rows[-1].figures["due"].value == 1
        assert (
            sum(row.figures["due"].numerator for row in rows[:-1] if row.role != "commissioner")
            == 1
        )


def test_days_that_were_missed_have_it_all(db: Database, clock: Clock) -> None:
    make_enterprise(db, industry="C")
    take_snapshot(OPERATOR, db, date(2026, 11, 5))
    take_missing_snapshots(OPERATOR, db)
    for day in range(6, 10):
        rows = area_table(OPERATOR, db, "industry", as_of=date(2026, 11, day))
        assert [row.code for row in rows] == ["C", "330500"]
    assert kept_days(OPERATOR, db)[:2] == [date(2026, 11, 9), date(2026, 11, 8)]


def test_a_day_that_an_earlier_edition_kept_says_that_it_has_areas_only(
    administrator: Actor, db: Database, clock: Clock
) -> None:
    make_enterprise(db, industry="C")
    day = db.today()
    take_snapshot(OPERATOR, db, day)
    with db.write() as connection:
        connection.conn.execute("DELETE FROM day_counts")
    clock.advance(days=1)
    assert area_table(administrator, db, "county", as_of=day)[-1].figures["due"].value == 1
    assert not has_more_than_areas(administrator, db, day)
    for by in (*KINDS, *PEOPLE):
        with pytest.raises(InvalidInput, match="no_past_figures"):
            area_table(administrator, db, by, as_of=day)
    with pytest.raises(InvalidInput, match="no_past_figures"):
        measure_progress(administrator, db, as_of=day)
    assert area_table(administrator, db, "industry")[0].resumed_change is None
    notes = sheet(export(administrator, db, "summary", as_of=day).content, "说明")
    assert any("由旧版本保存" in str(row) for row in notes)


def test_a_day_that_was_not_kept_is_not_found_by_industry(
    administrator: Actor, db: Database
) -> None:
    for by in (*KINDS, *PEOPLE):
        with pytest.raises(NotFound):
            area_table(administrator, db, by, as_of=date(2026, 11, 1))


def test_people_are_kept_for_six_months(administrator: Actor, db: Database, clock: Clock) -> None:
    make_pair(db, make_enterprise(db), make_liaison(db))
    day = db.today()
    take_snapshot(OPERATOR, db, day)
    clock.advance(days=190)
    take_snapshot(OPERATOR, db)
    assert area_table(administrator, db, "unit", as_of=day)
    with pytest.raises(InvalidInput, match="past_people_gone"):
        area_table(administrator, db, "person", as_of=day)


def test_the_past_summary_has_every_sheet_but_the_lists(
    city: Database, clock: Clock, administrator: Actor
) -> None:
    day = city.today()
    now = export(administrator, city, "summary").content
    take_snapshot(OPERATOR, city, day)
    clock.advance(days=1)
    change_everything(city)
    past = export(administrator, city, "summary", as_of=day).content
    for name in ("按行业", "按规模", "措施落实", "诉求办理"):
        assert sheet(past, name) == sheet(now, name), name
    assert len(sheet(past, "企业明细")) == 1
    assert any("不保存名单" in str(row) for row in sheet(past, "说明"))


def sheet(content: bytes, name: str) -> list[tuple[Any, ...]]:
    found = load_workbook(BytesIO(content), data_only=True)[name]
    return [row for row in found.iter_rows(values_only=True) if any(row)]


def test_a_curve_ends_on_the_day_that_is_asked_about(
    administrator: Actor, db: Database, clock: Clock
) -> None:
    make_enterprise(db)
    for _ in range(4):
        take_snapshot(OPERATOR, db, db.today())
        clock.advance(days=1)
    last = db.today() - timedelta(days=2)
    found = curve(administrator, db, days=3, as_of=last)
    assert list(found) == [last - timedelta(days=1), last] or len(found) == 3
    assert max(found) == last
    assert found[last] == figures(administrator, db, as_of=last)["resumption_rate"]


def test_a_person_who_is_gone_is_named_by_number(
    administrator: Actor, db: Database, clock: Clock
) -> None:
    officer = make_liaison(db)
    pair = make_pair(db, make_enterprise(db), officer)
    day = db.today()
    take_snapshot(OPERATOR, db, day)
    clock.advance(days=1)
    with db.write() as connection:
        connection.conn.execute("DELETE FROM pairings WHERE id = ?", [pair])
        connection.conn.execute("DELETE FROM liaisons WHERE id = ?", [officer])
    rows = area_table(administrator, db, "person", as_of=day)
    assert rows[0].name == f"{officer} 号（已不在名册）"


def test_statuses_of_requests_are_kept() -> None:
    """The names of statuses and of counts stand side by side in what is kept of requests."""
    assert not {state.value for state in RequestStatus} & {"requests_received", "requests_due"}


def test_a_past_summary_counts_the_rows_of_its_form(db: Database, clock: Clock) -> None:
    make_enterprise(db)
    day = db.today()
    take_snapshot(OPERATOR, db, day)
    clock.advance(days=1)
    assert export(OPERATOR, db, "summary", as_of=day).rows == 6
    assert export(OPERATOR, db, "summary").rows == 1
