"""Enterprises as a user sees and changes them; who may not; what history says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from liaison.domain.errors import InvalidInput, LiaisonError, NotFound, NotPermitted, StaleRecord
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.identity import name_key
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import STATUS_MOVES, Status
from liaison.locales import LANGUAGES, words
from liaison.locales.sentences import error_sentence
from liaison.services.enterprises import (
    chip_counts,
    find_enterprise,
    get_enterprise,
    list_enterprises,
    update_enterprise,
    update_status,
)
from liaison.services.liaisons import get_liaison, list_liaisons
from liaison.services.new_enterprise import add_enterprise
from liaison.store import history
from liaison.store.database import Database
from liaison.store.search import searched
from tests.conftest import (
    credit_code,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)

OPEN = EnterpriseFilter()


@pytest.fixture
def officer(db: Database) -> Actor:
    return liaison_actor(make_liaison(db))


@pytest.fixture
def own(db: Database, officer: Actor) -> int:
    """An enterprise in the officer's charge."""
    enterprise_id = make_enterprise(db)
    assert officer.liaison_id is not None
    make_pair(db, enterprise_id, officer.liaison_id)
    return enterprise_id


def last_entry(db: Database, enterprise_id: int) -> tuple[str, str, dict[str, Any]]:
    with db.read() as connection:
        entry = history.of_enterprise(connection, enterprise_id)[0]
    return entry.action, entry.actor, dict(entry.changes)


def stored(db: Database, enterprise_id: int) -> dict[str, Any]:
    with db.read() as connection:
        return dict(connection.table("enterprises").get(enterprise_id))


class TestScope:
    def test_an_officer_lists_own_enterprises_only(
        self, db: Database, officer: Actor, own: int
    ) -> None:
        make_enterprise(db)
        assert [row.id for row in list_enterprises(officer, db, OPEN).rows] == [own]
        assert chip_counts(officer, db, OPEN)["all"] == 1

    def test_a_filter_by_another_person_gives_an_officer_nothing(
        self, db: Database, officer: Actor, own: int
    ) -> None:
        other = make_liaison(db)
        make_pair(db, make_enterprise(db), other)
        filters = EnterpriseFilter(liaison_id=other)
        assert list_enterprises(officer, db, filters).rows == []

    def test_an_officer_without_a_roster_entry_sees_nothing(self, db: Database, own: int) -> None:
        nobody = Actor(name="x", role=liaison_actor(1).role)
        assert list_enterprises(nobody, db, OPEN).total == 0

    @pytest.mark.parametrize(
        "wish",
        [
            pytest.param(lambda actor, db, id_: get_enterprise(actor, db, id_), id="see"),
            pytest.param(lambda actor, db, id_: find_enterprise(actor, db, str(id_)), id="find"),
            pytest.param(
                lambda actor, db, id_: update_status(actor, db, id_, version=1, status=Status.FULL),
                id="status",
            ),
            pytest.param(
                lambda actor, db, id_: update_enterprise(
                    actor, db, id_, version=1, changes={"remark": "x"}
                ),
                id="update",
            ),
        ],
    )
    def test_an_officer_reaches_no_other_enterprise(
        self, db: Database, officer: Actor, own: int, wish: Any
    ) -> None:
        other = make_enterprise(db)
        with pytest.raises(NotPermitted):
            wish(officer, db, other)
        assert stored(db, other)["version"] == 1
        wish(officer, db, own)

    def test_an_official_sees_the_own_area_and_changes_nothing(self, db: Database) -> None:
        here = make_enterprise(db)
        there = make_enterprise(db, county_code="330521", town_code="330521101")
        for area in ("330502", "330502100"):
            official = official_of(area)
            assert [row.id for row in list_enterprises(official, db, OPEN).rows] == [here]
            assert get_enterprise(official, db, here).enterprise.id == here
            with pytest.raises(NotPermitted):
                get_enterprise(official, db, there)
            with pytest.raises(NotPermitted):
                update_status(official, db, here, version=1, status=Status.FULL)

    def test_an_official_lists_and_opens_people_of_the_area(
        self, db: Database, officer: Actor
    ) -> None:
        official = official_of("330502")
        away = make_liaison(db, county_code="330521", town_code=None)
        page = list_liaisons(official, db, search="")
        assert [row.liaison.id for row in page.rows] == [officer.liaison_id]
        assert get_liaison(official, db, officer.liaison_id or 0).load == 0
        with pytest.raises(NotPermitted):
            get_liaison(official, db, away)
        with pytest.raises(NotPermitted):
            list_liaisons(officer, db)


class TestOneEnterprise:
    def test_view_has_the_pair_the_measures_and_the_past(
        self, db: Database, officer: Actor, own: int
    ) -> None:
        update_status(officer, db, own, version=1, status=Status.FULL)
        view = get_enterprise(officer, db, own)
        assert view.officer is not None
        assert view.officer.id == officer.liaison_id
        assert view.commissioner is None
        assert len(view.measures) == 10
        assert [entry.action for entry in view.history] == ["enterprise.status"]

    def test_found_by_code_and_id(self, db: Database, officer: Actor, own: int) -> None:
        code = stored(db, own)["uscc"]
        assert find_enterprise(officer, db, code.lower()) == own
        assert find_enterprise(officer, db, str(own)) == own
        with pytest.raises(NotFound, match="enterprise_not_found"):
            find_enterprise(officer, db, "91330500MISSING00X")


class TestStatus:
    def test_resuming_sets_today_and_says_so(self, db: Database, administrator: Actor) -> None:
        enterprise_id = make_enterprise(db, status="not_resumed", filing_status="not_filed")
        saved = update_status(administrator, db, enterprise_id, version=1, status=Status.PARTIAL)
        assert saved.enterprise.status is Status.PARTIAL
        assert saved.enterprise.resumed_on == db.today()
        assert saved.enterprise.version == 2
        today = db.today().isoformat()
        assert last_entry(db, enterprise_id) == (
            "enterprise.status",
            "administrator",
            {
                "status": ("not_resumed", "partial"),
                "resumed_on": (None, today),
                "tracked_on": (None, today),
            },
        )

    def test_coming_into_scope_opens_the_measures(self, db: Database, administrator: Actor) -> None:
        enterprise_id = make_enterprise(db, status="not_resumed", filing_status="not_filed")
        update_status(administrator, db, enterprise_id, version=1, status=Status.FULL)
        measures = get_enterprise(administrator, db, enterprise_id).measures
        assert {support.version for _, support in measures} == {1}
        assert {
            (support.due_on - db.today()).days == measure.default_days
            for measure, support in measures
            if support.due_on
        } == {True}

    def test_a_day_that_is_given_or_known_stays(
        self, db: Database, officer: Actor, own: int
    ) -> None:
        day = db.today() - timedelta(days=3)
        update_status(officer, db, own, version=1, status=Status.FULL, resumed_on=day)
        saved = update_status(officer, db, own, version=2, status=Status.PARTIAL)
        assert saved.enterprise.resumed_on == day

    def test_a_day_in_the_future_is_refused(self, db: Database, officer: Actor, own: int) -> None:
        day = db.today() + timedelta(days=1)
        with pytest.raises(InvalidInput, match="date_in_future") as caught:
            update_status(officer, db, own, version=1, status=Status.FULL, resumed_on=day)
        assert caught.value.values["field"] == "resumed_on"

    def test_a_day_without_resumption_is_refused(
        self, db: Database, officer: Actor, own: int
    ) -> None:
        with pytest.raises(InvalidInput, match="resumed_on_without_resumption"):
            update_status(
                officer, db, own, version=1, status=Status.SUSPENDED, resumed_on=db.today()
            )

    @pytest.mark.parametrize("before", Status)
    @pytest.mark.parametrize("after", Status)
    def test_moves_are_those_of_the_vocabulary(
        self, db: Database, administrator: Actor, before: Status, after: Status
    ) -> None:
        enterprise_id = make_enterprise(db, status=before)

        def move() -> None:
            update_status(administrator, db, enterprise_id, version=1, status=after)

        if after is before or after in STATUS_MOVES[before]:
            move()
            assert stored(db, enterprise_id)["status"] == after
        else:
            with pytest.raises(InvalidInput, match="move_not_allowed") as caught:
                move()
            for language in LANGUAGES:
                sentence = error_sentence(caught.value, words(language))
                assert words(language).label("status", before) in sentence
                assert words(language).label("status", after) in sentence

    def test_saving_what_is_there_writes_nothing(
        self, db: Database, officer: Actor, own: int
    ) -> None:
        saved = update_status(officer, db, own, version=1, status=Status.PARTIAL)
        assert saved.enterprise.version == 1
        assert get_enterprise(officer, db, own).history == []

    def test_a_stale_save_shows_both_and_changes_nothing(
        self, db: Database, officer: Actor, administrator: Actor, own: int
    ) -> None:
        update_status(administrator, db, own, version=1, status=Status.FULL)
        with pytest.raises(StaleRecord) as caught:
            update_status(officer, db, own, version=1, status=Status.SUSPENDED)
        assert (caught.value.version, caught.value.current["status"]) == (2, "full")
        assert caught.value.attempted == {"status": "suspended"}
        assert stored(db, own)["status"] == "full"

    def test_two_who_save_the_same_are_in_no_conflict(
        self, db: Database, officer: Actor, administrator: Actor, own: int
    ) -> None:
        day = db.today()
        for actor in (administrator, officer):
            saved = update_status(actor, db, own, version=1, status=Status.FULL, resumed_on=day)
            assert saved.enterprise.version == 2


class TestUpdate:
    def save(self, db: Database, officer: Actor, own: int, **changes: Any) -> dict[str, Any]:
        update_enterprise(officer, db, own, version=None, changes=changes)
        return stored(db, own)

    @pytest.mark.parametrize(
        ("key", "typed", "column", "kept"),
        [
            pytest.param(
                "contact_phone", "139 0572 0001", "contact_phone", "13905720001", id="phone"
            ),
            pytest.param("county", "德清", "county_code", "330521", id="county by alias"),
            pytest.param("town", "乾元镇", "town_code", "330521101", id="town by name"),
            pytest.param("planned_on", "2026年12月1日", "planned_on", "2026-12-01", id="date"),
            pytest.param("employees", "1,250人", "employees", 1250, id="count with unit"),
            pytest.param("capacity_percent", 1.5, "capacity_percent", 1.5, id="points"),
            pytest.param("capacity_percent", "85%", "capacity_percent", 85.0, id="percent"),
            pytest.param("above_scale", "规上", "above_scale", "above", id="choice by label"),
            pytest.param("above_scale", None, "above_scale", "unknown", id="choice emptied"),
            pytest.param("size", "S", "size", "S", id="choice by key"),
            pytest.param("industry", "纺织", "industry", "C", id="industry"),
            pytest.param("remark", "  复工  顺利 ", "remark", "复工 顺利", id="text"),
            pytest.param("employees", None, "employees", None, id="emptied"),
            pytest.param("uscc", credit_code(900).lower(), "uscc", credit_code(900), id="code"),
        ],
    )
    def test_reads_what_the_roster_reads(
        self, db: Database, officer: Actor, own: int, key: str, typed: Any, column: str, kept: Any
    ) -> None:
        assert self.save(db, officer, own, **{key: typed})[column] == kept

    @pytest.mark.parametrize(
        ("key", "typed", "code"),
        [
            ("name", " ", "required"),
            ("name", "长" * 201, "too_long"),
            ("status", None, "required"),
            ("filing_status", "", "required"),
            ("filing_status", "办妥", "unknown_value"),
            ("employees", "很多", "bad_number"),
            ("employees", -1, "out_of_range"),
            ("capacity_percent", 300, "out_of_range"),
            ("planned_on", "月底", "bad_date"),
            ("planned_on", "2月10日", "date_without_year"),
            ("planned_on", 2.1, "ambiguous_date"),
            ("resumed_on", "2099-01-01", "date_in_future"),
            ("uscc", 913305020000000000, "digits_lost"),
            ("county", "杭州", "unknown_area"),
            ("town", "乾元镇", "town_outside_county"),
            ("colour", "red", "field_unknown"),
            ("officer", "张三", "field_unknown"),
        ],
    )
    def test_refuses_what_the_roster_refuses(
        self, db: Database, officer: Actor, own: int, key: str, typed: Any, code: str
    ) -> None:
        changes = {key: typed}
        if code == "town_outside_county":
            changes["county"] = "长兴县"
        with pytest.raises(InvalidInput) as caught:
            update_enterprise(officer, db, own, version=1, changes={"remark": "x", **changes})
        assert (caught.value.code, caught.value.values["field"]) == (code, key)
        assert stored(db, own)["remark"] is None
        for language in LANGUAGES:
            assert error_sentence(caught.value, words(language))

    def test_a_new_name_is_compared_and_found(self, db: Database, officer: Actor, own: int) -> None:
        row = self.save(db, officer, own, name="新华纺织（湖州）有限公司")
        assert row["name_key"] == name_key("新华纺织(湖州)有限公司")
        assert row["search_text"] == searched("enterprises", row)
        found = list_enterprises(officer, db, EnterpriseFilter(search="xhfz"))
        assert [each.id for each in found.rows] == [own]

    def test_history_names_fields_with_stored_values(
        self, db: Database, officer: Actor, own: int
    ) -> None:
        self.save(db, officer, own, county="德清县", town="乾元镇", employees=120, remark=None)
        assert last_entry(db, own)[2] == {
            "county": ("330502", "330521"),
            "town": ("330502100", "330521101"),
            "employees": (100, 120),
            # The first save of one in scope that was not tracked yet opens its measures.
            "tracked_on": (None, db.today().isoformat()),
        }

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            pytest.param({"town": "乾元镇"}, ("330521", "330521101"), id="town brings county"),
            pytest.param({"county": "德清县"}, ("330521", None), id="county drops a far town"),
            pytest.param({"county": "吴兴区"}, ("330502", "330502100"), id="county keeps its town"),
            pytest.param({"town": None}, ("330502", None), id="town emptied"),
            pytest.param({"county": None, "town": None}, (None, None), id="both emptied"),
        ],
    )
    def test_county_and_town_agree(
        self,
        db: Database,
        officer: Actor,
        own: int,
        changes: dict[str, Any],
        place: tuple[str | None, str | None],
    ) -> None:
        row = self.save(db, officer, own, **changes)
        assert (row["county_code"], row["town_code"]) == place

    def test_a_code_of_another_is_refused(self, db: Database, officer: Actor, own: int) -> None:
        holder = make_enterprise(db, uscc=credit_code(55))
        with pytest.raises(InvalidInput, match="code_taken") as caught:
            self.save(db, officer, own, uscc=credit_code(55))
        assert caught.value.values["id"] == holder

    @pytest.mark.parametrize(
        ("changes", "codes"),
        [
            pytest.param({"employees_on_duty": 101}, ["on_duty_exceeds"], id="more than staff"),
            pytest.param({"employees": 59}, ["on_duty_exceeds"], id="fewer staff than on duty"),
            pytest.param({"uscc": "91330502000000000X"}, ["check_digit"], id="check digit"),
            pytest.param({"industry": "工业"}, ["value_left_out"], id="left out"),
            pytest.param({"remark": "x"}, [], id="nothing"),
        ],
    )
    def test_warnings_do_not_hinder(
        self, db: Database, officer: Actor, own: int, changes: dict[str, Any], codes: list[str]
    ) -> None:
        saved = update_enterprise(officer, db, own, version=1, changes=changes)
        assert [warning.code for warning in saved.warnings] == codes

    @pytest.mark.parametrize(
        ("key", "typed", "code"),
        [
            pytest.param("uscc", "11010519491231002X", "identity_number", id="identity number"),
            pytest.param("contact_phone", "1.38E+10", "phone_digits_lost", id="digits lost"),
        ],
    )
    def test_what_is_not_kept_empties_nothing(
        self, db: Database, officer: Actor, own: int, key: str, typed: str, code: str
    ) -> None:
        given = {"uscc": "91110000600037341L", "contact_phone": "13912345678"}
        before = update_enterprise(officer, db, own, version=1, changes=given).enterprise
        saved = update_enterprise(officer, db, own, version=before.version, changes={key: typed})
        assert getattr(saved.enterprise, key) == given[key]
        assert [warning.code for warning in saved.warnings] == [code]

    def test_an_old_number_goes_where_it_belongs(
        self, db: Database, officer: Actor, own: int
    ) -> None:
        before = stored(db, own)["uscc"]
        row = self.save(db, officer, own, uscc="330500000012345")
        assert (row["uscc"], row["legacy_id"]) == (before, "330500000012345")

    def test_filing_moves_by_its_rules(self, db: Database, officer: Actor, own: int) -> None:
        with pytest.raises(InvalidInput, match="filing_move_not_allowed"):
            self.save(db, officer, own, filing_status="not_filed")
        assert (
            self.save(db, officer, own, filing_status="withdrawn")["filing_status"] == "withdrawn"
        )

    def test_stale_fields_are_named(
        self, db: Database, officer: Actor, administrator: Actor, own: int
    ) -> None:
        self.save(db, administrator, own, employees=130, remark="甲")
        with pytest.raises(StaleRecord) as caught:
            update_enterprise(
                officer, db, own, version=1, changes={"employees": "150人", "remark": "甲"}
            )
        assert caught.value.current["employees"] == 130
        assert caught.value.attempted == {"employees": 150}


class TestAdd:
    def test_added_with_history_measures_and_search(
        self, db: Database, administrator: Actor
    ) -> None:
        values = {"name": "安吉竹木制品厂", "town": "递铺", "status": "部分复工", "employees": "80"}
        enterprise_id = add_enterprise(administrator, db, values)
        row = stored(db, enterprise_id)
        assert (row["county_code"], row["status"], row["employees"]) == ("330523", "partial", 80)
        assert row["tracked_on"] == db.today().isoformat()
        action, _, changes = last_entry(db, enterprise_id)
        assert action == "enterprise.added"
        assert changes["name"] == (None, "安吉竹木制品厂")
        found = list_enterprises(administrator, db, EnterpriseFilter(search="ajzm"))
        assert [each.id for each in found.rows] == [enterprise_id]

    @pytest.mark.parametrize(
        "values",
        [
            pytest.param({"name": "另一名称", "uscc": credit_code(66)}, id="code"),
            pytest.param({"name": "同名（湖州）厂", "county": "吴兴区"}, id="name in the county"),
            pytest.param(
                {"name": "同名(湖州) 厂", "county": "吴兴区", "uscc": credit_code(67)},
                id="name with another code",
            ),
        ],
    )
    def test_one_that_is_known_is_refused(
        self, db: Database, administrator: Actor, values: dict[str, Any]
    ) -> None:
        known = make_enterprise(db, name="同名(湖州)厂", uscc=credit_code(66))
        with pytest.raises(InvalidInput, match="enterprise_exists") as caught:
            add_enterprise(administrator, db, values)
        assert caught.value.values["id"] == known

    def test_same_name_elsewhere_or_said_to_be_another_is_added(
        self, db: Database, administrator: Actor
    ) -> None:
        make_enterprise(db, name="同名厂", uscc=credit_code(66))
        add_enterprise(administrator, db, {"name": "同名厂", "county": "德清县"})
        values = {"name": "同名厂", "county": "吴兴区", "uscc": credit_code(67)}
        add_enterprise(administrator, db, values, same_name_is_another=True)
        without_code = {"name": "同名厂", "county": "吴兴区"}
        with pytest.raises(InvalidInput, match="enterprise_exists"):
            add_enterprise(administrator, db, without_code, same_name_is_another=True)

    def test_a_name_is_needed(self, db: Database, administrator: Actor) -> None:
        with pytest.raises(InvalidInput, match="required"):
            add_enterprise(administrator, db, {"county": "吴兴区"})


def test_every_refusal_reads_well_in_both_languages(db: Database, administrator: Actor) -> None:
    """The sentence of each refusal fills all its places."""
    refusals: list[LiaisonError] = []
    for wish in (
        lambda: get_enterprise(administrator, db, 404),
        lambda: get_liaison(administrator, db, 404),
        lambda: add_enterprise(administrator, db, {"name": "同名厂", "county": "吴兴区"}),
    ):
        make_enterprise(db, name="同名厂")
        with pytest.raises(LiaisonError) as caught:
            wish()
        refusals.append(caught.value)
    for refusal in refusals:
        for language in LANGUAGES:
            assert "{" not in error_sentence(refusal, words(language))
