"""What an administrator does with accounts, each in a dialog that says what will happen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.services.accounts import (
    add_account,
    disable_account,
    enable_account,
    reset_password,
    update_account,
)
from liaison.store.accounts import AccountRow
from liaison.store.database import Database
from liaison.web.components.account_reach import Reach, ask_reach
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import Wish, attempt, close_when_done

What = Literal["add", "edit", "reset", "disable", "enable"]
Making = Callable[[Actor, Database], str | None]

# The dialog that is open, and the password that waits to be read.
_OPEN, _ONE_TIME = "account-dialog", "account-one-time"
_CONFIRMED: dict[str, Callable[[Actor, Database, str], None]] = {
    "disable": disable_account,
    "enable": enable_account,
}


def open_dialog(what: What, row: AccountRow | None = None) -> None:
    """As a callback: let the page show the dialog of an action until it is done or closed."""
    st.session_state[_OPEN] = (what, row)


def show_dialog(reference: Reference, language: Words) -> None:
    """The dialog that is open, a one-time password before everything else."""
    if _ONE_TIME in st.session_state:
        name, password = st.session_state[_ONE_TIME]
        title = language("accounts_page.one_time_title")
        st.dialog(title, on_dismiss=_forget)(_one_time)(name, password, language)
        return
    what, row = st.session_state.get(_OPEN, (None, None))
    if what == "add":
        st.dialog(language("accounts_page.add"), on_dismiss=_close)(_add)(reference, language)
    elif row is not None:
        title = plain(language(f"accounts_page.{what}_title", name=row.name))
        dialog = st.dialog(title, on_dismiss=_close)
        if what == "edit":
            dialog(_edit)(row, reference, language)
        else:
            dialog(_confirm)(what, row, language)


def _add(reference: Reference, language: Words) -> None:
    reach = ask_reach(reference, language)
    suggested = reach.person.staff_no if reach.person else ""
    key = f"account-name-{reach.role}-{suggested}"
    st.text_input(
        language("accounts_page.name"),
        value=suggested,
        help=language("accounts_page.name_hint"),
        key=key,
    )
    st.button(
        language("accounts_page.create"),
        type="primary",
        key="account-create",
        on_click=_create,
        args=(key, reach, language),
    )
    _stay_while_open()


def _create(name_key: str, reach: Reach, language: Words) -> None:
    """Read the name now: whoever goes from typing to the button sends both at once."""
    name = str(st.session_state.get(name_key) or "")
    making = partial(_new_account, name=name, reach=reach, language=language.language)
    _make_password(name, making, language("accounts_page.added", name=name))


def _new_account(actor: Actor, db: Database, name: str, reach: Reach, language: str) -> str | None:
    return add_account(
        actor,
        db,
        name,
        reach.role,
        area_code=reach.area_code,
        liaison_id=reach.liaison_id,
        language=language,
    )


def _edit(row: AccountRow, reference: Reference, language: Words) -> None:
    reach = ask_reach(
        reference,
        language,
        role=row.role,
        area_code=row.area_code,
        liaison_id=row.liaison_id,
    )
    wish = partial(
        update_account,
        name=row.name,
        version=row.version,
        role=reach.role,
        area_code=reach.area_code,
        liaison_id=reach.liaison_id,
    )
    st.button(
        language("accounts_page.save"),
        type="primary",
        key="account-save",
        on_click=_do,
        args=(wish, language("accounts_page.edited", name=row.name)),
    )
    _stay_while_open()


def _confirm(what: What, row: AccountRow, language: Words) -> None:
    """Ask once more, saying what will happen."""
    st.text(language(f"accounts_page.{what}_text"))
    said = language(f"accounts_page.{what}_done", name=row.name)
    if what == "reset":
        act = partial(_make_password, row.name, partial(reset_password, name=row.name), said)
    else:
        action = _CONFIRMED[what]
        act = partial(_do, lambda actor, db: action(actor, db, row.name), said)
    cancel, confirm = st.columns(2)
    cancel.button(
        language("accounts_page.cancel"), key="account-cancel", width="stretch", on_click=_close
    )
    confirm.button(
        language("accounts_page.confirm", what=language(f"accounts_page.{what}")),
        type="primary",
        width="stretch",
        key="account-confirm",
        on_click=act,
    )
    _stay_while_open()


def _do(wish: Wish, said: str) -> None:
    if attempt(wish, said):
        _close()


def _make_password(name: str, making: Making, said: str) -> None:
    """Do what ends in a one-time password, and keep that until it was read."""

    def keep(actor: Actor, db: Database) -> None:
        st.session_state[_ONE_TIME] = (name, making(actor, db))

    _do(keep, said)


def _one_time(name: str, password: str, language: Words) -> None:
    st.text(language("accounts_page.one_time", name=name))
    st.code(password, language=None)
    st.caption(language("accounts_page.one_time_hint"))
    st.button(
        language("accounts_page.one_time_close"),
        type="primary",
        key="account-noted",
        on_click=_forget,
    )
    if _ONE_TIME not in st.session_state:
        st.rerun()


def _stay_while_open() -> None:
    """At the end of a dialog: say why it was refused, or leave once it is done."""
    close_when_done(submitted=_OPEN not in st.session_state)


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _forget() -> None:
    st.session_state.pop(_ONE_TIME, None)
