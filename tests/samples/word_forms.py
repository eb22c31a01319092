"""Words as people type them: statuses, trades, places, names; formulas and rich text."""

from __future__ import annotations

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from tests.samples.expectations import StartsWith, Taken, sample
from tests.samples.make_samples import rewritten
from tests.samples.making import FIELDS, HEADER, book, columns, firm


@sample(
    "复工状态各种说法.xlsx",
    "Statuses by synonym; a bare 是 is asked about; words that nobody knows are rejected.",
    Taken(
        rows=range(2, 12),
        rejected=[9, 10, 11],
        columns="name county status filing_status",
        values={
            2: {"status": "full", "filing_status": "approved"},
            3: {"status": "partial", "filing_status": "approved"},
            4: {"status": "not_resumed", "filing_status": "not_filed"},
            5: {"status": "always_open"},
            6: {"status": "not_operating"},
            7: {"status": "postponed"},
            8: {"status": "suspended", "filing_status": "under_review"},
        },
        problems=[
            (3, "C", "choice_assumed"),
            (9, "C", "unknown_value"),
            (10, "C", "unknown_value"),
            (11, "D", "unknown_value"),
        ],
    ),
)
def statuses() -> bytes:
    words = [
        ["全部复工", "同意"],
        ["是", "已备案"],
        ["否", "未备案"],
        ["一直生产", None],
        ["已注销", None],
        ["延期复工", None],
        [" 停产 整改 ", "正在审核"],
        ["设备检修", None],
        ["设备检修", None],
        ["未复工", "领导出差"],
    ]
    return columns(["所属县区", "是否复工", "审批状态"], [["吴兴区", *row] for row in words])


@sample(
    "行业各种说法.xlsx",
    "Industries by letter, section and trade; 工业 covers several and is left out with a warning.",
    Taken(
        rows=range(2, 7),
        values={
            2: {"industry": "C"},
            3: {"industry": "C"},
            4: {"industry": "C"},
            5: {"industry": "F"},
            6: {"industry": None},
        },
        problems=[(6, "C", "value_left_out")],
    ),
)
def industries() -> bytes:
    words = ["制造业", "纺织业", "C", "批发和零售业", "工业"]
    return columns(["所属县区", "行业类别"], [["吴兴区", word] for word in words])


@sample(
    "空值各种写法.xlsx",
    "暂无, 无, /, -, N/A and blanks of every width are empty cells and no findings.",
    Taken(
        rows=range(2, 10),
        values={
            number: dict.fromkeys(
                ("town", "address", "contact_phone", "resumed_on", "employees", "status")
            )
            for number in range(2, 10)
        },
    ),
)
def empty_words() -> bytes:
    header = ["所属县区", "所属乡镇", "企业地址", "联系电话", "复工日期", "员工总数", "复工状态"]
    words = ["暂无", "无", "/", "-", "——", "N/A", "\u3000", "#N/A"]
    return columns(header, [["吴兴区", *[word] * 6] for word in words])


@sample(
    "名称里的空格和括号.xlsx",
    "Names aligned with blanks, in full width, with brackets of two kinds; one of 120 characters.",
    Taken(
        rows=range(2, 7),
        rejected=[4, 6],
        values={
            2: {"name": "湖州试样（集团）有限公司"},
            3: {"name": StartsWith("湖州甲乙")},
            5: {"name": "湖州" + "长" * 114 + "有限公司"},
        },
        problems=[(4, "A", "duplicate_in_file"), (6, "A", "too_long")],
    ),
)
def names_and_brackets() -> bytes:
    names = [
        " 湖州试样（集团）有限公司\n",
        "湖州甲乙\u3000丙丁 有限公司",
        "湖州试样(集团)有限公司",
        "湖州" + "长" * 114 + "有限公司",
        "湖州" + "长" * 294 + "有限公司",
    ]
    return book([["企业名称", "所属县区", "员工总数"], *([name, "吴兴区", 9] for name in names)])


@sample(
    "公式与缓存值.xlsx",
    "Cells that compute, with the results that Excel left in them.",
    Taken(rows=[2, 3], columns=FIELDS, values={2: {"employees": 120, "employees_on_duty": 60}}),
)
def formulas() -> bytes:
    def compute(name: str, data: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return data
        return data.replace(b"<v>120</v>", b"<f>SUM(60,60)</f><v>120</v>")

    return rewritten(book([HEADER, firm(1), firm(2)]), compute)


@sample(
    "公式没有结果.xlsx",
    "Made by a program that computes nothing: formulas without a result are no values.",
    Taken(
        rows=[2, 3, 4],
        rejected=[3],
        columns=FIELDS,
        values={2: {"employees": None}, 4: {"employees": 120}},
        problems=[(2, "F", "formula_unread"), (3, "A", "formula_unread"), (3, "A", "required")],
    ),
)
def formulas_without_result() -> bytes:
    summed, joined = firm(1), firm(2)
    summed[5] = "=60+60"
    joined[0] = '=CONCATENATE("湖州试样","2号有限公司")'
    return book([HEADER, summed, joined, firm(3)])


@sample(
    "富文本与批注.xlsx",
    "A name half in red, notes and links on cells: the text is what counts.",
    Taken(
        rows=[2, 3],
        columns=FIELDS,
        values={2: {"name": "湖州试样1号有限公司", "status": "partial"}},
    ),
)
def rich_text_and_comments() -> bytes:
    def dress(worksheet: Worksheet) -> None:
        red = TextBlock(InlineFont(color="FFFF0000"), "1号")
        worksheet["A2"] = CellRichText("湖州试样", red, "有限公司")
        worksheet["E2"].comment = Comment("电话核实过", "试样")
        worksheet["A3"].hyperlink = "https://example.invalid/"

    return book([HEADER, firm(1), firm(2)], finish=dress)


@sample(
    "区划各种写法.xlsx",
    "Old town names, the new area by several names, county and town in one cell, codes.",
    Taken(
        rows=range(2, 14),
        rejected=[12, 13],
        columns="name county town",
        values={
            2: {"county": "330523", "town": "330523001"},
            3: {"county": "330521", "town": "330521001"},
            4: {"county": "330522", "town": "330522001"},
            5: {"county": "330503", "town": "330503002"},
            6: {"county": "HZ-NTH", "town": "330502010"},
            7: {"county": "HZ-NTH", "town": "330502006"},
            8: {"county": "330502", "town": "330502006"},
            9: {"county": "330502", "town": "330502100"},
            10: {"county": "330523", "town": "330523110"},
            11: {"county": "330503", "town": "330503100"},
        },
        problems=[(12, "C", "town_outside_county"), (13, "B", "unknown_area")],
    ),
)
def areas() -> bytes:
    cells = [
        ["安吉", "递铺镇"],
        ["湖州市德清县", "武康镇"],
        ["长兴县", "雉城镇"],
        ["南浔区", "旧馆镇"],
        ["南太湖新区", "龙溪街道"],
        [None, "凤凰街道"],
        ["吴兴区", "凤凰街道"],
        ["330502", "吴兴区织里镇"],
        ["安吉县梅溪镇", None],
        [330503, "南浔镇"],
        ["德清县", "织里镇"],
        ["上城区", None],
    ]
    return columns(["所属区县", "镇街"], cells)


@sample(
    "县区只在地址里.xlsx",
    "No column for the county: the address tells it, old town names too.",
    Taken(
        rows=[2, 3, 4, 5],
        columns="name address",
        values={
            2: {"county": "330523", "town": "330523111"},
            3: {"county": "330502", "town": "330502100"},
            4: {"county": "330521", "town": "330521001"},
            5: {"county": None, "town": None},
        },
        problems=[
            *((number, "B", "area_from_address") for number in (2, 3, 4)),
            (5, None, "no_area"),
        ],
    ),
)
def county_in_the_address() -> bytes:
    addresses = [
        "安吉县天子湖镇现代工业园区园二路8号",
        "浙江省湖州市吴兴区织里镇栋梁路1号",
        "德清县武康镇长虹东街9号",
        "工业园区3号楼",
    ]
    return columns(["企业地址"], [[address] for address in addresses])
