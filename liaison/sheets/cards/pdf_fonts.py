"""A typeface within a PDF: only the shapes that were used, and what they mean when copied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from liaison.sheets.cards.font_part import font_part
from liaison.sheets.cards.typefaces import Face

_SYMBOLIC = 4
_TAG_LETTERS = 6
_MOST_IN_BLOCK = 100


class EmbeddedFont:
    """The parts of a font in a PDF; `used` grows as text is drawn: glyph number → character."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.used: dict[int, str] = {}

    def file(self) -> bytes:
        """The TrueType file of the used glyphs."""
        return font_part(self.face, self.used)

    @property
    def name(self) -> str:
        """The face's name behind six letters that tell this part of it from others."""
        seed = sha256(repr(sorted(self.used)).encode()).digest()
        tag = "".join(chr(ord("A") + each % 26) for each in seed[:_TAG_LETTERS])
        return f"{tag}+{self.face.name}"

    def descriptor(self, file: int) -> str:
        face = self.face
        box = " ".join(f"{corner:.0f}" for corner in face.box)
        return (
            f"<< /Type /FontDescriptor /FontName /{self.name} /Flags {_SYMBOLIC} "
            f"/FontBBox [{box}] /ItalicAngle 0 /Ascent {face.ascent:.0f} "
            f"/Descent {face.descent:.0f} /CapHeight {face.ascent:.0f} /StemV 80 "
            f"/FontFile2 {file} 0 R >>"
        )

    def descendant(self, descriptor: int) -> str:
        advances = {number: self.face.advances[ord(each)] for number, each in self.used.items()}
        widths = " ".join(f"{number} [{advances[number]:.0f}]" for number in sorted(advances))
        return (
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{self.name} "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {descriptor} 0 R /DW 1000 /W [{widths}] /CIDToGIDMap /Identity >>"
        )

    def composite(self, descendant: int, to_unicode: int) -> str:
        return (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{self.name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {to_unicode} 0 R >>"
        )

    def to_unicode(self) -> bytes:
        """The map from glyphs to characters, for whoever searches or copies."""
        lines = [
            f"<{number:04x}> <{each.encode('utf-16-be').hex()}>"
            for number, each in sorted(self.used.items())
        ]
        return "\n".join((_MAP_HEAD, *_blocks(lines), _MAP_END)).encode("ascii")


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(lines), _MOST_IN_BLOCK):
        part = lines[start : start + _MOST_IN_BLOCK]
        yield "\n".join((f"{len(part)} beginbfchar", *part, "endbfchar"))


_MAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange"""
_MAP_END = """endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
