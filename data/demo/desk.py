"""How the officials of each county lay out their sheet, and writing it the way they would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from invented import HERE, REFERENCE, REPORTED_ON, Enterprise, read_rows
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

CellValue = str | int | float | date | None

THIN = Side(style="thin", color="808080")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
TITLE_FONT = Font(name="黑体", size=18, bold=True)
HEADER_FONT = Font(name="黑体", size=10)
BODY_FONT = Font(name="宋体", size=10)
TOTAL_FONT = Font(name="宋体", size=10, bold=True)
HEADER_FILL = PatternFill("solid", fgColor="D9E2F3")
SECTION_FILL = PatternFill("solid", fgColor="F2F2F2")

WIDTHS = {
    "number": 5,
    "uscc": 21,
    "address": 24,
    "industry": 20,
    "town": 12,
    "county": 9,
    "grid": 21,
    "unit": 20,
    "contact_phone": 16,
    "planned_on": 15,
    "resumed_on": 15,
    "phone": 15,
    "filing_status": 10,
    "remark": 18,
}
LEFT_ALIGNED = {"name", "address", "remark", "unit"}
STATUS_WORDS = {
    "not_resumed": "未复工",
    "partial": "部分复工",
    "full": "全面复工",
    "always_open": "一直运营",
    "postponed": "暂缓",
    "suspended": "停工整改",
    "not_operating": "未直接生产经营",
}
FILING_WORDS = {
    "not_filed": "未申报",
    "filed": "已申报",
    "under_review": "审核中",
    "approved": "已备案",
    "returned": "退回补正",
}
SIZE_WORDS = {"L": "大型", "M": "中型", "S": "小型", "XS": "微型"}
SCALE_WORDS = {"above": "规上", "below": "规下"}
YES_NO = {"above": "是", "below": "否"}
INDUSTRIES = {row["code"]: row for row in read_rows(REFERENCE / "industries.csv")}
TASK_FORCE = "企业复工复产工作专班"
SIGNERS = "填表人：沈禾渡        审核人：钱望舟        报送日期：2026年11月10日"


@dataclass(frozen=True, slots=True)
class Column:
    """A column under its own heading, or under a `group` heading shared with its neighbours."""

    field: str
    label: str
    group: str | None = None


COLUMNS = {
    sheet: [Column(row["field"], row["label"], row["group"] or None) for row in rows]
    for sheet, rows in groupby(read_rows(HERE / "columns.csv"), key=itemgetter("sheet"))
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The habits of one office: where the table starts, what is merged, forms of what is typed."""

    sheet: str
    title: str
    first_column: int = 1
    merged: tuple[str, ...] = ()
    sections: bool = False
    dates: str = "cell"
    phones: str = "text"
    short_industries: bool = False
    percent_sign: bool = False
    name_width: int = 32

    @property
    def columns(self) -> list[Column]:
        """The columns from left to right, as columns.csv lists them."""
        return COLUMNS[self.sheet]

    @property
    def header_rows(self) -> list[int]:
        """Row 3, and row 4 as well where headings share a group."""
        return [3, 4] if any(column.group for column in self.columns) else [3]

    @property
    def last_column(self) -> int:
        """The number of the rightmost column."""
        return self.first_column + len(self.columns) - 1


def cell_value(row: Enterprise, column: Column, layout: Layout, number: int) -> CellValue:
    """What the clerk of this county types for the field; `number` is the row's 序号."""
    if column.field == "number":
        return number
    if column.field in row.typed:
        return row.typed[column.field]
    if column.field == "contact_phone":
        return _phone(row, layout.phones, number)
    if column.field == "abnormal_temperatures":
        return 0
    return _worded(getattr(row, column.field), column, layout, number)


def _worded(value: CellValue, column: Column, layout: Layout, number: int) -> CellValue:
    match column.field:
        case "above_scale":
            return (YES_NO if column.label == "是否规上" else SCALE_WORDS)[str(value)]
        case "size":
            return SIZE_WORDS[str(value)]
        case "status":
            return STATUS_WORDS[str(value)]
        case "filing_status":
            return FILING_WORDS[str(value)]
        case "industry":
            row = INDUSTRIES[str(value)]
            return row["aliases"].split(";")[0] if layout.short_industries else row["name"]
        case "capacity_percent" if layout.percent_sign:
            return f"{value}%"
    return _day(value, layout.dates, number) if isinstance(value, date) else value


def _day(day: date, form: str, number: int) -> CellValue:
    forms: dict[str, CellValue] = {
        "cell": day,
        "dashes": day.isoformat(),
        "dots": f"{day.year}.{day.month:02d}.{day.day:02d}",
        "chinese": f"{day.year}年{day.month}月{day.day}日",
        "slashes": f"{day.year}/{day.month}/{day.day}",
    }
    if form == "mixed":
        form = ("cell", "slashes", "dashes")[number % 3]
    return forms[form]


def _phone(row: Enterprise, form: str, number: int) -> CellValue:
    if form == "number":
        return int(row.mobile)
    if form == "duty":
        return f"{row.landline}\n{row.mobile}" if number % 4 == 0 else row.landline
    return row.mobile


def write_roster(sheet: Worksheet, layout: Layout, rows: Sequence[Enterprise]) -> list[int]:
    """Write a county's sheet; give back the row number of every enterprise, in their order."""
    row_number = _write_head(sheet, layout)
    first_row, row_numbers, place = row_number, [], 0
    for town, group in groupby(rows, key=lambda row: row.town):
        members = list(group)
        if layout.sections:
            _write_section(sheet, layout, row_number, f"{town}（{len(members)}家）")
            row_number += 1
        for row in members:
            place += 1
            values = [cell_value(row, column, layout, place) for column in layout.columns]
            _write_row(sheet, layout, row_number, values)
            row_numbers.append(row_number)
            row_number += 1
    for field in layout.merged:
        _merge_equal(sheet, _column_of(layout, field), first_row, row_number - 1)
    _write_foot(sheet, layout, row_number, rows)
    _set_page(sheet, layout, row_number + 1)
    return row_numbers


def write_people(sheet: Worksheet, layout: Layout, rows: Iterable[Sequence[CellValue]]) -> None:
    """Write a roster of people: a title row, a header row, one row a person."""
    _write_title(sheet, layout)
    _write_header(sheet, layout, 2)
    row_number = 2
    for row_number, values in enumerate(rows, start=3):
        _write_row(sheet, layout, row_number, values)
    _set_page(sheet, layout, row_number, header_rows=[2])


def _write_title(sheet: Worksheet, layout: Layout) -> None:
    cell = sheet.cell(1, layout.first_column, layout.title)
    cell.font, cell.alignment = TITLE_FONT, CENTRE
    _merge(sheet, 1, layout.first_column, 1, layout.last_column)
    sheet.row_dimensions[1].height = 34


def _write_head(sheet: Worksheet, layout: Layout) -> int:
    """Title, unit and date, header; the first row below them."""
    _write_title(sheet, layout)
    middle = layout.first_column + len(layout.columns) // 2
    day = f"{REPORTED_ON.year}年{REPORTED_ON.month}月{REPORTED_ON.day}日"
    for first, last, text in (
        (layout.first_column, middle, f"填报单位：{layout.sheet}{TASK_FORCE}"),
        (middle + 1, layout.last_column, f"填报时间：{day}"),
    ):
        cell = sheet.cell(2, first, text)
        cell.font, cell.alignment = BODY_FONT, LEFT
        _merge(sheet, 2, first, 2, last)
    for row_number in layout.header_rows:
        _write_header(sheet, layout, row_number)
    if len(layout.header_rows) == 2:
        _merge_header(sheet, layout)
    return layout.header_rows[-1] + 1


def _write_header(sheet: Worksheet, layout: Layout, row_number: int) -> None:
    """One header row; in the second of two only the labels below a group are written."""
    for number, column in enumerate(layout.columns, start=layout.first_column):
        upper = row_number <= 3
        text = (column.group or column.label) if upper else column.label if column.group else None
        cell = sheet.cell(row_number, number, text)
        cell.font, cell.alignment = HEADER_FONT, CENTRE
        cell.border, cell.fill = BORDER, HEADER_FILL
    sheet.row_dimensions[row_number].height = 30


def _merge_header(sheet: Worksheet, layout: Layout) -> None:
    """Groups merge across their columns, plain headings down over both rows."""
    numbered = list(enumerate(layout.columns, start=layout.first_column))
    for group, members in groupby(numbered, key=lambda pair: pair[1].group):
        numbers = [number for number, _ in members]
        if group:
            _merge(sheet, 3, numbers[0], 3, numbers[-1])
        else:
            for number in numbers:
                _merge(sheet, 3, number, 4, number)


def _write_row(
    sheet: Worksheet, layout: Layout, row_number: int, values: Sequence[CellValue]
) -> None:
    for number, (column, value) in enumerate(
        zip(layout.columns, values, strict=True), start=layout.first_column
    ):
        cell = sheet.cell(row_number, number, value)
        cell.font, cell.border = BODY_FONT, BORDER
        cell.alignment = LEFT if column.field in LEFT_ALIGNED else CENTRE
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, str):
            cell.number_format = "@"
    sheet.row_dimensions[row_number].height = 30


def _write_section(sheet: Worksheet, layout: Layout, row_number: int, text: str) -> None:
    _write_row(sheet, layout, row_number, [text, *[None] * (len(layout.columns) - 1)])
    cell = sheet.cell(row_number, layout.first_column)
    cell.font, cell.alignment, cell.fill = TOTAL_FONT, LEFT, SECTION_FILL
    _merge(sheet, row_number, layout.first_column, row_number, layout.last_column)


def _write_foot(
    sheet: Worksheet, layout: Layout, row_number: int, rows: Sequence[Enterprise]
) -> None:
    """The 合计 row and the signatures below it."""
    totals: list[CellValue] = [None] * len(layout.columns)
    totals[0], totals[1] = "合计", f"{len(rows)}家"
    for place, column in enumerate(layout.columns):
        if column.field in ("employees", "employees_on_duty"):
            totals[place] = sum(_number_in(row, column.field) for row in rows)
    _write_row(sheet, layout, row_number, totals)
    for number in range(layout.first_column, layout.last_column + 1):
        sheet.cell(row_number, number).font = TOTAL_FONT
    cell = sheet.cell(row_number + 1, layout.first_column, SIGNERS)
    cell.font, cell.alignment = BODY_FONT, LEFT
    _merge(sheet, row_number + 1, layout.first_column, row_number + 1, layout.last_column)


def _number_in(row: Enterprise, field: str) -> int:
    typed = row.typed.get(field, getattr(row, field))
    return typed if isinstance(typed, int) else 0


def _merge_equal(sheet: Worksheet, number: int, first_row: int, last_row: int) -> None:
    """Merge each run of equal cells in a column, as a hand would to save repeating a town."""
    rows = range(first_row, last_row + 1)
    for _, run in groupby(rows, key=lambda row_number: sheet.cell(row_number, number).value):
        run_rows = list(run)
        _merge(sheet, run_rows[0], number, run_rows[-1], number)


def _merge(sheet: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _column_of(layout: Layout, field: str) -> int:
    fields = [column.field for column in layout.columns]
    return layout.first_column + fields.index(field)


def _set_page(
    sheet: Worksheet, layout: Layout, last_row: int, header_rows: list[int] | None = None
) -> None:
    """Widths, frozen header and A4 landscape pages that repeat it."""
    header = header_rows or layout.header_rows
    for number, column in enumerate(layout.columns, start=layout.first_column):
        width = layout.name_width if column.field == "name" else WIDTHS.get(column.field, 11)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number in range(1, layout.first_column):
        sheet.column_dimensions[get_column_letter(number)].width = 2
    first, last = (get_column_letter(n) for n in (layout.first_column, layout.last_column))
    sheet.freeze_panes = f"{first}{header[-1] + 1}"
    sheet.print_title_rows = f"{header[0]}:{header[-1]}"
    sheet.print_area = f"{first}1:{last}{last_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
