"""Links that download a file through an authorised address."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

# Without `download`: a refusal is a page to be read, and browsers show none of a failed download.
_LINK = Markup('<a class="file-link" href="{}" target="_self">⤓ {}</a>')


def show_file_links(links: Sequence[tuple[str, str]]) -> None:
    """Show (text, address) of each file, side by side."""
    shown = Markup("").join(_LINK.format(address, text) for text, address in links)
    st.html(Markup('<p class="file-links">{}</p>').format(shown))
