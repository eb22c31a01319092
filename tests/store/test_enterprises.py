"""The list of enterprises: order, filters, chips and pages; who reaches what; keys."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from typing import Any

import pytest

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.filters import (
    CHIPS,
    ENTERPRISE_SORTS,
    EnterpriseFilter,
    EnterpriseSort,
    MeasureQuestion,
)
from liaison.domain.rhythm import Rhythm
from liaison.domain.roles import Scope
from liaison.domain.urgency import OverdueMeasure
from liaison.domain.vocabulary import FilingStatus, MeasureState, Status, needs_pair
from liaison.store import enterprises, keys, support, visits, worklist
from liaison.store.database import Database, iso
from liaison.store.enterprise_rows import rows_of
from liaison.store.search import searched
from tests.conftest import credit_code, make_enterprise, make_liaison, make_pair

ALL = Scope()


def names(
    db: Database,
    filters: EnterpriseFilter | None = None,
    *,
    scope: Scope = ALL,
    sort: EnterpriseSort = "name",
) -> list[str]:
    with db.read() as connection:
        page = worklist.list_page(
            connection,
            scope,
            filters or EnterpriseFilter(),
            today=db.today(),
            now=db.now(),
            sort=sort,
            page=1,
            page_size=50,
        )
    assert page.total == len(page.rows)
    return [row.name for row in page.rows]


def open_all(db: Database, days_ago: int) -> None:
    with db.write() as connection:
        support.open_measures(connection, None, on=db.today() - timedelta(days=days_ago))


def add_request(db: Database, enterprise_id: int, status: str = "submitted") -> None:
    with db.write() as connection:
        connection.table("requests").insert(
            {
                "enterprise_id": enterprise_id,
                "kind": "other",
                "body": "请协助",
                "status": status,
                "submitted_at": iso(db.now()),
                "submitted_by": "x",
                "due_at": iso(db.now()),
            }
        )


def test_urgency_puts_overdue_first_then_requests_then_silence_then_plans(db: Database) -> None:
    today, late = str(db.today()), str(db.today() - timedelta(days=1))
    make_enterprise(db, name="己 met today", contacted_on=today, visited_on=today)
    make_enterprise(db, name="甲 opens late", status="not_resumed", planned_on=late)
    make_enterprise(db, name="乙 never met")
    asked = make_enterprise(db, name="丙 asks", contacted_on=today, status="not_operating")
    add_request(db, asked)
    recent = make_enterprise(db, name="丁 overdue lately")
    late = make_enterprise(db, name="戊 overdue for long")
    with db.write() as connection:
        support.open_measures(connection, [late], on=db.today() - timedelta(days=9))
        support.open_measures(connection, [recent], on=db.today() - timedelta(days=5))
    assert names(db, sort="urgency") == [
        "戊 overdue for long",
        "丁 overdue lately",
        "丙 asks",
        "乙 never met",
        "甲 opens late",
        "己 met today",
    ]


@pytest.mark.parametrize("sort", ENTERPRISE_SORTS)
@pytest.mark.parametrize("chip", CHIPS)
def test_every_sort_and_chip_pages_without_gaps(
    db: Database, sort: EnterpriseSort, chip: Any
) -> None:
    late = str(db.today() - timedelta(days=1))
    planned = {"status": "not_resumed", "filing_status": "approved", "planned_on": late}
    made = {make_enterprise(db, name="同名有限公司", **planned) for _ in range(7)}
    for each in made:
        add_request(db, each)
    open_all(db, 20)
    seen: list[int] = []
    with db.read() as connection:
        for number in (1, 2, 3):
            page = worklist.list_page(
                connection,
                ALL,
                EnterpriseFilter(chip=chip),
                today=db.today(),
                now=db.now(),
                sort=sort,
                page=number,
                page_size=3,
            )
            assert (page.total, page.pages) == (7, 3)
            seen += [row.id for row in page.rows]
    assert len(seen) == 7
    assert set(seen) == made


def test_row_tells_what_presses(db: Database) -> None:
    enterprise_id = make_enterprise(db, contact_name="王某", contact_phone="13905720001")
    officer = make_liaison(db, name="张三")
    make_pair(db, enterprise_id, officer)
    open_all(db, 5)  # M01 has 2 days, M02 and M03 have 3
    add_request(db, enterprise_id)
    add_request(db, enterprise_id, "settled")
    with db.read() as connection:
        (row,) = rows_of(connection, [enterprise_id], today=db.today(), now=db.now())
    assert row.officer is not None
    assert (row.officer.id, row.officer.name) == (officer, "张三")
    assert row.commissioner is None
    assert row.overdue_count == 3
    assert row.first_overdue == OverdueMeasure("M01", 3)
    assert row.next_measure is not None
    assert (row.next_measure.measure_code, row.next_measure.version) == ("M01", 1)
    assert len(row.requests) == 1
    assert (row.contact_name, row.contact_phone) == ("王某", "13905720001")


def test_measure_due_today_is_not_overdue_and_a_done_one_never(db: Database) -> None:
    enterprise_id = make_enterprise(db)
    open_all(db, 2)
    assert names(db, EnterpriseFilter(chip="overdue")) == []
    with db.write() as connection:
        connection.conn.execute("UPDATE support SET state = 'done', due_on = '2020-01-01'")
        (row,) = rows_of(connection, [enterprise_id], today=db.today(), now=db.now())
    assert (row.overdue_count, row.first_overdue, row.next_measure) == (0, None, None)


@pytest.mark.parametrize(
    "typed",
    [
        "纺织",
        "华祥纺织",
        "hxfz",
        "HXFZ",
        "（湖州）",
        "91330502",
        "1390572",
        "0572-2",
        "05722345678",
    ],
)
def test_search_finds_by_name_initials_code_and_phone(db: Database, typed: str) -> None:
    row = {
        "name": "华祥纺织(湖州)有限公司",
        "uscc": credit_code(7),
        "contact_phone": "13905720001; 0572-2345678",
    }
    make_enterprise(db, **row, search_text=searched("enterprises", row))
    make_enterprise(db, name="安吉竹木制品厂", uscc="91330523000000000X")
    assert names(db, EnterpriseFilter(search=typed)) == ["华祥纺织(湖州)有限公司"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", '"'])
def test_search_takes_signs_literally(db: Database, typed: str) -> None:
    make_enterprise(db, name="寻常企业")
    assert names(db, EnterpriseFilter(search=typed)) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(EnterpriseFilter(area_code="330500"), ["a", "b", "c"], id="city"),
        pytest.param(EnterpriseFilter(area_code="330521"), ["b", "c"], id="county"),
        pytest.param(EnterpriseFilter(area_code="330521101"), ["c"], id="town"),
        pytest.param(EnterpriseFilter(statuses=(Status.FULL,)), ["b"], id="status"),
        pytest.param(
            EnterpriseFilter(statuses=(Status.FULL, Status.POSTPONED)), ["b", "c"], id="statuses"
        ),
        pytest.param(EnterpriseFilter(industry="C"), ["a"], id="industry"),
        pytest.param(EnterpriseFilter(above_scale="above"), ["c"], id="scale"),
        pytest.param(EnterpriseFilter(area_code="330521", industry="C"), [], id="together"),
    ],
)
def test_filters_narrow(db: Database, filters: EnterpriseFilter, expected: list[str]) -> None:
    make_enterprise(db, name="a", industry="C")
    make_enterprise(db, name="b", county_code="330521", town_code="330521102", status="full")
    make_enterprise(
        db,
        name="c",
        county_code="330521",
        town_code="330521101",
        status="postponed",
        above_scale="above",
    )
    assert names(db, filters) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("overdue", ["late"], id="overdue"),
        pytest.param(MeasureState.DONE, ["done"], id="state"),
        pytest.param(None, ["done", "late"], id="any state"),
    ],
)
@pytest.mark.parametrize("of_person", [False, True], ids=["area", "person"])
def test_a_measure_and_its_state_narrow(
    db: Database, question: MeasureQuestion | None, expected: list[str], of_person: bool
) -> None:
    officer = make_liaison(db)
    ids = [make_enterprise(db, name=name) for name in ("done", "late")]
    for each in ids:
        make_pair(db, each, officer)
    open_all(db, days_ago=100)
    make_enterprise(db, name="untracked")
    with db.write() as connection:
        connection.conn.execute(
            "UPDATE support SET state = 'done' WHERE enterprise_id = ? AND measure_code = 'M02'",
            [ids[0]],
        )
    filters = EnterpriseFilter(
        measure_code="M02",
        measure_state=question,
        liaison_id=officer if of_person else None,
    )
    assert names(db, filters) == expected
    with db.read() as connection:
        counts = worklist.chip_counts(connection, ALL, filters, today=db.today())
    assert counts["all"] == len(expected)


def test_returning_puts_the_most_staff_that_is_away_first(db: Database) -> None:
    make_enterprise(db, name="all back", employees=900, employees_on_duty=900)
    make_enterprise(db, name="half", employees=100, employees_on_duty=50)
    make_enterprise(db, name="none back", employees=80, employees_on_duty=0)
    make_enterprise(db, name="unknown", employees=None, employees_on_duty=None)
    assert names(db, sort="returning") == ["none back", "half", "all back", "unknown"]


def test_unknown_area_is_refused(db: Database) -> None:
    with pytest.raises(NotFound, match="area_not_found"):
        names(db, EnterpriseFilter(area_code="999999"))


def test_chips_count_what_they_show_in_every_scope(db: Database) -> None:
    officer, commissioner = make_liaison(db), make_liaison(db, "commissioner")
    today = str(db.today())
    ids = [make_enterprise(db) for _ in range(4)]
    late = str(db.today() - timedelta(days=1))
    make_enterprise(db, name="待", status="postponed", filing_status="filed", planned_on=late)
    outside = make_enterprise(db, name="外", status="not_operating")
    for each in ids[:2]:
        make_pair(db, each, officer)
    make_pair(db, ids[0], commissioner)
    make_pair(db, outside, officer)
    add_request(db, ids[1])
    with db.write() as connection:
        support.open_measures(connection, [ids[0]], on=db.today() - timedelta(days=3))
        connection.conn.execute(
            "UPDATE enterprises SET contacted_on = ?, visited_on = ? WHERE id = ?",
            [today, today, ids[0]],
        )
    expected = {
        "all": 6,
        "overdue": 1,
        "requests": 1,
        "to_visit": 4,
        "planned": 1,
        "unpaired": 4,
    }
    scopes = [
        (ALL, expected),
        (
            Scope(liaison_ids=frozenset({officer})),
            {
                "all": 3,
                "overdue": 1,
                "requests": 1,
                "to_visit": 1,
                "planned": 0,
                "unpaired": 1,
            },
        ),
        (Scope(area_code="330521"), dict.fromkeys(CHIPS, 0)),
    ]
    for scope, counts in scopes:
        with db.read() as connection:
            found = worklist.chip_counts(connection, scope, EnterpriseFilter(), today=db.today())
        assert found == counts
        for chip in CHIPS:
            assert len(names(db, EnterpriseFilter(chip=chip), scope=scope)) == counts[chip]


def test_rhythm_follows_the_settings(db: Database) -> None:
    yesterday = str(db.today() - timedelta(days=3))
    make_enterprise(db, contacted_on=yesterday, visited_on=yesterday)
    assert names(db, EnterpriseFilter(chip="to_visit")) == []
    with db.write() as connection:
        connection.table("settings").insert({"key": "contact_days", "value": "3"})
        assert visits.rhythm(connection) == Rhythm(contact_days=3, visit_days=30)
    assert len(names(db, EnterpriseFilter(chip="to_visit"))) == 1


def test_ended_pair_reaches_nothing(db: Database) -> None:
    officer = make_liaison(db)
    enterprise_id = make_enterprise(db)
    pair = make_pair(db, enterprise_id, officer)
    assert len(names(db, scope=Scope(liaison_ids=frozenset({officer})))) == 1
    with db.write() as connection:
        connection.table("pairings").update(pair, {"ended_at": iso(db.now())})
        assert enterprises.resource(connection, enterprise_id).liaison_ids == frozenset()
    assert names(db, scope=Scope(liaison_ids=frozenset({officer}))) == []


def test_resource_tells_city_county_town_and_people(db: Database) -> None:
    enterprise_id = make_enterprise(db)
    people = {make_liaison(db), make_liaison(db, "commissioner")}
    for each in people:
        make_pair(db, enterprise_id, each)
    with db.read() as connection:
        resource = enterprises.resource(connection, enterprise_id)
    assert resource.area_codes == {"330500", "330502", "330502100"}
    assert resource.liaison_ids == people


def test_missing_enterprise_is_not_found(db: Database) -> None:
    with db.read() as connection:
        for ask in (enterprises.get, enterprises.resource):
            with pytest.raises(NotFound, match="enterprise_not_found"):
                ask(connection, 404)


def test_find_prefers_the_code_and_takes_it_as_it_is_typed(db: Database) -> None:
    enterprise_id = make_enterprise(db, uscc=credit_code(77))
    with db.read() as connection:
        typed = f" {credit_code(77).lower()[:9]} {credit_code(77).lower()[9:]}"
        assert enterprises.find(connection, typed) == enterprise_id
        assert enterprises.find(connection, str(enterprise_id)) == enterprise_id
        assert enterprises.find(connection, "nobody") is None
        assert enterprises.find(connection, "9" * 40) is None


def test_scope_in_sql_is_that_of_the_vocabulary(db: Database) -> None:
    made = {
        make_enterprise(db, status=status, filing_status=filing): needs_pair(status, filing)
        for status in Status
        for filing in FilingStatus
    }
    with db.read() as connection:
        query = f"SELECT id, {enterprises.IN_SCOPE} FROM enterprises e"  # noqa: S608 # our own
        assert {row[0]: bool(row[1]) for row in connection.execute(query)} == made


def test_record_keeps_dates_as_dates(db: Database) -> None:
    enterprise_id = make_enterprise(db, resumed_on="2026-11-01")
    with db.read() as connection:
        found = enterprises.get(connection, enterprise_id)
    assert found.resumed_on == date(2026, 11, 1)
    assert (found.status, found.filing_status) == (Status.PARTIAL, FilingStatus.APPROVED)


class TestKeys:
    def test_a_secret_is_made_once_and_for_the_owner_alone(self, db: Database) -> None:
        first = keys.secret(db.path)
        assert keys.secret(db.path) == first == keys.key_path(db.path).read_bytes()
        assert stat.S_IMODE(keys.key_path(db.path).stat().st_mode) == 0o600
        assert [path.name for path in db.path.parent.glob("*.key*")] == ["liaison.db.key"]

    def test_the_environment_wins(self, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(keys.VARIABLE, "s" * 32)
        assert keys.secret(db.path) == b"s" * 32
        assert not keys.key_path(db.path).exists()

    def test_a_short_secret_is_refused(self, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(keys.VARIABLE, "short")
        with pytest.raises(InvalidInput, match="secret_too_short"):
            keys.secret(db.path)

    def test_each_purpose_has_its_own_key(self, db: Database) -> None:
        assert keys.derived_key(db.path, "link") != keys.derived_key(db.path, "cookie")
