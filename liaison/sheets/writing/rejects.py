"""Rejected rows given back as they came, with the place and every reason, ready to be mended."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from liaison.domain.parsing import NO_RESULT
from liaison.domain.plan import ImportPlan, OutcomeKind, RowOutcome, SheetPlan
from liaison.domain.problems import Level
from liaison.locales import LANGUAGES, Words, words
from liaison.locales.sentences import problem_sentence
from liaison.sheets.writing.package import saved

#: The second table of a sheet is named by its range, with a colon.
_NOT_IN_TITLES = re.compile(r"[][:*?/\\]")
_LONGEST_TITLE = 31
_BOLD = Font(bold=True)
_PLAIN = Font(bold=False)
_TINT = PatternFill("solid", fgColor="FDECEA")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WIDTH, _PLACE_WIDTH, _REASON_WIDTH = 18, 10, 60
_LINE_HEIGHT = 15  # points
_TITLES = ("rejects.row_number", "rejects.reasons")


def write_rejects(plan: ImportPlan, language: str) -> bytes:
    """A sheet for each sheet with rejected rows: row number, reasons, then the row as it came.

    Columns about private persons are left out here as they were there.
    """
    speak = words(language)
    rejected: dict[str, list[RowOutcome]] = defaultdict(list)
    for outcome in plan.outcomes:
        if outcome.kind is OutcomeKind.REJECTED:
            rejected[outcome.sheet].append(outcome)
    workbook = Workbook(write_only=True)
    for sheet in plan.sheets:
        if sheet.sheet in rejected:
            _write_sheet(workbook, plan, sheet, rejected[sheet.sheet], speak)
    if not rejected:
        workbook.create_sheet(speak("rejects.none"))
    return saved(workbook)


def _write_sheet(
    workbook: Workbook,
    plan: ImportPlan,
    sheet: SheetPlan,
    outcomes: Sequence[RowOutcome],
    speak: Words,
) -> None:
    worksheet = workbook.create_sheet(_NOT_IN_TITLES.sub(" ", sheet.sheet)[:_LONGEST_TITLE])
    kept = [
        index
        for index, (letter, label) in enumerate(sheet.labels.items())
        if letter not in sheet.left_out and label not in _own_titles()
    ]
    labels = [list(sheet.labels.values())[index] for index in kept]
    widths = [_PLACE_WIDTH, _REASON_WIDTH, *(_WIDTH for _ in labels)]
    for number, width in enumerate(widths, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = width
    worksheet.freeze_panes = "C2"
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_title_rows = "1:1"
    titles = [speak(title) for title in _TITLES] + labels
    worksheet.append([_cell(worksheet, title, _BOLD) for title in titles])
    for number, outcome in enumerate(outcomes, start=2):
        cells = sheet.cells[outcome.row_number]
        told = _reasons(plan, outcome, speak)
        # Not every program fits the height of a row to what is wrapped in it.
        worksheet.row_dimensions[number].height = _LINE_HEIGHT * _lines(told)
        reasons = _cell(worksheet, told, _PLAIN)
        reasons.fill = _TINT
        original = [_cell(worksheet, cells[index], _PLAIN) for index in kept]
        worksheet.append([outcome.row_number, reasons, *original])


def _own_titles() -> set[str]:
    """What rejected rows were given back with before, and are to be given back with anew."""
    return {words(language)(title) for language in LANGUAGES for title in _TITLES}


def _reasons(plan: ImportPlan, outcome: RowOutcome, speak: Words) -> str:
    errors = [problem for problem in outcome.problems if problem.level is Level.ERROR]
    return "\n".join(problem_sentence(problem, plan.kind, speak) for problem in errors)


def _lines(text: str) -> int:
    """How many lines the reasons take in their column, a Chinese character two wide."""
    return sum(1 + 2 * len(line) // _REASON_WIDTH for line in text.split("\n"))


def _cell(worksheet: Any, value: Any, font: Font) -> Any:
    if isinstance(value, str):
        value = value.removeprefix(NO_RESULT)
    cell = WriteOnlyCell(worksheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = stays a text
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    cell.font = font
    cell.alignment = _WRAPPED
    return cell
