"""What calamine leaves out of a binary workbook (.xlsb): its merged ranges and errors."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from xml.etree import ElementTree

from liaison.sheets.reading.leftovers import ERRORS, Leftovers, Range, Texts

_WORKBOOK = "xl/workbook.bin"
_RELATIONS = "xl/_rels/workbook.bin.rels"
_BUNDLED_SHEET, _ROW, _ERROR_CELLS = 156, 0, {3, 11}
#: An error by itself, and as the result of a formula: column, format, then its code.
_ANY_ERROR = re.compile(
    rb"(?:\x03\x09|\x0b[\x10-\xff]\x01?).{8}[\x00\x07\x0f\x17\x1d\x24\x2a]", re.DOTALL
)
#: Records of a sheet part as they stand in the file: number, size, and for the first a count.
_BEGIN_MERGES, _MERGE, _END_MERGES = b"\xb1\x01\x04", b"\xb0\x01\x10", b"\xb2\x01\x00"
_MERGE_BYTES = len(_MERGE) + 16
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383


def leftovers(content: bytes) -> Leftovers:
    """Walks through the cells only where the bytes of an error are among them."""
    merged: dict[str, list[Range]] = {}
    texts: dict[str, Texts] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        targets = _targets(parts.read(_RELATIONS))
        for name, relation in _sheets(parts.read(_WORKBOOK)):
            if relation in targets:
                part = parts.read(targets[relation])
                merged[name] = _merges_of(part)
                if _ANY_ERROR.search(part):
                    texts[name] = _errors_of(part)
    return Leftovers(merged, texts)


def _targets(relations: bytes) -> dict[str, str]:
    """Relation's id → the name of the part in the zip."""
    return {
        each.get("Id", ""): "xl/" + each.get("Target", "").removeprefix("/xl/")
        for each in ElementTree.fromstring(relations)  # noqa: S314 - expat stops entity bombs
    }


def _sheets(workbook: bytes) -> Iterator[tuple[str, str]]:
    """Names of the sheets and the ids of their relations."""
    for kind, data in _records(workbook):
        if kind == _BUNDLED_SHEET:
            relation, rest = _text(data, 8)
            name, _ = _text(data, rest)
            yield name, relation


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and data of each record; both kind and size take seven bits of every byte."""
    place = 0
    while place < len(part):
        kind = part[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | part[place] << 7
            place += 1
        size, shift = 0, 0
        while True:
            byte = part[place]
            place += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 21:
                break
        yield kind, part[place : place + size]
        place += size


def _text(data: bytes, place: int) -> tuple[str, int]:
    """A counted UTF-16 text and where the next value begins."""
    (length,) = struct.unpack_from("<I", data, place)
    end = place + 4 + 2 * length
    return data[place + 4 : end].decode("utf-16-le"), end


def _errors_of(part: bytes) -> Texts:
    found: Texts = defaultdict(dict)
    row = 0
    for kind, data in _records(part):
        if kind == _ROW:
            row = int.from_bytes(data[:4], "little")
        elif kind in _ERROR_CELLS and data[8] in ERRORS:
            found[row][int.from_bytes(data[:4], "little")] = ERRORS[data[8]]
    return found


def _merges_of(part: bytes) -> list[Range]:
    """The merged ranges, which stand in one row behind the cells.

    Walking through the records of all cells takes longer than reading the sheet; so the block
    is looked for, and told from the same bytes in a cell by its count and its end.
    """
    place = part.rfind(_BEGIN_MERGES)
    while place >= 0:
        start = place + len(_BEGIN_MERGES) + 4
        end = start + int.from_bytes(part[start - 4 : start], "little") * _MERGE_BYTES
        if part[end : end + len(_END_MERGES)] == _END_MERGES:
            return list(_ranges(part[start:end]))
        place = part.rfind(_BEGIN_MERGES, 0, place)
    return []


def _ranges(block: bytes) -> Iterator[Range]:
    for place in range(0, len(block), _MERGE_BYTES):
        first_row, last_row, first_column, last_column = struct.unpack_from(
            "<4I", block, place + len(_MERGE)
        )
        if first_row <= last_row <= _LAST_ROW and first_column <= last_column <= _LAST_COLUMN:
            yield (first_row, first_column), (last_row, last_column)
