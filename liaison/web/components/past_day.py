"""The day that the dashboard is of: now, or the end of a day that was kept, in the address."""

from __future__ import annotations

from datetime import date

import streamlit as st

from liaison.domain.errors import NotFound
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.locales.sentences import error_sentence
from liaison.services.figures import kept_days
from liaison.store.database import Database
from liaison.web.components.linked_filters import linked_choice, write_address
from liaison.web.components.plain_text import plain

AS_OF = "as_of"


def linked_past_day(actor: Actor, db: Database, area_code: str, language: Words) -> date | None:
    """The past day that is asked about, None for now; nothing to choose where none was kept."""
    days = {str(day): day for day in kept_days(actor, db, area_code)}
    asked = st.query_params.get(AS_OF, "")
    if days:
        labels = {"": language("dashboard.day.now")} | {day: f"{day} 24:00" for day in days}
        asked = linked_choice(AS_OF, language("dashboard.day.label"), labels, "")
    return days.get(asked)


def show_past_day(day: date | None, language: Words) -> None:
    """Which day everything below is of, and the way back to now; or that the day is not kept."""
    asked = st.query_params.get(AS_OF, "")
    if day is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="past-day"):
            st.info(language("dashboard.day.past", day=day), icon=":material/history:")
            st.button(
                language("dashboard.day.back"),
                key="back-to-now",
                icon=":material/update:",
                on_click=write_address,
                args=({AS_OF: None},),
            )
    elif asked:
        show_day_not_kept(asked, language)


def show_day_not_kept(asked: str, language: Words) -> None:
    """Say that the address asks for a day that was not kept."""
    refusal = NotFound("no_snapshot", day=asked)
    st.info(plain(error_sentence(refusal, language)), icon=":material/event_busy:")
