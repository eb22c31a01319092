"""Empty rosters to fill in: official labels, drop-downs, an example row, a field guide."""

from __future__ import annotations

from collections.abc import Sequence
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
_LONG_RULE, _LONG_CHOICES = 44, 60


def write_template(kind: TemplateKind, words: Words, reference: Reference) -> bytes:
    """The template's bytes: the roster to fill in, how to fill it in, the choices (hidden)."""
    template = _Template(kind, words, reference)
    template.write_roster()
    template.write_guide()
    template.write_choices()
    return template.book.save()


class _Template:
    def __init__(self, kind: TemplateKind, words: Words, reference: Reference) -> None:
        self.kind = kind
        self.words = words
        self.reference = reference
        title = words(f"workbooks.files.template_{kind}")
        self.book = Book(words, creator=words("workbooks.product"), title=title)
        self.fields = _fields_of(kind)
        self.choices = {field.key: found for field in self.fields if (found := self._of(field))}

    def label(self, field: Field) -> str:
        roster = "enterprises" if self.kind == "enterprises" else "liaisons"
        return self.words(f"fields.{roster}.{field.key}")

    def _of(self, field: Field) -> list[str]:
        """The words to choose from, empty where anything may be written."""
        language = self.words.language
        areas = self.reference.areas.values()
        if field.key == "county":
            return [area.name_in(language) for area in areas if area.is_county]
        if field.key == "town":
            return [area.name_in(language) for area in areas if area.is_town]
        if field.key == "industry":
            return [each.name_in(language) for each in self.reference.industries.values()]
        if field.choices is None:
            return []
        return [self.words.label(field.choices, code) for code in CODED_VALUES[field.choices]]

    def write_roster(self) -> None:
        ws = self.book.sheet(self.words(f"workbooks.sheets.roster_{self.kind}"))
        for number, field in enumerate(self.fields, start=1):
            self._write_column(ws, number, field)
        ws.row_dimensions[1].height = 28
        ws.freeze_panes = "B2"
        style.print_landscape(ws, header_rows="1:1", page=self.words("workbooks.page"))

    def _write_column(self, ws: Worksheet, number: int, field: Field) -> None:
        letter = get_column_letter(number)
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
        column.width = min(36, max(style.display_width(str(head.value)), shown) + 4)
        if field.key in self.choices:
            ws.add_data_validation(self._validation(field, letter))

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
        """A drop-down that refuses other words; towns and the like stand on the hidden sheet."""
        column = get_column_letter(list(self.choices).index(field.key) + 1)
        sheet = quote_sheetname(self.words("workbooks.sheets.choices"))
        validation = DataValidation(
            type="list",
            formula1=f"{sheet}!${column}$1:${column}${len(self.choices[field.key])}",
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=self.words("workbooks.validation.title"),
            error=self.words("workbooks.validation.text", field=self.label(field)),
        )
        validation.add(f"{letter}2:{letter}{_LAST_ROW}")
        return validation

    def write_guide(self) -> None:
        """What each column takes, in words made from the field table."""
        words = self.words
        ws = self.book.sheet(words("workbooks.sheets.guide"))
        intro = words("workbooks.guide.intro", sheet=words(f"workbooks.sheets.roster_{self.kind}"))
        ws.merge_cells("A1:D1")
        self._write(cell_at(ws, 1, 1), intro)
        ws.row_dimensions[1].height = 56
        head = ("field", "required", "rule", "choices")
        for number, key in enumerate(head, start=1):
            cell = cell_at(ws, 2, number)
            self._write(cell, words(f"workbooks.guide.{key}"))
            cell.font = style.header_font(words.language, color="FFFFFF")
            cell.fill = style.HEADER_FILL
        for row_number, field in enumerate(self.fields, start=3):
            self._write_guide_row(ws, row_number, field)
        for letter, width in zip("ABCD", (24, 12, _LONG_RULE, _LONG_CHOICES), strict=True):
            ws.column_dimensions[letter].width = width
        ws.freeze_panes = "A3"
        style.print_landscape(ws, header_rows="2:2", page=words("workbooks.page"))

    def _write_guide_row(self, ws: Worksheet, row_number: int, field: Field) -> None:
        must = "must" if field.required else "may"
        texts = (
            self.label(field),
            self.words(f"workbooks.guide.{must}"),
            self._rule(field),
            self._choices_shown(field),
        )
        for number, text in enumerate(texts, start=1):
            cell = cell_at(ws, row_number, number)
            self._write(cell, text)
            cell.border = style.DATA_BORDER
        lines = max(
            style.display_lines(texts[2], _LONG_RULE - 4),
            style.display_lines(texts[3], _LONG_CHOICES - 4),
        )
        ws.row_dimensions[row_number].height = 8 + 16 * lines

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
        separator = "、" if self.words.language == "zh-CN" else "; "
        return separator.join(self.choices.get(field.key, ()))

    def write_choices(self) -> None:
        """One column a list, without a header, so that an import never takes it for a roster."""
        ws = self.book.sheet(self.words("workbooks.sheets.choices"))
        for number, choices in enumerate(self.choices.values(), start=1):
            _write_list(ws, number, choices)
        ws.sheet_state = "hidden"


def _write_list(ws: Worksheet, column: int, choices: Sequence[str]) -> None:
    for row_number, choice in enumerate(choices, start=1):
        put_text(cell_at(ws, row_number, column), choice)


def _fields_of(kind: TemplateKind) -> list[Field]:
    """The roster's fields; a roster of officers says so itself and needs no column for the role."""
    if kind == "enterprises":
        return list(ENTERPRISE_FIELDS)
    return [field for field in LIAISON_FIELDS if field.key != "role"]
