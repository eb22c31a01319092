"""The page that imports rosters, from the file to what was written and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Role
from liaison.services.enterprises import list_enterprises, update_enterprise
from liaison.services.roster_import import list_imports
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
    page.file_uploader[0].upload("厂家.xlsx", roster(GOOD, header=header), XLSX).run()
    page.button_group(key="import-kind").set_value("enterprises").run()
    page.button(key="import-read").click().run()
    assert "企业名称" in page.warning[0].value
    page.selectbox(key="column-1-织里镇-A").set_value("name").run()
    assert not page.warning
    go_on(page)
    assert page.button(key="import-next").label == "写入 1 行"
    go_on(page)
    assert names(db) == [GOOD[0]]


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
    assert "企业联系人：小王 → 张三" in html(page)
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
