"""A font of reportlab's that tells whoever searches its rare characters, too.

reportlab 5.1 writes 𠮷 in a PDF's map of characters as <20BB7>; the format has UTF-16 there.
"""

from __future__ import annotations

import re

from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

_BEYOND_16_BITS = re.compile(r"<([0-9A-F]{5,6})>$", re.MULTILINE)


class SearchableFont(TTFont):
    """Mends the maps when the font is written."""

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802
        """Add the parts of the font that the document uses."""
        super().addObjects(doc)
        for name, part in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                part.content = _BEYOND_16_BITS.sub(_in_utf_16, part.content)


def _in_utf_16(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex()}>"
