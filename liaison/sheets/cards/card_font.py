"""A font of reportlab 5.1's that several threads may write, and whose rare characters are found."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Lock

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream
from reportlab.pdfbase.ttfonts import TTFont

_BEYOND_16_BITS = re.compile(r"<([0-9A-F]{5,6})>$", re.MULTILINE)
# Shapes are looked up by a place in the font's file, which the font keeps.
_LOOKING_UP = Lock()


class CardFont(TTFont):
    """The face of a TrueType file, known by a name that no other font of the process has."""

    def __init__(self, name: str, path: Path, number: int) -> None:
        super().__init__(name, str(path), subfontIndex=number)
        # Of two faces with one name, reportlab draws the first for both.
        self.face.name = f"{self.face.name.decode()}-{name}".encode()

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802
        """Add the parts of the font that the document uses."""
        with _LOOKING_UP:
            super().addObjects(doc)
        # Said to be <20BB7> for 𠮷, where the format has UTF-16.
        for name, part in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:") and isinstance(part, PDFStream):
                part.content = _BEYOND_16_BITS.sub(_in_utf_16, part.content)


def _in_utf_16(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex()}>"
