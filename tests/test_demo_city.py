"""The demonstration city: the same cells every time, and exactly the faults it promises."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from stdnum import exceptions
from stdnum.cn import uscc

DATA = Path(__file__).resolve().parent.parent / "data"
DEMO = DATA / "demo"
WORKBOOKS = ("enterprises.xlsx", "officers.xlsx", "commissioners.xlsx")
SHEETS = {
    "吴兴区": 300,
    "南浔区": 230,
    "德清县": 210,
    "长兴县": 210,
    "安吉县": 150,
    "南太湖新区": 100,
}
REPORTED_ON = date(2026, 11, 10)
DATE_TEXT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
PHONE = re.compile(r"1[3-9]\d{9}|0572-\d{7}(?:\n1[3-9]\d{9})?")
# Sheet, row number, field and problem code.
Finding = tuple[str, int, str, str]
EXPECTED: dict[str, Any] = json.loads((DEMO / "expected.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Row:
    """One enterprise as read back from its sheet, merged cells filled in."""

    sheet: str
    row_number: int
    cells: dict[str, Any]


@cache
def workbook(name: str) -> Workbook:
    return load_workbook(DEMO / name)


@cache
def headings(sheet: str) -> tuple[str, ...]:
    with (DEMO / "columns.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["field"] for row in csv.DictReader(file) if row["sheet"] == sheet)


@cache
def enterprise_rows() -> tuple[Row, ...]:
    return tuple(row for sheet in SHEETS for row in _rows_on(sheet))


def _rows_on(sheet: str) -> Iterator[Row]:
    """Rows whose 序号 is a number; that number stands in the first filled column."""
    worksheet = workbook("enterprises.xlsx")[sheet]
    fields = headings(sheet)
    first = worksheet.max_column - len(fields)
    merged = {
        (row, area.min_col - 1): worksheet.cell(area.min_row, area.min_col).value
        for area in worksheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
    }
    for row_number, values in enumerate(worksheet.iter_rows(values_only=True), start=1):
        if isinstance(values[first], int):
            cells = {
                field: merged.get((row_number, column), values[column])
                for column, field in enumerate(fields, start=first)
            }
            yield Row(sheet, row_number, cells)


def cells_of(path: Path) -> dict[str, list[tuple[str, object]]]:
    return {
        sheet.title: [(cell.coordinate, cell.value) for row in sheet.iter_rows() for cell in row]
        for sheet in load_workbook(path)
    }


def day_of(value: object) -> date | None:
    """The day in a cell; ValueError for one that no calendar has."""
    if isinstance(value, datetime):
        return value.date()
    if value is None:
        return None
    found = DATE_TEXT.fullmatch(str(value))
    assert found is not None, value
    return date(*(int(part) for part in found.groups()))


def code_problem(code: str) -> str | None:
    """What python-stdnum says of a credit code; letters as first character do not occur here."""
    if re.fullmatch(r"\d{15}", code):
        return "old_number"
    try:
        uscc.validate(code)
    except exceptions.InvalidChecksum:
        return "check_digit"
    return None


def errors_in(cells: dict[str, Any], seen: set[str]) -> Iterator[tuple[str, str]]:
    if cells["name"] is None:
        yield "name", "required"
    if cells["uscc"] in seen:
        yield "uscc", "duplicate_in_file"
    for field in ("resumed_on", "planned_on"):
        try:
            day_of(cells.get(field))
        except ValueError:
            yield field, "bad_date"
    for field in ("employees", "employees_on_duty"):
        if not isinstance(cells[field], int):
            yield field, "bad_number"


def warnings_in(cells: dict[str, Any]) -> Iterator[tuple[str, str]]:
    employees, on_duty = cells["employees"], cells["employees_on_duty"]
    if isinstance(employees, int) and isinstance(on_duty, int) and on_duty > employees:
        yield "employees_on_duty", "on_duty_exceeds"
    problem = code_problem(cells["uscc"])
    if problem:
        yield "uscc", problem
    if not PHONE.fullmatch(str(cells["contact_phone"])):
        yield "contact_phone", "bad_phone"


def recount() -> tuple[Counter[Finding], Counter[Finding]]:
    """Rejections and warnings found without any of the code that put them there."""
    rejected: Counter[Finding] = Counter()
    warned: Counter[Finding] = Counter()
    seen: set[str] = set()
    for row in enterprise_rows():
        where = (row.sheet, row.row_number)
        rejected.update((*where, *error) for error in errors_in(row.cells, seen))
        warned.update((*where, *warning) for warning in warnings_in(row.cells))
        seen.add(row.cells["uscc"])
    return rejected, warned


def promised(outcome: str) -> Counter[Finding]:
    return Counter(
        (sheet, problem["row_number"], problem["field"], problem["code"])
        for sheet, found in EXPECTED["sheets"].items()
        for problem in found[outcome]
    )


@pytest.fixture(scope="module")
def made_twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folders = (tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second"))
    for folder in folders:
        subprocess.run(
            [sys.executable, "-B", str(DEMO / "make_city.py"), "--out", str(folder)], check=True
        )
    return folders


@pytest.mark.parametrize("name", WORKBOOKS)
def test_made_again_it_has_the_same_cells(made_twice: tuple[Path, Path], name: str) -> None:
    first, second = (cells_of(folder / name) for folder in made_twice)
    assert first == second == cells_of(DEMO / name)


def test_made_again_it_promises_the_same(made_twice: tuple[Path, Path]) -> None:
    first, second = (
        json.loads((folder / "expected.json").read_text(encoding="utf-8")) for folder in made_twice
    )
    assert first == second == EXPECTED


def test_promised_problems_are_those_in_the_cells() -> None:
    rejected, warned = recount()
    assert rejected == promised("rejected")
    assert warned == promised("warned")
    assert (len(rejected), len(warned)) == (EXPECTED["rejected"], EXPECTED["warned"]) == (8, 12)


def test_a_row_has_at_most_one_problem() -> None:
    problems = promised("rejected") + promised("warned")
    rows = Counter((sheet, row_number) for sheet, row_number, _, _ in problems)
    assert max(rows.values()) == 1


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_rows_by_sheet(sheet: str) -> None:
    found = sum(row.sheet == sheet for row in enterprise_rows())
    assert found == EXPECTED["sheets"][sheet]["rows"] == SHEETS[sheet]


def test_city_has_1200_enterprises_in_all_72_towns() -> None:
    with (DATA / "reference" / "areas.csv").open(encoding="utf-8", newline="") as file:
        areas = {row["code"]: row for row in csv.DictReader(file)}
    towns = {
        (areas[county]["name"], row["name"])
        for row in areas.values()
        if re.fullmatch(r"\d{9}", row["code"])
        for county in filter(None, (row["parent"], row["also_in"]))
    }
    assert EXPECTED["rows"] == len(enterprise_rows()) == 1200
    assert {(row.sheet, row.cells["town"]) for row in enterprise_rows()} == towns


def test_names_are_unique() -> None:
    names = [row.cells["name"] for row in enterprise_rows() if row.cells["name"]]
    assert len(set(names)) == len(names)


def test_each_grid_belongs_to_one_town() -> None:
    for row in enterprise_rows():
        assert row.cells["grid"].startswith(row.cells["town"])


def test_dates_keep_to_the_story() -> None:
    impossible = {(s, r) for s, r, _, code in promised("rejected") if code == "bad_date"}
    for row in enterprise_rows():
        if (row.sheet, row.row_number) in impossible:
            continue
        resumed_on = day_of(row.cells["resumed_on"])
        planned_on = day_of(row.cells.get("planned_on"))
        assert resumed_on is None or date(2026, 11, 2) <= resumed_on <= REPORTED_ON
        assert planned_on is None or planned_on > REPORTED_ON


def test_nobody_is_on_duty_where_nothing_runs() -> None:
    closed = {"未复工", "暂缓", "停工整改", "未直接生产经营"}
    rows = [row for row in enterprise_rows() if row.cells["status"] in closed]
    assert rows
    assert all(row.cells["employees_on_duty"] == 0 for row in rows)


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_sheet_ends_with_total_and_signatures(sheet: str) -> None:
    worksheet = workbook("enterprises.xlsx")[sheet]
    first = worksheet.max_column - len(headings(sheet)) + 1
    *_, total, signatures = (row[first - 1] for row in worksheet.iter_rows(values_only=True))
    assert total == "合计"
    assert signatures.startswith("填表人：")


@pytest.mark.parametrize(
    ("name", "number", "digits"), [("officers", 48, 6), ("commissioners", 46, 4)]
)
def test_people_are_enough_for_the_demand(name: str, number: int, digits: int) -> None:
    worksheet = workbook(f"{name}.xlsx").worksheets[0]
    _, header, *people = worksheet.iter_rows(values_only=True)
    capacities = [row[header.index("联系企业上限")] for row in people]
    assert len(people) == EXPECTED[name] == number
    assert len({row[0] for row in people}) == number
    assert all(
        isinstance(row[0], str) and re.fullmatch(rf"0\d{{{digits - 1}}}", row[0]) for row in people
    )
    assert all(20 <= capacity <= 40 for capacity in capacities)
    assert 1.15 * 1200 <= sum(capacities) <= 1.25 * 1200
    assert any(" " in row[1] for row in people)
