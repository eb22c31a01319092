"""When are two enterprises the same: credit codes (GB 32100-2015) and name keys."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(3**position % 31 for position in range(17))
_WELL_FORMED = re.compile(rf"[1-9ANY][{ALPHABET}]{{16}}[0-9A-Z]")
_BRACKETS = str.maketrans("（【〔［[{〈<", "((((((((") | str.maketrans("）】〕］]}〉>", "))))))))")
_BLANKS = re.compile(r"\s+")


def normalise_code(text: str) -> str:
    """Upper-cased, half-width, without blanks and hyphens: lower-case and full-width are mended."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def is_well_formed(code: str) -> bool:
    """True for eighteen characters, the first seventeen of the alphabet, whatever the last is."""
    return _WELL_FORMED.fullmatch(code) is not None


def check_character(body: str) -> str:
    """The eighteenth character for the first seventeen, by GB 32100-2015."""
    total = sum(
        _VALUES[character] * weight for character, weight in zip(body, _WEIGHTS, strict=True)
    )
    return ALPHABET[(31 - total % 31) % 31]


def is_valid_code(code: str) -> bool:
    """True for a well-formed code whose check character is right."""
    return is_well_formed(code) and check_character(code[:17]) == code[17]


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """The name as compared: NFKC, one kind of bracket, no blanks, case folded."""
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", name).translate(_BRACKETS))
    return unicodedata.normalize("NFKC", plain.casefold())
