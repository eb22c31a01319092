"""Changing what the roster says of one person; who would leave is told what that means first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import partial

import streamlit as st

from liaison.domain.parsing import Value
from liaison.domain.records import Liaison
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonStatus
from liaison.locales import Words
from liaison.services.departures import has_left
from liaison.services.handover import list_portfolio
from liaison.services.leaves import list_leaves
from liaison.services.liaison_entry import EDITABLE, update_liaison
from liaison.store.database import Database
from liaison.web.components.handover_form import open_handover
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import Done, Edit, close_when_done, save
from liaison.web.session import current_actor, database

_LEAVING = "person-leaving"
_STATUS = "status"
_DAYS = ("started_on", "ended_on")
_ROWS = (("unit", "position"), ("grid", "phone"), ("capacity",), (_STATUS,), _DAYS)


def show_edit_button(language: Words, person: Liaison) -> None:
    """A button that opens the form."""
    label = language("people_page.edit.open")
    if st.button(label, key="person-edit", icon=":material/edit:"):
        st.dialog(plain(f"{label} · {person.name}"), width="medium")(_form)(language, person)


def _form(language: Words, person: Liaison) -> None:
    with st.form("person-form", border=False):
        for keys in _ROWS:
            for key, column in zip(keys, st.columns(len(keys)), strict=True):
                with column:
                    _field(language, person, key)
        submitted = st.form_submit_button(
            language("people_page.edit.save"),
            key="person-save",
            type="primary",
            width="stretch",
            on_click=_save_or_ask,
            args=(language, person),
        )
    close_when_done(submitted)


def _field(language: Words, person: Liaison, key: str) -> None:
    label, stored, name = (
        language(f"fields.liaisons.{key}"),
        stored_values(person)[key],
        _key(person, key),
    )
    if key == _STATUS:
        st.radio(
            label,
            list(LiaisonStatus),
            index=list(LiaisonStatus).index(person.liaison_status),
            key=name,
            format_func=lambda status: language(f"people_page.edit.status_{status}"),
        )
    elif key in _DAYS:
        day = date.fromisoformat(str(stored)) if stored else None
        hint = language(f"people_page.edit.{key}_hint")
        st.date_input(label, day, key=name, format="YYYY-MM-DD", help=hint)
    elif key == "capacity":
        hint = language("people_page.edit.capacity_hint")
        st.number_input(label, 0, None, person.capacity, 1, key=name, placeholder=hint)
    else:
        st.text_input(label, str(stored or ""), key=name)


def _key(person: Liaison, key: str) -> str:
    return f"person-{person.id}-{person.version}-{key}"


def stored_values(person: Liaison) -> dict[str, Value]:
    """What is stored of a person, by field key, as a form gives it back."""
    values = {key: getattr(person, "liaison_status" if key == _STATUS else key) for key in EDITABLE}
    return {key: str(each) if isinstance(each, date) else each for key, each in values.items()}


def _typed(person: Liaison) -> dict[str, Value]:
    """What was typed and is another than what is stored."""
    stored, typed = stored_values(person), {}
    for key, before in stored.items():
        value = st.session_state.get(_key(person, key))
        after = str(value) if isinstance(value, (date, LiaisonStatus)) else value or None
        if key == "capacity":
            after = value
        if after != before:
            typed[key] = after
    return typed


def _save_or_ask(language: Words, person: Liaison) -> None:
    typed, today = _typed(person), database().today()
    if has_left(stored_values(person) | typed, today) and not has_left(
        stored_values(person), today
    ):
        st.session_state[_LEAVING] = typed
    elif typed:
        _save(language, person, typed)


def _save(language: Words, person: Liaison, typed: Mapping[str, Value]) -> None:
    seen = stored_values(person)

    def save_version(actor: Actor, db: Database, version: int, staying: Collection[str]) -> Done:
        wanted = {key: value for key, value in typed.items() if key not in staying}
        before = {key: seen[key] for key in wanted}
        now = update_liaison(actor, db, person.id, version=version, changes=wanted).liaison
        if now.version == version or has_left(stored_values(now), db.today()):
            return Done()
        undo = partial(update_liaison, liaison_id=person.id, version=now.version, changes=before)
        return Done(undo)

    said = language("people_page.edit.saved", name=person.name)
    save(Edit("liaison", person.name, said, seen, save_version), person.version)


def ask_about_leaving(language: Words, person: Liaison) -> None:
    """Ask, in a dialog, whether a person is to leave; nothing unless that was said in the form."""
    typed: Mapping[str, Value] | None = st.session_state.get(_LEAVING)
    if typed is not None:
        title = plain(language("people_page.leaving.ask", name=person.name))
        dialog = st.dialog(title, width="medium", on_dismiss=_forget)(_confirm)
        dialog(language, person, typed)


def _forget() -> None:
    st.session_state.pop(_LEAVING, None)


def _confirm(language: Words, person: Liaison, typed: Mapping[str, Value]) -> None:
    """What a departure means, and the better way."""
    portfolio = list_portfolio(current_actor(), database(), person.id)
    waiting = sum(row.open_requests for row in portfolio)
    say = partial(language, name=person.name)
    key = "gaps" if portfolio else "no_gaps"
    told = [
        say(f"people_page.leaving.{key}", enterprises=f"{len(portfolio):,}"),
        *([say("people_page.leaving.requests", requests=f"{waiting:,}")] if waiting else []),
        *(
            say("people_page.leaving.deputy", whose=row.person.name)
            for row in list_leaves(current_actor(), database(), liaison_id=person.id)
            if row.leave.deputy_id == person.id
        ),
        say("people_page.leaving.account"),
    ]
    st.write(plain(say("people_page.leaving.title")))
    st.markdown("\n".join(f"- {plain(text)}" for text in told))
    with st.container(horizontal=True):
        if portfolio:
            st.button(
                language("people_page.leaving.hand_over"),
                key="person-hand-over",
                type="primary",
                on_click=_hand_over,
            )
        st.button(
            language("people_page.leaving.confirm"),
            key="person-leave",
            type="secondary" if portfolio else "primary",
            on_click=_leave,
            args=(language, person, typed),
        )
    if _LEAVING not in st.session_state:
        st.rerun()


def _hand_over() -> None:
    _forget()
    open_handover()


def _leave(language: Words, person: Liaison, typed: Mapping[str, Value]) -> None:
    _forget()
    _save(language, person, typed)
