"""Files out: the summary, the lists and the templates, each logged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO

from liaison.domain.enterprise_links import address, require_web_address, token_of
from liaison.domain.errors import InvalidInput
from liaison.domain.filter_query import Filter
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.page import Page
from liaison.domain.progress import Report, silent
from liaison.domain.roles import Action, Actor, may, require
from liaison.locales import words
from liaison.locales.sentences import actor_label
from liaison.services.export_job import ExportJob, Remark
from liaison.services.export_kinds import (
    EXPORT_KINDS,
    MEDIA_TYPES,
    OFFERS,
    ExportedFile,
    ExportKind,
    FileFormat,
)
from liaison.services.export_order import ExportOrder
from liaison.services.export_review import reviewed
from liaison.services.figures import require_past, resolve_area, without_city
from liaison.services.guard import requires
from liaison.sheets.writing.lists import labels_in
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
    "ExportOrder",
    "ExportedFile",
    "FileFormat",
    "TemplateKind",
    "export",
]


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """What was written to an open file; `rows` counts its data rows.

    `gone` is what was left out of the order in words, `remarks` tell what the file does not.
    """

    file_name: str
    media_type: str
    rows: int
    size_bytes: int
    gone: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


@requires(Action.EXPORT)
def export(
    actor: Actor,
    db: Database,
    kind: ExportKind,
    *,
    area_code: str | None = None,
    as_of: date | None = None,
    language: str = "zh-CN",
    filters: Filter | None = None,
    format: FileFormat = "xlsx",  # noqa: A002 # the word that callers use
    template_kind: TemplateKind = "enterprises",
    columns: tuple[str, ...] = (),
    base_url: str | None = None,
) -> ExportedFile:
    """Make a file of the rows in the actor's reach and log that it was made.

    `filters` narrow the roster, the gaps, the measures and the cards (EnterpriseFilter,
    MeasureFilter), the requests (RequestFilter) or the people of the workload (WorkloadFilter).
    OFFERS tells which formats a kind comes in, and which kinds know past days. Cards hold links,
    which begin with `base_url`.
    """
    order = ExportOrder(
        kind=kind,
        area_code=area_code,
        as_of=as_of,
        language=language,
        filters=filters,
        format=format,
        template_kind=template_kind,
        columns=columns,
        base_url=base_url,
    )
    if kind == "cards":
        require(actor, Action.ISSUE_LINK)
    return _in_memory(actor, db, order)


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
    order = ExportOrder(
        kind="cards",
        area_code=area_code,
        language=language,
        filters=filters,
        format=format,
        base_url=base_url,
    )
    return _in_memory(actor, db, order)


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
    order = ExportOrder(
        kind="cards", language=language, filters=own, format=format, base_url=base_url
    )
    return _in_memory(actor, db, order)


def _in_memory(actor: Actor, db: Database, order: ExportOrder) -> ExportedFile:
    buffer = BytesIO()
    made = _write(actor, db, order, buffer, silent)
    content = buffer.getvalue()
    return ExportedFile(made.file_name, made.media_type, content, made.rows, made.remarks)


@requires(Action.EXPORT)
def export_into(
    actor: Actor, db: Database, order: ExportOrder, into: BinaryIO, *, report: Report = silent
) -> WrittenFile:
    """Write the file of an order to an open one, row by row where it is a list, and log it.

    An order by a preset goes on without what is gone since it was saved; any other is refused.
    """
    if order.kind == "cards":
        require(actor, Action.ISSUE_LINK)
    return _write(actor, db, order, into, report)


def _write(
    actor: Actor, db: Database, order: ExportOrder, into: BinaryIO, report: Report
) -> WrittenFile:
    """What a door has let through."""
    with _job(actor, db, order, report) as (job, taken):
        offer = OFFERS[taken.kind]
        began = into.tell()
        rows = offer.make_into(job, taken.format, into)
        name = f"{offer.name(job)}.{taken.format}"
        media_type = MEDIA_TYPES[taken.format]
        size = into.tell() - began
        made = WrittenFile(name, media_type, rows, size, job.gone, tuple(job.remarks))
    with db.write() as connection:
        _log(connection, db, actor, taken, job, made)
    return made


@requires(Action.EXPORT)
def count_rows(actor: Actor, db: Database, order: ExportOrder) -> int | None:
    """How many rows the file of an order would have, None where its kind cannot tell."""
    with _job(actor, db, order, silent) as (job, taken):
        count = OFFERS[taken.kind].count
        return None if count is None else count(job)


@requires(Action.EXPORT)
def column_choices(actor: Actor, db: Database, kind: ExportKind, language: str) -> dict[str, str]:
    """The columns that can be chosen from by key, with their headers; none for fixed forms."""
    columns = OFFERS[kind].columns
    if columns is None:
        return {}
    with db.read() as connection:
        labels = labels_in(words(language), reference.load(connection), {})
    return {column.key: column.header for column in columns(words(language), labels)}


@contextmanager
def _job(
    actor: Actor, db: Database, order: ExportOrder, report: Report
) -> Iterator[tuple[ExportJob, ExportOrder]]:
    """The job of an order while its transaction is open, and the order as it is taken."""
    _require_offered(order)
    language = words(order.language)
    with db.read() as connection:
        _require_reach(actor, connection, order.filters)
        loaded = reference.load(connection)
        order, gone = reviewed(connection, loaded, actor.scope, order, language)
        past = _past(db, order)
        yield (
            ExportJob(
                connection=connection,
                scope=without_city(connection, actor.scope),
                reference=loaded,
                area=resolve_area(loaded, actor.scope, order.wanted_area),
                words=language,
                now=db.now(),
                exported_by=actor_label(actor.name, language),
                filters=order.filters,
                columns=order.columns,
                as_of=past,
                template_kind=order.template_kind,
                report=report,
                gone=gone,
                **_links(db, order.base_url),
            ),
            order,
        )


def _past(db: Database, order: ExportOrder) -> date | None:
    """The past day that the order asks for, None for now."""
    require_past(db.today(), order.as_of)
    past = order.as_of if order.as_of is not None and order.as_of < db.today() else None
    if past is not None and not OFFERS[order.kind].knows_past:
        raise InvalidInput("no_past_export", field="as_of", kind=order.kind)
    return past


@requires(Action.EXPORT)
def list_exports(
    actor: Actor, db: Database, *, page: int = 1, page_size: int = 20
) -> Page[ExportEntry]:
    """A page of what the actor exported, the latest first."""
    with db.read() as connection:
        return exports.list_page(connection, actor.name, page=max(1, page), page_size=page_size)


@requires(Action.MANAGE_ACCOUNTS)
def list_all_exports(
    actor: Actor, db: Database, account: str | None = None, *, page: int = 1, page_size: int = 20
) -> Page[ExportEntry]:
    """A page of what everybody, or one account, exported, the latest first."""
    with db.read() as connection:
        return exports.list_page(connection, account, page=max(1, page), page_size=page_size)


@requires(Action.MANAGE_ACCOUNTS)
def list_exporters(actor: Actor, db: Database) -> list[str]:
    """The names under which something was exported."""
    with db.read() as connection:
        return exports.exporters(connection)


def _require_offered(order: ExportOrder) -> None:
    kind, file_format, template_kind = order.kind, order.format, order.template_kind
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


def _require_reach(actor: Actor, connection: Connection, filters: Filter | None) -> None:
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


def _log(
    connection: Connection,
    db: Database,
    actor: Actor,
    order: ExportOrder,
    job: ExportJob,
    made: WrittenFile,
) -> None:
    number = exports.log(
        connection,
        at=db.now(),
        actor=actor.name,
        kind=order.kind,
        area_code=job.area,
        as_of=str(job.day),
        language=job.words.language,
        file_name=made.file_name,
        rows=made.rows,
        settings=replace(order, as_of=job.as_of).query(),
        size_bytes=made.size_bytes,
    )
    told = {"kind": order.kind, "area": job.area, "file_name": made.file_name, "rows": made.rows}
    changes = {key: (None, value) for key, value in told.items()}
    change = Change("export.made", "export", number, changes=changes)
    history.append(connection, [change], at=db.now(), actor=actor.name)
