"""Every number of the dashboard's table leads to a list of just so many enterprises."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import Status
from liaison.locales import words
from liaison.services.area_tables import DIMENSIONS, Dimension
from liaison.services.enterprises import list_enterprises
from liaison.services.figures import area_table, figures, measure_progress
from liaison.store import reference as reference_store
from liaison.store.database import Database
from liaison.web.components.dashboard_tiles import dashboard_tiles
from liaison.web.components.progress_table import Lead, ProgressTable
from liaison.web.downloads import enterprise_filter
from tests.conftest import make_enterprise, make_liaison, make_pair, official_of

CHINESE = words("zh-CN")
# The last town is drawn in two counties, so that no list has just one county's part of it.
PLACES = (
    *(("330502", "330502100"), ("330503", "330503100"), ("330521", "330521102")),
    *(("330502", "330502006"), ("HZ-NTH", "330502006"), (None, None)),
)
SCOPES = pytest.mark.parametrize(
    ("own", "area"),
    [
        pytest.param(None, None, id="city"),
        pytest.param(None, "330502", id="a county of the city"),
        pytest.param(None, "330503100", id="a town of the city"),
        pytest.param("330502", None, id="own county"),
    ],
)


@pytest.fixture(params=range(4), ids=lambda seed: f"seed {seed}")
def city(request: pytest.FixtureRequest, db: Database) -> Database:
    draw = Random(request.param)  # noqa: S311 # it must repeat, nothing is secret
    officers = [make_liaison(db, unit=unit) for unit in ("织里所", "织里所", "练市所")]
    others = [make_liaison(db, "commissioner", unit=unit) for unit in ("织里所", "织里镇")]
    for _ in range(draw.randint(20, 50)):
        county, town = draw.choice(PLACES)
        enterprise = make_enterprise(
            db,
            county_code=county,
            town_code=town,
            industry=draw.choice([None, "C", "F"]),
            above_scale=draw.choice(["above", "below", "unknown"]),
            size=draw.choice([None, "L", "XS"]),
            status=draw.choice(list(Status)),
        )
        for people in (officers, others):
            if draw.random() < 0.7:
                make_pair(db, enterprise, draw.choice(people))
        with db.write() as connection:
            connection.table("support").insert(
                {
                    "enterprise_id": enterprise,
                    "measure_code": "M02",
                    "state": draw.choice(["done", "in_progress", "blocked", "not_started"]),
                    "due_on": str(db.today() + timedelta(days=draw.randint(-5, 5))),
                }
            )
    return db


def table_of(actor: Actor, db: Database, area: str | None) -> ProgressTable:
    with db.read() as connection:
        reference = reference_store.load(connection)
    own = actor.scope.area_code or reference.city().code
    within = EnterpriseFilter(area_code=None if area in (None, own) else area)
    return ProgressTable(actor, db, reference, CHINESE, area or own, within)


def listed(actor: Actor, db: Database, lead: Lead) -> int:
    page, query = lead
    assert page == "enterprises"
    return list_enterprises(actor, db, enterprise_filter(query) or EnterpriseFilter()).total


@SCOPES
@pytest.mark.parametrize("by", DIMENSIONS)
def test_counts_of_the_table_are_those_of_the_lists(
    city: Database, own: str | None, area: str | None, by: Dimension
) -> None:
    actor = official_of(own)
    table = table_of(actor, city, area)
    *rows, whole = area_table(actor, city, by, area)
    followed = 0
    for row in (*rows, whole):
        for column in ("due", "resumed"):
            lead = table.lead(by, row, column, is_whole=row is whole)
            if lead and lead[0] == "enterprises":
                count = row.figures[column].numerator
                assert listed(actor, city, lead) == count, (row.name, column)
                followed += 1
    assert followed >= 2 * len([row for row in (*rows, whole) if row.is_listed])


@SCOPES
def test_names_of_kinds_units_and_people_lead_to_all_of_theirs(
    city: Database, own: str | None, area: str | None
) -> None:
    actor = official_of(own)
    table = table_of(actor, city, area)
    for by in DIMENSIONS[2:]:
        for row in area_table(actor, city, by, area)[:-1]:
            lead = table.lead(by, row, "name", is_whole=False)
            assert lead
            assert listed(actor, city, lead) == row.figures["enterprises"].numerator, row.name


def test_a_town_of_two_counties_has_no_list_of_one_part(city: Database) -> None:
    actor = official_of(None)
    table = table_of(actor, city, None)
    parts = [row for row in area_table(actor, city, "town") if row.code == "330502006"]
    if len([row for row in parts if row.figures["enterprises"].numerator]) == 2:
        for row in parts:
            lead = table.lead("town", row, "due", is_whole=False)
            assert lead
            assert lead[0] == "dashboard"


@SCOPES
def test_numbers_of_measures_are_those_of_the_lists(
    city: Database, own: str | None, area: str | None
) -> None:
    actor = official_of(own)
    within = table_of(actor, city, area).within
    for each in measure_progress(actor, city, area):
        for state, number in (*each.states.items(), ("overdue", each.overdue)):
            query = {"measure": each.code, "measure_state": state, "area": within.area_code or ""}
            assert listed(actor, city, ("enterprises", query)) == number


@SCOPES
def test_tiles_of_enterprises_are_those_of_the_lists(
    city: Database, own: str | None, area: str | None
) -> None:
    actor = official_of(own)
    within = table_of(actor, city, area).within
    tiles = dashboard_tiles(actor, figures(actor, city, area), 0, within, CHINESE)
    for link in (*tiles[0].links, *tiles[2].links):
        number = listed(actor, city, ("enterprises", dict(link.query)))
        assert f" {number:,} " in link.text
