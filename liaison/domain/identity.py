"""When are two enterprises the same: credit codes (GB 32100-2015) and name keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from operator import mul

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(3**position % 31 for position in range(17))
_WELL_FORMED = re.compile(rf"[1-9ANY][{ALPHABET}]{{16}}[0-9A-Z]")
_BRACKETS = str.maketrans("（【〔［[{〈<", "((((((((") | str.maketrans("）】〕］]}〉>", "))))))))")
_BLANKS = re.compile(r"\s+")
_NOT_OF_A_CODE = re.compile(r"[\s\-'\"`‘’“”–—‐\u200b\u200e\u200f\u202a-\u202e\ufeff]")
_LOOK_ALIKES = str.maketrans("OI", "01")
_REGION = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}"
_IDENTITY_NUMBER = re.compile(rf"{_REGION}((?:19|20)\d\d)(\d\d)(\d\d)\d{{3}}[0-9X]")
# What may be one in a text, also in full width and with a blank on both sides of the birthday.
_SHORTEST_IN_TEXT = 18
_IN_TEXT = re.compile(r"(?<!\d)[1-8１-８]\d{5}[- ]?\d{8}[- ]?\d{3}[\dXxＸｘ](?!\d)")
# What says of a name only in which form the enterprise is registered.
_LEGAL_FORM = re.compile(
    r"(?:(?:有限责任|股份有限|集团有限|有限|总|分|子)?公司|股份|集团|有限|合伙企业|合作社|经营部|厂)+$"
)
_KIND_OF_PLACE = re.compile(r"(?<=..)(?:街道|[市区县镇乡])$")
_LAST_BRACKETS = re.compile(r"\(([^()]*)\)$")
_EMPTY_BRACKETS = re.compile(r"[(（]\s*[)）]")


def normalise_code(text: str) -> str:
    """Upper-cased, half-width, without blanks, hyphens, apostrophes and marks of no width."""
    return _NOT_OF_A_CODE.sub("", unicodedata.normalize("NFKC", text)).upper()


def mend_letters(code: str) -> str:
    """O and I, which no code has, as the digits that they look like."""
    return code.translate(_LOOK_ALIKES)


def is_identity_number(code: str) -> bool:
    """True for a resident's identity number by GB 11643, its last digit mistyped or not.

    Its region and its birthday tell it; a credit code that looks like one has the check digit of
    a code and not of a person.
    """
    match = _IDENTITY_NUMBER.fullmatch(code)
    if match is None or not _is_day(*map(int, match.groups())):
        return False
    return _has_persons_check_digit(code) or not is_valid_code(code)


def _is_day(year: int, month: int, day_of_month: int) -> bool:
    try:
        date(year, month, day_of_month)
    except ValueError:
        return False
    return True


def _has_persons_check_digit(code: str) -> bool:
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(code[:17]))
    return "10X98765432"[total % 11] == code[17]


def without_identity_numbers(text: str) -> str:
    """The text without the identity numbers in it; the very text where there is none."""
    if len(text) < _SHORTEST_IN_TEXT or _IN_TEXT.search(text) is None:
        return text
    rest = _IN_TEXT.sub(_unless_private, text)
    return text if rest == text else _EMPTY_BRACKETS.sub("", rest)


def _unless_private(match: re.Match[str]) -> str:
    return "" if is_identity_number(normalise_code(match[0])) else match[0]


def is_well_formed(code: str) -> bool:
    """True for eighteen characters, the first seventeen of the alphabet, whatever the last is."""
    return _WELL_FORMED.fullmatch(code) is not None


def check_character(body: str) -> str:
    """The eighteenth character for the first seventeen, by GB 32100-2015."""
    total = sum(map(mul, map(_VALUES.__getitem__, body), _WEIGHTS))
    return ALPHABET[(31 - total % 31) % 31]


def is_valid_code(code: str) -> bool:
    """True for a well-formed code whose check character is right."""
    return is_well_formed(code) and check_character(code[:17]) == code[17]


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """The name as compared: NFKC, one kind of bracket, no blanks, case folded."""
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", name).translate(_BRACKETS))
    return unicodedata.normalize("NFKC", plain.casefold())


def place_keys(names: Iterable[str]) -> set[str]:
    """Areas as they stand in front of an enterprise's name: whole, and without 市 or 镇."""
    keys = {name_key(name) for name in names if not name.isascii()}
    return keys | {_KIND_OF_PLACE.sub("", key) for key in keys}


def name_core(name: str, places: Collection[str]) -> str:
    """What is an enterprise's own in its name: without places in front or in brackets
    behind, without its legal form.

    `places` are those of `place_keys`. Where nothing is left of a name it is its own core.
    """
    key = rest = name_key(name)
    while place := max((each for each in places if rest.startswith(each)), key=len, default=""):
        rest = rest.removeprefix(place)
    branch = _LAST_BRACKETS.search(rest)
    if branch is not None and branch[1] in places:
        rest = rest[: branch.start()]
    return _LEGAL_FORM.sub("", rest) or key
