"""Workbooks over HTTP: made for the session that asks, never left where a link opens them."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from liaison.domain.errors import LiaisonError
from liaison.services.export_order import order_from
from liaison.services.reports import EXPORT_KINDS, export_into
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
        made = export_into(actor, database(), order, file.opened)
    except LiaisonError as error:
        return messages.refusal(request, error, actor)
    return _attachment(made.file_name, made.media_type, file)


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
