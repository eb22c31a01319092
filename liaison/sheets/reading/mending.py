"""An .xlsx that calamine refuses although its worksheets are sound, made readable."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.etree import ElementTree

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")
_STATE = re.compile(rb"""\sstate\s*=\s*(["'])(?!(?:visible|hidden|veryHidden)\1)[^"'<>]*\1""")
_RELATION = re.compile(rb"""\s\w+:id\s*=\s*["']([^"'<>]*)["']""")


def mended(content: bytes) -> bytes | None:
    """The workbook with what calamine stumbles over set right; None where nothing of it is found.

    A state of a sheet that Excel does not know counts as visible, and sheets of macros, which
    hold no cells to import, are taken out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if not {_WORKBOOK, _RELATIONS} <= set(parts.namelist()):
                return None
            workbook = parts.read(_WORKBOOK)
            changed = _mended_sheets(workbook, _other_sheets(parts.read(_RELATIONS)))
            return None if changed == workbook else _with_workbook(parts, changed)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, OSError):
        return None
    except (ElementTree.ParseError, RuntimeError):
        return None


def _other_sheets(relations: bytes) -> set[str]:
    """The ids of the sheets of macros: Excel 4 had one kind, its translations another."""
    return {
        each.get("Id", "")
        for each in ElementTree.fromstring(relations)  # noqa: S314 - expat stops entity bombs
        if each.get("Type", "").lower().endswith("macrosheet")
    }


def _mended_sheets(workbook: bytes, others: set[str]) -> bytes:
    def mend(sheet: re.Match[bytes]) -> bytes:
        relation = _RELATION.search(sheet[0])
        if relation and relation[1].decode("utf-8", "replace") in others:
            return b""
        return _STATE.sub(b"", sheet[0])

    return _SHEET.sub(mend, workbook)


def _with_workbook(parts: zipfile.ZipFile, workbook: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in parts.namelist():
            target.writestr(name, workbook if name == _WORKBOOK else parts.read(name))
    return stream.getvalue()
