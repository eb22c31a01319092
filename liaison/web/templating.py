"""The server-rendered pages: templates filled with words."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from liaison.locales import LANGUAGES, Words, words
from liaison.web import cookies
from liaison.web.assets import asset

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, language: Words, **values: object) -> str:
    other = next(code for code in LANGUAGES if code != language.language)
    page = _environment.get_template(template)
    return page.render(words=language, other=other, asset=asset, **values)


def respond(
    request: Request,
    template: str,
    *,
    status: int = 200,
    language: str | None = None,
    here: str | None = None,
    **values: object,
) -> HTMLResponse:
    """A page of the template, in the visitor's language, with a token for its form."""
    token = cookies.form_token(request)
    text = render(
        template,
        words(language or cookies.language(request)),
        form_token=token,
        here=here or request.url.path,
        **values,
    )
    response = HTMLResponse(text, status, headers={"Cache-Control": "no-store"})
    cookies.set_form_token(response, request, token)
    return response
