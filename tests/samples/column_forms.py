"""Headers as people write them: bilingual, decorated, twice, private, without words, or missing."""

from __future__ import annotations

from typing import Any

from tests.samples.expectations import Taken, sample
from tests.samples.making import FIELDS, HEADER, book, firm, text


@sample(
    "表头带标点换行.xlsx",
    "Labels with asterisks, units, numbering, line breaks and blanks between the characters.",
    Taken(rows=[2, 3], columns=f"- {FIELDS} resumed_on"),
)
def decorated_labels() -> bytes:
    header = [
        "序\n号",
        "*企 业 名 称\n（全称）",
        "1.统一社会信用代码（必填）",
        "所属县（区）",
        "所属乡镇\n（街道）",
        "是否\n复工",
        "员工总数\n（人）",
        "返岗人数（单位：人）",
        "复工时间（年/月/日）",
    ]
    rows = [[number, *firm(number, status="部分"), "2020-02-17"] for number in (1, 2)]
    return book([header, *rows])


@sample(
    "English roster.xlsx",
    "An English roster with English words for areas and statuses.",
    Taken(
        rows=[3, 4],
        skipped={1: "title", 5: "total"},
        columns=f"- {FIELDS} above_scale contact_phone planned_on remark",
        values={
            3: {
                "county": "330503",
                "town": "330503100",
                "status": "partial",
                "above_scale": "above",
                "contact_phone": "13900000001",
                "planned_on": "2020-02-20",
            },
            4: {"county": "330523", "town": "330523001", "status": "full", "above_scale": "below"},
        },
    ),
)
def english() -> bytes:
    header = [
        "No.",
        "Company name",
        "Unified social credit code",
        "District",
        "Town",
        "Status",
        "Employees",
        "Staff returned",
        "Above designated size",
        "Phone number",
        "Planned resumption date",
        "Remarks",
    ]
    first = [
        1,
        *firm(1, "Huzhou Sample Silk Co., Ltd.", ("Nanxun District", "Nanxun Town"), "Partly"),
        *("Yes", "+86 13900000001", "2020-02-20", "N/A"),
    ]
    second = [
        2,
        *firm(2, "Anji Sample Bamboo Co., Ltd.", ("Anji", "Dipu Subdistrict"), "Fully open"),
        *("No", "0572-5000001", None, "none"),
    ]
    total: list[Any] = ["Total", *[None] * 5, 240, 120]
    return book([["Enterprises of Huzhou resuming work"], header, first, second, total])


@sample(
    "中英双语表头.xlsx",
    "Every label in two languages, side by side or under one another; values of both.",
    Taken(
        rows=[2, 3],
        columns=FIELDS,
        values={3: {"county": "330521", "status": "full"}},
    ),
)
def bilingual() -> bytes:
    header = [
        "企业名称 Enterprise name",
        "统一社会信用代码\nCredit code",
        "所属县区（County）",
        "Town 所属乡镇街道",
        "复工状态/Status",
        "员工总数 Employees",
        "返岗人数\nOn duty",
    ]
    return book([header, firm(1), firm(2, area=("Deqing County", "武康街道"), status="Full")])


@sample(
    "两列同名电话.xlsx",
    "Two columns called 联系电话: the first is the contact's, the second the commissioner's.",
    Taken(
        rows=[2],
        columns="name county contact_name contact_phone commissioner - remark",
        values={2: {"contact_phone": "13900000001", "contact_name": "试样甲"}},
        problems=[(2, "E", "unknown_person")],
    ),
)
def two_phone_columns() -> bytes:
    header = ["企业名称", "所属县区", "联系人", "联系电话", "复工专员", "联系电话", "备注"]
    row = ["湖州试样1号有限公司", "吴兴区", "试样甲", "13900000001", "试样乙", "13900000002", "甲"]
    return book([header, row])


@sample(
    "规模与规型.xlsx",
    "Scale by every word for it, size beside it; a word that nobody knows leaves the cell empty.",
    Taken(
        rows=range(2, 8),
        columns="name county above_scale size",
        values={
            2: {"above_scale": "above", "size": "L"},
            3: {"above_scale": "below", "size": "XS"},
            4: {"above_scale": "above", "size": "M"},
            5: {"above_scale": "below", "size": "S"},
            6: {"above_scale": "unknown", "size": None},
            7: {"above_scale": None},
        },
        problems=[(7, "C", "value_left_out")],
    ),
)
def scale_and_size() -> bytes:
    cells = [
        ["规上", "大型"],
        ["规模以下企业", "微型"],
        ["是", "中"],
        ["非规上", "小型企业"],
        ["待核实", None],
        ["看情况", None],
    ]
    rows = ([firm(number)[0], "吴兴区", *row] for number, row in enumerate(cells, 1))
    return book([["企业名称", "所属县区", "是否规上", "划型"], *rows])


@sample(
    "计划与实际日期.xlsx",
    "Planned and actual days side by side; a day to come in the actual column is rejected.",
    Taken(
        rows=[2, 3],
        rejected=[3],
        columns="name county planned_on resumed_on",
        values={2: {"planned_on": "2020-02-20", "resumed_on": "2020-02-24"}},
        problems=[(3, "D", "date_in_future")],
    ),
)
def planned_and_actual() -> bytes:
    header = ["企业名称", "所属县区", "预计复工时间", "实际复工时间"]
    return book(
        [
            header,
            [firm(1)[0], "吴兴区", "2020-02-20", "2020-02-24"],
            [firm(2)[0], "吴兴区", None, "2031-01-01"],
        ]
    )


@sample(
    "负责人与联系人.xlsx",
    "Legal representative, contact and person in charge: the contact wins.",
    Taken(
        rows=[2],
        columns="name county - - contact_name contact_phone",
        values={2: {"contact_name": "试样丙", "contact_phone": "13900000003"}},
    ),
)
def representative_and_contact() -> bytes:
    header = ["企业名称", "所属县区", "法人代表", "法人电话", "联系人", "联系电话"]
    row = [firm(1)[0], "吴兴区", "试样甲", "13900000001", "试样丙", "13900000003"]
    return book([header, row])


@sample(
    "竖排表头.xlsx",
    "Labels written downwards, a character a line, and full-width brackets around units.",
    Taken(rows=[2], columns=FIELDS, values={2: {"employees_on_duty": 60}}),
)
def vertical_labels() -> bytes:
    header = [HEADER[0], *("\n".join(label) for label in HEADER[1:])]
    return book([header, firm(1)])


@sample(
    "两级表头.csv",
    "Two header rows saved as text, where nothing tells how far a group reaches.",
    {
        "两级表头": Taken(
            rows=[3, 4],
            columns="- name uscc county contact_name contact_phone employees employees_on_duty",
            values={3: {"contact_name": "试样甲", "contact_phone": "13900000001"}},
        )
    },
)
def two_levels_as_text() -> bytes:
    upper = ["序号", "企业基本情况", None, None, "联系人", None, "员工情况", None]
    lower = [None, "企业名称", "信用代码", "所属县区", "姓名", "电话", "员工总数", "返岗人数"]
    rows = [
        [number, *firm(number)[:2], "吴兴区", "试样甲", "13900000001", 120, 60] for number in (1, 2)
    ]
    return text([upper, lower, *rows], "utf-8-sig")
