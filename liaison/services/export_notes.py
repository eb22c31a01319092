"""What a list that was exported tells of itself: area, day, filters, columns, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.filter_query import Filter
from liaison.locales.filter_words import FilterWords
from liaison.services.export_job import ExportJob
from liaison.sheets.writing.table_rows import Column
from liaison.store import liaisons


def list_notes(job: ExportJob, kind: str, columns: Sequence[Column]) -> list[tuple[str, str]]:
    """The notes of a list by topic."""

    def say(key: str, **values: object) -> str:
        return job.words(f"workbooks.notes.{key}", **values)

    minute = job.now.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M")
    filters = filters_told(job) or [say("no_filters_list")]
    headers = [column.header for column in columns] if job.columns else [say("all_columns")]
    told = [(say("area"), job.area_name)]
    if kind == "changes":
        told.append((say("day"), say("day_text", day=job.day)))
    told += [
        (say("as_of"), minute),
        (say("filters"), job.words("filters.between").join(filters)),
        (say("columns"), job.words("filters.and").join(headers)),
        (say("exported_by"), job.exported_by),
        (say("exported_at"), minute),
    ]
    if kind == "roster" and job.columns:
        told.append((say("import_again"), say("not_imported")))
    if kind == "changes":
        told.append((say("phones"), say("private_text")))
    return told + [(say("gone"), each) for each in job.gone]


def filters_told(job: ExportJob) -> list[str]:
    """The filters of the job in words."""
    reached = liaisons.reached(job.connection, job.scope, _people(job.filters))
    people = {
        each.id: f"{each.staff_no} {each.name}"
        for each in liaisons.by_id(job.connection, reached).values()
    }
    return FilterWords(job.words, job.reference, job.titles, people).told(job.filters)


def _people(filters: Filter | None) -> list[int]:
    liaison_id = getattr(filters, "liaison_id", None)
    return [] if liaison_id is None else [liaison_id]
