"""Places by the names people write: alone in a cell, in a title, at the head of an address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

_FULL_COUNTY = re.compile(r".+[区县]")
_FULL_TOWN = re.compile(r".+(?:街道|镇|乡)")
_FULL_ENGLISH = re.compile(r".+(?:district|county|area|town|township|subdistrict)")
_BETWEEN = r"[-,·./>|、—]*"
# What makes 长兴 of 长兴经济开发区 the county, where 长兴 of 长兴路 is a street's name.
_ESTATE = r"(?=(?:省级|国家级?)?(?:经济|高新|工业|产业|技术){0,4}(?:开发区|园区|功能区|高新区))"
# What titles say that begins like the name of a former town.
_NO_PLACES = "(?!三合一)"
_LABEL = r"[^\u4e00-\u9fff]*(?:[\u4e00-\u9fff]{0,4}(?:地址|住所|场所):*)?(?:中国)?"
# Longer texts name no place alone, and an address has its area in front.
_LONGEST_NAME = 60
_LONGEST_HEAD = 100
_HAN = re.compile(r"[\u4e00-\u9fff]")


def normalise_word(text: str) -> str:
    """NFKC, case folded, without blanks: how area names and coded values are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True, slots=True)
class Found:
    """What a text names: counties in its order, towns as they are written."""

    counties: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlaceNames:
    """The patterns over the names of a city; keys of `counties` and `towns` are normalised.

    `city` holds the words for the city, with and without its province.
    """

    city: Collection[str]
    counties: Mapping[str, str]
    towns: Mapping[str, Collection[str]]
    _whole: re.Pattern[str] = field(init=False, repr=False)
    _heading: re.Pattern[str] = field(init=False, repr=False)
    _english_heading: re.Pattern[str] = field(init=False, repr=False)
    _address: re.Pattern[str] = field(init=False, repr=False)
    _english_address: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        counties = [name for name in self.counties if _HAN.search(name)]
        towns = [name for name in self.towns if _HAN.search(name)]
        spoken = [*self.counties, *self.towns]
        english = [name for name in spoken if not _HAN.search(name) and name[:1].isalpha()]
        full_english = [name for name in english if _FULL_ENGLISH.fullmatch(name)]
        patterns = {
            "_whole": rf"{self._city()}({_any(counties)})?{_BETWEEN}({_any(towns)})?",
            "_heading": _NO_PLACES + _any([*counties, *towns]),
            "_english_heading": rf"\b(?:{_spaced(english)})\b",
            "_address": self._address_pattern(counties, towns),
            "_english_address": rf"\b(?:{_spaced(full_english)})\b",
        }
        for name, pattern in patterns.items():
            object.__setattr__(self, name, re.compile(pattern))

    def _city(self) -> str:
        return rf"(?:{_any(self.city)}{_BETWEEN}){{0,3}}"

    def _address_pattern(self, counties: Iterable[str], towns: Collection[str]) -> str:
        full = [name for name in counties if _FULL_COUNTY.fullmatch(name)]
        short = [name for name in counties if not _FULL_COUNTY.fullmatch(name)]
        full_towns = _any([name for name in towns if _FULL_TOWN.fullmatch(name)])
        short_towns = _any([name for name in towns if not _FULL_TOWN.fullmatch(name)])
        county = rf"{_any(full)}|(?:{_any(short)})(?={full_towns})|(?:{_any(short)}){_ESTATE}"
        after_county = rf"(?P<town>{full_towns}|(?:{short_towns}){_ESTATE})?"
        return (
            rf"{_LABEL}{self._city()}"
            rf"(?:(?P<county>{county}){_BETWEEN}{after_county}|(?P<only>{full_towns}))"
        )

    def alone(self, key: str) -> Found | None:
        """What a normalised word names that is nothing but a place; None where it is more."""
        match = self._whole.fullmatch(key) if len(key) <= _LONGEST_NAME else None
        if match is None:
            return None
        return Found(tuple(filter(None, [match[1]])), tuple(filter(None, [match[2]])))

    def in_heading(self, text: str) -> Found:
        """Every county and town that a title, a section or a sheet's name speaks of."""
        plain = unicodedata.normalize("NFKC", text).casefold()
        names = [
            *self._heading.findall("".join(plain.split())),
            *map(normalise_word, self._english_heading.findall(plain)),
        ]
        return self._sorted(names)

    def in_address(self, text: str) -> Found:
        """The county and the town that an address begins with.

        Only there and only by their full names: streets, estates and enterprises are called
        after places that they do not lie in (吴兴大道, 长兴路).
        """
        if _HAN.search(text) is None:
            plain = unicodedata.normalize("NFKC", text).casefold()
            return self._sorted(map(normalise_word, self._english_address.findall(plain)))
        match = self._address.match(normalise_word(text)[:_LONGEST_HEAD])
        if match is None:
            return Found()
        return self._sorted(filter(None, (match["county"], match["town"], match["only"])))

    def _sorted(self, names: Iterable[str]) -> Found:
        named = list(dict.fromkeys(names))
        return Found(
            tuple(name for name in named if name in self.counties),
            tuple(name for name in named if name not in self.counties),
        )


def _any(names: Iterable[str]) -> str:
    """One of the names, the longest first; nothing at all where there are none."""
    found = sorted({*names} - {""}, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, found)) + ")" if found else r"(?!)"


def _spaced(names: Iterable[str]) -> str:
    """Names without blanks, to be found in a text that has them."""
    found = sorted(names, key=len, reverse=True)
    return "|".join(r"\s*".join(map(re.escape, name)) for name in found) or r"(?!)"
