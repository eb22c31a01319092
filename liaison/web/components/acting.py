"""Who is away and who acts, as an officer or commissioner sees it over the own enterprises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st
from markupsafe import Markup

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.services.enterprises import chip_counts
from liaison.services.leaves import LeaveRow
from liaison.store.database import Database
from liaison.web.components.days import short_day
from liaison.web.components.linked_filters import linked_chips
from liaison.web.components.record_table import lines, state
from liaison.web.components.telephone import links

_EVERYBODY, _OWN = "", "own"


def acted_for(actor: Actor, rows: Iterable[LeaveRow]) -> dict[int, LeaveRow]:
    """The people whom the actor acts for today, by id."""
    return {
        row.person.id: row
        for row in rows
        if row.person.id in actor.acting_for and row.leave.deputy_id == actor.liaison_id
    }


def show_absences(
    actor: Actor, db: Database, language: Words, rows: Iterable[LeaveRow], today: date
) -> None:
    """The own leave, where one is on, and each person acted for, with the number to ask."""
    told = [
        _own(language, row, today)
        for row in rows
        if row.leave.liaison_id == actor.liaison_id and row.leave.covers(today)
    ]
    for each, row in acted_for(actor, rows).items():
        number = chip_counts(actor, db, EnterpriseFilter(liaison_id=each))["all"]
        said = language(
            "my_enterprises.acting",
            name=row.person.name,
            until=short_day(row.leave.last_on, today),
            number=number,
        )
        calls = links(row.person.phone, "call-inline")
        told.append(Markup(" ").join([state("in_progress", said), *calls]))
    if told:
        with st.container(border=True, key="absences"):
            st.html(Markup('<p class="person-facts">{}</p>').format(lines(told)))


def _own(language: Words, row: LeaveRow, today: date) -> Markup:
    until = short_day(row.leave.last_on, today)
    if row.deputy is None:
        return state("overdue", language("my_enterprises.own_leave_alone", until=until))
    name = row.deputy.name
    said = language("my_enterprises.own_leave", until=until, name=name)
    return Markup(" ").join([state("waiting", said), *links(row.deputy.phone, "call-inline")])


def ask_whose(actor: Actor, language: Words, acting: Iterable[LeaveRow]) -> int | None:
    """The person whose enterprises are to be shown; None for all, without asking for one only."""
    labels = {str(row.person.id): row.person.name for row in acting}
    if not labels:
        return None
    named = {
        _EVERYBODY: language("my_enterprises.whose.all"),
        _OWN: language("my_enterprises.whose.own"),
    } | {key: language("my_enterprises.whose.other", name=name) for key, name in labels.items()}
    chosen = linked_chips("whose", language("my_enterprises.whose.label"), named, _EVERYBODY)
    if chosen == _OWN:
        return actor.liaison_id
    return int(chosen) if chosen else None
