"""Cells as people type them: phones, codes, dates, counts, statuses, names, empty words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.samples.expectations import StartsWith, Taken, sample
from tests.samples.make_samples import saved
from tests.samples.making import SHEET, columns, firm


@sample(
    "电话各种写法.xlsx",
    "Phones as numbers, with +86, blanks, hyphens, an extension, two in a cell, with names, bad.",
    Taken(
        rows=range(2, 18),
        columns="name county contact_phone",
        values={
            2: {"contact_phone": "13900000001"},
            3: {"contact_phone": "13900000002"},
            4: {"contact_phone": "13900000003"},
            5: {"contact_phone": "13900000004"},
            6: {"contact_phone": "13900000005"},
            7: {"contact_phone": "0572-5000001"},
            8: {"contact_phone": "0572-5000002-801"},
            9: {"contact_phone": "0572-5000003"},
            10: {"contact_phone": "13900000006; 13900000007"},
            11: {"contact_phone": StartsWith("13900000008")},
            12: {"contact_phone": StartsWith("13900000010")},
            13: {"contact_phone": "5000004"},
            14: {"contact_phone": None},
            16: {"contact_phone": "13900000012"},
            17: {"contact_phone": "0572-5000005; 13900000013"},
        },
        problems=[(15, "C", "bad_phone")],
    ),
)
def phones() -> bytes:
    forms: list[Any] = [
        13900000001,
        "+86 139 0000 0002",
        "139-0000-0003",
        "１３９０００００００４",
        "86-13900000005",
        "(0572)5000001",
        "0572-5000002转801",
        "05725000003",
        "13900000006/13900000007",
        "试样甲13900000008、试样乙13900000009",
        "13900000010（试样丙）\n13900000011（试样丁）",
        5000004,
        "暂无",
        "见花名册",
        13900000012.0,
        "0572-5000005 13900000013",
    ]
    return columns(["所属县区", "联系电话"], [["吴兴区", form] for form in forms])


CODES = [firm(number)[1] for number in range(1, 5)]
WRONG_DIGIT = "91350100M000100Y4Z"


@sample(
    "信用代码各种写法.xlsx",
    "Codes in lower case, full width and pieces; old numbers; a wrong check digit; digits lost.",
    Taken(
        rows=range(2, 13),
        rejected=[8],
        columns="name county uscc",
        values={
            2: {"uscc": CODES[0]},
            3: {"uscc": CODES[1]},
            4: {"uscc": CODES[2]},
            5: {"uscc": CODES[3]},
            6: {"uscc": WRONG_DIGIT},
            7: {"uscc": None, "legacy_id": "330502000012345"},
            9: {"uscc": None, "legacy_id": "330502000012346"},
            10: {"uscc": None, "legacy_id": StartsWith("12345678")},
            11: {"uscc": None, "legacy_id": None},
            12: {"uscc": None, "legacy_id": "正在办理"},
        },
        problems=[
            (6, "C", "check_digit"),
            (7, "C", "old_number"),
            (8, "C", "digits_lost"),
            (9, "C", "old_number"),
            (10, "C", "old_number"),
            (12, "C", "malformed_code"),
        ],
    ),
)
def credit_codes() -> bytes:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in CODES[1])
    forms: list[Any] = [
        CODES[0].lower(),
        wide,
        f"{CODES[2][:6]} {CODES[2][6:12]} {CODES[2][12:]}",
        f" {CODES[3]}\n",
        WRONG_DIGIT,
        "330502000012345",
        9.13305021234567e17,
        330502000012346,
        "12345678-9",
        "无",
        "正在办理",
    ]
    return columns(["所属县区", "信用代码"], [["吴兴区", form] for form in forms])


@sample(
    "日期各种写法.xlsx",
    "Real dates, serials, 2.10 and 2月10日 with the year declared; a number 2.1 is asked about.",
    Taken(
        rows=range(2, 17),
        rejected=[11, 12, 13, 15],
        columns="name county resumed_on",
        values={
            2: {"resumed_on": "2020-02-10"},
            3: {"resumed_on": "2020-02-10"},
            4: {"resumed_on": "2020-02-10"},
            5: {"resumed_on": "2020-02-10"},
            6: {"resumed_on": "2020-02-10"},
            7: {"resumed_on": "2020-02-10"},
            8: {"resumed_on": "2020-02-10"},
            9: {"resumed_on": "2020-02-10"},
            10: {"resumed_on": "2020-02-10"},
            14: {"resumed_on": None},
            16: {"resumed_on": "2020-02-10"},
        },
        problems=[
            (11, "C", "ambiguous_date"),
            (12, "C", "date_in_future"),
            (13, "C", "bad_date"),
            (15, "C", "ambiguous_date"),
        ],
    ),
    year=2020,
)
def dates() -> bytes:
    forms: list[Any] = [
        date(2020, 2, 10),
        datetime(2020, 2, 10, 8, 30),
        43871,
        "2.10",
        "2月10日",
        "2020/2/10",
        20200210,
        "2020年2月10日",
        "２０２０．２．１０",
        2.1,
        "2099-01-01",
        "2020-02-30",
        "/",
        "03/04/2020",
        "2020.02.10 上午",
    ]
    return columns(["所属县区", "复工时间"], [["吴兴区", form] for form in forms])


@sample(
    "日期缺年份.xlsx",
    "Days without a year, and no year declared: asked about, never guessed.",
    Taken(
        rows=[2, 3],
        rejected=[2, 3],
        problems=[(2, "C", "date_without_year"), (3, "C", "date_without_year")],
    ),
)
def dates_without_year() -> bytes:
    return columns(["所属县区", "计划复工时间"], [["吴兴区", "2月10日"], ["吴兴区", "2.10"]])


@sample(
    "1904日期系统.xlsx",
    "Saved on an old Mac, where days are counted from 1904; shown as 2月10日, but real dates.",
    Taken(
        rows=[2, 3],
        values={2: {"resumed_on": "2020-02-10"}, 3: {"resumed_on": "2020-02-17"}},
    ),
)
def dates_from_1904() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    worksheet = workbook.active
    assert worksheet is not None
    worksheet.title = SHEET
    worksheet.append(["企业名称", "所属县区", "复工日期"])
    worksheet.append(["湖州试样1号有限公司", "吴兴区", date(2020, 2, 10)])
    worksheet.append(["湖州试样2号有限公司", "吴兴区", date(2020, 2, 17)])
    for cell in worksheet["C"][1:]:
        cell.number_format = 'm"月"d"日"'
    return saved(workbook)


@sample(
    "人数各种写法.xlsx",
    "Counts with units, commas, blanks and words; more returned than employed.",
    Taken(
        rows=range(2, 11),
        rejected=[8, 9, 10],
        columns="name county employees employees_on_duty capacity_percent",
        values={
            2: {"employees": 1200, "employees_on_duty": 600, "capacity_percent": 80.0},
            3: {"employees": 120, "employees_on_duty": 60, "capacity_percent": 80.0},
            4: {"employees": 120, "employees_on_duty": 0, "capacity_percent": 80.0},
            5: {"employees": 120, "employees_on_duty": None, "capacity_percent": None},
            6: {"employees": 50, "employees_on_duty": 60},
            7: {"employees": 120, "employees_on_duty": 60, "capacity_percent": 100.0},
        },
        problems=[
            (6, "D", "on_duty_exceeds"),
            (8, "C", "bad_number"),
            (9, "C", "bad_number"),
            (10, "C", "out_of_range"),
        ],
    ),
)
def counts() -> bytes:
    header = ["所属县区", "员工总数（人）", "返岗人数", "产能恢复率（%）"]
    cells = [
        ["1,200", "600人", "80%"],
        [120.0, " 60 ", 0.8],
        ["１２０", 0, 80],
        [120, "暂无", "-"],
        [50, 60, None],
        [120, 60, "１００％"],
        ["约一百二十", 60, None],
        [12.5, 10, None],
        [-3, 1, None],
    ]
    return columns(header, [["吴兴区", *row] for row in cells])
