"""The doors that are plain HTTP: signing in and out, links, languages, workbooks, health."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from liaison.domain.errors import LiaisonError, NotFound
from liaison.locales import LANGUAGES, words
from liaison.services.accounts import (
    awaits_administrator,
    check_setup_token,
    first_administrator,
)
from liaison.services.passwords import MIN_LENGTH
from liaison.services.portal import open_link
from liaison.services.sign_in import (
    choose_language,
    open_enterprise_session,
    resolve_session,
    sign_in,
    sign_out,
)
from liaison.web import cookies, messages
from liaison.web.assets import FOLDER
from liaison.web.downloads import download, held_download
from liaison.web.forms import (
    read_form,
    require_own,
    signed_in,
    status_with,
    text_of,
    typed_twice,
)
from liaison.web.invitation_routes import post_invitation, show_invitation
from liaison.web.settings import STARTED, database
from liaison.web.templating import respond


def show_sign_in(request: Request) -> Response:
    """The form, or what to do while there is no administrator."""
    target = local_address(request.query_params.get("next"))
    if resolve_session(database(), cookies.session_id(request.cookies, database())):
        return RedirectResponse(target, HTTPStatus.SEE_OTHER)
    return _sign_in_form(request, target)


async def post_sign_in(request: Request) -> Response:
    form = await read_form(request)
    target = local_address(text_of(form, "next"))
    name, replacing = text_of(form, "name"), bool(text_of(form, "replacing"))
    try:
        require_own(request, form)
        new_password = typed_twice(form) if replacing else None
        token = await run_in_threadpool(
            sign_in, database(), name, text_of(form, "password"), new_password=new_password
        )
    except LiaisonError as error:
        replacing = replacing or error.code == "new_password_needed"
        return await run_in_threadpool(
            _sign_in_form, request, target, error=error, name=name, replacing=replacing
        )
    return await run_in_threadpool(signed_in, request, token, target)


def show_sign_out(request: Request) -> Response:
    return respond(request, "sign_out.html")


async def post_sign_out(request: Request) -> Response:
    form = await read_form(request)
    session_id = cookies.session_id(request.cookies, database())
    if not cookies.is_own_form(request, text_of(form, "form_token"), session_id, database()):
        return await run_in_threadpool(show_sign_out, request)
    if session_id is not None:
        await run_in_threadpool(sign_out, database(), session_id)
    response = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    cookies.forget_session(response)
    return response


def show_setup(request: Request) -> Response:
    """The form for the first administrator, at the one-time address alone."""
    try:
        check_setup_token(database(), request.path_params["token"])
    except LiaisonError as error:
        return messages.refusal(request, error)
    return _setup_form(request)


async def post_setup(request: Request) -> Response:
    form = await read_form(request)
    name = text_of(form, "name")
    try:
        require_own(request, form)
        password = typed_twice(form)
        token = request.path_params["token"]
        await run_in_threadpool(first_administrator, database(), token, name, password)
    except NotFound as error:
        return messages.refusal(request, error)
    except LiaisonError as error:
        return _setup_form(request, error=error, name=name)
    session = await run_in_threadpool(sign_in, database(), name, password)
    return await run_in_threadpool(signed_in, request, session, "/")


def open_personal_link(request: Request) -> Response:
    """An enterprise's way in: the link is what it has to know."""
    try:
        enterprise_id = open_link(database(), request.path_params["token"])
    except NotFound:
        return messages.link_gone(request)
    token = open_enterprise_session(database(), enterprise_id)
    return signed_in(request, token, "/")


def switch_language(request: Request) -> Response:
    """Keep the language for the account or the visitor, and go back to where the reader was."""
    chosen = request.path_params["code"]
    if chosen not in LANGUAGES:
        return messages.page(request, "no_such_page", HTTPStatus.NOT_FOUND)
    target = request.query_params.get("next") or _referring_page(request)
    response = RedirectResponse(local_address(target), HTTPStatus.SEE_OTHER)
    cookies.set_language(response, request, chosen)
    session_id = cookies.session_id(request.cookies, database())
    if session_id is not None:
        choose_language(database(), session_id, chosen)
    return response


def health(request: Request) -> Response:
    """Whether the app and its database answer; a broken database ends in an error 500."""
    if not database().exists:
        return JSONResponse({"status": "no database"}, HTTPStatus.SERVICE_UNAVAILABLE)
    awaits = awaits_administrator(database())
    answer = {"status": "ok", "setup": awaits, "started": STARTED}
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


class _Assets(StaticFiles):
    """Files whose address changes with their content, so browsers may keep them."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def routes() -> list[BaseRoute]:
    return [
        Route("/login", show_sign_in, methods=["GET"]),
        Route("/login", post_sign_in, methods=["POST"]),
        Route("/logout", show_sign_out, methods=["GET"]),
        Route("/logout", post_sign_out, methods=["POST"]),
        Route("/setup/{token}", show_setup, methods=["GET"]),
        Route("/setup/{token}", post_setup, methods=["POST"]),
        Route("/invite/{token}", show_invitation, methods=["GET"]),
        Route("/invite/{token}", post_invitation, methods=["POST"]),
        Route("/e/{token}", open_personal_link, methods=["GET"]),
        Route("/language/{code}", switch_language, methods=["GET"]),
        Route("/files/{kind}", download, methods=["GET"]),
        Route("/files/held/{token}", held_download, methods=["GET"]),
        Route("/health", health, methods=["GET"]),
        Mount("/assets", _Assets(directory=FOLDER)),
    ]


def local_address(target: str | None) -> str:
    """The address if it is one of this app's pages, else the first page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/login", "/logout")):
        return "/"
    if "\\" in target or not target.isprintable():
        return "/"
    return target


def _referring_page(request: Request) -> str:
    referrer = urlsplit(request.headers.get("referer", ""))
    if referrer.netloc != request.url.netloc:
        return "/"
    return referrer.path + (f"?{referrer.query}" if referrer.query else "")


def _sign_in_form(
    request: Request,
    target: str,
    *,
    error: LiaisonError | None = None,
    name: str = "",
    replacing: bool = False,
) -> Response:
    language = words(cookies.language(request))
    here = "/login" if target == "/" else f"/login?next={quote(target, safe='')}"
    return respond(
        request,
        "sign_in.html",
        status=status_with(error),
        here=here,
        no_administrator=awaits_administrator(database()),
        problem=messages.sentence(error, language) if error else "",
        name=name,
        next=target,
        replacing=replacing,
        minimum=MIN_LENGTH,
    )


def _setup_form(request: Request, *, error: LiaisonError | None = None, name: str = "") -> Response:
    language = words(cookies.language(request))
    problem = messages.sentence(error, language) if error else ""
    status = status_with(error)
    return respond(
        request, "setup.html", status=status, problem=problem, name=name, minimum=MIN_LENGTH
    )
