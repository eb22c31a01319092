"""The workload: each number of it is as long as the list behind it, and nobody sees beyond."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from liaison.domain.errors import NotPermitted
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.people import acting_name
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.domain.vocabulary import LiaisonRole, RequestKind, VisitKind
from liaison.domain.workload import (
    WORKLOAD_CHIPS,
    WORKLOAD_SORTS,
    Duty,
    Nearness,
    PersonWork,
    WorkloadFilter,
    WorkloadSort,
)
from liaison.services.accounts import add_account
from liaison.services.enterprises import list_enterprises
from liaison.services.requests import submit_request
from liaison.services.visits import record_visit
from liaison.services.workload import area_workload, list_workload
from liaison.store import leaves
from liaison.store.database import Database, iso
from tests.conftest import (
    Clock,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)

WUXING, ZHILI, DEQING = "330502", "330502100", "330521"
CITY = WorkloadFilter()


def people_of(
    db: Database, filters: WorkloadFilter = CITY, actor: Actor = OPERATOR
) -> list[PersonWork]:
    return list_workload(actor, db, filters, page_size=1_000).page.rows


def only(db: Database, filters: WorkloadFilter = CITY, actor: Actor = OPERATOR) -> PersonWork:
    [found] = people_of(db, filters, actor)
    return found


def make_late(db: Database, enterprise: int, *measures: str) -> None:
    rows = [
        {"enterprise_id": enterprise, "measure_code": each, "due_on": "2026-11-05"}
        for each in measures
    ]
    with db.write() as connection:
        connection.table("support").insert_all(rows)


def make_leave(db: Database, person: int, first_on: date, last_on: date, deputy: int) -> None:
    with db.write() as connection:
        leaves.insert(
            connection,
            liaison_id=person,
            deputy_id=deputy,
            first_on=first_on,
            last_on=last_on,
            note=None,
            at=db.now(),
            by="administrator",
        )


@pytest.fixture
def city(db: Database) -> Database:
    """Twelve people and eighty enterprises over two counties, mixed at random, some work late."""
    rng = Random(20261110)  # noqa: S311 # it must repeat, nothing is secret
    places = [(WUXING, ZHILI), (WUXING, "330502101"), (DEQING, "330521101"), (DEQING, None)]
    people: dict[str, list[int]] = {"officer": [], "commissioner": []}
    for number in range(12):
        county, town = rng.choice(places)
        role = "officer" if number % 2 else "commissioner"
        capacity = rng.choice([None, 5, 7, 30])
        people[role].append(
            make_liaison(db, role, county_code=county, town_code=town, capacity=capacity)
        )
    for number in range(80):
        county, town = rng.choice(places)
        met = rng.choice([None, "2026-11-01", "2026-11-09"])
        enterprise = make_enterprise(
            db,
            county_code=county,
            town_code=town,
            contacted_on=met,
            visited_on=met,
            status=rng.choice(["partial", "not_operating"]),
        )
        for role in ("officer", "commissioner"):
            if rng.random() < 0.9:
                make_pair(db, enterprise, rng.choice(people[role]))
        make_late(db, enterprise, *("M01", "M02", "M03")[: rng.randrange(4)])
        if number % 7 == 0:
            submit_request(OPERATOR, db, enterprise, RequestKind.STAFF, "请协助")
    return db


READERS = [
    pytest.param(OPERATOR, None, id="whole city"),
    pytest.param(OPERATOR, WUXING, id="a county of the city"),
    pytest.param(OPERATOR, ZHILI, id="a town of the city"),
    pytest.param(official_of(DEQING), None, id="an official's own county"),
    pytest.param(official_of(WUXING), ZHILI, id="a town of an official's county"),
]


@pytest.mark.parametrize(("actor", "area"), READERS)
def test_each_number_of_a_person_is_as_long_as_its_list(
    city: Database, actor: Actor, area: str | None
) -> None:
    people = people_of(city, WorkloadFilter(area_code=area), actor)
    assert len(people) > 3
    for each in people:
        own = EnterpriseFilter(area_code=area, liaison_id=each.worker.id)
        assert each.work.enterprises == listed(actor, city, own)
        assert sum(each.work.nearness) == each.work.enterprises
        assert each.work.overdue_enterprises == listed(actor, city, replace(own, chip="overdue"))
        assert each.work.to_meet == listed(actor, city, replace(own, chip="to_visit"))
        whole = EnterpriseFilter(liaison_id=each.worker.id)
        assert each.worker.load == listed(OPERATOR, city, whole)


def listed(actor: Actor, db: Database, filters: EnterpriseFilter) -> int:
    return list_enterprises(actor, db, filters, page_size=1).total


@pytest.mark.parametrize(("actor", "area"), READERS)
def test_each_number_of_an_area_is_as_long_as_its_list(
    city: Database, actor: Actor, area: str | None
) -> None:
    for line in area_workload(actor, city, area):
        if not line.code:
            continue
        whole = line.code in (area, actor.area_code, "330500")
        code = area if whole else line.code
        there = WorkloadFilter(area_code=code, posted_only=True)
        posted = people_of(city, there, actor)
        assert line.people == len(posted)
        assert line.over == len(people_of(city, replace(there, chip="over"), actor))
        assert line.free == sum(each.worker.free for each in posted)
        assert line.max_load == max((each.worker.load for each in posted), default=None)
        own = EnterpriseFilter(area_code=code)
        assert line.counts.enterprises == listed(actor, city, own)
        late = line.counts.overdue_enterprises
        assert late == listed(actor, city, replace(own, chip="overdue"))
        assert line.counts.unpaired == listed(actor, city, replace(own, chip="unpaired"))


def test_the_lines_of_the_counties_add_up_to_the_whole(city: Database) -> None:
    *lines, whole = area_workload(OPERATOR, city)
    for key in ("people", "on_duty", "free", "over"):
        assert sum(getattr(line, key) for line in lines) == getattr(whole, key)
    added = lines[0].counts
    for line in lines[1:]:
        added = added.plus(line.counts)
    assert added == whole.counts
    assert whole.people == 12
    assert sum(whole.counts.nearness) == sum(each.worker.load for each in people_of(city))


def test_a_county_is_told_by_town_and_by_role(city: Database) -> None:
    make_liaison(city, county_code=WUXING, town_code=None)
    names = [line.name for line in area_workload(OPERATOR, city, WUXING)]
    assert names[-2:] == ["未填乡镇街道", "合计"]
    assert "织里镇" in names
    english = [line.name for line in area_workload(OPERATOR, city, WUXING, language="en")]
    assert english[-1] == "Total"
    [town] = area_workload(OPERATOR, city, ZHILI)
    assert town.code == ZHILI
    officers = area_workload(OPERATOR, city, role=LiaisonRole.OFFICER)[-1]
    commissioners = area_workload(OPERATOR, city, role=LiaisonRole.COMMISSIONER)[-1]
    both = area_workload(OPERATOR, city)[-1]
    assert officers.people + commissioners.people == both.people
    together = officers.counts.nearness.plus(commissioners.counts.nearness)
    assert together == both.counts.nearness


@pytest.mark.parametrize("chip", WORKLOAD_CHIPS)
def test_a_chip_counts_what_it_leaves(city: Database, chip: Any) -> None:
    make_liaison(city, liaison_status="away")
    make_liaison(city)
    found = list_workload(OPERATOR, city, WorkloadFilter(chip=chip), page_size=2)
    assert found.page.total == found.chips[chip] > 0
    assert len(found.page.rows) == min(2, found.page.total)
    rest = list_workload(OPERATOR, city, WorkloadFilter(chip=chip), page=2, page_size=2).page.rows
    assert not {each.worker.id for each in found.page.rows} & {each.worker.id for each in rest}


FIRST: dict[WorkloadSort, Any] = {
    "load": lambda each: -each.worker.load,
    "fill": lambda each: -(each.worker.fill or 0),
    "room": lambda each: -(each.worker.free if each.worker.capacity is not None else 1_000),
    "overdue": lambda each: -each.work.overdue - each.late_requests,
    "far": lambda each: (
        2 if each.work.nearness.near_share is None else each.work.nearness.near_share
    ),
    "name": lambda each: each.worker.name,
}


@pytest.mark.parametrize("sort", FIRST)
def test_a_sort_orders_all_pages(city: Database, sort: WorkloadSort) -> None:
    rows = [
        each
        for page in (1, 2, 3)
        for each in list_workload(OPERATOR, city, sort=sort, page=page, page_size=5).page.rows
    ]
    assert len(rows) == 12
    assert [FIRST[sort](each) for each in rows] == sorted(map(FIRST[sort], rows))
    assert set(FIRST) | {"quiet"} == set(WORKLOAD_SORTS)


def test_late_measures_and_late_requests_are_told(db: Database, clock: Clock) -> None:
    person = make_liaison(db)
    enterprises = [make_enterprise(db) for _ in range(2)]
    for each in enterprises:
        make_pair(db, each, person)
    make_late(db, enterprises[0], "M01", "M02")
    request = submit_request(OPERATOR, db, enterprises[1], RequestKind.SECURITY, "请来看看")
    with db.read() as connection:
        row = connection.execute("SELECT liaison_id FROM requests WHERE id = ?", [request])
        assert row.fetchone()[0] == person
    assert only(db).late_requests == 0
    clock.advance(days=30)
    found = only(db, WorkloadFilter(chip="overdue"))
    assert (found.work.overdue, found.work.overdue_enterprises, found.late_requests) == (2, 1, 1)


TODAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("fields", "duty"),
    [
        pytest.param({}, Duty.ON_DUTY, id="on duty"),
        pytest.param(
            {"started_on": "2026-11-10", "ended_on": "2026-11-10"}, Duty.ON_DUTY, id="day"
        ),
        pytest.param({"liaison_status": "away"}, Duty.AWAY, id="away"),
        pytest.param({"started_on": "2026-11-11"}, Duty.AWAY, id="not there yet"),
        pytest.param({"liaison_status": "disabled"}, Duty.LEFT, id="disabled"),
        pytest.param({"ended_on": "2026-11-09"}, Duty.LEFT, id="past the last day"),
    ],
)
def test_duty_is_that_of_today(db: Database, fields: dict[str, Any], duty: Duty) -> None:
    make_liaison(db, **fields)
    assert only(db).worker.duty is duty


@pytest.mark.parametrize(
    ("first", "last", "is_on_leave"),
    [
        pytest.param(-3, 0, True, id="its last day"),
        pytest.param(0, 3, True, id="its first day"),
        pytest.param(-3, -1, False, id="over"),
        pytest.param(1, 3, False, id="to come"),
    ],
)
def test_a_leave_of_today_tells_its_end_and_its_deputy(
    db: Database, first: int, last: int, is_on_leave: bool
) -> None:
    person, deputy = make_liaison(db, name="甲某", capacity=30), make_liaison(db, name="乙某")
    last_on = TODAY + timedelta(days=last)
    make_leave(db, person, TODAY + timedelta(days=first), last_on, deputy)
    worker = next(each.worker for each in people_of(db) if each.worker.id == person)
    absent = list_workload(OPERATOR, db).chips["absent"]
    if is_on_leave:
        assert worker.duty is Duty.ON_LEAVE
        assert worker.absence == (last_on, deputy, "乙某")
        assert (worker.free, absent) == (0, 1)
    else:
        assert (worker.duty, worker.absence) == (Duty.ON_DUTY, None)
        assert (worker.free, absent) == (30, 0)


def test_who_left_is_no_longer_on_leave(db: Database) -> None:
    person, deputy = make_liaison(db, liaison_status="disabled"), make_liaison(db)
    make_leave(db, person, TODAY, TODAY, deputy)
    worker = next(each.worker for each in people_of(db) if each.worker.id == person)
    assert worker.duty is Duty.LEFT


def test_the_last_activity_is_what_a_person_wrote_under_any_name(
    db: Database, clock: Clock
) -> None:
    person = make_liaison(db, staff_no="007701", name="甲某")
    enterprise = make_enterprise(db)
    make_pair(db, enterprise, person)
    add_account(OPERATOR, db, "jia", Role.OFFICER, password="long enough 1", liaison_id=person)
    assert only(db).active_at is None
    first = db.now()
    for name in ("007701 甲某", acting_name("jia", "甲某"), "somebody else"):
        actor = replace(liaison_actor(person), name=name)
        record_visit(actor, db, enterprise, VisitKind.PHONE, db.today(), "已联系")
        clock.advance(hours=1)
    found = only(db)
    assert found.active_at == first + timedelta(hours=1)
    assert found.work.contacted_on == TODAY


def test_what_is_not_work_is_no_activity(db: Database) -> None:
    person = make_liaison(db, staff_no="007701", name="甲某")
    with db.write() as connection:
        connection.table("history").insert(
            {
                "at": iso(db.now()),
                "actor": "007701 甲某",
                "action": "export.made",
                "entity": "export",
                "entity_id": "1",
                "changes": "{}",
                "chain": "",
            }
        )
    found = only(db)
    assert (found.worker.id, found.active_at) == (person, None)


def test_who_was_quiet_for_longest_comes_first_and_who_has_nothing_last(
    db: Database, clock: Clock
) -> None:
    idle = make_liaison(db, staff_no="0")
    people = [make_liaison(db, name=f"警员{number}") for number in range(3)]
    for number, person in enumerate(people):
        enterprise = make_enterprise(db)
        make_pair(db, enterprise, person)
        worker = next(each.worker for each in people_of(db) if each.worker.id == person)
        if number != 1:
            actor = replace(liaison_actor(person), name=f"{worker.staff_no} {worker.name}")
            record_visit(actor, db, enterprise, VisitKind.PHONE, db.today(), "已联系")
            clock.advance(hours=1)
    found = list_workload(OPERATOR, db, sort="quiet").page.rows
    assert [each.worker.id for each in found] == [people[1], people[0], people[2], idle]


def test_an_official_sees_who_serves_the_area_and_only_what_lies_in_it(db: Database) -> None:
    here, elsewhere = make_liaison(db), make_liaison(db, county_code=DEQING, town_code=None)
    make_liaison(db, county_code=DEQING, town_code=None, name="外人")
    make_pair(db, make_enterprise(db), elsewhere)
    far = make_enterprise(db, county_code=DEQING, town_code="330521101")
    make_pair(db, far, elsewhere)
    official = official_of(WUXING)
    found = {each.worker.id: each for each in people_of(db, actor=official)}
    assert set(found) == {here, elsewhere}
    assert found[elsewhere].worker.load == 2
    assert found[elsewhere].work.enterprises == 1
    assert found[elsewhere].work.nearness == Nearness(elsewhere=1)
    posted = people_of(db, WorkloadFilter(posted_only=True), official)
    assert [each.worker.id for each in posted] == [here]
    whole = area_workload(official, db)[-1]
    assert (whole.people, whole.counts.enterprises) == (1, 1)


@pytest.mark.parametrize("wish", [list_workload, area_workload])
def test_officers_and_officials_of_elsewhere_see_nothing(db: Database, wish: Any) -> None:
    with pytest.raises(NotPermitted):
        wish(liaison_actor(make_liaison(db)), db)
    asked = WorkloadFilter(area_code=WUXING) if wish is list_workload else WUXING
    with pytest.raises(NotPermitted):
        wish(official_of(DEQING), db, asked)


@pytest.mark.parametrize(
    "search",
    [
        pytest.param("张试", id="part of a name"),
        pytest.param("zsy", id="pinyin initials"),
        pytest.param("007701", id="staff number"),
    ],
)
def test_people_are_found(db: Database, search: str) -> None:
    make_liaison(db, name="李某某")
    person = make_liaison(db, name="张试样", staff_no="007701")
    assert only(db, WorkloadFilter(search=search)).worker.id == person
    assert people_of(db, WorkloadFilter(search=search, role=LiaisonRole.COMMISSIONER)) == []


def test_room_and_fill_need_a_limit(db: Database) -> None:
    limits = {make_liaison(db, capacity=limit): limit for limit in (None, 0, 1, 2)}
    for person in limits:
        make_pair(db, make_enterprise(db), person)
    found = {limits[each.worker.id]: each.worker for each in people_of(db)}
    assert {limit: each.fill for limit, each in found.items()} == {
        None: None,
        0: None,
        1: 1,
        2: 0.5,
    }
    assert {limit: each.free for limit, each in found.items()} == {None: 0, 0: 0, 1: 0, 2: 1}
    assert [limit for limit, each in found.items() if each.is_over] == [0]
    assert [limit for limit, each in found.items() if each.is_full] == [1]
