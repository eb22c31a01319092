"""The typefaces that cards are set in: which characters they have, and how wide these are.

The first is shipped; whatever else lies in data/fonts, in the order of file names, stands in for
characters that it lacks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, groupby
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase.pdfmetrics import registerFont

from liaison.sheets.cards.card_font import CardFont

FOLDER = Path(__file__).resolve().parents[3] / "data" / "fonts"
SHIPPED = "wqy-microhei.ttc"
#: What compositors put where they have no type, and every reader sees that something is missing.
PLACEHOLDER = "\u3013"
_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_UNSEEN = ("Cc", "Cf", "Cs")
_READ = count()


@dataclass(frozen=True)
class Face:
    """One typeface; `number` counts within a .ttc."""

    path: Path
    number: int
    font: CardFont


class Glyph(NamedTuple):
    """The typeface that has a character, and the advance there in thousandths of the type size."""

    face: int
    advance: float


class Typefaces:
    """Faces in the order in which they are asked for a character."""

    def __init__(self, faces: Sequence[Face]) -> None:
        self.faces = tuple(faces)
        self._known: dict[str, Glyph | None] = {}

    def glyph(self, character: str) -> Glyph | None:
        """The character's shape, None where no face has it."""
        if character not in self._known:
            self._known[character] = self._find(ord(character))
        return self._known[character]

    def _find(self, code: int) -> Glyph | None:
        for place, face in enumerate(self.faces):
            if code in face.font.face.charToGlyph:
                return Glyph(place, face.font.stringWidth(chr(code), 1000))
        return None

    def runs(self, text: str) -> Iterator[tuple[Face, str]]:
        """The text in portions of one typeface each."""
        known = [(glyph.face, each) for each in text if (glyph := self.glyph(each)) is not None]
        for place, group in groupby(known, key=lambda pair: pair[0]):
            yield self.faces[place], "".join(each for _, each in group)

    def width(self, text: str, size: float) -> float:
        """How wide the text is at a type size, in the size's unit."""
        known = (glyph.advance for each in text if (glyph := self.glyph(each)) is not None)
        return sum(known) * size / 1000

    def legible(self, text: str) -> tuple[str, int]:
        """The text on one line in characters that are there, and how many had to be replaced."""
        plain = " ".join(unicodedata.normalize("NFC", text).split())
        if all(map(self.glyph, plain)):
            return plain, 0
        seen = [each for each in plain if not _is_unseen(each)]
        drawn = [each if self.glyph(each) else PLACEHOLDER for each in seen]
        return "".join(drawn), sum(a != b for a, b in zip(seen, drawn, strict=True))


def _is_unseen(character: str) -> bool:
    """Controls, joiners, selectors of a variant: nothing is lost where they are left out."""
    return unicodedata.category(character) in _UNSEEN or ord(character) in _SELECTORS


@lru_cache
def typefaces() -> Typefaces:
    """The shipped face, then what else was put beside it."""
    beside = sorted(
        path
        for path in FOLDER.iterdir()
        if path.suffix.lower() in (".ttf", ".ttc") and path.name != SHIPPED
    )
    return Typefaces([read_face(path) for path in (FOLDER / SHIPPED, *beside)])


def read_face(path: Path, number: int = 0) -> Face:
    """The face of a TrueType file, or the one at a place in a collection."""
    font = CardFont(f"card{next(_READ)}", path, number)
    registerFont(font)
    return Face(path, number, font)
