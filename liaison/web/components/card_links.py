"""Links to contact cards, and a warning where a phone could not open what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from liaison.domain.enterprise_links import is_only_local
from liaison.locales import Words
from liaison.services.reports import FileFormat
from liaison.web.components.plain_text import plain
from liaison.web.session import origin


def cards_address(query: Mapping[str, str], file_format: FileFormat = "pdf") -> str:
    """Where the cards of a filtered list come as a file."""
    return f"/files/cards?{urlencode({**query, 'format': file_format})}"


def one_card_links(language: Words, enterprise_id: int) -> list[tuple[str, str]]:
    """The links to one enterprise's card, to print and to send."""
    query = {"enterprise_id": str(enterprise_id)}
    formats: tuple[FileFormat, ...] = ("pdf", "png")
    return [(language(f"cards.link.{each}"), cards_address(query, each)) for each in formats]


def warn_if_only_local(language: Words) -> None:
    """Say that links begin with an address that no other machine reaches."""
    if is_only_local(origin()):
        said = language("cards.only_local", address=origin())
        st.warning(plain(said), icon=":material/link_off:")
