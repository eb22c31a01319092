"""The summary: everything that its workbook shows, gathered in one state of the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.indicators import (
    FIGURE_KEYS,
    AreaRow,
    Counts,
    Figure,
    MeasureProgress,
    measure_figure,
    total,
)
from liaison.services.area_tables import KindDimension, Namer, kind_table, place_table
from liaison.services.export_job import ExportJob
from liaison.services.figures import count_progress, past_progress, past_table
from liaison.services.kept_days import WHOLE, Reach, placed_on, reach_of, states_of
from liaison.services.request_figures import past_requests
from liaison.sheets.writing.report_form import FormHead
from liaison.sheets.writing.summary import MeasureLine, RequestLine, Summary
from liaison.store import catalogue, day_counts, exports, figures, reference
from liaison.store.scope import Condition

_NOTHING: Condition = ("1 = 0", {})


def gather_summary(job: ExportJob) -> Summary:
    """The summary of an area, now or at the end of a past day, which has no lists."""
    return _past_summary(job) if job.as_of is not None else _present_summary(job)


def _present_summary(job: ExportJob) -> Summary:
    connection, namer = job.connection, Namer(job.reference, job.words.language)
    places = figures.by_place(connection, job.place, now=job.now, today=job.today)
    yesterday = job.today - timedelta(days=1)
    reach = reach_of(job.reference, job.scope, job.area)
    counties = place_table(connection, namer, "county", job.area, places, yesterday, reach)
    towns = place_table(connection, namer, "town", job.area, places, yesterday, reach)
    whole = total(places.values())
    return Summary(
        head=_head(job, _minute(job)),
        form_rows=_form_rows(job, counties, towns),
        counties=counties,
        towns=towns,
        industries=_kinds(job, namer, "industry", whole),
        scales=_kinds(job, namer, "above_scale", whole),
        sizes=_kinds(job, namer, "size", whole),
        measures=_measure_lines(
            count_progress(connection, job.place, job.area, reach, job.today, job.words.language),
            figures.measure_states(job.connection, job.place),
            _measure_areas(job, counties, towns),
        ),
        measure_areas=[row.name for row in _measure_areas(job, counties, towns)],
        requests=[
            RequestLine(each.kind, each.counts, each.states)
            for each in exports.requests_by_kind(connection, job.place, job.now)
        ],
        gaps=job.gaps(),
        enterprises=exports.enterprise_details(connection, job.place, job.today),
        enterprise_count=exports.count_enterprises(connection, job.place),
        labels=job.labels,
        notes=_notes(job, _minute(job)),
    )


def _past_summary(job: ExportJob) -> Summary:
    """What the day kept; one that an earlier edition kept has areas alone."""
    assert job.as_of is not None
    day, connection, namer = job.as_of, job.connection, Namer(job.reference, job.words.language)
    reach = reach_of(job.reference, job.scope, job.area)
    has_more = day_counts.has(connection, day, WHOLE)
    counties = past_table(connection, namer, "county", job.area, day, reach)
    towns = past_table(connection, namer, "town", job.area, day, reach)
    midnight = f"{day} 24:00"

    def kinds(by: KindDimension) -> Sequence[AreaRow]:
        return past_table(connection, namer, by, job.area, day, reach) if has_more else ()

    return Summary(
        head=_head(job, midnight),
        form_rows=_form_rows(job, counties, towns),
        counties=counties,
        towns=towns,
        industries=kinds("industry"),
        scales=kinds("above_scale"),
        sizes=kinds("size"),
        measures=_past_measures(job, counties, towns, reach) if has_more else (),
        measure_areas=[row.name for row in _measure_areas(job, counties, towns)]
        if has_more
        else (),
        requests=_past_requests(job, reach),
        gaps=(),
        enterprises=(),
        enterprise_count=0,
        labels=job.labels,
        notes=_notes(job, midnight),
    )


def _past_measures(
    job: ExportJob, counties: Sequence[AreaRow], towns: Sequence[AreaRow], reach: Reach
) -> list[MeasureLine]:
    assert job.as_of is not None
    progress = past_progress(job.connection, job.area, job.as_of, reach, job.words.language)
    placed = placed_on(job.connection, job.as_of, "measure", reach) or {}
    states = {
        place: {code: states_of(numbers) for code, numbers in coded.items()}
        for place, coded in placed.items()
    }
    return _measure_lines(progress, states, _measure_areas(job, counties, towns))


def _past_requests(job: ExportJob, reach: Reach) -> list[RequestLine]:
    assert job.as_of is not None
    found = past_requests(job.connection, job.as_of, reach) or ()
    return [RequestLine(each.kind, each.counts, each.states) for each in found]


def _minute(job: ExportJob) -> str:
    return job.now.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M")


def _head(job: ExportJob, as_of: str) -> FormHead:
    return FormHead(area=job.area_name, as_of=as_of, filler=job.exported_by, day=str(job.today))


def _form_rows(
    job: ExportJob, counties: Sequence[AreaRow], towns: Sequence[AreaRow]
) -> Sequence[AreaRow]:
    """A city hands in its counties, a county its towns."""
    return counties if job.area == job.reference.city().code else towns


def _kinds(job: ExportJob, namer: Namer, by: KindDimension, whole: Counts) -> list[AreaRow]:
    counted = figures.by_kind(job.connection, by, job.place, now=job.now, today=job.today)
    reach = reach_of(job.reference, job.scope, job.area)
    yesterday = job.today - timedelta(days=1)
    return kind_table(job.connection, namer, by, job.area, counted, whole, yesterday, reach)


def _measure_areas(
    job: ExportJob, counties: Sequence[AreaRow], towns: Sequence[AreaRow]
) -> list[AreaRow]:
    return [row for row in _form_rows(job, counties, towns)[:-1] if row.code]


def _measure_lines(
    progress: Sequence[MeasureProgress], states: _PlaceStates, rows: Sequence[AreaRow]
) -> list[MeasureLine]:
    return [MeasureLine(each, [_delivered(each, row, states) for row in rows]) for each in progress]


_PlaceStates = dict[figures.Place, dict[str, dict[str, int]]]


def _delivered(measure: MeasureProgress, row: AreaRow, places: _PlaceStates) -> Figure:
    """A measure's delivery in the county, or in the town as far as it lies in the row's county."""
    added: dict[str, int] = {}
    for (county, town), measures in places.items():
        here = (
            county == row.code if row.parent is None else (county, town) == (row.parent, row.code)
        )
        for state, number in measures.get(measure.code, {}).items() if here else ():
            added[state] = added.get(state, 0) + number
    return measure_figure(measure.code, added)


def _notes(job: ExportJob, as_of: str) -> list[tuple[str, str]]:
    """What the reader must know, then the formula of each figure."""
    say = job.words
    told = [
        (say("workbooks.notes.area"), job.area_name),
        (say("workbooks.notes.as_of"), as_of),
        (say("workbooks.notes.exported_by"), job.exported_by),
        (say("workbooks.notes.exported_at"), _minute(job)),
        (say("workbooks.notes.filters"), say("workbooks.notes.no_filters")),
    ]
    if job.as_of is not None:
        told.append((say("workbooks.notes.past"), _past_note(job, job.as_of)))
    told += [
        (say(f"workbooks.notes.{each}"), say(f"workbooks.notes.{each}_text"))
        for each in ("change", "no_value", "totals")
    ]
    told += _catalogue_note(job)
    told.append((say("workbooks.notes.phones"), say("workbooks.notes.phones_text")))
    formulas = [(say(f"figures.{key}"), say(f"figures.formulas.{key}")) for key in FIGURE_KEYS]
    return told + formulas


def _catalogue_note(job: ExportJob) -> list[tuple[str, str]]:
    """That the measures, or how many of them, are the product's and not the city's own."""
    in_force = len(reference.measures(job.connection))
    defaults = len(catalogue.default_codes(job.connection))
    if not defaults:
        return []
    key = "measures_text" if defaults == in_force else "measures_some_text"
    text = job.words(f"workbooks.notes.{key}", number=defaults, all=in_force)
    return [(job.words("workbooks.notes.measures"), text)]


def _past_note(job: ExportJob, day: date) -> str:
    has_more = day_counts.has(job.connection, day, WHOLE)
    return job.words(f"workbooks.notes.{'past_text' if has_more else 'past_areas_text'}", day=day)
