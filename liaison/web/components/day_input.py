"""A field for a day that takes whatever day is typed; the services refuse what cannot be.

Streamlit's own bounds leave a day outside of them in sight and go on with the one before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

_FIRST, _LAST = date(1000, 1, 1), date(2999, 12, 31)


def ask_day(
    label: str, day: date | None, *, key: str, on_change: Callable[[], None] | None = None
) -> None:
    """Show the field; what was chosen stands in the session under the key."""
    st.date_input(
        label,
        day,
        key=key,
        min_value=_FIRST,
        max_value=_LAST,
        format="YYYY-MM-DD",
        on_change=on_change,
    )
