"""Nearness as SQL counts it is the nearness of the domain; nobody's last deed is searched for."""

from __future__ import annotations

import sqlite3
from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from liaison.domain.pairing import Place, tier_between
from liaison.domain.workload import Nearness
from liaison.store import workload
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair

EVERYWHERE = ("1", {})
TOWNS = {"330502": ("330502100", "330502101"), "330521": ("330521101",)}
PLACES = st.builds(
    Place,
    st.sampled_from([None, *TOWNS]),
    st.sampled_from([None, *(town for towns in TOWNS.values() for town in towns)]),
    st.sampled_from([None, "", "1号网格", "2号网格"]),
)


@given(enterprise=PLACES, person=PLACES)
def test_the_tier_in_sql_is_that_of_the_domain(enterprise: Place, person: Place) -> None:
    place = "SELECT ? AS county_code, ? AS town_code, ? AS grid"
    query = f"SELECT {workload.TIER} FROM ({place}) e CROSS JOIN ({place}) l"  # noqa: S608 # our own condition
    found = sqlite3.connect(":memory:").execute(query, [*enterprise, *person]).fetchone()[0]
    assert found == tier_between(enterprise, person).value


def test_a_random_city_is_counted_as_the_domain_counts_it(db: Database) -> None:
    rng = Random(4)  # noqa: S311 # it must repeat, nothing is secret
    towns = [(county, town) for county in TOWNS for town in (None, *TOWNS[county])]

    def anywhere() -> Place:
        return Place(*rng.choice([*towns, (None, None)]), rng.choice([None, "1号网格", "2号网格"]))

    people = [anywhere() for _ in range(12)]
    ids = [_person(db, place) for place in people]
    by_person = [Counter[str]() for _ in people]
    by_place: dict[tuple[str, str], Counter[str]] = {}
    for _ in range(60):
        place, number = anywhere(), rng.randrange(len(people))
        make_pair(db, _enterprise(db, place), ids[number])
        tier = tier_between(place, people[number]).value
        by_person[number][tier] += 1
        by_place.setdefault((place.county or "", place.town or ""), Counter())[tier] += 1
    with db.read() as connection:
        work = workload.work_of_people(connection, EVERYWHERE, db.today())
        counts = workload.counts_by_place(connection, EVERYWHERE, db.today())
    expected = {each: _nearness(count) for each, count in zip(ids, by_person, strict=True)}
    assert {each: found.nearness for each, found in work.items()} == {
        each: nearness for each, nearness in expected.items() if sum(nearness)
    }
    assert {place: found.nearness for place, found in counts.items()} == {
        place: _nearness(count) for place, count in by_place.items()
    }


def _person(db: Database, place: Place) -> int:
    county, town, grid = place
    return make_liaison(db, county_code=county, town_code=town, grid=grid)


def _enterprise(db: Database, place: Place) -> int:
    county, town, grid = place
    return make_enterprise(db, county_code=county, town_code=town, grid=grid)


def _nearness(count: Counter[str]) -> Nearness:
    return Nearness(*(count[tier] for tier in Nearness._fields))


def test_the_last_deed_of_each_person_is_one_seek_of_an_index(db: Database) -> None:
    with db.read() as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {workload.LAST_ACTIVE}")]
    of_history = [step for step in plan if step.split()[1] == "h"]
    assert of_history == ["SEARCH h USING INDEX history_of_worker (actor=?)"]
