"""The bulletin on one sheet, ready to print on A4 upright: text, figures, tables, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from liaison.domain.bulletin import Bulletin
from liaison.domain.indicators import STILL
from liaison.locales import Words
from liaison.locales.bulletin_words import BulletinText, FigureLine
from liaison.sheets.writing import style
from liaison.sheets.writing.area_columns import AREA_FIGURES, Value
from liaison.sheets.writing.bulletin_tables import (
    BulletinTable,
    area_table,
    attention_table,
    measure_table,
)
from liaison.sheets.writing.workbook import Book, cell_at, put_text

#: The sheet's columns are those of the form; every other part spans several of them.
_WIDTH = 2 + len(AREA_FIGURES)
_NUMBER, _PLACE, _FIGURE = 5.0, 13.0, 7.6
_EACH = (1,) * _WIDTH
_FIGURE_SPANS = (2, 3, 3, 3, 3, 3)
_MEASURE_SPANS = (1, 3, 3, 2, 2, 2, 2, 2)
_ATTENTION_SPANS = (1, 4, 3, 3, 3, 3)
_TEXT_LINE, _TABLE_LINE = 18, 20
_HIGHEST = 400


def write_bulletin_sheet(
    bulletin: Bulletin, text: BulletinText, words: Words, *, author: str
) -> bytes:
    """The workbook's bytes."""
    book = Book(words, creator=author, title=text.title)
    sheet = _Sheet(book, book.sheet(words("workbooks.files.bulletin")))
    sheet.line(text.title, style.title_font(book.language), "center", height=40)
    sheet.line(text.subtitle, style.body_font(book.language, 12), "center")
    sheet.text(text.paragraph)
    if text.sections:
        _write_tables(sheet, bulletin, text, words)
        sheet.caption(text.sections[-1].heading)
        for lead_in, sentences in text.sections[-1].paragraphs:
            sheet.text(lead_in + sentences)
    sheet.line(text.signed, style.body_font(book.language, 12), "right", height=26)
    sheet.line(text.made_on, style.body_font(book.language, 12), "right")
    sheet.lay_out(words("workbooks.page"))
    return book.save()


def _write_tables(sheet: _Sheet, bulletin: Bulletin, text: BulletinText, words: Words) -> None:
    say = "bulletin.tables."
    sheet.caption(words(say + "figures"))
    sheet.figures([words(say + key) for key in ("figure", "value", "change")], text.figures)
    sheet.table(words(say + "areas", parts=text.parts_name), area_table(bulletin, words), _EACH)
    sheet.table(
        words(say + "measures", measures=text.measures_name),
        measure_table(bulletin, words),
        _MEASURE_SPANS,
    )
    sheet.table(words(say + "attention"), attention_table(bulletin, words), _ATTENTION_SPANS)


class _Sheet:
    """A sheet that is written from the top down, each part over the whole width."""

    def __init__(self, book: Book, ws: Worksheet) -> None:
        self.book, self.ws = book, ws
        self.language = book.language
        self.row = 1
        self.is_chinese = book.language == "zh-CN"

    def line(self, text: str, font: Font, side: str, *, height: float = 22) -> None:
        """One line of text."""
        cell = self._merged(1, _WIDTH)
        put_text(cell, text)
        cell.font = font
        cell.alignment = Alignment(horizontal=side, vertical="center")
        self._end(height)

    def text(self, text: str) -> None:
        """A paragraph, as high as it needs to be."""
        cell = self._merged(1, _WIDTH)
        put_text(cell, f"　　{text}" if self.is_chinese else text)
        cell.font = style.body_font(self.language, 12)
        cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
        # A width counts digits of eleven points; English letters are narrower than digits.
        narrow = 1.0 if self.is_chinese else 1.15
        across = int((_NUMBER + _PLACE + _FIGURE * len(AREA_FIGURES)) * 11 / 12 * narrow) - 4
        lines = style.display_lines(text, across)
        self._end(min(_HIGHEST, lines * _TEXT_LINE + 8))

    def caption(self, text: str) -> None:
        self.line(text, style.header_font(self.language), "left", height=26)

    def figures(self, head: Sequence[str], lines: Sequence[FigureLine]) -> None:
        """The main figures, two beside each other."""
        self._heads([list(head) * 2], _FIGURE_SPANS)
        half = -(-len(lines) // 2)
        for row in range(half):
            pair = [lines[row], *lines[row + half : row + half + 1]]
            cells = [each for line in pair for each in _cells(line)]
            cells += [("", "text")] * (len(_FIGURE_SPANS) - len(cells))
            self._cells(cells, _FIGURE_SPANS)

    def table(self, name: str, table: BulletinTable, spans: Sequence[int]) -> None:
        """A table below its name, nothing where it has no rows."""
        if not table.rows:
            return
        self.caption(name)
        self._heads(table.head, spans)
        for number, row in enumerate(table.rows):
            has_total = len(table.head) > 1 and number == len(table.rows) - 1
            cells = list(zip(row, table.kinds, strict=True))
            if has_total:
                self._cells(cells[1:], (spans[0] + spans[1], *spans[2:]), bold=True)
            else:
                self._cells(cells, spans)

    def lay_out(self, page: str) -> None:
        """Widths of the columns, and how it is printed."""
        widths = (_NUMBER, _PLACE, *[_FIGURE] * len(AREA_FIGURES))
        for number, width in enumerate(widths, start=1):
            self.ws.column_dimensions[get_column_letter(number)].width = width
        style.print_upright(self.ws, header_rows="1:2", page=page)
        self.ws.print_area = f"A1:{get_column_letter(_WIDTH)}{self.row - 1}"
        self.ws.sheet_view.showGridLines = False

    def _heads(self, head: Sequence[Sequence[str]], spans: Sequence[int]) -> None:
        """Header rows; neighbours that say the same are one cell where there are two rows."""
        top = self.row
        for number, line in enumerate(head):
            left = 1
            for text, span in zip(line, spans, strict=True):
                put_text(cell_at(self.ws, self.row, left), text)
                if len(head) == 1:
                    self._join(self.row, left, self.row, left + span - 1)
                left += span
            is_labels = number == len(head) - 1
            self.row += 1
            self.ws.row_dimensions[self.row - 1].height = self._head_height(is_labels, spans)
        if len(head) > 1:
            self._join_groups(top, head[0], head[1])
        for row in self.ws.iter_rows(top, self.row - 1, 1, _WIDTH):
            for cell in row:
                cell.font = style.header_font(self.language)
                cell.fill, cell.border = style.FORM_FILL, style.FORM_BORDER
                cell.alignment = style.CENTRE
        if not self.is_chinese and len(head) > 1:
            self._turn(self.row - 1)

    def _head_height(self, is_labels: bool, spans: Sequence[int]) -> float:
        if spans is not _EACH:
            return 22 if self.is_chinese else 48
        return (36 if self.is_chinese else 100) if is_labels else 22

    def _turn(self, row: int) -> None:
        """Long English words of narrow columns stand upright."""
        for column in range(3, _WIDTH + 1):
            cell_at(self.ws, row, column).alignment = Alignment(
                horizontal="center", vertical="center", wrap_text=True, text_rotation=90
            )

    def _join_groups(self, top: int, groups: Sequence[str], labels: Sequence[str]) -> None:
        column = 0
        while column < len(groups):
            right = column
            while right + 1 < len(groups) and groups[right + 1] == groups[column]:
                right += 1
            is_tall = right == column and labels[column] == groups[column]
            self._join(top, column + 1, top + is_tall, right + 1)
            column = right + 1

    def _cells(
        self,
        cells: Iterable[tuple[Value, style.Kind]],
        spans: Sequence[int],
        *,
        bold: bool = False,
    ) -> None:
        left, height = 1, float(_TABLE_LINE)
        for (value, kind), span in zip(cells, spans, strict=True):
            cell = cell_at(self.ws, self.row, left)
            if isinstance(value, str):
                put_text(cell, value)
                room = self._room(left, span)
                height = max(height, style.display_lines(value, room) * 15 + 5)
            else:
                cell.value = value
            for column in range(left, left + span):
                cell_at(self.ws, self.row, column).border = style.FORM_BORDER
            cell.font = style.body_font(self.language, 10.5, bold=bold)
            cell.number_format = self._format(kind)
            is_text = kind == "text" and not bold
            cell.alignment = style.WRAPPED if is_text else style.CENTRE
            self._join(self.row, left, self.row, left + span - 1)
            left += span
        self._end(height)

    def _room(self, left: int, span: int) -> int:
        widths = (_NUMBER, _PLACE, *[_FIGURE] * len(AREA_FIGURES))
        # English letters are on average narrower than the digits that a width counts.
        narrow = 1.0 if self.is_chinese else 1.2
        return max(3, int(sum(widths[left - 1 : left - 1 + span]) * narrow) - 1)

    def _format(self, kind: style.Kind) -> str:
        """Numbers as the text has them: Chinese without separators."""
        if kind == "amount":  # a change of a rate, in points
            unit = self.book.words("bulletin.tables.points", points="")
            return f'+0.0"{unit}";-0.0"{unit}"'
        found = style.NUMBER_FORMATS[kind]
        return found.replace("#,##0", "0") if self.is_chinese else found

    def _merged(self, left: int, right: int) -> Cell:
        self._join(self.row, left, self.row, right)
        return cell_at(self.ws, self.row, left)

    def _join(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.ws.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)

    def _end(self, height: float) -> None:
        self.ws.row_dimensions[self.row].height = height
        self.row += 1


def _cells(line: FigureLine) -> list[tuple[Value, style.Kind]]:
    """A figure as cells: its name, its value as a number, its change as a number."""
    figure, change = line.figure, line.change
    value: Value = line.value_text
    kind: style.Kind = "count"
    if figure is not None and figure.value is not None:
        value = figure.value if figure.is_rate else int(figure.value)
        kind = "percent" if figure.is_rate else "count"
    if change is None or abs(change) < STILL:
        return [(line.label, "text"), (value, kind), (line.change_text, "change")]
    moved: Value = change * 100 if kind == "percent" else int(change)
    return [
        (line.label, "text"),
        (value, kind),
        (moved, "amount" if kind == "percent" else "change"),
    ]
