"""The day's changes: every matter in words, in reach, of any day, without private data."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from liaison.domain.day_changes import Matter
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import MeasureState, RequestKind, Status, VisitKind
from liaison.services.day_changes import without_private
from liaison.services.enterprises import update_enterprise, update_status
from liaison.services.pair_by_hand import end_pair, pair_by_hand
from liaison.services.reports import ExportedFile, export
from liaison.services.requests import (
    accept_request,
    answer_request,
    confirm_request,
    submit_request,
)
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.support import set_measure
from liaison.services.visits import record_visit
from liaison.store import day_changes
from liaison.store.database import Database
from tests.conftest import (
    Clock,
    enterprise_actor,
    make_enterprise,
    make_liaison,
    official_of,
)

PHONE = "13900001234"


@pytest.fixture
def busy_day(db: Database, administrator: Actor) -> Database:
    """A day on which one enterprise of Wuxing and one of Anji had something of every kind."""
    first = make_enterprise(db, name="湖州试样毛绒有限公司", status="not_resumed")
    other = make_enterprise(
        db, name="安吉试样", county_code="330523", town_code="330523001", status="partial"
    )
    officer = make_liaison(db, name="张某", staff_no="007701")
    pair_by_hand(OPERATOR, db, first, "officer", officer)
    update_status(OPERATOR, db, first, version=None, status=Status.PARTIAL)
    update_status(OPERATOR, db, other, version=None, status=Status.SUSPENDED)
    changes = {"contact_phone": "13911112222", "employees": 77}
    update_enterprise(OPERATOR, db, first, version=None, changes=changes)
    set_measure(OPERATOR, db, first, "M02", state=MeasureState.BLOCKED, note=f"找 {PHONE} 协调")
    record_visit(OPERATOR, db, first, VisitKind.PHONE, db.today(), "0572-2000000 已接通")
    asker = enterprise_actor(first)
    number = submit_request(asker, db, first, RequestKind.STAFF, "=缺 20 人")
    accept_request(OPERATOR, db, number)
    answer_request(OPERATOR, db, number, "已协调")
    confirm_request(asker, db, number, 5)
    end_pair(OPERATOR, db, first, "officer")
    content = "企业名称,统一社会信用代码,所属县区\n德清新企业,91330521MAY5GPGT85,德清县\n".encode()
    plan = plan_roster_import(administrator, db, content, "新.csv")
    commit_roster_import(administrator, db, plan)
    return db


def rows_of(file: ExportedFile) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"))))


def changes_of(db: Database, actor: Actor = OPERATOR, **options: object) -> list[dict[str, str]]:
    return rows_of(export(actor, db, "changes", format="csv", **options))  # type: ignore[arg-type]


def test_each_matter_of_a_day_is_told(busy_day: Database) -> None:
    rows = changes_of(busy_day)
    matters = {row["事项"] for row in rows}
    assert matters == {
        *("新复工", "状态变化", "新增企业", "新结对", "解除结对", "措施进展", "联系走访"),
        *("诉求提出", "诉求流转", "诉求答复", "诉求办结", "资料变更", "名册导入"),
    }
    assert len(Matter) == len(matters)


def test_a_change_tells_who_did_what_from_what_to_what(busy_day: Database) -> None:
    rows = {row["事项"]: row for row in changes_of(busy_day)}
    resumed = rows["新复工"]
    assert (resumed["原来"], resumed["现在"], resumed["操作人"]) == (
        "未复工",
        "部分复工",
        "本机操作员",
    )
    assert (resumed["县区"], resumed["时间"]) == ("吴兴区", "2026-11-10 10:00")
    assert (rows["状态变化"]["企业名称"], rows["状态变化"]["现在"]) == ("安吉试样", "停工整改")
    assert (rows["新结对"]["现在"], rows["解除结对"]["原来"]) == ("张某", "张某")
    assert rows["新结对"]["其他变动"] == "项目警官"
    assert rows["措施进展"]["内容"] == "更新措施：运输保畅"
    assert rows["措施进展"]["现在"] == "受阻"
    assert rows["诉求提出"]["操作人"] == "企业"
    assert "缺 20 人" in rows["诉求提出"]["其他变动"]
    assert "员工总数：100 → 77" in rows["资料变更"]["其他变动"]
    assert rows["新增企业"]["企业名称"] == "德清新企业"
    assert (rows["名册导入"]["内容"], rows["名册导入"]["其他变动"]) == ("导入企业", "新.csv")


def test_no_telephone_and_no_personal_address_is_told(busy_day: Database) -> None:
    book = load_workbook(BytesIO(export(OPERATOR, busy_day, "changes").content))
    texts = [str(cell) for ws in book for row in ws.iter_rows(values_only=True) for cell in row]
    assert not [each for each in texts if "139000" in each or "13911" in each or "0572" in each]
    assert any("联系电话有变动" in each for each in texts)
    assert any("找 *** 协调" in each for each in texts)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("请拨13900001234", "请拨***"),
        ("+86 139 0000 1234 找我", "*** 找我"),
        ("见 https://x.example/e/AAAAARJhJzizefezjqzIP16B9HYD 。", "见 *** 。"),
        ("2026-11-24 产值 12345678 元", "2026-11-24 产值 12345678 元"),
    ],
)
def test_what_is_private_is_taken_out_of_a_note(text: str, told: str) -> None:
    assert without_private(text) == told


def test_an_official_sees_the_changes_of_the_own_county(busy_day: Database) -> None:
    rows = changes_of(busy_day, official_of("330523"))
    assert {row["县区"] for row in rows} == {"安吉县"}
    assert "状态变化" in {row["事项"] for row in rows}
    assert not changes_of(busy_day, official_of("330502"), area_code="330502003")
    county = changes_of(busy_day, official_of("330521"))
    assert {row["事项"] for row in county} == {"新增企业", "名册导入"}, "an import that reached it"


def test_the_counts_add_up_to_the_rows(busy_day: Database) -> None:
    file = export(OPERATOR, busy_day, "changes")
    book = load_workbook(BytesIO(file.content))
    assert book.sheetnames == ["变更汇总", "当日变更", "说明"]
    header, *areas, whole = book["变更汇总"].iter_rows(values_only=True)
    assert [row[0] for row in areas] == ["吴兴区", "德清县", "安吉县"]
    assert whole[-1] == file.rows == book["当日变更"].max_row - 1
    for place, name in enumerate(header[1:-2], start=1):
        assert whole[place] == sum(int(str(row[place])) for row in areas), name
    told = [row[1] for row in book["当日变更"].iter_rows(min_row=2, values_only=True)]
    assert {str(name): told.count(name) for name in header[1:-1]} == dict(
        zip(map(str, header[1:-1]), whole[1:-1], strict=True)
    )


def test_a_past_day_is_told_until_its_midnight(
    busy_day: Database, clock: Clock, administrator: Actor
) -> None:
    day = busy_day.today()
    count = len(changes_of(busy_day))
    clock.advance(days=1)
    update_status(OPERATOR, busy_day, 1, version=None, status=Status.FULL)
    assert len(changes_of(busy_day, as_of=day)) == count
    assert [row["事项"] for row in changes_of(busy_day)] == ["状态变化"]
    english = export(OPERATOR, busy_day, "changes", as_of=day, language="en", format="csv")
    assert english.file_name == "Changes-of-the-day_Huzhou_2026-11-10.csv"
    assert "Resumed" in {row["Matter"] for row in rows_of(english)}


def test_the_day_is_found_by_time_and_not_by_reading_the_whole_history(db: Database) -> None:
    with db.read() as connection:
        asked: list[str] = []
        connection.conn.set_trace_callback(asked.append)
        list(day_changes.changes(connection, ("1", {}), db.today()))
        day_changes.count(connection, ("1", {}), db.today())
        connection.conn.set_trace_callback(None)
        asked = [query for query in asked if "history h" in query]
        assert len(asked) == 2
        for query in asked:
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
            assert any("history_of_moment" in step for step in plan), plan
            assert not [step for step in plan if "SCAN" in step], plan
