"""Accounts: who may sign in, as what, and how they stand."""

from __future__ import annotations

import streamlit as st

from liaison.domain.roles import ACCOUNT_ROLES, Role
from liaison.locales import Words, words
from liaison.services.accounts import count_accounts, list_accounts
from liaison.web.components.account_actions import open_dialog, show_dialog
from liaison.web.components.account_rows import show_account
from liaison.web.components.linked_filters import (
    current_page,
    linked_chips,
    linked_page,
    linked_search,
)
from liaison.web.components.mass_invitation import show_mass_invitation
from liaison.web.components.places import reference_data
from liaison.web.components.saving import show_notice
from liaison.web.session import current_actor, database

_PAGE_SIZE = 20
_ALL = "all"


def main() -> None:
    actor, db = current_actor(), database()
    language = words(actor.language)
    reference = reference_data(actor, db)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(language("accounts_page.title"), width="stretch")
        st.button(
            language("accounts_page.add"),
            type="primary",
            icon=":material/person_add:",
            key="add",
            on_click=open_dialog,
            args=("add",),
        )
    st.caption(language("accounts_page.purpose"))
    show_mass_invitation(actor, db, reference, language)
    search = linked_search(
        "search", language("accounts_page.search"), language("accounts_page.search_hint")
    )
    counts = count_accounts(actor, db, search=search)
    role = linked_chips("role", language("accounts_page.filter"), _chips(counts, language), _ALL)
    found = list_accounts(
        actor,
        db,
        search=search,
        role=None if role == _ALL else Role(role),
        page=current_page(),
        page_size=_PAGE_SIZE,
    )
    if not found.total:
        st.info(language("accounts_page.none"))
    elif not search and counts[Role.ADMINISTRATOR] == sum(counts.values()):
        st.info(language("accounts_page.only_you"), icon=":material/person_add:")
    for row in found.rows:
        show_account(row, actor, db.now(), reference, language)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.caption(language("accounts_page.total", total=f"{found.total:,}"), width="content")
        linked_page(found.pages)
    show_dialog(reference, language)
    show_notice(language)


def _chips(counts: dict[Role, int], language: Words) -> dict[str, str]:
    total = f"{sum(counts.values()):,}"
    chips = {_ALL: language("accounts_page.all", number=total)}
    for role in ACCOUNT_ROLES:
        label = language.label("role", role)
        number = f"{counts[role]:,}"
        chips[role.value] = language("accounts_page.role", role=label, number=number)
    return chips


main()
