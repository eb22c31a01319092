"""A catalogue of measures in a workbook: where its header is and what stands below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from liaison.domain.catalogue import FIELDS
from liaison.domain.errors import UnreadableWorkbook
from liaison.domain.fields import Cell
from liaison.domain.parsing import as_text
from liaison.domain.reference import normalise_word
from liaison.locales import LANGUAGES, Words, words
from liaison.locales.catalogue_words import field_label
from liaison.sheets.reading.reader import Sheet, read_workbook

_HEADER_ROWS = 10
_NEEDED = (frozenset({"code", "title"}), frozenset({"title", "title_en", "default_days"}))
#: From so many known headings on, a row is the header of a catalogue, if not a whole one.
_TELLING = 3


@dataclass(frozen=True, slots=True)
class CatalogueTable:
    """Rows of cells by field key; `columns` has the letter of each field that the file has.

    `unread` are the letter and the heading of every other column of the header.
    """

    sheet: str
    columns: Mapping[str, str]
    rows: list[tuple[int, dict[str, Cell]]]
    unread: tuple[tuple[str, str], ...] = ()


def read_catalogue(content: bytes, file_name: str, language: Words) -> CatalogueTable:
    """The first sheet that has a catalogue's header; refuses a file without one, as a roster is.

    A measure is known by its code and its title, so both columns, or title and default days
    for new measures, are what makes a header. One that lacks a column is refused by its name.
    """
    sheets = read_workbook(content, file_name)
    for sheet in sheets:
        table = _table(sheet)
        if table is not None:
            return table
    missing = min(filter(None, map(_missing, sheets)), key=len, default=())
    if missing:
        said = [field_label(key, language) for key in missing]
        named = "".join(language("catalogue_page.file.heading", name=each) for each in said)
        raise UnreadableWorkbook("catalogue_without_columns", file=file_name, columns=named)
    raise UnreadableWorkbook("not_a_catalogue", file=file_name)


def _labels() -> dict[str, str]:
    """Normalised label → field key, in every language, and the key itself."""
    known = {normalise_word(key): key for key in FIELDS}
    for language in LANGUAGES:
        known |= {normalise_word(field_label(key, words(language))): key for key in FIELDS}
    return known


def _table(sheet: Sheet) -> CatalogueTable | None:
    for number, places in enumerate(_headings(sheet)):
        if any(needed <= places.keys() for needed in _NEEDED):
            return _below(sheet, number, places)
    return None


def _missing(sheet: Sheet) -> tuple[str, ...]:
    """The columns that a catalogue's header lacks, by field key; none where there is no header."""
    found = [places for places in _headings(sheet) if "code" in places or len(places) >= _TELLING]
    if not found:
        return ()
    places = max(found, key=len)
    lacking = min((needed - places.keys() for needed in _NEEDED), key=len)
    return tuple(key for key in FIELDS if key in lacking)


def _headings(sheet: Sheet) -> Iterator[dict[str, int]]:
    """Field key → place of what the upper rows have in common with a catalogue's header."""
    labels = _labels()
    for row in sheet.rows[:_HEADER_ROWS]:
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = labels.get(normalise_word(as_text(cell)).rstrip("*"))
            if key is not None:
                places.setdefault(key, place)
        yield places


def _below(sheet: Sheet, header: int, places: Mapping[str, int]) -> CatalogueTable:
    rows = []
    for number, row in enumerate(sheet.rows[header + 1 :], start=header + 1):
        cells = {key: row[place] for key, place in places.items()}
        if any(as_text(cell) for cell in cells.values()):
            rows.append((sheet.first_row_number + number, cells))
    letters = {key: _letter(sheet.first_column + place) for key, place in places.items()}
    headings = {place: as_text(cell) for place, cell in enumerate(sheet.rows[header])}
    unread = tuple(
        (_letter(sheet.first_column + place), heading)
        for place, heading in headings.items()
        if heading and place not in places.values()
    )
    return CatalogueTable(sheet.name, letters, rows, unread)


def _letter(place: int) -> str:
    """Excel's letter of a column, 0 is A; a catalogue is narrow."""
    high, low = divmod(place, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)
