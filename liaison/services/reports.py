"""Files out: the summary, the lists and the templates, each logged."""

from __future__ import annotations

from datetime import date

from liaison.domain.errors import InvalidInput
from liaison.domain.filters import EnterpriseFilter, RequestFilter
from liaison.domain.page import Page
from liaison.domain.roles import Action, Actor
from liaison.domain.workload import WorkloadFilter
from liaison.locales import words
from liaison.locales.sentences import actor_label
from liaison.services.export_job import ExportJob
from liaison.services.export_kinds import (
    EXPORT_KINDS,
    MEDIA_TYPES,
    OFFERS,
    ExportedFile,
    ExportKind,
    FileFormat,
)
from liaison.services.figures import require_past, resolve_area, without_city
from liaison.services.guard import requires
from liaison.sheets.writing.templates import TEMPLATE_KINDS, TemplateKind
from liaison.store import exports, history, reference
from liaison.store.database import Connection, Database
from liaison.store.exports import ExportEntry
from liaison.store.history import Change

__all__ = [
    "EXPORT_KINDS",
    "MEDIA_TYPES",
    "OFFERS",
    "ExportKind",
    "ExportedFile",
    "FileFormat",
    "TemplateKind",
    "export",
]


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
    or the people of the workload (WorkloadFilter). OFFERS tells which formats a kind comes in, and
    which kinds know past days.
    """
    _require_offered(kind, format, template_kind)
    require_past(db.today(), as_of)
    past = as_of if as_of is not None and as_of < db.today() else None
    if past is not None and not OFFERS[kind].knows_past:
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
            template_kind=template_kind,
        )
        file = _make(job, kind, format)
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


def _require_offered(kind: ExportKind, file_format: FileFormat, template_kind: str) -> None:
    if kind not in OFFERS:
        raise InvalidInput(
            "export_kind_unknown", field="kind", kind=kind, kinds=", ".join(EXPORT_KINDS)
        )
    if template_kind not in TEMPLATE_KINDS:
        raise InvalidInput(
            "export_kind_unknown", field="kind", kind=template_kind, kinds=", ".join(TEMPLATE_KINDS)
        )
    offered = OFFERS[kind].formats
    if file_format not in offered:
        raise InvalidInput(
            "export_format_unknown",
            field="format",
            kind=kind,
            format=file_format,
            formats=", ".join(offered),
        )


def _make(job: ExportJob, kind: ExportKind, file_format: FileFormat) -> ExportedFile:
    offer = OFFERS[kind]
    content, rows = offer.make(job, file_format)
    name = f"{offer.name(job)}.{file_format}"
    return ExportedFile(name, MEDIA_TYPES[file_format], content, rows)


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
