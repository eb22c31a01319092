"""Workbooks over HTTP: made for the session that asks, never left where a link opens them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import cast
from urllib.parse import quote, urlsplit

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from liaison.domain.errors import InvalidInput, LiaisonError
from liaison.domain.filters import (
    CHIPS,
    HALVES,
    EnterpriseFilter,
    MeasureQuestion,
    RequestFilter,
)
from liaison.domain.roles import Action, Actor, may
from liaison.domain.vocabulary import (
    LiaisonRole,
    MeasureState,
    RequestKind,
    RequestStatus,
    Status,
)
from liaison.domain.workload import WORKLOAD_CHIPS, WorkloadFilter
from liaison.services.reports import (
    EXPORT_KINDS,
    OFFERS,
    ExportedFile,
    ExportKind,
    FileFormat,
    export,
    export_cards,
    own_card,
)
from liaison.services.sign_in import resolve_session
from liaison.sheets.writing.templates import TemplateKind
from liaison.web import cookies, messages
from liaison.web.held_files import held_file
from liaison.web.settings import database

_ENTERPRISE_KEYS = (
    *("search", "statuses", "chip", "industry", "above_scale", "liaison_id"),
    *("measure", "measure_state", "size_class", "unit", "unit_role", "lacks"),
)
_MEASURE_QUESTIONS: tuple[MeasureQuestion, ...] = (*MeasureState, "overdue")
WORKLOAD_KEYS = ("search", "role", "chip", "posted")
_REQUEST_KEYS = ("search", "statuses", "kind", "liaison_id", "enterprise_id", "only_overdue")


def download(request: Request) -> Response:
    """The file of a kind; the address names area, as_of, language, format and the list's filters.

    Filters have the names of EnterpriseFilter's fields, for requests of RequestFilter's and for
    the workload of WORKLOAD_KEYS; `kind` says which roster a template is for.
    """
    actor = resolve_session(database(), cookies.session_id(request.cookies, database()))
    if actor is None:
        return messages.page(request, "signed_out", HTTPStatus.UNAUTHORIZED)
    kind = request.path_params["kind"]
    if kind not in EXPORT_KINDS:
        return messages.page(request, "no_such_page", HTTPStatus.NOT_FOUND, actor)
    asked = request.query_params
    try:
        file = _cards(request, actor) if kind == "cards" else _workbook(actor, kind, asked)
    except LiaisonError as error:
        return messages.refusal(request, error, actor)
    return _attachment(file.file_name, file.media_type, file.content)


def _workbook(actor: Actor, kind: ExportKind, asked: QueryParams) -> ExportedFile:
    return export(
        actor,
        database(),
        kind,
        area_code=asked.get("area") or None,
        as_of=_day(asked.get("as_of")),
        language=asked.get("language") or actor.language,
        filters=_filters(kind, asked),
        format=cast(FileFormat, asked.get("format") or OFFERS[kind].formats[0]),
        template_kind=cast(TemplateKind, asked.get("kind", "enterprises")),
    )


def _cards(request: Request, actor: Actor) -> ExportedFile:
    """Contact cards for whoever may give links, its own one for an enterprise."""
    asked = request.query_params
    written_as = cast(FileFormat, asked.get("format") or OFFERS["cards"].formats[0])
    language = asked.get("language") or actor.language
    base_url = _origin(request)
    if may(actor, Action.SEE_PORTAL):
        return own_card(actor, database(), base_url=base_url, language=language, format=written_as)
    filters = enterprise_filter(asked) or EnterpriseFilter()
    return export_cards(
        actor,
        database(),
        base_url=base_url,
        area_code=asked.get("area") or None,
        language=language,
        filters=replace(filters, enterprise_id=_number(asked, "enterprise_id")),
        format=written_as,
    )


def _origin(request: Request) -> str:
    """Scheme and host as the browser sees them.

    Behind a proxy that speaks https for us the page that has the link knows better than we do;
    another host than our own is never taken from it.
    """
    parts = urlsplit(request.headers.get("referer", ""))
    own = request.base_url
    scheme = parts.scheme if parts.netloc == own.netloc else own.scheme
    return f"{scheme}://{own.netloc}"


def held_download(request: Request) -> Response:
    """A file that a page holds ready for this session alone."""
    session_id = cookies.session_id(request.cookies, database())
    actor = resolve_session(database(), session_id)
    if actor is None or session_id is None:
        return messages.page(request, "signed_out", HTTPStatus.UNAUTHORIZED)
    file = held_file(request.path_params["token"], session_id)
    if file is None:
        return messages.page(request, "held_file_gone", HTTPStatus.NOT_FOUND, actor)
    try:
        return _attachment(file.file_name, file.media_type, file.make(actor))
    except LiaisonError as error:
        return messages.refusal(request, error, actor)


def _attachment(file_name: str, media_type: str, content: bytes) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name)}",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


def _filters(
    kind: str, asked: QueryParams
) -> EnterpriseFilter | RequestFilter | WorkloadFilter | None:
    if kind == "requests":
        return request_filter(asked)
    return workload_filter(asked) if kind == "workload" else enterprise_filter(asked)


def enterprise_filter(asked: Mapping[str, str]) -> EnterpriseFilter | None:
    """The filters on enterprises that an address names, None without any."""
    if not any(asked.get(key) for key in _ENTERPRISE_KEYS):
        return None
    return EnterpriseFilter(
        search=asked.get("search", ""),
        area_code=asked.get("area") or None,
        statuses=tuple(Status(word) for word in _words(asked, "statuses", Status)),
        chip=next((chip for chip in (*CHIPS, *HALVES) if chip == asked.get("chip")), "all"),
        industry=asked.get("industry") or None,
        above_scale=asked.get("above_scale") or None,
        liaison_id=_number(asked, "liaison_id"),
        measure_code=asked.get("measure") or None,
        measure_state=next(
            (each for each in _MEASURE_QUESTIONS if each == asked.get("measure_state")), None
        ),
        size=asked.get("size_class") or None,
        unit=asked.get("unit") or None,
        unit_role=_role(asked, "unit_role"),
        lacks=_role(asked, "lacks"),
    )


def request_filter(asked: QueryParams) -> RequestFilter | None:
    """The filters on requests that an address names, None without any."""
    if not any(asked.get(key) for key in _REQUEST_KEYS):
        return None
    kinds = _words(asked, "kind", RequestKind)
    return RequestFilter(
        search=asked.get("search", ""),
        area_code=asked.get("area") or None,
        statuses=tuple(RequestStatus(word) for word in _words(asked, "statuses", RequestStatus)),
        kind=RequestKind(kinds[0]) if kinds else None,
        liaison_id=_number(asked, "liaison_id"),
        enterprise_id=_number(asked, "enterprise_id"),
        only_overdue=asked.get("only_overdue") in ("1", "true"),
    )


def workload_filter(asked: Mapping[str, str]) -> WorkloadFilter | None:
    """The filters on people that an address names, None without any."""
    if not any(asked.get(key) for key in WORKLOAD_KEYS):
        return None
    return WorkloadFilter(
        search=asked.get("search", ""),
        role=_role(asked, "role"),
        area_code=asked.get("area") or None,
        chip=next((chip for chip in WORKLOAD_CHIPS if chip == asked.get("chip")), "all"),
        posted_only=asked.get("posted") == "1",
    )


def _role(asked: Mapping[str, str], key: str) -> LiaisonRole | None:
    return next((role for role in LiaisonRole if role == asked.get(key)), None)


def _words(asked: Mapping[str, str], key: str, known: type[StrEnum]) -> list[str]:
    """The words of a list in an address that mean something; a stale link is no error."""
    return [word for word in asked.get(key, "").split(",") if word in set(known)]


_LONGEST_ID = 18  # decimal digits that fit the database's integers


def _number(asked: Mapping[str, str], key: str) -> int | None:
    text = asked.get(key, "")
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_ID else None


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("day_unclear", field="as_of", value=text) from None
