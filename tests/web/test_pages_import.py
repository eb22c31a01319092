"""The page that imports rosters, from the file to what was written and back."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.progress import Report, Stage
from liaison.domain.roles import OPERATOR, Role
from liaison.services.enterprises import get_enterprise, list_enterprises, update_enterprise
from liaison.services.roster_import import list_imports
from liaison.services.roster_layouts import list_layouts
from liaison.services.sign_in import choose_language
from liaison.store.database import Database
from tests.conftest import credit_code, make_enterprise
from tests.workbooks import xlsx

PAGE = "pages/import_roster.py"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = ["企业名称", "统一社会信用代码", "所属乡镇", "联系人", "员工总数", "身份证号"]


def roster(*rows: list[object], header: list[str] = HEADER) -> bytes:
    return xlsx({"织里镇": [header, *rows]})


GOOD = ["湖州甲乙童装有限公司", credit_code(8_001), "织里镇", "张三", 50, "330501199001010011"]
NAMELESS = [None, credit_code(8_002), "织里镇", "李四", 20, None]


@pytest.fixture
def page(app_of: Callable[..., AppTest]) -> AppTest:
    return app_of(Role.ADMINISTRATOR).run().switch_page(PAGE).run()


def read(page: AppTest, content: bytes, name: str = "织里.xlsx") -> AppTest:
    page.file_uploader[0].upload(name, content, XLSX).run()
    return page.button(key="import-read").click().run()


def go_on(page: AppTest) -> AppTest:
    return page.button(key="import-next").click().run()


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def names(db: Database) -> list[str]:
    return [row.name for row in list_enterprises(OPERATOR, db, EnterpriseFilter()).rows]


def test_from_the_file_to_the_written_rows(db: Database, page: AppTest) -> None:
    assert page.title[0].value == "导入名册"
    assert page.button(key="import-read").disabled
    read(page, roster(GOOD, NAMELESS))
    assert "身份证号" in page.info[0].value
    assert GOOD[5] not in html(page)
    go_on(page)
    assert "2 行 = 新增 1 + 变更 0 + 无变化 0 + 退回 1" in page.markdown[0].value.replace("\\", "")
    assert page.button(key="import-next").label == "写入 1 行，跳过 1 行"
    assert "/files/held/" in html(page)
    assert names(db) == []
    go_on(page)
    assert not page.exception
    assert page.success[0].value == "已写入：新增 1 条，变更 0 条"
    assert names(db) == [GOOD[0]]


def test_rejected_rows_tell_every_reason(page: AppTest) -> None:
    read(page, roster(GOOD, [None, credit_code(8_003), "火星镇", None, "很多", None]))
    go_on(page)
    page.button_group(key="import-tab-1").set_value("rejected").run()
    shown = html(page)
    assert "织里镇 · 第 3 行" in shown
    assert all(word in shown for word in ("火星镇", "很多", "必填项为空"))


def test_a_column_corrected_by_hand_is_read_again(db: Database, page: AppTest) -> None:
    header = ["厂家", *HEADER[1:]]
    row = ["甲乙坊里", *GOOD[1:]]
    page.file_uploader[0].upload("厂家.xlsx", roster(row, header=header), XLSX).run()
    page.button_group(key="import-kind").set_value("enterprises").run()
    page.button(key="import-read").click().run()
    assert "企业名称" in page.warning[0].value
    page.selectbox(key="column-1-织里镇-A").set_value("name").run()
    assert not page.warning
    go_on(page)
    assert page.button(key="import-next").label == "写入 1 行"
    go_on(page)
    assert names(db) == ["甲乙坊里"]


def test_one_field_for_two_columns_is_refused_in_a_sentence(page: AppTest) -> None:
    read(page, roster(GOOD))
    page.selectbox(key="column-1-织里镇-D").set_value("name").run()
    go_on(page)
    assert "A 列和 D 列" in page.error[0].value
    assert page.selectbox(key="column-1-织里镇-D").value == "name"


def test_changes_are_shown_field_by_field(db: Database, page: AppTest) -> None:
    make_enterprise(db, name=GOOD[0], uscc=GOOD[1], contact_name="老王", employees=40)
    read(page, roster(GOOD))
    go_on(page)
    shown = html(page)
    assert "企业联系人：老王 → 张三" in shown
    assert "员工总数：40 → 50" in shown


def test_what_moved_since_the_preview_is_shown_again(db: Database, page: AppTest) -> None:
    known = make_enterprise(db, name=GOOD[0], uscc=GOOD[1], contact_name="老王", employees=40)
    read(page, roster(GOOD))
    go_on(page)
    update_enterprise(OPERATOR, db, known, version=None, changes={"contact_name": "小王"})
    go_on(page)
    assert "已按最新数据重新核对" in page.warning[0].value
    assert page.button(key="import-next").disabled
    assert "湖州甲乙童装有限公司 · 企业联系人" in html(page)
    page.button(key="conflicts-all-take").click().run()
    assert page.button(key="import-next").label == "写入 1 行"
    go_on(page)
    assert page.success[0].value == "已写入：新增 0 条，变更 1 条"


def test_the_same_file_again_has_nothing_to_write(db: Database, page: AppTest) -> None:
    read(page, roster(GOOD))
    go_on(go_on(page))
    page.button(key="import-again").click().run()
    read(page, roster(GOOD))
    go_on(page)
    assert page.button(key="import-next").disabled
    assert "完全一致" in page.info[0].value


def test_an_import_is_taken_back(db: Database, page: AppTest) -> None:
    read(page, roster(GOOD))
    go_on(go_on(page))
    page.button(key="import-again").click().run()
    (batch,) = list_imports(OPERATOR, db).rows
    page.button(key=f"undo-{batch.id}").click().run()
    page.button(key="undo-confirm").click().run()
    assert not page.exception
    assert "删除 1 条" in page.success[0].value
    assert names(db) == []


def test_an_unreadable_file_is_one_sentence(page: AppTest) -> None:
    read(page, b"this is no workbook", "坏.xlsx")
    assert len(page.error) == 1
    assert "坏.xlsx" in page.error[0].value
    assert page.file_uploader


def test_it_reads_in_english(db: Database, page: AppTest) -> None:
    choose_language(db, str(page.user["user"]), "en")
    page.run()
    assert page.title[0].value == "Import rosters"
    read(page, roster(GOOD, NAMELESS))
    go_on(page)
    assert page.button(key="import-next").label == "Write 1 rows, leave 1 out"
    assert not page.exception


def test_a_cell_somebody_edited_is_chosen_by_hand(db: Database, page: AppTest) -> None:
    known = make_enterprise(db, name=GOOD[0], uscc=GOOD[1], employees=40)
    update_enterprise(OPERATOR, db, known, version=None, changes={"contact_name": "小王"})
    read(page, roster(GOOD))
    go_on(page)
    assert "保留 小王" in str(page.button_group(key="side-1-0-织里镇-2-contact_name").options)
    page.button_group(key="side-1-0-织里镇-2-contact_name").set_value("keep").run()
    go_on(page)
    view = get_enterprise(OPERATOR, db, known).enterprise
    assert (view.contact_name, view.employees) == ("小王", 50)


def test_an_unknown_word_is_explained_once_for_all_rows(db: Database, page: AppTest) -> None:
    rows = [[f"湖州{n}号童装厂", credit_code(8_010 + n), "织里镇", None, n, None] for n in range(3)]
    content = xlsx({"织里镇": [[*HEADER, "复工状态"], *([*row, "半开门"] for row in rows)]})
    read(page, content)
    go_on(page)
    assert page.button(key="import-next").disabled
    assert "复工状态“半开门”" in html(page)
    page.selectbox(key="unknown-1-0").set_value("partial").run()
    page.button(key="import-answers").click().run()
    assert page.button(key="import-next").label == "写入 3 行"
    go_on(page)
    assert len(names(db)) == 3


def test_records_that_are_there_may_be_left_as_they_are(db: Database, page: AppTest) -> None:
    known = make_enterprise(db, name=GOOD[0], uscc=GOOD[1], contact_name="老王", employees=None)
    read(page, roster(GOOD))
    go_on(page)
    page.button_group(key="import-existing-1").set_value("fill").run()
    assert "员工总数：— → 50" in html(page)
    assert "老王" not in html(page)
    go_on(page)
    view = get_enterprise(OPERATOR, db, known).enterprise
    assert (view.contact_name, view.employees) == ("老王", 50)


def test_a_hidden_sheet_is_named_and_read_when_it_is_chosen(db: Database, page: AppTest) -> None:
    book = openpyxl.Workbook()
    for title, rows in (("本周", [HEADER, GOOD]), ("上周", [HEADER, [*GOOD[:4], 33, None]])):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book["上周"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    read(page, stream.getvalue())
    assert "上周：隐藏的工作表" in page.warning[0].value.replace("\\", "")
    page.multiselect(key="import-sheets-1").set_value(["上周"]).run()
    page.button(key="import-sheets-read").click().run()
    go_on(go_on(page))
    (row,) = list_enterprises(OPERATOR, db, EnterpriseFilter()).rows
    assert get_enterprise(OPERATOR, db, row.id).enterprise.employees == 33


def test_columns_set_by_hand_are_named_and_followed_next_time(db: Database, page: AppTest) -> None:
    header = [*HEADER[:3], "掌柜", *HEADER[4:]]
    read(page, roster(GOOD, header=header))
    page.selectbox(key="column-1-织里镇-D").set_value("contact_name").run()
    page.text_input(key="layout-name-1-织里镇").set_value("童装协会周报").run()
    go_on(go_on(page))
    page.button(key="import-again").click().run()
    read(page, roster(GOOD, header=header), "下周.xlsx")
    assert "童装协会周报" in page.info[0].value
    assert page.selectbox(key="column-3-织里镇-D").value == "contact_name"
    page.button(key="import-step-file").click().run()
    page.button(key="forget-layout-1").click().run()
    assert list_layouts(OPERATOR, db) == []


def test_columns_that_were_not_read_cannot_be_passed_over(db: Database, page: AppTest) -> None:
    read(page, roster(GOOD))
    page.selectbox(key="column-1-织里镇-D").set_value("remark").run()
    assert page.button(key="import-step-changes").disabled
    go_on(page)
    go_on(page)
    (row,) = list_enterprises(OPERATOR, db, EnterpriseFilter()).rows
    stored = get_enterprise(OPERATOR, db, row.id).enterprise
    assert (stored.contact_name, stored.remark) == (None, "张三")


def test_a_reading_that_was_called_off_leads_back_to_the_columns(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(page, roster(GOOD))
    page.selectbox(key="column-1-织里镇-D").set_value("remark").run()
    monkeypatch.setattr("liaison.web.components.import_desk._SHORT_WORK", 0)
    monkeypatch.setattr("liaison.web.components.import_desk.plan_roster_import", _slow_plan)
    go_on(page)
    page.button(key="import-cancel").click().run()
    _wait_for_the_work(page)
    page.run()
    assert page.selectbox(key="column-1-织里镇-D").value == "remark"


def test_answers_wait_while_the_rule_for_known_records_changes(db: Database, page: AppTest) -> None:
    make_enterprise(db, name=GOOD[0], uscc=GOOD[1])
    unknown = ["湖州1号童装厂", credit_code(8_011), "织里镇", None, 1, None, "半开门"]
    read(page, roster([*GOOD, None], unknown, header=[*HEADER, "复工状态"]))
    go_on(page)
    page.selectbox(key="unknown-1-0").set_value("partial").run()
    page.button_group(key="import-existing-1").set_value("leave").run()
    page.button(key="import-answers").click().run()
    assert page.button(key="import-next").label == "写入 1 行"


def test_a_choice_holds_for_the_values_it_was_made_on(db: Database, page: AppTest) -> None:
    known = make_enterprise(db, name=GOOD[0], uscc=GOOD[1], employees=40)
    update_enterprise(OPERATOR, db, known, version=None, changes={"contact_name": "小王"})
    read(page, roster(GOOD))
    go_on(page)
    page.button(key="conflicts-all-take").click().run()
    update_enterprise(OPERATOR, db, known, version=None, changes={"contact_name": "小李"})
    go_on(page)
    assert "小李" in str(page.button_group(key="side-2-1-织里镇-2-contact_name").options)
    assert page.button_group(key="side-2-1-织里镇-2-contact_name").value is None
    assert page.button(key="import-next").disabled


def test_sheets_that_hold_no_roster_leave_the_others_to_be_read(
    db: Database, page: AppTest
) -> None:
    content = xlsx({"织里镇": [HEADER, GOOD], "空": []})
    read(page, content)
    page.multiselect(key="import-sheets-1").set_value(["空"]).run()
    page.button(key="import-sheets-read").click().run()
    assert page.error
    go_on(go_on(page))
    assert names(db) == [GOOD[0]]


def test_long_work_shows_how_far_it_is_and_is_called_off(
    db: Database, page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison.web.components.import_desk.plan_roster_import", _slow_plan)
    read(page, roster(GOOD))
    assert "40 / 100 行" in page.get("progress")[0].proto.text
    page.button(key="import-cancel").click().run()
    _wait_for_the_work(page)
    page.run()
    assert "没有写入任何数据" in html(page)
    assert not page.error
    assert page.file_uploader


def _slow_plan(*_: object, report: Report, **__: object) -> None:
    for _step in range(500):
        report(Stage.CHECK, 40, 100)
        time.sleep(0.02)


def _wait_for_the_work(page: AppTest) -> None:
    work = page.session_state["import_desk"].work
    if work is not None:
        work.wait(5)
