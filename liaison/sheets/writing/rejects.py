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

from liaison.domain.parsing import NO_RESULT
from liaison.domain.plan import ImportPlan, OutcomeKind, RowOutcome, SheetPlan
from liaison.domain.problems import Level
from liaison.locales import LANGUAGES, Words, words
from liaison.locales.sentences import problem_sentence
from liaison.sheets.writing import style
from liaison.sheets.writing.package import saved

#: The second table of a sheet is named by its range, with a colon.
_NOT_IN_TITLES = re.compile(r"[][:*?/\\]")
_LONGEST_TITLE = 31
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
    style.print_landscape(worksheet, header_rows="1:1", page=speak("workbooks.page"))
    plain, bold = (style.body_font(speak.language, bold=each) for each in (False, True))
    titles = [speak(title) for title in _TITLES] + labels
    worksheet.append([_cell(worksheet, title, bold) for title in titles])
    for number, outcome in enumerate(outcomes, start=2):
        cells = sheet.cells[outcome.row_number]
        told = _reasons(plan, outcome, speak)
        reasons = _cell(worksheet, told, plain)
        reasons.fill = _TINT
        original = [_cell(worksheet, cells[index], plain) for index in kept]
        # Not every program fits the height of a row to what is wrapped in it.
        worksheet.row_dimensions[number].height = _height(told, [each.value for each in original])
        worksheet.append([_cell(worksheet, outcome.row_number, plain), reasons, *original])


def _own_titles() -> set[str]:
    """What rejected rows were given back with before, and are to be given back with anew."""
    return {words(language)(title) for language in LANGUAGES for title in _TITLES}


def _reasons(plan: ImportPlan, outcome: RowOutcome, speak: Words) -> str:
    errors = [problem for problem in outcome.problems if problem.level is Level.ERROR]
    return "\n".join(problem_sentence(problem, plan.kind, speak) for problem in errors)


def _height(reasons: str, original: Sequence[Any]) -> float:
    """The height of a row in which everything is wrapped in its column."""
    lines = [style.display_lines(reasons, style.characters_in(_REASON_WIDTH))]
    width = style.characters_in(_WIDTH)
    lines += [style.display_lines(each, width) for each in original if isinstance(each, str)]
    return min(_LINE_HEIGHT * max(lines), style.TALLEST_ROW)


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
