"""Write the demonstration city's rosters: `python data/demo/make_city.py [--out DIR]`.

The story: a typhoon stopped the city on 2026-10-25, enterprises resumed from 2026-11-02 on, and
the rosters were handed in on 2026-11-10. Every person and enterprise in them is invented.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from desk import CellValue, Layout, write_people, write_roster
from faults import Fault, put_faults
from invented import HERE, City, Enterprise, TownPlan, town_plans
from openpyxl import Workbook
from people import Liaison, Staff

SEED = 20261110

LAYOUTS = {
    "吴兴区": Layout("吴兴区", "湖州市吴兴区企业复工情况台账", sections=True),
    "南浔区": Layout(
        "南浔区",
        "湖州市南浔区企业复工情况台账",
        merged=("town",),
        dates="dashes",
        percent_sign=True,
    ),
    "德清县": Layout(
        "德清县",
        "湖州市德清县企业复工情况台账",
        first_column=2,
        merged=("town",),
        dates="chinese",
        phones="duty",
    ),
    "长兴县": Layout(
        "长兴县",
        "湖州市长兴县企业复工情况台账",
        merged=("county",),
        dates="mixed",
        phones="number",
        short_industries=True,
    ),
    "安吉县": Layout("安吉县", "湖州市安吉县企业复工情况台账", dates="dots"),
    "南太湖新区": Layout("南太湖新区", "湖州南太湖新区企业复工情况台账"),
}
OFFICERS = Layout("项目警官", "湖州市项目警官名册", name_width=12)
COMMISSIONERS = Layout("复工专员", "湖州市企业复工专员名册", name_width=12)
LEFT_OUT = {"安吉县": ["体温异常人数"]}


def invent_city(plans: list[TownPlan]) -> dict[str, list[Enterprise]]:
    """Every sheet's enterprises, town by town."""
    city = City(SEED)
    return {
        sheet: [row for plan in sheet_plans for row in city.enterprises(plan)]
        for sheet, sheet_plans in groupby(plans, key=lambda plan: plan.sheet)
    }


def new_workbook() -> Workbook:
    """A workbook without sheets."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "Demonstration data"
    return workbook


def write_enterprises(out: Path, city: dict[str, list[Enterprise]]) -> dict[str, list[int]]:
    """Write enterprises.xlsx; give back the row numbers of the enterprises by sheet."""
    workbook = new_workbook()
    row_numbers = {
        sheet: write_roster(workbook.create_sheet(sheet), LAYOUTS[sheet], rows)
        for sheet, rows in city.items()
    }
    workbook.save(out / "enterprises.xlsx")
    return row_numbers


def write_liaisons(path: Path, layout: Layout, people: Iterable[Liaison]) -> int:
    """Write a roster of people; give back how many there are."""
    rows = [_liaison_cells(person, layout, place) for place, person in enumerate(people)]
    workbook = new_workbook()
    write_people(workbook.create_sheet(layout.sheet), layout, rows)
    workbook.save(path)
    return len(rows)


def _liaison_cells(person: Liaison, layout: Layout, place: int) -> list[CellValue]:
    """The person's cells, with half of the short names spread out to the width of a long one."""
    cells: dict[str, CellValue] = {
        column.field: getattr(person, column.field) for column in layout.columns
    }
    if len(person.name) == 2 and place % 2 == 0:
        cells["name"] = " ".join(person.name)
    return list(cells.values())


def expectation(
    landed: dict[str, list[tuple[int, Fault]]], row_numbers: dict[str, list[int]]
) -> dict[str, object]:
    """What an import of enterprises.xlsx must find: totals, and every problem by sheet and row."""
    sheets = {
        sheet: {
            "rows": len(numbers),
            "header_rows": LAYOUTS[sheet].header_rows,
            "left_out": LEFT_OUT.get(sheet, []),
            "rejected": _problems(landed[sheet], numbers, rejects=True),
            "warned": _problems(landed[sheet], numbers, rejects=False),
        }
        for sheet, numbers in row_numbers.items()
    }
    faults = [fault for sheet in landed.values() for _, fault in sheet]
    return {
        "rows": sum(len(numbers) for numbers in row_numbers.values()),
        "rejected": sum(fault.rejects for fault in faults),
        "warned": sum(not fault.rejects for fault in faults),
        "sheets": sheets,
    }


def _problems(
    landed: list[tuple[int, Fault]], row_numbers: list[int], *, rejects: bool
) -> list[dict[str, str | int]]:
    return [
        {"row_number": row_numbers[index], "field": fault.field, "code": fault.code}
        for index, fault in sorted(landed, key=lambda item: item[0])
        if fault.rejects is rejects
    ]


def make_city(out: Path) -> None:
    """Write the three rosters and the expectation into the folder."""
    out.mkdir(parents=True, exist_ok=True)
    plans = town_plans()
    city = invent_city(plans)
    landed = put_faults(city)
    expected = expectation(landed, write_enterprises(out, city))
    staff = Staff(SEED)
    expected["officers"] = write_liaisons(out / "officers.xlsx", OFFICERS, staff.officers(plans))
    expected["commissioners"] = write_liaisons(
        out / "commissioners.xlsx", COMMISSIONERS, staff.commissioners(plans)
    )
    text = json.dumps(expected, ensure_ascii=False, indent=2)
    (out / "expected.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the demonstration city's rosters.")
    parser.add_argument("--out", type=Path, default=HERE)
    make_city(parser.parse_args().out)


if __name__ == "__main__":
    main()
