"""Awkward files for the reader's tests, made in memory: `python -m tests.samples.make_samples DIR`
writes them all, to be looked at by hand.
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

_SECTOR = 512
_END_OF_CHAIN = 0xFFFFFFFE
_FREE = 0xFFFFFFFF
_FAT_ITSELF = 0xFFFFFFFD
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_SHEET_PART = "xl/worksheets/sheet1.xml"

SMALL_ROSTER: list[list[Any]] = [
    ["企业名称", "统一社会信用代码", "员工总数"],
    ["湖州试样纺织有限公司", "91330502MA28C039X0", 120],
]


def workbook(
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "Sheet1",
    merged: Iterable[str] = (),
    at: tuple[int, int] = (1, 1),
) -> bytes:
    """An .xlsx with one sheet whose first cell is at (row, column), both from 1."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row_number, row in enumerate(rows, at[0]):
        for column, value in enumerate(row, at[1]):
            if value is not None:
                sheet.cell(row_number, column, value)
    for area in merged:
        sheet.merge_cells(area)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same zip with every part passed through `change(name, data)`."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return stream.getvalue()


def _with_more_rows(xml: bytes) -> bytes:
    return rewritten(
        workbook(SMALL_ROSTER),
        lambda name, data: (
            data.replace(b"</sheetData>", xml + b"</sheetData>") if name == _SHEET_PART else data
        ),
    )


def wrong_dimension() -> bytes:
    """Two rows in a sheet that says it fills the whole grid."""
    return rewritten(
        workbook(SMALL_ROSTER), lambda _, data: data.replace(b"A1:C2", b"A1:XFD1048576")
    )


def lone_cell_in_last_corner() -> bytes:
    return _with_more_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def lone_cell_in_last_row() -> bytes:
    return _with_more_rows(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')


def lone_cell_in_last_column() -> bytes:
    return _with_more_rows(b'<row r="3"><c r="XFD3"><v>1</v></c></row>')


def zip_bomb(megabytes: int = 600) -> bytes:
    """One cell of very many equal letters: kilobytes on disk, gigabytes when read."""
    text = b"a" * (megabytes << 20)
    cell = b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"
    return _with_more_rows(cell)


def many_rows(count: int) -> bytes:
    return _with_more_rows(b'<row><c t="inlineStr"><is><t>a</t></is></c></row>' * count)


def strict_ooxml(rows: Iterable[Sequence[Any]] = tuple(SMALL_ROSTER)) -> bytes:
    """What Excel saves as "Strict Open XML": the same parts under other namespaces."""
    names = {
        _TRANSITIONAL
        + b"spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        _TRANSITIONAL + b"officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }

    def to_strict(_: str, data: bytes) -> bytes:
        for transitional, strict in names.items():
            data = data.replace(transitional, strict)
        return data

    return rewritten(workbook(rows), to_strict)


def _compound_file(fat: Sequence[int], directory: bytes) -> bytes:
    """An OLE container of two sectors: the allocation table, then the directory."""
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        *(0, 1, 1, 0, 0x1000, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0),
        0,
    )
    header += struct.pack("<I", _FREE) * ((_SECTOR - len(header)) // 4)
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    return header + table + directory.ljust(_SECTOR, b"\0")


def _directory_entry(name: str, kind: int, child: int = _FREE, right: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        text,
        len(text),
        kind,
        1,
        _FREE,
        right,
        child,
        0,
        _END_OF_CHAIN,
        0,
    )


def looping_xls() -> bytes:
    """An .xls whose directory's chain of sectors leads back to itself."""
    return _compound_file([_FAT_ITSELF, 1], b"")


def encrypted_xlsx() -> bytes:
    """The container in which Excel keeps a workbook that has a password."""
    directory = (
        _directory_entry("Root Entry", 5, child=1)
        + _directory_entry("EncryptionInfo", 2, right=2)
        + _directory_entry("EncryptedPackage", 2)
    )
    return _compound_file([_FAT_ITSELF, _END_OF_CHAIN], directory)


def truncated() -> bytes:
    content = workbook([[f"企业{number}", number] for number in range(500)])
    return content[: len(content) // 2]


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def html_table() -> bytes:
    return "<html><body><table><tr><td>企业名称</td></tr></table></body></html>".encode()


def spreadsheet_xml() -> bytes:
    return b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


def word_document() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("word/document.xml", "<document/>")
    return stream.getvalue()


ALL: dict[str, Callable[[], bytes]] = {
    "wrong_dimension.xlsx": wrong_dimension,
    "last_corner.xlsx": lone_cell_in_last_corner,
    "last_row.xlsx": lone_cell_in_last_row,
    "last_column.xlsx": lone_cell_in_last_column,
    "zip_bomb.xlsx": zip_bomb,
    "strict.xlsx": strict_ooxml,
    "looping.xls": looping_xls,
    "encrypted.xlsx": encrypted_xlsx,
    "truncated.xlsx": truncated,
    "picture.xlsx": png,
    "web_page.xls": html_table,
    "excel_2003.xml": spreadsheet_xml,
    "letter.xlsx": word_document,
}


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in ALL.items():
        (folder / name).write_bytes(make())


if __name__ == "__main__":
    main()
