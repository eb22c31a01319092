"""Areas, industries and the synonyms of coded values, as the parsers look them up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CITY = "city"
COUNTY_KINDS = ("county", "zone")


def normalise_word(text: str) -> str:
    """NFKC, case folded, without blanks: how area names and coded values are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True, slots=True)
class Area:
    """A city, county, zone or town; `also_in` names counties that may hold it besides `parent`."""

    code: str
    name: str
    name_en: str
    kind: str
    parent: str | None
    also_in: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def is_county(self) -> bool:
        return self.kind in COUNTY_KINDS

    @property
    def is_town(self) -> bool:
        return self.kind != CITY and not self.is_county

    def name_in(self, language: str) -> str:
        return self.name if language == "zh-CN" else self.name_en


@dataclass(frozen=True, slots=True)
class Industry:
    """A section of GB/T 4754-2017, A to T."""

    code: str
    name: str
    name_en: str
    aliases: tuple[str, ...] = ()

    def name_in(self, language: str) -> str:
        return self.name if language == "zh-CN" else self.name_en


@dataclass(frozen=True, slots=True)
class AreaHint:
    """The county and the town that a text speaks of, each None where it does not."""

    county: str | None = None
    town: str | None = None


@dataclass(frozen=True)
class Reference:
    """Everything that turns a typed word into a code; built once from the store's tables.

    `choices` maps a field key to normalised word → stored key.
    """

    areas: Mapping[str, Area]
    industries: Mapping[str, Industry]
    choices: Mapping[str, Mapping[str, str]]
    _counties: dict[str, str] = field(init=False, default_factory=dict, repr=False)
    _towns: dict[str, list[str]] = field(init=False, default_factory=dict, repr=False)
    _industries: dict[str, str] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for area in self.areas.values():
            for word in (area.code, area.name, area.name_en, *area.aliases):
                self._index_area(area, normalise_word(word))
        for industry in self.industries.values():
            for word in (industry.code, industry.name, industry.name_en, *industry.aliases):
                self._industries.setdefault(normalise_word(word), industry.code)

    def _index_area(self, area: Area, word: str) -> None:
        if area.is_county:
            self._counties.setdefault(word, area.code)
        elif area.is_town and area.code not in self._towns.setdefault(word, []):
            self._towns[word].append(area.code)

    def county(self, word: str) -> str | None:
        """The county's code by name, alias or code; a leading 湖州市 is no hindrance."""
        key = normalise_word(word)
        city_free = self._without_city(key)
        return self._counties.get(key) or self._counties.get(city_free)

    def towns(self, word: str) -> list[str]:
        """Codes of the towns called so; more than one where the name alone does not tell."""
        key = normalise_word(word)
        return self._towns.get(key) or self._towns.get(self._without_city(key), [])

    def place_called(self, word: str) -> str | None:
        """The code of the one county or town called so, or of a town behind its county's name."""
        county = self.county(word)
        towns = self.towns(word)
        if county or len(towns) == 1:
            return county or towns[0]
        key = self._without_city(normalise_word(word))
        behind = {
            town
            for name, code in self._counties.items()
            if key.startswith(name)
            for town in self._towns.get(key[len(name) :], [])
            if code in self.counties_of(town)
        }
        return behind.pop() if len(behind) == 1 else None

    def hint_in(self, text: str) -> AreaHint:
        """The county and town that a title, a section row or a sheet's name speaks of.

        The longest name wins, so that 南太湖新区 is not taken for a shorter one inside it.
        """
        key = normalise_word(text)
        town = self._longest_in(key, self._towns)
        county = self._longest_in(key, self._counties)
        county_code = self._counties[county] if county else None
        codes = [
            code
            for code in self._towns.get(town or "", [])
            if county_code is None or county_code in self.counties_of(code)
        ]
        # 南浔 of 南浔区 names the county, not the town 南浔镇 inside it.
        is_town = len(codes) == 1 and not (county and town and town in county)
        town_code = codes[0] if is_town else None
        if county_code is None and town_code is not None:
            county_code = self.counties_of(town_code)[0]
        return AreaHint(county_code, town_code)

    @staticmethod
    def _longest_in(text: str, names: Iterable[str]) -> str | None:
        found = [name for name in names if len(name) > 1 and not name.isdigit() and name in text]
        return max(found, key=len, default=None)

    def industry(self, word: str) -> str | None:
        return self._industries.get(normalise_word(word))

    def choice(self, field_key: str, word: str) -> str | None:
        return self.choices.get(field_key, {}).get(normalise_word(word))

    def counties_of(self, town_code: str) -> tuple[str, ...]:
        """The counties that a town may be counted under: its own first, the statutory one last.

        A new area's streets keep the codes of the district they were taken from, and an
        enterprise there may still be counted with that district.
        """
        town = self.areas[town_code]
        candidates = (town.parent, *town.also_in, town_code[:6])
        return tuple(dict.fromkeys(c for c in candidates if c is not None and c in self.areas))

    def towns_of(self, county_code: str) -> Iterable[Area]:
        return (
            area
            for area in self.areas.values()
            if area.is_town and county_code in self.counties_of(area.code)
        )

    def counties(self) -> list[Area]:
        return [area for area in self.areas.values() if area.is_county]

    def city(self) -> Area:
        return next(area for area in self.areas.values() if area.kind == CITY)

    def _without_city(self, key: str) -> str:
        for area in self.areas.values():
            if area.kind == CITY and key.startswith(normalise_word(area.name)):
                return key[len(normalise_word(area.name)) :]
        return key
