"""Figures: the indicators of an area now or on a past day, their tables and curves."""

from __future__ import annotations

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
    counts_of,
    figures_of,
    measure_key,
    total,
)
from liaison.domain.records import Measure
from liaison.domain.reference import Reference
from liaison.domain.roles import Action, Actor, Scope
from liaison.services.area_tables import (
    AreaDimension,
    Dimension,
    Namer,
    kind_table,
    past_counts,
    past_places,
    place_table,
)
from liaison.services.guard import requires
from liaison.services.kept_days import (
    OVERDUE,
    WHOLE,
    Reach,
    coded_on,
    is_part,
    kept_of_area,
    placed_on,
    reach_of,
    states_of,
)
from liaison.services.people_tables import count_people, people_table
from liaison.store import day_counts, matrix, snapshots
from liaison.store import figures as store
from liaison.store import reference as reference_store
from liaison.store.areas import area_condition
from liaison.store.database import Connection, Database
from liaison.store.scope import Condition, scope_condition

#: How many past days are offered to look at.
SHOWN_DAYS = 183

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
        reference = reference_store.load(connection)
        area = resolve_area(reference, actor.scope, area_code)
        reach = reach_of(reference, actor.scope, area)
        if as_of is not None and as_of < db.today():
            before = _kept(connection, reference, area, reach, as_of - timedelta(days=1))
            kept = _in_order(_kept(connection, reference, area, reach, as_of, needed=True))
            return Figures(area, as_of, kept, before)
        places = _count(connection, db, within(connection, actor.scope, area))
        before = _kept(connection, reference, area, reach, db.today() - timedelta(days=1))
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
    connection: Connection,
    reference: Reference,
    area: str,
    reach: Reach,
    day: date,
    *,
    needed: bool = False,
) -> Mapping[str, Figure]:
    found = kept_of_area(connection, reference, day, area, reach)
    if needed and not found:
        raise NotFound("no_snapshot", day=day, area=area)
    return found


def require_past(today: date, as_of: date | None) -> None:
    """Refuse a day that is still to come, and the calendar's first, which has none before it."""
    if as_of == date.min:
        raise InvalidInput("day_unclear", field="as_of", value=as_of)
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
    """The table that is handed in, a row an area, kind, unit or person; the total comes last.

    What a roster leaves open has a row of its own where there is any. A day kept by an earlier
    edition has areas only.
    """
    require_past(db.today(), as_of)
    with db.read() as connection:
        namer = Namer(reference_store.load(connection), language or actor.language)
        area = resolve_area(namer.reference, actor.scope, area_code)
        if as_of is not None and as_of < db.today():
            reach = reach_of(namer.reference, actor.scope, area)
            return past_table(connection, namer, by, area, as_of, reach)
        return _table_now(connection, db, actor.scope, namer, by, area)


def past_table(
    connection: Connection, namer: Namer, by: Dimension, area: str, day: date, reach: Reach
) -> list[AreaRow]:
    """The table as a past day kept it."""
    if by == "county" or by == "town":  # spelled out, as the type checker follows it
        return _past_places(connection, namer, by, area, day, reach)
    before = day - timedelta(days=1)
    counted, whole = past_counts(connection, by, area, day, reach)
    if by == "unit" or by == "person":
        return people_table(connection, namer, by, area, counted, whole, before, reach)
    return kind_table(connection, namer, by, area, counted, whole, before, reach)


def _past_places(
    connection: Connection, namer: Namer, by: AreaDimension, area: str, day: date, reach: Reach
) -> list[AreaRow]:
    """The counties or towns from their places, which a day of an earlier edition does not have."""
    placed = placed_on(connection, day, WHOLE, reach)
    if placed is None:
        return past_places(connection, namer, by, area, day)
    places = {place: counts_of(coded[""]) for place, coded in placed.items()}
    return place_table(connection, namer, by, area, places, day - timedelta(days=1), reach)


def _table_now(
    connection: Connection, db: Database, scope: Scope, namer: Namer, by: Dimension, area: str
) -> list[AreaRow]:
    where = within(connection, scope, area)
    places = _count(connection, db, where)
    yesterday = db.today() - timedelta(days=1)
    reach, whole = reach_of(namer.reference, scope, area), total(places.values())
    if by == "county" or by == "town":
        rows = place_table(connection, namer, by, area, places, yesterday, reach)
        unlisted = matrix.towns_of_several_counties(connection, without_city(connection, scope))
        return [replace(row, is_listed=row.code not in unlisted | {""}) for row in rows]
    if by == "unit" or by == "person":
        people = count_people(connection, by, where, now=db.now(), today=db.today())
        return people_table(connection, namer, by, area, people, whole, yesterday, reach)
    counted = store.by_kind(connection, by, where, now=db.now(), today=db.today())
    return kind_table(connection, namer, by, area, counted, whole, yesterday, reach)


@requires(Action.SEE_FIGURES)
def measure_progress(
    actor: Actor,
    db: Database,
    area_code: str | None = None,
    *,
    as_of: date | None = None,
    language: str | None = None,
) -> list[MeasureProgress]:
    """How far each measure is in an area, in the catalogue's order, now or on a past day."""
    require_past(db.today(), as_of)
    language = language or actor.language
    with db.read() as connection:
        reference = reference_store.load(connection)
        area = resolve_area(reference, actor.scope, area_code)
        reach = reach_of(reference, actor.scope, area)
        if as_of is not None and as_of < db.today():
            return past_progress(connection, area, as_of, reach, language)
        where = within(connection, actor.scope, area)
        return count_progress(connection, where, area, reach, db.today(), language)


def count_progress(
    connection: Connection,
    where: Condition,
    area: str,
    reach: Reach,
    today: date,
    language: str,
) -> list[MeasureProgress]:
    """Each measure's enterprises by state, with the change of the done since yesterday."""
    states = _states(store.measure_states(connection, where).values())
    overdue = store.overdue_measures(connection, where, today)
    reference = reference_store.load(connection)
    kept = _kept(connection, reference, area, reach, today - timedelta(days=1))
    return [
        _progress(
            measure, states.get(measure.code, {}), overdue.get(measure.code, 0), kept, language
        )
        for measure in reference_store.measures(connection)
    ]


def past_progress(
    connection: Connection, area: str, day: date, reach: Reach, language: str
) -> list[MeasureProgress]:
    """The same as a past day kept it, of the measures that were in force then."""
    coded = coded_on(connection, day, "measure", reach)
    reference = reference_store.load(connection)
    then = _kept(connection, reference, area, reach, day, needed=True)
    if coded is None:
        raise InvalidInput("no_past_figures", field="as_of", day=day, by="measure")
    kept = _kept(connection, reference, area, reach, day - timedelta(days=1))
    catalogue = (
        *reference_store.measures(connection),
        *reference_store.retired_measures(connection),
    )
    return [
        _progress(measure, states_of(found), found.get(OVERDUE, 0), kept, language)
        for measure in sorted(catalogue, key=lambda each: (each.position, each.code))
        if measure_key(measure.code) in then
        for found in [coded.get(measure.code, {})]
    ]


def _progress(
    measure: Measure,
    states: Mapping[str, int],
    overdue: int,
    before: Mapping[str, Figure],
    language: str,
) -> MeasureProgress:
    done = before.get(measure_key(measure.code))
    return MeasureProgress(
        code=measure.code,
        title=measure.title_in(language),
        unit=measure.unit_in(language),
        states=states,
        overdue=overdue,
        done_change=None if done is None else states.get("done", 0) - done.numerator,
    )


def _states(places: Iterable[_States]) -> _States:
    """The states of all measures of several places, added up."""
    added: _States = {}
    for measures in places:
        for code, states in measures.items():
            into = added.setdefault(code, {})
            for state, number in states.items():
                into[state] = into.get(state, 0) + number
    return added


@requires(Action.SEE_FIGURES)
def curve(
    actor: Actor,
    db: Database,
    area_code: str | None = None,
    figure: str = "resumption_rate",
    days: int = 14,
    *,
    as_of: date | None = None,
) -> dict[date, Figure]:
    """One figure of the days until now or a past day; days that were not kept are left out.

    Today's is as it is now.
    """
    now = figures(actor, db, area_code, as_of)
    if figure not in FIGURE_KEYS:
        raise NotFound("figure_not_found", figure=figure)
    last = min(as_of or db.today(), db.today())
    with db.read() as connection:
        first = last - timedelta(days=days - 1)
        kept = snapshots.curve(
            connection, now.area_code, figure, first=first, last=last - timedelta(days=1)
        )
        reference = reference_store.load(connection)
        reach = reach_of(reference, actor.scope, now.area_code)
        if is_part(reference, reach, now.area_code):
            parts = {day: _kept(connection, reference, now.area_code, reach, day) for day in kept}
            kept = {day: part[figure] for day, part in parts.items() if figure in part}
    return kept | ({last: now[figure]} if figure in now.figures else {})


@requires(Action.SEE_FIGURES)
def kept_days(
    actor: Actor, db: Database, area_code: str | None = None, limit: int = SHOWN_DAYS
) -> list[date]:
    """The past days that can be looked at, the latest first."""
    with db.read() as connection:
        area = resolve_area(reference_store.load(connection), actor.scope, area_code)
        return snapshots.last_days(connection, area, limit)


@requires(Action.SEE_FIGURES)
def has_more_than_areas(actor: Actor, db: Database, day: date) -> bool:
    """True where a past day also kept kinds, people, measures and requests."""
    with db.read() as connection:
        return day_counts.has(connection, day, WHOLE)
