"""Several sheets, several tables on a sheet, and what a sheet holds beside its cells."""

from __future__ import annotations

from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from tests.samples.expectations import Taken, sample
from tests.samples.making import FIELDS, HEADER, SHEET, book, books, firm

NONE: list[Any] = []


@sample(
    "三区县分表.xlsx",
    "A sheet a county and last week's list, hidden; the sheets' names tell the county.",
    {
        "吴兴区": Taken(rows=[2], values={2: {"county": "330502", "town": None}}),
        "南浔": Taken(rows=[2, 3], values={3: {"county": "330503", "town": None}}),
        "长兴县": Taken(rows=[2], values={2: {"county": "330522", "town": None}}),
    },
    unread={"旧表0208": "hidden"},
)
def sheets_by_county() -> bytes:
    header = [HEADER[0], HEADER[1], *HEADER[4:]]

    def rows(*numbers: int) -> list[list[Any]]:
        return [header, *([*firm(number)[:2], *firm(number)[4:]] for number in numbers)]

    sheets = {"吴兴区": rows(1), "南浔": rows(2, 3), "旧表0208": rows(4), "长兴县": rows(5)}
    return books(sheets, hidden=["旧表0208"])


@sample(
    "先汇总后明细.xlsx",
    "A summary by county stands before the list; its rows are no enterprises.",
    {"明细": Taken(rows=[3, 4], skipped={1: "title"}, columns=FIELDS)},
    unread={"汇总": "other_table"},
)
def summary_before_list() -> bytes:
    summary = [
        ["湖州市企业复工情况汇总"],
        ["区县", "企业数", "已复工企业数", "复工率", "员工总数", "返岗人数"],
        ["吴兴区", 120, 60, 0.5, 9000, 4000],
        ["德清县", 80, 60, 0.75, 7000, 5000],
        ["合计", 200, 120, 0.6, 16000, 9000],
    ]
    details = [["湖州市企业复工明细"], HEADER, firm(1), firm(2)]
    return books({"汇总": summary, "明细": details})


@sample(
    "隐藏行列与筛选.xlsx",
    "Filtered down to one row, a column hidden: what is hidden is on the roster all the same.",
    Taken(rows=[2, 3, 4], columns=FIELDS, values={3: {"employees": 120}}),
)
def hidden_rows_and_columns() -> bytes:
    def hide(worksheet: Worksheet) -> None:
        worksheet.auto_filter.ref = "A1:G4"
        worksheet.auto_filter.add_filter_column(0, ["湖州试样1号有限公司"])
        worksheet.row_dimensions[3].hidden = True
        worksheet.row_dimensions[4].hidden = True
        worksheet.column_dimensions["F"].hidden = True

    return book([HEADER, *(firm(number) for number in (1, 2, 3))], finish=hide)


@sample(
    "写到最后一行的格式.xlsx",
    "Borders and colours far beyond the data, and a blank in the last row.",
    {SHEET: Taken(rows=[2, 3], columns=FIELDS, skipped={})},
)
def formats_far_below() -> bytes:
    def dress(worksheet: Worksheet) -> None:
        for row in (500, 60_000):
            worksheet.cell(row, 30).number_format = "0.00"
        worksheet["A400"] = None
        worksheet.row_dimensions[1_048_576].height = 20

    return book([HEADER, firm(1), firm(2)], finish=dress)


@sample(
    "默认三张表.xlsx",
    "Two empty sheets that Excel made and a very hidden one of some program beside the list.",
    {"Sheet1": Taken(rows=[2, 3], columns=FIELDS)},
    unread={"Sheet2": "empty", "Sheet3": "empty", "_param": "hidden"},
)
def default_sheets() -> bytes:
    sheets = {
        "_param": [["a", 1]],
        "Sheet1": [HEADER, firm(1), firm(2)],
        "Sheet2": [],
        "Sheet3": [],
    }
    return books(sheets, very_hidden=["_param"])


@sample(
    "左右两栏.xlsx",
    "To save paper the list runs on at the right: two columns of enterprises on one page.",
    {
        SHEET: Taken(rows=[2, 3], columns="- name uscc county -"),
        f"{SHEET}!F1:I3": Taken(
            rows=[2, 3],
            columns="- name uscc county",
            first_column="F",
            values={3: {"county": "330521"}},
        ),
    },
)
def side_by_side() -> bytes:
    header = ["序号", "企业名称", "信用代码", "所属县区"]
    rows = [
        [number, *firm(number)[:2], "吴兴区", None, number + 2, *firm(number + 2)[:2], "德清县"]
        for number in (1, 2)
    ]
    return book([[*header, None, *header], *rows])


@sample(
    "上下两张不同的表.xlsx",
    "Two lists of enterprises under one another, each with columns of its own.",
    {
        SHEET: Taken(rows=[2, 3], skipped={4: "blank"}, columns=FIELDS),
        f"{SHEET}!A5:G6": Taken(
            rows=[6],
            columns="name county contact_phone - - - -",
            values={6: {"county": "330521", "contact_phone": "13900000003"}},
        ),
    },
)
def tables_under_one_another() -> bytes:
    other = ["企业名称", "所属县区", "联系电话"]
    last = [firm(3)[0], "德清县", "13900000003"]
    return book([HEADER, firm(1), firm(2), NONE, other, last])


@sample(
    "企业表下的民警表.xlsx",
    "Officers under the enterprises on the same sheet: no enterprises, and not dropped silently.",
    Taken(
        rows=[2, 3],
        skipped={4: "blank", 5: "other_table", 6: "other_table"},
        columns=FIELDS,
    ),
)
def officers_under_enterprises() -> bytes:
    officers = [
        ["警号", "姓名", "所属单位", "联系电话"],
        ["001", "试样", "织里派出所", "13900000001"],
    ]
    return book([HEADER, firm(1), firm(2), NONE, *officers])
