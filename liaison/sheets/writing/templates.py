"""Empty rosters to fill in: official labels, drop-downs, an example row, a field guide."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from liaison.domain.fields import ENTERPRISE_FIELDS, LIAISON_FIELDS, Field
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import CODED_VALUES
from liaison.locales import Words
from liaison.sheets.writing import style
from liaison.sheets.writing.workbook import Book, cell_at, put_text

TemplateKind = Literal["enterprises", "officers", "commissioners"]
TEMPLATE_KINDS: tuple[TemplateKind, ...] = ("enterprises", "officers", "commissioners")

_LAST_ROW = 5000
_FORMATS = {
    "date": style.NUMBER_FORMATS["date"],
    "count": "0",
    "amount": "0.##",
    "percent": style.NUMBER_FORMATS["percent"],
}
_NUMBERS = ("count", "amount", "percent")
_GUIDE = {"field": 20, "required": 10, "rule": 38, "choices": 68, "synonyms": 44}
_MARGIN, _LINE_HEIGHT, _PADDING = 4, 15, 6
_WIDEST = 36
_CHINESE = re.compile("[\u4e00-\u9fff]")
_COUNTIES, _TOWNS = "counties of the towns", "towns by county"


def write_template(
    kind: TemplateKind,
    words: Words,
    reference: Reference,
    synonyms: Mapping[str, Sequence[str]],
) -> bytes:
    """The template's bytes: the roster to fill in, how to fill it in, the choices (hidden).

    `synonyms` are the headers that the import knows, by field.
    """
    template = _Template(kind, words, reference, synonyms)
    template.write_roster()
    template.write_guide()
    template.write_choices()
    return template.book.save()


class _Template:
    def __init__(
        self,
        kind: TemplateKind,
        words: Words,
        reference: Reference,
        synonyms: Mapping[str, Sequence[str]],
    ) -> None:
        self.kind = kind
        self.words = words
        self.reference = reference
        self.synonyms = synonyms
        title = words(f"workbooks.files.template_{kind}")
        self.book = Book(words, creator=words("workbooks.product"), title=title)
        self.fields = _fields_of(kind)
        self.towns = _towns_by_county(reference, words.language)
        pairs = [(county, town) for county, towns in self.towns.items() for town in towns]
        self.counties_in_order = [county for county, _ in pairs]
        self.towns_in_order = [town for _, town in pairs]
        self.choices = {field.key: found for field in self.fields if (found := self._of(field))}
        # By the counties beside them a county's own towns are found.
        self.lists = {
            **self.choices,
            _COUNTIES: self.counties_in_order,
            _TOWNS: self.towns_in_order,
        }
        self.letters = {
            field.key: get_column_letter(number)
            for number, field in enumerate(self.fields, start=1)
        }

    def label(self, field: Field) -> str:
        roster = "enterprises" if self.kind == "enterprises" else "liaisons"
        return self.words(f"fields.{roster}.{field.key}")

    def _of(self, field: Field) -> list[str]:
        """The words to choose from, empty where anything may be written."""
        language = self.words.language
        if field.key == "county":
            return list(self.towns)
        if field.key == "town":
            return list(dict.fromkeys(self.towns_in_order))
        if field.key == "industry":
            return [each.name_in(language) for each in self.reference.industries.values()]
        if field.choices is None:
            return []
        return [self.words.label(field.choices, code) for code in CODED_VALUES[field.choices]]

    def write_roster(self) -> None:
        ws = self.book.sheet(self.words(f"workbooks.sheets.roster_{self.kind}"))
        widths = [
            self._write_column(ws, number, field)
            for number, field in enumerate(self.fields, start=1)
        ]
        ws.row_dimensions[1].height = 28
        ws.freeze_panes = "B2"
        style.print_landscape(
            ws, header_rows="1:1", page=self.words("workbooks.page"), width=sum(widths)
        )

    def _write_column(self, ws: Worksheet, number: int, field: Field) -> float:
        """Write a column's header, example and rules; the width that it gets."""
        letter = self.letters[field.key]
        head = cell_at(ws, 1, number)
        put_text(head, self.label(field) + (" *" if field.required else ""))
        head.font = style.header_font(self.words.language, color="FFFFFF")
        head.fill = style.HEADER_FILL
        head.alignment = style.CENTRE
        example = cell_at(ws, 2, number)
        self._write_example(example, field)
        column = ws.column_dimensions[letter]
        # The format of the whole column: what is typed into it keeps its zeros and digits.
        column.number_format = _FORMATS.get(field.type, "@")
        shown = style.display_width(str(example.value or ""))
        width = min(_WIDEST, max(style.display_width(str(head.value)), shown) + 4)
        column.width = width
        if field.key in self.choices:
            ws.add_data_validation(self._validation(field, letter))
        return width

    def _write_example(self, cell: Cell, field: Field) -> None:
        cell.number_format = _FORMATS.get(field.type, "@")
        cell.font = style.body_font(self.words.language)
        cell.fill = style.EXAMPLE_FILL
        cell.border = style.DATA_BORDER
        key = f"workbooks.examples.{self.kind}.{field.key}"
        if not self.words.has(key):
            return
        text = self.words(key)
        if field.type == "date":
            cell.value = date.fromisoformat(text)
        elif field.type in _NUMBERS:
            cell.value = float(text) if "." in text else int(text)
        else:
            put_text(cell, text)

    def _validation(self, field: Field, letter: str) -> DataValidation:
        """A drop-down that refuses other words; they all stand on the hidden sheet."""
        formula = self._range(field.key)
        if field.key == "town":
            formula = self._towns_formula(formula)
        validation = DataValidation(
            type="list",
            formula1=formula,
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=self.words("workbooks.validation.title"),
            error=self.words("workbooks.validation.text", field=self.label(field)),
        )
        validation.add(f"{letter}2:{letter}{_LAST_ROW}")
        return validation

    def _range(self, name: str) -> str:
        """Where a list stands on the hidden sheet."""
        column = get_column_letter(list(self.lists).index(name) + 1)
        length = len(self.lists[name])
        sheet = quote_sheetname(self.words("workbooks.sheets.choices"))
        return f"{sheet}!${column}$1:${column}${length}"

    def _towns_formula(self, towns: str) -> str:
        """The towns of the row's county, all of them where it has none."""
        county, counties = f"${self.letters['county']}2", self._range(_COUNTIES)
        first_town = self._range(_TOWNS).partition(":")[0]
        count = f"COUNTIF({counties},{county})"
        own = f"OFFSET({first_town},MATCH({county},{counties},0)-1,0,{count},1)"
        return f"IF({count}=0,{towns},{own})"

    def write_guide(self) -> None:
        """What each column takes, in words made from the field table."""
        words = self.words
        ws = self.book.sheet(words("workbooks.sheets.guide"))
        intro = words("workbooks.guide.intro", sheet=words(f"workbooks.sheets.roster_{self.kind}"))
        ws.merge_cells("A1:E1")
        self._write(cell_at(ws, 1, 1), intro)
        ws.row_dimensions[1].height = 40
        for number, (key, width) in enumerate(_GUIDE.items(), start=1):
            ws.column_dimensions[get_column_letter(number)].width = width
            cell = cell_at(ws, 2, number)
            self._write(cell, words(f"workbooks.guide.{key}"))
            cell.font = style.header_font(words.language, color="FFFFFF")
            cell.fill = style.HEADER_FILL
        ws.row_dimensions[2].height = 22
        for row_number, field in enumerate(self.fields, start=3):
            self._write_guide_row(ws, row_number, field)
        ws.freeze_panes = "A3"
        style.print_landscape(ws, header_rows="2:2", page=words("workbooks.page"))

    def _write_guide_row(self, ws: Worksheet, row_number: int, field: Field) -> None:
        must = "must" if field.required else "may"
        texts = (
            self.label(field),
            self.words(f"workbooks.guide.{must}"),
            self._rule(field),
            self._choices_shown(field),
            self._synonyms_shown(field),
        )
        for number, text in enumerate(texts, start=1):
            cell = cell_at(ws, row_number, number)
            self._write(cell, text)
            cell.border = style.DATA_BORDER
        lines = max(
            style.display_lines(text, width - _MARGIN)
            for text, width in zip(texts, _GUIDE.values(), strict=True)
        )
        height = min(_PADDING + _LINE_HEIGHT * lines, style.TALLEST_ROW)
        ws.row_dimensions[row_number].height = height

    def _write(self, cell: Cell, text: str) -> None:
        put_text(cell, text)
        cell.font = style.body_font(self.words.language)
        cell.alignment = style.WRAPPED

    def _rule(self, field: Field) -> str:
        key = f"workbooks.guide.rules.{field.type}"
        if field.type == "area":
            key += f"_{field.key}"
        elif field.key == "enterprises":
            key = "workbooks.guide.rules.enterprises"
        return self.words(key, length=field.max_length)

    def _choices_shown(self, field: Field) -> str:
        if field.key != "town":
            return self._listed(self.choices.get(field.key, ()))
        return "\n".join(
            self.words("workbooks.guide.choices_of", parent=county, choices=self._listed(towns))
            for county, towns in self.towns.items()
            if towns
        )

    def _synonyms_shown(self, field: Field) -> str:
        """The other headers that the import knows, as far as they are in the template's script."""
        is_chinese = self.words.language == "zh-CN"
        known = [
            each
            for each in dict.fromkeys(self.synonyms.get(field.key, ()))
            if each != self.label(field) and is_chinese == bool(_CHINESE.search(each))
        ]
        return self._listed(known)

    def _listed(self, texts: Sequence[str]) -> str:
        return self.words("workbooks.guide.separator").join(texts)

    def write_choices(self) -> None:
        """One column a list, without a header, so that an import never takes it for a roster."""
        ws = self.book.sheet(self.words("workbooks.sheets.choices"))
        for number, choices in enumerate(self.lists.values(), start=1):
            _write_list(ws, number, choices)
        ws.sheet_state = "hidden"


def _write_list(ws: Worksheet, column: int, choices: Sequence[str]) -> None:
    for row_number, choice in enumerate(choices, start=1):
        put_text(cell_at(ws, row_number, column), choice)


def _towns_by_county(reference: Reference, language: str) -> dict[str, list[str]]:
    """County → the towns that may lie in it, by name and in their order."""
    towns = [area for area in reference.areas.values() if area.is_town]
    return {
        county.name_in(language): [
            town.name_in(language)
            for town in towns
            if county.code in reference.counties_of(town.code)
        ]
        for county in reference.counties()
    }


def _fields_of(kind: TemplateKind) -> list[Field]:
    """The roster's fields; a roster of officers says so itself and needs no column for the role."""
    if kind == "enterprises":
        return list(ENTERPRISE_FIELDS)
    return [field for field in LIAISON_FIELDS if field.key != "role"]
