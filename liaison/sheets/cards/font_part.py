"""The part of a TrueType file that a document needs: some of its glyphs, under their own numbers.

fontTools' own subsetter makes an object of each of 50,000 glyphs, which takes as much memory as all
else that a file of cards needs; here the glyphs' bytes are copied as they are.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Iterator
from io import BytesIO

from fontTools.ttLib import TTFont
from fontTools.ttLib.sfnt import SFNTWriter

from liaison.sheets.cards.typefaces import Face

# Besides glyf, loca and hmtx: what draws glyphs by number. A PDF has names and widths of its own.
_WHOLE = ("head", "hhea", "maxp", "cvt ", "fpgm", "prep")
_TRUETYPE = "\0\1\0\0"
_LONG_OFFSETS_AT = 50  # head.indexToLocFormat
_METRIC_BYTES = 4
_HEADER_BYTES = 10  # of a glyph: the number of its contours, and its box
# Flags of a component.
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80


def font_part(face: Face, glyphs: Iterable[int]) -> bytes:
    """A TrueType file in which all other glyphs are empty."""
    with TTFont(face.path, fontNumber=face.number, lazy=True) as font:
        has_long_offsets = font["head"].indexToLocFormat == 1
        with_metrics = font["hhea"].numberOfHMetrics
        tables = {tag: font.reader[tag] for tag in _WHOLE if tag in font}
        outlines = _Outlines(font.reader["glyf"], font.reader["loca"], has_long_offsets)
        metrics = font.reader["hmtx"]
    kept = outlines.with_components({0, *glyphs})
    tables["glyf"], tables["loca"] = outlines.part(kept)
    tables["head"] = _with_long_offsets(tables["head"])
    tables["hmtx"] = _metrics_of(metrics, {each for each in kept if each < with_metrics})
    buffer = BytesIO()
    writer = SFNTWriter(buffer, len(tables), _TRUETYPE)
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return buffer.getvalue()


class _Outlines:
    def __init__(self, glyf: bytes, loca: bytes, has_long_offsets: bool) -> None:
        self._glyf = glyf
        self._starts = array("I" if has_long_offsets else "H", loca)
        if sys.byteorder == "little":
            self._starts.byteswap()
        self._unit = 1 if has_long_offsets else 2

    def glyph(self, number: int) -> bytes:
        start, end = self._starts[number : number + 2]
        return self._glyf[start * self._unit : end * self._unit]

    def with_components(self, wanted: set[int]) -> set[int]:
        """The glyphs and those that they are put together from."""
        kept, waiting = set(wanted), list(wanted)
        while waiting:
            for part in _components(self.glyph(waiting.pop())):
                if part not in kept:
                    kept.add(part)
                    waiting.append(part)
        return kept

    def part(self, kept: set[int]) -> tuple[bytes, bytes]:
        """The tables glyf and loca with these glyphs alone."""
        glyf, starts = bytearray(), array("I")
        for number in range(len(self._starts) - 1):
            starts.append(len(glyf))
            if number in kept:
                glyf += self.glyph(number)
                glyf += bytes(-len(glyf) % 4)
        starts.append(len(glyf))
        if sys.byteorder == "little":
            starts.byteswap()
        return bytes(glyf), starts.tobytes()


def _components(glyph: bytes) -> Iterator[int]:
    """The glyphs that a glyph is put together from: those with fewer contours than none."""
    if len(glyph) < _HEADER_BYTES or struct.unpack_from(">h", glyph)[0] >= 0:
        return
    place, flags = _HEADER_BYTES, _MORE
    while flags & _MORE:
        flags, number = struct.unpack_from(">HH", glyph, place)
        yield number
        place += 4 + (4 if flags & _WORDS else 2)
        place += 2 * (flags & _SCALE > 0) + 4 * (flags & _TWO_SCALES > 0)
        place += 8 * (flags & _MATRIX > 0)


def _with_long_offsets(head: bytes) -> bytes:
    return head[:_LONG_OFFSETS_AT] + b"\0\1" + head[_LONG_OFFSETS_AT + 2 :]


def _metrics_of(metrics: bytes, kept: Iterable[int]) -> bytes:
    """The widths of these glyphs; zeros for the others, which pack to nothing."""
    part = bytearray(len(metrics))
    for number in kept:
        place = slice(number * _METRIC_BYTES, (number + 1) * _METRIC_BYTES)
        part[place] = metrics[place]
    return bytes(part)
