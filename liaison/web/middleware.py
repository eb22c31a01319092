"""The gate: nothing but the doors below is served without a session, over HTTP or a websocket.

Streamlit learns who is there from the header X-App-User alone. Whatever a client sends under that
name is dropped here and the session's id set in its place, so a websocket that names somebody
else's Streamlit session is given a fresh one: Streamlit compares the header before it resumes.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liaison.domain.roles import Actor
from liaison.services.sign_in import resolve_session
from liaison.web import cookies, shell
from liaison.web.settings import database

IDENTITY_HEADER = b"x-app-user"

# Open to everybody: the ways in, what they look like, and Streamlit's public bundle of scripts.
_OPEN = ("/login", "/logout", "/health", "/_stcore/health")
_OPEN_UNDER = ("/setup/", "/invite/", "/e/", "/language/", "/assets/", "/static/")
# Served by routes, ours or Streamlit's; every other address that a browser opens is a page.
_NOT_PAGES = (*_OPEN_UNDER, "/files/", "/_stcore/", "/media/", "/component/")

# Streamlit styles its elements inline; workers and pictures of charts come as blobs.
_CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_SECURITY_HEADERS = {
    "Content-Security-Policy": _CONTENT_POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Tells the browser what it must not do with any answer of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY_HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, send_guarded)


class Gate:
    """Resolves the session of every request, and turns away what has none."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = [pair for pair in scope["headers"] if pair[0].lower() != IDENTITY_HEADER]
        scope = {**scope, "headers": headers}
        if is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        session_id = cookies.session_id(HTTPConnection(scope).cookies, database())
        actor = await run_in_threadpool(resolve_session, database(), session_id)
        if actor is None or session_id is None:
            await _refuse(scope, receive, send)
            return
        identity = (IDENTITY_HEADER, session_id.encode())
        scope = {**scope, "headers": [*headers, identity]}
        answer = _page(scope, actor)
        await (answer or self.app)(scope, receive, send)


def is_open(path: str) -> bool:
    return path in _OPEN or path.startswith(_OPEN_UNDER)


def _page(scope: Scope, actor: Actor) -> Response | None:
    """The shell of the page that a browser navigates to, None for everything else."""
    if not _is_navigation(scope) or scope["path"].startswith(_NOT_PAGES):
        return None
    return shell.page(Request(scope), actor)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    answer: Response
    if _is_navigation(scope):
        target = scope["path"]
        if scope["query_string"]:
            target += "?" + scope["query_string"].decode("latin-1")
        answer = RedirectResponse(f"/login?next={quote(target, safe='')}", HTTPStatus.SEE_OTHER)
    else:
        answer = PlainTextResponse("401 Unauthorized", HTTPStatus.UNAUTHORIZED)
    answer.headers["Cache-Control"] = "no-store"
    await answer(scope, receive, send)


def _is_navigation(scope: Scope) -> bool:
    """A browser that opens an address: its favicon and scripts ask for something else."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    return "text/html" in HTTPConnection(scope).headers.get("accept", "")
