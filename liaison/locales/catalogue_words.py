"""The catalogue in words: what a rule asks, a value as it is read, what is wrong with a row."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.domain.catalogue import LONGEST_DAYS, TEXT_LIMITS, CataloguePlan
from liaison.domain.measure_rule import MeasureRule
from liaison.domain.problems import Problem
from liaison.domain.reference import Reference
from liaison.locales import Words

#: What is named of the columns that a file has too many.
_MOST_COLUMNS, _LONGEST_HEADING = 8, 30


def field_label(key: str, words: Words) -> str:
    return words(f"changes.measure.{key}")


def rule_text(rule: MeasureRule, reference: Reference, words: Words) -> str:
    """Which enterprises the rule is for, as one phrase."""
    if rule.is_for_all:
        return words("catalogue_page.rule.all")
    parts = [
        value_text(key, getattr(rule, key), reference, words)
        for key in ("areas", "industries", "above_scale", "sizes")
        if getattr(rule, key)
    ]
    if rule.on_request:
        parts.append(words("catalogue_page.rule.on_request"))
    return words("catalogue_page.rule.joined").join(parts)


def value_text(key: str, value: object, reference: Reference, words: Words) -> str:
    """A field's value in words, empty for none."""
    language = words.language
    if value is None or value == "" or value == () or value == []:
        return ""
    if key == "on_request":
        return words("workbooks.yes") if value else ""
    if key == "areas":
        return _listed([area_text(reference, code, language) for code in _codes(value)], words)
    if key == "industries":
        named = reference.industries
        return _listed([named[code].name_in(language) for code in _codes(value)], words)
    if key == "sizes":
        return _listed([words.label("size", code) for code in _codes(value)], words)
    if key == "above_scale":
        return words.label("above_scale", value)
    return str(value)


def _codes(value: object) -> Sequence[str]:
    return [str(each) for each in value] if isinstance(value, (tuple, list)) else []


def _listed(names: Sequence[str], words: Words) -> str:
    """Several names; the separator is none of those that stand in names of industries."""
    return words("catalogue_page.rule.separator").join(names)


def area_text(reference: Reference, code: str, language: str) -> str:
    """The shortest name that means this area alone; its code where no name does."""
    area = reference.areas[code]
    county = reference.areas.get(area.parent or "")
    name = area.name_in(language)
    names = [name, f"{county.name_in(language)}{name}" if county else name]
    return next((each for each in names if reference.place_called(each) == code), code)


def unread_text(plan: CataloguePlan, words: Words) -> str:
    """Which columns of the file were left out, which fields it therefore says nothing of."""
    if not plan.unread:
        return ""
    columns = [
        words("catalogue_page.file.column", column=letter, name=heading[:_LONGEST_HEADING])
        for letter, heading in plan.unread[:_MOST_COLUMNS]
    ]
    said = words(
        "catalogue_page.file.unread",
        number=len(plan.unread),
        columns=words("catalogue_page.file.between").join(columns),
    )
    if not plan.lacking:
        return said
    lacking = words("catalogue_page.file.between").join(
        words("catalogue_page.file.heading", name=field_label(key, words)) for key in plan.lacking
    )
    return said + words("catalogue_page.file.lacking", fields=lacking)


def _what(problem: Problem, words: Words) -> str:
    """What is wrong, with the limit where the value is beyond it."""
    if problem.code == "out_of_range" and problem.field == "default_days":
        return words("catalogue_page.file.days_range", limit=LONGEST_DAYS)
    if problem.code == "too_long" and problem.field in TEXT_LIMITS:
        return words("catalogue_page.file.length", limit=TEXT_LIMITS[problem.field])
    return words(f"problems.{problem.code}")


def catalogue_sentence(problem: Problem, words: Words) -> str:
    """What is wrong with a cell of a catalogue file; the place is not repeated."""
    what = _what(problem, words)
    if problem.twin is not None:
        sheet, row_number = problem.twin
        what = words("sentences.like_row", what=what, sheet=sheet, row=row_number)
    if problem.record is not None:
        what = words("catalogue_page.file.like_measure", what=what, name=problem.record[1])
    if problem.field is None:
        return what
    label = field_label(problem.field, words)
    if problem.value is None:
        return words("sentences.of_field", field=label, what=what)
    return words("sentences.of_value", field=label, value=problem.value, what=what)
