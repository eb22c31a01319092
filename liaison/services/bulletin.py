"""The day's bulletin of an area: everything that it says, gathered in one state of the database.

Its figures are those of the dashboard and of the summary workbook: the same counts, the same
formulas, the same kept days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from liaison.domain.bulletin import (
    Bulletin,
    LateMeasure,
    LateRequest,
    MeasureStanding,
    Parts,
    Standing,
)
from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.indicators import AreaRow, Figure, measure_key
from liaison.domain.roles import Action, Actor
from liaison.locales import words
from liaison.locales.sentences import actor_label
from liaison.services.area_tables import Namer, place_table
from liaison.services.attention import Waiting, kept_attention, kept_late
from liaison.services.export_job import ExportJob
from liaison.services.figures import (
    count_progress,
    past_table,
    require_past,
    resolve_area,
    without_city,
)
from liaison.services.guard import requires
from liaison.services.kept_days import Reach, RowKey, kept_by_row, kept_of_area, reach_of
from liaison.store import figures, oldest, reference
from liaison.store.database import Database, moment

#: How many of the longest late measures and requests are told by name.
NAMED = 3

_Kept = Mapping[RowKey, Mapping[str, Figure]]


@requires(Action.SEE_FIGURES)
def bulletin(
    actor: Actor,
    db: Database,
    area_code: str | None = None,
    as_of: date | None = None,
    *,
    language: str | None = None,
) -> Bulletin:
    """What the bulletin of an area says, by default of the actor's own, now or at a day's end."""
    require_past(db.today(), as_of)
    say = words(language or actor.language)
    with db.read() as connection:
        loaded = reference.load(connection)
        return gather_bulletin(
            ExportJob(
                connection=connection,
                scope=without_city(connection, actor.scope),
                reference=loaded,
                area=resolve_area(loaded, actor.scope, area_code),
                words=say,
                now=db.now(),
                exported_by=actor_label(actor.name, say),
                as_of=as_of if as_of is not None and as_of < db.today() else None,
            )
        )


@requires(Action.SEE_FIGURES)
def bulletin_areas(actor: Actor, db: Database) -> list[str]:
    """The areas that each hand in a bulletin: the actor's own, and the counties in the city."""
    with db.read() as connection:
        loaded = reference.load(connection)
    own = resolve_area(loaded, actor.scope, None)
    if own != loaded.city().code:
        return [own]
    return [own, *(county.code for county in loaded.counties())]


def gather_bulletin(job: ExportJob) -> Bulletin:
    """The bulletin of an area, now or at the end of a past day."""
    rows = _rows(job)
    yesterday = job.day - timedelta(days=1)
    before = _kept(job, rows, yesterday)
    if job.as_of is None:
        waiting = Waiting(job.connection, job.place, job.today)
        areas = [Standing(row, before[_key(row)], waiting.of_row(row)) for row in rows[:-1]]
        whole = Standing(rows[-1], _of_area(job, yesterday), waiting.of_all(rows[-1]))
        measures = _measures_now(job)
    else:
        kept = _kept(job, rows, job.as_of)
        areas = [_past_standing(row, kept[_key(row)], before[_key(row)]) for row in rows[:-1]]
        of_whole = _of_area(job, job.as_of)
        whole = _past_standing(rows[-1], of_whole, _of_area(job, yesterday))
        measures = _measures_then(job, whole)
    return Bulletin(
        area_code=job.area,
        area=job.area_name,
        parts=_parts(job),
        day=job.day,
        made_at=job.now.astimezone(CITY_ZONE),
        is_past=job.as_of is not None,
        whole=whole,
        areas=areas,
        measures=measures,
        late_measures=_late_measures(job),
        late_requests=_late_requests(job),
    )


def _parts(job: ExportJob) -> Parts:
    """A city is told by its counties, a county by its towns."""
    return "county" if job.area == job.reference.city().code else "town"


def _rows(job: ExportJob) -> list[AreaRow]:
    namer = Namer(job.reference, job.words.language)
    if job.as_of is not None:
        return past_table(job.connection, namer, _parts(job), job.area, job.as_of, _reach(job))
    places = figures.by_place(job.connection, job.place, now=job.now, today=job.today)
    yesterday = job.today - timedelta(days=1)
    return place_table(job.connection, namer, _parts(job), job.area, places, yesterday, _reach(job))


def _past_standing(
    row: AreaRow, kept: Mapping[str, Figure], before: Mapping[str, Figure]
) -> Standing:
    """An area with all that the day kept of it, measures and what waited besides its row."""
    return Standing(replace(row, figures={**kept, **row.figures}), before, kept_attention(kept))


def _reach(job: ExportJob) -> Reach:
    return reach_of(job.reference, job.scope, job.area)


def _key(row: AreaRow) -> RowKey:
    return row.parent, row.code


def _kept(job: ExportJob, rows: Sequence[AreaRow], day: date) -> _Kept:
    keys = [_key(row) for row in rows[:-1]]
    return kept_by_row(job.connection, job.reference, day, keys, _reach(job))


def _of_area(job: ExportJob, day: date) -> Mapping[str, Figure]:
    return kept_of_area(job.connection, job.reference, day, job.area, _reach(job))


def _measures_now(job: ExportJob) -> list[MeasureStanding]:
    progress = count_progress(
        job.connection, job.place, job.area, _reach(job), job.today, job.words.language
    )
    return [
        MeasureStanding(
            code=each.code,
            title=each.title,
            unit=each.unit,
            delivered=each.delivered,
            done_change=each.done_change,
            overdue=each.overdue,
        )
        for each in progress
    ]


def _measures_then(job: ExportJob, whole: Standing) -> list[MeasureStanding]:
    """The measures that the day kept; one that came into force later is not among them."""
    kept, found = whole.row.figures, []
    for measure in reference.measures(job.connection):
        delivered = kept.get(measure_key(measure.code))
        if delivered is None:
            continue
        before = whole.before.get(delivered.key)
        standing = MeasureStanding(
            code=measure.code,
            title=measure.title_in(job.words.language),
            unit=measure.unit_in(job.words.language),
            delivered=delivered,
            done_change=None if before is None else delivered.numerator - before.numerator,
            overdue=kept_late(kept, measure.code),
        )
        found.append(standing)
    return found


def _late_measures(job: ExportJob) -> list[LateMeasure]:
    titles = {
        measure.code: measure.title_in(job.words.language)
        for measure in reference.measures(job.connection)
    }
    rows = oldest.measures(job.connection, job.place, _day_after(job), NAMED)
    return [
        LateMeasure(number, name, _place(job, county, town), titles[code], date.fromisoformat(due))
        for number, name, county, town, code, due in rows
    ]


def _late_requests(job: ExportJob) -> list[LateRequest]:
    rows = oldest.requests(job.connection, job.place, _instant(job), NAMED)
    return [
        LateRequest(number, name, _place(job, county, town), kind, moment(due))
        for number, name, county, town, kind, due in rows
    ]


def _day_after(job: ExportJob) -> date:
    """What was due before this day was late at the bulletin's time."""
    return job.today if job.as_of is None else job.as_of + timedelta(days=1)


def _instant(job: ExportJob) -> datetime:
    return job.now if job.as_of is None else datetime.combine(_day_after(job), time(), CITY_ZONE)


def _place(job: ExportJob, county: str | None, town: str | None) -> str:
    """County and town, or what of them the bulletin's own area does not say already."""
    if job.reference.areas[job.area].is_town:
        return ""
    namer = Namer(job.reference, job.words.language)
    names = [namer.area(code) for code in (county, town) if code and code != job.area]
    is_chinese = job.words.language == "zh-CN"
    return "".join(names) if is_chinese else ", ".join(reversed(names))
