"""What an administrator can do about one person: hand over, enter a leave, correct the record."""

from __future__ import annotations

import streamlit as st

from liaison.domain.roles import Action, Actor, may
from liaison.locales import Words
from liaison.services.departures import has_left
from liaison.services.handover import list_portfolio
from liaison.services.leaves import list_leaves
from liaison.store.database import Database
from liaison.store.liaisons import LiaisonLoad
from liaison.web.components.handover_form import open_handover
from liaison.web.components.leave_form import show_leave_button
from liaison.web.components.leave_list import show_leaves
from liaison.web.components.person_edit import show_edit_button, stored_values


def show_person_actions(actor: Actor, db: Database, language: Words, each: LiaisonLoad) -> None:
    """The buttons that the reader may press, and the leaves that the person is part of."""
    person = each.liaison
    is_there = not has_left(stored_values(person), db.today())
    with st.container(horizontal=True, key="person-actions"):
        if may(actor, Action.PAIR):
            _show_handover_button(actor, db, language, each, is_there)
        if may(actor, Action.TAKE_LEAVE) and is_there:
            show_leave_button(language, person)
        if may(actor, Action.MANAGE_PEOPLE):
            show_edit_button(language, person)
    if may(actor, Action.TAKE_LEAVE):
        rows = list_leaves(actor, db, liaison_id=person.id)
        show_leaves(language, rows, db.today(), own_id=person.id)


def _show_handover_button(
    actor: Actor, db: Database, language: Words, each: LiaisonLoad, is_there: bool
) -> None:
    """Nothing where there is nothing to hand over."""
    number = each.load if is_there else len(list_portfolio(actor, db, each.liaison.id))
    if not number:
        return
    word = "open" if is_there else "open_left"
    st.button(
        language(f"people_page.handover.{word}", number=f"{number:,}"),
        key="handover-open",
        type="secondary" if is_there else "primary",
        icon=":material/swap_horiz:",
        on_click=open_handover,
    )
