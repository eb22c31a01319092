"""How our workbooks look: fonts, lines, fills, number formats and the printed page."""

from __future__ import annotations

import math
from typing import Final, Literal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Kind = Literal[
    "text", "line", "code", "count", "change", "amount", "mean", "percent", "date", "moment"
]

ACCENT: Final = "1F4E79"
#: State → colour in a chart, the same as on the pages.
STATE_COLOURS: Final = {
    "done": "2E7D32",
    "in_progress": "1F6FB5",
    "not_started": "BFC5CC",
    "blocked": "C62828",
    "not_applicable": "E3E6EA",
}

NUMBER_FORMATS: Final[dict[Kind, str]] = {
    "text": "@",
    "line": "@",
    "code": "@",
    "count": "#,##0",
    "change": "+#,##0;-#,##0;0",
    "amount": "#,##0.##",
    "mean": "#,##0.0",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}

#: Points, as Excel allows.
TALLEST_ROW: Final = 409
_CHINESE_CHARSET = 134
_ROMAN, _SWISS = 1, 2
_A4 = 9
_READABLE_WIDTH = 250
#: A character takes a little more than the digit by which widths go, and a cell has edges.
_CHARACTER, _EDGES = 1.05, 1.0
_BLACK = "000000"

_BODY = {"zh-CN": "仿宋", "en": "Calibri"}
_TITLE = {"zh-CN": "方正小标宋简体", "en": "Calibri"}
_HEADER = {"zh-CN": "黑体", "en": "Calibri"}


def _font(
    names: dict[str, str], language: str, family: int, size: float, *, bold: bool, color: str
) -> Font:
    """A font with what a reader needs to replace it where it is missing: script and family."""
    is_chinese = language == "zh-CN"
    return Font(
        name=names[language],
        charset=_CHINESE_CHARSET if is_chinese else None,
        family=family if is_chinese else _SWISS,
        size=size,
        bold=bold,
        color=color,
    )


def body_font(language: str, size: float = 11, *, bold: bool = False) -> Font:
    return _font(_BODY, language, _ROMAN, size, bold=bold, color=_BLACK)


def title_font(language: str) -> Font:
    return _font(_TITLE, language, _ROMAN, 22, bold=language != "zh-CN", color=_BLACK)


def header_font(language: str, *, color: str = "000000") -> Font:
    return _font(_HEADER, language, _SWISS, 11, bold=language != "zh-CN", color=color)


_LINE = Side(style="thin", color="000000")
_HAIR = Side(style="thin", color="D0D5DB")
FORM_BORDER: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
DATA_BORDER: Final = Border(bottom=_HAIR)
HEADER_FILL: Final = PatternFill("solid", fgColor=ACCENT)
FORM_FILL: Final = PatternFill("solid", fgColor="EAF0F6")
EXAMPLE_FILL: Final = PatternFill("solid", fgColor="F3F4F6")

CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
MIDDLE: Final = Alignment(vertical="center")
WRAPPED: Final = Alignment(vertical="center", wrap_text=True)
# A dash that stands for a number is text, and would keep to the left; what stands to the right of
# a number must not touch it.
_RIGHT = Alignment(horizontal="right", vertical="center", indent=1)
_BETWEEN = Alignment(horizontal="center", vertical="center")
ALIGNMENTS: Final[dict[Kind, Alignment]] = {
    "text": WRAPPED,
    "line": MIDDLE,
    "code": WRAPPED,
    "count": _RIGHT,
    "change": _RIGHT,
    "amount": _RIGHT,
    "mean": _RIGHT,
    "percent": _RIGHT,
    "date": _BETWEEN,
    "moment": _BETWEEN,
}


def display_width(text: str) -> int:
    """How many narrow characters wide the text is: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def shown_width(value: float | str) -> int:
    """How many characters a figure takes with the commas of its thousands."""
    return len(f"{value:,}") if isinstance(value, int) else 0


def width_for(characters: int) -> float:
    """The width of a column that holds as many narrow characters on a line."""
    return characters * _CHARACTER + _EDGES


def characters_in(width: float) -> int:
    """How many narrow characters a column holds on a line."""
    return max(1, int((width - _EDGES) / _CHARACTER))


def display_lines(text: str, width: int) -> int:
    """How many lines the text takes in a column as many narrow characters wide."""
    return sum(max(1, -(-display_width(line) // width)) for line in text.split("\n"))


def print_landscape(
    ws: Worksheet, *, header_rows: str, page: str, title: str = "", width: float = 0
) -> None:
    """A4 landscape, the header on every page, pages numbered.

    A sheet is fitted to the width of a page; one that would be too small to read, given its
    `width` in characters, to several, with its first column on each.
    """
    ws.page_setup.orientation = "landscape"
    ws.page_setup.paperSize = _A4
    pages = max(1, math.ceil(width / _READABLE_WIDTH))
    ws.page_setup.fitToWidth = pages
    if pages > 1:
        ws.print_title_cols = "A:A"
    ws.page_setup.fitToHeight = 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    ws.print_title_rows = header_rows
    ws.print_options.horizontalCentered = True
    ws.page_margins.left = ws.page_margins.right = 0.4
    ws.page_margins.top = ws.page_margins.bottom = 0.75
    ws.page_margins.header = ws.page_margins.footer = 0.3
    # Page numbers stay readable where a wide sheet is made small.
    ws.HeaderFooter.scaleWithDoc = False
    assert ws.oddFooter is not None
    assert ws.oddHeader is not None
    ws.oddFooter.center.text = page
    if title:
        ws.oddHeader.right.text = title.replace("&", "&&")


def print_upright(ws: Worksheet, *, header_rows: str, page: str) -> None:
    """A4 upright, fitted to the width of a page, the header on every page, pages numbered."""
    ws.print_title_rows = header_rows
    ws.page_setup.orientation = "portrait"
    ws.page_setup.paperSize = _A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    ws.print_options.horizontalCentered = True
    ws.page_margins.left = ws.page_margins.right = 0.5
    ws.page_margins.top = ws.page_margins.bottom = 0.75
    ws.page_margins.header = ws.page_margins.footer = 0.3
    assert ws.oddFooter is not None
    ws.oddFooter.center.text = page
