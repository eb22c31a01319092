"""The small phrases of the bulletin: numbers with their units, changes, moments, lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from liaison.domain.bulletin import Bulletin
from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.indicators import NO_VALUE, STILL, Figure
from liaison.locales import Words

#: Figure key → the unit in which it is counted.
UNITS = {
    "enterprises": "enterprises",
    "due": "enterprises",
    "resumed": "enterprises",
    "served": "enterprises",
    "unpaired": "enterprises",
    "employees": "people",
    "employees_on_duty": "people",
    "officers": "staff",
    "commissioners": "staff",
    "requests_received": "requests",
    "requests_settled": "requests",
    "requests_open": "requests",
    "requests_overdue": "requests",
}
#: More than these are told by the first of them and their number.
_LISTED = 3


class Phrases:
    """The phrases of one language, under the keys `bulletin.…`."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.is_chinese = words.language == "zh-CN"

    def __call__(self, key: str, **values: object) -> str:
        return self.words(f"bulletin.{key}", **values)

    def number(self, value: float) -> str:
        """A count: Chinese running text has no separators."""
        return f"{value:.0f}" if self.is_chinese else f"{value:,.0f}"

    def amount(self, value: float, unit: str) -> str:
        """A count with its unit."""
        form = "one" if abs(value) == 1 else "many"
        return self(f"units.{unit}.{form}", number=self.number(value))

    def plain(self, value: float, unit: str) -> str:
        """A count beside what it counts: Chinese needs the measure word all the same."""
        return self.amount(value, unit) if self.is_chinese else self.number(value)

    def figure(self, figure: Figure | None) -> str:
        """A figure as a table shows it: a count, a percentage to one digit, or a dash."""
        if figure is None or figure.value is None:
            return NO_VALUE
        return figure.text if figure.is_rate else self.number(figure.value)

    def change(self, change: float | None, unit: str | None) -> str:
        """A change as part of a sentence, in its unit, or in points of a rate; '' for None."""
        if change is None:
            return ""
        if abs(change) < STILL:
            return self("change.same")
        if unit is None:
            return self("change.up" if change > 0 else "change.down", points=points(change))
        key = "change.more" if change > 0 else "change.less"
        return self(key, amount=self.plain(abs(change), unit))

    def aside(self, change: float | None, unit: str | None = None) -> str:
        """A change behind the number that it belongs to; '' for None."""
        told = self.change(change, unit)
        return self("change.aside", change=told) if told else ""

    def moved(self, change: float) -> str:
        """A change of a rate without saying since when, which the sentence says."""
        if abs(change) < STILL:
            return self("change.same")
        return self("change.rise" if change > 0 else "change.fall", points=points(change))

    def sentence(self, clauses: Iterable[str]) -> str:
        """Clauses one behind the other, parted more where they have parts; '' for none."""
        parts, comma = [each for each in clauses if each], self("clause")
        is_nested = self.is_chinese and any(comma in each for each in parts)
        told = self("item" if is_nested else "clause").join(parts)
        return told + self("stop") if told else ""

    def sentences(self, told: Iterable[str]) -> str:
        """Sentences one behind the other; English has a blank between them."""
        return ("" if self.is_chinese else " ").join(each for each in told if each)

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row."""
        *first, last = names
        return self("between").join(first) + self("last") + last if first else last

    def few(self, names: Sequence[str], parts: str) -> str:
        """Names in a row, the first of many."""
        if len(names) <= _LISTED + 1:
            return self.listed(names)
        shown = self("between").join(names[:_LISTED])
        return self("and_more", names=shown, count=len(names), parts=parts)

    def items(self, told: Iterable[str]) -> str:
        return self("item").join(told) + self("stop")

    def date(self, day: date, *, with_year: bool = True) -> str:
        month = self(f"months.{day.month}")
        if with_year:
            return self("moment.date", year=day.year, month=month, day=day.day)
        return self("moment.short", month=month, day=day.day)

    def clock(self, moment: datetime, *, with_year: bool = True) -> str:
        here = moment.astimezone(CITY_ZONE)
        told = self.date(here.date(), with_year=with_year)
        if not here.minute:
            return self("moment.full_hour", date=told, hour=here.hour)
        return self("moment.clock", date=told, hour=here.hour, minute=here.minute)

    def time_of(self, bulletin: Bulletin, *, with_year: bool = True) -> str:
        """The moment that the bulletin tells of."""
        if not bulletin.is_past:
            return self.clock(bulletin.made_at, with_year=with_year)
        return self("moment.day_end", date=self.date(bulletin.day, with_year=with_year))

    def measures(self, number: int) -> str:
        """The catalogue by its size: ten measures only where there are ten."""
        if not number:
            return self("measures.some")
        return self("measures.counted", number=self.spelt(number))

    def spelt(self, number: int) -> str:
        """A number in words: in Chinese below a hundred, in English up to ten, else in digits."""
        ten, numerals = self("ten"), self("numerals").split()
        tens, ones = divmod(number, 10)
        if not 0 < number < 100 or (not self.is_chinese and number > 10):
            return str(number)
        head = "" if not tens else ten if tens == 1 else numerals[tens - 1] + ten
        return head + (numerals[ones - 1] if ones else "")

    def place(self, number: int) -> str:
        """The number of a part: a numeral in Chinese, a digit in English."""
        return self.spelt(number) if self.is_chinese else str(number)


def points(change: float) -> str:
    """A change of a rate in percentage points, without its sign."""
    return f"{abs(change) * 100:.1f}"
