"""The sound files that are mutated: one small roster in every format that is read."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

import openpyxl

from tests.samples import make_samples
from tests.samples.binary_workbooks import xls, xlsb

Table = list[list[Any]]

_WIDTH = 8
_ENTERPRISES: Table = [
    ["吴兴区企业复工情况表", *[None] * 7],
    ["序号", "企业名称", "统一社会信用代码", "所属县区", "联系电话", "复工日期", "员工总数",
     "是否复工"],
    [1, "湖州试样纺织有限公司", "91330502MA28C039X0", "吴兴区", "13900000001", dt.date(2020, 2, 10),
     120, "全面复工"],
    [2, "湖州试样木业有限公司", "91110000600037341L", None, 13900000002, "2.12", "85人",
     "部分复工"],
    [3, "南浔试样电机厂", "91350100M000100Y4Z", "南浔区", "0572-2000001/13900000003",
     "2020年2月15日", -3, "未复工"],
    ["小计", None, None, None, None, None, 205, None],
    [4, "湖州试样纺织有限公司", "９１330502ma28c039x0", "南浔区", "暂无", 43874, 12.5, "是"],
    ["填表人：张三", *[None] * 7],
]  # fmt: skip
_OFFICERS: Table = [
    ["警号", "姓名", "所属单位", "工作电话", "联系企业"],
    ["000123", "张 三", "织里派出所", "13900000011", "湖州试样纺织有限公司、湖州试样木业有限公司"],
    [456, "李四", "织里派出所", 13900000012, None],
]
#: (first row, first column, last row, last column), from 0.
_MERGED = [(0, 0, 0, _WIDTH - 1), (2, 3, 3, 3)]


@lru_cache(maxsize=1)
def seeds() -> list[tuple[str, bytes]]:
    """File names with contents; made once a process."""
    text = _delimited(_ENTERPRISES, ",")
    return [
        ("enterprises.xlsx", _xlsx()),
        ("strict.xlsx", make_samples.strict_ooxml(_ENTERPRISES)),
        ("formulas.xlsx", make_samples.unread_cells()),
        ("enterprises.xls", xls(_ENTERPRISES, merged=_MERGED)),
        ("officers.et", xls(_OFFICERS, date1904=True)),
        ("enterprises.xlsb", xlsb(_ENTERPRISES, merged=_MERGED)),
        ("enterprises.ods", _ods(_ENTERPRISES)),
        ("utf-8.csv", text.encode("utf-8-sig")),
        ("excel.csv", text.encode("gb18030")),
        ("unicode.txt", _delimited(_ENTERPRISES, "\t").encode("utf-16")),
        ("semicolons.csv", _delimited(_OFFICERS, ";").encode()),
        ("page.xls", make_samples.html_table()),
        ("excel_2003.xls", make_samples.spreadsheet_xml()),
    ]


def _xlsx() -> bytes:
    """Three sheets, the last hidden, with merged cells and shared texts as Excel keeps them."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in _ENTERPRISES:
        book.active.append(row)
    book.active.merge_cells("A1:H1")
    book.active.merge_cells("D3:D4")
    for title, table in (("警官", _OFFICERS), ("隐藏", _ENTERPRISES)):
        sheet = book.create_sheet(title)
        for row in table:
            sheet.append(row)
    book["隐藏"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _ods(table: Table) -> bytes:
    spans = {
        (top, left): make_samples.SPANNED.format(bottom - top + 1, right - left + 1)
        for top, left, bottom, right in _MERGED
    }
    rows = (
        "".join(
            _ods_cell(value, spans.get((row, column), "")) for column, value in enumerate(cells)
        )
        for row, cells in enumerate(table)
    )
    return make_samples.ods("".join(f"<table:table-row>{row}</table:table-row>" for row in rows))


def _ods_cell(value: Any, span: str) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        attributes = f'office:value-type="date" office:date-value="{value}"'
    elif isinstance(value, (int, float)):
        attributes = f'office:value-type="float" office:value="{value}"'
    else:
        return make_samples.ods_cell(escape(str(value)), span)
    return f"<table:table-cell {attributes}><text:p>{value}</text:p></table:table-cell>"


def _delimited(table: Sequence[Sequence[Any]], delimiter: str) -> str:
    return "\r\n".join(
        delimiter.join("" if cell is None else f"{cell}" for cell in row) for row in table
    )
