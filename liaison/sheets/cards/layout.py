"""How a card looks: one layout for paper and for a picture, drawn by a pen of either.

Places are millimetres from the card's upper left corner, type sizes points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import segno

from liaison.sheets.cards.card import Both, CardWords, ContactCard, Person
from liaison.sheets.cards.fitting import Fitted, Steps, fit
from liaison.sheets.cards.typefaces import Typefaces

WIDTH, HEIGHT = 95.0, 69.0
POINTS_PER_MM = 72 / 25.4

Ink = tuple[int, int, int]
ACCENT: Ink = (0x1F, 0x4E, 0x79)
BLACK: Ink = (0x14, 0x14, 0x14)
QUIET: Ink = (0x50, 0x50, 0x50)
RULE: Ink = (0xA6, 0xB4, 0xC2)

Modules = Sequence[Sequence[int]]

_LEFT, _RIGHT = 5.0, WIDTH - 5.0
_HEADING, _HEADING_RULE = 7.6, 9.2
_NAME_TOP, _NAME_HEIGHT, _PLACE = 10.0, 13.0, 25.4
_PEOPLE_RIGHT, _PEOPLE_TOPS = 61.5, (28.4, 45.4)
_CODE_SIDE, _CODE_LEFT, _CODE_TOP = 23.0, 66.5, 29.6
_CODE_MIDDLE = _CODE_LEFT + _CODE_SIDE / 2
_CAPTION_WIDTH = 29.0
_FOOTER = HEIGHT - 4.0
_LEADING = 1.18

_NAME_STEPS: Steps = ((16, 1), (14, 1), (13, 2), (11, 2), (9.4, 3), (7.6, 4), (6.2, 5), (5, 6))
_UNIT_STEPS: Steps = ((7.5, 1), (6.5, 2), (5.2, 2), (4.4, 3))
_PERSON_STEPS: Steps = ((12, 1), (10, 1), (8, 1), (6.5, 2), (5, 3))
_PHONE_STEPS: Steps = ((15, 1), (13, 1), (11, 1), (9, 1), (7.5, 2), (6, 2))
_MORE_PHONES_STEPS: Steps = ((7, 1), (6, 2), (5, 2), (4.2, 3))
_MORE_PHONES_WIDTH = 16.0
# Any mask is read by any phone; weighing all eight for each card takes five times as long.
_MASK = 4


class Pen(Protocol):
    """What draws a card: onto a page, or into a picture."""

    def text(
        self, x: float, y: float, text: str, size: float, ink: Ink, *, bold: bool = False
    ) -> None:
        """Write from x on the base line y."""

    def line(self, x: float, y: float, to_x: float, to_y: float, width: float, ink: Ink) -> None:
        """Draw a straight line of a width in millimetres."""

    def code(self, x: float, y: float, side: float, modules: Modules) -> None:
        """Draw the dark modules of a code in a square."""


def draw_card(pen: Pen, faces: Typefaces, card: ContactCard, told: CardWords) -> None:
    """Draw a card whose texts went through `legible`."""
    drawing = _Drawing(pen, faces)
    drawing.heading(told)
    drawing.name(card)
    for top, person, role in zip(_PEOPLE_TOPS, card.people, told.roles, strict=True):
        drawing.role(top, role)
        if person is None:
            drawing.gap(top, told, card.area)
        else:
            drawing.person(top, person, told)
    drawing.code(card.address, told)
    drawing.footer(told)


class _Drawing:
    def __init__(self, pen: Pen, faces: Typefaces) -> None:
        self.pen = pen
        self.faces = faces

    def width(self, text: str, size: float) -> float:
        return self.faces.width(text, size) / POINTS_PER_MM

    def fitted(self, text: str, width: float, steps: Steps) -> Fitted:
        return fit(self.faces, text, width * POINTS_PER_MM, steps)

    def lines(self, x: float, y: float, fitted: Fitted, ink: Ink, *, bold: bool = False) -> None:
        """Write lines, the first on the base line y."""
        for number, line in enumerate(fitted.lines):
            if number:
                y += fitted.size * _LEADING / POINTS_PER_MM
            self.pen.text(x, y, line, fitted.size, ink, bold=bold)

    def rising(self, x: float, y: float, fitted: Fitted, ink: Ink, *, bold: bool = False) -> None:
        """Write lines, the last on the base line y."""
        above = (len(fitted.lines) - 1) * fitted.size * _LEADING / POINTS_PER_MM
        self.lines(x, y - above, fitted, ink, bold=bold)

    def heading(self, told: CardWords) -> None:
        half = (_RIGHT - _LEFT) * 0.6
        first = self.fitted(told.heading, half, ((8.5, 1), (7, 1), (6, 1)))
        self.lines(_LEFT, _HEADING, first, ACCENT, bold=True)
        rest = _RIGHT - _LEFT - self.width(told.heading, first.size) - 3
        second = self.fitted(told.other_heading, rest, ((5.5, 1), (4.8, 1), (4, 1)))
        text = second.lines[0]
        self.pen.text(_RIGHT - self.width(text, second.size), _HEADING, text, second.size, QUIET)
        self.pen.line(_LEFT, _HEADING_RULE, _RIGHT, _HEADING_RULE, 0.45, ACCENT)

    def name(self, card: ContactCard) -> None:
        """The name in the middle of its room, whatever number of lines it takes."""
        fitted = self.fitted(card.name, _RIGHT - _LEFT, _NAME_STEPS)
        line = fitted.size * _LEADING / POINTS_PER_MM
        top = _NAME_TOP + (_NAME_HEIGHT - len(fitted.lines) * line) / 2
        self.lines(_LEFT, top + line * 0.78, fitted, BLACK, bold=True)
        place = self.fitted(card.place, _RIGHT - _LEFT, ((7.5, 1), (6, 1), (5, 1)))
        self.lines(_LEFT, _PLACE, place, QUIET)

    def role(self, top: float, role: Both) -> None:
        self.pen.line(_LEFT, top - 0.6, _PEOPLE_RIGHT, top - 0.6, 0.15, RULE)
        self.pen.text(_LEFT, top + 2.8, role.first, 7, ACCENT, bold=True)
        after = _LEFT + self.width(role.first, 7) + 1.5
        self.pen.text(after, top + 2.8, role.second, 5.5, QUIET)

    def gap(self, top: float, told: CardWords, area: str) -> None:
        self.pen.text(_LEFT, top + 8.6, told.missing.first, 12, BLACK, bold=True)
        after = _LEFT + self.width(told.missing.first, 12) + 1.8
        self.pen.text(after, top + 8.6, told.missing.second, 6, QUIET)
        help_text = told.missing_help(area)
        fitted = self.fitted(help_text, _PEOPLE_RIGHT - _LEFT, ((7, 1), (6.2, 2), (5, 3)))
        self.lines(_LEFT, top + 12.4, fitted, QUIET)

    def person(self, top: float, person: Person, told: CardWords) -> None:
        room = _PEOPLE_RIGHT - _LEFT
        name = self.fitted(person.name, room * 0.55, _PERSON_STEPS)
        self.rising(_LEFT, top + 8.4, name, BLACK, bold=True)
        beside = max(self.width(line, name.size) for line in name.lines) + 2
        unit = self.fitted(person.unit, room - beside, _UNIT_STEPS)
        self.rising(_LEFT + beside, top + 8.4, unit, QUIET)
        if person.phones:
            self.phones(top + 14.5, person.phones)
        else:
            self.lines(_LEFT, top + 13.6, self.fitted(told.no_phone, room, ((8, 1), (7, 2))), QUIET)

    def phones(self, y: float, phones: Sequence[str]) -> None:
        """The number to call, large, its words and the further numbers small behind it."""
        room = _PEOPLE_RIGHT - _LEFT
        number, _, words = phones[0].partition(" ")
        rest = "  ".join(each for each in (words, *phones[1:]) if each)
        fitted = self.fitted(number, room - _MORE_PHONES_WIDTH if rest else room, _PHONE_STEPS)
        self.rising(_LEFT, y, fitted, BLACK, bold=True)
        after = max(self.width(line, fitted.size) for line in fitted.lines) + 1.8
        if rest:
            small = self.fitted(rest, room - after, _MORE_PHONES_STEPS)
            self.rising(_LEFT + after, y, small, QUIET)

    def footer(self, told: CardWords) -> None:
        fitted = self.fitted(told.footer, _PEOPLE_RIGHT - _LEFT, ((5.2, 1), (4.8, 1), (4.4, 2)))
        self.rising(_LEFT, _FOOTER, fitted, QUIET)

    def code(self, address: str, told: CardWords) -> None:
        """The code with its quiet margin of four modules, and what it is for."""
        code = segno.make(address, error="m", micro=False, mask=_MASK, boost_error=False)
        self.pen.code(_CODE_LEFT, _CODE_TOP, _CODE_SIDE, code.matrix)
        y = _CODE_TOP + _CODE_SIDE + 5.0
        for text, size, ink in ((told.scan.first, 7.0, ACCENT), (told.scan.second, 5.0, QUIET)):
            steps = ((size, 1), (size * 0.85, 2))
            for line in (fitted := self.fitted(text, _CAPTION_WIDTH, steps)).lines:
                left = _CODE_MIDDLE - self.width(line, fitted.size) / 2
                self.pen.text(left, y, line, fitted.size, ink)
                y += fitted.size * _LEADING / POINTS_PER_MM
