"""Cards on A4, eight a page, with marks to cut along."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from itertools import islice
from typing import BinaryIO, Final

from PIL import Image
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFName, PDFPage, PDFStream
from reportlab.pdfgen.canvas import Canvas

from liaison.sheets.cards.card import CardWords, ContactCard
from liaison.sheets.cards.layout import (
    HEIGHT,
    POINTS_PER_MM,
    QUIET,
    RULE,
    WIDTH,
    Ink,
    Modules,
    draw_card,
)
from liaison.sheets.cards.typefaces import Typefaces

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
COLUMNS, ROWS = 2, 4
A_PAGE = COLUMNS * ROWS
_LEFT = (PAGE_WIDTH - COLUMNS * WIDTH) / 2
_TOP = (PAGE_HEIGHT - ROWS * HEIGHT) / 2
# Office printers leave about five millimetres of the paper white.
_MARK_FROM, _MARK_TO = 5.5, 8.5
_HAIR = 0.1
# The face has one weight; bold is its outline drawn as well.
_BOLD_STROKE = 0.028
_FILL: Final = 0
_FILL_AND_STROKE: Final = 2


def write_sheets(
    out: BinaryIO,
    cards: Iterable[ContactCard],
    told: CardWords,
    faces: Typefaces,
    *,
    title: str,
    language: str,
) -> int:
    """Write the cards, whose texts went through `legible`, as they come; how many there were."""
    canvas = _opened(out, faces, title, language)
    pen, rest, count = PagePen(canvas, faces), iter(cards), 0
    while page := list(islice(rest, A_PAGE)):
        _draw_page(page, told, faces, pen)
        canvas.showPage()
        count += len(page)
    canvas.save()
    return count


def _opened(out: BinaryIO, faces: Typefaces, title: str, language: str) -> Canvas:
    canvas = _PackedCanvas(
        out,
        pagesize=(PAGE_WIDTH * POINTS_PER_MM, PAGE_HEIGHT * POINTS_PER_MM),
        pdfVersion=(1, 7),
        lang=language,
        # Else each page begins with Helvetica, which does not go along; typed as a number.
        initialFontName=faces.faces[0].font.fontName,  # type: ignore[arg-type]
    )
    canvas.setTitle(title)
    canvas.setCreator("liaison")
    # Nothing, where reportlab has "anonymous" and "unspecified".
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    # Cards keep their size, and eight sheets cut alike.
    canvas.setViewerPreference("PrintScaling", "None")
    return canvas


class _PackedCanvas(Canvas):
    """Packs each page when it ends: reportlab keeps them all, and packs them at last."""

    _doc: PDFDocument  # its types leave it out

    def showPage(self) -> None:  # noqa: N802
        name = self._doc.thisPageName()
        super().showPage()
        page = self._doc.idToObject[name]
        assert isinstance(page, PDFPage)
        packed = zlib.compress(page.stream.encode("ascii"))
        page.Contents = PDFStream(PDFDictionary({"Filter": PDFName("FlateDecode")}), packed)
        page.stream = None


def _draw_page(page: list[ContactCard], told: CardWords, faces: Typefaces, pen: PagePen) -> None:
    pen.move_to(0, 0)
    _cutting_lines(pen)
    for place, card in enumerate(page):
        pen.move_to(_LEFT + place % COLUMNS * WIDTH, _TOP + place // COLUMNS * HEIGHT)
        draw_card(pen, faces, card, told)


def _cutting_lines(pen: PagePen) -> None:
    """Hairlines between the cards, and marks in the margins for a guillotine."""
    right, bottom = _LEFT + COLUMNS * WIDTH, _TOP + ROWS * HEIGHT
    for column in range(COLUMNS + 1):
        x = _LEFT + column * WIDTH
        pen.line(x, _TOP, x, bottom, _HAIR, RULE)
        pen.line(x, _MARK_FROM, x, _MARK_TO, 0.2, QUIET)
        pen.line(x, PAGE_HEIGHT - _MARK_TO, x, PAGE_HEIGHT - _MARK_FROM, 0.2, QUIET)
    for row in range(ROWS + 1):
        y = _TOP + row * HEIGHT
        pen.line(_LEFT, y, right, y, _HAIR, RULE)
        pen.line(_MARK_FROM, y, _MARK_TO, y, 0.2, QUIET)
        pen.line(PAGE_WIDTH - _MARK_TO, y, PAGE_WIDTH - _MARK_FROM, y, 0.2, QUIET)


class PagePen:
    """Draws onto a page; what is drawn is counted from where `move_to` put the pen."""

    def __init__(self, canvas: Canvas, faces: Typefaces) -> None:
        self._canvas = canvas
        self._faces = faces
        self._x = self._y = 0.0

    def move_to(self, x: float, y: float) -> None:
        """Count from here, in millimetres from the upper left corner of the page."""
        self._x, self._y = x, y

    def _at(self, x: float, y: float) -> tuple[float, float]:
        right = (self._x + x) * POINTS_PER_MM
        up = (PAGE_HEIGHT - self._y - y) * POINTS_PER_MM
        return round(right, 2), round(up, 2)

    def text(
        self, x: float, y: float, text: str, size: float, ink: Ink, *, bold: bool = False
    ) -> None:
        writing = self._canvas.beginText(*self._at(x, y))
        writing.setFillColorRGB(*_colour(ink))
        if bold:
            self._canvas.setStrokeColorRGB(*_colour(ink))
            self._canvas.setLineWidth(round(size * _BOLD_STROKE, 3))
            writing.setTextRenderMode(_FILL_AND_STROKE)
        for face, run in self._faces.runs(text):
            writing.setFont(face.font.fontName, round(size, 2), 0)
            writing.textOut(run)
        writing.setTextRenderMode(_FILL)
        self._canvas.drawText(writing)

    def line(self, x: float, y: float, to_x: float, to_y: float, width: float, ink: Ink) -> None:
        self._canvas.setStrokeColorRGB(*_colour(ink))
        self._canvas.setLineWidth(round(width * POINTS_PER_MM, 2))
        self._canvas.line(*self._at(x, y), *self._at(to_x, to_y))

    def code(self, x: float, y: float, side: float, modules: Modules) -> None:
        """A picture of one bit a module: 300 bytes."""
        image = Image.new("1", (len(modules), len(modules)))
        image.putdata([not module for row in modules for module in row])
        points = round(side * POINTS_PER_MM, 2)
        self._canvas.drawInlineImage(image, *self._at(x, y + side), points, points)


def _colour(ink: Ink) -> tuple[float, float, float]:
    red, green, blue = (round(part / 255, 3) for part in ink)
    return red, green, blue
