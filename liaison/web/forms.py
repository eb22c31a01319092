"""What the forms before signing in share: reading them, trusting them, going on signed in."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from liaison.domain.errors import InvalidInput, LiaisonError, SignInRefused
from liaison.services.sign_in import choose_language
from liaison.services.tokens import digest
from liaison.web import cookies
from liaison.web.settings import database

_LARGEST_FORM_BYTES = 16_384


async def read_form(request: Request) -> FormData:
    """The fields of a small form; a large one is no form of ours and counts as empty."""
    if int(request.headers.get("content-length", _LARGEST_FORM_BYTES + 1)) > _LARGEST_FORM_BYTES:
        return FormData()
    return await request.form(max_files=0, max_fields=10)


def text_of(form: FormData, field: str) -> str:
    value = form.get(field, "")
    return value if isinstance(value, str) else ""


def require_own(request: Request, form: FormData) -> None:
    """Refuse a form that no page of ours gave to this browser."""
    if not cookies.is_own_form(request, text_of(form, "form_token"), None, database()):
        raise InvalidInput("form_expired")


def typed_twice(form: FormData) -> str:
    """The password that was typed twice."""
    password = text_of(form, "new_password")
    if password != text_of(form, "new_password_again"):
        raise InvalidInput("passwords_differ", field="new_password_again")
    return password


def status_with(error: LiaisonError | None) -> int:
    """The status of a form that is shown again with what was wrong."""
    if error is None:
        return HTTPStatus.OK
    is_refusal = isinstance(error, SignInRefused)
    return HTTPStatus.UNAUTHORIZED if is_refusal else HTTPStatus.BAD_REQUEST


def signed_in(request: Request, token: str, target: str) -> Response:
    """Go on to the page asked for, in the language that the visitor chose before, if any."""
    if cookies.LANGUAGE in request.cookies:
        choose_language(database(), digest(token), cookies.language(request))
    response = RedirectResponse(target, HTTPStatus.SEE_OTHER)
    cookies.set_session(response, request, database(), token)
    return response
