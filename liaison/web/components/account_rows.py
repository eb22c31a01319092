"""An account in the list: who it is for, how it stands, what can be done."""

from __future__ import annotations

from datetime import datetime

import streamlit as st
from markupsafe import Markup

from liaison.domain.reference import Reference
from liaison.domain.roles import Actor, Role
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.store.accounts import AccountRow
from liaison.web.components.account_actions import What, open_dialog
from liaison.web.components.places import area_name
from liaison.web.components.record_table import state
from liaison.web.templating import render

_ACTIVE: tuple[What, ...] = ("edit", "reset", "disable")
_CLOSED: tuple[What, ...] = ("enable",)
_LIAISONS = (Role.OFFICER, Role.COMMISSIONER)


def show_account(
    row: AccountRow, actor: Actor, now: datetime, reference: Reference, language: Words
) -> None:
    """One line of the list, a card on a phone."""
    key = f"account-{row.id}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"{key}-row"):
        second = " · ".join(_facts(row, actor, reference, language))
        st.html(render("two_lines.html", language, first=row.name, second=second), width="stretch")
        st.html(_standing(row, now, language), width="content")
        if not _is_own(row, actor):
            _show_buttons(row, key, language)
        if _is_invited(row):
            _link_to_person(row, language)


def _show_buttons(row: AccountRow, key: str, language: Words) -> None:
    for what in _CLOSED if row.disabled_at is not None else _ACTIVE:
        st.button(
            language(f"accounts_page.{what}"),
            key=f"{key}-{what}",
            on_click=open_dialog,
            args=(what, row),
        )


def _is_invited(row: AccountRow) -> bool:
    return not row.has_password and row.disabled_at is None and row.liaison_id is not None


def _link_to_person(row: AccountRow, language: Words) -> None:
    """To where the invitation can be made again."""
    st.page_link(
        "pages/people.py",
        label=language("accounts_page.invite_again"),
        query_params={"id": str(row.liaison_id)},
    )


def _is_own(row: AccountRow, actor: Actor) -> bool:
    """One's own account is changed on its own page, and never closed by oneself."""
    return row.id == actor.account_id


def _facts(row: AccountRow, actor: Actor, reference: Reference, language: Words) -> list[str]:
    facts = [language.label("role", row.role)]
    if row.role in _LIAISONS:
        facts.append(row.liaison_name or language("accounts_page.no_person"))
    if row.role is Role.OFFICIAL:
        area = area_name(reference, row.area_code, language.language)
        facts.append(area or language("accounts_page.area_all"))
    if _is_own(row, actor):
        facts.append(language("accounts_page.you"))
    seen = row.seen_at and language("accounts_page.seen", at=moment_text(row.seen_at))
    return [*facts, seen or language("accounts_page.never_seen")]


def _standing(row: AccountRow, now: datetime, language: Words) -> Markup:
    if row.disabled_at is not None:
        return state("not_applicable", language("accounts_page.disabled"))
    if row.locked_until is not None and row.locked_until > now:
        at = moment_text(row.locked_until)
        return state("blocked", language("accounts_page.locked", at=at))
    if not row.has_password:
        return _invited(row, now, language)
    if row.password_is_one_time:
        return state("waiting", language("accounts_page.one_time_waiting"))
    return state("done", language("accounts_page.active"))


def _invited(row: AccountRow, now: datetime, language: Words) -> Markup:
    if row.invited_until is None or row.invited_until <= now:
        return state("waiting", language("accounts_page.invitation_over"))
    at = moment_text(row.invited_until)
    return state("in_progress", language("accounts_page.invited", at=at))
