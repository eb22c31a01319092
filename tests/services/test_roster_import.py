"""Rosters in: what officials' workbooks become, and how they are taken back."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from liaison.domain.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    RosterRefused,
    StalePlan,
    UnreadableWorkbook,
)
from liaison.domain.plan import ImportPlan, Kept, OutcomeKind
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import Status, VisitKind
from liaison.services.enterprises import find_enterprise, get_enterprise, update_status
from liaison.services.roster_import import (
    commit_roster_import,
    list_imports,
    plan_roster_import,
    rejects_workbook,
)
from liaison.services.roster_undo import undo_import
from liaison.services.visits import record_visit
from liaison.store import history
from liaison.store.database import Database
from tests.conftest import (
    credit_code,
    enterprise_actor,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)
from tests.workbooks import rows_of, xlsx

HEADER = [
    "企业名称",
    "统一社会信用代码",
    "所属县区",
    "所属乡镇街道",
    "复工状态",
    "员工总数",
    "返岗人数",
]
PLUSH = ["湖州试样毛绒有限公司", credit_code(9001), "吴兴区", "织里镇", "部分复工", 120, 60]
BAMBOO = ["安吉试样竹业有限公司", credit_code(9002), "安吉县", "递铺街道", "未复工", 80, 0]


def plan_of(
    administrator: Actor, db: Database, rows: Any, name: str = "roster.xlsx", **options: Any
) -> ImportPlan:
    return plan_roster_import(administrator, db, xlsx(rows), name, **options)


def write(administrator: Actor, db: Database, rows: Any, **options: Any) -> int | None:
    plan = plan_of(administrator, db, rows, **options)
    return commit_roster_import(administrator, db, plan, good_rows_only=True).batch_id


def count(db: Database, table: str) -> int:
    with db.read() as connection:
        return connection.table(table).count


def test_a_new_roster_is_written_whole(administrator: Actor, db: Database) -> None:
    batch = write(administrator, db, [HEADER, PLUSH, BAMBOO])
    view = get_enterprise(administrator, db, find_enterprise(administrator, db, PLUSH[1]))
    assert batch == 1
    assert view.enterprise.name == PLUSH[0]
    assert (view.enterprise.county_code, view.enterprise.town_code) == ("330502", "330502100")
    assert view.enterprise.status is Status.PARTIAL
    assert view.enterprise.employees == 120
    assert view.history[0].action == "enterprise.added"
    assert view.history[0].actor == "administrator"


def test_importing_the_same_again_changes_nothing(administrator: Actor, db: Database) -> None:
    write(administrator, db, [HEADER, PLUSH, BAMBOO])
    plan = plan_of(administrator, db, [HEADER, PLUSH, BAMBOO])
    report = commit_roster_import(administrator, db, plan)
    assert plan.counts() == {
        "rows": 2,
        "new": 0,
        "changed": 0,
        "unchanged": 2,
        "conflicting": 0,
        "rejected": 0,
    }
    assert report.batch_id is None
    assert list_imports(administrator, db).total == 1


def test_a_change_is_shown_field_by_field_before_it_is_written(
    administrator: Actor, db: Database
) -> None:
    write(administrator, db, [HEADER, PLUSH])
    plan = plan_of(administrator, db, [HEADER, [*PLUSH[:4], "全面复工", 120, 110]])
    (outcome,) = plan.outcomes
    assert outcome.kind is OutcomeKind.CHANGED
    assert outcome.changes == {"status": ("partial", "full"), "employees_on_duty": (60, 110)}
    before = get_enterprise(administrator, db, outcome.record_id or 0).enterprise
    commit_roster_import(administrator, db, plan)
    after = get_enterprise(administrator, db, outcome.record_id or 0).enterprise
    assert (before.employees_on_duty, after.employees_on_duty) == (60, 110)
    assert after.version == before.version + 1


def test_an_empty_cell_leaves_what_is_known(administrator: Actor, db: Database) -> None:
    write(administrator, db, [HEADER, PLUSH])
    plan = plan_of(administrator, db, [HEADER, [*PLUSH[:4], None, "暂无", "/"]])
    assert plan.counts()["unchanged"] == 1


def test_one_rejected_row_refuses_the_whole(administrator: Actor, db: Database) -> None:
    plan = plan_of(administrator, db, [HEADER, PLUSH, [*BAMBOO[:5], "很多", 0]])
    with pytest.raises(RosterRefused):
        commit_roster_import(administrator, db, plan)
    assert count(db, "enterprises") == 0
    assert commit_roster_import(administrator, db, plan, good_rows_only=True).batch_id == 1
    assert count(db, "enterprises") == 1


@pytest.mark.parametrize(
    ("row", "field", "code", "column"),
    [
        pytest.param([None, *PLUSH[1:]], "name", "required", "A", id="no-name"),
        pytest.param([*PLUSH[:2], "火星", *PLUSH[3:]], "county", "unknown_area", "C", id="area"),
        pytest.param(
            [*PLUSH[:2], "安吉县", *PLUSH[3:]], "town", "town_outside_county", "D", id="town"
        ),
        pytest.param([*PLUSH[:4], "大概", 1, 1], "status", "unknown_value", "E", id="status"),
        pytest.param([*PLUSH[:5], "很多", 1], "employees", "bad_number", "F", id="number"),
        pytest.param(
            [PLUSH[0], 9.1330502e17, *PLUSH[2:]], "uscc", "digits_lost", "B", id="number-for-code"
        ),
    ],
)
def test_every_rejection_names_its_place(
    row: list[Any], field: str, code: str, column: str, administrator: Actor, db: Database
) -> None:
    plan = plan_of(administrator, db, [["台账"], HEADER, row])
    (problem,) = plan.problems
    assert (problem.field, problem.code, problem.column) == (field, code, column)
    assert (problem.sheet, problem.row_number) == ("名册", 3)
    assert plan.counts()["rejected"] == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param([PLUSH[0], "91350100M000100Y4Z", *PLUSH[2:]], "check_digit", id="check-digit"),
        pytest.param([PLUSH[0], "330502000012345", *PLUSH[2:]], "old_number", id="old-number"),
        pytest.param([*PLUSH[:5], 50, 60], "on_duty_exceeds", id="more-than-all"),
        pytest.param([*PLUSH[:4], "是", 50, 40], "choice_assumed", id="bare-yes"),
        pytest.param([PLUSH[0], PLUSH[1], None, None, *PLUSH[4:]], "no_area", id="no-area"),
    ],
)
def test_a_warning_lets_the_row_pass(
    row: list[Any], code: str, administrator: Actor, db: Database
) -> None:
    plan = plan_of(administrator, db, [HEADER, row])
    assert [problem.code for problem in plan.problems] == [code]
    assert plan.counts()["new"] == 1


def test_the_second_of_two_equal_rows_is_rejected_with_the_place_of_the_first(
    administrator: Actor, db: Database
) -> None:
    sheets = {"吴兴区": [HEADER, PLUSH], "安吉县": [HEADER, ["另一个名称", *PLUSH[1:]]]}
    plan = plan_of(administrator, db, sheets)
    (problem,) = plan.problems
    assert (problem.code, problem.twin) == ("duplicate_in_file", ("吴兴区", 2))


def test_equal_names_with_different_codes_are_two_enterprises(
    administrator: Actor, db: Database
) -> None:
    write(administrator, db, [HEADER, PLUSH])
    plan = plan_of(administrator, db, [HEADER, [PLUSH[0], credit_code(9003), *PLUSH[2:]]])
    assert plan.counts()["new"] == 1
    assert [problem.code for problem in plan.problems] == ["same_name_other_code"]


def test_a_name_completes_its_missing_code(administrator: Actor, db: Database) -> None:
    write(administrator, db, [HEADER, [PLUSH[0], None, *PLUSH[2:]]])
    plan = plan_of(administrator, db, [HEADER, PLUSH])
    assert plan.outcomes[0].changes == {"uscc": (None, PLUSH[1])}


def test_private_columns_are_left_out_and_named(administrator: Actor, db: Database) -> None:
    rows = [[*HEADER, "身份证号", "体温"], [*PLUSH, "330502199001011234", 36.5]]
    plan = plan_of(administrator, db, rows)
    assert plan.sheets[0].left_out == {"H": "身份证号", "I": "体温"}
    assert "330502199001011234" not in str(plan.outcomes)


def test_the_sheet_and_its_sections_tell_the_area(administrator: Actor, db: Database) -> None:
    header = ["企业名称", "复工状态", "员工总数"]
    rows = [
        header,
        ["织里镇（1家）"],
        ["湖州甲有限公司", "未复工", 1],
        ["埭溪镇（1家）"],
        ["湖州乙有限公司", "未复工", 2],
    ]
    plan = plan_of(administrator, db, {"吴兴区": rows})
    places = [(each.values["county"], each.values["town"]) for each in plan.outcomes]
    assert places == [("330502", "330502100"), ("330502", "330502104")]


def test_total_and_signature_rows_are_skipped_and_listed(
    administrator: Actor, db: Database
) -> None:
    rows = [
        HEADER,
        PLUSH,
        BAMBOO,
        ["合计", None, None, None, None, 200, 60],
        ["填表人：王某", None, None, "审核人：李某"],
    ]
    plan = plan_of(administrator, db, rows)
    assert plan.counts()["rows"] == 2
    assert dict(plan.sheets[0].skipped)[4] == "total"
    assert dict(plan.sheets[0].skipped)[5] == "signature"


def test_hidden_sheets_are_named_and_read_only_when_chosen(
    administrator: Actor, db: Database
) -> None:
    content = xlsx({"吴兴区": [HEADER, PLUSH], "旧数据": [HEADER, BAMBOO]}, hidden=["旧数据"])
    plan = plan_roster_import(administrator, db, content, "roster.xlsx")
    assert plan.counts()["rows"] == 1
    assert plan.unread_sheets == (("旧数据", "hidden"),)
    chosen = plan_roster_import(administrator, db, content, "roster.xlsx", sheets=["旧数据"])
    assert chosen.counts()["rows"] == 1
    with pytest.raises(InvalidInput, match="unknown_sheet"):
        plan_roster_import(administrator, db, content, "roster.xlsx", sheets=["没有"])


PEOPLE = ["工号", "姓名", "所属单位", "所属县区", "联系企业上限"]


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        pytest.param("项目警官名单.xlsx", None, "officers", id="by-file-name"),
        pytest.param("专员.xlsx", None, "commissioners", id="commissioners-by-file-name"),
        pytest.param("people.xlsx", "officers", "officers", id="given"),
    ],
)
def test_people_become_officers_or_commissioners(
    name: str, kind: Any, told: str, administrator: Actor, db: Database
) -> None:
    rows = [PEOPLE, ["00123", "张 三", "织里派出所", "吴兴区", 30]]
    plan = plan_of(administrator, db, rows, name, kind=kind)
    assert plan.kind_name == told
    values = plan.outcomes[0].values
    assert (values["staff_no"], values["name"]) == ("00123", "张三")


def test_people_of_no_known_role_are_asked_about(administrator: Actor, db: Database) -> None:
    plan = plan_of(administrator, db, [PEOPLE, ["1", "张三", "织里派出所", "吴兴区", 30]])
    assert [problem.code for problem in plan.problems] == ["unclear_role"]


def test_a_roster_names_the_people_in_charge(administrator: Actor, db: Database) -> None:
    officer = make_liaison(db, staff_no="J001", name="张三")
    make_liaison(db, "commissioner", staff_no="Z001", name="李四", unit="织里镇人民政府")
    rows = [[*HEADER, "项目警官", "复工专员"], [*PLUSH, "J001 张三", "李四"]]
    write(administrator, db, rows)
    view = get_enterprise(administrator, db, find_enterprise(administrator, db, PLUSH[1]))
    assert view.officer is not None
    assert view.officer.id == officer
    assert view.commissioner is not None
    assert view.commissioner.name == "李四"
    assert plan_of(administrator, db, rows).counts()["unchanged"] == 1


def test_somebody_unknown_makes_no_pair_and_is_named(administrator: Actor, db: Database) -> None:
    plan = plan_of(administrator, db, [[*HEADER, "项目警官"], [*PLUSH, "无此人"]])
    (problem,) = plan.problems
    assert (problem.code, problem.value, problem.column) == ("unknown_person", "无此人", "H")


def test_a_roster_of_people_names_their_enterprises(administrator: Actor, db: Database) -> None:
    make_enterprise(db, name="湖州甲有限公司")
    make_enterprise(db, name="湖州乙有限公司")
    rows = [
        [*PEOPLE, "联系企业"],
        ["J9", "王五", "织里派出所", "吴兴区", 30, "湖州甲有限公司、湖州乙有限公司"],
    ]
    write(administrator, db, rows, kind="officers")
    with db.read() as connection:
        query = "SELECT COUNT(*) FROM pairings WHERE ended_at IS NULL AND role = 'officer'"
        assert connection.execute(query).fetchone()[0] == 2
    assert plan_of(administrator, db, rows, kind="officers").counts()["unchanged"] == 1


def test_a_plan_that_no_longer_holds_is_refused(administrator: Actor, db: Database) -> None:
    plan = plan_of(administrator, db, [HEADER, PLUSH])
    write(administrator, db, [HEADER, PLUSH])
    with pytest.raises(StalePlan):
        commit_roster_import(administrator, db, plan)


def test_a_plan_outlives_changes_that_do_not_touch_it(administrator: Actor, db: Database) -> None:
    plan = plan_of(administrator, db, [HEADER, PLUSH])
    write(administrator, db, [HEADER, BAMBOO])
    assert commit_roster_import(administrator, db, plan).batch_id == 2


def test_rejected_rows_come_back_as_they_came(administrator: Actor, db: Database) -> None:
    bad = [*BAMBOO[:5], "很多", 0]
    plan = plan_of(administrator, db, {"安吉县": [["台账"], HEADER, PLUSH, bad]})
    header, row = rows_of(rejects_workbook(administrator, db, plan, "zh-CN"))
    assert list(header[2:]) == HEADER
    assert row[0] == 4
    assert "员工总数“很多”" in row[1]
    assert list(row[2:]) == bad


def test_mended_rejects_are_imported_as_they_are(administrator: Actor, db: Database) -> None:
    plan = plan_of(administrator, db, {"安吉县": [HEADER, [*BAMBOO[:5], "很多", 0]]})
    rejects = [list(row) for row in rows_of(rejects_workbook(administrator, db, plan, "en"))]
    rejects[1][7] = 80
    assert plan_of(administrator, db, {"安吉县": rejects}).counts()["new"] == 1


def test_undo_removes_what_was_added_and_restores_what_was_changed(
    administrator: Actor, db: Database
) -> None:
    write(administrator, db, [HEADER, PLUSH])
    batch = write(administrator, db, [HEADER, [*PLUSH[:5], 150, 60], BAMBOO])
    report = undo_import(administrator, db, batch or 0)
    assert (report.removed, report.restored, report.kept) == (1, 1, ())
    view = get_enterprise(administrator, db, find_enterprise(administrator, db, PLUSH[1]))
    assert view.enterprise.employees == 120
    assert view.history[0].action == "enterprise.restored"
    assert count(db, "enterprises") == 1


def test_undo_keeps_and_names_what_somebody_worked_on_since(
    administrator: Actor, db: Database
) -> None:
    batch = write(administrator, db, [HEADER, PLUSH, BAMBOO])
    kept = find_enterprise(administrator, db, PLUSH[1])
    record_visit(administrator, db, kept, VisitKind.PHONE, db.today(), "已联系")
    report = undo_import(administrator, db, batch or 0)
    assert report.removed == 1
    assert report.kept == (Kept(kept, PLUSH[0], "worked_on"),)


def test_undo_keeps_only_the_fields_edited_since(administrator: Actor, db: Database) -> None:
    write(administrator, db, [HEADER, PLUSH])
    batch = write(administrator, db, [HEADER, [*PLUSH[:4], "全面复工", 150, 60]])
    enterprise_id = find_enterprise(administrator, db, PLUSH[1])
    update_status(administrator, db, enterprise_id, version=None, status=Status.SUSPENDED)
    report = undo_import(administrator, db, batch or 0)
    enterprise = get_enterprise(administrator, db, enterprise_id).enterprise
    assert report.kept == (Kept(enterprise_id, PLUSH[0], "edited", ("status",)),)
    assert (enterprise.status, enterprise.employees) == (Status.SUSPENDED, 120)


def test_undo_gives_an_enterprise_back_to_whom_it_had(administrator: Actor, db: Database) -> None:
    first = make_liaison(db, staff_no="J001")
    make_liaison(db, staff_no="J002")
    write(administrator, db, [[*HEADER, "项目警官"], [*PLUSH, "J001"]])
    batch = write(administrator, db, [[*HEADER, "项目警官"], [*PLUSH, "J002"]])
    undo_import(administrator, db, batch or 0)
    view = get_enterprise(administrator, db, find_enterprise(administrator, db, PLUSH[1]))
    assert view.officer is not None
    assert view.officer.id == first


def test_an_import_that_was_taken_back_is_nobody_s_work(administrator: Actor, db: Database) -> None:
    first = write(administrator, db, [HEADER, PLUSH]) or 0
    second = write(administrator, db, [HEADER, [*PLUSH[:5], 150, 60]]) or 0
    undo_import(administrator, db, second)
    assert undo_import(administrator, db, first).removed == 1


def test_an_import_is_taken_back_once(administrator: Actor, db: Database) -> None:
    batch = write(administrator, db, [HEADER, PLUSH]) or 0
    undo_import(administrator, db, batch)
    with pytest.raises(InvalidInput, match="import_already_undone"):
        undo_import(administrator, db, batch)
    with pytest.raises(NotFound, match="import_not_found"):
        undo_import(administrator, db, 99)


def test_history_stays_a_chain(administrator: Actor, db: Database) -> None:
    batch = write(administrator, db, [HEADER, PLUSH, BAMBOO]) or 0
    undo_import(administrator, db, batch)
    with db.read() as connection:
        assert history.broken_link(connection) is None
    with db.write() as connection:
        connection.execute("UPDATE history SET actor = 'nobody' WHERE id = 2")
        assert history.broken_link(connection) == 2


def test_a_file_without_a_table_says_so(administrator: Actor, db: Database) -> None:
    with pytest.raises(UnreadableWorkbook, match="no_table_found"):
        plan_of(administrator, db, [["天气", "晴"], ["温度", 12]])


def test_only_the_administrator_imports(db: Database) -> None:
    enterprise = make_enterprise(db)
    officer = make_liaison(db)
    make_pair(db, enterprise, officer)
    for actor in (liaison_actor(officer), official_of(None), enterprise_actor(enterprise)):
        with pytest.raises(NotPermitted):
            plan_of(actor, db, [HEADER, PLUSH])


def test_the_collector_is_at_work_again_also_after_a_refusal(
    administrator: Actor, db: Database
) -> None:
    with pytest.raises(UnreadableWorkbook):
        plan_roster_import(administrator, db, b"no workbook", "roster.xlsx")
    assert gc.isenabled()
