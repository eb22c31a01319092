"""What the product wrote itself is told from rosters when it comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from liaison.domain.roles import OPERATOR
from liaison.locales import LANGUAGES
from liaison.services.reports import ExportKind, FileFormat, export
from liaison.sheets.reading.reader import read_workbook
from liaison.sheets.tables.own_lists import own_list_in, own_list_of
from liaison.store.database import Database
from tests.sheets.conftest import sheet_of

DEMO = Path(__file__).parents[2] / "data" / "demo"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["measures", "workload", "requests", "gaps", "changes"])
@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_an_exported_list_is_known(
    db: Database, kind: ExportKind, format_: FileFormat, language: str
) -> None:
    file = export(OPERATOR, db, kind, language=language, format=format_)
    sheets = read_workbook(file.content, file.file_name)
    before = {"changes": ["change_counts"]}.get(kind, [])
    after = {"workload": ["area_workload"]}.get(kind, [])
    known = [own_list_in(sheet) for sheet in sheets]
    assert known == ([kind] if format_ == "csv" else [*before, kind, *after, "notes"])


def test_a_workload_of_an_earlier_edition_is_still_known() -> None:
    """One that told neither leaves nor nearness, and of whom the role came first."""
    labels = [
        *("角色", "工号", "姓名", "所属单位", "县区", "乡镇街道", "在岗状态", "联系企业上限"),
        *("联系企业数", "负荷率", "适用措施", "已完成措施", "落实率", "逾期措施", "按期联系率"),
        *("按期走访率", "诉求受理", "诉求办结", "未答复诉求", "逾期未答复", "按时办结率"),
    ]
    assert own_list_of(labels) == "workload"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_of_the_summary_but_the_enterprises_is_known(
    db: Database, language: str
) -> None:
    file = export(OPERATOR, db, "summary", language=language)
    sheets = read_workbook(file.content, file.file_name)
    assert [own_list_in(sheet) for sheet in sheets] == [
        *["area_figures"] * 5,
        "measure_figures",
        "request_figures",
        "gaps",
        None,
        "notes",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_roster_is_a_roster_and_the_template_but_for_its_guide(
    db: Database, language: str
) -> None:
    file = export(OPERATOR, db, "roster", language=language)
    sheets = read_workbook(file.content, file.file_name)
    assert [own_list_in(sheet) for sheet in sheets] == [None, "notes"]
    for template in ("enterprises", "officers", "commissioners"):
        file = export(OPERATOR, db, "template", language=language, template_kind=template)
        sheets = read_workbook(file.content, file.file_name)
        assert [own_list_in(sheet) for sheet in sheets] == [None, "guide", None]


@pytest.mark.parametrize("name", ["enterprises.xlsx", "officers.xlsx", "commissioners.xlsx"])
def test_other_peoples_rosters_are_not_ours(name: str) -> None:
    sheets = read_workbook((DEMO / name).read_bytes(), name)
    assert [own_list_in(sheet) for sheet in sheets] == [None] * len(sheets)


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param(["企业名称", "县区", "乡镇街道", "网格", "备案状态", "复工状态"], id="roster"),
        pytest.param(["企业名称", "项目", "说明", "联系电话"], id="with the words of the notes"),
        pytest.param(["企业名称", "措施", "状态", "截止日期", "联系电话"], id="with measures"),
        pytest.param(["序号", "姓名", "工号", "所属单位", "联系企业数"], id="people"),
        pytest.param([], id="empty"),
    ],
)
def test_a_few_of_our_words_do_not_make_it_ours(labels: list[str]) -> None:
    assert own_list_of(labels) is None


def test_a_list_with_a_column_more_or_less_is_still_ours() -> None:
    labels = ["企业名称", "县区", "措施编号", "措施", "状态", "截止日期", "逾期", "更新时间"]
    assert own_list_of([*labels, "更新人", "处理意见"]) == "measures"


def test_the_header_may_stand_under_a_title() -> None:
    rows: list[list[Any]] = [
        ["未配名单"],
        ["企业名称", "统一社会信用代码", "县区", "乡镇街道", "缺配角色", "原因"],
    ]
    assert own_list_in(sheet_of(rows)) == "gaps"
