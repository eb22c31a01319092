"""Streamlit's index.html with our language, title and stylesheet, and its words in Chinese.

Streamlit has no translations of its own chrome (uploader, hints, menus), so a small script puts
the texts that it finds into the language, by a table of Streamlit's English texts in locales.
"""

from __future__ import annotations

import json
import re
from functools import cache
from http import HTTPStatus
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from liaison.domain.roles import Actor
from liaison.locales import catalogue, words
from liaison.web import messages
from liaison.web.assets import asset
from liaison.web.navigation import place_at, places_of
from liaison.web.settings import STARTED

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
_CHROME = "web_frame.chrome."


def page(request: Request, actor: Actor) -> Response:
    """What a browser gets when it opens a page: the shell, or a page that says why not."""
    path = request.url.path.strip("/")
    place = place_at(path)
    if path and place is None:
        return messages.page(request, "no_such_page", HTTPStatus.NOT_FOUND, actor)
    if place is not None and not place.is_for(actor):
        return messages.page(request, "not_permitted", HTTPStatus.FORBIDDEN, actor)
    if place is not None and place == places_of(actor)[0]:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{query}", HTTPStatus.SEE_OTHER)
    return HTMLResponse(html(actor.language), headers={"Cache-Control": "no-store"})


@cache
def html(language: str) -> str:
    """index.html in a language; a Streamlit that changed too much for it fails loudly here."""
    word = words(language)
    text = _INDEX.read_text(encoding="utf-8")
    text = _replaced(r'<html lang="en">', f'<html lang="{language}">', text)
    text = _replaced("<title>.*?</title>", f"<title>{word('web_frame.product')}</title>", text)
    # The content policy allows no inline script, and nobody waits for the flag that this one sets.
    text = _replaced("<script>.*?</script>", "", text)
    sentence = f"<noscript>{word('web_frame.needs_script')}</noscript>"
    text = _replaced("<noscript>.*?</noscript>", sentence, text)
    return _replaced("</head>", f"{_head(language)}</head>", text)


def _head(language: str) -> str:
    parts = [f'<link rel="stylesheet" href="{asset("app.css")}">']
    parts.append(f'<script defer src="{asset("as_typed.js")}"></script>')
    parts.append(_json("draft-words", draft_words(language)))
    parts.append(f'<script defer src="{asset("drafts.js")}"></script>')
    parts.append(f'<script defer src="{asset("links.js")}"></script>')
    if texts := chrome_texts(language):
        parts.append(_json("chrome-texts", texts))
        parts.append(f'<script defer src="{asset("chrome.js")}"></script>')
    return "".join(parts)


def _json(name: str, values: dict[str, str]) -> str:
    """Values for a script, which the content policy does not take for a script itself."""
    text = json.dumps(values, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'


def draft_words(language: str) -> dict[str, str]:
    """What the page says of the connection, and by which it knows its server again."""
    word = words(language)
    said = {key: word(f"web_frame.connection.{key}") for key in ("away", "back", "restored")}
    return said | {"server": STARTED}


def chrome_texts(language: str) -> dict[str, str]:
    """Streamlit's English texts and what stands for each, empty for English itself."""
    english, other = catalogue("en"), catalogue(language)
    keys = (key for key in english if key.startswith(_CHROME))
    return {english[key]: other[key] for key in keys if english[key] != other[key]}


def _replaced(pattern: str, replacement: str, text: str) -> str:
    text, found = re.subn(pattern, lambda _: replacement, text, count=1, flags=re.DOTALL)
    if not found:
        raise RuntimeError(f"Streamlit's index.html has no {pattern}")
    return text
