"""Files out: for whom, of what, logged; and the roster that comes back unchanged."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted
from liaison.domain.filters import EnterpriseFilter, RequestFilter
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import LiaisonRole, RequestKind, Status, VisitKind
from liaison.domain.workload import WorkloadFilter
from liaison.locales import LANGUAGES
from liaison.services.figures import figures
from liaison.services.reports import ExportedFile, ExportKind, FileFormat, export
from liaison.services.roster_import import plan_roster_import
from liaison.services.snapshots import take_snapshot
from liaison.services.visits import record_visit
from liaison.store import history, leaves
from liaison.store.database import Database, iso
from tests.conftest import (
    Clock,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)

CHINESE_SHEETS = [
    *("报送", "按县区", "按乡镇", "按行业", "按规模", "措施落实", "诉求办理", "未配名单"),
    *("企业明细", "说明"),
]
PHONE = "13900001234"
TRICKY = '=HYPERLINK("http://example.invalid","x")'


@pytest.fixture
def city(db: Database) -> Database:
    """Three enterprises in two counties, one pair, one request, a few measures."""
    officer = make_liaison(db, name="张某", staff_no="007701", phone="13900005678")
    commissioner = make_liaison(db, "commissioner", name="李 某", staff_no="Z-01")
    first = make_enterprise(
        db,
        name="湖州试样毛绒有限公司",
        contact_phone=f"{PHONE}; 0572-2000000",
        contact_name="王某",
        address="织里镇珍贝路1号",
        industry="C",
        above_scale="above",
        size="M",
        grid="网格1",
        legacy_id="330500000012345",
        planned_on="2026-11-01",
        resumed_on="2026-11-02",
        capacity_percent=80.5,
        power_kwh=1234.5,
        base_power_kwh=2000,
        contacted_on="2026-11-09",
        remark="甲方备注",
    )
    make_enterprise(db, name=TRICKY, remark="+86 @x", employees=None, employees_on_duty=None)
    make_enterprise(
        db,
        status="not_resumed",
        filing_status="not_filed",
        county_code="330523",
        town_code="330523001",
        employees=50,
        employees_on_duty=0,
    )
    make_pair(db, first, officer)
    make_pair(db, first, commissioner)
    with db.write() as connection:
        connection.table("support").insert_all(
            {"enterprise_id": first, "measure_code": code, "state": state, "due_on": "2026-11-05"}
            for code, state in (("M01", "done"), ("M02", "blocked"), ("M03", "not_applicable"))
        )
        connection.table("requests").insert(
            {
                "enterprise_id": first,
                "kind": "transport",
                "body": "=需要两辆包车",
                "status": "settled",
                "submitted_at": iso(db.now() - timedelta(days=2)),
                "submitted_by": "enterprise",
                "due_at": iso(db.now() - timedelta(days=1)),
                "liaison_id": officer,
                "answered_at": iso(db.now() - timedelta(hours=30)),
                "answer": "已协调",
                "settled_at": iso(db.now()),
                "rating": 5,
            }
        )
    return db


def make_leave(db: Database, *, person: int, deputy: int, last_on: date) -> None:
    with db.write() as connection:
        leaves.insert(
            connection,
            liaison_id=person,
            deputy_id=deputy,
            first_on=db.today(),
            last_on=last_on,
            note=None,
            at=db.now(),
            by="administrator",
        )


def book(file: ExportedFile, **options: Any) -> Workbook:
    return load_workbook(BytesIO(file.content), **options)


def table(file: ExportedFile, sheet: str | int = 0) -> list[dict[str, Any]]:
    """The rows of a data sheet by header."""
    workbook = book(file)
    ws = workbook.worksheets[sheet] if isinstance(sheet, int) else workbook[sheet]
    header, *rows = ws.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_summary_has_its_ten_sheets(administrator: Actor, city: Database) -> None:
    file = export(administrator, city, "summary")
    assert file.file_name == "复工汇总_湖州市_2026-11-10.xlsx"
    assert file.rows == 3
    assert book(file).sheetnames == CHINESE_SHEETS


def test_the_english_summary_is_english(administrator: Actor, city: Database) -> None:
    file = export(administrator, city, "summary", language="en")
    assert file.file_name == "Resumption-summary_Huzhou_2026-11-10.xlsx"
    workbook = book(file)
    assert len(workbook.sheetnames) == 10
    for ws in workbook.worksheets[:8]:
        texts = [c for row in ws.iter_rows(values_only=True) for c in row if isinstance(c, str)]
        assert (
            not [text for text in texts if re.search("[\u4e00-\u9fff]", text)] or ws.title == "Gaps"
        )


def test_the_form_is_what_officials_hand_in(administrator: Actor, city: Database) -> None:
    ws = book(export(administrator, city, "summary"), data_only=True)["报送"]
    assert ws["A1"].value == "湖州市企业复工复产联络服务情况汇总表"
    assert {"A1:R1", "A3:A4", "C3:F3"} <= {str(each) for each in ws.merged_cells.ranges}
    assert [cell.value for cell in ws[4]][2:17] == [
        *("应复工数", "已复工数", "较上日±", "复工率", "员工总数", "返岗数", "返岗率"),
        *("专员数", "警官数", "覆盖率", "诉求受理", "办结", "办结率", "按时办结率", "满意率"),
    ]
    assert [ws.cell(row, 1).value for row in range(5, 11)] == [1, 2, 3, 4, 5, 6]
    wuxing = [cell.value for cell in ws[5]][1:17]
    assert wuxing[:5] == ["吴兴区", 2, 2, "—", 1]
    assert wuxing[5:8] == [100, 60, 0.6]
    assert wuxing[8:] == [1, 1, 0.5, 1, 1, 1, 1, 1]
    assert (ws.page_setup.orientation, ws.print_title_rows) == ("landscape", "$3:$4")
    assert ws.print_area == "'报送'!$A$1:$R$12"
    assert "填表人" in ws["A12"].value


def test_its_total_adds_up_by_formula_and_shows_what_the_figures_say(
    administrator: Actor, city: Database
) -> None:
    file = export(administrator, city, "summary")
    written, shown = book(file)["报送"], book(file, data_only=True)["报送"]
    assert written["A11"].value == "合计"
    assert written["C11"].value == "=SUM(C5:C10)"
    assert written["F11"].value == '=IF(C11=0,"—",D11/C11)'
    found = figures(administrator, city)
    letters = {"C": "due", "D": "resumed", "F": "resumption_rate", "G": "employees"}
    letters |= {"I": "staff_return_rate", "L": "pair_coverage", "O": "settled_rate"}
    for letter, key in letters.items():
        assert shown[f"{letter}11"].value == pytest.approx(found[key].value), key


def test_a_county_hands_in_its_towns(city: Database) -> None:
    file = export(official_of("330502"), city, "summary")
    assert file.file_name.startswith("复工汇总_吴兴区_")
    ws = book(file)["报送"]
    assert "织里镇" in [ws.cell(row, 2).value for row in range(5, 20)]
    assert {row["县区"] for row in table(file, "企业明细")} == {"吴兴区"}


def test_data_sheets_are_clean_and_filtered(administrator: Actor, city: Database) -> None:
    workbook = book(export(administrator, city, "summary"))
    for name in CHINESE_SHEETS[1:-1]:
        ws = workbook[name]
        assert not ws.merged_cells.ranges, name
        assert ws.freeze_panes == "B2", name
        assert ws.auto_filter.ref == ws.dimensions, name
        assert len({cell.value for cell in ws[1]}) == ws.max_column, name


def test_charts_are_excels_own(administrator: Actor, city: Database) -> None:
    workbook = book(export(administrator, city, "summary"))
    charts = {ws.title: ws._charts for ws in workbook.worksheets if ws._charts}
    assert set(charts) == {"按县区", "措施落实"}
    assert [len(chart.series) for (chart,) in charts.values()] == [2, 5]


def test_sheets_show_the_same_numbers_as_the_figures(administrator: Actor, city: Database) -> None:
    file = export(administrator, city, "summary")
    county = table(file, "按县区")[0]
    assert (county["县区"], county["复工率"], county["覆盖率"]) == ("吴兴区", 1, 0.5)
    measures = {row["措施编号"]: row for row in table(file, "措施落实")}
    assert (measures["M01"]["已完成"], measures["M01"]["落实率"]) == (1, 1)
    assert (measures["M02"]["受阻"], measures["M02"]["逾期"]) == (1, 1)
    assert measures["M03"]["落实率"] == "—"
    assert measures["M02"]["吴兴区落实率"] == 0
    (request,) = table(file, "诉求办理")
    assert (request["诉求类别"], request["诉求受理"], request["已办结"]) == ("运输物流", 1, 1)
    gaps = table(file, "未配名单")
    assert {(row["企业名称"], row["缺配角色"]) for row in gaps} == {
        (TRICKY, "项目警官"),
        (TRICKY, "复工专员"),
    }
    detail = table(file, "企业明细")[0]
    assert (detail["复工专员"], detail["项目警官"], detail["逾期措施"]) == ("李 某", "张某", 1)
    assert (detail["产能恢复率"], detail["适用措施"]) == (0.805, 2)


@pytest.mark.parametrize("kind", ["summary", "workload", "gaps", "measures"])
def test_aggregates_carry_no_phone_number(
    administrator: Actor, city: Database, kind: ExportKind
) -> None:
    for ws in book(export(administrator, city, kind)).worksheets:
        for row in ws.iter_rows(values_only=True):
            assert not [cell for cell in row if "139000" in str(cell) or "0572-" in str(cell)]


@pytest.mark.parametrize("kind", ["summary", "roster", "requests", "gaps", "measures"])
def test_user_text_never_becomes_a_formula(
    administrator: Actor, city: Database, kind: ExportKind
) -> None:
    workbook = book(export(administrator, city, kind))
    formulas = [
        (ws.title, cell.value)
        for ws in workbook.worksheets
        for row in ws.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert {sheet for sheet, _ in formulas} <= {"报送"}
    assert all(re.match(r"=(SUM|IF)\(", str(formula)) for _, formula in formulas)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_the_roster_imports_again_with_zero_changes(
    administrator: Actor, city: Database, language: str, file_format: Any
) -> None:
    file = export(administrator, city, "roster", language=language, format=file_format)
    assert file.rows == 3
    plan = plan_roster_import(administrator, city, file.content, file.file_name)
    assert {outcome.kind.value for outcome in plan.outcomes} == {"unchanged"}
    assert len(plan.outcomes) == 3
    assert not [problem for outcome in plan.outcomes for problem in outcome.problems]


def test_roster_cells_are_typed(administrator: Actor, city: Database) -> None:
    row = next(r for r in table(export(administrator, city, "roster")) if r["企业联系人"] == "王某")
    assert row["联系电话"] == f"{PHONE}; 0572-2000000"
    assert row["复工日期"].date() == date(2026, 11, 2)
    assert (row["产能恢复率"], row["所属乡镇街道"], row["复工状态"]) == (
        0.805,
        "织里镇",
        "部分复工",
    )
    assert (row["项目警官"], row["复工专员"]) == ("007701 张某", "Z-01 李 某")


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        pytest.param(EnterpriseFilter(), 3, id="all"),
        pytest.param(EnterpriseFilter(search="毛绒"), 1, id="search"),
        pytest.param(EnterpriseFilter(area_code="330523"), 1, id="area"),
        pytest.param(EnterpriseFilter(statuses=(Status.NOT_RESUMED,)), 1, id="status"),
        pytest.param(EnterpriseFilter(chip="unpaired"), 1, id="chip"),
    ],
)
def test_a_list_exports_just_what_it_shows(
    administrator: Actor, city: Database, filters: EnterpriseFilter, rows: int
) -> None:
    assert export(administrator, city, "roster", filters=filters).rows == rows


def test_requests_export_by_filter(administrator: Actor, city: Database) -> None:
    (row,) = table(export(administrator, city, "requests"))
    assert (row["诉求内容"], row["状态"], row["评价"]) == ("=需要两辆包车", "已办结", "非常满意")
    assert (row["责任人"], row["是否逾期"]) == ("张某", None)
    none = export(administrator, city, "requests", filters=RequestFilter(kind=RequestKind.STAFF))
    assert none.rows == 0


def test_workload_shows_a_row_a_person(administrator: Actor, city: Database) -> None:
    rows = {row["姓名"]: row for row in table(export(administrator, city, "workload"))}
    assert set(rows) == {"张某", "李 某"}
    assert (rows["张某"]["工号"], rows["张某"]["联系企业数"]) == ("007701", 1)
    assert rows["张某"]["负荷率"] == pytest.approx(1 / 30)
    assert (rows["张某"]["落实率"], rows["张某"]["逾期措施"]) == (0.5, 1)
    assert (rows["张某"]["诉求办结"], rows["李 某"]["诉求办结"]) == (1, 0)


def test_workload_tells_nearness_leave_and_the_last_deed(
    administrator: Actor, city: Database
) -> None:
    deputy = make_liaison(city, name="代某")
    make_leave(city, person=1, deputy=deputy, last_on=date(2026, 11, 12))
    record_visit(
        replace(OPERATOR, name="007701 张某"), city, 1, VisitKind.PHONE, city.today(), "已通话"
    )
    file = export(administrator, city, "workload")
    row = next(row for row in table(file) if row["姓名"] == "张某")
    near = ("其中本区域", "同网格", "同乡镇街道", "同县区", "跨县区", "就近率")
    assert [row[key] for key in near] == [1, 0, 1, 0, 0, 1]
    assert (row["在岗状态"], row["请假至"], row["代办人"]) == (
        "请假",
        datetime(2026, 11, 12),  # a day in Excel
        "代某",
    )
    assert row["最近联系"] == datetime(2026, 11, 10)  # as above
    assert row["最近办理"] == datetime(2026, 11, 10, 10)  # on the city's clock
    ws = book(file).worksheets[0]
    formats = {ws.cell(1, cell.column).value: cell.number_format for cell in ws[2]}
    assert (formats["就近率"], formats["请假至"]) == ("0.0%", "yyyy-mm-dd")


def test_workload_has_a_sheet_of_areas_with_their_levels(
    administrator: Actor, city: Database
) -> None:
    rows = table(export(administrator, city, "workload"), "按区域")
    levels = [row["层级"] for row in rows]
    assert levels == sorted(levels, key=["县区", "乡镇街道", "合计"].index)
    county, town, whole = (
        next(row for row in rows if row["区域"] == name) for name in ("吴兴区", "织里镇", "合计")
    )
    assert (town["县区"], town["人数"], town["在岗人数"], town["企业数"]) == ("吴兴区", 2, 2, 2)
    assert (county["人均企业数"], county["最多企业数"], county["空余名额"]) == (1, 1, 58)
    assert (county["同乡镇街道"], county["就近率"], county["未配齐企业"]) == (2, 1, 1)
    assert (whole["企业数"], whole["逾期措施"], whole["逾期企业"]) == (3, 1, 1)
    empty = next(row for row in rows if row["区域"] == "安吉县")
    assert (empty["人均企业数"], empty["就近率"]) == ("—", "—")


@pytest.mark.parametrize(
    ("area", "sheet"),
    [
        pytest.param("330502", ["乡镇街道", "合计"], id="a county's towns and itself"),
        pytest.param("330502100", ["乡镇街道"], id="a town alone"),
    ],
)
def test_the_sheet_of_areas_keeps_to_the_area(
    administrator: Actor, city: Database, area: str, sheet: list[str]
) -> None:
    rows = table(export(administrator, city, "workload", area_code=area), "按区域")
    assert list(dict.fromkeys(row["层级"] for row in rows)) == sheet
    assert {row["县区"] for row in rows} <= {"吴兴区", None, ""}


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        pytest.param(WorkloadFilter(), {"张某", "李 某", "空某"}, id="all"),
        pytest.param(WorkloadFilter(role=LiaisonRole.OFFICER), {"张某", "空某"}, id="role"),
        pytest.param(WorkloadFilter(search="Z-01"), {"李 某"}, id="search"),
        pytest.param(WorkloadFilter(chip="idle"), {"空某"}, id="chip"),
        pytest.param(WorkloadFilter(area_code="330523"), {"空某"}, id="area"),
    ],
)
@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_workload_exports_just_the_people_that_it_shows(
    administrator: Actor,
    city: Database,
    filters: WorkloadFilter,
    names: set[str],
    file_format: FileFormat,
) -> None:
    make_liaison(city, name="空某", county_code="330523", town_code=None)
    file = export(administrator, city, "workload", filters=filters, format=file_format)
    assert file.rows == len(names)
    if file_format == "xlsx":
        assert {row["姓名"] for row in table(file)} == names


def test_measures_export_a_row_a_measure(administrator: Actor, city: Database) -> None:
    rows = table(export(administrator, city, "measures"))
    assert [(row["措施编号"], row["状态"], row["逾期"]) for row in rows] == [
        ("M01", "已完成", None),
        ("M02", "受阻", "是"),
        ("M03", "不适用", None),
    ]


@pytest.mark.parametrize("kind", ["summary", "roster", "workload", "requests", "gaps", "measures"])
def test_officials_export_their_own_area_only(city: Database, kind: ExportKind) -> None:
    with pytest.raises(NotPermitted):
        export(official_of("330523"), city, kind, area_code="330502")
    assert export(official_of("330523"), city, kind).rows <= 1
    assert export(official_of("330500"), city, kind).rows == export(OPERATOR, city, kind).rows


def test_officers_export_nothing(city: Database) -> None:
    with pytest.raises(NotPermitted):
        export(liaison_actor(1), city, "roster")


def test_each_export_is_logged_and_in_the_history(administrator: Actor, city: Database) -> None:
    file = export(administrator, city, "gaps", area_code="330502")
    with city.read() as connection:
        (row,) = connection.query("SELECT * FROM exports")
        (entry,) = connection.query("SELECT * FROM history WHERE action = 'export.made'")
        assert history.broken_link(connection) is None
    assert (row["kind"], row["area_code"], row["rows"]) == ("gaps", "330502", file.rows)
    assert (row["actor"], row["file_name"]) == ("administrator", file.file_name)
    assert (entry["actor"], entry["entity"]) == ("administrator", "export")


def test_a_past_summary_shows_what_was_kept(
    administrator: Actor, city: Database, clock: Clock
) -> None:
    yesterday = city.today()
    take_snapshot(OPERATOR, city, yesterday)
    clock.advance(days=1)
    with city.write() as connection:
        connection.conn.execute("UPDATE enterprises SET status = 'full'")
    file = export(administrator, city, "summary", as_of=yesterday)
    assert file.file_name == "复工汇总_湖州市_2026-11-10.xlsx"
    assert book(file).sheetnames == CHINESE_SHEETS
    ws = book(file, data_only=True)["报送"]
    assert (ws["C11"].value, ws["D11"].value) == (3, 2)
    assert table(file, "企业明细") == []
    assert any("2026-11-10 24 时" in str(row["说明"]) for row in table(file, "说明"))


def test_a_day_that_was_not_kept_has_no_summary(administrator: Actor, city: Database) -> None:
    with pytest.raises(NotFound):
        export(administrator, city, "summary", as_of=date(2026, 11, 1))


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param({"kind": "nonsense"}, id="unknown kind"),
        pytest.param({"kind": "summary", "format": "csv"}, id="summary as csv"),
        pytest.param({"kind": "roster", "format": "pdf"}, id="unknown format"),
        pytest.param({"kind": "roster", "as_of": date(2026, 11, 1)}, id="a list of the past"),
        pytest.param({"kind": "template", "template_kind": "x"}, id="unknown template"),
    ],
)
def test_what_is_not_offered_is_refused(
    administrator: Actor, city: Database, wish: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        export(administrator, city, **wish)


def test_an_empty_city_has_a_summary_too(administrator: Actor, db: Database) -> None:
    ws = book(export(administrator, db, "summary"), data_only=True)["报送"]
    assert (ws["C11"].value, ws["F11"].value) == (0, "—")


def test_templates_come_by_kind(administrator: Actor, db: Database) -> None:
    file = export(administrator, db, "template", template_kind="officers")
    assert (file.file_name, file.rows) == ("项目警官名册模板.xlsx", 0)
