"""Reading the cells of a catalogue file: one reader a field, faults as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from liaison.domain.catalogue import REQUIRED, TEXT_LIMITS, ReadRow, read_code, tidy
from liaison.domain.dates import day
from liaison.domain.fields import Cell
from liaison.domain.numbers import count
from liaison.domain.parsing import Context, as_text, quoted
from liaison.domain.problems import Problem
from liaison.domain.vocabulary import AboveScale

#: How sheets tick and cross, beside the words for yes and no.
_TICKS = dict.fromkeys(("√", "✓", "✔", "y", "true", "1"), True) | dict.fromkeys(
    ("", "×", "✗", "✘", "x", "n", "false", "0", "-", "—", "/"), False
)
_SEPARATORS = re.compile(r"[;；\n]")
_Answer = tuple[Any, str | None]
"""The value, or what is wrong."""


def read_row(
    row_number: int,
    cells: Mapping[str, Cell],
    context: Context,
    *,
    sheet: str,
    columns: Mapping[str, str],
    answers: Mapping[str, bool],
) -> ReadRow:
    """Read the cells by field key; `answers` are the normalised words for yes and for no."""
    values: dict[str, Any] = {}
    problems = []
    for key, cell in cells.items():
        value, code = _read(key, cell, context, answers)
        if code is None and value is None and key in REQUIRED:
            code = "required"
        if code is None:
            values[key] = value
        else:
            shown = quoted(cell) or None
            problems.append(Problem(code, sheet, row_number, columns.get(key), key, shown))
    return ReadRow(row_number, values, tuple(problems))


def _read(key: str, cell: Cell, context: Context, answers: Mapping[str, bool]) -> _Answer:
    if key in TEXT_LIMITS:
        return _text(cell), None
    if key == "on_request":
        answer = (_TICKS | dict(answers)).get(_word(as_text(cell)))
        return answer, "not_yes_or_no" if answer is None else None
    return _READERS[key](cell, context)


def _text(cell: Cell) -> str:
    """Several lines stay several, which as_text would make one."""
    return tidy(cell) if isinstance(cell, str) else as_text(cell)


def _word(text: str) -> str:
    return "".join(text.split()).casefold()


def _code(cell: Cell, context: Context) -> _Answer:
    text = as_text(cell)
    code = read_code(text)
    return code, "bad_measure_code" if text and code is None else None


def _retired_on(cell: Cell, context: Context) -> _Answer:
    text, code = day(cell, context)
    found = date.fromisoformat(str(text)) if text is not None else None
    if found is not None and found > context.today:
        return None, "retired_in_future"
    return found, code


def _above_scale(cell: Cell, context: Context) -> _Answer:
    text = as_text(cell)
    found = context.reference.choice("above_scale", text)
    if found == AboveScale.UNKNOWN or not text:
        return None, None
    return found, None if found else "unknown_value"


def _several(
    lookup: Callable[[Context, str], str | None], fault: str
) -> Callable[[Cell, Context], _Answer]:
    def read(cell: Cell, context: Context) -> _Answer:
        words = [part.strip() for part in _SEPARATORS.split(_text(cell)) if part.strip()]
        found = [lookup(context, word) for word in words]
        if None in found:
            return (), fault
        return tuple(sorted({each for each in found if each})), None

    return read


_READERS: dict[str, Callable[[Cell, Context], _Answer]] = {
    "code": _code,
    "position": count,
    "default_days": count,
    "retired_on": _retired_on,
    "above_scale": _above_scale,
    "industries": _several(lambda context, word: context.reference.industry(word), "unknown_value"),
    "sizes": _several(
        lambda context, word: context.reference.choice("size", word), "unknown_value"
    ),
    "areas": _several(lambda context, word: context.reference.place_called(word), "unknown_area"),
}
