"""Sections of GB/T 4754-2017 by what people write: names, letters, numbers, or all in a row."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CODE = re.compile(r"([a-t])?(\d{4}|\d{2}|(?<=[a-t])\d{3})?[-.:、()]*(\D.*?)?\)?")
_BETWEEN = re.compile(r"[-/,、;>—|]+")
_ENDINGS = ("类", "行业", "企业", "业企业", "业")
# The last division of each section: 13 to 43 are C.
_LAST_DIVISIONS = (
    (5, "A"),
    (12, "B"),
    (43, "C"),
    (46, "D"),
    (50, "E"),
    (52, "F"),
    (60, "G"),
    (62, "H"),
    (65, "I"),
    (69, "J"),
    (70, "K"),
    (72, "L"),
    (75, "M"),
    (79, "N"),
    (82, "O"),
    (83, "P"),
    (85, "Q"),
    (90, "R"),
    (96, "S"),
    (97, "T"),
)


def section_of(key: str, sections: Mapping[str, str]) -> str | None:
    """The section's letter for a normalised word; `sections` maps normalised names to letters.

    A letter or number in front of a name (C17纺织业) has to agree with it, and so have several
    names in a row (制造业/纺织业).
    """
    return _of_one(key, sections) or _of_several(key, sections)


def _of_one(key: str, sections: Mapping[str, str]) -> str | None:
    return _by_name(key, sections) or _by_code(key, sections)


def _of_several(key: str, sections: Mapping[str, str]) -> str | None:
    told = {_of_one(part, sections) for part in _BETWEEN.split(key) if part}
    return told.pop() if len(told) == 1 else None


def _by_name(key: str, sections: Mapping[str, str]) -> str | None:
    spellings = [key, *(key.removesuffix(ending) for ending in _ENDINGS)]
    return next((sections[each] for each in spellings if each in sections), None)


def _by_code(key: str, sections: Mapping[str, str]) -> str | None:
    match = _CODE.fullmatch(key)
    if match is None:
        return None
    letter, digits, name = match.groups()
    named = _by_name(name, sections) if name else None
    # A letter alone may be the first of a word: T恤加工 is no international organisation.
    if name and named is None and not (letter and digits):
        return None
    told = {letter.upper()} if letter else set()
    if digits:
        told.add(_of_division(int(digits[:2])))
    return told.pop() if len(told) == 1 and named in (None, *told) else None


def _of_division(division: int) -> str | None:
    fitting = (section for last, section in _LAST_DIVISIONS if 0 < division <= last)
    return next(fitting, None)
