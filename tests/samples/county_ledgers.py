"""Whole ledgers as five counties kept them: titles, sections, totals, merged cells, many sheets."""

from __future__ import annotations

from typing import Any

from tests.samples.expectations import Taken, sample
from tests.samples.making import FIELDS, HEADER, book, firm

NONE: list[Any] = []


@sample(
    "吴兴区企业复工台账.xlsx",
    "A merged title, who filled it in, numbered rows, a total, signatures, a footnote.",
    Taken(
        rows=[4, 5, 6],
        skipped={1: "title", 2: "title", 7: "total", 8: "blank", 9: "signature", 10: "note"},
        columns=f"- {FIELDS}",
        values={4: {"name": "湖州试样1号有限公司", "county": "330502", "employees": 120}},
    ),
)
def title_and_signature() -> bytes:
    rows = [
        ["吴兴区企业复工复产情况台账"],
        ["填报单位：吴兴区经济和信息化局", *[None] * 5, "填报日期：2020年2月15日"],
        ["序号", *HEADER],
        *([number, *firm(number)] for number in (1, 2, 3)),
        ["合  计", None, None, None, None, None, 360, 180],
        NONE,
        ["填表人：试样甲", None, None, "审核人：试样乙", None, None, "单位负责人（签字）："],
        ["注：本表每日 12 时前报送，数据截至前一日 24 时。"],
    ]
    return book(rows, merged=["A1:H1"])


@sample(
    "南浔区合并单元格.xlsx",
    "County and town stand once, in cells merged over the rows that they are about.",
    Taken(
        rows=[2, 3, 4, 5],
        columns="county town name uscc status employees employees_on_duty",
        values={
            2: {"county": "330503", "town": "330503101"},
            3: {"county": "330503", "town": "330503101"},
            5: {"county": "330503", "town": "330503105"},
        },
    ),
)
def merged_towns() -> bytes:
    header = [HEADER[2], HEADER[3], HEADER[0], HEADER[1], *HEADER[4:]]
    rows = []
    for number in range(1, 5):
        name, code, _, _, *rest = firm(number)
        town = {1: "双林镇", 3: "菱湖镇"}.get(number)
        rows.append(["南浔区" if number == 1 else None, town, name, code, *rest])
    return book([header, *rows], merged=["A2:A5", "B2:B3", "B4:B5"])


@sample(
    "德清县分镇汇总.xlsx",
    "Sections with counts carry the town, each closed by a subtotal, all by a grand total.",
    Taken(
        rows=[4, 5, 8],
        skipped={
            1: "title",
            3: "section",
            6: "total",
            7: "section",
            9: "total",
            10: "total",
        },
        columns="- name uscc status employees employees_on_duty",
        values={
            4: {"county": "330521", "town": "330521001"},
            5: {"county": "330521", "town": "330521001"},
            8: {"county": "330521", "town": "330521102"},
        },
    ),
)
def sections_with_counts() -> bytes:
    def row(serial: int, number: int) -> list[Any]:
        name, code, _, _, *rest = firm(number)
        return [serial, name, code, *rest]

    rows = [
        ["德清县规模以上企业复工情况"],
        ["序号", "单位名称", "信用代码", "复工情况", "职工人数", "到岗人数"],
        ["一、武康街道（2家）"],
        row(1, 1),
        row(2, 2),
        ["小计", None, None, None, 240, 120],
        ["二、新市镇（1家）"],
        row(1, 3),
        ["小计", None, None, None, 120, 60],
        ["总计", "3家", None, None, 360, 180],
    ]
    return book(rows, merged=["A1:F1", "A3:F3", "A7:F7"])


@sample(
    "长兴县两级表头.xlsx",
    "Groups over columns: whose name and whose phone it is stands one row higher.",
    Taken(
        rows=[4, 5],
        skipped={1: "title"},
        columns="- name uscc town contact_name contact_phone officer - employees employees_on_duty",
        values={
            4: {
                "contact_name": "试样联系",
                "contact_phone": "13900000001",
                "employees": 90,
                "employees_on_duty": 45,
                "county": "330522",
                "town": "330522112",
            }
        },
        problems=[(4, "G", "unknown_person"), (5, "G", "unknown_person")],
    ),
)
def two_level_header() -> bytes:
    upper = ["序号", "企业基本情况", None, None, "企业联系人", None, "项目警官", None]
    lower = [None, "企业名称", "信用代码", "所属乡镇", "姓名", "电话", "姓名", "电话"]
    rows = [
        ["长兴县企业复工“双配”名册"],
        [*upper, "员工情况", None],
        [*lower, "员工总数", "返岗人数"],
    ]
    for number in (1, 2):
        name, code, *_ = firm(number)
        people = ["试样联系", 13900000000 + number, "试样警官", "13800000009"]
        rows.append([number, name, code, "煤山镇", *people, 90, 45])
    merged = ["A1:J1", "A2:A3", "B2:D2", "E2:F2", "G2:H2", "I2:J2"]
    return book(rows, merged=merged)


@sample(
    "安吉县三级表头.xlsx",
    "A header on three rows: the block, the group, the column.",
    Taken(
        rows=[5, 6],
        skipped={1: "title", 2: "title"},
        columns="name uscc town contact_name contact_phone status resumed_on employees",
        values={
            5: {
                "contact_name": "试样联系",
                "contact_phone": "0572-5000001",
                "status": "full",
                "resumed_on": "2020-02-17",
                "employees": 33,
            }
        },
    ),
)
def three_level_header() -> bytes:
    rows = [
        ["安吉县竹产业企业复工复产一览表"],
        ["企业信息", None, None, None, None, "复工信息"],
        ["基本情况", None, None, "联系人", None, "进度", None, "用工"],
        ["企业名称", "信用代码", "镇街", "姓名", "电话", "复工状态", "复工日期", "员工总数"],
    ]
    for number in (1, 2):
        name, code, *_ = firm(number)
        rows.append(
            [name, code, "梅溪镇", "试样联系", "0572-5000001", "全面复工", "2020-02-17", 33]
        )
    merged = ["A1:H1", "A2:E2", "F2:H2", "A3:C3", "D3:E3", "F3:G3"]
    return book(rows, merged=merged)


@sample(
    "表头在第七行C列.xlsx",
    "The table begins in C7, under a letterhead and blank rows.",
    Taken(
        rows=[8, 9],
        # What stands above the first filled cell is no row of the table.
        skipped={2: "title", 3: "blank", 4: "title", 5: "blank", 6: "blank"},
        columns=FIELDS,
        first_column="C",
        values={8: {"uscc": firm(1)[1]}, 9: {"employees_on_duty": 60}},
    ),
)
def header_in_row_seven() -> bytes:
    rows = [["湖州市企业复工领导小组办公室"], NONE, ["企业复工名册（第 3 期）"], NONE, NONE]
    return book([*rows, HEADER, firm(1), firm(2)], at="C2")


@sample(
    "隔行空列.xlsx",
    "A blank row after every enterprise, a blank column in front and one in the middle.",
    Taken(
        rows=[3, 5, 7],
        skipped={2: "blank", 4: "blank", 6: "blank"},
        first_column="B",
        columns="name uscc - county town status employees employees_on_duty",
    ),
)
def blank_rows_and_columns() -> bytes:
    def gap(row: list[Any]) -> list[Any]:
        return [*row[:2], None, *row[2:]]

    rows = [gap(HEADER), NONE, gap(firm(1)), NONE, gap(firm(2)), NONE, gap(firm(3))]
    return book(rows, at="B1")
