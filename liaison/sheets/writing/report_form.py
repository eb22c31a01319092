"""The sheet that is handed in: title, unit, date, numbered rows, total, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from liaison.domain.indicators import NO_VALUE, AreaRow
from liaison.sheets.writing import style
from liaison.sheets.writing.area_columns import AREA_FIGURES, Value, label, value
from liaison.sheets.writing.workbook import Book, cell_at, put_text

_FIRST_FIGURE = 3
_WIDTH = _FIRST_FIGURE + len(AREA_FIGURES)
_REMARK = _WIDTH
_FIRST_ROW = 5
_HEADER_ROWS = "3:4"
_WIDEST_NAME = 40
_GROUPS = (("operation", 4), ("staff", 3), ("people", 3), ("requests", 5))
#: Rates that the form itself can work out: rate → (part, whole), as columns of the form.
_DERIVED = {
    "resumption_rate": ("resumed", "due"),
    "staff_return_rate": ("employees_on_duty", "employees"),
    "settled_rate": ("requests_settled", "requests_received"),
}
_LETTERS = {
    key: get_column_letter(number) for number, key in enumerate(AREA_FIGURES, start=_FIRST_FIGURE)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormHead:
    """What stands around the table."""

    area: str
    as_of: str
    filler: str
    day: str


def write_form(book: Book, head: FormHead, rows: Sequence[AreaRow]) -> Worksheet:
    """The first sheet: a numbered row an area, the total (the last of `rows`) by formula."""
    words = book.words
    ws = book.sheet(words("workbooks.sheets.report"))
    *areas, whole = rows
    _write_head(book, ws, head)
    _write_header(book, ws)
    for number, row in enumerate(areas, start=1):
        _write_row(book, ws, number, row)
    last = _FIRST_ROW + len(areas)
    _write_total(book, ws, last, areas, whole)
    _write_signatures(book, ws, last + 1, head)
    _lay_out(book, ws, last + 1, rows)
    return ws


def _write_head(book: Book, ws: Worksheet, head: FormHead) -> None:
    words = book.words
    title = _merged(ws, 1, 1, 1, _WIDTH, words("workbooks.report.title", area=head.area))
    title.font = style.title_font(book.language)
    title.alignment = style.CENTRE
    third = _WIDTH // 3
    unit = words("workbooks.report.unit", area=head.area)
    texts = (
        (words("workbooks.report.filled_by", unit=unit), "left"),
        (words("workbooks.report.as_of", moment=head.as_of), "center"),
        (words("workbooks.report.units"), "right"),
    )
    for part, (text, side) in enumerate(texts):
        cell = _merged(ws, 2, part * third + 1, 2, (part + 1) * third, text)
        cell.font = style.body_font(book.language, 12)
        cell.alignment = Alignment(horizontal=side, vertical="center")


def _merged(ws: Worksheet, top: int, left: int, bottom: int, right: int, text: str) -> Cell:
    ws.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    cell = cell_at(ws, top, left)
    put_text(cell, text)
    return cell


def _write_header(book: Book, ws: Worksheet) -> None:
    words = book.words
    for column, key in ((1, "number"), (2, "place"), (_REMARK, "remark")):
        _merged(ws, 3, column, 4, column, words(f"workbooks.report.{key}"))
    left = _FIRST_FIGURE
    for key, width in _GROUPS:
        _merged(ws, 3, left, 3, left + width - 1, words(f"workbooks.report.{key}"))
        left += width
    for key, letter in _LETTERS.items():
        put_text(ws[f"{letter}4"], label(words, key))
    for row in ws.iter_rows(3, 4, 1, _WIDTH):
        for cell in row:
            cell.font = style.header_font(book.language)
            cell.fill = style.FORM_FILL
            cell.alignment = style.CENTRE
            cell.border = style.FORM_BORDER


def _write_row(book: Book, ws: Worksheet, number: int, row: AreaRow) -> None:
    line = _FIRST_ROW + number - 1
    ws.cell(line, 1, number)
    put_text(cell_at(ws, line, 2), row.name)
    for key, letter in _LETTERS.items():
        cell: Cell = ws[f"{letter}{line}"]
        if _is_derived(row, key):
            book.formula(cell, _rate_formula(key, line), value(row, key))
        else:
            _put(cell, value(row, key))
    _dress(book, ws, line, bold=False)


def _put(cell: Cell, content: Value) -> None:
    if isinstance(content, str):
        put_text(cell, content)
    else:
        cell.value = content


def _is_derived(row: AreaRow, key: str) -> bool:
    """Whether the form has the numbers that the rate is made of; a past day may lack them."""
    return key in _DERIVED and all(not isinstance(value(row, each), str) for each in _DERIVED[key])


def _rate_formula(key: str, line: int) -> str:
    part, whole = (f"{_LETTERS[each]}{line}" for each in _DERIVED[key])
    return f'=IF({whole}=0,"{NO_VALUE}",{part}/{whole})'


def _write_total(
    book: Book, ws: Worksheet, line: int, areas: Sequence[AreaRow], whole: AreaRow
) -> None:
    """By formula wherever the rows come to the area's own figure, which holds in any case."""
    _merged(ws, line, 1, line, 2, whole.name)
    beyond = False
    for key, kind in AREA_FIGURES.items():
        cell: Cell = ws[f"{_LETTERS[key]}{line}"]
        own = value(whole, key)
        if kind != "percent" and own == _sum(areas, key):
            column = _LETTERS[key]
            book.formula(cell, f"=SUM({column}{_FIRST_ROW}:{column}{line - 1})", own)
        elif _is_derived(whole, key):
            book.formula(cell, _rate_formula(key, line), own)
        else:
            _put(cell, own)
            beyond = beyond or kind == "count"
    _dress(book, ws, line, bold=True)
    if beyond:
        remark = cell_at(ws, line, _REMARK)
        put_text(remark, book.words("workbooks.report.beyond"))
        remark.font = style.body_font(book.language, 9)


def _sum(areas: Sequence[AreaRow], key: str) -> Value | None:
    """What the column adds up to, None where it has no number."""
    numbers = [each for row in areas if not isinstance(each := value(row, key), str)]
    return sum(numbers) if numbers else None


def _dress(book: Book, ws: Worksheet, line: int, *, bold: bool) -> None:
    ws.row_dimensions[line].height = 24
    for (cell,) in ws.iter_cols(1, _WIDTH, line, line):
        cell.font = style.body_font(book.language, 12, bold=bold)
        cell.border = style.FORM_BORDER
        cell.alignment = style.CENTRE
    for key, letter in _LETTERS.items():
        ws[f"{letter}{line}"].number_format = style.NUMBER_FORMATS[AREA_FIGURES[key]]


def _write_signatures(book: Book, ws: Worksheet, line: int, head: FormHead) -> None:
    words = book.words
    third = _WIDTH // 3
    texts = (
        words("workbooks.report.filler", name=head.filler),
        words("workbooks.report.reviewer"),
        words("workbooks.report.date", day=head.day),
    )
    for part, text in enumerate(texts):
        cell = _merged(ws, line, part * third + 1, line, (part + 1) * third, text)
        cell.font = style.body_font(book.language, 12)
        cell.alignment = Alignment(horizontal=("left", "center", "right")[part], vertical="center")
    ws.row_dimensions[line].height = 36


def _lay_out(book: Book, ws: Worksheet, last: int, rows: Sequence[AreaRow]) -> None:
    wide = book.language != "zh-CN"
    for line, height in ((1, 44), (2, 26), (3, 26), (4, 50 if wide else 36)):
        ws.row_dimensions[line].height = height
    for key, letter in _LETTERS.items():
        words_wide = max(map(len, label(book.words, key).split())) + 2 if wide else 0
        shown = style.shown_width(value(rows[-1], key))
        ws.column_dimensions[letter].width = max(9.5, words_wide, _room(shown))
    ws.column_dimensions["A"].width = 6
    longest_name = max(style.display_width(row.name) for row in rows)
    ws.column_dimensions["B"].width = max(17, min(_WIDEST_NAME, _room(longest_name)))
    ws.column_dimensions[get_column_letter(_REMARK)].width = 12
    ws.freeze_panes = f"{get_column_letter(_FIRST_FIGURE)}{_FIRST_ROW}"
    style.print_landscape(ws, header_rows=_HEADER_ROWS, page=book.words("workbooks.page"))
    ws.print_area = f"A1:{get_column_letter(_WIDTH)}{last}"


def _room(characters: int) -> float:
    """The width for as many characters in the form's font, which is larger than the usual one."""
    return characters * 1.2 + 2
