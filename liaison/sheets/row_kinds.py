"""Which rows under a header are data, and why the others are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from liaison.sheets.reader import Cell

Reason = Literal["blank", "title", "header", "section", "total", "signature", "note", "example"]


class TableRow(NamedTuple):
    """A data row by Excel's row number; the cells lie under the layout's columns."""

    row_number: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    row_number: int
    reason: Reason


_TOTAL = re.compile(
    r"(?:.{0,12}(?:合计|小计|总计)|[本全]?[县区市镇乡]?(?:共计|累计|汇总|总数)"
    r"|(?:sub-?|grand)?total|sum)(?:[:(].*|共?\d.*)?",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?:填表|填报|制表|报送|审核|审批|复核)(?:人|单位|日期|时间|部门|领导)"
    r"|(?:经办|联系|(?:单位|部门)?负责|统计|分管|主管|主要)(?:人|领导|负责人)(?:\(?签[字名章]\)?)?:"
    r"|(?:签[字名章]|盖章|日期):"
    r"|(?:preparedby|filledby|reviewedby|approvedby|signature|date):",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[*※]?(?:备?注|附注|说明|注意|注释|填[表报]说明|notes?|remarks?)(?:事项)?\d*[:.、)]|※",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"[(\[【]?(?:填写|填报)?(?:示例|样例|例如|例:|example|e\.g\.)", re.IGNORECASE)
_NUMERAL = re.compile(r"\(?(?:[一二三四五六七八九十]+|\d+)[)、.]?")
_COUNT = re.compile(r"共?\d+[家户个]?")
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)).{1,40}"
    r"|.{1,20}?(?:区|县|镇|乡|街道)(?:企业)?(?:\(.*\)|:?共?\d+[家户].*)?"
    r"|.{1,30}\(共?\d+[家户个].*\)"
)
#: Where the words above can begin; a filled row that begins otherwise needs no closer look.
_TELLTALE = frozenset(
    " \t\r\n\u3000\xa0(（[【*※"
    "本全县区市镇乡合小总共累汇填制报审复经联单部负统分主签盖日备注附说样示例"
)
_TELLTALE_LATIN = frozenset(
    {"tot", "sub", "gra", "sum", "pre", "fil", "rev", "app", "sig", "dat", "not", "rem", "exa"}
    | {"e.g"}
)
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

    def sort(
        self, rows: Iterable[list[Cell]], first_row_number: int
    ) -> tuple[list[TableRow], list[SkippedRow]]:
        """Every row becomes data or is skipped with its reason."""
        data: list[TableRow] = []
        skipped: list[SkippedRow] = []
        anchor = min(self.fields_at) if self.name_at is None else self.name_at
        telltale = _TELLTALE.union(
            texts[place][0] for texts in self.header_texts for place in (0, anchor) if texts[place]
        )
        for row_number, row in enumerate(rows, first_row_number):
            # Nearly all rows are data and are seen to be so here, without any pattern.
            name, first = row[anchor], row[0]
            is_plain = (
                isinstance(name, str)
                and not _may_tell(name, telltale)
                and not _may_tell(first, telltale)
                and len(row) - row.count(None) >= _ENOUGH_CELLS
            )
            reason = None if is_plain else self.reason(row_number, row)
            if reason is None:
                data.append(TableRow(row_number, row))
            else:
                skipped.append(SkippedRow(row_number, reason))
        return self._without_tail(data, skipped)

    def reason(self, row_number: int, row: Sequence[Cell]) -> Reason | None:
        """Why the row is no data; None for data."""
        filled = {place: cell for place, cell in enumerate(row) if not is_blank(cell)}
        texts = {place: squeeze(cell) for place, cell in filled.items() if isinstance(cell, str)}
        if not filled or (filled.keys() == {self.serial_at} and _is_serial(texts)):
            return "blank"
        return (
            self._reason_by_words(texts, len(filled))
            or self._repeated_header(texts, len(filled))
            or self._section(row_number, filled, texts)
        )

    def _reason_by_words(self, texts: Mapping[int, str], filled: int) -> Reason | None:
        first = next(iter(texts.values()), "")
        name = _at(texts, self.name_at) or first
        if _TOTAL.fullmatch(first) or _TOTAL.fullmatch(name):
            return "total"
        if _SIGNATURE.match(first):
            return "signature"
        if _NOTE.match(first) and filled <= _FEW_CELLS:
            return "note"
        return "example" if _EXAMPLE.match(first) or _EXAMPLE.match(name) else None

    def _repeated_header(self, texts: Mapping[int, str], filled: int) -> Reason | None:
        for header in self.header_texts:
            same = sum(header[place] == text for place, text in texts.items())
            if same >= _FEW_CELLS and same * 2 >= filled:
                return "header"
        return None

    def _section(
        self, row_number: int, filled: Mapping[int, Cell], texts: Mapping[int, str]
    ) -> Reason | None:
        """A text that stands alone, or with a numeral before or a count behind it."""
        numbered = _NUMERAL.fullmatch(_at(texts, self.serial_at))
        texts = {place: text for place, text in texts.items() if not _COUNT.fullmatch(text)}
        if numbered:
            texts = {place: text for place, text in texts.items() if place != self.serial_at}
        if len(texts) != 1 or len(filled) > _FEW_CELLS + bool(numbered):
            return None
        [(place, text)] = texts.items()
        alone = len(filled) == 1
        if alone and (row_number in self.wide_rows or place not in self.fields_at):
            return "section"
        if place != self.name_at and place in self.fields_at and not alone:
            return None
        looks_like_one = _SECTION.fullmatch(text) is not None
        return "section" if looks_like_one or (alone and place != self.name_at) else None

    def _without_tail(
        self, data: list[TableRow], skipped: list[SkippedRow]
    ) -> tuple[list[TableRow], list[SkippedRow]]:
        """Under the last data row, bare numbers are sums and a text that stands alone is a note."""
        while data and self._is_bare_sum(data[-1].cells):
            skipped.append(SkippedRow(data.pop().row_number, "total"))
        last = data[-1].row_number if data else 0
        settled = [
            SkippedRow(row.row_number, "note")
            if row.reason == "section" and row.row_number > last
            else row
            for row in skipped
        ]
        return data, sorted(settled, key=lambda row: row.row_number)

    def _is_bare_sum(self, cells: Sequence[Cell]) -> bool:
        filled = [place for place, cell in enumerate(cells) if not is_blank(cell)]
        return self.serial_at not in filled and all(
            isinstance(cells[place], int | float) for place in filled
        )


def _may_tell(cell: Cell, telltale: Collection[str]) -> bool:
    return isinstance(cell, str) and (
        cell[:1] in telltale or cell[-1:] == "计" or cell[:3].casefold() in _TELLTALE_LATIN
    )


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def squeeze(text: str) -> str:
    """The text in half-width characters without any blanks, since people space out 合  计."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _at(texts: Mapping[int, str], place: int | None) -> str:
    return "" if place is None else texts.get(place, "")


def _is_serial(texts: Mapping[int, str]) -> bool:
    return not texts or any(_NUMERAL.fullmatch(text) for text in texts.values())
