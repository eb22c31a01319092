"""The workbook of the workload: a sheet of people, a sheet of areas."""

from __future__ import annotations

from liaison.domain.indicators import NO_VALUE, Counts, figure
from liaison.domain.workload import (
    EVERYBODY,
    AreaWork,
    Nearness,
    PersonWork,
    Worker,
    WorkloadFilter,
    answers,
)
from liaison.services.area_tables import Namer
from liaison.services.export_job import ExportJob, Row
from liaison.services.workload import areas_at_work, people_at_work
from liaison.sheets.writing import lists
from liaison.sheets.writing.lists import List
from liaison.store import figures
from liaison.store.database import iso


def people_list(job: ExportJob) -> List:
    """The people posted in the area, and whoever is in charge of an enterprise in it."""
    filters = _filters(job)
    counted = figures.by_person(job.connection, job.place, now=job.now, today=job.today)
    people = people_at_work(job.connection, job.place, filters, job.now, job.today)
    rows = [
        _person_row(each, counted.get(each.worker.id, Counts()))
        for each in people
        if answers(each, filters.chip)
    ]
    return List(lists.workload_columns(job.words, job.labels), rows, len(rows))


def count_people(job: ExportJob) -> int:
    """How many people the filters leave."""
    filters = _filters(job)
    people = people_at_work(job.connection, job.place, filters, job.now, job.today)
    return sum(answers(each, filters.chip) for each in people)


def area_list(job: ExportJob) -> List:
    """The counties and towns of the area; of the filters the role counts."""
    namer = Namer(job.reference, job.words.language)
    found = areas_at_work(
        job.connection, job.place, job.area, namer, job.today, role=_filters(job).role
    )
    area = job.reference.areas[job.area]
    rows = [_area_row(each, "town", namer) for each in found.lines("town")]
    if not area.is_town:
        rows.append(_area_row(found.whole, "whole", namer))
    if not area.is_town and not area.is_county:
        rows = [*(_area_row(each, "county", namer) for each in found.lines("county")), *rows]
    return List(lists.area_workload_columns(job.words, job.labels), rows, len(rows))


def _filters(job: ExportJob) -> WorkloadFilter:
    return job.filters if isinstance(job.filters, WorkloadFilter) else EVERYBODY


def _person_row(each: PersonWork, counts: Counts) -> Row:
    worker, work = each.worker, each.work
    return (
        worker.name,
        worker.staff_no,
        worker.role,
        worker.unit,
        worker.county_code,
        worker.town_code,
        *_duty(worker),
        worker.capacity,
        worker.load,
        _known(worker.fill),
        work.enterprises,
        *_nearness(work.nearness),
        counts.measures_all - counts.measures_not_applicable,
        counts.measures_done,
        _share("measures_delivered", counts),
        work.overdue,
        _share("contact_rhythm", counts),
        _share("visit_rhythm", counts),
        counts.requests_received,
        counts.requests_settled,
        counts.requests_open,
        each.late_requests,
        _share("on_time_rate", counts),
        work.contacted_on and str(work.contacted_on),
        each.active_at and iso(each.active_at),
    )


def _duty(worker: Worker) -> Row:
    """Where the person stands, until when on leave, and who acts meanwhile."""
    absence = worker.absence
    if absence is None:
        return worker.duty, None, None
    return worker.duty, str(absence.last_on), absence.deputy_name


def _nearness(nearness: Nearness) -> Row:
    return *nearness, _known(nearness.near_share)


def _area_row(each: AreaWork, level: str, namer: Namer) -> Row:
    counts = each.counts
    return (
        each.name,
        level,
        namer.area(each.county),
        each.people,
        each.on_duty,
        _known(each.mean_load),
        _known(each.max_load),
        each.free,
        each.over,
        counts.enterprises,
        *_nearness(counts.nearness),
        counts.overdue,
        counts.overdue_enterprises,
        counts.unpaired,
    )


def _share(key: str, counts: Counts) -> float | str:
    return _known(figure(key, counts).value)


def _known(value: float | None) -> float | str:
    return NO_VALUE if value is None else value
