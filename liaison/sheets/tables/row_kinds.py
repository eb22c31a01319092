"""Which rows under a header are data, and why the others are not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from liaison.domain.cell_words import EMPTY
from liaison.sheets.reading.reader import Cell
from liaison.sheets.tables import row_words
from liaison.sheets.tables.row_words import Reason, squeeze

__all__ = ["FoundHeader", "Reason", "RowSorter", "SkippedRow", "SortedRows", "TableRow", "is_blank"]


class TableRow(NamedTuple):
    """A data row by Excel's row number; the cells lie under the layout's columns."""

    row_number: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    row_number: int
    reason: Reason


class FoundHeader(NamedTuple):
    """A header further down: how many rows it has, and whether its columns are the table's."""

    rows: int
    is_same: bool


class SortedRows(NamedTuple):
    """Every row up to `end` as data or skipped; at `end`, a place, another table begins."""

    data: list[TableRow]
    skipped: list[SkippedRow]
    end: int | None


#: Where the words of row_words can begin; a filled row that begins otherwise needs no closer look.
_TELLTALE = frozenset(
    " \t\r\n\u3000\xa0(（[【*※_"
    "本全县区市镇乡合小总共累汇平填制报审复经联单部负统分主签盖公日其备注附说样示例如咨监电年序"
)
_TELLTALE_LATIN = frozenset(
    {"tot", "sub", "gra", "sum", "pre", "fil", "rev", "app", "sig", "dat", "not", "rem", "exa"}
    | {"e.g"}
)
#: Where areas and counts end: 吴兴区, 吴兴区（92家）.
_TELLTALE_ENDS = frozenset("区县镇乡道家户）)")
_MARKS_BEFORE_LABELS = " \t\r\n\u3000*★☆"
#: What a name ends with that needs but few cells beside it.
_PLAIN_ENDINGS = ("公司", "厂", "店")
_LEAST_MOBILE = 10**10
_ENOUGH_CELLS = 3
_FEW_CELLS = 2


@dataclass(frozen=True, slots=True)
class RowSorter:
    """Tells data from the rest in one table; positions are indexes into a row."""

    #: Where the enterprise's or the person's name stands.
    name_at: int | None
    #: Where 序号 stands.
    serial_at: int | None
    #: Where any recognised field stands.
    fields_at: Collection[int]
    #: The header's rows as squeezed texts, to know them again further down.
    header_texts: Sequence[Sequence[str]]
    #: Excel's numbers of rows in which a cell is merged over three columns or more.
    wide_rows: Collection[int]
    #: First characters of the labels that headers are known by.
    label_starts: Collection[str] = frozenset()
    #: Squeezed names that a section row may consist of.
    section_words: Collection[str] = field(default=frozenset(), repr=False)
    #: Whether a text that has nothing beside it may be a name; None where any may.
    may_be_name: Callable[[str], bool] | None = None
    #: The header that begins at a place among the sorted rows, if one does.
    header_at: Callable[[int], FoundHeader | None] = lambda place: None

    def sort(self, rows: Sequence[list[Cell]], first_row_number: int) -> SortedRows:
        """Every row becomes data or is skipped with its reason, until another table begins."""
        data: list[TableRow] = []
        skipped: list[SkippedRow] = []
        sums: list[int] = []
        anchor = self._anchor()
        telltale = _TELLTALE.union(start for start in self.label_starts if not start.isascii())
        repeated = 0  # rows of a repeated header still to come
        suspicious = True  # other tables begin under rows that are no data
        for place, row in enumerate(rows):
            # Nearly all rows are data and are seen to be so here, without any pattern.
            name, first = row[anchor], row[0]
            if (
                not suspicious
                and isinstance(name, str)
                and not _may_tell(name, telltale)
                and not _may_tell(first, telltale)
                and name not in self.section_words
                and name.casefold() not in EMPTY
                and len(row) - row.count(None)
                >= (_FEW_CELLS if name.endswith(_PLAIN_ENDINGS) else _ENOUGH_CELLS)
            ):
                data.append(TableRow(first_row_number + place, row))
                continue
            reason: Reason | None = "header"
            if repeated:
                repeated -= 1
            else:
                reason = self.reason(first_row_number + place, row)
                found = self._found_header(place, row, reason)
                if found is not None and not found.is_same:
                    return SortedRows(*self._settled(data, skipped, sums, is_last=False), place)
                if found is not None:
                    reason, repeated = "header", found.rows - 1
            if reason is None:
                data.append(TableRow(first_row_number + place, row))
                if self._is_bare_sum(row):
                    sums.append(first_row_number + place)
            else:
                skipped.append(SkippedRow(first_row_number + place, reason))
            suspicious = reason is not None
        return SortedRows(*self._settled(data, skipped, sums, is_last=True), None)

    def _anchor(self) -> int:
        return min(self.fields_at, default=0) if self.name_at is None else self.name_at

    def reason(self, row_number: int, row: Sequence[Cell]) -> Reason | None:
        """Why the row is no data; None for data."""
        filled = {place: cell for place, cell in enumerate(row) if not is_blank(cell)}
        texts = {place: squeeze(cell) for place, cell in filled.items() if isinstance(cell, str)}
        if not filled or (filled.keys() == {self.serial_at} and _is_serial(texts)):
            return "blank"
        if len(texts) == len(filled) >= _FEW_CELLS and self._repeats(texts, len(texts)):
            return "header"
        first = next(iter(texts.values()), "")
        return (
            row_words.reason_in(first, _at(texts, self.name_at) or first, len(filled))
            or self._under_header(texts, filled)
            or self._section(row_number, filled, texts)
            or self._lone_text(texts, len(filled))
        )

    def _repeats(self, texts: Mapping[int, str], least: float) -> bool:
        """At least so many of the texts are what a row of the header has in their places."""
        return any(
            sum(header[place] == text for place, text in texts.items()) >= max(least, _FEW_CELLS)
            for header in self.header_texts
        )

    def _under_header(self, texts: Mapping[int, str], filled: Mapping[int, Cell]) -> Reason | None:
        """The header again in other words, or the numbers or units of the columns under it."""
        is_units = len(texts) == len(filled) and row_words.are_units(texts.values())
        if (
            is_units
            or self._repeats(texts, len(filled) / 2)
            or row_words.are_numbered(list(filled.values()))
        ):
            return "header"
        return None

    def _found_header(
        self, place: int, row: Sequence[Cell], reason: Reason | None
    ) -> FoundHeader | None:
        if reason not in (None, "header") or not self._may_be_header(row):
            return None
        texts = [squeeze(cell) if isinstance(cell, str) else "" for cell in row]
        return None if texts in self.header_texts else self.header_at(place)

    def _may_be_header(self, row: Sequence[Cell]) -> bool:
        texts = [cell for cell in row if not is_blank(cell)]
        starts = 0
        for text in texts:
            if not isinstance(text, str):
                return False
            starts += text.lstrip(_MARKS_BEFORE_LABELS)[:1].casefold() in self.label_starts
        return len(texts) >= _FEW_CELLS and starts * 2 >= len(texts)

    def _section(
        self, row_number: int, filled: Mapping[int, Cell], texts: Mapping[int, str]
    ) -> Reason | None:
        """A text that stands alone, or with a numeral before or figures behind it."""
        numbered = row_words.NUMERAL.fullmatch(_at(texts, self.serial_at))
        texts = {
            place: text for place, text in texts.items() if not row_words.COUNT.fullmatch(text)
        }
        if numbered:
            texts = {place: text for place, text in texts.items() if place != self.serial_at}
        if len(texts) != 1:
            return None
        [(place, text)] = texts.items()
        if len(filled) > _FEW_CELLS + bool(numbered):
            # An area with its sums, and no number of its own.
            is_sum = self.serial_at not in filled and row_words.is_place(text, self.section_words)
            return "section" if is_sum else None
        alone = len(filled) == 1
        if alone and (row_number in self.wide_rows or place not in self.fields_at):
            return "section"
        if place != self.name_at and place in self.fields_at and not alone:
            return None
        looks_like_one = row_words.is_section(text, self.section_words)
        return "section" if looks_like_one or (alone and place != self.name_at) else None

    def _lone_text(self, texts: Mapping[int, str], filled: int) -> Reason | None:
        """A line alone among the names that is none: a remark, or 第一批 over the rows below."""
        if filled != 1 or not texts:
            return None
        [(place, text)] = texts.items()
        if row_words.is_sentence(text):
            return "note"
        if place != self.name_at or self.may_be_name is None or self.may_be_name(text):
            return None
        return "section"

    def _is_bare_sum(self, cells: Sequence[Cell]) -> bool:
        """Numbers alone, none of them the row's own or a mobile phone's."""
        filled = [place for place, cell in enumerate(cells) if not is_blank(cell)]
        return self.serial_at not in filled and all(
            isinstance(cell, int | float) and not _LEAST_MOBILE <= cell < _LEAST_MOBILE * 2
            for cell in (cells[place] for place in filled)
        )

    def _settled(
        self,
        data: list[TableRow],
        skipped: Sequence[SkippedRow],
        sums: Sequence[int],
        *,
        is_last: bool,
    ) -> tuple[list[TableRow], list[SkippedRow]]:
        """What a row is by those around it: a sum without a word, an example, a note at the end."""
        reasons: dict[int, Reason] = {row.row_number: row.reason for row in skipped}
        for number in reversed(sums):
            is_end = number == data[-1].row_number or number + 1 in reasons
            if is_end or reasons.get(number - 1) == "section":
                reasons[number] = "total"
        data = [row for row in data if row.row_number not in reasons] if reasons else data
        last = data[-1].row_number if data else 0
        settled: list[SkippedRow] = []
        for number in sorted(reasons):
            is_loose = is_last and number > last and reasons[number] == "section"
            settled.append(SkippedRow(number, "note" if is_loose else reasons[number]))
        return data, settled


def _may_tell(cell: Cell, telltale: Collection[str]) -> bool:
    if not isinstance(cell, str):
        return False
    start = cell[:1]
    return (
        start in telltale
        or cell[-1:] in _TELLTALE_ENDS
        or "计" in cell
        or (start.isascii() and cell[:3].casefold() in _TELLTALE_LATIN)
    )


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in EMPTY)


def _at(texts: Mapping[int, str], place: int | None) -> str:
    return "" if place is None else texts.get(place, "")


def _is_serial(texts: Mapping[int, str]) -> bool:
    return not texts or any(row_words.NUMERAL.fullmatch(text) for text in texts.values())
