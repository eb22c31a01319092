"""Awkward files for the reader's tests, made in memory: `python -m tests.samples.make_samples DIR`
writes them all, to be looked at by hand.
"""

from __future__ import annotations

import io
import re
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.samples.binary_workbooks import compound_file, xls, xlsb

_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
SPANNED = 'table:number-rows-spanned="{}" table:number-columns-spanned="{}"'
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


def looping_xls() -> bytes:
    """An .xls whose directory's chain of sectors leads back to itself."""
    content = bytearray(xls(SMALL_ROSTER))
    directory = int.from_bytes(content[48:52], "little")
    table = 512 * (1 + int.from_bytes(content[76:80], "little"))
    content[table + 4 * directory : table + 4 * directory + 4] = content[48:52]
    return bytes(content)


def encrypted_xlsx() -> bytes:
    """The container in which Excel keeps a workbook that has a password."""
    return compound_file({"EncryptionInfo": b"", "EncryptedPackage": b""})


def encrypted_xls() -> bytes:
    return xls(SMALL_ROSTER, password=True)


def encrypted_ods() -> bytes:
    """A password leaves the parts' names and the manifest in the clear."""
    return _ods_of(b"\x8f" * 64, '<manifest:encryption-data manifest:checksum="x"/>')


def _ods_of(content_xml: bytes, encryption: str = "") -> bytes:
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_OPEN_DOCUMENT}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{encryption}</manifest:file-entry></manifest:manifest>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", ODS, zipfile.ZIP_STORED)
        parts.writestr("content.xml", content_xml)
        parts.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


def ods(table: str, *, doctype: str = "") -> bytes:
    """An .ods with these elements as the one sheet 名册."""
    names = _OPEN_DOCUMENT
    return _ods_of(
        f'<?xml version="1.0"?>{doctype}<office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="名册">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>".encode()
    )


def ods_cell(text: str, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {attributes}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def merged_ods() -> bytes:
    """A title over three columns, then a county beside two rows."""
    return ods(
        f"<table:table-row>{ods_cell('名册', SPANNED.format(1, 3))}"
        '<table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f"<table:table-row>{ods_cell('1')}{ods_cell('吴兴区', SPANNED.format(2, 1))}"
        f"{ods_cell('甲')}</table:table-row>"
        f"<table:table-row>{ods_cell('2')}<table:covered-table-cell/>{ods_cell('乙')}"
        "</table:table-row>"
    )


def repeated_ods() -> bytes:
    """One cell that says it stands in every place of the grid."""
    cell = ods_cell("甲", 'table:number-columns-repeated="16384"')
    return ods(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


def _entities(depth: int = 12) -> str:
    """Entities of entities: a name of five letters that stands for 10^12 of them."""
    lines = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, depth))
    return f'<!DOCTYPE bomb [<!ENTITY e0 "aaaaaaaaaa">{lines}]>'


def xml_bomb_in_sheet() -> bytes:
    cell = b'<row r="3"><c r="A3" t="inlineStr"><is><t>&e11;</t></is></c></row>'
    return _with_doctype(_with_more_rows(cell), _SHEET_PART)


def xml_bomb_in_strings() -> bytes:
    strings = "xl/sharedStrings.xml"
    cell = b'<row r="3"><c r="A3" t="s"><v>0</v></c></row>'
    table = b'<sst xmlns="%sspreadsheetml/2006/main"><si><t>&e11;</t></si></sst>' % _TRANSITIONAL
    return _with_doctype(with_part(_with_more_rows(cell), strings, table), strings)


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """The zip with another part at its end, which may have the name of one before."""
    stream = io.BytesIO(content)
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as target:
        warnings.simplefilter("ignore", UserWarning)  # a second part of the name is meant
        target.writestr(name, data)
    return stream.getvalue()


def xml_bomb_in_ods() -> bytes:
    row = f"<table:table-row>{ods_cell('&e11;', SPANNED.format(1, 2))}</table:table-row>"
    return ods(row, doctype=_entities())


def _with_doctype(content: bytes, part: str) -> bytes:
    doctype = _entities().encode()
    declaration = re.compile(rb"^(<\?xml.*?\?>)?")
    return rewritten(
        content,
        lambda name, data: (
            declaration.sub(lambda found: found[0] + doctype, data, count=1)
            if name == part
            else data
        ),
    )


def endless_merges(count: int = 1_000_000) -> bytes:
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(1, count + 1))
    return _with_end(b"<mergeCells>" + merges + b"</mergeCells>")


def deep_nesting(depth: int = 1_000_000) -> bytes:
    return _with_end(b"<x>" * depth + b"</x>" * depth)


def deep_nesting_ods(depth: int = 1_000_000) -> bytes:
    spanned = ods_cell("a", SPANNED.format(1, 2))
    nested = "<text:span>" * depth + "</text:span>" * depth
    return ods(f"<table:table-row>{spanned}{ods_cell(nested)}</table:table-row>")


def many_sheets(count: int, text: bytes = b"a", name: str = "") -> bytes:
    """Sheets that share one part, with this text: small in the file, large when all are read.

    All have the name, where one is given.
    """
    row = b'<row><c t="inlineStr"><is><t>' + text + b"</t></is></c></row>"

    def change(part: str, data: bytes) -> bytes:
        if part == "xl/workbook.xml":
            sheet = data[data.index(b"<sheet ") : data.index(b"</sheets>")]
            names = (name or f"S{number}" for number in range(count))
            sheets = (sheet.replace(b'"Sheet1"', f'"{each}"'.encode()) for each in names)
            return data.replace(sheet, b"".join(sheets))
        return data.replace(b"</sheetData>", row + b"</sheetData>")

    return rewritten(workbook(SMALL_ROSTER), change)


def _with_end(xml: bytes) -> bytes:
    """A sheet with this behind its rows."""
    return rewritten(
        workbook(SMALL_ROSTER),
        lambda name, data: (
            data.replace(b"</sheetData>", b"</sheetData>" + xml) if name == _SHEET_PART else data
        ),
    )


def unknown_state() -> bytes:
    """A sheet in a state that Excel does not know, as an old exporter writes it."""
    return rewritten(
        workbook(SMALL_ROSTER), lambda _, data: data.replace(b'state="visible"', b'state="show"')
    )


def macro_sheet() -> bytes:
    """A sheet of macros of 1992 before the roster."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(SMALL_ROSTER)))
    book.create_sheet("Macro1", 0)

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            return data.replace(
                b'relationships/worksheet" Target="/xl/worksheets/sheet1.xml"',
                b'relationships/xlMacrosheet" Target="macrosheets/sheet1.xml"',
            )
        return data

    return rewritten(saved(book), change)


def unread_cells() -> bytes:
    """Errors and formulas as Excel keeps them, and formulas that nobody calculated."""
    return _with_more_rows(
        '<row r="3"><c r="A3" t="e"><f>VLOOKUP(1,B:C,2)</f><v>#REF!</v></c>'
        '<c r="B3" t="str"><f>"甲"&amp;"乙"</f><v>甲乙</v></c><c r="C3"><f>1+1</f><v>2</v></c>'
        '<c r="D3" t="e"><v>#N/A</v></c></row>'
        '<row r="4"><c r="A4"><f>B3&amp;"丙"</f><v></v></c>'
        '<c r="B4" t="str"><f>""</f><v></v></c><c r="C4"><f t="shared" si="0"/></c></row>'.encode()
    )


def truncated() -> bytes:
    content = workbook([[f"企业{number}", number] for number in range(500)])
    return content[: len(content) // 2]


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def formula_in_last_column() -> bytes:
    return _with_more_rows(b'<row r="2"><c r="XFD2"><f>1+1</f></c></row>')


def empty_results() -> bytes:
    """Two texts with formulas beside and below whose result is an empty text."""
    rows = "".join(
        f'<row r="{row}">{text}<c r="B{row}" t="str"><f>""</f><v></v></c></row>'
        for row, text in enumerate(("<c t='inlineStr'><is><t>a</t></is></c>",) * 2 + ("",), 1)
    )
    return rewritten(
        workbook([["x"]]),
        lambda name, data: (
            re.sub(rb"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>".encode(), data)
            if name == _SHEET_PART
            else data
        ),
    )


def days_xlsx(rows: Iterable[Sequence[Any]], *, date1904: bool) -> bytes:
    book = openpyxl.Workbook()
    if date1904:
        book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    return saved(book)


def html_table() -> bytes:
    return "<html><body><table><tr><td>企业名称</td></tr></table></body></html>".encode()


def mht_page() -> bytes:
    return b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html><table></table></html>"


def spreadsheet_xml() -> bytes:
    """What Excel calls "XML Spreadsheet 2003", often found under the name of an .xls."""
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="名册"><Table>'
        '<Row><Cell><Data ss:Type="String">企业名称</Data></Cell></Row></Table></Worksheet>'
        "</Workbook>".encode()
    )


def archive_of(*names: str, first: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in names:
            target.writestr(name, first)
    return stream.getvalue()


def word_document() -> bytes:
    return archive_of("[Content_Types].xml", "word/document.xml", first=b"<Types/>")


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
    "excel_2003.xls": spreadsheet_xml,
    "merged.ods": merged_ods,
    "repeated.ods": repeated_ods,
    "encrypted.xls": encrypted_xls,
    "encrypted.ods": encrypted_ods,
    "xml_bomb.xlsx": xml_bomb_in_sheet,
    "xml_bomb_in_strings.xlsx": xml_bomb_in_strings,
    "xml_bomb.ods": xml_bomb_in_ods,
    "endless_merges.xlsx": endless_merges,
    "deep_nesting.xlsx": deep_nesting,
    "deep_nesting.ods": deep_nesting_ods,
    "unknown_state.xlsx": unknown_state,
    "macro_sheet.xlsm": macro_sheet,
    "unread_cells.xlsx": unread_cells,
    "binary.xlsb": lambda: xlsb(SMALL_ROSTER),
    "kingsoft.et": lambda: xls(SMALL_ROSTER),
    "letter.xlsx": word_document,
}


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in ALL.items():
        (folder / name).write_bytes(make())


if __name__ == "__main__":
    main()
