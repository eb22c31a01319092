"""The zip of a workbook, with what openpyxl writes in an order that the schema does not know."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

_STYLES: Final = "xl/styles.xml"
_FONT = re.compile(r"(<font>)(.*?)(</font>)")
_CHILD = re.compile(r"<(\w+)[^<>]*/>")
#: CT_Font of ECMA-376, which Excel itself keeps to.
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz"),
    *("color", "name", "family", "charset", "scheme"),
)


class Package(ZipFile):
    """The zip that openpyxl writes into; parts are completed on their way in."""

    def __init__(self, buffer: BinaryIO) -> None:
        super().__init__(buffer, "w", ZIP_DEFLATED)

    def writestr(
        self, zinfo_or_arcname: str | ZipInfo, data: Any, *args: Any, **kwargs: Any
    ) -> None:
        if zinfo_or_arcname == _STYLES:
            text = data.decode() if isinstance(data, bytes) else data
            data = _FONT.sub(_in_order, text)
        super().writestr(zinfo_or_arcname, data, *args, **kwargs)


def _in_order(font: re.Match[str]) -> str:
    children = sorted(_CHILD.finditer(font[2]), key=lambda child: _FONT_ORDER.index(child[1]))
    return f"{font[1]}{''.join(child[0] for child in children)}{font[3]}"


def saved(workbook: Workbook) -> bytes:
    """The bytes of a workbook that openpyxl alone has made."""
    buffer = BytesIO()
    ExcelWriter(workbook, Package(buffer)).save()
    return buffer.getvalue()
