"""Recording that an enterprise was met, in a dialog, and what was recorded before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from liaison.domain.records import Visit
from liaison.domain.vocabulary import VisitKind
from liaison.locales import Words
from liaison.services.visits import record_visit
from liaison.web.components.day_input import ask_day
from liaison.web.components.kept_forms import (
    close_form,
    drafted,
    is_open,
    kept_until_saved,
    open_form,
)
from liaison.web.components.saving import attempt, close_when_done
from liaison.web.templating import render


def show_visit_button(
    language: Words, enterprise_id: int, today: date, *, key: str, primary: bool = False
) -> None:
    """A button that opens the form."""
    st.button(
        language("enterprise.visit"),
        key=key,
        type="primary" if primary else "secondary",
        icon=":material/edit_calendar:",
        on_click=open_form,
        args=(_name(enterprise_id),),
    )


def show_visit_form(language: Words, enterprise_id: int, today: date) -> None:
    """The form as a dialog, while it is open."""
    if is_open(_name(enterprise_id)):
        dialog = st.dialog(language("enterprise.visit"), on_dismiss=close_form)
        dialog(_form)(language, enterprise_id, today)


def _name(enterprise_id: int) -> str:
    return f"visit-{enterprise_id}"


def _form(language: Words, enterprise_id: int, today: date) -> None:
    with st.form("visit-form", border=False):
        with drafted(_name(enterprise_id)):
            _fields(language, today)
        submitted = st.form_submit_button(
            language("enterprise.visit_save"),
            key="visit-save",
            type="primary",
            width="stretch",
            on_click=_save,
            args=(language("enterprise.visit_saved"), enterprise_id),
        )
    close_when_done(submitted)


def _fields(language: Words, today: date) -> None:
    st.segmented_control(
        language("enterprise.visit_kind"),
        list(VisitKind),
        key="visit-kind",
        default=VisitKind.ON_SITE,
        required=True,
        format_func=lambda kind: language.label("visit_kind", kind),
    )
    ask_day(language("enterprise.visit_day"), today, key="visit-day")
    st.text_area(language("enterprise.visit_note"), key="visit-note")
    st.text_input(language("enterprise.visit_next"), key="visit-next")


def _save(said: str, enterprise_id: int) -> None:
    typed = st.session_state
    wish = partial(
        record_visit,
        enterprise_id=enterprise_id,
        kind=typed["visit-kind"],
        visited_on=typed["visit-day"],
        note=typed.get("visit-note") or "",
        next_step=typed.get("visit-next"),
    )
    attempt(kept_until_saved(_name(enterprise_id), wish), said)


def show_visits(
    language: Words, visits: Sequence[Visit], who: Callable[[str], str], *, may_record: bool
) -> None:
    """The visits, the latest first."""
    if visits:
        st.html(render("visits.html", language, visits=visits, who=who))
    else:
        st.info(language(f"enterprise.{'no_visits' if may_record else 'no_visits_seen'}"))
