"""What every data sheet of ours is: clean, typed, filtered, safe to open."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from liaison.locales import words
from liaison.sheets.reading.reader import read_workbook
from liaison.sheets.writing.lists import List
from liaison.sheets.writing.style import display_lines, display_width
from liaison.sheets.writing.table_rows import Column
from liaison.sheets.writing.text_file import write_csv
from liaison.sheets.writing.workbook import Book, put_text

COLUMNS = [
    Column("企业名称", "text", 30),
    Column("统一社会信用代码", "code", 22),
    Column("复工状态", labels={"partial": "部分复工"}),
    Column("复工日期", "date"),
    Column("更新时间", "moment", 18),
    Column("员工总数", "count"),
    Column("返岗率", "percent"),
]
ROW = (
    "湖州试样纺织有限公司",
    "001122",
    "partial",
    "2026-11-05",
    "2026-11-10T02:00:00Z",
    120,
    0.795,
)


def saved(*rows: tuple[object, ...], columns: list[Column] = COLUMNS) -> bytes:
    book = Book(words("zh-CN"), creator="tester", title="试样")
    book.table("明细", columns, rows, len(rows))  # type: ignore[arg-type]
    return book.save()


def sheet_of(content: bytes) -> Worksheet:
    return load_workbook(BytesIO(content)).worksheets[0]


def test_cells_have_the_types_that_excel_calculates_with() -> None:
    ws = sheet_of(saved(ROW))
    assert [cell.value for cell in ws[2]] == [
        "湖州试样纺织有限公司",
        "001122",
        "部分复工",
        datetime(2026, 11, 5),
        datetime(2026, 11, 10, 10, 0),
        120,
        0.795,
    ]
    assert [cell.number_format for cell in ws[2]][1::2] == ["@", "yyyy-mm-dd", "#,##0"]
    assert ws["G2"].number_format == "0.0%"


def test_one_header_row_frozen_filtered_and_nothing_merged() -> None:
    ws = sheet_of(saved(ROW, ROW))
    assert [cell.value for cell in ws[1]] == [column.header for column in COLUMNS]
    assert (ws.freeze_panes, ws.auto_filter.ref, ws.dimensions) == ("B2", "A1:G3", "A1:G3")
    assert not ws.merged_cells.ranges
    assert ws.column_dimensions["A"].width >= 30


def test_it_prints_on_a4_landscape_with_its_header_on_each_page() -> None:
    ws = sheet_of(saved(ROW))
    assert (ws.page_setup.orientation, int(ws.page_setup.paperSize)) == ("landscape", 9)
    assert (ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (1, 0)
    assert ws.print_title_rows == "$1:$1"
    assert "&P" in ws.oddFooter.center.text


def test_a_wide_sheet_goes_over_several_pages_with_its_first_column_on_each() -> None:
    columns = [Column(f"列{number}", width=40) for number in range(10)]
    ws = sheet_of(saved(columns=columns))
    assert ws.page_setup.fitToWidth == 2
    assert ws.print_title_cols == "$A:$A"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    ws = sheet_of(saved((text, text, text, None, None, None, None)))
    assert [cell.data_type for cell in ws[2][:3]] == ["s", "s", "s"]
    assert ws["A2"].value == text


def test_numbers_below_zero_stay_numbers() -> None:
    ws = sheet_of(saved(("x", None, None, None, None, -5, -0.1)))
    assert (ws["F2"].value, ws["G2"].value) == (-5, -0.1)


def test_a_figure_without_a_value_is_a_dash() -> None:
    ws = sheet_of(saved(("x", None, None, None, None, 0, "—")))
    assert ws["G2"].value == "—"


def test_a_table_without_rows_has_its_header() -> None:
    ws = sheet_of(saved())
    assert (ws.max_row, ws.auto_filter.ref) == (1, "A1:G1")


# Excel's own escapes (_x000D_) are decoded by readers, so they do not come back as they went.
anything = st.text(max_size=40).filter(lambda text: "_x" not in text)


@given(st.lists(anything, min_size=1, max_size=5))
def test_any_text_opens_and_comes_back_without_what_xml_forbids(texts: list[str]) -> None:
    ws = sheet_of(saved(*((text,) for text in texts), columns=[Column("内容")]))
    for row, text in enumerate(texts, start=2):
        kept = "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
        kept = "".join(c for c in kept if not "\ud800" <= c <= "\udfff")
        assert (ws.cell(row, 1).value or "") == kept.replace("\r\n", "\n").replace("\r", "\n")


def test_formulas_carry_the_value_that_they_come_to() -> None:
    book = Book(words("zh-CN"), creator="tester", title="试样")
    ws = book.sheet("报送")
    ws["A1"], ws["A2"] = 3, 4
    book.formula(ws["A3"], "=SUM(A1:A2)", 7)
    book.formula(ws["B3"], '=IF(A1=0,"—",A2/A1)', "—")
    put_text(ws["C3"], "=1+1")
    content = book.save()
    assert load_workbook(BytesIO(content))["报送"]["A3"].value == "=SUM(A1:A2)"
    shown = load_workbook(BytesIO(content), data_only=True)["报送"]
    assert (shown["A3"].value, shown["B3"].value, shown["C3"].value) == (7, "—", "=1+1")


def test_our_own_reader_reads_it() -> None:
    (sheet,) = read_workbook(saved(ROW), "list.xlsx")
    assert sheet.rows[1][:3] == ["湖州试样纺织有限公司", "001122", "部分复工"]


def test_the_package_is_whole() -> None:
    assert ZipFile(BytesIO(saved(ROW))).testzip() is None


def test_csv_is_for_excel_too() -> None:
    rows = ("=1+1", "001122", "partial", "2026-11-05", "2026-11-10T02:00:00Z", 120, 0.795)
    buffer = BytesIO()
    write_csv(List(COLUMNS, [rows, (None,) * 7], 2), buffer)
    content = buffer.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(column.header for column in COLUMNS)
    assert lines[1] == "'=1+1,001122,部分复工,2026-11-05,2026-11-10 10:00,120,79.5%"
    assert lines[2] == ",,,,,,"


def test_chinese_takes_two_columns() -> None:
    assert display_width("复工A") == 5
    assert display_lines("复工" * 10 + "\n短", 20) == 3


def test_a_row_is_as_high_as_its_texts_and_one_line_where_they_are_short() -> None:
    columns = [
        Column("企业名称", width=20),
        Column("状态", labels={"a": "长" * 40}),
        Column("数", "count"),
    ]
    ws = sheet_of(saved(("短", None, 1), ("长" * 40, None, 1), ("短", "a", 1), columns=columns))
    heights = [ws.row_dimensions[row].height for row in (2, 3, 4)]
    assert heights[0] is None
    assert heights[1] == 15 * 5 + 4
    assert heights[2] == 15 * 2 + 4
    assert ws.column_dimensions["B"].width == 44


def test_a_header_is_not_broken_within_a_word() -> None:
    ws = sheet_of(saved(columns=[Column("Commissioners", "count", 5)]))
    assert ws.column_dimensions["A"].width >= len("Commissioners") + 3


def test_a_moment_is_not_a_fraction_of_a_second_early() -> None:
    """A viewer shows 09:30 as 09:29 where the number falls short of it."""
    column = Column("更新时间", "moment", 18)
    content = saved(("2026-11-20T01:30:00Z",), columns=[column])
    with ZipFile(BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    (number,) = re.findall(r"<v>([\d.]+)</v>", sheet)
    assert float(number) * 86_400 == pytest.approx(46_346 * 86_400 + 9.5 * 3_600, abs=1e-4, rel=0)
