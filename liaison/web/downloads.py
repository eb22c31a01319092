"""Workbooks over HTTP: made for the session that asks, never left where a link opens them."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from liaison.domain.errors import LiaisonError
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Action, Actor, may
from liaison.services.export_order import ExportOrder, order_from
from liaison.services.reports import (
    EXPORT_KINDS,
    ExportedFile,
    export_cards,
    export_into,
    own_card,
)
from liaison.services.sign_in import resolve_session
from liaison.web import cookies, messages
from liaison.web.held_files import held_file
from liaison.web.large_files import LargeFile
from liaison.web.settings import database


def download(request: Request) -> Response:
    """The file of a kind; the address names area, as_of, language, format, columns and filters.

    Filters have the names that domain.filter_query gives them; `kind` says which roster a template
    is for, `preset` the name of the preset that the address was made of.
    """
    actor = resolve_session(database(), cookies.session_id(request.cookies, database()))
    if actor is None:
        return messages.page(request, "signed_out", HTTPStatus.UNAUTHORIZED)
    kind = request.path_params["kind"]
    if kind not in EXPORT_KINDS:
        return messages.page(request, "no_such_page", HTTPStatus.NOT_FOUND, actor)
    file = LargeFile()
    try:
        order = order_from(kind, request.query_params, actor.language)
        if kind == "cards":
            order = replace(order, base_url=_origin(request))
        if kind == "cards" and not may(actor, Action.EXPORT):
            cards = _cards(actor, order)
            return _attachment(cards.file_name, cards.media_type, cards.content)
        made = export_into(actor, database(), order, file.opened)
    except LiaisonError as error:
        return messages.refusal(request, error, actor)
    return _attachment(made.file_name, made.media_type, file)


def _cards(actor: Actor, order: ExportOrder) -> ExportedFile:
    """Contact cards for who may give links and export nothing else, its own for an enterprise."""
    base_url = order.base_url or ""
    if may(actor, Action.SEE_PORTAL):
        return own_card(
            actor, database(), base_url=base_url, language=order.language, format=order.format
        )
    return export_cards(
        actor,
        database(),
        base_url=base_url,
        area_code=order.area_code,
        language=order.language,
        filters=order.filters if isinstance(order.filters, EnterpriseFilter) else None,
        format=order.format,
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


def _attachment(file_name: str, media_type: str, content: bytes | LargeFile) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file_name)}",
        "Cache-Control": "no-store",
    }
    if isinstance(content, bytes):
        return Response(content, media_type=media_type, headers=headers)
    headers["Content-Length"] = str(content.size_bytes)
    return StreamingResponse(content.chunks(), media_type=media_type, headers=headers)
