"""The bulletin's tables as rows of text, the same in the document and on the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.domain.bulletin import ROLES, Bulletin
from liaison.domain.indicators import NO_VALUE
from liaison.locales import Words
from liaison.locales.bulletin_words import BulletinText
from liaison.sheets.writing import area_columns, style
from liaison.sheets.writing.area_columns import AREA_FIGURES, Value

#: The groups of the form's columns: their words and how many columns each has.
GROUPS = (("operation", 4), ("staff", 3), ("people", 3), ("requests", 5))


@dataclass(frozen=True, slots=True)
class BulletinTable:
    """A table: its header rows, the kinds of its columns, its rows; a total comes last."""

    head: Sequence[Sequence[str]]
    kinds: Sequence[style.Kind]
    rows: Sequence[Sequence[Value]]


def figure_table(text: BulletinText, words: Words, beside: int) -> BulletinTable:
    """The main figures with their change, several columns of them side by side."""
    lines = [(each.label, each.value_text, each.change_text) for each in text.figures]
    length = -(-len(lines) // beside)
    lines += [("", "", "")] * (length * beside - len(lines))
    rows: list[list[Value]] = [
        [cell for part in range(beside) for cell in lines[part * length + row]]
        for row in range(length)
    ]
    head = [words(f"bulletin.tables.{key}") for key in ("figure", "value", "change")]
    kinds: tuple[style.Kind, ...] = ("text", "count", "change")
    return BulletinTable([head * beside], kinds * beside, rows)


def area_table(bulletin: Bulletin, words: Words) -> BulletinTable:
    """The table that is handed in."""
    groups = [words(f"workbooks.report.{key}") for key, width in GROUPS for _ in range(width)]
    number, place = words("workbooks.report.number"), words("workbooks.report.place")
    labels = [area_columns.label(words, key) for key in AREA_FIGURES]
    rows: list[list[Value]] = [
        [at, row.name, *area_columns.values(row)] for at, row in enumerate(bulletin.rows, start=1)
    ]
    rows[-1][0] = rows[-1][1]
    return BulletinTable(
        [[number, place, *groups], [number, place, *labels]],
        ["count", "text", *AREA_FIGURES.values()],
        rows,
    )


def measure_table(bulletin: Bulletin, words: Words) -> BulletinTable:
    """How far each measure is."""
    keys = ("number", "measure", "unit", "applies", "done", "done_change", "delivered", "overdue")
    rows: list[list[Value]] = [
        [
            number,
            each.title,
            each.unit,
            int(each.delivered.denominator or 0),
            int(each.delivered.numerator),
            _known(each.done_change),
            NO_VALUE if each.delivered.value is None else each.delivered.value,
            _known(each.overdue),
        ]
        for number, each in enumerate(bulletin.measures, start=1)
    ]
    return BulletinTable(
        [[words(f"bulletin.tables.{key}") for key in keys]],
        ["count", "text", "text", "count", "count", "change", "percent", "count"],
        rows,
    )


def attention_table(bulletin: Bulletin, words: Words) -> BulletinTable:
    """What waits in each area that has anything waiting."""
    keys = ("number", "place", *(role.value for role in ROLES), "late_measures", "late_requests")
    rows: list[list[Value]] = [
        [number, each.row.name, *(_known(count) for count in each.attention.counts)]
        for number, each in enumerate(bulletin.waiting, start=1)
    ]
    return BulletinTable(
        [[words(f"bulletin.tables.{key}") for key in keys]],
        ["count", "text", "count", "count", "count", "count"],
        rows,
    )


def _known(number: float | None) -> Value:
    return NO_VALUE if number is None else int(number)


def shown(value: Value, kind: style.Kind, language: str) -> str:
    """A cell as it is read; Chinese writes numbers without separators."""
    if isinstance(value, str):
        return value
    if kind == "percent":
        return f"{value:.1%}"
    separator = "" if language == "zh-CN" else ","
    sign = "+" if kind == "change" and value > 0 else ""
    return f"{value:{sign}{separator}.0f}"
