"""Areas, industries and the synonyms of coded values, as the parsers look them up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from liaison.domain.industry_names import section_of
from liaison.domain.place_names import Found, PlaceNames, normalise_word

__all__ = ["Area", "AreaHint", "Industry", "Place", "Reference", "normalise_word"]

CITY = "city"
COUNTY_KINDS = ("county", "zone")
_AROUND_WORDS = ".,;:!()[]。、'\""


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


@dataclass(frozen=True, slots=True)
class Place:
    """The county that a word names, and the codes of the towns that it may mean."""

    county: str | None = None
    towns: tuple[str, ...] = ()


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

    @cached_property
    def _names(self) -> PlaceNames:
        return PlaceNames(self._city_words(), self._counties, self._towns)

    def _city_words(self) -> set[str]:
        """The city's names, and its province's as they stand before its own."""
        words: set[str] = set()
        for area in self.areas.values():
            if area.kind == CITY:
                own = [normalise_word(name) for name in (area.name, *area.aliases)]
                provinces = {name.removesuffix(own[0]) for name in own if name.endswith(own[0])}
                words |= {*own, *provinces, *(name[:-1] for name in provinces)}
        return words - {""}

    def county(self, word: str) -> str | None:
        """The county's code by name, alias or code; a leading 湖州市 is no hindrance."""
        return self.place(word).county

    def is_city(self, word: str) -> bool:
        """True for the whole city's name, which tells no county."""
        key = normalise_word(word)
        return key in self._names.city or any(
            area.kind == CITY and key in (area.code, normalise_word(area.name_en))
            for area in self.areas.values()
        )

    def towns(self, word: str) -> list[str]:
        """Codes of the towns called so; more than one where the name alone does not tell."""
        return list(self.place(word).towns)

    def place(self, word: str) -> Place:
        """The county and the towns that a cell names which holds a place and nothing else."""
        key = _without_zeros(normalise_word(word))
        if key in self._counties:
            return Place(self._counties[key])
        if key in self._towns:
            return Place(None, tuple(self._towns[key]))
        found = self._names.alone(key)
        if found is None:
            return Place()
        place = self._placed(found)
        return Place() if found.towns and not place.towns else place

    def _placed(self, found: Found) -> Place:
        """Codes for names; towns outside the county that stands before them are none."""
        counties = {self._counties[name] for name in found.counties}
        towns = {code: None for name in found.towns for code in self._towns[name]}
        if not counties:
            return Place(None, tuple(towns))
        county = counties.pop() if len(counties) == 1 else None
        return Place(county, tuple(code for code in towns if county in self.counties_of(code)))

    def place_called(self, word: str) -> str | None:
        """The code of the one county or town called so, or of a town behind its county's name."""
        place = self.place(word)
        return place.towns[0] if len(place.towns) == 1 else place.county

    def place_in_front(self, word: str) -> str | None:
        """The town, else the county, of a cell that goes on behind it (织里镇晟舍村)."""
        if self._names.alone(normalise_word(word)) is not None:
            return None
        hint = self.hint_in_address(word)
        return hint.town or hint.county

    def hint_in(self, text: str) -> AreaHint:
        """The county and town that a title, a section row or a sheet's name speaks of.

        A title that names two counties tells of none.
        """
        return self._hint(self._names.in_heading(text))

    def hint_in_address(self, address: str) -> AreaHint:
        """The county and town that an address begins with, by their full names."""
        return self._hint(self._names.in_address(address))

    def _hint(self, found: Found) -> AreaHint:
        place = self._placed(found)
        town = place.towns[0] if len(place.towns) == 1 else None
        if town is not None and not found.counties:
            return AreaHint(self.counties_of(town)[0], town)
        return AreaHint(place.county, town)

    def industry(self, word: str) -> str | None:
        """The section that a name, a letter or a division's number stands for."""
        return section_of(normalise_word(word), self._industries)

    def choice(self, field_key: str, word: str) -> str | None:
        known = self.choices.get(field_key, {})
        key = normalise_word(word)
        return known.get(key) or known.get(key.strip(_AROUND_WORDS))

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


def _without_zeros(key: str) -> str:
    """The statistics bureau's twelve digits as the county's six or the town's nine."""
    if re.fullmatch(r"\d{12}", key) is None or not key.endswith("000"):
        return key
    return key[:6] if key.endswith("000000") else key[:9]
