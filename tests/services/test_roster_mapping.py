"""What a person corrects of the columns before a roster is imported, and what comes back of it."""

from __future__ import annotations

import pytest

from liaison.domain.errors import InvalidInput
from liaison.domain.plan import OutcomeKind
from liaison.domain.roles import Actor
from liaison.services.roster_import import plan_roster_import, rejects_workbook
from liaison.store.database import Database
from tests.conftest import credit_code
from tests.workbooks import rows_of, xlsx

SHEET = "织里镇"
HEADER = ["厂家", "信用代码", "乡镇", "联系人", "身份证号", "说明一"]


def workbook(*rows: list[object]) -> bytes:
    return xlsx({SHEET: [HEADER, *rows]})


ONE = ["甲乙坊里", credit_code(9_001), "织里镇", "张三", "330501199001010011", "新厂"]


def test_a_column_is_read_as_the_field_that_was_chosen(db: Database, administrator: Actor) -> None:
    content = workbook(ONE)
    plan = plan_roster_import(administrator, db, content, "a.xlsx", kind="enterprises")
    assert plan.counts()["rejected"] == 1
    assert plan.sheets[0].unmatched["A"] == "厂家"

    mapping = {SHEET: {"A": "name", "F": "remark"}}
    again = plan_roster_import(
        administrator, db, content, "a.xlsx", kind="enterprises", mapping=mapping
    )
    assert again.counts()["new"] == 1
    (outcome,) = again.outcomes
    assert (outcome.values["name"], outcome.values["remark"]) == (ONE[0], "新厂")
    sheet = again.sheets[0]
    assert (sheet.columns["A"], sheet.certainty["A"]) == ("name", 1.0)
    assert sheet.setting.choices == {"A": "name", "F": "remark"}


def test_a_column_may_be_set_not_to_be_read(db: Database, administrator: Actor) -> None:
    mapping = {SHEET: {"A": "name", "D": None}}
    plan = plan_roster_import(
        administrator, db, workbook(ONE), "a.xlsx", kind="enterprises", mapping=mapping
    )
    assert "contact_name" not in plan.outcomes[0].values
    assert plan.sheets[0].unmatched["D"] == "联系人"


def test_private_columns_stay_left_out_whatever_is_chosen(
    db: Database, administrator: Actor
) -> None:
    mapping = {SHEET: {"A": "name", "E": "remark"}}
    plan = plan_roster_import(
        administrator, db, workbook(ONE), "a.xlsx", kind="enterprises", mapping=mapping
    )
    assert plan.sheets[0].left_out == {"E": "身份证号"}
    assert "E" not in plan.sheets[0].samples
    assert ONE[4] not in plan.outcomes[0].values.values()


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        pytest.param({"A": "name", "D": "name"}, "column_field_twice", id="one field twice"),
        pytest.param({"A": "capacity"}, "column_field_unknown", id="field of another roster"),
    ],
)
def test_choices_that_cannot_be(
    db: Database, administrator: Actor, choices: dict[str, str | None], code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        plan_roster_import(
            administrator,
            db,
            workbook(ONE),
            "a.xlsx",
            kind="enterprises",
            mapping={SHEET: choices},
        )
    assert refused.value.code == code


def test_samples_are_the_first_different_texts(db: Database, administrator: Actor) -> None:
    rows = [[f"湖州{n}号有限公司", None, "织里镇", 7.0, None, None] for n in range(5)]
    plan = plan_roster_import(administrator, db, workbook(*rows), "a.xlsx", kind="enterprises")
    samples = plan.sheets[0].samples
    assert samples["A"] == ("湖州0号有限公司", "湖州1号有限公司", "湖州2号有限公司")
    assert samples["C"] == ("织里镇",)
    assert samples["D"] == ("7",)


def test_a_row_rejected_as_a_duplicate_comes_back_too(db: Database, administrator: Actor) -> None:
    plan = plan_roster_import(
        administrator,
        db,
        workbook(ONE, ONE),
        "a.xlsx",
        kind="enterprises",
        mapping={SHEET: {"A": "name"}},
    )
    assert [each.kind for each in plan.outcomes] == [OutcomeKind.NEW, OutcomeKind.REJECTED]
    rows = rows_of(rejects_workbook(administrator, db, plan, "zh-CN"), SHEET)
    assert len(rows) == 2
    assert rows[1][0] == 3
    assert ONE[0] in rows[1]
    assert ONE[4] not in rows[1]
