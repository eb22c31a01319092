"""A PDF that is written page by page, so that 30,000 cards take no more memory than eight.

Libraries for PDF keep every page until the file is saved. A page is written here as soon as it is
full; what is kept are its place in the file and which characters the file needs.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

from liaison.sheets.cards.pdf_fonts import EmbeddedFont
from liaison.sheets.cards.typefaces import Typefaces

_CATALOGUE, _PAGES, _RESOURCES, _ABOUT, _FIRST_FREE = range(1, 6)


class PdfFile:
    """An open PDF: pages are added with glyphs of `fonts`, then it is closed."""

    def __init__(
        self, out: BinaryIO, faces: Typefaces, size: tuple[float, float], title: str, language: str
    ) -> None:
        self.fonts = [EmbeddedFont(face) for face in faces.faces]
        self._out = out
        self._size = size
        self._title = title
        self._language = language
        self._places: dict[int, int] = {}
        self._next = _FIRST_FREE
        self._pages: list[int] = []
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add_page(self, content: bytes) -> None:
        """Write a page out, its content being drawing operators."""
        stream = self._put_stream(content)
        width, height = self._size
        page = (
            f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] "
            f"/Resources {_RESOURCES} 0 R /Contents {stream} 0 R >>"
        )
        self._pages.append(self._put(page))

    def close(self) -> None:
        """Write the fonts with the characters that were used, and the table of contents."""
        fonts = [
            (place, self._put_font(font)) for place, font in enumerate(self.fonts) if font.used
        ]
        named = " ".join(f"/F{place} {number} 0 R" for place, number in fonts)
        self._put(f"<< /Font << {named} >> >>", _RESOURCES)
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        self._put(f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>", _PAGES)
        # PrintScaling: cards keep their size, and eight sheets cut alike.
        self._put(
            f"<< /Type /Catalog /Pages {_PAGES} 0 R /Lang ({self._language}) "
            "/ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >> >>",
            _CATALOGUE,
        )
        self._put(f"<< /Title <{_hex(self._title)}> >>", _ABOUT)
        self._end()

    def _put_font(self, font: EmbeddedFont) -> int:
        content = font.file()
        file = self._put_stream(content, f"/Length1 {len(content)} ")
        descriptor = self._put(font.descriptor(file))
        descendant = self._put(font.descendant(descriptor))
        return self._put(font.composite(descendant, self._put_stream(font.to_unicode())))

    def _put_stream(self, content: bytes, about: str = "") -> int:
        packed = zlib.compress(content)
        about = f"<< /Length {len(packed)} {about}/Filter /FlateDecode >>"
        return self._put(about.encode() + b"\nstream\n" + packed + b"\nendstream")

    def _put(self, body: str | bytes, number: int | None = None) -> int:
        if number is None:
            number, self._next = self._next, self._next + 1
        self._places[number] = self._out.tell()
        written = body if isinstance(body, bytes) else body.encode("ascii")
        self._out.write(b"%d 0 obj\n%b\nendobj\n" % (number, written))
        return number

    def _end(self) -> None:
        start = self._out.tell()
        lines = [f"xref\n0 {self._next}\n0000000000 65535 f \n"]
        lines += [f"{self._places[number]:010} 00000 n \n" for number in range(1, self._next)]
        lines.append(
            f"trailer\n<< /Size {self._next} /Root {_CATALOGUE} 0 R /Info {_ABOUT} 0 R >>\n"
            f"startxref\n{start}\n%%EOF\n"
        )
        self._out.write("".join(lines).encode("ascii"))


def _hex(text: str) -> str:
    """A text string of PDF: UTF-16 with its mark."""
    return (b"\xfe\xff" + text.encode("utf-16-be")).hex()
