"""Entering a leave, or another last day and deputy of one: the days, and who acts meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import streamlit as st

from liaison.domain.pairing import Person
from liaison.domain.records import Liaison
from liaison.locales import Words
from liaison.services.leaves import (
    LeaveRow,
    change_leave,
    list_deputies,
    plan_leave,
)
from liaison.web.components.kept_forms import drafted, kept_until_saved
from liaison.web.components.person_choice import SHOWN, ask_search, choose_person
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import attempt, close_when_done
from liaison.web.session import current_actor, database

_KEY = "leave"
_DEPUTY, _NOTE = f"{_KEY}-person", f"{_KEY}-note"
_WEEK = timedelta(days=6)


def show_leave_button(language: Words, person: Liaison) -> None:
    """A button that opens the form of a new leave."""
    label = language("people_page.leave.enter")
    if st.button(label, key="leave-enter", icon=":material/event_busy:"):
        st.dialog(_title(label, person), width="medium")(_new)(language, person)


def show_change_button(language: Words, row: LeaveRow) -> None:
    """A button that opens the form of a leave that is on or to come."""
    word = "change" if row.deputy else "name_deputy"
    label = language(f"people_page.leave.{word}")
    key = f"leave-change-{row.leave.id}"
    if st.button(label, key=key, type="secondary" if row.deputy else "primary"):
        st.dialog(_title(label, row.person), width="medium")(_change)(language, row)


def _draft(person: Liaison) -> str:
    return f"leave-{person.id}"


def _title(label: str, person: Liaison) -> str:
    return plain(f"{label} · {person.name}")


def _new(language: Words, person: Liaison) -> None:
    today = database().today()
    left, right = st.columns(2)
    with left:
        first_key, first_on = _ask_day(language, "first_on", today, today)
    with right:
        last_key, last_on = _ask_day(language, "last_on", first_on + _WEEK, first_on)
    deputy = _ask_deputy(language, person, first_on, last_on)
    label = language("people_page.leave.note")
    with drafted(_draft(person)):
        st.text_input(label, key=_NOTE)
    _save_button(language, _plan, (language, person, first_key, last_key), deputy is not None)


def _plan(language: Words, person: Liaison, first_key: str, last_key: str) -> None:
    """Save what stands in the fields now, which may be newer than the form that was drawn."""
    typed = st.session_state
    last_on = typed[last_key]
    wish = partial(
        plan_leave,
        liaison_id=person.id,
        deputy_id=typed[_DEPUTY],
        first_on=typed[first_key],
        last_on=last_on,
        note=typed.get(_NOTE),
    )
    said = language("people_page.leave.entered", name=person.name, last_on=last_on)
    attempt(kept_until_saved(_draft(person), wish), said)


def _change(language: Words, row: LeaveRow) -> None:
    leave, today = row.leave, database().today()
    if row.deputy:
        text = language("people_page.leave.deputy_now", name=row.deputy.name, unit=row.deputy.unit)
        st.caption(plain(text))
    earliest = max(leave.first_on, today)
    last_key, last_on = _ask_day(language, "last_on", leave.last_on, earliest)
    another = row.deputy is None or st.toggle(
        language("people_page.leave.another"), key="leave-another"
    )
    may_save = not another or _ask_deputy(language, row.person, earliest, last_on) is not None
    _save_button(language, _extend, (language, row, last_key, another), may_save)


def _extend(language: Words, row: LeaveRow, last_key: str, another: bool) -> None:
    """As `_plan`, of a leave that is there."""
    typed = st.session_state
    wish = partial(
        change_leave,
        leave_id=row.leave.id,
        version=row.leave.version,
        last_on=typed[last_key],
        deputy_id=typed.get(_DEPUTY) if another else None,
    )
    name, last_on = row.person.name, typed[last_key]
    attempt(wish, language("people_page.leave.changed", name=name, last_on=last_on))


def _save_button(
    language: Words, save: Callable[..., None], args: tuple[object, ...], may_save: bool
) -> None:
    submitted = st.button(
        language("people_page.leave.save"),
        key="leave-save",
        type="primary",
        width="stretch",
        disabled=not may_save,
        on_click=save,
        args=args,
    )
    close_when_done(submitted)


def _ask_day(language: Words, name: str, begin: date, earliest: date) -> tuple[str, date]:
    """The key of a field for a day from the earliest on, and the day; another day, another key."""
    key = f"leave-{name}-{earliest}"
    chosen = st.date_input(
        language(f"people_page.leave.{name}"),
        max(begin, earliest),
        min_value=earliest,
        format="YYYY-MM-DD",
        key=key,
    )
    return key, chosen if isinstance(chosen, date) else max(begin, earliest)


def _ask_deputy(language: Words, person: Liaison, first_on: date, last_on: date) -> Person | None:
    search = ask_search(language, _KEY)
    found = list_deputies(
        current_actor(),
        database(),
        person.id,
        first_on=first_on,
        last_on=last_on,
        search=search,
        limit=SHOWN,
    )
    label = language("people_page.leave.deputy")
    return choose_person(language, label, found, person, key=_KEY)
