"""The roster of an awkward city goes out and comes back without a change."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from liaison.domain.parsing import as_text
from liaison.domain.plan import ImportPlan
from liaison.domain.roles import OPERATOR
from liaison.locales import LANGUAGES
from liaison.services.reports import export
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.sheets.reading.reader import read_workbook
from liaison.sheets.writing.lists import List
from liaison.sheets.writing.table_rows import Column
from liaison.sheets.writing.text_file import write_csv
from liaison.store.database import Database
from tests.sheets.awkward import NAMES
from tests.workbooks import xlsx

LIKE_FORMULAS = [
    *("=1+1", "+86", "-1", "@SUM(A1)", '=HYPERLINK("x")', "＝1+1", "'=1+1", "''+1"),
    *("'撇号", "普通", "a'b", "=1\n+1"),
]


def csv_of(rows: List) -> bytes:
    buffer = BytesIO()
    write_csv(rows, buffer)
    return buffer.getvalue()


def changed(plan: ImportPlan) -> list[Any]:
    return [
        (outcome.row_number, outcome.kind.value, outcome.changes)
        for outcome in plan.outcomes
        if outcome.kind.value != "unchanged"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_an_awkward_roster_imports_again_with_zero_changes(
    db: Database, language: str, file_format: Any
) -> None:
    header = ["企业名称", "所属县区", "地址", "网格", "备注", "员工总数", "产能恢复率", "当日电量"]
    texts = (*LIKE_FORMULAS, *NAMES)
    rows = [
        [
            f"{number}号{text[:150]}公司",
            "吴兴区",
            text,
            text[:60],
            text,
            number,
            1 / (number + 3),
            0.1 * number,
        ]
        for number, text in enumerate(texts)
    ]
    plan = plan_roster_import(OPERATOR, db, xlsx([header, *rows]), "名册.xlsx")
    commit_roster_import(OPERATOR, db, plan)
    file = export(OPERATOR, db, "roster", language=language, format=file_format)
    assert file.rows == len(texts)
    plan = plan_roster_import(OPERATOR, db, file.content, file.file_name)
    assert changed(plan) == []
    assert len(plan.outcomes) == file.rows


@pytest.mark.parametrize("text", LIKE_FORMULAS)
def test_no_program_runs_the_text_of_a_csv_file(text: str) -> None:
    content = csv_of(List([Column("企业名称"), Column("备注")], [("甲", text)], 1))
    [sheet] = read_workbook(content, "名册.csv")
    assert str(sheet.rows[1][1])[0] not in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
    assert as_text(sheet.rows[1][1]) == as_text(text)


def test_what_no_text_file_can_hold_is_left_out() -> None:
    content = csv_of(List([Column("企业名称"), Column("备注")], [("甲", "a\x00b\x1f")], 1))
    [sheet] = read_workbook(content, "名册.csv")
    assert sheet.rows[1][1] == "ab"
