"""What kind of file the bytes are, by the bytes and not by the name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE, _XML = "web_page", "xml_file"
#: First bytes → the refusal that says what to do with such a file.
_STARTS = {
    # Excel 2 to 4 wrote their records without a container.
    b"\x09\x00\x04\x00": "old_excel",
    b"\x09\x02\x06\x00": "old_excel",
    b"\x09\x04\x06\x00": "old_excel",
    b"\x09\x08\x10\x00": "damaged",  # Excel 5 to 2003, cut out of its container
    b"\x09\x08\x08\x00": "damaged",
    b"%PDF": "pdf_file",
    b"{\\rtf": "word_document",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"II*\x00": "picture",
    b"MM\x00*": "picture",
    b"\x1f\x8b": "archive",
    b"BZh": "archive",
    b"7z\xbc\xaf": "archive",
    b"Rar!": "archive",
    b"\xfd7zXZ": "archive",
}
#: Texts that Excel and WPS open as tables although they are no workbooks.
_MARKUP = {
    b"<html": _WEB_PAGE,
    b"<!doctype html": _WEB_PAGE,
    b"<table": _WEB_PAGE,
    b"<meta": _WEB_PAGE,
    b"<head": _WEB_PAGE,
    b"<body": _WEB_PAGE,
    b"<style": _WEB_PAGE,
    b"<div": _WEB_PAGE,
    b"mime-version:": _WEB_PAGE,
    b"<?xml": _XML,
    b"<workbook": _XML,
}
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_COMMENT = re.compile(rb"(?:\s*<!--.*?-->)+\s*", re.DOTALL)
#: Names of parts in a zip, of streams in an OLE container → the refusal.
_PARTS = (
    ("encrypted-package", "encrypted"),  # as LibreOffice has it since version 24
    ("xl/", "damaged"),
    ("xl\\", "damaged"),
    ("word/", "word_document"),
    ("ppt/", "presentation"),
    ("opendocument.spreadsheet", "damaged"),
    ("opendocument.text", "word_document"),
    ("opendocument.presentation", "presentation"),
    ("opendocument.graphics", "not_a_workbook"),
    ("Index/Document.iwa", "numbers_file"),
)
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "word_document"),
    ("PowerPoint Document", "presentation"),
    ("Workbook", "damaged"),
    ("WORKBOOK", "damaged"),
    ("Book", "damaged"),
    ("BOOK", "damaged"),
)


def is_container(content: bytes) -> bool:
    """Whether it is a zip or an OLE file, in which workbooks are kept."""
    return content.startswith((*_ZIP, _OLE))


def refusal_of_container(content: bytes) -> str:
    """Why a container could not be read as a workbook, as the code of a refusal."""
    if content.startswith(_OLE):
        return next(
            (code for name, code in _STREAMS if name.encode("utf-16-le") in content),
            # Cut off before its list of streams, it cannot tell what it was.
            "not_a_workbook" if "Root Entry".encode("utf-16-le") in content else "damaged",
        )
    names = _part_names(content)
    return next((code for part, code in _PARTS if part in names), "archive")


def _part_names(content: bytes) -> str:
    """The parts of a zip, one a line, and what an OpenDocument says that it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            kind = parts.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, OSError, RuntimeError):
        # The list stands at the end, and may be cut off; names stand before each part too.
        starts = re.finditer(rb"PK\x03\x04", content)
        found = [content[start.end() + 26 : start.end() + 126] for start in starts]
        return b"\n".join(found).decode("latin-1")
    return "\n" + "\n".join([*names, kind.decode("latin-1")])


def refusal_of_text(content: bytes) -> str | None:
    """Why bytes outside of a container are no table, as far as their beginning tells."""
    for start, code in _STARTS.items():
        if content.startswith(start):
            return code
    text = _beginning(content)
    for start, code in _MARKUP.items():
        if text.startswith(start):
            return _kind_of_xml(text) if code is _XML else code
    return None


def _beginning(content: bytes) -> bytes:
    """The first characters in lower case, a byte per character, without marks and comments."""
    start = content[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\0", b"")
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    comment = _COMMENT.match(start)
    return start[comment.end() :] if comment else start


def _kind_of_xml(text: bytes) -> str:
    if _SPREADSHEET_XML in text:
        return "xml_2003"
    return _WEB_PAGE if b"<html" in text else _XML


def suffix(content: bytes) -> str:
    """The file name's ending that fits a container."""
    if content.startswith(_OLE):
        return ".xlsx" if "EncryptedPackage".encode("utf-16-le") in content else ".xls"
    names = _part_names(content)
    if "xl/workbook.bin" in names:
        return ".xlsb"
    return ".xlsx" if "xl/" in names or "xl\\" in names else ".ods"
