"""The address of an invitation: a form for the first password, and the way into the app."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from liaison.domain.errors import LiaisonError, NotFound
from liaison.domain.invitations import Invitation
from liaison.locales import words
from liaison.locales.sentences import city_minute
from liaison.services.invitations import accept_invitation, open_invitation
from liaison.services.passwords import MIN_LENGTH
from liaison.services.sign_in import resolve_session, sign_in
from liaison.web import cookies, messages
from liaison.web.forms import read_form, require_own, signed_in, status_with, typed_twice
from liaison.web.settings import database
from liaison.web.templating import respond


def show_invitation(request: Request, error: LiaisonError | None = None) -> Response:
    """The form, or why the address opens nothing; looking at it does not use it up."""
    try:
        invitation = open_invitation(database(), request.path_params["token"])
    except NotFound as gone:
        session_id = cookies.session_id(request.cookies, database())
        return messages.invitation_gone(request, gone, resolve_session(database(), session_id))
    return _form(request, invitation, error)


async def post_invitation(request: Request) -> Response:
    form = await read_form(request)
    try:
        require_own(request, form)
        password = typed_twice(form)
        token = request.path_params["token"]
        name = await run_in_threadpool(accept_invitation, database(), token, password)
    except LiaisonError as error:
        return await run_in_threadpool(show_invitation, request, error)
    session = await run_in_threadpool(sign_in, database(), name, password)
    return await run_in_threadpool(signed_in, request, session, "/")


def _form(request: Request, invitation: Invitation, error: LiaisonError | None) -> Response:
    """In the language that the visitor chose, else in the account's."""
    has_chosen = cookies.LANGUAGE in request.cookies
    language = cookies.language(request) if has_chosen else invitation.language
    return respond(
        request,
        "invitation.html",
        status=status_with(error),
        language=language,
        invitation=invitation,
        until=city_minute(invitation.expires_at),
        problem=messages.sentence(error, words(language)) if error else "",
        minimum=MIN_LENGTH,
    )
