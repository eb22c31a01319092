"""Every way to write a value that an import must read as one and the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from liaison.domain.reference import Reference

Forms = Mapping[str, list[Callable[[Any], Any]]]
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_EPOCH = date(1899, 12, 30)


def wide(text: str) -> str:
    return text.translate(_FULL_WIDTH)


def _day(iso: str) -> date:
    return date.fromisoformat(iso)


PHONE: list[Callable[[str], Any]] = [
    str,
    int,
    wide,
    lambda phone: f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
    lambda phone: f"{phone[:3]} {phone[3:7]} {phone[7:]}",
    lambda phone: f"+86{phone}",
    lambda phone: f"+86 {phone}",
    lambda phone: f"86-{phone}",
    lambda phone: f"(+86){phone}",
    lambda phone: f" {phone}\n",
    lambda phone: f"'{phone}",
    lambda phone: f"电话：{phone}",
    lambda phone: f"{phone}/{phone}",
]
CODE: list[Callable[[str], Any]] = [
    str,
    str.lower,
    wide,
    lambda code: f"{code[:6]} {code[6:]}",
    lambda code: f"{code[:8]}-{code[8:17]}-{code[17:]}",
    lambda code: f"\t{code} ",
    lambda code: f"统一社会信用代码：{code}",
]
DAY: list[Callable[[str], Any]] = [
    str,
    _day,
    wide,
    lambda iso: datetime(*_day(iso).timetuple()[:3], 8, 30),
    lambda iso: (_day(iso) - _EPOCH).days,
    lambda iso: int(iso.replace("-", "")),
    lambda iso: iso.replace("-", ""),
    lambda iso: "{0.year}/{0.month}/{0.day}".format(_day(iso)),
    lambda iso: "{0.year}.{0.month}.{0.day}".format(_day(iso)),
    lambda iso: "{0.year}年{0.month}月{0.day}日".format(_day(iso)),
    lambda iso: "{0.year} 年 {0.month} 月 {0.day} 日".format(_day(iso)),
    lambda iso: "{0.month}月{0.day}日".format(_day(iso)),
    lambda iso: "{0.month}.{0.day}".format(_day(iso)),
    lambda iso: "{0.month}月{0.day}号".format(_day(iso)),
    lambda iso: f"{iso} 08:30:00",
    lambda iso: f"{iso}T08:30:00",
]
COUNT: list[Callable[[int], Any]] = [
    int,
    float,
    str,
    "{:,}".format,
    "{}人".format,
    " {} 人 ".format,
    lambda number: wide(str(number)),
    lambda number: wide(f"{number:,}"),
]
AMOUNT: list[Callable[[float], Any]] = [float, int, str, "{:,.1f}".format, "{:.0f}千瓦时".format]
FIXED: Forms = {
    "contact_phone": PHONE,
    "uscc": CODE,
    "planned_on": DAY,
    "resumed_on": DAY,
    "employees": COUNT,
    "employees_on_duty": COUNT,
    "power_kwh": AMOUNT,
}


def forms_of(reference: Reference) -> dict[str, Callable[[Any], list[Any]]]:
    """Field key → value → everything that may stand in a cell for it."""
    forms: dict[str, Callable[[Any], list[Any]]] = {
        key: lambda value, ways=ways: [way(value) for way in ways] for key, ways in FIXED.items()
    }
    for key in ("status", "filing_status"):
        known = reference.choices[key]
        forms[key] = lambda value, known=known: _spelled(
            word for word, stored in known.items() if stored == value
        )
    forms["county"] = lambda code: _spelled(_names(reference, code))
    forms["town"] = lambda code: _spelled(_names(reference, code))
    return forms


def _names(reference: Reference, code: str) -> list[str]:
    area = reference.areas[code]
    return [area.name, area.name_en, area.code, f"湖州市{area.name}", *area.aliases]


def _spelled(words: Any) -> list[str]:
    """Each word as it is, in capitals, in full width, and with blanks around."""
    return [
        spelled
        for word in words
        for spelled in (word, word.upper(), word.title(), wide(word), f" {word}\u3000")
    ]
