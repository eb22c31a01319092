"""What clumsy rosters and wishes come to: told in a sentence, never in silence."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.domain.errors import InvalidInput
from liaison.domain.roles import Actor
from liaison.services.roster_import import plan_roster_import
from liaison.store.database import Database
from tests.conftest import credit_code
from tests.workbooks import xlsx

HEADER = ["企业名称", "统一社会信用代码", "所属乡镇街道", "员工总数", "企业联系人", "联系电话"]
MILL = ["湖州试样织造有限公司", credit_code(8_801), "织里镇", 12, "张三", "13857200001"]


def plan_of(actor: Actor, db: Database, *rows: list[Any], **options: Any) -> Any:
    return plan_roster_import(actor, db, xlsx([list(row) for row in rows]), "名册.xlsx", **options)


def test_a_town_of_another_county_than_its_section_names_is_told(
    administrator: Actor, db: Database
) -> None:
    town = [MILL[0], MILL[1], "递铺街道", *MILL[3:]]
    plan = plan_of(administrator, db, HEADER, ["德清县（1家）"], town)
    (problem,) = plan.problems
    assert (problem.code, problem.column) == ("town_of_another_county", "C")
    assert plan.outcomes[0].values["county"] == "330523"


def test_a_phone_in_the_cell_of_the_name_is_moved_and_told(
    administrator: Actor, db: Database
) -> None:
    plan = plan_of(administrator, db, HEADER, [*MILL[:4], "张三 13857200001", None])
    (outcome,) = plan.outcomes
    assert (outcome.values["contact_name"], outcome.values["contact_phone"]) == (
        "张三",
        "13857200001",
    )
    assert [problem.code for problem in plan.problems] == ["phone_from_name"]


def test_a_row_of_words_for_nothing_is_blank(administrator: Actor, db: Database) -> None:
    plan = plan_of(administrator, db, HEADER, MILL, ["暂无", "-", "/", "N/A", "无", "——"])
    assert plan.counts()["rows"] == 1
    assert plan.sheets[0].skipped == ((3, "blank"),)


def test_columns_of_unknown_labels_are_known_by_what_they_hold(
    administrator: Actor, db: Database
) -> None:
    rows = [[f"湖州试样{n}织造有限公司", credit_code(8_810 + n), "织里镇"] for n in range(4)]
    plan = plan_of(administrator, db, ["甲", "乙", "丙"], *rows)
    assert plan.sheets[0].columns == {"A": "name", "B": "uscc", "C": "town"}
    assert set(plan.sheets[0].matched_by.values()) == {"content"}
    assert plan.counts()["new"] == 4


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        pytest.param({"名册": {"Z": "remark"}}, "column_unknown", id="no such column"),
        pytest.param({"": {"Z": "remark"}}, "column_in_no_sheet", id="in no sheet"),
        pytest.param({"上周": {"A": "name"}}, "unknown_sheet", id="no such sheet"),
    ],
)
def test_a_wish_about_what_is_not_there_is_refused(
    mapping: dict[str, dict[str, str | None]], code: str, administrator: Actor, db: Database
) -> None:
    with pytest.raises(InvalidInput, match=code):
        plan_of(administrator, db, HEADER, MILL, mapping=mapping)
