"""The cookies: the signed session, the language of a visitor, the token against forged forms."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from hashlib import sha256

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

from liaison.locales import DEFAULT_LANGUAGE, LANGUAGES
from liaison.services.tokens import digest
from liaison.store.database import Database
from liaison.store.keys import derived_key

SESSION = "liaison_session"
LANGUAGE = "liaison_language"
FORM = "liaison_form"
_SESSION_SECONDS = 30 * 24 * 3600
_LANGUAGE_SECONDS = 365 * 24 * 3600


def session_id(cookies: Mapping[str, str], db: Database) -> str | None:
    """The id of the session that a signed cookie names, which may have ended since."""
    try:
        token = _signer(db).unsign(cookies.get(SESSION, ""))
    except BadSignature:
        return None
    return digest(token.decode())


def set_session(response: Response, request: Request, db: Database, token: str) -> None:
    """Hand the browser its token; the session's own limits, kept in the database, are shorter."""
    value = _signer(db).sign(token).decode()
    _set(response, request, SESSION, value, max_age=_SESSION_SECONDS)


def forget_session(response: Response) -> None:
    response.delete_cookie(SESSION, httponly=True, samesite="lax")


def language(request: Request) -> str:
    """The language of somebody who is not signed in."""
    chosen = request.cookies.get(LANGUAGE, DEFAULT_LANGUAGE)
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def set_language(response: Response, request: Request, chosen: str) -> None:
    _set(response, request, LANGUAGE, chosen, max_age=_LANGUAGE_SECONDS)


def form_token(request: Request) -> str:
    """The token of this browser's forms: the one it has, so that several tabs keep working."""
    return request.cookies.get(FORM) or secrets.token_urlsafe(32)


def set_form_token(response: Response, request: Request, token: str) -> None:
    _set(response, request, FORM, token)


def is_own_form(request: Request, token: str, current_session: str | None, db: Database) -> bool:
    """Whether a form came from a page of ours: from this browser's, or from this session's."""
    own = request.cookies.get(FORM)
    if own and hmac.compare_digest(own.encode(), token.encode()):
        return True
    if current_session is None:
        return False
    return hmac.compare_digest(session_form_token(current_session, db).encode(), token.encode())


def session_form_token(current_session: str, db: Database) -> str:
    """The token for forms inside the app, which sees the session and no cookie."""
    key = derived_key(db.path, "session form")
    return hmac.digest(key, current_session.encode(), sha256).hex()


def _signer(db: Database) -> Signer:
    return Signer(derived_key(db.path, "session cookie"), digest_method=sha256)


def _set(
    response: Response, request: Request, name: str, value: str, *, max_age: int | None = None
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
