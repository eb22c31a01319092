"""The errors among the cells of an .xls, which calamine takes for empty."""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterator

from liaison.sheets.reading.leftovers import ERRORS, Leftovers, Texts

#: An error by itself, and as the result of a formula: place, format, then its code.
_ANY_ERROR = re.compile(
    rb"\x05\x02\x08\x00.{6}[\x00\x07\x0f\x17\x1d\x24\x2a]\x01"
    rb"|\x06\x00.{8}\x02.[\x00\x07\x0f\x17\x1d\x24\x2a].{3}\xff\xff",
    re.DOTALL,
)
_LAST_SECTOR = 0xFFFFFFF9
_ENTRY_BYTES, _STREAM = 128, 2
_SMALL_BYTES, _SMALL_SECTOR_BYTES = 4096, 64
_END, _BOUND_SHEET, _FORMULA, _BOOLEAN_OR_ERROR = 0x0A, 0x85, 0x06, 0x205


def leftovers(content: bytes) -> Leftovers:
    """Walks through all records only where the bytes of an error are among them."""
    if not _ANY_ERROR.search(content):
        return Leftovers(None, {})
    stream = _workbook_stream(content)
    starts = {
        _sheet_name(stream, place): int.from_bytes(stream[place : place + 4], "little")
        for kind, place in _records(stream, 0)
        if kind == _BOUND_SHEET
    }
    return Leftovers(None, {name: _errors(stream, start) for name, start in starts.items()})


def _workbook_stream(content: bytes) -> bytes:
    """The stream of the container that holds the workbook, put together from its sectors."""
    (shift,) = struct.unpack_from("<H", content, 30)
    size = 1 << min(shift, 12)
    body = content[size:]
    (directory,) = struct.unpack_from("<I", content, 48)
    (small_table,) = struct.unpack_from("<I", content, 60)
    following = _allocation(content, body, size)
    entries = _chain(body, size, following, directory)
    for place in range(0, len(entries), _ENTRY_BYTES):
        entry = entries[place : place + _ENTRY_BYTES]
        name = entry[:64].decode("utf-16-le").rstrip("\0")
        if entry[66] == _STREAM and name.casefold() == "workbook":
            start, length = struct.unpack_from("<II", entry, 116)
            if length >= _SMALL_BYTES:
                return _chain(body, size, following, start)
            # Small streams share one that belongs to the root, the first entry.
            (root,) = struct.unpack_from("<I", entries, 116)
            shared = _chain(body, size, following, root)
            table = _chain(body, size, following, small_table)
            return _chain(shared, _SMALL_SECTOR_BYTES, _numbers(table), start)
    raise LookupError("no stream of a workbook")


def _allocation(content: bytes, body: bytes, size: int) -> tuple[int, ...]:
    """For each sector the one that follows it."""
    places = list(struct.unpack_from("<109I", content, 76))
    more, tables = struct.unpack_from("<II", content, 68)
    for _ in range(min(tables, len(body) // size)):
        *others, more = _numbers(body[more * size : (more + 1) * size])
        places += others
    inside = (place for place in places if place < _LAST_SECTOR)
    return _numbers(b"".join(body[place * size : (place + 1) * size] for place in inside))


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def _chain(body: bytes, size: int, following: tuple[int, ...], number: int) -> bytes:
    sectors: list[bytes] = []
    while number < _LAST_SECTOR and len(sectors) < len(following):
        sectors.append(body[number * size : (number + 1) * size])
        number = following[number]
    return b"".join(sectors)


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int]]:
    """Kind and place of each record's data, up to the end of this part of the stream."""
    header = struct.Struct("<HH").unpack_from
    last = len(stream) - 4
    while place <= last:
        kind, size = header(stream, place)
        if kind == _END:
            return
        yield kind, place + 4
        place += 4 + size


def _sheet_name(stream: bytes, place: int) -> str:
    length, is_wide = stream[place + 6], stream[place + 7] & 1
    start = place + 8
    if is_wide:
        return stream[start : start + 2 * length].decode("utf-16-le")
    return stream[start : start + length].decode("latin-1")


def _errors(stream: bytes, start: int) -> Texts:
    found: Texts = defaultdict(dict)
    for kind, place in _records(stream, start):
        if kind == _BOOLEAN_OR_ERROR and stream[place + 7] == 1:
            code = stream[place + 6]
        elif (
            kind == _FORMULA
            and stream[place + 6] == 2
            and stream[place + 12 : place + 14] == b"\xff\xff"
        ):
            code = stream[place + 8]
        else:
            continue
        row, column = struct.unpack_from("<HH", stream, place)
        if code in ERRORS:
            found[row][column] = ERRORS[code]
    return found
