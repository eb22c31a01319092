"""Workbooks out: openpyxl for all that is seen, our own writing for rows by the ten thousand.

openpyxl makes styles, headers, charts, print settings and the package. The rows of a data table
are streamed into the package while it is written, so a table costs neither an object a cell nor
memory that grows with it; and formulas get the value that a viewer without a calculator shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from liaison.locales import Words
from liaison.sheets.writing import style
from liaison.sheets.writing.package import Package
from liaison.sheets.writing.table_rows import Column, Row, body, writable

_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*</f>)<v ?(?:/>|></v>)')
_DIMENSION = re.compile(r'<dimension ref="[^"]*" ?/>')
_HEADER_HEIGHT = 34
_ROW_HEIGHT = 18
_ONE_LINE = 12
#: As wide as a column of known words may become; longer words are wrapped.
_WIDEST_WORDS = 44
#: Points of a line of text in a row, and what a row has around it.
_LINE_HEIGHT, _PADDING = 15, 4
_ARROW = 3
_WRAPPED = ("text", "code")
_NARROW_WORD = re.compile(r"[!-\u2e7f]+")


@dataclass
class _Table:
    """Rows still to be written below a sheet's header."""

    columns: Sequence[Column]
    style_ids: Sequence[int]
    rows: Iterable[Row]
    count: int
    height_of: Callable[[Row], float | None] | None


@dataclass
class Book:
    """A workbook being made in one language."""

    words: Words
    creator: str
    title: str
    _tables: dict[str, _Table] = field(default_factory=dict)
    _values: dict[str, dict[str, float | str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        self.workbook.properties.creator = self.creator
        self.workbook.properties.title = self.title

    @property
    def language(self) -> str:
        return self.words.language

    def sheet(self, title: str) -> Worksheet:
        """An empty worksheet at the end."""
        ws: Worksheet = self.workbook.create_sheet(title)
        return ws

    def table(
        self, title: str, columns: Sequence[Column], rows: Iterable[Row], count: int
    ) -> Worksheet:
        """A data sheet: one header row, frozen and filtered, nothing merged.

        `rows` are taken when the book is saved; `count` says how many will come.
        """
        ws = self.sheet(title)
        columns = [replace(column, width=_width(column)) for column in columns]
        for number, column in enumerate(columns, start=1):
            self._head(ws, number, column)
        ws.row_dimensions[1].height = _HEADER_HEIGHT
        ws.sheet_format.defaultRowHeight = _ROW_HEIGHT
        ws.sheet_format.customHeight = True
        ws.freeze_panes = "B2"
        ws.auto_filter.ref = self._ref(columns, count)
        style.print_landscape(
            ws,
            header_rows="1:1",
            page=self.words("workbooks.page"),
            title=f"{self.title} {title}",
            width=sum(column.width for column in columns),
        )
        style_ids = [self._body_style(ws, column) for column in columns]
        self._tables[title] = _Table(columns, style_ids, rows, count, _height_of(columns))
        return ws

    def _head(self, ws: Worksheet, number: int, column: Column) -> None:
        cell = cell_at(ws, 1, number)
        put_text(cell, column.header)
        cell.font = style.header_font(self.language, color="FFFFFF")
        cell.fill = style.HEADER_FILL
        cell.alignment = style.CENTRE
        ws.column_dimensions[get_column_letter(number)].width = column.width

    def _body_style(self, ws: Worksheet, column: Column) -> int:
        pattern = Cell(ws, row=1, column=1)
        pattern.font = style.body_font(self.language)
        pattern.border = style.DATA_BORDER
        pattern.alignment = style.ALIGNMENTS[column.kind]
        pattern.number_format = style.NUMBER_FORMATS[column.kind]
        return int(pattern.style_id)

    @staticmethod
    def _ref(columns: Sequence[Column], count: int) -> str:
        return f"A1:{get_column_letter(len(columns))}{count + 1}"

    def formula(self, cell: Cell, formula: str, value: float | str) -> None:
        """Put a formula in a cell with the value that it comes to."""
        cell.value = formula
        self._values.setdefault(cell.parent.title, {})[cell.coordinate] = value

    def save(self) -> bytes:
        """The workbook's bytes; the tables' rows are taken now."""
        buffer = BytesIO()
        self.save_into(buffer)
        return buffer.getvalue()

    def save_into(self, target: BinaryIO) -> None:
        """Write the workbook to an open file; the tables' rows are taken now."""
        names = {
            f"xl/worksheets/sheet{number}.xml": ws.title
            for number, ws in enumerate(self.workbook.worksheets, start=1)
        }
        tables = {path: self._tables[name] for path, name in names.items() if name in self._tables}
        values = {path: self._values[name] for path, name in names.items() if name in self._values}
        package = _Package(target, tables, values)
        try:
            ExcelWriter(self.workbook, package).save()
        finally:
            package.close()  # also where the rows were called off, before the file is closed


def _width(column: Column) -> float:
    """Room for the column's header, in two lines where it is long, and for the words it holds."""
    label = style.display_width(column.header)
    header = label + 4 if label <= _ONE_LINE else label / 2 + 5
    longest_word = max(map(len, _NARROW_WORD.findall(column.header)), default=0) + _ARROW
    words = min(_WIDEST_WORDS, style.width_for(_widest_label(column)))
    return max(column.width, header, longest_word, words)


def _widest_label(column: Column) -> int:
    return max(map(style.display_width, (column.labels or {}).values()), default=0)


def _height_of(columns: Sequence[Column]) -> Callable[[Row], float | None] | None:
    """A function from a row to the height that its wrapped texts need, None for one line.

    Programs that print do not all see to it themselves. Most texts are short, which their number
    of characters tells; only what may be longer than its column is looked at.
    """
    texts = [
        (place, style.characters_in(column.width), column.labels or {})
        for place, column in enumerate(columns)
        if column.kind in _WRAPPED
        and (column.labels is None or style.width_for(_widest_label(column)) > column.width)
    ]
    if not texts:
        return None

    def height(row: Row) -> float | None:
        lines = 1
        for place, width, labels in texts:
            text = row[place]
            if text is None:
                continue
            shown = str(labels.get(str(text), text) if labels else text)
            if 2 * len(shown) > width or "\n" in shown:
                lines = max(lines, style.display_lines(shown, width))
        return None if lines == 1 else _LINE_HEIGHT * lines + _PADDING

    return height


def cell_at(ws: Worksheet, row: int, column: int) -> Cell:
    """The cell of a row and a column, both from 1; in a merged range only its first has content."""
    cell = ws.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def put_text(cell: Cell, text: str) -> None:
    """Put text in a cell as text, also where it begins with = as a formula does."""
    cell.value = writable(text)
    cell.data_type = "s"


class _Package(Package):
    """A package whose worksheets get their rows and the values of their formulas."""

    def __init__(
        self,
        buffer: BinaryIO,
        tables: Mapping[str, _Table],
        values: Mapping[str, Mapping[str, float | str]],
    ) -> None:
        super().__init__(buffer)
        self._tables = tables
        self._known_values = values

    def write(
        self,
        filename: str | PathLike[str],
        arcname: str | PathLike[str] | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        path = str(arcname)
        if path in self._tables:
            self._write_table(Path(filename), path, self._tables[path])
        elif path in self._known_values:
            sheet = Path(filename).read_text(encoding="utf-8")
            self.writestr(path, _with_values(sheet, self._known_values[path]))
        else:
            super().write(filename, arcname, *args, **kwargs)

    def _write_table(self, source: Path, path: str, table: _Table) -> None:
        head, end, tail = source.read_text(encoding="utf-8").partition("</sheetData>")
        size = f'<dimension ref="{Book._ref(table.columns, table.count)}"/>'
        with self.open(path, "w", force_zip64=True) as sheet:
            sheet.write(_DIMENSION.sub(size, head, count=1).encode())
            for chunk in body(table.columns, table.style_ids, table.rows, 2, table.height_of):
                sheet.write(chunk)
            sheet.write((end + tail).encode())


def _with_values(sheet: str, values: Mapping[str, float | str]) -> str:
    """The worksheet with the value of each formula, which openpyxl leaves empty."""

    def completed(match: re.Match[str]) -> str:
        value = values[match[1]]
        kind = ' t="str"' if isinstance(value, str) else ""
        return f'<c r="{match[1]}"{match[2]}{kind}>{match[3]}<v>{value}</v>'

    return _FORMULA.sub(completed, sheet)
