"""What calamine leaves out of an OpenDocument spreadsheet: merged ranges and errors' texts."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from typing import IO
from xml.parsers import expat

from liaison.sheets.reading.leftovers import Leftovers, Range, Texts

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_CELLS = {_TABLE + "table-cell", _TABLE + "covered-table-cell"}
_VALUE_TYPES = (
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0 value-type",
)
_CHUNK_BYTES = 1 << 20
_LONGEST_WORD = 40


def leftovers(content: bytes) -> Leftovers:
    """Parses the cells only where some are merged or hold errors."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        with parts.open("content.xml") as xml:
            if not _mentions(xml, (b"-spanned=", b'value-type="error"')):
                return Leftovers({}, {})
        with parts.open("content.xml") as xml:
            return _Cells().parse(xml)


def _mentions(file: IO[bytes], words: Iterable[bytes]) -> bool:
    """Whether one of the words stands in the file, which is never held whole."""
    tail = b""
    while chunk := file.read(_CHUNK_BYTES):
        piece = tail + chunk
        if any(word in piece for word in words):
            return True
        tail = chunk[-_LONGEST_WORD:]
    return False


class _Cells:
    """Counts rows and columns while the parser passes, and keeps the cells that matter."""

    def __init__(self) -> None:
        self._merged: defaultdict[str, list[Range]] = defaultdict(list)
        self._texts: defaultdict[str, Texts] = defaultdict(dict)
        self._sheet = ""
        self._row = self._column = self._next_row = 0

    def parse(self, xml: IO[bytes]) -> Leftovers:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EntityDeclHandler = _refuse_entities
        self._parser.ParseFile(xml)
        return Leftovers(dict(self._merged), dict(self._texts))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._cell(attributes)
        elif name == _TABLE + "table-row":
            self._row = self._next_row
            self._next_row += int(attributes.get(_TABLE + "number-rows-repeated", 1))
            self._column = 0
        elif name == _TABLE + "table":
            self._sheet = attributes.get(_TABLE + "name", "")
            self._next_row = 0

    def _cell(self, attributes: dict[str, str]) -> None:
        rows = int(attributes.get(_TABLE + "number-rows-spanned", 1))
        columns = int(attributes.get(_TABLE + "number-columns-spanned", 1))
        if rows > 1 or columns > 1:
            last = (self._row + rows - 1, self._column + columns - 1)
            self._merged[self._sheet].append(((self._row, self._column), last))
        is_error = "error" in {attributes.get(kind) for kind in _VALUE_TYPES}
        self._parser.CharacterDataHandler = self._error if is_error else None
        self._error_at = (self._row, self._column)
        self._column += int(attributes.get(_TABLE + "number-columns-repeated", 1))

    def _error(self, text: str) -> None:
        row, column = self._error_at
        if text.strip():
            self._texts[self._sheet].setdefault(row, {}).setdefault(column, text.strip())


def _refuse_entities(*_: object) -> None:
    """No office program declares entities: they are there to grow without end."""
    raise ValueError("an entity is declared")
