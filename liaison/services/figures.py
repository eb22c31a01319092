"""Figures: the indicators of an area now or on a past day, their tables, curves and snapshots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted
from liaison.domain.indicators import (
    FIGURE_KEYS,
    AreaRow,
    Counts,
    Figure,
    Figures,
    MeasureProgress,
    figures_of,
    measure_figure,
    measure_key,
    total,
)
from liaison.domain.reference import Reference
from liaison.domain.roles import Action, Actor, Scope
from liaison.services.area_tables import (
    Dimension,
    Namer,
    kind_table,
    past_table,
    place_table,
)
from liaison.services.attention import Waiting, attention_figures
from liaison.services.guard import requires
from liaison.store import figures as store
from liaison.store import reference as reference_store
from liaison.store import snapshots
from liaison.store.areas import area_condition
from liaison.store.database import Connection, Database
from liaison.store.scope import Condition, scope_condition

#: How far back days without a snapshot are made good.
MADE_GOOD_DAYS = 31

_States = dict[str, dict[str, int]]


@requires(Action.SEE_FIGURES)
def figures(
    actor: Actor, db: Database, area_code: str | None = None, as_of: date | None = None
) -> Figures:
    """Every figure of an area, by default the actor's own, now or at the end of a past day.

    NotFound where the past day was not kept.
    """
    require_past(db.today(), as_of)
    with db.read() as connection:
        area = resolve_area(reference_store.load(connection), actor.scope, area_code)
        if as_of is not None and as_of < db.today():
            before = _kept(connection, area, as_of - timedelta(days=1))
            kept = _in_order(_kept(connection, area, as_of, needed=True))
            return Figures(area, as_of, kept, before)
        places = _count(connection, db, within(connection, actor.scope, area))
        before = _kept(connection, area, db.today() - timedelta(days=1))
        return Figures(area, db.now(), figures_of(total(places.values())), before)


def resolve_area(reference: Reference, scope: Scope, area_code: str | None) -> str:
    """The area asked for, else the scope's own; NotPermitted outside of it."""
    city = reference.city().code
    own = scope.area_code or city
    area = area_code or own
    if area not in reference.areas:
        raise NotFound("area_not_found", area=area)
    if own not in (city, area) and own not in _around(reference, area):
        raise NotPermitted("area_not_permitted", area=reference.areas[area].name)
    return area


def _around(reference: Reference, area: str) -> tuple[str, ...]:
    return reference.counties_of(area) if reference.areas[area].is_town else ()


def within(connection: Connection, scope: Scope, area: str) -> Condition:
    """What lies in the area and in the scope, as a condition on `e`."""
    reach, values = scope_condition(without_city(connection, scope))
    return f"{reach} AND {area_condition(connection, area, 'e')}", values | {"area": area}


def without_city(connection: Connection, scope: Scope) -> Scope:
    """The scope, which is everything where its area is the city."""
    if scope.area_code and area_condition(connection, scope.area_code, "e") == "1":
        return replace(scope, area_code=None)
    return scope


def _count(connection: Connection, db: Database, where: Condition) -> dict[store.Place, Counts]:
    return store.by_place(connection, where, now=db.now(), today=db.today())


def _kept(
    connection: Connection, area: str, day: date, *, needed: bool = False
) -> dict[str, Figure]:
    found = snapshots.of_day(connection, day, [area]).get(area, {})
    if needed and not found:
        raise NotFound("no_snapshot", day=day, area=area)
    return found


def require_past(today: date, as_of: date | None) -> None:
    """Refuse a day that is still to come."""
    if as_of is not None and as_of > today:
        raise InvalidInput("day_to_come", field="as_of", day=as_of)


def _in_order(kept: Mapping[str, Figure]) -> dict[str, Figure]:
    """The indicators as they are shown, without the figures of single measures."""
    return {key: kept[key] for key in FIGURE_KEYS if key in kept}


@requires(Action.SEE_FIGURES)
def area_table(
    actor: Actor,
    db: Database,
    by: Dimension = "county",
    area_code: str | None = None,
    *,
    as_of: date | None = None,
    language: str | None = None,
) -> list[AreaRow]:
    """The table that is handed in, a row an area, industry, scale or size; the total comes last.

    What a roster leaves open has a row of its own where there is any. A past day has areas only.
    """
    require_past(db.today(), as_of)
    with db.read() as connection:
        namer = Namer(reference_store.load(connection), language or actor.language)
        area = resolve_area(namer.reference, actor.scope, area_code)
        if as_of is not None and as_of < db.today():
            return past_table(connection, namer, by, area, as_of)
        where = within(connection, actor.scope, area)
        places = _count(connection, db, where)
        if by == "county" or by == "town":  # spelled out, as the type checker follows it
            yesterday = db.today() - timedelta(days=1)
            return place_table(connection, namer, by, area, places, yesterday)
        counted = store.by_kind(connection, by, where, now=db.now(), today=db.today())
        return kind_table(namer, by, area, counted, total(places.values()))


@requires(Action.SEE_FIGURES)
def measure_progress(
    actor: Actor, db: Database, area_code: str | None = None, *, language: str | None = None
) -> list[MeasureProgress]:
    """How far each measure is in an area, in the catalogue's order."""
    with db.read() as connection:
        area = resolve_area(reference_store.load(connection), actor.scope, area_code)
        where = within(connection, actor.scope, area)
        return count_progress(connection, where, area, db.today(), language or actor.language)


def count_progress(
    connection: Connection, where: Condition, area: str, today: date, language: str
) -> list[MeasureProgress]:
    """Each measure's enterprises by state, with the change of the done since yesterday."""
    states = _states(store.measure_states(connection, where).values())
    overdue = store.overdue_measures(connection, where, today)
    kept = _kept(connection, area, today - timedelta(days=1))
    return [
        MeasureProgress(
            code=measure.code,
            title=measure.title_in(language),
            unit=measure.unit_in(language),
            states=states.get(measure.code, {}),
            overdue=overdue.get(measure.code, 0),
            done_change=_done_change(measure.code, states, kept),
        )
        for measure in reference_store.measures(connection)
    ]


def _states(places: Iterable[_States]) -> _States:
    """The states of all measures of several places, added up."""
    added: _States = {}
    for measures in places:
        for code, states in measures.items():
            into = added.setdefault(code, {})
            for state, number in states.items():
                into[state] = into.get(state, 0) + number
    return added


def _done_change(code: str, states: _States, kept: Mapping[str, Figure]) -> float | None:
    before = kept.get(measure_key(code))
    return None if before is None else states.get(code, {}).get("done", 0) - before.numerator


@requires(Action.SEE_FIGURES)
def curve(
    actor: Actor,
    db: Database,
    area_code: str | None = None,
    figure: str = "resumption_rate",
    days: int = 14,
) -> dict[date, Figure]:
    """One figure of the last days, today's as it is now; days that were not kept are left out."""
    today = db.today()
    now = figures(actor, db, area_code)
    if figure not in now.figures:
        raise NotFound("figure_not_found", figure=figure)
    with db.read() as connection:
        first = today - timedelta(days=days - 1)
        kept = snapshots.curve(
            connection, now.area_code, figure, first=first, last=today - timedelta(days=1)
        )
    return kept | {today: now[figure]}


@requires(Action.MAINTAIN)
def take_snapshot(actor: Actor, db: Database, day: date | None = None) -> list[date]:
    """Keep the figures as those of a day, by default yesterday; the days that were kept by it.

    Days missing since the last snapshot get the same figures: while no snapshot was taken the
    product did not run, so nothing moved. At most a month is made good.
    """
    day = day or db.today() - timedelta(days=1)
    with db.write() as connection:
        days = _days_to_keep(snapshots.last_before(connection, day), day)
        snapshots.keep(connection, days, _figures_of_all_areas(connection, db))
    return days


@requires(Action.MAINTAIN)
def take_missing_snapshots(actor: Actor, db: Database) -> list[date]:
    """Keep yesterday's figures unless they are there; called at midnight and at each start."""
    with db.read() as connection:
        if snapshots.has(connection, db.today() - timedelta(days=1)):
            return []
    return take_snapshot(actor, db)


def _days_to_keep(last: date | None, day: date) -> list[date]:
    first = day if last is None else last + timedelta(days=1)
    first = max(first, day - timedelta(days=MADE_GOOD_DAYS - 1))
    return [first + timedelta(days=number) for number in range((day - first).days + 1)]


def _figures_of_all_areas(connection: Connection, db: Database) -> dict[str, list[Figure]]:
    """Every figure of the city, each county and each town; and each measure's delivery."""
    reference = reference_store.load(connection)
    codes = [measure.code for measure in reference_store.measures(connection)]
    everywhere: Condition = ("1 = 1", {})
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    for place, counted in _count(connection, db, everywhere).items():
        for area in _areas_of(reference, place):
            counts[area] += counted
    states: defaultdict[str, list[_States]] = defaultdict(list)
    for place, measures in store.measure_states(connection, everywhere).items():
        for area in _areas_of(reference, place):
            states[area].append(measures)
    waiting = Waiting(connection, everywhere, db.today())
    attention = waiting.figures(lambda place: _areas_of(reference, place))
    return {
        area: [
            *figures_of(counts[area]).values(),
            *_measure_figures(codes, _states(states[area])),
            *attention.get(area, attention_figures({}, {})),
        ]
        for area in reference.areas
    }


def _areas_of(reference: Reference, place: store.Place) -> list[str]:
    return [reference.city().code, *(code for code in place if code)]


def _measure_figures(codes: Iterable[str], states: _States) -> list[Figure]:
    return [measure_figure(code, states.get(code, {})) for code in codes]
