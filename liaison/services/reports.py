"""Files out: the summary, the lists and the templates, each logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from liaison.domain.errors import InvalidInput
from liaison.domain.filters import EnterpriseFilter, RequestFilter
from liaison.domain.page import Page
from liaison.domain.roles import Action, Actor
from liaison.domain.workload import WorkloadFilter
from liaison.locales import words
from liaison.locales.sentences import actor_label
from liaison.services.export_job import ExportJob
from liaison.services.figures import require_past, resolve_area, without_city
from liaison.services.guard import requires
from liaison.services.summary_report import gather_summary
from liaison.services.workload_sheets import area_list, people_list
from liaison.sheets.writing import lists, roster
from liaison.sheets.writing.lists import List
from liaison.sheets.writing.summary import write_summary
from liaison.sheets.writing.templates import TEMPLATE_KINDS, TemplateKind, write_template
from liaison.sheets.writing.text_file import write_csv
from liaison.store import exports, history, reference
from liaison.store.database import Connection, Database
from liaison.store.exports import ExportEntry
from liaison.store.history import Change

__all__ = [
    "EXPORT_KINDS",
    "MEDIA_TYPES",
    "ExportKind",
    "ExportedFile",
    "FileFormat",
    "TemplateKind",
    "export",
]

ExportKind = Literal["summary", "roster", "workload", "requests", "gaps", "measures", "template"]
EXPORT_KINDS: tuple[ExportKind, ...] = get_args(ExportKind)
FileFormat = Literal["xlsx", "csv"]

MEDIA_TYPES: dict[FileFormat, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to hand over; `rows` counts its data rows."""

    file_name: str
    media_type: str
    content: bytes
    rows: int


@requires(Action.EXPORT)
def export(
    actor: Actor,
    db: Database,
    kind: ExportKind,
    *,
    area_code: str | None = None,
    as_of: date | None = None,
    language: str = "zh-CN",
    filters: EnterpriseFilter | RequestFilter | WorkloadFilter | None = None,
    format: FileFormat = "xlsx",  # noqa: A002 # the word that callers use
    template_kind: TemplateKind = "enterprises",
) -> ExportedFile:
    """Make a file of the rows in the actor's reach and log that it was made.

    `filters` narrow the roster and the measures (EnterpriseFilter), the requests (RequestFilter)
    or the people of the workload (WorkloadFilter). Only the summary knows past days, and only
    lists come as csv.
    """
    _require_offered(kind, format, template_kind)
    require_past(db.today(), as_of)
    past = as_of if as_of is not None and as_of < db.today() else None
    if past is not None and kind != "summary":
        raise InvalidInput("no_past_export", field="as_of", kind=kind)
    with db.read() as connection:
        loaded = reference.load(connection)
        wanted = filters.area_code if filters and filters.area_code else area_code
        job = ExportJob(
            connection=connection,
            scope=without_city(connection, actor.scope),
            reference=loaded,
            area=resolve_area(loaded, actor.scope, wanted),
            words=words(language),
            now=db.now(),
            exported_by=actor_label(actor.name, words(language)),
            filters=filters,
            as_of=past,
        )
        file = _make(job, kind, format, template_kind)
    with db.write() as connection:
        _log(connection, db, actor, kind, job, file)
    return file


@requires(Action.EXPORT)
def list_exports(
    actor: Actor, db: Database, *, page: int = 1, page_size: int = 20
) -> Page[ExportEntry]:
    """A page of what the actor exported, the latest first."""
    with db.read() as connection:
        return exports.list_page(connection, actor.name, page=max(1, page), page_size=page_size)


def _require_offered(kind: str, file_format: str, template_kind: str) -> None:
    if kind not in EXPORT_KINDS:
        raise InvalidInput(
            "export_kind_unknown", field="kind", kind=kind, kinds=", ".join(EXPORT_KINDS)
        )
    if template_kind not in TEMPLATE_KINDS:
        raise InvalidInput(
            "export_kind_unknown", field="kind", kind=template_kind, kinds=", ".join(TEMPLATE_KINDS)
        )
    offered = MEDIA_TYPES if kind in _LISTS else ("xlsx",)
    if file_format not in offered:
        raise InvalidInput(
            "export_format_unknown",
            field="format",
            kind=kind,
            format=file_format,
            formats=", ".join(offered),
        )


def _make(
    job: ExportJob, kind: ExportKind, file_format: FileFormat, template_kind: TemplateKind
) -> ExportedFile:
    if kind == "template":
        content = write_template(template_kind, job.words, job.reference)
        name = job.words(f"workbooks.files.template_{template_kind}")
        return ExportedFile(f"{name}.xlsx", MEDIA_TYPES["xlsx"], content, 0)
    name = f"{job.words(f'workbooks.files.{kind}')}_{job.area_name}_{job.day}.{file_format}"
    if kind == "summary":
        summary = gather_summary(job)
        content = write_summary(summary, job.words)
        return ExportedFile(name, MEDIA_TYPES["xlsx"], content, summary.enterprise_count)
    rows = _LISTS[kind](job)
    content = write_csv(rows) if file_format == "csv" else _workbook(job, kind, rows)
    return ExportedFile(name, MEDIA_TYPES[file_format], content, rows.count)


def _workbook(job: ExportJob, kind: ExportKind, rows: List) -> bytes:
    sheets = {job.words(f"workbooks.files.{kind}"): rows}
    if kind in _SECOND_SHEETS:
        name, gather = _SECOND_SHEETS[kind]
        sheets[job.words(name)] = gather(job)
    title = f"{job.area_name} {job.day}"
    return lists.write_lists(sheets, job.words, title=title, creator=job.exported_by)


def _roster(job: ExportJob) -> List:
    rows = roster.roster_rows(exports.roster(job.connection, job.enterprises))
    count = exports.count_enterprises(job.connection, job.enterprises)
    return List(roster.roster_columns(job.words, job.labels), rows, count)


def _measures(job: ExportJob) -> List:
    rows = exports.measures(job.connection, job.enterprises, job.today)
    count = exports.count_measures(job.connection, job.enterprises)
    return List(lists.measure_columns(job.words, job.labels), rows, count)


def _requests(job: ExportJob) -> List:
    rows = exports.requests(job.connection, job.requests)
    return List(lists.request_columns(job.words, job.labels), rows, len(rows))


def _gaps(job: ExportJob) -> List:
    rows = job.gaps()
    return List(lists.gap_columns(job.words, job.labels), rows, len(rows))


_LISTS: dict[ExportKind, Callable[[ExportJob], List]] = {
    "roster": _roster,
    "workload": people_list,
    "requests": _requests,
    "gaps": _gaps,
    "measures": _measures,
}
#: What follows the list in its workbook: the words of the sheet's name, and its rows.
_SECOND_SHEETS: dict[ExportKind, tuple[str, Callable[[ExportJob], List]]] = {
    "workload": ("workbooks.sheets.workload_areas", area_list),
}
#: The kinds that come as csv, too.
LIST_KINDS = tuple(_LISTS)


def _log(
    connection: Connection,
    db: Database,
    actor: Actor,
    kind: ExportKind,
    job: ExportJob,
    file: ExportedFile,
) -> None:
    number = exports.log(
        connection,
        at=db.now(),
        actor=actor.name,
        kind=kind,
        area_code=job.area,
        as_of=str(job.day),
        language=job.words.language,
        file_name=file.file_name,
        rows=file.rows,
    )
    told = {"kind": kind, "area": job.area, "file_name": file.file_name, "rows": file.rows}
    changes = {key: (None, value) for key, value in told.items()}
    change = Change("export.made", "export", number, changes=changes)
    history.append(connection, [change], at=db.now(), actor=actor.name)
