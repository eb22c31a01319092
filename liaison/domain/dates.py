"""Dates as people type them; which number is the day and which the month is never guessed."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

from liaison.domain.numbers import han_number
from liaison.domain.parsing import NOTHING, Cell, Context, Reading, clean, is_undecided

_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL_DAYS = range(20000, 80000)
# A text of five digits is a day of this century only: others may be anything.
_SERIAL_DAYS_IN_TEXT = range(36526, 60000)
_YEARS = range(1950, 2101)
#: A year that has every day, so that February 30 is told from a day without a year.
_LEAP_YEAR = 2020
_FIRST_DAYS = frozenset(
    {date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1904, 1, 1)}
)
_YEARS_AHEAD = 2
_LONGEST_TEXT = 60
_LOCAL_TIME = timezone(timedelta(hours=8))

_SEP = r"\s*[-/.年月、,\s]\s*"
_PLAIN_SEP = r"\s*[-/.\s]\s*"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}})\s*[日号]?\.?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}}){_PLAIN_SEP}(\d{{1,2}}){_PLAIN_SEP}(\d{{4}})")
_SHORT_YEAR = re.compile(rf"(\d{{1,2}}){_PLAIN_SEP}(\d{{1,2}}){_PLAIN_SEP}(\d{{1,2}})")
_SHORT_YEAR_NAMED = re.compile(r"(\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*([-/.月])\s*(\d{1,2})\s*[日号]?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NAME = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR_BEHIND = r"(?:[\s,-]+(\d{4}|\d{2}))?"
_MONTH_NAME_FIRST = re.compile(rf"{_MONTH_NAME}\s*(\d{{1,2}})(?:st|nd|rd|th)?{_YEAR_BEHIND}")
_DAY_BEFORE_NAME = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s-]*(?:of\s+)?{_MONTH_NAME}{_YEAR_BEHIND}"
)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}t\d{2}:\d{2}\S*")
# What may follow a day without making it another: weekday, time of day, that it was the day.
_BEHIND = re.compile(
    r"(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?|上午|下午|中午|晚上|早上|凌晨|[ap]\.?m\.?"
    r"|\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?|\d{1,2}[时点](?:\d{1,2}分?|半|整)?|正式|起|开始|已|全面|部分"
    r"|复工|复产|开工|开业|营业|投产|\s)++$"
)
_HAN_PART = re.compile(r"[〇零一二三四五六七八九十]+(?=\s*[年月日号])")

_Parts = tuple[int | None, int, int]


def day(cell: Cell, context: Context) -> Reading:
    """A date as ISO text.

    A month and a day alone take the year that was declared for the file, the month first as it
    is always said in Chinese; 2/10/2020 may come from elsewhere and is asked about.
    """
    if isinstance(cell, date):
        return _from_date(cell.date() if isinstance(cell, datetime) else cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return NOTHING if cell == 0 else _settled(_in_number(cell), context.year)
    word = clean(cell)
    if word in ("", "0"):
        return NOTHING
    if is_undecided(word):
        return None, "left_open"
    return _settled(_in_text(word, context.today), context.year)


def past_day(cell: Cell, context: Context) -> Reading:
    """A date that is not after today."""
    value, code = day(cell, context)
    if isinstance(value, str) and value > context.today.isoformat():
        return None, "date_in_future"
    return value, code


def possible_days(cell: Cell, context: Context) -> list[str]:
    """The days that an ambiguous cell may mean, as ISO text, for a person to choose from."""
    word = clean(cell)
    parts = _in_text(word, context.today)
    if re.fullmatch(r"\d{1,2}\.\d", word):
        parts = _in_number(float(word))
    year = context.year or context.today.year
    return sorted({each.isoformat() for each in _days(parts, year)})


def _from_date(found: date) -> Reading:
    """A real date; an empty cell that a formula points to shows as the first day of the count."""
    if found.year in _YEARS:
        return found.isoformat(), None
    return NOTHING if found in _FIRST_DAYS else (None, "bad_date")


def _settled(parts: list[_Parts], year: int | None) -> Reading:
    has_no_year = year is None and all(each[0] is None for each in parts)
    if has_no_year and _days(parts, _LEAP_YEAR):
        return None, "date_without_year" if len(parts) == 1 else "ambiguous_date"
    days = _days(parts, year)
    if len(days) > 1:
        return None, "ambiguous_date"
    return (days.pop().isoformat(), None) if days else (None, "bad_date")


def _days(parts: list[_Parts], declared_year: int | None) -> set[date]:
    """The days of the calendar among the readings of a cell."""
    found = set()
    for year, month, day_of_month in parts:
        try:
            found.add(date(year or declared_year or 0, month, day_of_month))
        except ValueError:
            continue
    return {each for each in found if each.year in _YEARS}


def _in_number(number: int | float) -> list[_Parts]:
    """A serial day, eight digits, or a month and a day; 2.1 may have been typed as 2.10."""
    if not 1 <= number < 10**8:
        return []
    if int(number) in _SERIAL_DAYS:
        return [_from_serial(int(number))]
    whole, _, behind = str(number).partition(".")
    compact = _COMPACT.fullmatch(whole)
    if compact and behind in ("", "0"):
        return [(int(compact[1]), int(compact[2]), int(compact[3]))]
    if not 1 <= number < 13 or behind in ("", "0") or len(behind) > 2:
        return []
    month, days = int(whole), {int(behind)}
    if len(behind) == 1 and int(behind) <= 3:
        days.add(int(behind) * 10)
    return [(None, month, each) for each in sorted(days) if _exists(month, each)]


def _exists(month: int, day_of_month: int) -> bool:
    """True for a day that some year has."""
    return day_of_month <= monthrange(2020, month)[1]


def _from_serial(days: int) -> _Parts:
    found = _EXCEL_EPOCH + timedelta(days=days)
    return found.year, found.month, found.day


def _in_text(text: str, today: date) -> list[_Parts]:
    if len(text) > _LONGEST_TEXT:
        return []
    word = unicodedata.normalize("NFKC", text).casefold().strip("'\"` ")
    if _INSTANT.fullmatch(word):
        return _in_instant(word)
    word = _HAN_PART.sub(lambda match: _digits(match[0]), word)
    word = _BEHIND.sub("", word)
    full = _YEAR_FIRST.fullmatch(word) or _COMPACT.fullmatch(word)
    if full:
        return [(int(full[1]), int(full[2]), int(full[3]))]
    serial = _SERIAL.fullmatch(word)
    if serial:
        days = int(serial[1])
        return [_from_serial(days)] if days in _SERIAL_DAYS_IN_TEXT else []
    return _with_year_behind(word) or _with_month_name(word) or _short(word, today)


def _digits(numerals: str) -> str:
    """Chinese numerals as digits, one by one (二〇二〇) or spelt out (三十一)."""
    spelt = han_number(numerals)
    return str(spelt) if spelt is not None else "".join(str(han_number(each)) for each in numerals)


def _in_instant(word: str) -> list[_Parts]:
    """A moment of a system's export, on the day that it was here."""
    try:
        moment = datetime.fromisoformat(word.upper())
    except ValueError:
        return []
    local = moment.astimezone(_LOCAL_TIME) if moment.tzinfo else moment
    return [(local.year, local.month, local.day)]


def _with_year_behind(word: str) -> list[_Parts]:
    """Day and month in either order: with 13 or more in one place only one is possible."""
    match = _YEAR_LAST.fullmatch(word)
    if match is None:
        return []
    one, other, year = (int(each) for each in match.groups())
    return [(year, one, other), (year, other, one)]


def _with_month_name(word: str) -> list[_Parts]:
    """Feb 16, 2020 and 16-Feb-2020; of 16-Feb-20 either number may be the year."""
    first, behind = _MONTH_NAME_FIRST.fullmatch(word), _DAY_BEFORE_NAME.fullmatch(word)
    if first:
        return [(_year_named(first[3]), _MONTHS.index(first[1]) + 1, int(first[2]))]
    if behind is None:
        return []
    month = _MONTHS.index(behind[2]) + 1
    found: list[_Parts] = [(_year_named(behind[3]), month, int(behind[1]))]
    if len(behind[3] or "") == len(behind[1]) == 2:
        found.append((_year_named(behind[1]), month, int(behind[3])))
    return found


def _year_named(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _short(word: str, today: date) -> list[_Parts]:
    """Years of two digits, certain only where one order is possible; and month and day alone."""
    named = _SHORT_YEAR_NAMED.fullmatch(word)
    if named:
        return [(2000 + int(named[1]), int(named[2]), int(named[3]))]
    match = _SHORT_YEAR.fullmatch(word)
    if match:
        a, b, c = (int(each) for each in match.groups())
        orders = [(a, b, c, match[1]), (c, a, b, match[3]), (c, b, a, match[3])]
        return [
            (2000 + year, month, day_of_month)
            for year, month, day_of_month, digits in orders
            if len(digits) == 2 and 2000 + year <= today.year + _YEARS_AHEAD
        ]
    alone = _MONTH_DAY.fullmatch(word)
    if alone is None:
        return []
    month, day_of_month = int(alone[1]), int(alone[3])
    if month > 12 and alone[2] != "月":
        month, day_of_month = day_of_month, month
    return [(None, month, day_of_month)]
