"""Cells of an .xlsx that calamine takes for empty: errors, and formulas without a result."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from typing import IO
from xml.etree import ElementTree

from liaison.sheets.reading.leftovers import Leftovers, Texts

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_PIECE_BYTES, _LONGEST_CELL_BYTES = 1 << 20, 1 << 22
_ERROR = re.compile(rb'<c\s([^<>]*\bt="e"[^<>]*)>(?:<f\b[^<>]*(?:/>|>[^<]*</f>))?<v>([^<]*)</v>')
_WITHOUT_RESULT = re.compile(
    rb"<c\s([^<>]*)>\s*<f\b(?:[^<>]*/>|[^<>]*>([^<]*)</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([1-9]\d{0,6})"')
#: A formula that stands in another cell, of which this one is the continuation.
_SHARED = "(…)"
_LONGEST_TEXT = 200


def leftovers(content: bytes) -> Leftovers:
    """An error as #REF!, a formula as its text, which starts with =."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        found = {}
        for name, part in _worksheets(parts):
            with parts.open(part) as xml:
                found[name] = _texts(xml)
        return Leftovers(None, found)


def _worksheets(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet."""
    relations = ElementTree.fromstring(parts.read(_RELATIONS))  # noqa: S314 - expat stops bombs
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    for element in ElementTree.fromstring(parts.read(_WORKBOOK)).iter():  # noqa: S314
        if element.tag.rpartition("}")[2] == "sheet":
            ids = [value for key, value in element.items() if key.endswith("}id")]
            target = targets.get(ids[0], "") if ids else ""
            if "worksheets/" in target:
                part = target[1:] if target.startswith("/") else f"xl/{target}"
                yield element.get("name", ""), part


def _texts(xml: IO[bytes]) -> Texts:
    found: Texts = defaultdict(dict)
    for piece in _pieces(xml):
        if b'"e"' in piece:
            for cell in _ERROR.finditer(piece):
                _keep(found, cell[1], _text(cell[2]))
        if b"<f" in piece:
            for cell in _WITHOUT_RESULT.finditer(piece):
                if b't="str"' not in cell[1]:  # its result is an empty text
                    _keep(found, cell[1], "=" + (_text(cell[2] or b"") or _SHARED))
    return found


def _pieces(xml: IO[bytes]) -> Iterator[bytes]:
    """The part in pieces that end between two cells."""
    rest = b""
    while chunk := xml.read(_PIECE_BYTES):
        piece = rest + chunk
        end = max(piece.rfind(b"<c "), 0)
        yield piece[:end]
        rest = piece[end:] if len(piece) - end < _LONGEST_CELL_BYTES else b""
    yield rest


def _keep(found: Texts, attributes: bytes, text: str) -> None:
    place = _PLACE.search(attributes)
    if place:
        column = 0
        for letter in place[1]:
            column = column * 26 + letter - 64
        found[int(place[2]) - 1][column - 1] = text


def _text(escaped: bytes) -> str:
    return unescape(escaped.decode("utf-8", "replace"))[:_LONGEST_TEXT]
