"""Rows that are no enterprises, and rows that only look so."""

from __future__ import annotations

from typing import Any

from tests.samples.expectations import Taken, sample
from tests.samples.making import FIELDS, HEADER, book, firm

NONE: list[Any] = []


@sample(
    "每页重复表头.xlsx",
    "Made for printing: every page has the header, a subtotal and its number again.",
    Taken(
        rows=[3, 4, 8, 9],
        skipped={1: "title", 5: "total", 6: "note", 7: "header", 10: "total", 11: "note"},
        columns=FIELDS,
    ),
)
def header_on_every_page() -> bytes:
    def page(number: int) -> list[list[Any]]:
        total = ["本页小计", None, None, None, None, 240, 120]
        return [
            HEADER,
            firm(number),
            firm(number + 1),
            total,
            [f"第 {number // 2 + 1} 页  共 2 页"],
        ]

    return book([["企业复工名册"], *page(1), *page(3)])


@sample(
    "空白表.xlsx",
    "A numbered form that nobody has filled in yet.",
    Taken(rows=[], skipped={1: "title", **dict.fromkeys(range(3, 23), "blank"), 23: "signature"}),
)
def numbered_blank_form() -> bytes:
    numbered = ([number] for number in range(1, 21))
    return book([["企业复工申报汇总表"], ["序号", *HEADER], *numbered, ["填表人："]])


@sample(
    "填写说明与示例.xlsx",
    "Instructions above, an example under the header, notes over several rows below.",
    Taken(
        rows=[6, 7],
        skipped={
            **dict.fromkeys((1, 2, 3), "title"),
            5: "example",
            8: "blank",
            9: "note",
            10: "note",
            11: "note",
        },
    ),
)
def notes_and_example() -> bytes:
    rows = [
        ["企业复工信息采集表"],
        ["填写说明：1. 企业名称请填全称；2. 信用代码为 18 位。"],
        ["3. 复工状态：未复工、部分复工、全面复工。"],
        HEADER,
        ["示例：湖州某某有限公司", firm(9)[1], "吴兴区", "织里镇", "部分复工", 50, 20],
        firm(1),
        firm(2),
        NONE,
        ["说明：1. 返岗人数指当日实际到岗人数。"],
        ["2. 员工总数含派遣人员。"],
        ["※ 有变化的请当日更新"],
    ]
    return book(rows)


@sample(
    "已复工未复工两张表.xlsx",
    "Two lists under one another on one sheet, each with a heading and the same header.",
    Taken(
        rows=[3, 4, 8],
        skipped={1: "title", 5: "blank", 6: "section", 7: "header"},
        values={8: {"county": "330503", "status": "not_resumed"}},
    ),
)
def two_lists_on_a_sheet() -> bytes:
    later = firm(3, area=("南浔区", "练市镇"), status="未复工", staff=(10, 0))
    rows = [["一、已复工企业名单"], HEADER, firm(1), firm(2), NONE, ["二、未复工企业名单"]]
    return book([*rows, HEADER, later], merged=["A6:G6"])


@sample(
    "只有电话的行.xlsx",
    "Rows that hold nothing but a second phone belong to nobody: named, never dropped.",
    Taken(
        rows=[2, 3, 4, 5],
        rejected=[3, 5],
        columns="name uscc county contact_phone",
        problems=[
            *((number, "A", "required") for number in (3, 5)),
            *((number, "C", "no_area") for number in (3, 5)),
        ],
    ),
)
def rows_of_a_phone() -> bytes:
    header = [*HEADER[:3], "联系电话"]
    return book(
        [
            header,
            [*firm(1)[:3], "13900000001"],
            [None, None, None, "13900000002"],
            [*firm(2)[:3], 13900000003],
            [None, None, None, 13900000004],
        ]
    )


@sample(
    "像合计的企业名.xlsx",
    "Enterprises whose names begin like a total, a note, an example or a signature.",
    Taken(
        rows=range(2, 9),
        values={2: {"name": "合计（湖州）财务咨询有限公司"}, 8: {"name": "小计量仪器厂"}},
    ),
)
def names_like_totals() -> bytes:
    names = [
        "合计（湖州）财务咨询有限公司",
        "示例科技（湖州）有限公司",
        "注释文化传播有限公司",
        "说明书印务有限公司",
        "一、二手车交易市场有限公司",
        "审核人力资源有限公司",
        "小计量仪器厂",
    ]
    return book([HEADER, *(firm(number, name) for number, name in enumerate(names, 1))])


@sample(
    "一家两个联系人.xlsx",
    "An enterprise over two rows, its cells merged, because it has two contacts.",
    Taken(
        rows=[2, 3, 4],
        rejected=[3],
        problems=[(3, "B", "duplicate_in_file")],
        values={2: {"contact_phone": "13900000001"}, 4: {"contact_phone": "13900000003"}},
    ),
)
def two_contacts_merged() -> bytes:
    header = [*HEADER[:3], "联系人", "联系电话"]
    rows = [
        header,
        [*firm(1)[:3], "试样甲", "13900000001"],
        [None, None, None, "试样乙", "13900000002"],
        [*firm(2)[:3], "试样丙", "13900000003"],
    ]
    return book(rows, merged=["A2:A3", "B2:B3", "C2:C3"])


@sample(
    "合计各种写法.xlsx",
    "Totals by every word for them, with counts behind them, in the first column or under names.",
    Taken(
        rows=[2, 5, 8],
        skipped=dict.fromkeys((3, 4, 6, 7, 9, 10, 11), "total"),
        columns=f"- {FIELDS}",
    ),
)
def totals() -> bytes:
    def total(*words: Any) -> list[Any]:
        return [*words, *[None] * (6 - len(words)), 240, 120]

    return book(
        [
            ["序号", *HEADER],
            [1, *firm(1)],
            total("织里镇小计"),
            total(None, "合计（1家）"),
            [2, *firm(2)],
            total("本页合计：", "1家"),
            total("累  计"),
            [3, *firm(3)],
            total(None, "全区合计"),
            total("共计 3 家"),
            [*[None] * 6, 480, 240],
        ]
    )


@sample(
    "落款各种写法.xlsx",
    "Below the list: the seal, the day, the office, the line to call, an e-mail address.",
    Taken(
        rows=[2, 3],
        skipped={
            4: "blank",
            **dict.fromkeys(range(5, 12), "signature|note"),
        },
        columns=FIELDS,
    ),
)
def closings() -> bytes:
    return book(
        [
            HEADER,
            firm(1),
            firm(2),
            NONE,
            ["单位（公章）：", None, None, None, "分管领导："],
            ["填报日期：    年  月  日"],
            [None, None, None, None, "湖州市吴兴区经济和信息化局"],
            [None, None, None, None, "2020年2月15日"],
            ["咨询电话：0572-5000001"],
            ["报送邮箱：fugong@example.invalid"],
            ["联系人：试样甲", None, None, "联系电话：0572-5000002"],
        ]
    )


@sample(
    "续表.xlsx",
    "The second page begins with （续表） and the header over again.",
    Taken(
        rows=[3, 4, 7],
        skipped={1: "title", 5: "section|note|title", 6: "header"},
        columns=FIELDS,
        values={7: {"county": "330503", "town": "330503101"}},
    ),
)
def continued() -> bytes:
    last = firm(3, area=("南浔区", "双林镇"))
    return book([["企业名册"], HEADER, firm(1), firm(2), ["（续表）"], HEADER, last])


LONE_LINES = [
    "附件2",
    "第一批",
    "承前页",
    "纺织行业",
    "- 1 -",
    "A类",
    "2月10日新增",
    "已复工企业",
    "共3家",
    "****",
    "（以下无正文）",
    "湖州市吴兴区经信局",
    "二〇二〇年二月十五日",
    "(continued)",
]


@sample(
    "单独成行的文字.xlsx",
    "Every kind of line that stands alone in the column of names; only the company is one.",
    Taken(
        rows=[2, 3, *range(5, 32, 2)],
        skipped=dict.fromkeys(range(4, 31, 2), "section|note|title|total|signature"),
        columns=FIELDS,
        problems=[(3, "C", "no_area")],
    ),
)
def lone_lines() -> bytes:
    rows = [HEADER, firm(1), ["湖州孤行试样有限公司"]]
    for number, line in enumerate(LONE_LINES, 2):
        rows += [[line], firm(number)]
    return book(rows)
