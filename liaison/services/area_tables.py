"""The tables of figures: rows by county, town, industry, scale or size, the total last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.indicators import (
    MEASURE_FIGURES,
    AreaRow,
    Counts,
    Figure,
    change,
    counts_of,
    figures_of,
    total,
)
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import AboveScale, Size
from liaison.locales import words
from liaison.services.kept_days import WHOLE, Reach, counts_on, kept_of_area, placed_on
from liaison.store import snapshots
from liaison.store.database import Connection
from liaison.store.figures import Place

AreaDimension = Literal["county", "town"]
KindDimension = Literal["industry", "above_scale", "size"]
PeopleDimension = Literal["unit", "person"]
CodedDimension = KindDimension | PeopleDimension
Dimension = AreaDimension | CodedDimension
AREA_DIMENSIONS: tuple[AreaDimension, ...] = ("county", "town")
KIND_DIMENSIONS: tuple[KindDimension, ...] = ("industry", "above_scale", "size")
PEOPLE_DIMENSIONS: tuple[PeopleDimension, ...] = ("unit", "person")
DIMENSIONS: tuple[Dimension, ...] = (*AREA_DIMENSIONS, *KIND_DIMENSIONS, *PEOPLE_DIMENSIONS)

_ORDERS: dict[Dimension, tuple[str, ...]] = {"above_scale": tuple(AboveScale), "size": tuple(Size)}


class Namer:
    """What the rows of a table are called in a language."""

    def __init__(self, reference: Reference, language: str) -> None:
        self.reference = reference
        self.language = language
        self.words = words(language)

    def area(self, code: str | None) -> str:
        """The area's name, '' where there is none."""
        return self.reference.areas[code].name_in(self.language) if code else ""

    def row(self, by: Dimension, code: str) -> str:
        if by in AREA_DIMENSIONS:
            return self.area(code) or self.words(f"figures.unfilled.{by}")
        if by == "industry" and code:
            return self.reference.industries[code].name_in(self.language)
        return self.words.label(by, code) if code else self.words(f"figures.unfilled.{by}")

    @property
    def total(self) -> str:
        return self.words("figures.total")


def place_table(
    connection: Connection,
    namer: Namer,
    by: Dimension,
    area: str,
    places: Mapping[Place, Counts],
    before: date,
    reach: Reach,
) -> list[AreaRow]:
    """Rows for the counties or towns of an area from its counts, changes since the day before."""
    counted = _grouped(by, places)
    keys = places_of(namer.reference, by, area)
    keys += sorted(
        (key for key, counts in counted.items() if key not in keys and not counts.is_empty),
        key=lambda key: key[1] or "~",
    )
    kept = _kept_by_key(connection, namer.reference, by, keys, before, reach)
    rows = [
        row_of(
            namer.row(by, key[1]), key[1], key[0], counted.get(key, Counts()), {key[1]: kept[key]}
        )
        for key in keys
    ]
    of_area = {area: kept_of_area(connection, namer.reference, before, area, reach)}
    whole = row_of(namer.total, area, None, total(places.values()), of_area)
    return [*rows, whole]


_Key = tuple[str | None, str]


def _kept_by_key(
    connection: Connection,
    reference: Reference,
    by: Dimension,
    keys: Sequence[_Key],
    day: date,
    reach: Reach,
) -> dict[_Key, Mapping[str, Figure]]:
    """What a day kept of each row: of a town that lies in two counties the county's own part.

    A day that kept areas alone has the town as a whole, which says nothing of a part.
    """
    placed = placed_on(connection, day, WHOLE, reach)
    if placed is None:
        areas = snapshots.of_day(connection, day, [code for _, code in keys])
        shared = {code for code, each in reference.areas.items() if each.also_in}
        return {key: {} if key[1] in shared else areas.get(key[1], {}) for key in keys}
    counted = _grouped(by, {place: counts_of(coded[""]) for place, coded in placed.items()})
    return {key: figures_of(counted.get(key, Counts())) for key in keys}


def _grouped(by: Dimension, places: Mapping[Place, Counts]) -> dict[_Key, Counts]:
    grouped: defaultdict[_Key, list[Counts]] = defaultdict(list)
    for (county, town), counts in places.items():
        grouped[(None, county) if by == "county" else (county, town)].append(counts)
    return {key: total(parts) for key, parts in grouped.items()}


def places_of(reference: Reference, by: Dimension, area: str) -> list[_Key]:
    """The rows that a table has even where nothing is counted: (county of a town, code)."""
    chosen = reference.areas[area]
    counties = [each.code for each in reference.counties()]
    if chosen.is_town:
        counties = list(reference.counties_of(area))[:1]
    elif chosen.is_county:
        counties = [area]
    if by == "county":
        return [(None, code) for code in counties]
    towns = [each for each in reference.areas.values() if each.is_town]
    return [
        (county, town.code)
        for county in counties
        for town in towns
        if town.parent == county and (not chosen.is_town or town.code == area)
    ]


def row_of(
    name: str,
    code: str,
    parent: str | None,
    counts: Counts,
    kept: Mapping[str, Mapping[str, Figure]],
) -> AreaRow:
    now = figures_of(counts)
    return AreaRow(
        code=code,
        parent=parent,
        name=name,
        figures=now,
        resumed_change=change(now["resumed"], kept.get(code, {}).get("resumed")),
    )


def past_places(
    connection: Connection, namer: Namer, by: Dimension, area: str, day: date
) -> list[AreaRow]:
    """Rows for the counties or towns of an area from a day that kept the areas alone."""
    keys = places_of(namer.reference, by, area)
    codes = [*(code for _, code in keys), area]
    kept = snapshots.of_day(connection, day, codes)
    if area not in kept:
        raise NotFound("no_snapshot", day=day, area=area)
    before = snapshots.of_day(connection, day - timedelta(days=1), codes)
    names = [(parent, code, namer.row(by, code)) for parent, code in keys]
    return [
        AreaRow(
            code=code,
            parent=parent,
            name=name,
            figures=kept.get(code, {}),
            resumed_change=change(
                kept.get(code, {}).get("resumed"), before.get(code, {}).get("resumed")
            ),
        )
        for parent, code, name in [*names, (None, area, namer.total)]
    ]


def past_counts(
    connection: Connection, by: CodedDimension, area: str, day: date, reach: Reach
) -> tuple[dict[str, Counts], Counts]:
    """What a past day kept by code and of the whole.

    NotFound where the day was not kept, InvalidInput where it has areas alone or was too long ago.
    """
    counted, whole = (counts_on(connection, day, each, reach) for each in (by, WHOLE))
    if counted is not None and whole is not None:
        return counted, whole.get("", Counts())
    if area not in snapshots.of_day(connection, day, [area]):
        raise NotFound("no_snapshot", day=day, area=area)
    is_too_old = by == "person" and whole is not None
    code = "past_people_gone" if is_too_old else "no_past_figures"
    raise InvalidInput(code, field="by", by=by, day=day)


def kind_table(
    connection: Connection,
    namer: Namer,
    by: KindDimension,
    area: str,
    counted: Mapping[str, Counts],
    whole: Counts,
    before: date,
    reach: Reach,
) -> list[AreaRow]:
    """Rows by industry, scale or size; their people are those in charge, the total's the roster's.

    Changes are since the day before; measures are not counted by kind.
    """
    codes = sorted(counted, key=lambda code: _rank(by, code))
    kept = kept_figures(codes, counts_on(connection, before, by, reach))
    rows = [row_of(namer.row(by, code), code, None, counted[code], kept) for code in codes]
    of_area = {area: kept_of_area(connection, namer.reference, before, area, reach)}
    total_row = row_of(namer.total, area, None, whole, of_area)
    return [without(row, MEASURE_FIGURES) for row in (*rows, total_row)]


def _rank(by: Dimension, code: str) -> tuple[bool, int, str]:
    """What is not known comes last; sizes come by size and not by letter."""
    order = _ORDERS.get(by, ())
    return not code, order.index(code) if code in order else len(order), code


def kept_figures(
    codes: Iterable[str], before: Mapping[str, Counts] | None
) -> dict[str, Mapping[str, Figure]]:
    """The figures of the day before by code, of nothing where that day had no such row."""
    if before is None:
        return {}
    return {code: figures_of(before.get(code, Counts())) for code in codes}


def without(row: AreaRow, keys: Collection[str]) -> AreaRow:
    """The row without some of its figures."""
    kept = {key: each for key, each in row.figures.items() if key not in keys}
    return replace(row, figures=kept)
