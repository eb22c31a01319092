"""The enterprise roster as it goes out: official labels, so that it imports again unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from liaison.domain.fields import ENTERPRISE_FIELDS, Field
from liaison.locales import Words
from liaison.sheets.writing.lists import Labels
from liaison.sheets.writing.style import Kind
from liaison.sheets.writing.table_rows import Column, Row

_KINDS: dict[str, Kind] = {
    "code": "code",
    "phones": "code",
    "date": "date",
    "count": "count",
    "amount": "amount",
    "percent": "percent",
}
_WIDTHS = {
    "name": 36,
    "uscc": 22,
    "grid": 24,
    "address": 40,
    "industry": 32,
    "remark": 30,
    "contact_phone": 28,
    "commissioner": 16,
    "officer": 16,
}
#: By what the importer knows an enterprise again: they are in every roster that goes out.
KEY_COLUMNS = ("name", "uscc")
_PERCENT = [number for number, field in enumerate(ENTERPRISE_FIELDS) if field.type == "percent"]


def roster_columns(words: Words, labels: Labels) -> list[Column]:
    """A column for each field of the roster, in its order, under its official label."""
    return [
        Column(
            words(f"fields.enterprises.{field.key}"),
            _KINDS.get(field.type, "text"),
            _WIDTHS.get(field.key, 12),
            _labels_of(field, labels),
            field.key,
        )
        for field in ENTERPRISE_FIELDS
    ]


def _labels_of(field: Field, labels: Labels) -> dict[str, str] | None:
    if field.type == "area":
        return dict(labels.counties if field.key == "county" else labels.areas)
    if field.key == "industry":
        return dict(labels.industries)
    return dict(labels.coded[field.key]) if field.type == "choice" else None


def roster_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows of store.exports.roster with percentage points as the shares that Excel shows as %."""
    for row in rows:
        line = list(row)
        for place in _PERCENT:
            points = line[place]
            line[place] = None if points is None else round(float(points) / 100, 8)
        yield line
