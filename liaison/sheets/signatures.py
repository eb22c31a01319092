"""What kind of file the bytes are, by their first bytes and not by their name."""

from __future__ import annotations

from liaison.domain.errors import UnreadableWorkbook

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Excel 2 to 4 wrote their records without a container.
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_NO_WORKBOOK = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"%PDF",
    b"{\\rtf",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf",
    b"Rar!",
)
#: Texts that Excel and WPS open as tables although they are no workbooks.
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<head", b"mime-version:")
_ZIPPED_WORKBOOK = (b"xl/", b"xl\\", b"content.xml")
_OTHER_DOCUMENT = (b"opendocument.text", b"opendocument.presentation", b"opendocument.graphics")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def is_text(content: bytes) -> bool:
    """False for a container that calamine opens; UnreadableWorkbook for anything it cannot."""
    if content.startswith(_OLE):
        return False
    if content.startswith(_ZIP):
        if _is_zipped_workbook(content):
            return False
        raise UnreadableWorkbook("not_a_workbook")
    if content.startswith(_NO_WORKBOOK):
        raise UnreadableWorkbook("not_a_workbook")
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if content.startswith(_BARE_BIFF) or start.startswith(_MARKUP):
        raise UnreadableWorkbook("unsupported_format")
    return True


def _is_zipped_workbook(content: bytes) -> bool:
    """Names inside a zip stand uncompressed; OpenDocument tells its kind near the start."""
    start = content[:200]
    return any(name in content for name in _ZIPPED_WORKBOOK) and not any(
        kind in start for kind in _OTHER_DOCUMENT
    )


def suffix(content: bytes) -> str:
    """The file name's ending that fits a container."""
    if content.startswith(_OLE):
        return ".xlsx" if _ENCRYPTED_PACKAGE in content else ".xls"
    if b"xl/workbook.bin" in content:
        return ".xlsb"
    return ".xlsx" if b"xl/" in content or b"xl\\" in content else ".ods"
