"""Telephone numbers that a thumb can call."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from liaison.domain.phones import numbers_in

_LINK = Markup('<a class="{}" href="tel:{}" target="_self">{}</a>')


@dataclass(frozen=True, slots=True)
class Call:
    """A number with whose it is, and as a phone dials it; an extension is read only.

    `dialled` is empty where a cell without a number was kept as it came: there is nothing to call.
    """

    text: str
    dialled: str


def calls(phones: str | None) -> list[Call]:
    """The numbers of a field that may hold several."""
    return [Call(text, _dialled(text)) for text in numbers_in(phones)]


def links(phones: str | None, style: str) -> list[Markup]:
    """The numbers as links of a style; what cannot be called is text."""
    return [
        _LINK.format(style, call.dialled, call.text) if call.dialled else Markup.escape(call.text)
        for call in calls(phones)
    ]


def _dialled(text: str) -> str:
    parts = re.findall(r"\d+", text)
    has_area = len(parts) > 1 and parts[0].startswith("0")
    return "".join(parts[:2] if has_area else parts[:1])
