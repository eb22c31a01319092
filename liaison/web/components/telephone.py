"""Telephone numbers that a thumb can call."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEPARATOR = re.compile(r"[;；]\s*")


@dataclass(frozen=True, slots=True)
class Call:
    """A number as it is read, and as a phone dials it; an extension is read only."""

    text: str
    dialled: str


def calls(phones: str | None) -> list[Call]:
    """The numbers of a field that may hold several."""
    texts = [text for text in _SEPARATOR.split(phones or "") if text]
    return [Call(text, _dialled(text)) for text in texts]


def _dialled(text: str) -> str:
    parts = re.findall(r"\d+", text)
    has_area = len(parts) > 1 and parts[0].startswith("0")
    return "".join(parts[:2] if has_area else parts[:1])
