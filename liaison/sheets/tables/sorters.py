"""The row sorter of a table, made from its header."""

from __future__ import annotations

from liaison.sheets.reading.reader import Sheet
from liaison.sheets.tables.content import ContentRecogniser
from liaison.sheets.tables.header_levels import are_headings
from liaison.sheets.tables.header_search import Header, header_at
from liaison.sheets.tables.headers import ColumnMatch, HeaderIndex
from liaison.sheets.tables.labels import heading, is_serial_label
from liaison.sheets.tables.row_kinds import FoundHeader, RowSorter, is_blank
from liaison.sheets.tables.row_words import may_be_enterprise, squeeze

_WIDE = 3
_LEAST_LABELS = 2
#: A field that only rosters of enterprises have.
_OF_ENTERPRISES = "uscc"


def sorter_of(
    sheet: Sheet, header: Header, index: HeaderIndex, recogniser: ContentRecogniser | None
) -> RowSorter:
    """Sorts the rows under the header, which may have none itself."""
    fields = header.fields
    serials = (place for place, column in enumerate(header.columns) if column.by == "serial")
    return RowSorter(
        name_at=fields.get("name"),
        serial_at=next(serials, None),
        fields_at=frozenset(fields.values()),
        header_texts=[
            [squeeze(heading(cell)) for cell in row]
            for row in sheet.rows[header.first : header.last + 1]
        ],
        wide_rows=frozenset(
            first_row
            for first_row, first_column, _, last_column in sheet.merged
            if last_column - first_column + 1 >= _WIDE
        ),
        label_starts=index.label_starts,
        section_words=recogniser.section_words if recogniser is not None else frozenset(),
        may_be_name=may_be_enterprise if _OF_ENTERPRISES in index.fields else None,
        header_at=lambda place: _found(sheet, header, index, header.last + 1 + place),
    )


def _found(sheet: Sheet, header: Header, index: HeaderIndex, place: int) -> FoundHeader | None:
    """The header that begins in this row, if it is the same one again or another one."""
    row = sheet.rows[place]
    if not are_headings(row):
        return None
    other = header_at(sheet, index, place)
    if other is not None:
        is_same = all(map(_reads_alike, header.columns, other.columns))
        return FoundHeader(other.last - other.first + 1, is_same)
    for foreign in index.others:
        header_of_another = header_at(sheet, foreign, place)
        if header_of_another is not None:
            return FoundHeader(header_of_another.last - place + 1, is_same=False)
    labels = [heading(cell) for cell in row if not is_blank(cell)]
    is_table = len(labels) > _LEAST_LABELS and any(map(is_serial_label, labels))
    return FoundHeader(1, is_same=False) if is_table else None


def _reads_alike(column: ColumnMatch, other: ColumnMatch) -> bool:
    """The column under the other header may be read as under the first."""
    return column.field == other.field or not other.label or column.label == other.label
