"""Refusals and breakdowns as pages: what happened and what to do next."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from liaison.domain.errors import LiaisonError, NotFound, NotPermitted, SignInRefused
from liaison.domain.roles import Actor
from liaison.locales import Words, words
from liaison.web import cookies
from liaison.web.templating import respond

_log = logging.getLogger("liaison")
_STATUS = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotPermitted: HTTPStatus.FORBIDDEN,
    SignInRefused: HTTPStatus.FORBIDDEN,
}
_TITLES = {HTTPStatus.NOT_FOUND: "not_found", HTTPStatus.FORBIDDEN: "not_permitted"}


def sentence(error: LiaisonError, language: Words) -> str:
    """What a person reads of a refusal."""
    return language(f"errors.{error.code}", **error.values)


def log_bug(error: BaseException) -> str:
    """Log a bug with its trace and return the number that the person is told instead."""
    number = secrets.token_hex(3).upper()
    _log.error("Bug %s", number, exc_info=error)
    return number


def status_of(error: LiaisonError) -> HTTPStatus:
    return _STATUS.get(type(error), HTTPStatus.BAD_REQUEST)


def refusal(request: Request, error: LiaisonError, actor: Actor | None = None) -> Response:
    """A refusal as a page."""
    language = words(actor.language if actor else cookies.language(request))
    return _page(request, sentence(error, language), status_of(error), language, actor)


def page(request: Request, code: str, status: HTTPStatus, actor: Actor | None = None) -> Response:
    """The sentence of an error code as a page."""
    language = words(actor.language if actor else cookies.language(request))
    return _page(request, language(f"errors.{code}"), status, language, actor)


def breakdown(request: Request, error: Exception) -> Response:
    """A bug as a page, or as JSON where no person reads; the trace stays in the log."""
    number = log_bug(error)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": number}, status)
    language = words(cookies.language(request))
    text = language("errors.something_wrong", number=number)
    return _page(request, text, status, language, None)


def link_gone(request: Request) -> Response:
    """What an enterprise sees whose personal link is wrong or was replaced."""
    language = words(cookies.language(request))
    return respond(
        request,
        "message.html",
        status=HTTPStatus.NOT_FOUND,
        title=language("web_frame.message.link_gone"),
        text=language("web_frame.message.link_gone_text"),
        here="/login",
        link="",
    )


def invitation_gone(request: Request, error: LiaisonError, actor: Actor | None) -> Response:
    """Why an invitation opens nothing, and whom to ask; who is signed in is led on."""
    language = words(actor.language if actor else cookies.language(request))
    title = language("invitations.page.gone")
    return _page(request, sentence(error, language), status_of(error), language, actor, title)


def _page(
    request: Request,
    text: str,
    status: HTTPStatus,
    language: Words,
    actor: Actor | None,
    title: str = "",
) -> Response:
    usual = language(f"web_frame.message.{_TITLES.get(status, 'title')}")
    return respond(
        request,
        "message.html",
        status=status,
        language=language.language,
        title=title or usual,
        text=text,
        here="/" if actor else "/login",
        link="/" if actor else "/login",
        link_text=language(f"web_frame.message.{'home' if actor else 'sign_in'}"),
    )
