"""Texts of other people inside Streamlit's messages, which would read them as Markdown."""

from __future__ import annotations

import re

_MEANINGFUL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:^=&])")


def plain(text: str) -> str:
    """The text so that it is shown as it is."""
    return _MEANINGFUL.sub(r"\\\1", text)
