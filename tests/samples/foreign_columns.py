"""Columns that are no field, are private, are known by what they hold, or have no label."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.samples.expectations import Taken, sample
from tests.samples.making import FIELDS, book, firm


@sample(
    "含个人隐私列.xlsx",
    "What must not be kept is left out, every such column by name, in groups too.",
    Taken(
        rows=[3],
        columns="name county contact_name - - - - - employees",
        left_out={
            "D": "身份证号",
            "E": "今日体温（℃）",
            "F": "湖北籍人员/人数",
            "G": "湖北籍人员/是否隔离",
            "H": "健康码颜色",
        },
    ),
)
def private_columns() -> bytes:
    upper = ["企业名称", "所属县区", "联系人", "身份证号", "今日体温（℃）", "湖北籍人员", None]
    lower = [None, None, None, None, None, "人数", "是否隔离"]
    row: list[Any] = [
        "湖州试样1号有限公司",
        "吴兴区",
        "试样甲",
        "33050119900101001X",
        36.5,
        2,
        "是",
    ]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1", "H1:H2", "I1:I2"]
    return book(
        [[*upper, "健康码颜色", "员工总数"], [*lower, None, None], [*row, "绿码", 50]],
        merged=merged,
    )


@sample(
    "规上规下两列打勾.xlsx",
    "A column for each scale class, ticked: the tick under 规上 is what it says.",
    Taken(
        rows=[2, 3, 4],
        values={2: {"above_scale": "above"}, 3: {"above_scale": "below"}, 4: {"above_scale": None}},
    ),
)
def ticked_scale_columns() -> bytes:
    names = [firm(number)[0] for number in (1, 2, 3)]
    return book(
        [
            ["企业名称", "所属县区", "规上", "规下", "员工总数"],
            [names[0], "吴兴区", "√", None, 300],
            [names[1], "吴兴区", None, "√", 30],
            [names[2], "吴兴区", None, None, 20],
        ]
    )


@sample(
    "内容说明列义.xlsx",
    "Labels that nobody knows over columns whose content tells what they are.",
    Taken(
        rows=range(2, 8),
        columns="name uscc contact_phone town status -",
        values={2: {"contact_phone": "13900000001", "town": "330502100", "status": "full"}},
    ),
)
def content_tells() -> bytes:
    header = ["企业名称", "证照编码", "找得到人的号", "在哪儿", "眼下怎样", "颜色"]
    rows = [
        [*firm(number)[:2], f"1390000000{number}", "织里镇", "全面复工", "蓝" * number]
        for number in range(1, 7)
    ]
    return book([header, *rows])


@sample(
    "没有表头.xlsx",
    "No header at all: every row is data once a person says what the columns are.",
    Taken(
        rows=[1, 2, 3],
        columns="name uscc county town status employees employees_on_duty",
        values={1: {"name": "湖州试样1号有限公司", "employees": 120}},
    ),
    by_hand=True,
    mapping={
        "台账": dict(zip("ABCDEFG", FIELDS.split(), strict=True)),
    },
)
def no_header() -> bytes:
    return book([firm(number) for number in (1, 2, 3)])


@sample(
    "多出来的列.xlsx",
    "Columns that belong to no field are named and not read; nothing is forced upon them.",
    Taken(
        rows=[2],
        columns="name county - - - - employees - -",
    ),
)
def foreign_columns() -> bytes:
    header = [
        "企业名称",
        "所属县区",
        "口罩库存（只）",
        "复工承诺书编号",
        "未返岗人数",
        "上报批次",
        "员工总数",
        "新增用工需求",
        "食堂是否开放",
    ]
    return book([header, [firm(1)[0], "吴兴区", 500, "甲-1", 60, "第三批", 120, 5, "是"]])


@sample(
    "逐日到岗.xlsx",
    "A column for each day, headed by real dates: they belong to no field.",
    Taken(
        rows=[2, 3],
        columns="name uscc county employees - - -",
        values={2: {"employees": 120}},
    ),
)
def columns_by_day() -> bytes:
    days = [date(2020, 2, day) for day in (10, 11, 12)]
    rows = [[*firm(number)[:2], "吴兴区", 120, 20, 40, 60] for number in (1, 2)]
    return book([["企业名称", "信用代码", "所属县区", "员工总数", *days], *rows])


@sample(
    "企业对应民警.xlsx",
    "Enterprises with their officer's number, station and phone: a roster of enterprises still.",
    Taken(
        rows=[2, 3],
        columns="name uscc county officer - - - employees",
        values={2: {"contact_phone": None, "employees": 120}},
        problems=[(number, "D", "unknown_person") for number in (2, 3)],
    ),
)
def enterprises_with_officers() -> bytes:
    header = ["企业名称", "信用代码", "所属县区", "项目警官", "警号", "所属派出所", "警官电话"]
    rows = [
        [*firm(number)[:2], "吴兴区", "试样警官", "001203", "织里派出所", "13900000009", 120]
        for number in (1, 2)
    ]
    return book([[*header, "员工总数"], *rows])


@sample(
    "AB角民警两列.xlsx",
    "Two officers an enterprise: the first in charge is the officer, the deputy's column is named.",
    Taken(
        rows=[2],
        columns="name county officer - status",
        problems=[(2, "C", "unknown_person")],
    ),
)
def officer_and_deputy() -> bytes:
    header = ["企业名称", "所属县区", "项目警官（A角）", "项目警官（B角）", "复工状态"]
    return book([header, [firm(1)[0], "吴兴区", "试样甲", "试样乙", "全面复工"]])


@sample(
    "证件号认内容.xlsx",
    "Identity numbers under a label that does not say so: private by what the cells hold.",
    Taken(
        rows=[2, 3, 4],
        columns="name - county employees",
        left_out={"B": "经营者证件"},
    ),
)
def identity_numbers_by_content() -> bytes:
    numbers = ["330501199001010013", "33050119910203002X", "330501198807060031"]
    rows = [[firm(place)[0], number, "吴兴区", 12] for place, number in enumerate(numbers, 1)]
    return book([["企业名称", "经营者证件", "所属县区", "员工总数"], *rows])
