"""Cards on A4, eight a page, with marks to cut along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import BinaryIO

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
from liaison.sheets.cards.pdf_file import PdfFile
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
    size = (PAGE_WIDTH * POINTS_PER_MM, PAGE_HEIGHT * POINTS_PER_MM)
    file = PdfFile(out, faces, size, title, language)
    rest, count = iter(cards), 0
    while page := list(islice(rest, A_PAGE)):
        file.add_page(_drawn(page, told, faces, PagePen(file, faces)))
        count += len(page)
    file.close()
    return count


def _drawn(page: list[ContactCard], told: CardWords, faces: Typefaces, pen: PagePen) -> bytes:
    _cutting_lines(pen)
    for place, card in enumerate(page):
        pen.move_to(_LEFT + place % COLUMNS * WIDTH, _TOP + place // COLUMNS * HEIGHT)
        draw_card(pen, faces, card, told)
    return pen.content()


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

    def __init__(self, file: PdfFile, faces: Typefaces) -> None:
        self._file = file
        self._faces = faces
        self._parts: list[str] = []
        self._x = self._y = 0.0

    def content(self) -> bytes:
        """The operators of everything drawn so far."""
        return "\n".join(self._parts).encode("ascii")

    def move_to(self, x: float, y: float) -> None:
        """Count from here, in millimetres from the upper left corner of the page."""
        self._x, self._y = x, y

    def _at(self, x: float, y: float) -> str:
        right = (self._x + x) * POINTS_PER_MM
        up = (PAGE_HEIGHT - self._y - y) * POINTS_PER_MM
        return f"{right:.2f} {up:.2f}"

    def text(
        self, x: float, y: float, text: str, size: float, ink: Ink, *, bold: bool = False
    ) -> None:
        red, green, blue = _colour(ink)
        weight = f"{red} {green} {blue} RG {size * _BOLD_STROKE:.3f} w 2 Tr" if bold else "0 Tr"
        self._parts.append(
            f"BT {red} {green} {blue} rg {weight} 1 0 0 1 {self._at(x, y)} Tm "
            f"{self._shown(text, size)}ET"
        )

    def _shown(self, text: str, size: float) -> str:
        """The glyphs by their numbers; the font is named anew where another one takes over."""
        shown, face = "", None
        for character, glyph in zip(text, self._faces.glyphs(text), strict=True):
            if glyph.face != face:
                shown += f"{'> Tj ' if face is not None else ''}/F{glyph.face} {size:.2f} Tf <"
                face = glyph.face
            self._file.fonts[glyph.face].used[glyph.number] = character
            shown += f"{glyph.number:04x}"
        return f"{shown}> Tj " if face is not None else ""

    def line(self, x: float, y: float, to_x: float, to_y: float, width: float, ink: Ink) -> None:
        red, green, blue = _colour(ink)
        self._parts.append(
            f"{red} {green} {blue} RG {width * POINTS_PER_MM:.2f} w "
            f"{self._at(x, y)} m {self._at(to_x, to_y)} l S"
        )

    def code(self, x: float, y: float, side: float, modules: Modules) -> None:
        """A mask of one bit a module, which stays sharp at any size and takes 300 bytes."""
        count, scale = len(modules), side * POINTS_PER_MM
        bits = "".join(map(_hex_row, modules))
        self._parts.append(
            f"q 0 0 0 rg {scale:.2f} 0 0 {scale:.2f} {self._at(x, y + side)} cm "
            f"BI /W {count} /H {count} /IM true /D [1 0] /F /AHx ID {bits}> EI Q"
        )


def _hex_row(modules: Sequence[int]) -> str:
    """A row of a mask, filled up to whole bytes."""
    filled = (len(modules) + 7) // 8 * 8
    bits = "".join("1" if module else "0" for module in modules).ljust(filled, "0")
    return f"{int(bits, 2):0{filled // 4}x}"


def _colour(ink: Ink) -> tuple[str, ...]:
    return tuple(f"{part / 255:.3f}" for part in ink)
