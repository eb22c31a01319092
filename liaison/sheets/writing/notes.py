"""The sheet that explains a workbook: what was counted, when, for whom, by which formula."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.sheets.writing import style
from liaison.sheets.writing.workbook import Book, cell_at, put_text

_TEXT_WIDTH = 96
_TOPIC_WIDTH, _WIDEST_TOPIC = 26, 40
_LINE_HEIGHT = 18


def write_notes(book: Book, notes: Sequence[tuple[str, str]]) -> None:
    """Two columns: the topic and what is to be said of it."""
    words = book.words
    ws = book.sheet(words("workbooks.sheets.notes"))
    topics = max((style.display_width(topic) for topic, _ in notes), default=0)
    ws.column_dimensions["A"].width = max(_TOPIC_WIDTH, min(_WIDEST_TOPIC, topics + 4))
    ws.column_dimensions["B"].width = _TEXT_WIDTH
    header = (words("workbooks.notes.topic"), words("workbooks.notes.text"))
    for line, pair in enumerate((header, *notes), start=1):
        for column, text in enumerate(pair, start=1):
            cell = cell_at(ws, line, column)
            put_text(cell, text)
            cell.font = style.body_font(book.language)
            cell.alignment = style.WRAPPED
            cell.border = style.DATA_BORDER
            if line == 1:
                cell.font = style.header_font(book.language, color="FFFFFF")
                cell.fill = style.HEADER_FILL
        lines = style.display_lines(pair[1], _TEXT_WIDTH - 4)
        ws.row_dimensions[line].height = min(6 + _LINE_HEIGHT * lines, style.TALLEST_ROW)
    ws.freeze_panes = "A2"
    style.print_landscape(ws, header_rows="1:1", page=words("workbooks.page"))
