"""Quantities in cells: counts, amounts and percentages; what is only about right is refused."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from math import inf

from liaison.domain.parsing import Cell, Context, Reading, clean, is_undecided

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_D = "[一二两三四五六七八九]"
_TENS = rf"{_D}?十{_D}?"
_HUNDREDS = rf"{_D}百(?:零{_D}|{_TENS})?"
_BELOW_MYRIAD = rf"(?:{_D}千(?:零(?:{_TENS}|{_D})|{_HUNDREDS})?|{_HUNDREDS}|{_TENS}|{_D})"
# 一百二 means 120 and 一百零二 102: what leaves out a unit does not match.
_HAN_NUMBER = re.compile(rf"({_BELOW_MYRIAD})万(?:零?({_BELOW_MYRIAD}))?|({_BELOW_MYRIAD})|[零〇]")
_UNIT = r"(?:\(?(?:人次|人|名|个|家|位|千瓦时|度|元|kwh|kw·h|%)\)?)?"
_NUMBER = re.compile(
    r"(?:共|共计|合计|总计)?:?([-+]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d+)?)"
    rf"\s*(万)?\s*{_UNIT}",
    re.IGNORECASE,
)
_HAN_WITH_UNIT = re.compile(rf"(?:共|共计|合计|总计)?([零〇一二两三四五六七八九十百千万]+){_UNIT}")
_PERCENT_WORD = "百分之"

_Number = tuple[int | float | None, str | None]
_NOTHING: _Number = (None, None)


def han_number(text: str) -> int | None:
    """The number that Chinese numerals spell in full, or None."""
    match = _HAN_NUMBER.fullmatch(text)
    if match is None:
        return None
    high, low = match[1], match[2] or match[3]
    return 10_000 * _below_myriad(high or "") + _below_myriad(low or "")


def _below_myriad(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def count(cell: Cell, context: Context) -> Reading:
    """A whole number from 0 on; a unit behind it (120人) is read over, 120余人 is refused."""
    number, code = _number(cell)
    if number is None:
        return None, code
    if not float(number).is_integer():
        return None, "bad_number"
    return (int(number), None) if 0 <= number < 10**9 else (None, "out_of_range")


def amount(cell: Cell, context: Context) -> Reading:
    """A quantity from 0 on."""
    number, code = _number(cell)
    if number is None:
        return None, code
    return (float(number), None) if 0 <= number < 10**12 else (None, "out_of_range")


def percent(cell: Cell, context: Context) -> Reading:
    """Percentage points, 0 to 200; a bare number up to 2 is a share, as Excel keeps its %.

    So 0.85, typed as a number or as text, is 85, while 0.85% is less than one.
    """
    word = unicodedata.normalize("NFKC", cell) if isinstance(cell, str) else ""
    has_sign = "%" in word or word.strip().startswith(_PERCENT_WORD)
    number, code = _number(word.strip().removeprefix(_PERCENT_WORD) if has_sign else cell)
    if number is None:
        return None, code
    points = float(number) if has_sign or number > 2 else round(number * 100, 6)
    return (points, None) if 0 <= points <= 200 else (None, "out_of_range")


def _number(cell: Cell) -> _Number:
    if isinstance(cell, bool):
        return None, "bad_number"
    if isinstance(cell, (int, float)):
        return (None, "bad_number") if cell != cell else _in_reach(cell)
    word = unicodedata.normalize("NFKC", clean(cell))
    if not word:
        return _NOTHING
    match = _NUMBER.fullmatch(word)
    if match is not None:
        return _in_reach(_plain(match[1], is_myriads=match[2] is not None))
    spelt = _HAN_WITH_UNIT.fullmatch(word)
    number = han_number(spelt[1]) if spelt else None
    if number is None:
        return None, "left_open" if is_undecided(word) else "bad_number"
    return number, None


def _in_reach(number: int | float) -> _Number:
    """The number, unless it is so long that it cannot be a quantity of anything."""
    if abs(number) < 10**15:
        return number, None
    return None, "bad_number" if number in (inf, -inf) else "out_of_range"


def _plain(digits: str, *, is_myriads: bool) -> int | float:
    """Decimal, since 1.1 times 10,000 is no whole number of floats."""
    number = Decimal(re.sub("[, ]", "", digits)) * (10_000 if is_myriads else 1)
    return int(number) if number == number.to_integral_value() else float(number)
