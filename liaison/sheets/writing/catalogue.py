"""The catalogue of measures as a workbook: a row a measure, both languages side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liaison.domain.catalogue import FIELDS, values_of
from liaison.domain.records import Measure
from liaison.domain.reference import Reference
from liaison.locales import Words
from liaison.locales.catalogue_words import field_label, value_text
from liaison.sheets.writing.notes import write_notes
from liaison.sheets.writing.style import Kind
from liaison.sheets.writing.table_rows import Column, Row, Value
from liaison.sheets.writing.workbook import Book

_KINDS: dict[str, Kind] = {
    "code": "code",
    "position": "count",
    "default_days": "count",
    "retired_on": "date",
}
_WIDTHS = {"code": 8, "position": 8, "title": 18, "title_en": 22, "default_days": 10}
_WIDE = ("description", "description_en", "evidence", "evidence_en")
_NOTES = ("rows", "new", "rule", "retired", "absent")


def write_catalogue(
    measures: Sequence[Measure], reference: Reference, words: Words, *, title: str, creator: str
) -> bytes:
    """The workbook's bytes: the measures, then what may be written in which column."""
    book = Book(words, creator=creator, title=title)
    columns = [_column(key, words) for key in FIELDS]
    rows = [_row(each, reference, words) for each in measures]
    book.table(words("workbooks.sheets.catalogue"), columns, rows, len(rows))
    notes = [
        (words(f"catalogue_page.notes.{key}"), words(f"catalogue_page.notes.{key}_text"))
        for key in _NOTES
    ]
    write_notes(book, notes)
    return book.save()


def _column(key: str, words: Words) -> Column:
    width = 44 if key in _WIDE else _WIDTHS.get(key, 22)
    return Column(field_label(key, words), _KINDS.get(key, "text"), width)


def _row(measure: Measure, reference: Reference, words: Words) -> Row:
    values = values_of(measure)
    return list(_cells(values.items(), reference, words))


def _cells(
    values: Iterable[tuple[str, object]], reference: Reference, words: Words
) -> Iterable[Value]:
    for key, value in values:
        if isinstance(value, int) and not isinstance(value, bool):
            yield value
        else:
            yield value_text(key, value, reference, words) or None
