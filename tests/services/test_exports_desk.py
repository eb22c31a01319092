"""What officials choose of a file: filters, columns, names to keep it under; and its log."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted
from liaison.domain.filter_query import Filter
from liaison.domain.filters import EnterpriseFilter, MeasureFilter, RequestFilter
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.domain.vocabulary import RequestKind, Status
from liaison.domain.workload import WorkloadFilter
from liaison.locales import LANGUAGES
from liaison.services.export_kinds import OFFERS, ExportKind
from liaison.services.export_order import ExportOrder, order_from
from liaison.services.order_words import tell_orders, without_gone
from liaison.services.presets import (
    delete_preset,
    find_preset,
    list_presets,
    overwrite_preset,
    preset_order,
    rename_preset,
    save_preset,
    share_preset,
)
from liaison.services.reports import (
    column_choices,
    count_rows,
    export,
    export_into,
    list_all_exports,
    list_exports,
)
from liaison.services.roster_import import plan_roster_import
from liaison.store.database import Database, iso
from tests.conftest import (
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)

LISTS: tuple[ExportKind, ...] = (
    *("roster", "workload", "requests", "gaps", "measures"),
    "changes",
)


@pytest.fixture
def city(db: Database) -> Database:
    """Two enterprises in two counties, an officer, three measures, two requests."""
    officer = make_liaison(db, name="张某", staff_no="007701")
    first = make_enterprise(db, name="湖州试样毛绒有限公司", industry="C", remark="=1+1")
    make_enterprise(
        db, name="乙", status="not_resumed", county_code="330523", town_code="330523001"
    )
    make_pair(db, first, officer)
    with db.write() as connection:
        connection.table("support").insert_all(
            {"enterprise_id": first, "measure_code": code, "state": state, "due_on": "2026-11-05"}
            for code, state in (("M01", "done"), ("M02", "blocked"), ("M03", "not_started"))
        )
        for days, kind in ((3, "transport"), (1, "staff")):
            at = db.now() - timedelta(days=days)
            connection.table("requests").insert(
                {
                    "enterprise_id": first,
                    "kind": kind,
                    "body": "需要两辆包车",
                    "status": "submitted",
                    "submitted_at": iso(at),
                    "submitted_by": "enterprise",
                    "due_at": iso(at + timedelta(hours=24)),
                    "liaison_id": officer,
                }
            )
    return db


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def notes_of(content: bytes, sheet: str = "说明") -> dict[str, str]:
    rows = load_workbook(BytesIO(content))[sheet].iter_rows(values_only=True)
    return {str(topic): str(text) for topic, text in rows}


@pytest.mark.parametrize("kind", LISTS)
def test_every_column_has_a_key_of_its_own_in_both_languages(city: Database, kind: Any) -> None:
    zh, en = (column_choices(OPERATOR, city, kind, language) for language in LANGUAGES)
    assert list(zh) == list(en)
    assert all(zh)
    assert len(set(zh.values())) == len(zh)


@pytest.mark.parametrize("kind", LISTS)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_chosen_columns_have_the_cells_of_the_full_file(
    city: Database, kind: ExportKind, data: st.DataObject
) -> None:
    known = list(column_choices(OPERATOR, city, kind, "zh-CN"))
    chosen = data.draw(st.lists(st.sampled_from(known), unique=True, min_size=1))
    all_rows = rows_of(export(OPERATOR, city, kind, format="csv").content)
    file = export(OPERATOR, city, kind, format="csv", columns=tuple(chosen))
    kept = [key for key in OFFERS[kind].kept if key not in chosen]
    places = [known.index(key) for key in (*kept, *chosen)]
    assert rows_of(file.content) == [[row[place] for place in places] for row in all_rows]
    sheet = "当日变更" if kind == "changes" else 0
    book = load_workbook(BytesIO(export(OPERATOR, city, kind, columns=tuple(chosen)).content))
    ws = book[sheet] if isinstance(sheet, str) else book.worksheets[sheet]
    assert [cell.value for cell in ws[1]] == [all_rows[0][place] for place in places]
    assert ws.max_row == len(all_rows)


@pytest.mark.parametrize(
    ("kind", "filters", "rows"),
    [
        pytest.param("roster", EnterpriseFilter(statuses=(Status.NOT_RESUMED,)), 1, id="roster"),
        pytest.param("gaps", EnterpriseFilter(search="乙"), 2, id="gaps"),
        pytest.param("gaps", EnterpriseFilter(industry="Z"), 0, id="gaps of nobody"),
        pytest.param("measures", MeasureFilter(of_measure="M02"), 1, id="one measure"),
        pytest.param("measures", MeasureFilter(of_state="overdue"), 2, id="late measures"),
        pytest.param("measures", MeasureFilter(of_state="done"), 1, id="state"),
        pytest.param("measures", EnterpriseFilter(measure_code="M02"), 3, id="link of a list"),
        pytest.param("requests", RequestFilter(kind=RequestKind.STAFF), 1, id="kind"),
        pytest.param("requests", RequestFilter(first_on=date(2026, 11, 8)), 1, id="from"),
        pytest.param("requests", RequestFilter(last_on=date(2026, 11, 7)), 1, id="until"),
        pytest.param("requests", RequestFilter(only_overdue=True), 1, id="late requests"),
        pytest.param("workload", WorkloadFilter(search="张"), 1, id="people"),
        pytest.param("workload", WorkloadFilter(chip="idle"), 0, id="chip"),
        pytest.param("summary", None, 2, id="summary"),
        pytest.param("changes", None, 0, id="changes"),
    ],
)
def test_the_rows_are_told_before_the_file_is_made(
    city: Database, kind: ExportKind, filters: Filter | None, rows: int
) -> None:
    order = ExportOrder(kind=kind, filters=filters)
    assert count_rows(OPERATOR, city, order) == rows
    assert export(OPERATOR, city, kind, filters=filters).rows == rows
    again = order_from(kind, order.query(), "zh-CN")
    assert count_rows(OPERATOR, city, again) == rows, "as texts it is the same order"


def test_the_notes_tell_area_filters_columns_and_who(city: Database) -> None:
    filters = MeasureFilter(of_measure="M02", statuses=(Status.PARTIAL,), liaison_id=1)
    file = export(
        official_of("330502"), city, "measures", filters=filters, columns=("enterprise", "gone")
    )
    notes = notes_of(file.content)
    assert notes["统计范围"] == "吴兴区"
    assert "状态为部分复工" in notes["筛选条件"]
    assert "由007701 张某负责" in notes["筛选条件"]
    assert "只列措施 M02" in notes["筛选条件"]
    assert notes["栏目"] == "企业名称"
    assert notes["已略去"] == "栏目 gone 已不存在，已略去"
    assert notes["导出时间"] == "2026-11-10 10:00"
    english = notes_of(export(OPERATOR, city, "gaps", language="en").content, "Notes")
    assert "none" in english.values()


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_a_roster_of_some_columns_leaves_the_others_alone_when_it_comes_back(
    administrator: Actor, city: Database, file_format: Any
) -> None:
    file = export(OPERATOR, city, "roster", format=file_format, columns=("grid", "employees"))
    plan = plan_roster_import(administrator, city, file.content, file.file_name)
    assert plan.counts()["unchanged"] == plan.counts()["rows"] == 2
    assert not [problem for outcome in plan.outcomes for problem in outcome.problems]


def test_a_preset_is_kept_renamed_overwritten_and_deleted(city: Database) -> None:
    mine = official_of("330502")
    filters = EnterpriseFilter(statuses=(Status.PARTIAL,), search="毛绒")
    order = ExportOrder(
        kind="roster", filters=filters, columns=("uscc",), format="csv", as_of=city.today()
    )
    number = save_preset(mine, city, "  毛绒  企业 ", order)
    (kept,) = list_presets(mine, city)
    assert (kept.id, kept.name) == (number, "毛绒 企业")
    again = preset_order(find_preset(mine, city, "毛绒 企业"))
    assert (again.filters, again.columns, again.format) == (filters, ("uscc",), "csv")
    assert again.as_of is None, "a preset is of today"
    rename_preset(mine, city, number, "甲")
    overwrite_preset(mine, city, number, ExportOrder(kind="gaps"))
    assert preset_order(find_preset(mine, city, "甲")).kind == "gaps"
    delete_preset(mine, city, number)
    with pytest.raises(NotFound):
        find_preset(mine, city, "甲")


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_preset_has_a_name_that_can_be_read(city: Database, name: str) -> None:
    with pytest.raises(InvalidInput):
        save_preset(OPERATOR, city, name, ExportOrder(kind="gaps"))


def test_two_presets_of_one_account_are_told_apart(city: Database) -> None:
    save_preset(OPERATOR, city, "甲", ExportOrder(kind="gaps"))
    with pytest.raises(InvalidInput):
        save_preset(OPERATOR, city, "甲", ExportOrder(kind="roster"))


def test_only_shared_presets_are_seen_by_others_and_run_in_their_own_reach(
    city: Database, administrator: Actor
) -> None:
    mine, other = official_of("330502"), official_of("330523")
    other = type(other)(name="other", role=Role.OFFICIAL, area_code="330523")
    number = save_preset(mine, city, "吴兴", ExportOrder(kind="roster", area_code="330502"))
    assert list_presets(other, city) == []
    with pytest.raises(NotFound):
        delete_preset(other, city, number)
    share_preset(mine, city, number, True)
    (seen,) = list_presets(other, city)
    with pytest.raises(NotPermitted):
        overwrite_preset(other, city, number, ExportOrder(kind="gaps"))
    buffer = BytesIO()
    made = export_into(other, city, preset_order(seen), buffer)
    assert made.rows == 1, "their own county, and not the one that the preset names"
    assert made.gone == ("区域 吴兴区 已不在您的范围内，按您的整个范围导出",)
    delete_preset(administrator, city, number)
    assert list_presets(mine, city) == []


def test_officers_have_no_presets(city: Database) -> None:
    with pytest.raises(NotPermitted):
        list_presets(liaison_actor(1), city)


def test_what_a_preset_names_and_is_gone_is_told_and_the_rest_is_run(city: Database) -> None:
    asked = {
        "of_measure": "M99",
        "liaison_id": "999",
        "industry": "ZZ",
        "columns": "enterprise,old",
        "of_state": "blocked",
        "area": "999999",
    }
    number = save_preset(OPERATOR, city, "旧", order_from("measures", asked, "zh-CN"))
    preset = find_preset(OPERATOR, city, "旧")
    assert preset.id == number
    order, gone = without_gone(OPERATOR, city, preset_order(preset), "zh-CN")
    assert len(gone) == 5
    assert order.query() == {
        "language": "zh-CN",
        "format": "xlsx",
        "of_state": "blocked",
        "columns": "enterprise",
        "preset": "旧",
    }
    made = export_into(OPERATOR, city, preset_order(preset), BytesIO())
    assert (made.rows, made.gone) == (1, gone)


def test_an_area_out_of_reach_is_refused_where_no_preset_names_it(city: Database) -> None:
    with pytest.raises(NotPermitted):
        export(official_of("330523"), city, "gaps", area_code="330502")


def test_the_log_keeps_what_was_asked_for(city: Database, administrator: Actor) -> None:
    mine = official_of("330502")
    filters = MeasureFilter(of_measure="M02")
    file = export(mine, city, "measures", filters=filters, columns=("state",))
    (entry,) = list_exports(mine, city).rows
    assert entry.size_bytes == len(file.content)
    order = order_from("measures", entry.settings, "en")
    assert (order.filters, order.columns, order.language) == (filters, ("state",), "zh-CN")
    (told,) = tell_orders(mine, city, [order], "zh-CN")
    assert told.filters == ["只列措施 M02 运输保畅"]
    with pytest.raises(NotPermitted):
        list_all_exports(mine, city)
    assert list_exports(administrator, city).total == 0
    assert list_all_exports(administrator, city).total == 1
    assert list_all_exports(administrator, city, mine.name).rows == [entry]
    assert list_all_exports(administrator, city, "nobody").total == 0


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("roster", {"above_scale": "huge"}),
        ("roster", {"size_class": "Q"}),
        ("requests", {"first_on": "0001-01-01"}),
        ("requests", {"last_on": "9999-12-31"}),
    ],
)
def test_an_address_with_words_that_mean_nothing_narrows_nothing(
    city: Database, kind: ExportKind, asked: dict[str, str]
) -> None:
    whole = order_from(kind, {}, "zh-CN")
    stale = order_from(kind, asked, "zh-CN")
    with BytesIO() as first, BytesIO() as second:
        rows = export_into(OPERATOR, city, stale, first).rows
        assert rows == export_into(OPERATOR, city, whole, second).rows


def test_a_day_at_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(InvalidInput, match="day_unclear"):
        order_from("changes", {"as_of": "0001-01-01"}, "zh-CN")
