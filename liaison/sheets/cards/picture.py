"""One card as a picture, at the size and sharpness of a printed one."""

from __future__ import annotations

from io import BytesIO
from math import ceil

from PIL import Image, ImageDraw, ImageFont

from liaison.sheets.cards.card import CardWords, ContactCard
from liaison.sheets.cards.layout import HEIGHT, RULE, WIDTH, Ink, Modules, draw_card
from liaison.sheets.cards.typefaces import Typefaces

DOTS_PER_INCH = 300
_PER_MM = DOTS_PER_INCH / 25.4
_WHITE = (255, 255, 255)
_BOLD_STROKE = 0.014


def write_picture(card: ContactCard, told: CardWords, faces: Typefaces) -> bytes:
    """The card, whose texts went through `legible`, as PNG."""
    pen = PicturePen(faces)
    draw_card(pen, faces, card, told)
    return pen.png()


class PicturePen:
    """Draws into a picture of the card's size."""

    def __init__(self, faces: Typefaces) -> None:
        self._faces = faces
        size = (ceil(WIDTH * _PER_MM), ceil(HEIGHT * _PER_MM))
        self._image = Image.new("RGB", size, _WHITE)
        self._draw = ImageDraw.Draw(self._image)
        self._draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=RULE, width=3)

    def png(self) -> bytes:
        """The picture, which knows how large it is on paper."""
        buffer = BytesIO()
        self._image.save(buffer, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), optimize=True)
        return buffer.getvalue()

    def text(
        self, x: float, y: float, text: str, size: float, ink: Ink, *, bold: bool = False
    ) -> None:
        pixels = size * DOTS_PER_INCH / 72
        for face, run in self._faces.runs(text):
            font = ImageFont.truetype(face.path, pixels, index=face.number)
            stroke = pixels * _BOLD_STROKE if bold else 0
            place = (x * _PER_MM, y * _PER_MM)
            self._draw.text(place, run, ink, font, anchor="ls", stroke_width=stroke)
            x += self._faces.width(run, size) * DOTS_PER_INCH / 72 / _PER_MM

    def line(self, x: float, y: float, to_x: float, to_y: float, width: float, ink: Ink) -> None:
        ends = (x * _PER_MM, y * _PER_MM, to_x * _PER_MM, to_y * _PER_MM)
        self._draw.line(ends, ink, max(1, round(width * _PER_MM)))

    def code(self, x: float, y: float, side: float, modules: Modules) -> None:
        """Whole pixels a module, in the middle of the square."""
        module = int(side * _PER_MM) // len(modules)
        edge = (side * _PER_MM - module * len(modules)) / 2
        left, top = round(x * _PER_MM + edge), round(y * _PER_MM + edge)
        for row, line in enumerate(modules):
            for column, is_dark in enumerate(line):
                if is_dark:
                    corner = (left + column * module, top + row * module)
                    end = (corner[0] + module - 1, corner[1] + module - 1)
                    self._draw.rectangle((*corner, *end), fill=(0, 0, 0))
