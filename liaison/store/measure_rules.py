"""A measure's rule as a condition on `enterprises e`, and the reason that it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from liaison.domain.measure_rule import MeasureRule
from liaison.domain.records import Measure
from liaison.locales import DEFAULT_LANGUAGE, words

Condition = tuple[str, list[object]]


def leaves_out(rule: MeasureRule) -> Condition:
    """The condition that the rule leaves an enterprise out, and its parameters in order.

    It is 0 or 1 and never NULL: what the roster does not tell leaves nobody out.
    """
    if rule.on_request:
        return "1", []
    parts: list[tuple[Callable[[Sequence[str]], Condition], Sequence[str]]] = [
        (lambda codes: _other("e.industry", codes), rule.industries),
        (lambda codes: _other("e.size", codes), rule.sizes),
        (lambda codes: _other("NULLIF(e.above_scale, 'unknown')", codes), _one(rule.above_scale)),
        (_elsewhere, rule.areas),
    ]
    asked = [condition(codes) for condition, codes in parts if codes]
    if not asked:
        return "0", []
    return f"({' OR '.join(sql for sql, _ in asked)})", [
        each for _, bound in asked for each in bound
    ]


def _one(value: str | None) -> Sequence[str]:
    return () if value is None else (value,)


def _other(column: str, codes: Sequence[str]) -> Condition:
    """The value is known and none of these."""
    return f"COALESCE({column} NOT IN ({_marks(codes)}), 0)", list(codes)


def _elsewhere(codes: Sequence[str]) -> Condition:
    """The place is known well enough to tell that it is in none of these counties and towns.

    Of an enterprise whose town is not known, a county is too wide to tell where it holds one of
    the towns.
    """
    marks = _marks(codes)
    return (
        f"""(e.county_code IS NOT NULL AND e.county_code NOT IN ({marks})
             AND CASE WHEN e.town_code IS NOT NULL THEN e.town_code NOT IN ({marks})
                      ELSE e.county_code NOT IN (
                          SELECT COALESCE(parent, '') FROM areas WHERE code IN ({marks})) END)""",  # noqa: S608 # only question marks are put in
        [*codes, *codes, *codes],
    )


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def left_out_note(measure: Measure) -> str:
    """The reason that an enterprise which is left out has its measure marked with."""
    return words(DEFAULT_LANGUAGE)("work.left_out", applies_to=measure.applies_to)
