"""The leaves that are on or to come, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

import streamlit as st
from markupsafe import Markup

from liaison.locales import Words
from liaison.services.leaves import LeaveRow, end_leave
from liaison.web.components.days import short_span
from liaison.web.components.leave_form import show_change_button
from liaison.web.components.record_table import lines, quiet, state
from liaison.web.components.saving import attempt
from liaison.web.components.telephone import links


def show_leaves(language: Words, rows: Iterable[LeaveRow], today: date, *, own_id: int) -> None:
    """The leaves of the person `own_id` to be changed, and those that this one is deputy for."""
    for row in rows:
        is_own = row.leave.liaison_id == own_id
        with st.container(border=True, key=f"leave-{row.leave.id}"):
            told = _own(language, row, today) if is_own else _acting(language, row, today)
            st.html(Markup('<p class="person-facts">{}</p>').format(lines(told)))
            if is_own:
                with st.container(horizontal=True):
                    show_change_button(language, row)
                    _ask_to_end(language, row, today)


def leave_kind(row: LeaveRow, today: date) -> str:
    """The state that a leave stands in: it is on, it is to come, or nobody acts."""
    if row.deputy is None:
        return "overdue"
    return "in_progress" if row.leave.covers(today) else "waiting"


def _own(language: Words, row: LeaveRow, today: date) -> list[str | Markup]:
    key = "on" if row.leave.covers(today) else "to_come"
    days = short_span(row.leave.first_on, row.leave.last_on, today)
    head = state(leave_kind(row, today), language(f"people_page.leave.{key}", days=days))
    if row.deputy is None:
        return [head, language("people_page.leave.nobody"), *_note(row)]
    deputy = language("people_page.leave.by", name=row.deputy.name, unit=row.deputy.unit)
    return [head, _with_calls(deputy, row.deputy.phone), *_note(row)]


def _acting(language: Words, row: LeaveRow, today: date) -> list[str | Markup]:
    key = "acts" if row.leave.covers(today) else "will_act"
    days = short_span(row.leave.first_on, row.leave.last_on, today)
    said = language(f"people_page.leave.{key}", name=row.person.name, days=days)
    head = state(leave_kind(row, today), said)
    return [head, _with_calls(row.person.unit, row.person.phone), *_note(row)]


def _with_calls(text: str, phone: str | None) -> Markup:
    return Markup(" ").join([Markup.escape(text), *links(phone, "call-inline")])


def _note(row: LeaveRow) -> list[Markup]:
    return [quiet(row.leave.note)] if row.leave.note else []


def _ask_to_end(language: Words, row: LeaveRow, today: date) -> None:
    """Back early, or not away at all; asked once more, since the deputy loses sight at once."""
    word = "back" if row.leave.covers(today) else "cancel"
    key = f"leave-{word}-{row.leave.id}"
    with st.popover(language(f"people_page.leave.{word}"), key=key):
        st.write(language(f"people_page.leave.{word}_sure"))
        st.button(
            language(f"people_page.leave.{word}_confirm"),
            key=f"leave-end-{row.leave.id}",
            type="primary",
            on_click=_end,
            args=(row, language(f"people_page.leave.{word}_done", name=row.person.name)),
        )


def _end(row: LeaveRow, said: str) -> None:
    attempt(partial(end_leave, leave_id=row.leave.id, version=row.leave.version), said)
