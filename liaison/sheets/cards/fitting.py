"""Making a text fit: the largest size at which it stands within so many lines of a width."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from liaison.sheets.cards.typefaces import Typefaces

_PIECE = re.compile(r"[A-Za-z0-9.,;:&'’/_+-]+|\s+|.")
# A line ends with none of these, and begins with none of those.
_OPENS = frozenset("（(【《〈「『“‘")
_CLINGS = frozenset("）)】》〉」』”’，。、；：！？,.;:!?·…%")
_ELLIPSIS = "…"
_TRIES = 6


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines and the size, in points, at which each of them is no wider than was asked."""

    size: float
    lines: tuple[str, ...]


#: Sizes, each with the most lines that there is room for; the first that holds the text is taken.
Steps = tuple[tuple[float, int], ...]


# People, units and what stands on every card come again and again.
@lru_cache(4096)
def fit(faces: Typefaces, text: str, width: float, steps: Steps) -> Fitted:
    """The text at the first (size, most lines) of `steps` that holds it, cut where none does."""
    size, most = steps[0]
    for size, most in steps:
        lines = _broken(faces, text, width / size)
        if len(lines) <= most and _keeps_words(faces, text, width / size):
            return Fitted(size, _balanced(faces, text, width / size, lines))
    lines = _broken(faces, text, width / size)[:most]
    return Fitted(size, (*lines[:-1], _cut(faces, lines[-1], width / size)))


def _keeps_words(faces: Typefaces, text: str, width: float) -> bool:
    """No word or number is wider than a line: half of a number could be taken for another."""
    return all(faces.width(piece, 1) <= width for piece in _PIECE.findall(text))


def _balanced(faces: Typefaces, text: str, width: float, lines: tuple[str, ...]) -> tuple[str, ...]:
    """As many lines, of about one length: no single character is left for the last."""
    if len(lines) < 2:
        return lines
    low, high = width / 2, width
    for _ in range(_TRIES):
        middle = (low + high) / 2
        tried = _broken(faces, text, middle)
        if len(tried) == len(lines) and _keeps_words(faces, text, middle):
            high, lines = middle, tried
        else:
            low = middle
    return lines


def _broken(faces: Typefaces, text: str, width: float) -> tuple[str, ...]:
    """Lines of at most this width, in units of the size."""
    if faces.width(text, 1) <= width:
        return (text,)
    lines, line, used = [], "", 0.0
    for piece in _pieces(faces, text, width):
        wide = faces.width(piece, 1)
        if line and used + wide > width and not piece.isspace():
            lines.append(line.rstrip())
            line, used = "", 0.0
        if line or not piece.isspace():
            line, used = line + piece, used + wide
    return (*lines, line.rstrip()) if line else tuple(lines)


def _pieces(faces: Typefaces, text: str, width: float) -> list[str]:
    """What stays together: words, and a character with the marks that follow it."""
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        if faces.width(piece, 1) > width:
            pieces.extend(piece)
        elif pieces and (pieces[-1] in _OPENS or (piece in _CLINGS and not pieces[-1].isspace())):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _cut(faces: Typefaces, line: str, width: float) -> str:
    while line and faces.width(line + _ELLIPSIS, 1) > width:
        line = line[:-1]
    return line + _ELLIPSIS
