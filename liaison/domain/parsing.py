"""Reading cells: one function a kind of value, each returning the value and what is wrong with it.

A Reading is `(value, code)`; `code` is a key of `problems.LEVELS` or None. An error leaves the
value None; a warning comes with the value that is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite

from liaison.domain.identity import is_valid_code, is_well_formed, normalise_code
from liaison.domain.reference import Reference, normalise_word

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Value = str | int | float | None
Reading = tuple[Value, str | None]
Reader = Callable[["Cell", "Context"], Reading]

NOTHING: Reading = (None, None)
_EMPTY_WORDS = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "n/a", "na", "nil", "none", "null", "暂无", "无", "#n/a"}
)
_BLANKS = re.compile(r"[ \t\r\n\u3000\xa0]+")
_INNER_BLANKS = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_NUMBER = re.compile(r"([-+]?\d[\d,]*(?:\.\d+)?)\s*(?:人|名|个|家|千瓦时|度|kwh|%)?", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})(?:(?:-|转|ext\.?)(\d{1,6}))?", re.IGNORECASE)
_LOCAL_LINE = re.compile(r"\d{7,8}")
_PHONE_SPLIT = re.compile(r"[,，;；、/\n|]+|\s+(?=\d{7,}|\+?86|0\d{2,3}-)|和|或")
_FULL_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_YES = frozenset({"是", "y", "yes", "true", "1", "已复工", "复工", "resumed", "√", "✓"})
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL_DAYS = range(20000, 80000)


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell cannot say itself: the reference data, today, the year of dates without one."""

    reference: Reference
    today: date
    year: int | None = None


def clean(cell: Cell) -> str:
    """The cell as trimmed text with single blanks; '' for empty words such as 暂无 and N/A."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.isoformat(sep=" ")
    stripped = _BLANKS.sub(" ", str(cell)).strip()
    return "" if stripped.casefold() in _EMPTY_WORDS else stripped


def text(max_length: int) -> Reader:
    """Text of a bounded length."""

    def read(cell: Cell, context: Context) -> Reading:
        value = clean(cell)
        if len(value) > max_length:
            return None, "too_long"
        return value or None, None

    return read


def names(cell: Cell, context: Context) -> Reading:
    """Several names in a cell, kept with the line breaks between them."""
    lines = [clean(line) for line in str(cell).splitlines()]
    return "\n".join(line for line in lines if line)[:5000] or None, None


def person_name(cell: Cell, context: Context) -> Reading:
    """A person's name without the blanks that align two-character names (张 三)."""
    value = _INNER_BLANKS.sub("", clean(cell))
    return (None, "too_long") if len(value) > 40 else (value or None, None)


def staff_number(cell: Cell, context: Context) -> Reading:
    """A staff number as text: zeros in front are kept, blanks are not."""
    value = re.sub(r"\s", "", clean(cell)).upper()
    return (None, "too_long") if len(value) > 30 else (value or None, None)


def credit_code(cell: Cell, context: Context) -> Reading:
    """A credit code, upper-cased and half-width; what fails is kept and warned about."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= 10**15:
        return None, "digits_lost"
    raw = clean(cell)
    code = normalise_code(raw)
    if not code:
        return NOTHING
    if is_valid_code(code):
        return code, None
    if is_well_formed(code):
        return code, "check_digit"
    if re.fullmatch(r"\d{15}|[0-9A-Z]{9}|\d{13}", code):
        return code, "old_number"
    return raw[:30], "malformed_code"


def county(cell: Cell, context: Context) -> Reading:
    """The code of the county, or of the town where the column names towns."""
    word = clean(cell)
    if not word:
        return NOTHING
    code = context.reference.place_called(word)
    return (code, None) if code else (None, "unknown_area")


def town(cell: Cell, context: Context) -> Reading:
    """A town's code, or several joined with `|` where the county decides between them."""
    word = clean(cell)
    if not word:
        return NOTHING
    codes = context.reference.towns(word)
    return ("|".join(codes), None) if codes else (None, "unknown_area")


def choice(name: str) -> Reader:
    """A coded value; an unknown word is an error."""

    def read(cell: Cell, context: Context) -> Reading:
        word = clean(cell)
        if not word:
            return NOTHING
        key = context.reference.choice(name, word)
        return (key, None) if key else (None, "unknown_value")

    return read


def soft_choice(name: str) -> Reader:
    """A coded value that nothing else hangs on; an unknown word is left out with a warning."""
    strict = choice(name)

    def read(cell: Cell, context: Context) -> Reading:
        value, code = strict(cell, context)
        return value, "value_left_out" if code else None

    return read


def industry(cell: Cell, context: Context) -> Reading:
    """A section letter of GB/T 4754; 工业 and other words that cover several are left out."""
    word = clean(cell)
    if not word:
        return NOTHING
    code = context.reference.industry(word)
    return (code, None) if code else (None, "value_left_out")


def operation_status(cell: Cell, context: Context) -> Reading:
    """How far it operates; a bare 是 is read as partial with a warning, since it tells no more."""
    word = clean(cell)
    if not word:
        return NOTHING
    key = context.reference.choice("status", word)
    if key:
        return key, None
    if normalise_word(word) in _YES:
        return "partial", "choice_assumed"
    return None, "unknown_value"


def phones(cell: Cell, context: Context) -> Reading:
    """Up to three phones joined with `; `, in one form each; what is no phone is kept."""
    raw = clean(cell)
    if not raw:
        return NOTHING
    parts = [
        part for part in _PHONE_SPLIT.split(unicodedata.normalize("NFKC", raw)) if part.strip()
    ]
    found = [_phone(part) for part in parts]
    known = [phone for phone in found if phone is not None]
    if not known or len(known) > 3 or len(known) < len(parts):
        return raw[:80], "bad_phone"
    return "; ".join(dict.fromkeys(known)), None


def _phone(part: str) -> str | None:
    digits = re.sub(r"[\s()]|^\+?86[- ]?(?=1[3-9])", "", part.strip())
    mobile = digits.replace("-", "")
    if _MOBILE.fullmatch(mobile):
        return mobile
    landline = _LANDLINE.fullmatch(digits)
    if landline:
        extension = f"-{landline[3]}" if landline[3] else ""
        return f"{landline[1]}-{landline[2]}{extension}"
    return digits if _LOCAL_LINE.fullmatch(digits) else None


def day(cell: Cell, context: Context) -> Reading:
    """A date as ISO text; day and month are never guessed in silence."""
    if isinstance(cell, datetime):
        return cell.date().isoformat(), None
    if isinstance(cell, date):
        return cell.isoformat(), None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _day_from_number(cell)
    word = unicodedata.normalize("NFKC", clean(cell))
    if not word:
        return NOTHING
    full = _FULL_DATE.fullmatch(word) or _COMPACT_DATE.fullmatch(word)
    if full:
        return _iso(int(full[1]), int(full[2]), int(full[3]))
    short = _MONTH_DAY.fullmatch(word)
    if short is None:
        return None, "bad_date"
    if context.year is None:
        return None, "date_without_year"
    return _iso(context.year, int(short[1]), int(short[2]))


def past_day(cell: Cell, context: Context) -> Reading:
    """A date that is not after today."""
    value, code = day(cell, context)
    if isinstance(value, str) and value > context.today.isoformat():
        return None, "date_in_future"
    return value, code


def _day_from_number(number: int | float) -> Reading:
    if not isfinite(number):
        return None, "bad_date"
    if int(number) in _SERIAL_DAYS:
        return (_EXCEL_EPOCH + timedelta(days=int(number))).isoformat(), None
    compact = _COMPACT_DATE.fullmatch(str(int(number)))
    if compact and float(number).is_integer():
        return _iso(int(compact[1]), int(compact[2]), int(compact[3]))
    return None, "ambiguous_date" if 1 <= number < 13 else "bad_date"


def _iso(year: int, month: int, day_of_month: int) -> Reading:
    try:
        return date(year, month, day_of_month).isoformat(), None
    except ValueError:
        return None, "bad_date"


def count(cell: Cell, context: Context) -> Reading:
    """A whole number from 0 on; a unit behind it (120人) is read over."""
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
    """Percentage points, 0 to 200; a bare number up to 2 is a share, as Excel keeps its %."""
    number, code = _number(cell)
    if number is None:
        return None, code
    is_share = not isinstance(cell, str) or "%" not in unicodedata.normalize("NFKC", cell)
    points = round(number * 100, 6) if is_share and number <= 2 else float(number)
    return (points, None) if 0 <= points <= 200 else (None, "out_of_range")


def _number(cell: Cell) -> tuple[int | float | None, str | None]:
    if isinstance(cell, bool):
        return None, "bad_number"
    if isinstance(cell, (int, float)):
        return (cell, None) if isfinite(cell) else (None, "bad_number")
    word = unicodedata.normalize("NFKC", clean(cell))
    if not word:
        return NOTHING_NUMBER
    match = _NUMBER.fullmatch(word)
    if match is None:
        return None, "bad_number"
    digits = match[1].replace(",", "")
    return (float(digits) if "." in digits else int(digits)), None


NOTHING_NUMBER: tuple[None, None] = (None, None)
