"""Workbooks in Excel's binary formats, which no library here writes: .xls (BIFF8) and .xlsb.

They hold just what a test needs: texts, numbers, booleans, errors, days, merged ranges, and the
date system that counts from 1904.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

_SECTOR = 512
_END_OF_CHAIN, _FREE, _FAT_ITSELF = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
#: A stream below this size would have to stand in a container of its own.
_LEAST_STREAM_BYTES = 4096
_ERRORS = {"#DIV/0!": 7, "#REF!": 23, "#N/A": 42}
_DAY_FORMAT = 14
Rows = Iterable[Sequence[Any]]
Merges = Iterable[tuple[int, int, int, int]]


def _serial(day: dt.date, date1904: bool) -> int:
    return (day - (dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30))).days


# --- the OLE container -------------------------------------------------------------------------


def compound_file(streams: dict[str, bytes]) -> bytes:
    """An OLE container with these streams beside each other."""
    body, fat, entries = b"", [], []
    for name, data in streams.items():
        padded = data.ljust(max(_LEAST_STREAM_BYTES, -(-len(data) // _SECTOR) * _SECTOR), b"\0")
        entries.append((name, len(fat), len(padded)))
        fat += _chain(len(fat), len(padded) // _SECTOR)
        body += padded
    root = _entry("Root Entry", 5, child=1 if entries else _FREE)
    directory = root + b"".join(
        _entry(name, 2, start, size, right=place + 1 if place < len(entries) else _FREE)
        for place, (name, start, size) in enumerate(entries, 1)
    )
    directory += _entry("", 0) * (-(len(entries) + 1) % 4)
    first_of_directory = len(fat)
    fat += _chain(first_of_directory, len(directory) // _SECTOR)
    tables = -(-(len(fat) + 1) // (_SECTOR // 4 - 1))
    first_of_fat = len(fat)
    fat += [_FAT_ITSELF] * tables
    fat += [_FREE] * (tables * _SECTOR // 4 - len(fat))
    header = _header(first_of_directory, range(first_of_fat, first_of_fat + tables))
    return header + body + directory + struct.pack(f"<{len(fat)}I", *fat)


def _chain(first: int, sectors: int) -> list[int]:
    return [*range(first + 1, first + sectors), _END_OF_CHAIN]


def _entry(name: str, kind: int, start: int = 0, size: int = 0, **links: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0" if name else b""
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        text, len(text), kind, 1, _FREE, links.get("right", _FREE), links.get("child", _FREE), 0,
        start if kind == 2 else _END_OF_CHAIN, size,
    )  # fmt: skip


def _header(directory: int, fat: range) -> bytes:
    return struct.pack(
        "<8s16xHHHHH6x9I109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, len(fat), directory, 0, _LEAST_STREAM_BYTES, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0,
        *(fat[place] if place < len(fat) else _FREE for place in range(109)),
    )  # fmt: skip


# --- .xls --------------------------------------------------------------------------------------


def xls(
    rows: Rows, *, merged: Merges = (), date1904: bool = False, password: bool = False
) -> bytes:
    """A BIFF8 workbook with the one sheet Sheet1, as .xls and old .et files are."""
    globals_ = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 6))
    if password:
        globals_ += _record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    globals_ += _record(0x22, struct.pack("<H", date1904))
    for number_format in (0, _DAY_FORMAT):
        globals_ += _record(0xE0, struct.pack("<HHHHHHIIH", 0, number_format, 0, 0, 0, 0, 0, 0, 0))
    name = b"\x00Sheet1"
    sheet_at = len(globals_) + 4 + 6 + 1 + len(name) + 4
    globals_ += _record(0x85, struct.pack("<IHB", sheet_at, 0, len(name) - 1) + name)
    globals_ += _record(0x0A, b"")
    cells = b"".join(
        _xls_cell(row, column, value, date1904)
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value is not None
    )
    ranges = [struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merged]
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 1997, 0, 6)) + cells
    if ranges:
        sheet += _record(0xE5, struct.pack("<H", len(ranges)) + b"".join(ranges))
    return compound_file({"Workbook": globals_ + sheet + _record(0x0A, b"")})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls_cell(row: int, column: int, value: Any, date1904: bool) -> bytes:
    place = struct.pack("<HHH", row, column, isinstance(value, dt.date))
    if isinstance(value, dt.date):
        value = _serial(value, date1904)
    if isinstance(value, bool):
        return _record(0x205, place + struct.pack("<BB", value, 0))
    if isinstance(value, (int, float)):
        return _record(0x203, place + struct.pack("<d", value))
    if value in _ERRORS:
        return _record(0x205, place + struct.pack("<BB", _ERRORS[value], 1))
    text = value.encode("utf-16-le")
    return _record(0x204, place + struct.pack("<HB", len(text) // 2, 1) + text)


# --- .xlsb -------------------------------------------------------------------------------------

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" '
    'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


def xlsb(rows: Rows, *, merged: Merges = (), date1904: bool = False) -> bytes:
    """A binary workbook with the one sheet 名册."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", _TYPES)
        parts.writestr("_rels/.rels", _relations(officeDocument="xl/workbook.bin"))
        parts.writestr(
            "xl/_rels/workbook.bin.rels",
            _relations(worksheet="worksheets/sheet1.bin", styles="styles.bin"),
        )
        parts.writestr("xl/workbook.bin", _workbook_part(date1904))
        parts.writestr("xl/styles.bin", _styles_part())
        parts.writestr("xl/worksheets/sheet1.bin", _sheet_part(rows, merged, date1904))
    return stream.getvalue()


def _relations(**targets: str) -> str:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{office}{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<?xml version="1.0"?><Relationships xmlns="{package}">{lines}</Relationships>'


def _binary_record(kind: int, data: bytes = b"") -> bytes:
    size, rest = b"", len(data)
    while True:
        rest, seven_bits = rest >> 7, rest & 0x7F
        size += bytes([seven_bits | (0x80 if rest else 0)])
        if not rest:
            break
    number = bytes([kind]) if kind < 0x80 else struct.pack("<H", kind)
    return number + size + data


def _counted(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def _number(kind: int) -> int:
    """The record's number as it stands in the file, seven bits a byte."""
    return kind if kind < 0x80 else (kind & 0x7F) | 0x80 | (kind >> 7 << 8)


def _workbook_part(date1904: bool) -> bytes:
    bundled = struct.pack("<II", 0, 1) + _counted("rId1") + _counted("名册")
    return b"".join(
        _binary_record(_number(kind), data)
        for kind, data in (
            (131, b""),
            (153, struct.pack("<II", date1904, 0) + _counted("")),
            (143, b""),
            (156, bundled),
            (144, b""),
            (132, b""),
        )
    )


def _styles_part() -> bytes:
    formats = (struct.pack("<HHHHHIH", 0, number, 0, 0, 0, 0, 0) for number in (0, _DAY_FORMAT))
    records = [
        (278, b""),
        (617, struct.pack("<I", 2)),
        *((47, each) for each in formats),
        (618, b""),
        (279, b""),
    ]
    return b"".join(_binary_record(_number(kind), data) for kind, data in records)


def _sheet_part(rows: Rows, merged: Merges, date1904: bool) -> bytes:
    table = [list(row) for row in rows]
    width = max(map(len, table), default=1)
    parts = [(129, b""), (148, struct.pack("<IIII", 0, max(len(table) - 1, 0), 0, width - 1))]
    parts.append((145, b""))
    for row, values in enumerate(table):
        parts.append((0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0)))
        parts += [
            _xlsb_cell(column, value, date1904)
            for column, value in enumerate(values)
            if value is not None
        ]
    parts.append((146, b""))
    ranges = [struct.pack("<IIII", top, bottom, left, right) for top, left, bottom, right in merged]
    if ranges:
        parts += [
            (177, struct.pack("<I", len(ranges))),
            *((176, each) for each in ranges),
            (178, b""),
        ]
    parts.append((130, b""))
    return b"".join(_binary_record(_number(kind), data) for kind, data in parts)


def _xlsb_cell(column: int, value: Any, date1904: bool) -> tuple[int, bytes]:
    place = struct.pack("<II", column, isinstance(value, dt.date))
    if isinstance(value, dt.date):
        value = _serial(value, date1904)
    if isinstance(value, bool):
        return 4, place + struct.pack("<B", value)
    if isinstance(value, (int, float)):
        return 5, place + struct.pack("<d", value)
    if value in _ERRORS:
        return 3, place + struct.pack("<B", _ERRORS[value])
    return 6, place + _counted(value)
