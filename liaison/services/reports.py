"""Files out: the summary, the lists and the templates, each logged."""

from __future__ import annotations

from datetime import date
from typing import Any

from liaison.domain.enterprise_links import address, require_web_address, token_of
from liaison.domain.errors import InvalidInput
from liaison.domain.filters import EnterpriseFilter, RequestFilter
from liaison.domain.page import Page
from liaison.domain.roles import Action, Actor, may, require
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
from liaison.store import enterprises, exports, history, keys, reference
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
    "export_cards",
    "own_card",
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
    base_url: str | None = None,
) -> ExportedFile:
    """Make a file of the rows in the actor's reach and log that it was made.

    `filters` narrow the roster, the measures and the cards (EnterpriseFilter), the requests
    (RequestFilter) or the people of the workload (WorkloadFilter). OFFERS tells which formats a
    kind comes in, and which kinds know past days. Cards hold links, which begin with `base_url`.
    """
    if kind == "cards":
        require(actor, Action.ISSUE_LINK)
    return _export(
        actor,
        db,
        kind,
        area_code=area_code,
        as_of=as_of,
        language=language,
        filters=filters,
        file_format=format,
        template_kind=template_kind,
        base_url=base_url,
    )


@requires(Action.ISSUE_LINK)
def export_cards(
    actor: Actor,
    db: Database,
    *,
    base_url: str,
    area_code: str | None = None,
    language: str = "zh-CN",
    filters: EnterpriseFilter | None = None,
    format: FileFormat = "pdf",  # noqa: A002 # the word that callers use
) -> ExportedFile:
    """Contact cards of enterprises in the actor's reach: whoever may give a link may print it."""
    return _export(
        actor,
        db,
        "cards",
        area_code=area_code,
        language=language,
        filters=filters,
        file_format=format,
        base_url=base_url,
    )


@requires(Action.SEE_PORTAL)
def own_card(
    actor: Actor,
    db: Database,
    *,
    base_url: str,
    language: str = "zh-CN",
    format: FileFormat = "png",  # noqa: A002 # the word that callers use
) -> ExportedFile:
    """The contact card of the enterprise that the actor is, who has the link already."""
    own = EnterpriseFilter(enterprise_id=actor.enterprise_id or 0)
    return _export(
        actor, db, "cards", language=language, filters=own, file_format=format, base_url=base_url
    )


def _export(
    actor: Actor,
    db: Database,
    kind: ExportKind,
    *,
    area_code: str | None = None,
    as_of: date | None = None,
    language: str,
    filters: EnterpriseFilter | RequestFilter | WorkloadFilter | None,
    file_format: FileFormat,
    template_kind: TemplateKind = "enterprises",
    base_url: str | None = None,
) -> ExportedFile:
    _require_offered(kind, file_format, template_kind)
    require_past(db.today(), as_of)
    past = as_of if as_of is not None and as_of < db.today() else None
    if past is not None and not OFFERS[kind].knows_past:
        raise InvalidInput("no_past_export", field="as_of", kind=kind)
    with db.read() as connection:
        _require_reach(actor, connection, filters)
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
            **_links(db, base_url),
        )
        file = _make(job, kind, file_format)
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


def _require_reach(
    actor: Actor,
    connection: Connection,
    filters: EnterpriseFilter | RequestFilter | WorkloadFilter | None,
) -> None:
    """Refuse the one enterprise that was asked for, where it is another's or nowhere."""
    asked = filters.enterprise_id if isinstance(filters, EnterpriseFilter) else None
    if asked is not None:
        own = Action.SEE_PORTAL if may(actor, Action.SEE_PORTAL) else Action.SEE_ENTERPRISE
        require(actor, own, enterprises.resource(connection, asked))


def _links(db: Database, base_url: str | None) -> dict[str, Any]:
    """How a job gives the addresses of links, where it was told how these begin."""
    if not base_url:
        return {}
    require_web_address(base_url)
    key = keys.link_key(db.path)
    return {"link_address": lambda *link: address(base_url, token_of(key, *link))}


def _make(job: ExportJob, kind: ExportKind, file_format: FileFormat) -> ExportedFile:
    offer = OFFERS[kind]
    content, rows = offer.make(job, file_format)
    name = f"{offer.name(job)}.{file_format}"
    return ExportedFile(name, MEDIA_TYPES[file_format], content, rows, tuple(job.remarks))


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
