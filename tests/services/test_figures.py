"""Figures as officials see them: in their own area, now and on past days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison.domain.bulletin import ROLES
from liaison.domain.errors import NotFound, NotPermitted
from liaison.domain.roles import OPERATOR, Actor
from liaison.services.bulletin import bulletin
from liaison.services.figures import area_table, curve, figures, measure_progress
from liaison.services.snapshots import take_missing_snapshots, take_snapshot
from liaison.store.database import Database
from tests.conftest import (
    Clock,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)

ANJI = {"county_code": "330523", "town_code": "330523001"}
CITY, WUXING, NEW_AREA, ZHILI, FENGHUANG, HUANZHU = (
    "330500",
    "330502",
    "HZ-NTH",
    "330502100",
    "330502006",
    "330502012",
)


def resume_all(db: Database) -> None:
    with db.write() as connection:
        connection.conn.execute("UPDATE enterprises SET status = 'full'")


def test_figures_are_those_of_the_city(administrator: Actor, db: Database) -> None:
    make_enterprise(db, employees=100, employees_on_duty=60)
    make_enterprise(db, status="not_resumed", employees=100, employees_on_duty=0, **ANJI)
    found = figures(administrator, db)
    assert found.area_code == CITY
    assert found.as_of == db.now()
    assert (found["due"].value, found["resumed"].value) == (2, 1)
    assert found["resumption_rate"].text == "50.0%"
    assert found["staff_return_rate"].text == "30.0%"
    assert found["satisfaction"].text == "—"


@pytest.mark.parametrize(
    ("own", "asked", "counted"),
    [
        pytest.param(None, None, 3, id="city official, city"),
        pytest.param(CITY, None, 3, id="official of the city by its code"),
        pytest.param(WUXING, None, 1, id="county official, own county"),
        pytest.param(WUXING, ZHILI, 1, id="county official, own town"),
        pytest.param(WUXING, FENGHUANG, 0, id="a street that is counted with the new area"),
        pytest.param(ZHILI, None, 1, id="town official"),
    ],
)
def test_officials_see_their_area(
    db: Database, own: str | None, asked: str | None, counted: int
) -> None:
    make_enterprise(db)
    make_enterprise(db, **ANJI)
    make_enterprise(db, county_code=NEW_AREA, town_code=FENGHUANG)
    assert figures(official_of(own), db, asked)["enterprises"].value == counted


@pytest.mark.parametrize(
    ("own", "asked"),
    [
        pytest.param(WUXING, "330523", id="another county"),
        pytest.param(WUXING, CITY, id="the city"),
        pytest.param(WUXING, "330523001", id="a town of another county"),
        pytest.param(ZHILI, WUXING, id="the county of a town"),
    ],
)
def test_officials_do_not_see_beyond_it(db: Database, own: str, asked: str) -> None:
    with pytest.raises(NotPermitted):
        figures(official_of(own), db, asked)
    with pytest.raises(NotPermitted):
        area_table(official_of(own), db, "town", asked)


def test_officers_see_no_figures(db: Database) -> None:
    with pytest.raises(NotPermitted):
        figures(liaison_actor(make_liaison(db)), db)


def test_an_unknown_area_is_not_found(administrator: Actor, db: Database) -> None:
    with pytest.raises(NotFound):
        figures(administrator, db, "330599")


def test_the_table_has_every_county_and_the_total_from_sums(
    administrator: Actor, db: Database
) -> None:
    make_enterprise(db)
    make_enterprise(db, status="not_resumed", **ANJI)
    rows = area_table(administrator, db)
    assert [row.code for row in rows[:-1]] == [
        *(WUXING, "330503", "330521", "330522", "330523", NEW_AREA)
    ]
    by_code = {row.code: row.figures["resumption_rate"].text for row in rows}
    assert (by_code[WUXING], by_code["330523"], by_code["330503"]) == ("100.0%", "0.0%", "—")
    assert (rows[-1].name, by_code[CITY]) == ("合计", "50.0%")


def test_what_the_roster_leaves_open_has_its_own_row(administrator: Actor, db: Database) -> None:
    make_enterprise(db, county_code=None, town_code=None)
    rows = area_table(administrator, db, language="en")
    assert rows[-2].name == "County not given"
    assert rows[-2].figures["due"].value == rows[-1].figures["due"].value == 1


def test_towns_stand_below_their_county(db: Database) -> None:
    make_enterprise(db)
    rows = area_table(official_of(WUXING), db, "town")
    zhili = next(row for row in rows if row.code == ZHILI)
    assert (zhili.parent, zhili.name, zhili.figures["due"].value) == (WUXING, "织里镇", 1)
    assert {row.parent for row in rows[:-1]} == {WUXING}


@pytest.mark.parametrize(
    ("by", "names"),
    [
        pytest.param("industry", ["制造业", "未填行业", "合计"], id="industry"),
        pytest.param("above_scale", ["规上", "未知", "合计"], id="scale"),
        pytest.param("size", ["中型", "微型", "合计"], id="size"),
    ],
)
def test_tables_by_kind(administrator: Actor, db: Database, by: str, names: list[str]) -> None:
    officer = make_liaison(db)
    enterprise = make_enterprise(db, industry="C", above_scale="above", size="M")
    make_enterprise(db, size="XS")
    make_pair(db, enterprise, officer)
    rows = area_table(administrator, db, by)  # type: ignore[arg-type]
    assert [row.name for row in rows] == names
    assert [row.figures["due"].value for row in rows] == [1, 1, 2]
    assert rows[0].figures["officers"].value == 1
    assert "measures_delivered" not in rows[0].figures


def test_a_past_day_is_what_its_snapshot_kept(
    administrator: Actor, db: Database, clock: Clock
) -> None:
    make_enterprise(db, status="not_resumed")
    yesterday = db.today()
    clock.advance(days=1)
    take_missing_snapshots(OPERATOR, db)
    resume_all(db)
    assert figures(administrator, db)["resumed"].value == 1
    assert figures(administrator, db).change("resumed") == 1
    past = figures(administrator, db, WUXING, yesterday)
    assert (past.as_of, past["resumed"].value) == (yesterday, 0)
    assert area_table(administrator, db)[0].resumed_change == 1
    rows = area_table(administrator, db, "town", WUXING, as_of=yesterday)
    assert next(row for row in rows if row.code == ZHILI).figures["due"].value == 1


@pytest.mark.parametrize("own", [CITY, WUXING, NEW_AREA])
def test_a_town_of_two_counties_has_the_change_of_its_part_in_each(
    db: Database, clock: Clock, own: str
) -> None:
    for county in (WUXING, WUXING, NEW_AREA):
        make_enterprise(db, county_code=county, town_code=HUANZHU)
    clock.advance(days=1)
    take_missing_snapshots(OPERATOR, db)
    make_enterprise(db, county_code=NEW_AREA, town_code=HUANZHU)
    rows = area_table(official_of(own), db, "town")
    parts = {row.parent: row.resumed_change for row in rows if row.code == HUANZHU}
    assert parts == {
        county: change for county, change in ((WUXING, 0), (NEW_AREA, 1)) if own in (CITY, county)
    }


def test_a_day_without_a_snapshot_is_not_found(administrator: Actor, db: Database) -> None:
    with pytest.raises(NotFound):
        figures(administrator, db, as_of=date(2026, 11, 1))
    with pytest.raises(NotFound):
        area_table(administrator, db, as_of=date(2026, 11, 1))


def test_missing_days_are_made_good_with_the_same_figures(db: Database, clock: Clock) -> None:
    make_enterprise(db)
    take_snapshot(OPERATOR, db, date(2026, 11, 5))
    assert take_missing_snapshots(OPERATOR, db) == [date(2026, 11, day) for day in range(6, 10)]
    assert take_missing_snapshots(OPERATOR, db) == []
    found = curve(OPERATOR, db, figure="resumed")
    assert list(found) == [date(2026, 11, day) for day in range(5, 11)]
    assert {each.value for each in found.values()} == {1}


def test_at_most_a_month_is_made_good(db: Database, clock: Clock) -> None:
    take_snapshot(OPERATOR, db, date(2026, 6, 1))
    assert len(take_missing_snapshots(OPERATOR, db)) == 31


def test_officials_take_no_snapshots(db: Database) -> None:
    with pytest.raises(NotPermitted):
        take_snapshot(official_of(None), db)


def test_the_curve_ends_today_and_keeps_to_its_days(administrator: Actor, db: Database) -> None:
    make_enterprise(db)
    take_snapshot(OPERATOR, db, db.today() - timedelta(days=20))
    take_missing_snapshots(OPERATOR, db)
    found = curve(administrator, db, days=7)
    assert len(found) == 7
    assert list(found)[-1] == db.today()
    with pytest.raises(NotFound):
        curve(administrator, db, figure="nonsense")


def test_measures_by_state_with_the_overdue_and_the_change(
    administrator: Actor, db: Database
) -> None:
    first, second = make_enterprise(db), make_enterprise(db)
    late = str(db.today() - timedelta(days=1))
    with db.write() as connection:
        connection.table("support").insert_all(
            {"enterprise_id": each, "measure_code": "M01", "state": state, "due_on": late}
            for each, state in ((first, "done"), (second, "blocked"))
        )
    take_snapshot(OPERATOR, db)
    with db.write() as connection:
        connection.conn.execute("UPDATE support SET state = 'done'")
    found = measure_progress(administrator, db, WUXING)
    assert [each.code for each in found] == [f"M{number:02d}" for number in range(1, 11)]
    assert (found[0].title, found[0].states["done"], found[0].overdue) == ("项目警官结对", 2, 0)
    assert (found[0].delivered.text, found[0].done_change) == ("100.0%", 1)
    assert found[1].delivered.text == "—"
    assert measure_progress(administrator, db, language="en")[0].title == "Officer pairing"


def test_a_towns_change_is_that_of_its_county_where_it_lies_in_two(
    administrator: Actor, db: Database, clock: Clock
) -> None:
    for county in (WUXING, NEW_AREA):
        make_enterprise(db, county_code=county, town_code=HUANZHU, status="not_resumed")
    clock.advance(days=1)
    take_missing_snapshots(OPERATOR, db)
    with db.write() as connection:
        connection.conn.execute(
            "UPDATE enterprises SET status = 'full' WHERE county_code = ?", [NEW_AREA]
        )
    rows = {row.parent: row for row in area_table(administrator, db, "town") if row.code == HUANZHU}
    assert {county: row.resumed_change for county, row in rows.items()} == {WUXING: 0, NEW_AREA: 1}


def test_a_town_of_two_counties_is_told_to_each_as_its_own_part(db: Database, clock: Clock) -> None:
    for county, status in ((WUXING, "full"), (WUXING, "full"), (NEW_AREA, "not_resumed")):
        enterprise = make_enterprise(db, county_code=county, town_code=HUANZHU, status=status)
        late_measure(db, enterprise)
    official = official_of(WUXING)
    now = figures(official, db, HUANZHU)
    day = db.today()
    clock.advance(days=1)
    take_missing_snapshots(OPERATOR, db)

    then = figures(official, db, HUANZHU, day)
    assert then.figures == now.figures
    assert figures(official, db, HUANZHU).change("due") == 0
    told = curve(official, db, HUANZHU, "due")
    assert [each.value for each in told.values()] == [2, 2]
    assert measure_progress(official, db, HUANZHU)[1].done_change == 0
    paper = bulletin(official, db, WUXING, day)
    (town,) = (each for each in paper.areas if each.row.code == HUANZHU)
    assert town.row.figures["due"].value == 2
    assert town.attention == paper.whole.attention
    assert town.attention.measures == 2
    assert town.attention.gaps == dict.fromkeys(ROLES, 2)
    alone = bulletin(official, db, HUANZHU, day).whole
    assert alone.attention == town.attention
    assert alone.row.figures["due"].value == 2
    assert figures(official_of(None), db, HUANZHU, day)["due"].value == 3


def test_the_part_of_a_street_that_is_another_county_s_stays_out_of_sight(
    db: Database, clock: Clock
) -> None:
    late_measure(db, make_enterprise(db, county_code=NEW_AREA, town_code=FENGHUANG, status="full"))
    day = db.today()
    clock.advance(days=1)
    take_missing_snapshots(OPERATOR, db)
    official = official_of(WUXING)
    rows = area_table(official, db, "town", FENGHUANG)
    assert [row.resumed_change for row in rows] == [0, 0]
    for standing in bulletin(official, db, FENGHUANG, day).areas:
        assert not any(standing.attention.counts)


def late_measure(db: Database, enterprise: int) -> None:
    row = {"enterprise_id": enterprise, "measure_code": "M02", "state": "in_progress"}
    with db.write() as connection:
        late = str(db.today() - timedelta(days=3))
        connection.table("support").insert(row | {"due_on": late})
