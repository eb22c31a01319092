"""From an upload to parsed rows: its tables, their columns, the values of their cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from liaison.domain.fields import RosterKind, field_table
from liaison.domain.parsing import Context, quoted
from liaison.domain.plan import LayoutSetting, ReadRow, SheetPlan
from liaison.domain.progress import Report, Stage, in_steps, silent
from liaison.domain.roster_rows import AreaHints, RowReader, RowSettler
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.roster_tables import Wishes, find_tables
from liaison.sheets.reading.reader import read_workbook
from liaison.sheets.tables.layout import Layout, column_letter

#: Columns without a field that are understood all the same.
_EXPLAINED = ("serial", "ticked")
_SAMPLES, _ROWS_SAMPLED, _LONGEST_SAMPLE = 3, 50, 40


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
    wishes: Wishes | None = None,
    report: Report = silent,
) -> ReadRoster:
    """Read and parse an upload; the kind is found out where it is not given."""
    report(Stage.READ, 0, None)
    workbook = read_workbook(
        content, file_name, on_rows=lambda rows: report(Stage.READ, rows, None)
    )
    wishes = wishes or Wishes()
    found = find_tables(workbook, file_name, context.reference, wishes)
    plans: list[SheetPlan] = []
    rows: list[ReadRow] = []
    for table in found.tables:
        said = replace(context, answers=wishes.answers, remembered=table.setting.answers)
        rows.extend(_read_rows(table.layout, found.roster, found.role, said, report))
        plans.append(_sheet_plan(table.layout, table.setting))
    return ReadRoster(
        kind=found.roster,
        role=_common_role(rows) if rows and found.roster == "liaisons" else found.role,
        sha256=hashlib.sha256(content).hexdigest(),
        sheets=tuple(plans),
        unread_sheets=tuple(found.unread_sheets),
        rows=rows,
    )


def _common_role(rows: Sequence[ReadRow]) -> LiaisonRole | None:
    """The role of everybody on a roster of people; None where there are both."""
    roles = {row.values["role"] for row in rows} - {None}
    return LiaisonRole(str(roles.pop())) if len(roles) == 1 else None


def _read_rows(
    layout: Layout,
    roster: RosterKind,
    role: LiaisonRole | None,
    context: Context,
    report: Report,
) -> Iterator[ReadRow]:
    fields = field_table(roster)
    used = [
        (index, column_letter(column.column), fields[column.field])
        for index, column in enumerate(layout.columns)
        if column.field is not None and not column.private
    ]
    required = [key for key, field in fields.items() if field.required]
    reader = RowReader(layout.sheet, used, required, context)
    hints = AreaHints(layout.county_hint, layout.section_hints)
    settler = RowSettler(layout.sheet, hints, roster, role, context, reader.letters)
    done = 0
    for step in in_steps(layout.rows):
        row_numbers = [row_number for row_number, _ in step]
        found = reader.read(row_numbers, [cells for _, cells in step])
        for row_number, (values, problems) in zip(row_numbers, found, strict=True):
            settler.settle(row_number, values, problems)
            yield ReadRow(layout.sheet, row_number, values, tuple(problems), reader.letters)
        done += len(step)
        report(Stage.CHECK, done, len(layout.rows))


def _sheet_plan(layout: Layout, setting: LayoutSetting) -> SheetPlan:
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
        matched_by={letter: column.by for letter, column in letters},
        unmatched={
            letter: column.label
            for letter, column in letters
            if column.field is None and not column.private and column.label
            if column.by not in _EXPLAINED
        },
        left_out={letter: column.label for letter, column in letters if column.private},
        skipped=tuple((row.row_number, row.reason) for row in layout.skipped),
        cells={number: tuple(cells) for number, cells in layout.rows},
        samples=_samples(layout),
        setting=setting,
    )


def _samples(layout: Layout) -> dict[str, tuple[str, ...]]:
    """The first different texts of each column that is not left out."""
    samples = {}
    for place, column in enumerate(layout.columns):
        if not column.private:
            cells = (row.cells[place] for row in layout.rows[:_ROWS_SAMPLED])
            texts = dict.fromkeys(quoted(cell)[:_LONGEST_SAMPLE] for cell in cells)
            samples[column_letter(column.column)] = tuple(filter(None, texts))[:_SAMPLES]
    return samples
