"""A past day to be asked about, in the address as other filters are."""

from __future__ import annotations

from datetime import date

import streamlit as st

from liaison.domain.errors import InvalidInput
from liaison.locales import Words
from liaison.locales.sentences import error_sentence
from liaison.web.components.linked_filters import write_address

DAY = "day"
_EARLIEST = date(2000, 1, 1)


def linked_day(language: Words, label: str, today: date) -> date | None:
    """The day that is asked about; one that has not come is refused in words."""
    asked = _asked()
    has_come = asked is not None and _EARLIEST <= asked <= today
    st.session_state[DAY] = asked if has_come else None
    st.date_input(
        label,
        None,
        key=DAY,
        min_value=_EARLIEST,
        max_value=today,
        format="YYYY-MM-DD",
        on_change=_write,
        width=240,
    )
    if asked is not None and asked > today:
        refusal = InvalidInput("day_not_come", field=DAY, day=asked, today=today)
        st.info(error_sentence(refusal, language), icon=":material/event_busy:")
    return asked if has_come else None


def _asked() -> date | None:
    try:
        return date.fromisoformat(st.query_params.get(DAY, ""))
    except ValueError:
        return None


def _write() -> None:
    chosen = st.session_state[DAY]
    write_address({DAY: None if chosen is None else chosen.isoformat()})
