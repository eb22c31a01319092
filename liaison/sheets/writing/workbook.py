"""Workbooks out: openpyxl for all that is seen, our own writing for rows by the ten thousand.

openpyxl makes styles, headers, charts, print settings and the package. The rows of a data table
are streamed into the package while it is written, so a table costs neither an object a cell nor
memory that grows with it; and formulas get the value that a viewer without a calculator shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from liaison.locales import Words
from liaison.sheets.writing import style
from liaison.sheets.writing.table_rows import Column, Row, body

_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*</f>)<v ?(?:/>|></v>)')
_DIMENSION = re.compile(r'<dimension ref="[^"]*" ?/>')
_HEADER_HEIGHT = 34
_ROW_HEIGHT = 18
_ONE_LINE = 12
#: Points of a line of text in a row, what a row has around it, and characters a line may lose.
_LINE_HEIGHT, _PADDING, _MARGIN = 15, 4, 3


@dataclass
class _Table:
    """Rows still to be written below a sheet's header."""

    columns: Sequence[Column]
    style_ids: Sequence[int]
    rows: Iterable[Row]
    count: int
    height_of: Callable[[Row], float] | None = None


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
        self,
        title: str,
        columns: Sequence[Column],
        rows: Iterable[Row],
        count: int,
        *,
        is_fitted: bool = False,
    ) -> Worksheet:
        """A data sheet: one header row, frozen and filtered, nothing merged.

        `rows` are taken when the book is saved; `count` says how many will come.
        Where a table `is_fitted`, each row is as high as its longest note is when wrapped, which
        takes time for each note; programs that print do not all see to it themselves.
        """
        ws = self.sheet(title)
        width = sum(
            self._head(ws, number, column) for number, column in enumerate(columns, start=1)
        )
        ws.row_dimensions[1].height = _HEADER_HEIGHT
        if all(column.kind != "note" for column in columns):  # whose rows grow with their text
            ws.sheet_format.defaultRowHeight = _ROW_HEIGHT
            ws.sheet_format.customHeight = True
        ws.freeze_panes = "B2"
        ws.auto_filter.ref = self._ref(columns, count)
        style.print_landscape(
            ws,
            header_rows="1:1",
            page=self.words("workbooks.page"),
            title=f"{self.title} {title}",
            width=width,
        )
        style_ids = [self._body_style(ws, column) for column in columns]
        self._tables[title] = _Table(
            columns, style_ids, rows, count, _height_of(columns) if is_fitted else None
        )
        return ws

    def _head(self, ws: Worksheet, number: int, column: Column) -> float:
        """Write a column's header; the width that the column gets."""
        cell = cell_at(ws, 1, number)
        put_text(cell, column.header)
        cell.font = style.header_font(self.language, color="FFFFFF")
        cell.fill = style.HEADER_FILL
        cell.alignment = style.CENTRE
        # Room for the header, in two lines where it is long, and the arrow of its filter.
        label = style.display_width(column.header)
        needed = label + 4 if label <= _ONE_LINE else label / 2 + 5
        width = max(column.width, needed)
        ws.column_dimensions[get_column_letter(number)].width = width
        return width

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


def _height_of(columns: Sequence[Column]) -> Callable[[Row], float]:
    """A function from a row to the height that its wrapped notes need."""
    notes = [
        (place, int(column.width) - _MARGIN)
        for place, column in enumerate(columns)
        if column.kind == "note"
    ]

    def height(row: Row) -> float:
        lines = [
            style.display_lines(str(row[place]), width)
            for place, width in notes
            if row[place] is not None
        ]
        return max(_ROW_HEIGHT, _LINE_HEIGHT * max(lines, default=1) + _PADDING)

    return height


def cell_at(ws: Worksheet, row: int, column: int) -> Cell:
    """The cell of a row and a column, both from 1; in a merged range only its first has content."""
    cell = ws.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def put_text(cell: Cell, text: str) -> None:
    """Put text in a cell as text, also where it begins with = as a formula does."""
    cell.value = text
    cell.data_type = "s"


class _Package(ZipFile):
    """The zip that openpyxl writes into; worksheets are completed on their way in."""

    def __init__(
        self,
        buffer: BinaryIO,
        tables: Mapping[str, _Table],
        values: Mapping[str, Mapping[str, float | str]],
    ) -> None:
        super().__init__(buffer, "w", ZIP_DEFLATED)
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
