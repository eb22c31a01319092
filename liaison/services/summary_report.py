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
from liaison.services.area_tables import Dimension, Namer, kind_table, past_table, place_table
from liaison.services.export_job import ExportJob
from liaison.services.figures import count_progress
from liaison.sheets.writing.report_form import FormHead
from liaison.sheets.writing.summary import MeasureLine, RequestLine, Summary
from liaison.store import catalogue, exports, figures, reference
from liaison.store.scope import Condition

_NOTHING: Condition = ("1 = 0", {})


def gather_summary(job: ExportJob) -> Summary:
    """The summary of an area, now or at the end of a past day, which has areas alone."""
    return _past_summary(job) if job.as_of is not None else _present_summary(job)


def _present_summary(job: ExportJob) -> Summary:
    connection, namer = job.connection, Namer(job.reference, job.words.language)
    places = figures.by_place(connection, job.place, now=job.now, today=job.today)
    yesterday = job.today - timedelta(days=1)
    counties = place_table(connection, namer, "county", job.area, places, yesterday)
    towns = place_table(connection, namer, "town", job.area, places, yesterday)
    whole = total(places.values())
    return Summary(
        head=_head(job, _minute(job)),
        form_rows=_form_rows(job, counties, towns),
        counties=counties,
        towns=towns,
        industries=_kinds(job, namer, "industry", whole),
        scales=_kinds(job, namer, "above_scale", whole),
        sizes=_kinds(job, namer, "size", whole),
        measures=_measure_lines(job, counties, towns),
        measure_areas=[row.name for row in _form_rows(job, counties, towns)[:-1] if row.code],
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
    assert job.as_of is not None
    connection, namer = job.connection, Namer(job.reference, job.words.language)
    counties = past_table(connection, namer, "county", job.area, job.as_of)
    towns = past_table(connection, namer, "town", job.area, job.as_of)
    midnight = f"{job.as_of} 24:00"
    return Summary(
        head=_head(job, midnight),
        form_rows=_form_rows(job, counties, towns),
        counties=counties,
        towns=towns,
        industries=(),
        scales=(),
        sizes=(),
        measures=(),
        measure_areas=(),
        requests=(),
        gaps=(),
        enterprises=(),
        enterprise_count=0,
        labels=job.labels,
        notes=_notes(job, midnight),
    )


def _minute(job: ExportJob) -> str:
    return job.now.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M")


def _head(job: ExportJob, as_of: str) -> FormHead:
    return FormHead(area=job.area_name, as_of=as_of, filler=job.exported_by, day=str(job.today))


def _form_rows(
    job: ExportJob, counties: Sequence[AreaRow], towns: Sequence[AreaRow]
) -> Sequence[AreaRow]:
    """A city hands in its counties, a county its towns."""
    return counties if job.area == job.reference.city().code else towns


def _kinds(job: ExportJob, namer: Namer, by: Dimension, whole: Counts) -> list[AreaRow]:
    assert by != "county"
    assert by != "town"
    counted = figures.by_kind(job.connection, by, job.place, now=job.now, today=job.today)
    return kind_table(namer, by, job.area, counted, whole)


def _measure_lines(
    job: ExportJob, counties: Sequence[AreaRow], towns: Sequence[AreaRow]
) -> list[MeasureLine]:
    progress = count_progress(job.connection, job.place, job.area, job.today, job.words.language)
    rows = [row for row in _form_rows(job, counties, towns)[:-1] if row.code]
    states = figures.measure_states(job.connection, job.place)
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
    return job.words("workbooks.notes.past_text", day=day)
