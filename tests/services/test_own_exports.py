"""Whatever goes out may come back in: a roster changes nothing, a report is told from a roster."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import cycle
from typing import Any

import pytest
from openpyxl import load_workbook

from liaison.domain.errors import UnreadableWorkbook
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import CODED_VALUES, RequestKind
from liaison.locales import LANGUAGES
from liaison.services.reports import TemplateKind, export
from liaison.services.requests import submit_request
from liaison.services.roster_import import (
    commit_roster_import,
    plan_roster_import,
    rejects_workbook,
)
from liaison.sheets.writing.templates import TEMPLATE_KINDS
from liaison.store import reference
from liaison.store.database import Database
from tests.conftest import credit_code, enterprise_actor, make_enterprise, make_liaison, make_pair
from tests.workbooks import rows_of, xlsx

REPORTS = ["workload", "requests", "gaps", "measures"]
IN_BOTH = [pytest.param(language, id=language) for language in LANGUAGES]


@pytest.fixture
def city(db: Database) -> Database:
    """An enterprise in every town, between them every coded value, awkward texts, some pairs."""
    officer = make_liaison(db, name="张试样", staff_no="007701")
    commissioner = make_liaison(db, "commissioner", name="李试样", staff_no="Z-01")
    with db.read() as connection:
        areas = reference.load(connection)
    coded = {key: cycle(map(str, CODED_VALUES[key])) for key in ("status", "filing_status", "size")}
    industries = cycle(areas.industries)
    for number, town in enumerate(each for each in areas.areas.values() if each.is_town):
        values: dict[str, Any] = {key: next(values) for key, values in coded.items()}
        enterprise = make_enterprise(
            db,
            county_code=areas.counties_of(town.code)[-1 if number % 2 else 0],
            town_code=town.code,
            industry=next(industries),
            employees=number,
            capacity_percent=number * 2.75,
            **values,
        )
        if number < 6:
            make_pair(db, enterprise, officer)
            make_pair(db, enterprise, commissioner)
    _make_awkward_enterprises(db)
    return db


def _make_awkward_enterprises(db: Database) -> None:
    make_enterprise(
        db,
        name="湖州试样（集团）“毛绒”有限公司, 1号",
        uscc=None,
        legacy_id="330500000012345",
        county_code="HZ-NTH",
        town_code=None,
        above_scale="above",
        address="织里镇珍贝路1号 3幢 2楼",
        contact_name="王 某",
        contact_phone="13900001234; 0572-2000000-801; 5000001",
        grid="01",
        planned_on=date(2026, 11, 30).isoformat(),
        resumed_on=date(2020, 2, 10).isoformat(),
        power_kwh=1234.5,
        base_power_kwh=0.0,
        remark="甲；分号、顿号 与 空格，“引号”",
    )
    make_enterprise(db, name='=HYPERLINK("http://example.invalid","x")', remark="+86 @x")
    make_enterprise(db, name="8848", uscc="91350100M000100Y4Z", employees=None, remark="-1")
    asking = make_enterprise(db, county_code=None, town_code=None, remark="“引号”开头")
    submit_request(
        enterprise_actor(asking), db, asking, RequestKind.TRANSPORT, "需要两辆包车接送员工"
    )


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
@pytest.mark.parametrize("language", IN_BOTH)
@pytest.mark.parametrize("area", [None, "330502"])
def test_the_roster_comes_back_unchanged(
    area: str | None, language: str, file_format: Any, administrator: Actor, city: Database
) -> None:
    file = export(
        administrator, city, "roster", area_code=area, language=language, format=file_format
    )
    plan = plan_roster_import(administrator, city, file.content, file.file_name)
    assert [(each.values["name"], each.changes) for each in plan.outcomes if each.changes] == []
    assert plan.counts()["unchanged"] == plan.counts()["rows"] == file.rows > 10


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
@pytest.mark.parametrize("language", IN_BOTH)
@pytest.mark.parametrize("kind", REPORTS)
def test_a_report_is_no_roster_and_the_refusal_says_so(
    kind: Any, language: str, file_format: Any, administrator: Actor, city: Database
) -> None:
    file = export(administrator, city, kind, language=language, format=file_format)
    with pytest.raises(UnreadableWorkbook) as refused:
        plan_roster_import(administrator, city, file.content, file.file_name)
    assert refused.value.code == "own_report"


@pytest.mark.parametrize("language", IN_BOTH)
def test_of_the_summary_only_the_list_of_enterprises_is_one(
    language: str, administrator: Actor, city: Database
) -> None:
    file = export(administrator, city, "summary", language=language)
    plan = plan_roster_import(administrator, city, file.content, file.file_name)
    assert {reason for _, reason in plan.unread_sheets} == {"own_report"}
    assert len(plan.unread_sheets) == 9
    assert plan.counts()["unchanged"] == plan.counts()["rows"] == file.rows


@pytest.mark.parametrize("language", IN_BOTH)
@pytest.mark.parametrize("template_kind", TEMPLATE_KINDS)
def test_an_empty_template_has_no_rows(
    template_kind: TemplateKind, language: str, administrator: Actor, city: Database
) -> None:
    file = export(administrator, city, "template", language=language, template_kind=template_kind)
    plan = plan_roster_import(administrator, city, file.content, file.file_name)
    assert plan.counts()["rows"] == 0
    assert plan.kind_name == template_kind


HEADER = ["企业名称", "统一社会信用代码", "所属县区", "员工总数", "身份证号", "复工日期"]
GOOD = ["湖州合格有限公司", credit_code(81_001), "吴兴区", 120, "甲", date(2020, 2, 10)]
WRONG_COUNT = ["湖州错数有限公司", credit_code(81_002), "吴兴区", "很多", "乙", date(2020, 2, 10)]
WRONG_TWICE = ["湖州错处有限公司", credit_code(81_003), "火星区", -1, "丙", "2020-02-30"]
TWIN = ["湖州重复有限公司", *GOOD[1:]]
SHEETS = {"台账": [["企业台账"], HEADER, GOOD, WRONG_COUNT], "补充": [HEADER, WRONG_TWICE, TWIN]}


def rejects_of(administrator: Actor, db: Database, content: bytes, language: str) -> bytes:
    plan = plan_roster_import(administrator, db, content, "台账.xlsx")
    return rejects_workbook(administrator, db, plan, language)


@pytest.mark.parametrize("language", IN_BOTH)
def test_rejects_that_nobody_mended_are_rejected_for_the_same_reasons(
    language: str, administrator: Actor, db: Database
) -> None:
    first = plan_roster_import(administrator, db, xlsx(SHEETS), "台账.xlsx")
    commit_roster_import(administrator, db, first, good_rows_only=True)
    rejects = rejects_workbook(administrator, db, first, language)
    again = plan_roster_import(administrator, db, rejects, "退回.xlsx")
    counts = again.counts()
    # The repeated code is now one of the database, and no longer twice in the file.
    assert (counts["rows"], counts["new"], counts["rejected"]) == (3, 0, 2)
    found = {(p.sheet, p.field, p.code, p.value) for p in first.problems}
    assert {(p.sheet, p.field, p.code, p.value) for p in again.problems} == {
        each for each in found if each[2] != "duplicate_in_file"
    }


@pytest.mark.parametrize("language", IN_BOTH)
def test_rejects_mended_in_their_cells_are_imported(
    language: str, administrator: Actor, db: Database
) -> None:
    workbook = load_workbook(BytesIO(rejects_of(administrator, db, xlsx(SHEETS), language)))
    assert workbook.sheetnames == ["台账", "补充"]
    mend = {"很多": 80, "火星区": "安吉县", -1: 40, "2020-02-30": "2020-02-29"}
    for worksheet in workbook:
        for row in worksheet.iter_rows(min_row=2, min_col=3):
            for cell in row:
                cell.value = mend.get(cell.value, cell.value)
    buffer = BytesIO()
    workbook.save(buffer)
    plan = plan_roster_import(administrator, db, buffer.getvalue(), "改好.xlsx")
    assert plan.counts()["new"] == plan.counts()["rows"] == 3
    values = {each.values["name"]: each.values for each in plan.outcomes}
    assert values["湖州错数有限公司"]["resumed_on"] == "2020-02-10"
    assert values["湖州错处有限公司"]["county"] == "330523"


def test_rejects_of_rejects_keep_one_column_of_reasons(administrator: Actor, db: Database) -> None:
    rejects = xlsx(SHEETS)
    widths = []
    for _ in range(3):
        rejects = rejects_of(administrator, db, rejects, "zh-CN")
        widths.append(len(rows_of(rejects, "台账")[0]))
    assert len(set(widths)) == 1
