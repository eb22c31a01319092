"""Comma, semicolon or tab separated text in the encodings that Chinese offices save."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from pathlib import PurePath

from liaison.domain.errors import UnreadableWorkbook

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", "\t", ";")
_SAMPLE_CHARACTERS = 20_000
#: Control characters that no table contains, so that binary files are told from text.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_NAMES_OF_TABLES = {".csv", ".tsv"}


def read_table(content: bytes, file_name: str) -> list[list[str | None]]:
    """All records as text, equally wide, None for empty cells; raises UnreadableWorkbook."""
    text = _decode(content)
    if _BINARY.search(text):
        raise UnreadableWorkbook("not_a_workbook")
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        text = text[declared.end() :]
    delimiter = declared[1] if declared else _delimiter(text)
    if delimiter is None and PurePath(file_name).suffix.lower() not in _NAMES_OF_TABLES:
        raise UnreadableWorkbook("not_a_workbook")
    return _rectangular(_parse(text, delimiter or ","))


def _decode(content: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_as(content, encoding)
    if b"\0" in content[:1024]:
        return _decode_as(content, _utf_16_by_zeros(content), refusal="not_a_workbook")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(content, "utf-8" if _is_broken_utf_8(content) else "gb18030")


def _decode_as(content: bytes, encoding: str, *, refusal: str = "unknown_encoding") -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableWorkbook(refusal) from None


def _utf_16_by_zeros(content: bytes) -> str:
    """Commas and line ends have their zero byte second in little-endian text."""
    sample = content[:1024]
    return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"


def _is_broken_utf_8(content: bytes) -> bool:
    """Mostly right UTF-8 would pass for GB18030 and come out as wrong characters."""
    text = content.decode("utf-8", "replace")
    foreign = sum(map(len, re.findall(r"[^\x00-\x7f]+", text)))
    return text.count("\ufffd") < foreign / 10


def _delimiter(text: str) -> str | None:
    """The one under which the most records have the same number of cells; None if none splits."""
    sample = text[:_SAMPLE_CHARACTERS]

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = [len(record) for record in csv.reader(io.StringIO(sample), delimiter=delimiter)]
        split = Counter(width for width in widths if width > 1)
        return max(((records, width) for width, records in split.items()), default=(0, 0))

    best = max(_DELIMITERS, key=agreement)
    return best if agreement(best) > (0, 0) else None


def _parse(text: str, delimiter: str) -> list[list[str]]:
    """Strict first, for a quote that is never closed would swallow all rows after it."""
    csv.field_size_limit(len(text) + 1)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise UnreadableWorkbook("unclosed_quote") from None
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _rectangular(records: list[list[str]]) -> list[list[str | None]]:
    width = max(map(len, records), default=0)
    return [
        [cell or None for cell in record] + [None] * (width - len(record)) for record in records
    ]
