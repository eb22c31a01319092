"""The same rosters in other formats, encodings and under wrong names."""

from __future__ import annotations

import codecs

from tests.samples import make_samples
from tests.samples.expectations import Taken, sample
from tests.samples.making import FIELDS, HEADER, SHEET, book, books, converted, firm, text

FAULTLESS = [HEADER, firm(1), firm(2)]
FAULTLESS_TAKEN = Taken(
    rows=[2, 3],
    columns=FIELDS,
    values={2: {"name": "湖州试样1号有限公司", "uscc": firm(1)[1], "employees": 120}},
)


@sample(
    "台账.csv",
    "Text as Chinese Excel saves it, GB18030, with a rare character and a title of one cell.",
    Taken(
        rows=[3, 4],
        skipped={1: "title"},
        columns=FIELDS,
        values={3: {"name": "湖州㛃娴𠮷有限公司", "employees": 120}},
    ),
)
def gb18030() -> bytes:
    title = ["企业复工台账", *[None] * 6]
    return text([title, HEADER, firm(1, "湖州㛃娴𠮷有限公司"), firm(2)], "gb18030")


@sample(
    "分号.csv",
    "Semicolons and a byte order mark, as Excel saves under a European regional setting.",
    {"分号": FAULTLESS_TAKEN},
)
def semicolons() -> bytes:
    return text(FAULTLESS, "utf-8-sig", ";")


@sample(
    "Unicode文本.txt",
    "What Excel calls Unicode text: UTF-16 with tabs.",
    {"Unicode文本": FAULTLESS_TAKEN},
)
def utf_16() -> bytes:
    return codecs.BOM_UTF16_LE + text(FAULTLESS, "utf-16-le", "\t")


@sample(
    "引号与换行.csv",
    "Commas, quotes and line breaks within cells, and numbers that Excel was told to keep as text.",
    {
        "引号与换行": Taken(
            rows=[2, 3],
            columns="name uscc county address contact_phone employees",
            values={
                2: {
                    "name": '湖州"试样"有限公司',
                    "uscc": firm(1)[1],
                    "contact_phone": "13900000001; 13900000002",
                    "employees": 1200,
                },
                3: {"contact_phone": "0572-5000001"},
            },
            problems=[(2, "D", "area_from_address")],
        )
    },
)
def quotes_and_line_breaks() -> bytes:
    return text(
        [
            ["企业名称", "信用代码", "所属县区", "企业地址", "联系电话", "员工总数"],
            [
                '湖州"试样"有限公司',
                f'="{firm(1)[1]}"',
                "吴兴区",
                "织里镇,栋梁路1号\n3号楼",
                "13900000001\n13900000002",
                "1,200",
            ],
            ["湖州试样2号有限公司", f"\t{firm(2)[1]}", "吴兴区", "路2号", '="05725000001"', "30"],
        ]
    )


@sample(
    "老格式.xls",
    "Excel 97 with merged cells and real dates.",
    Taken(
        rows=[3, 4],
        skipped={1: "title"},
        columns=f"{FIELDS} contact_phone",
        values={3: {"employees": 120, "contact_phone": "13900000001"}, 4: {"county": "330502"}},
    ),
    needs_office=True,
)
def excel_97() -> bytes:
    rows = [["吴兴区台账"], [*HEADER, "联系电话"]]
    rows += [[*firm(1), 13900000001], [*firm(2, area=(None, "织里镇")), None]]
    return converted(book(rows, merged=["A1:H1", "C3:C4"]), "xls")


@sample(
    "开放文档.ods",
    "OpenDocument with a hidden sheet and merged county cells.",
    {
        "吴兴": Taken(
            rows=[2, 3],
            columns=FIELDS,
            values={2: {"county": "330502"}, 3: {"county": "330502", "employees": 120}},
        )
    },
    unread={"旧表": "hidden"},
    needs_office=True,
)
def open_document() -> bytes:
    rows = [HEADER, firm(1), firm(2, area=(None, "织里镇"))]
    content = books({"旧表": FAULTLESS, "吴兴": rows}, hidden=["旧表"], merged=["C2:C3"])
    return converted(content, "ods")


@sample(
    "其实是xlsx.xls",
    "A workbook renamed to .xls: the content counts, not the name.",
    FAULTLESS_TAKEN,
)
def renamed() -> bytes:
    return book(FAULTLESS)


@sample(
    "系统导出.xls",
    "What many systems hand out as .xls: tab separated GB18030 text.",
    {"系统导出": FAULTLESS_TAKEN},
)
def text_called_xls() -> bytes:
    return text(FAULTLESS, "gb18030", "\t")


@sample(
    "严格格式.xlsx",
    "Saved as Strict Open XML.",
    {"Sheet1": FAULTLESS_TAKEN},
)
def strict() -> bytes:
    return make_samples.strict_ooxml(FAULTLESS)


@sample("网页表格.xls", "A web page called .xls.", refused="web_page")
def web_page() -> bytes:
    return make_samples.html_table()


@sample("有密码.xlsx", "Protected by a password.", refused="encrypted")
def encrypted() -> bytes:
    return make_samples.encrypted_xlsx()


@sample(
    "只有天气.xlsx",
    "A table, but no roster, and nothing in it that could be one.",
    refused="no_table_found",
)
def no_roster() -> bytes:
    return book([["日期", "天气", "气温"], ["2月10日", "晴", 12], ["2月11日", "雨", 8]])


@sample(
    "三万家.xlsx",
    "A city's whole roster in one file, with the codes in one and the phones in another form.",
    {
        SHEET: Taken(
            rows=range(2, 30_002),
            columns=f"{FIELDS} contact_phone",
            values={30_001: {"contact_phone": "13900030000", "uscc": firm(30_000)[1]}},
        )
    },
    is_large=True,
)
def thirty_thousand() -> bytes:
    header = [*HEADER, "联系电话"]
    rows = ([*firm(number), f"139{number:08}"] for number in range(1, 30_001))
    return make_samples.workbook([header, *rows], title=SHEET)


@sample(
    "科学计数.csv",
    "Saved as text by Excel after it had made numbers of codes and phones: the digits are gone.",
    {
        "科学计数": Taken(
            rows=[2, 3, 4],
            rejected=[2],
            columns="name uscc county contact_phone resumed_on",
            values={
                3: {"uscc": firm(2)[1], "resumed_on": "2020-02-10"},
                4: {"uscc": firm(3)[1], "contact_phone": "13900000003", "resumed_on": "2020-02-10"},
            },
            problems=[(2, "B", "digits_lost"), (3, "D", "phone_digits_lost")],
        )
    },
)
def scientific_notation() -> bytes:
    names = [firm(number)[0] for number in (1, 2, 3)]
    return text(
        [
            ["企业名称", "信用代码", "所属县区", "联系电话", "复工日期"],
            [names[0], "9.13305E+17", "吴兴区", "13900000001", "2020/2/10 0:00"],
            [names[1], firm(2)[1], "吴兴区", "1.39E+10", "2020/2/10 0:00"],
            [names[2], firm(3)[1], "吴兴区", "13900000003", "2020-2-10"],
        ]
    )


@sample(
    "一企一表.xlsx",
    "A form about one enterprise, label and value in turns: not a list, and never rows.",
    refused="no_table_found",
)
def one_form_each() -> bytes:
    return book(
        [
            ["企业复工申报表"],
            ["企业名称", firm(1)[0], "信用代码", firm(1)[1]],
            ["所属县区", "吴兴区", "联系人", "试样甲"],
            ["联系电话", "13900000001", "员工总数", 12],
            ["复工日期", "2020-02-10", "返岗人数", 6],
        ]
    )
