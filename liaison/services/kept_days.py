"""What a day leaves behind at 24:00, and how it is read again: areas, kinds, people, work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from liaison.domain.bulletin import ROLES, gap_key
from liaison.domain.indicators import (
    Counts,
    Figure,
    counts_of,
    figures_of,
    measure_figure,
    measure_key,
    numbers_of,
)
from liaison.domain.reference import Reference
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.attention import Waiting, attention_figures
from liaison.store import day_counts, exports, liaisons, snapshots
from liaison.store import figures as store
from liaison.store import reference as reference_store
from liaison.store.database import Connection
from liaison.store.day_counts import Coded, DayDimension, Place
from liaison.store.scope import Condition

#: Counts by person are kept as long as logs are; what is not of persons stays.
PEOPLE_KEPT_DAYS = 183
OVERDUE = "overdue"
WHOLE: DayDimension = "all"

EVERYWHERE: Condition = ("1", {})
_KINDS: tuple[store.Kind, ...] = ("industry", "above_scale", "size")
_Placed = dict[Place, Coded]


@dataclass(frozen=True, slots=True)
class DayKept:
    """All that is kept of a day: figures by area, and counts by dimension, place and code."""

    areas: Mapping[str, Sequence[Figure]]
    counts: Mapping[DayDimension, _Placed]


def count_day(connection: Connection, *, now: datetime, today: date) -> DayKept:
    """Count everything that a day keeps; the longest part is that of people."""
    waiting = Waiting(connection, EVERYWHERE, today)
    counted: dict[DayDimension, _Placed] = {"all": _everything(connection, waiting, now, today)}
    for kind in _KINDS:
        found = store.by_kind_and_place(connection, kind, now=now, today=today)
        counted[kind] = _placed((*key, numbers_of(counts)) for key, counts in found.items())
    counted["measure"] = _measures(connection, waiting)
    requests = exports.requests_by_kind_and_place(connection, now)
    counted["request"] = _placed((*key, numbers) for key, numbers in requests.items())
    people = store.by_person_and_place(connection, now=now, today=today)
    posts = liaisons.posts(connection)
    counted["person"] = _placed(
        (county, town, f"{posts[person].role} {person}", numbers_of(counts))
        for (county, town, person), counts in people.items()
    )
    counted["unit"] = _units(people, posts)
    return DayKept(_figures_of_areas(connection, counted, waiting), counted)


def _everything(connection: Connection, waiting: Waiting, now: datetime, today: date) -> _Placed:
    """All counts of each place, and how many of its enterprises lack whom."""
    return _placed(
        (*place, "", numbers_of(counts) | _lacking(waiting.lacking.get(place, {})))
        for place, counts in store.by_place(connection, EVERYWHERE, now=now, today=today).items()
    )


def _lacking(roles: Mapping[LiaisonRole, int]) -> dict[str, int]:
    return {gap_key(role): number for role, number in roles.items()}


def _placed(rows: Iterable[tuple[str, str, str, dict[str, int]]]) -> _Placed:
    """Numbers by place and code, without those that are nothing."""
    found: defaultdict[Place, Coded] = defaultdict(dict)
    for county, town, code, numbers in rows:
        if kept := {name: number for name, number in numbers.items() if number}:
            found[county, town][code] = kept
    return dict(found)


def _measures(connection: Connection, waiting: Waiting) -> _Placed:
    """Each measure's enterprises by state, and how many are late."""
    return _placed(
        (*place, code, states | {OVERDUE: waiting.late.get(place, {}).get(code, 0)})
        for place, measures in store.measure_states(connection, EVERYWHERE).items()
        for code, states in measures.items()
    )


def _units(
    people: Mapping[tuple[str, str, int], Counts], posts: Mapping[int, liaisons.Post]
) -> _Placed:
    """The counts of a unit's people together, by role, as they belong to it on the day."""
    added: defaultdict[tuple[str, str, str], Counts] = defaultdict(Counts)
    for (county, town, person), counts in people.items():
        post = posts[person]
        added[county, town, f"{post.role} {post.unit}"] += counts
    return _placed((*key, numbers_of(counts)) for key, counts in added.items())


def _figures_of_areas(
    connection: Connection, counted: Mapping[DayDimension, _Placed], waiting: Waiting
) -> dict[str, list[Figure]]:
    """Every figure of the city, each county and each town; each measure's delivery; what waits."""
    reference = reference_store.load(connection)
    codes = [measure.code for measure in reference_store.measures(connection)]
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    for place, coded in counted["all"].items():
        for area in _areas_of(reference, place):
            counts[area] += counts_of(coded[""])
    states: defaultdict[str, Coded] = defaultdict(dict)
    for place, coded in counted["measure"].items():
        for area in _areas_of(reference, place):
            _add(states[area], coded)
    attention = waiting.figures(lambda place: _areas_of(reference, place))
    return {
        area: [
            *figures_of(counts[area]).values(),
            *(measure_figure(code, states_of(states[area].get(code, {}))) for code in codes),
            *attention.get(area, attention_figures({}, {})),
        ]
        for area in reference.areas
    }


def _areas_of(reference: Reference, place: Place) -> list[str]:
    return [reference.city().code, *(code for code in place if code)]


def states_of(numbers: Mapping[str, int]) -> dict[str, int]:
    """The states among what is kept of a measure."""
    return {name: number for name, number in numbers.items() if name != OVERDUE}


def _add(into: Coded, coded: Coded) -> None:
    for code, numbers in coded.items():
        sums = into.setdefault(code, {})
        for name, number in numbers.items():
            sums[name] = sums.get(name, 0) + number


def keep_days(connection: Connection, days: Sequence[date], kept: DayKept) -> None:
    """Write what was counted as that of these days, and let go of what is too old."""
    snapshots.keep(connection, days, kept.areas)
    for dimension, placed in kept.counts.items():
        day_counts.keep(connection, days, dimension, placed)
    oldest = max(days) - timedelta(days=PEOPLE_KEPT_DAYS)
    day_counts.forget(connection, "person", oldest)


@dataclass(frozen=True, slots=True)
class Reach:
    """An area of an actor's scope, to look at what is kept by place."""

    codes: tuple[str, ...]
    county: str | None

    def __contains__(self, place: Place) -> bool:
        return all(code in place for code in self.codes)


def reach_of(reference: Reference, scope: Scope, area: str) -> Reach:
    """The places of an area as far as the scope reaches."""
    city = reference.city().code
    asked = (scope.area_code, area)
    codes = tuple(dict.fromkeys(code for code in asked if code and code != city))
    county = next((code for code in codes if reference.areas[code].is_county), None)
    return Reach(codes, county)


#: The county of a town, None of what is no town, and the code of the area.
RowKey = tuple[str | None, str]


def kept_of_area(
    connection: Connection, reference: Reference, day: date, area: str, reach: Reach
) -> Mapping[str, Figure]:
    """Every figure that a day kept of an area, as far as it is within reach."""
    key = _row_key(reach, area)
    return kept_by_row(connection, reference, day, [key], reach)[key]


def is_part(reference: Reference, reach: Reach, area: str) -> bool:
    """True where an area may go beyond the reach, so that only its part within is told."""
    return _is_part(reference, _row_key(reach, area))


def _row_key(reach: Reach, area: str) -> RowKey:
    county, *narrower = reach.codes or (area,)
    return (county, area) if narrower else (None, area)


def kept_by_row(
    connection: Connection, reference: Reference, day: date, keys: Sequence[RowKey], reach: Reach
) -> dict[RowKey, Mapping[str, Figure]]:
    """Every figure that a day kept of each row: of a town its part in the row's county.

    What lies in another county than the reach is nothing.

    A day that kept areas alone has such a town as a whole, which says nothing of a part.
    """
    city = reference.city().code
    areas = snapshots.of_day(connection, day, [city, *(code for _, code in keys)])
    parts = [key for key in keys if _is_part(reference, key)]
    found: dict[RowKey, Mapping[str, Figure]] = {key: areas.get(key[1], {}) for key in keys}
    counties = {county for county, _ in parts}
    only = counties.pop() if len(counties) == 1 else None
    everywhere = day_counts.of_day(connection, day, WHOLE, only) if parts else None
    measures = day_counts.of_day(connection, day, "measure", only) if everywhere else None
    for county, town in parts:
        place = (county or "", town)
        found[county, town] = {}
        if everywhere is not None:
            is_near = place in reach
            of_measures = (measures or {}).get(place, {}) if is_near else {}
            whole = everywhere.get(place, {}).get("", {}) if is_near else {}
            found[county, town] = _kept_part(whole, of_measures, areas.get(city, {}))
    return found


def _is_part(reference: Reference, key: RowKey) -> bool:
    """True of a town that may lie in two counties, and of what has no town."""
    county, town = key
    return county is not None and (not town or len(reference.counties_of(town)) > 1)


def _kept_part(
    whole: Mapping[str, int], measures: Coded, of_city: Mapping[str, Figure]
) -> dict[str, Figure]:
    """The figures of a place from its counts; `of_city` has the measures that were in force."""
    late = {code: numbers[OVERDUE] for code, numbers in measures.items() if OVERDUE in numbers}
    lacking = {role: whole.get(gap_key(role), 0) for role in ROLES}
    found = [
        *figures_of(counts_of(whole)).values(),
        *(measure_figure(code, states_of(numbers)) for code, numbers in measures.items()),
        *attention_figures(lacking, late),
    ]
    told = {each.key: each for each in found}
    for key in of_city:
        if key.startswith(measure_key("")):
            told.setdefault(key, Figure(key, 0, 0))
    # Days of an earlier edition did not keep by place which role was missing.
    if whole.get("unpaired") and not any(lacking.values()):
        for role in ROLES:
            del told[gap_key(role)]
    return told


def placed_on(
    connection: Connection, day: date, dimension: DayDimension, reach: Reach
) -> _Placed | None:
    """What a day kept of the places within reach; None where it has no such dimension."""
    placed = day_counts.of_day(connection, day, dimension, reach.county)
    if placed is None:
        return None
    return {place: coded for place, coded in placed.items() if place in reach}


def coded_on(
    connection: Connection, day: date, dimension: DayDimension, reach: Reach
) -> Coded | None:
    """What a day kept of all places within reach together, by code."""
    placed = placed_on(connection, day, dimension, reach)
    if placed is None:
        return None
    added: Coded = {}
    for coded in placed.values():
        _add(added, coded)
    return added


def counts_on(
    connection: Connection, day: date, dimension: DayDimension, reach: Reach
) -> dict[str, Counts] | None:
    """The same as counts by code, those that are nothing left out."""
    coded = coded_on(connection, day, dimension, reach)
    if coded is None:
        return None
    counted = {code: counts_of(numbers) for code, numbers in coded.items()}
    return {code: counts for code, counts in counted.items() if not counts.is_empty}
