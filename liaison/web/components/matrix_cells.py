"""What both views of the measure matrix are made of: shapes, short words, legends."""

from __future__ import annotations

from markupsafe import Markup

from liaison.domain.filters import MeasureQuestion
from liaison.domain.matrix import BAR, RED_FROM_SHARE, CellColour, MeasureCell
from liaison.domain.records import Measure
from liaison.locales import Words

SHAPES: dict[str, str] = {
    "done": "●",
    "in_progress": "◐",
    "overdue": "▲",
    "blocked": "▲",
    "not_started": "◔",
    "not_applicable": "–",
}
_BAR = Markup('<span class="matrix-bar" aria-hidden="true">{}</span>')
_PART = Markup('<span class="part-{}" style="flex-grow: {}"></span>')
_ENTRY = Markup('<span class="legend legend-{}">{}</span>')
_LEGEND = Markup('<p class="legends">{}</p>')


def say(language: Words, key: str, **values: object) -> str:
    return language(f"matrix_page.{key}", **values)


def question_text(question: MeasureQuestion, language: Words) -> str:
    """A state or "late" in one short word."""
    return say(language, f"short.{question}")


def bar(cell: MeasureCell) -> Markup:
    """The parts of a cell side by side."""
    parts = [_PART.format(part, number) for part, number in cell.bar.items() if number]
    return _BAR.format(Markup("").join(parts))


def breakdown(cell: MeasureCell, language: Words) -> str:
    """The bar in words."""
    parts = [
        f"{SHAPES[part]} {question_text(part, language)} {number:,}"
        for part, number in cell.bar.items()
        if number
    ]
    return " · ".join(parts)


def colour_legend(language: Words) -> Markup:
    """The rule by which a cell has its colour."""
    share = f"{RED_FROM_SHARE:.0%}"
    entries = [
        _ENTRY.format(f"cell-{colour}", say(language, f"rule.{colour}", share=share))
        for colour in CellColour
    ]
    return _LEGEND.format(Markup("").join(entries))


def bar_legend(language: Words) -> Markup:
    """The parts of a bar by colour, shape and word."""
    entries = [
        _ENTRY.format(part, f"{SHAPES[part]} {question_text(part, language)}") for part in BAR
    ]
    return _LEGEND.format(Markup("").join(entries))


def measure_hint(measure: Measure, language: Words) -> str:
    """What a column is about, for who points at its heading."""
    unit = measure.unit if language.language == "zh-CN" else measure.unit_en
    return say(
        language,
        "measure_hint",
        code=measure.code,
        title=measure.title_in(language.language),
        unit=unit,
        days=measure.default_days,
    )
