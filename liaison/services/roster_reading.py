"""From an upload to parsed rows: which sheets, which roster, which columns, which values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from liaison.domain.errors import InvalidInput, UnreadableWorkbook
from liaison.domain.fields import RosterKind, field_table
from liaison.domain.parsing import Cell, Context
from liaison.domain.plan import ReadRow, SheetPlan
from liaison.domain.roster_rows import AreaHints, RowReader, RowSettler
from liaison.domain.vocabulary import LiaisonRole
from liaison.sheets.headers import HeaderIndex
from liaison.sheets.layout import Layout, column_letter, lay_out
from liaison.sheets.reader import Sheet, read_workbook
from liaison.store import reference

FileKind = Literal["enterprises", "officers", "commissioners"]
ColumnChoices = Mapping[str, str | None]
"""Column letter → the field that a person takes it for, None for none."""

_ROSTER_OF: dict[str, tuple[RosterKind, LiaisonRole | None]] = {
    "enterprises": ("enterprises", None),
    "officers": ("liaisons", LiaisonRole.OFFICER),
    "commissioners": ("liaisons", LiaisonRole.COMMISSIONER),
}
_SAMPLES, _ROWS_SAMPLED, _LONGEST_SAMPLE = 3, 50, 40
_OFFICER_WORDS = re.compile(r"警官|警长|民警|officer", re.IGNORECASE)
_COMMISSIONER_WORDS = re.compile(r"专员|指导员|服务员|commissioner", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadRoster:
    """An upload, understood: its rows with their problems, and what was not read."""

    kind: RosterKind
    role: LiaisonRole | None
    sha256: str
    sheets: tuple[SheetPlan, ...]
    unread_sheets: tuple[tuple[str, str], ...]
    rows: list[ReadRow]


def read_roster(
    content: bytes,
    file_name: str,
    context: Context,
    *,
    kind: FileKind | None = None,
    sheets: Sequence[str] = (),
    mapping: Mapping[str, ColumnChoices] | None = None,
) -> ReadRoster:
    """Read and parse an upload; the kind is found out where it is not given.

    Hidden sheets are read only when they are named in `sheets`. `mapping` corrects, by sheet,
    what columns were taken for.
    """
    workbook = read_workbook(content, file_name)
    chosen = _chosen(workbook, sheets, file_name)
    unread = [
        (sheet.name, "hidden" if not sheet.visible else "not_chosen")
        for sheet in workbook
        if sheet not in chosen
    ]
    laid_out = _lay_out_all(chosen, kind)
    if not laid_out:
        raise UnreadableWorkbook("no_table_found", file=file_name)
    roster, role = _kind_of(laid_out, kind, file_name)
    plans: list[SheetPlan] = []
    rows: list[ReadRow] = []
    for sheet, layouts in laid_out:
        layout = layouts.get(roster)
        if layout is None:
            unread.append((sheet.name, "other_table"))
            continue
        choices = (mapping or {}).get(sheet.name, {})
        if choices:
            layout = _corrected(sheet, layout, roster, choices)
        plan, read = _read_sheet(sheet, layout, roster, role, context)
        plan = replace(plan, chosen=frozenset(choices))
        plans.append(plan)
        rows.extend(read)
    found = {each.name for each, _ in laid_out}
    unread.extend((sheet.name, "no_table") for sheet in chosen if sheet.name not in found)
    digest = hashlib.sha256(content).hexdigest()
    return ReadRoster(roster, role, digest, tuple(plans), tuple(unread), rows)


def _chosen(workbook: list[Sheet], names: Sequence[str], file_name: str) -> list[Sheet]:
    if not names:
        return [sheet for sheet in workbook if sheet.visible]
    known = {sheet.name: sheet for sheet in workbook}
    for name in names:
        if name not in known:
            raise InvalidInput("unknown_sheet", file=file_name, sheet=name, sheets=", ".join(known))
    return [known[name] for name in names]


def _lay_out_all(
    sheets: Sequence[Sheet], kind: FileKind | None
) -> list[tuple[Sheet, dict[RosterKind, Layout]]]:
    """Each sheet that has a table, as either roster would read it, or as the given one does."""
    rosters: tuple[RosterKind, ...] = (
        (_ROSTER_OF[kind][0],) if kind is not None else ("enterprises", "liaisons")
    )
    indexes = {roster: header_index(roster) for roster in rosters}
    found = []
    for sheet in sheets:
        tried = {roster: lay_out(sheet, index) for roster, index in indexes.items()}
        layouts = {roster: layout for roster, layout in tried.items() if layout is not None}
        if layouts:
            found.append((sheet, layouts))
    return found


def header_index(roster: RosterKind) -> HeaderIndex:
    """What the headers of a roster are recognised by."""
    return HeaderIndex(reference.header_labels(roster), reference.private_fragments())


def _kind_of(
    laid_out: Sequence[tuple[Sheet, dict[RosterKind, Layout]]],
    kind: FileKind | None,
    file_name: str,
) -> tuple[RosterKind, LiaisonRole | None]:
    """The roster that explains more columns, and whom a roster of people is about."""
    if kind is not None:
        return _ROSTER_OF[kind]
    scores: dict[RosterKind, float] = {"enterprises": 0.0, "liaisons": 0.0}
    for _, layouts in laid_out:
        for roster, layout in layouts.items():
            scores[roster] += _score(roster, layout)
    if scores["enterprises"] == scores["liaisons"]:
        raise InvalidInput("unclear_kind", file=file_name)
    if scores["enterprises"] > scores["liaisons"]:
        return "enterprises", None
    return "liaisons", _role_told(laid_out, file_name)


def _score(roster: RosterKind, layout: Layout) -> float:
    """How well a layout fits a roster: its certain columns, and whether the required are there."""
    matched = {each.field: each.certainty for each in layout.columns if each.field is not None}
    required = [key for key, field in field_table(roster).items() if field.required]
    return sum(matched.values()) if any(key in matched for key in required) else 0.0


def _role_told(
    laid_out: Sequence[tuple[Sheet, dict[RosterKind, Layout]]], file_name: str
) -> LiaisonRole | None:
    """Officers or commissioners, by the first words that say so: file, sheet, title, header."""
    texts = [file_name]
    for sheet, layouts in laid_out:
        texts.append(sheet.name)
        texts.extend(cell for row in sheet.rows[:3] for cell in row if isinstance(cell, str))
        texts.extend(each.label for layout in layouts.values() for each in layout.columns)
    for text in texts:
        is_officer = _OFFICER_WORDS.search(text) is not None
        is_commissioner = _COMMISSIONER_WORDS.search(text) is not None
        if is_officer != is_commissioner:
            return LiaisonRole.OFFICER if is_officer else LiaisonRole.COMMISSIONER
    return None


def _corrected(sheet: Sheet, layout: Layout, roster: RosterKind, choices: ColumnChoices) -> Layout:
    """The sheet laid out again by a person's choices; no field may have two columns."""
    for field in set(choices.values()) - {None} - field_table(roster).keys():
        raise InvalidInput("column_field_unknown", sheet=sheet.name, field=field)
    corrected = lay_out(sheet, header_index(roster), choices) or layout
    by_field: dict[str, str] = {}
    for column in corrected.columns:
        letter = column_letter(column.column)
        if column.field is None:
            continue
        if column.field in by_field:
            raise InvalidInput(
                "column_field_twice",
                sheet=sheet.name,
                first=by_field[column.field],
                second=letter,
            )
        by_field[column.field] = letter
    return corrected


def _read_sheet(
    sheet: Sheet,
    layout: Layout,
    roster: RosterKind,
    role: LiaisonRole | None,
    context: Context,
) -> tuple[SheetPlan, list[ReadRow]]:
    fields = field_table(roster)
    used = [
        (index, column_letter(column.column), fields[column.field])
        for index, column in enumerate(layout.columns)
        if column.field is not None and not column.private
    ]
    required = [key for key, field in fields.items() if field.required]
    reader = RowReader(sheet.name, used, required, context)
    hints = AreaHints(layout.county_hint, layout.section_hints)
    settler = RowSettler(sheet.name, hints, roster, role, context, reader.letters)
    rows = []
    for row_number, cells in layout.rows:
        values, problems = reader.read(row_number, cells)
        settler.settle(row_number, values, problems)
        rows.append(ReadRow(sheet.name, row_number, values, tuple(problems), reader.letters))
    return _sheet_plan(layout), rows


def _sheet_plan(layout: Layout) -> SheetPlan:
    """How the sheet was understood, with the cells of every row: who rejects it decides later."""
    letters = [(column_letter(column.column), column) for column in layout.columns]
    return SheetPlan(
        sheet=layout.sheet,
        header_rows=layout.header_rows,
        labels={letter: column.label for letter, column in letters},
        columns={
            letter: column.field
            for letter, column in letters
            if column.field is not None and not column.private
        },
        certainty={letter: column.certainty for letter, column in letters},
        unmatched={
            letter: column.label
            for letter, column in letters
            if column.field is None and not column.private and column.label
        },
        left_out={letter: column.label for letter, column in letters if column.private},
        skipped=tuple((row.row_number, row.reason) for row in layout.skipped),
        cells={number: tuple(cells) for number, cells in layout.rows},
        samples=_samples(layout),
    )


def _samples(layout: Layout) -> dict[str, tuple[str, ...]]:
    """The first different texts of each column that is not left out."""
    samples = {}
    for place, column in enumerate(layout.columns):
        if not column.private:
            cells = (row.cells[place] for row in layout.rows[:_ROWS_SAMPLED])
            texts = dict.fromkeys(_sample_text(cell) for cell in cells if cell not in (None, ""))
            samples[column_letter(column.column)] = tuple(texts)[:_SAMPLES]
    return samples


def _sample_text(cell: Cell) -> str:
    """A cell as a person saw it, cut where it is long."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell)[:_LONGEST_SAMPLE]
