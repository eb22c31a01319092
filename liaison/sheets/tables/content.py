"""Columns whose label tells nothing, known by what their cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from liaison.domain.fields import RosterKind, field_table
from liaison.domain.identity import (
    is_identity_number,
    is_valid_code,
    is_well_formed,
    normalise_code,
)
from liaison.domain.parsing import Context, clean
from liaison.domain.reference import Reference, normalise_word
from liaison.sheets.reading.reader import Cell
from liaison.sheets.tables.headers import ColumnMatch
from liaison.sheets.tables.labels import normalise
from liaison.sheets.tables.row_words import is_enterprise_name

Fits = Callable[[str], bool]

_LEAST_SHARE = 0.8
#: Two fields this near to each other fit equally.
_TOO_NEAR = 0.1
_PRIVATE_SHARE = 0.5
_UNIT = re.compile(
    r".{2,}(?:派出所|公安局|分局|大队|支队|政府|办事处|街道办|委员会|管委会|局|委|办|站)"
)
_PERSON = re.compile(
    r"[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    r"任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武"
    r"戴莫孔向汤施章俞费闵臧凌嵇][\u4e00-\u9fff]{1,2}"
)
_ADDRESS = re.compile(r".*(?:路|街|巷|弄|村|道|大道|园区?).*\d+\s*(?:号|弄|幢|室).*")
#: A label with such a word speaks of something that only looks like the roster's field.
_ANOTHERS = re.compile(
    r"原|曾|母公司|上级|集团|总部|法人|股东|供应|客户|房东|出租|专员|指导员|警官|民警|领导|产品|紧急|备用"
    r"|第二|联系人|负责人|来源|目的|注册|籍|推荐|介绍|supplier|customer|parent|landlord|owner|former|emergency"
)
_PHONE_LABEL = re.compile(r"电话|手机|座机|联系方式|传真|phone|mobile|tel|fax")
_CODE_LIKE = re.compile(r"[A-Za-z]\d|\d[A-Za-z]|\d{13}")
#: Yes and no answer any question.
_ANY_QUESTION = frozenset(
    {"是", "否", "有", "无", "y", "n", "yes", "no", "true", "false", "1", "0", "√", "×", "已", "未"}
)
_TICKED = ("above_scale", "size", "status", "filing_status")
_OTHERS = ("commissioner", "officer")

_Column = tuple[int, str, Sequence[str]]


class ContentRecogniser:
    """Knows the fields of a roster by their cells; certainty is 0.7 at most.

    Dates, counts and people's names in a roster of enterprises are not told apart.
    """

    def __init__(self, roster: RosterKind, reference: Reference) -> None:
        self._reference = reference
        self._context = Context(reference, date.min)
        self._phones = next(f for f in field_table(roster).values() if f.type == "phones")
        self._fits = self._enterprises() if roster == "enterprises" else self._liaisons()
        #: Area and industry names as squeezed text: what a section row may consist of.
        self.section_words = frozenset(_section_words(reference))

    def _enterprises(self) -> dict[str, tuple[float, Fits]]:
        return {
            "uscc": (0.7, _is_credit_code),
            "contact_phone": (0.65, self._is_phone),
            **self._areas(),
            "name": (0.65, is_enterprise_name),
            "address": (0.5, lambda text: _ADDRESS.fullmatch(text) is not None),
            "status": (0.6, self._chosen("status")),
            "filing_status": (0.6, self._chosen("filing_status")),
            "above_scale": (0.6, self._chosen("above_scale")),
            "size": (0.55, self._chosen("size")),
            "industry": (0.6, self._is_industry),
        }

    def _liaisons(self) -> dict[str, tuple[float, Fits]]:
        return {
            "phone": (0.65, self._is_phone),
            **self._areas(),
            "name": (0.6, lambda text: _PERSON.fullmatch("".join(text.split())) is not None),
            "unit": (0.6, lambda text: _UNIT.fullmatch(text) is not None),
            "role": (0.6, self._chosen("role")),
            "status": (0.6, self._chosen("liaison_status")),
            "is_primary": (0.55, self._chosen("is_primary")),
        }

    def _areas(self) -> dict[str, tuple[float, Fits]]:
        reference = self._reference
        return {
            "county": (0.65, lambda text: reference.county(text) is not None),
            "town": (0.65, lambda text: bool(reference.towns(text))),
        }

    def _is_phone(self, text: str) -> bool:
        if _CODE_LIKE.search(text):
            return False
        value, problem = self._phones.read(text, self._context)
        return value is not None and problem is None

    def _is_industry(self, text: str) -> bool:
        is_word = len(text) > 1 and not any(map(str.isdigit, text))
        return is_word and self._reference.industry(text) is not None

    def _chosen(self, choice: str) -> Fits:
        def fits(text: str) -> bool:
            is_telling = len(text) > 1 and normalise_word(text) not in _ANY_QUESTION
            return is_telling and self._reference.choice(choice, text) is not None

        return fits

    def value_of(self, label: str) -> tuple[str, str] | None:
        """The field and the value that a label is a word for, as 规下 is of the scale."""
        for field in _TICKED if len(label) > 1 else ():
            value = self._reference.choice(field, label) if field in self._fits else None
            if value is not None:
                return field, value
        return None

    def names_area(self, text: str) -> bool:
        """The text speaks of a county or a town."""
        hint = self._reference.hint_in(text)
        return hint.county is not None or hint.town is not None

    def fits(self, field: str, cell: Cell) -> bool:
        """The cell could stand in a column of the field; True where the field has no look."""
        return field not in self._fits or self._fits[field][1](clean(cell))

    def recognise(
        self,
        columns: Sequence[ColumnMatch],
        rows: Sequence[Sequence[Cell]],
    ) -> tuple[ColumnMatch, ...]:
        """The columns with what `rows`, a sample of data, tell about those without a field.

        Columns that a person has decided stay; columns of citizens' numbers are private whatever
        their label says.
        """
        cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
        checked = [
            replace(column, field=None, certainty=0.0, private=True, by="content")
            if not column.private and _are_private(cells[place])
            else column
            for place, column in enumerate(columns)
        ]
        unknown = [
            (place, normalise(column.label), _texts(cells[place]))
            for place, column in enumerate(checked)
            if column.field is None and not column.private and not column.by
        ]
        for place, (field, certainty) in self._guesses(unknown, checked).items():
            checked[place] = replace(checked[place], field=field, certainty=certainty, by="content")
        return tuple(checked)

    def _guesses(
        self, unknown: Iterable[_Column], columns: Sequence[ColumnMatch]
    ) -> dict[int, tuple[str, float]]:
        """Place → field and certainty; a field that two columns fit goes to neither."""
        taken = {column.field for column in columns}
        found: dict[str, list[tuple[int, float]]] = {}
        for place, label, texts in unknown:
            left = columns[place - 1].field if place else None
            field, certainty = self._guess(texts) if not _ANOTHERS.search(label) else (None, 0.0)
            if field is None or field in taken:
                continue
            if field.endswith("phone") and (_PHONE_LABEL.search(label) or left in _OTHERS):
                continue
            found.setdefault(field, []).append((place, certainty))
        return {
            places[0][0]: (field, places[0][1])
            for field, places in found.items()
            if len(places) == 1
        }

    def _guess(self, texts: Sequence[str]) -> tuple[str | None, float]:
        """The one field that the texts fit clearly better than any other."""
        if not texts:
            return None, 0.0
        shares = sorted(
            (
                (sum(map(fits, texts)) / len(texts), field)
                for field, (_, fits) in self._fits.items()
            ),
            reverse=True,
        )
        share, field = shares[0]
        if share < _LEAST_SHARE or shares[1][0] > share - _TOO_NEAR:
            return None, 0.0
        return field, round(self._fits[field][0] * share, 2)


def _texts(cells: Iterable[Cell]) -> list[str]:
    """The different cells as texts, without the blank ones."""
    return [text for text in dict.fromkeys(clean(cell) for cell in cells) if text]


def _is_credit_code(text: str) -> bool:
    """Valid, or at least with a letter; digits alone may count anything."""
    code = normalise_code(text)
    return is_valid_code(code) or (is_well_formed(code) and not code.isdigit())


def _are_private(cells: Iterable[Cell]) -> bool:
    filled = [cell for cell in cells if cell not in (None, "")]
    return bool(filled) and sum(map(_is_identity_number, filled)) >= len(filled) * _PRIVATE_SHARE


def _is_identity_number(cell: Cell) -> bool:
    if isinstance(cell, str):
        return is_identity_number(normalise_code(cell))
    is_long = isinstance(cell, (int, float)) and 10**17 <= cell < 10**18
    return is_long and is_identity_number(f"{cell:.0f}")


def _section_words(reference: Reference) -> Iterable[str]:
    for area in reference.areas.values():
        yield from (normalise_word(word) for word in (area.name, area.name_en, *area.aliases))
    for industry in reference.industries.values():
        names = (industry.name, industry.name_en, *industry.aliases)
        yield from (normalise_word(word) for word in names if len(word) > 1)


def is_counting(cells: Sequence[Cell], row_numbers: Sequence[int]) -> bool:
    """Whole numbers that go up with the rows, one a row: 序号 without its label."""
    numbers = [int(cell) for cell in cells if isinstance(cell, (int, float)) and cell % 1 == 0]
    return (
        len(numbers) == len(cells) > 1
        and numbers[0] == 1
        and all(
            0 < after - before <= below - above
            for before, after, above, below in zip(
                numbers, numbers[1:], row_numbers, row_numbers[1:], strict=False
            )
        )
    )
