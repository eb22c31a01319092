"""One's own account: who one is, the language, the password, signing out."""

from __future__ import annotations

import streamlit as st

from liaison.domain.errors import InvalidInput
from liaison.domain.roles import Action, Actor, may
from liaison.locales import LANGUAGES, Words, words
from liaison.services.accounts import change_password
from liaison.services.leaves import list_leaves
from liaison.services.liaisons import get_own_record
from liaison.services.passwords import MIN_LENGTH
from liaison.store.database import Database
from liaison.web.components.leave_form import show_leave_button
from liaison.web.components.leave_list import show_leaves
from liaison.web.components.page_head import show_page_head
from liaison.web.components.places import area_name, reference_data
from liaison.web.components.saving import notify, show_notice
from liaison.web.cookies import session_form_token
from liaison.web.session import current_actor, current_session_id, database, show_errors
from liaison.web.templating import render

_CHANGES = "own-password-changes"


def main() -> None:
    actor, db = current_actor(), database()
    language = words(actor.language)
    show_page_head(language("accounts_page.own.title"), language("accounts_page.own.purpose"))
    _who(actor, db, language)
    _leave(actor, db, language)
    _language(language)
    with show_errors():
        _password(actor, db, language)
    st.subheader(language("accounts_page.own.sign_out"))
    st.caption(language("accounts_page.own.sign_out_hint"))
    token = session_form_token(current_session_id() or "", db)
    st.html(render("sign_out_form.html", language, form_token=token))
    show_notice(language)


def _who(actor: Actor, db: Database, language: Words) -> None:
    role = language.label("role", actor.role)
    area = area_name(reference_data(actor, db), actor.area_code, language.language)
    first = language("accounts_page.own.who", name=actor.name, role=role)
    second = language("accounts_page.own.area", area=area) if area else ""
    st.html(render("two_lines.html", language, first=first, second=second))


def _leave(actor: Actor, db: Database, language: Words) -> None:
    """The own leaves and those that one acts for; nothing for who is not in the roster."""
    own = get_own_record(actor, db)
    if own is None or not may(actor, Action.TAKE_LEAVE):
        return
    st.subheader(language("people_page.leave.own"))
    st.caption(language("people_page.leave.own_hint"))
    show_leaves(language, list_leaves(actor, db), db.today(), own_id=own.liaison.id)
    show_leave_button(language, own.liaison)


def _language(language: Words) -> None:
    st.subheader(language("accounts_page.own.language"))
    st.caption(language("accounts_page.own.language_hint"))
    names = [(code, language(f"accounts_page.own.languages.{code}")) for code in LANGUAGES]
    st.html(render("language_links.html", language, languages=names))


def _password(actor: Actor, db: Database, language: Words) -> None:
    st.subheader(language("accounts_page.own.password"))
    st.caption(language("accounts_page.own.password_rule", minimum=MIN_LENGTH))
    # Another number empties the fields once they have done their work.
    number = int(st.session_state.get(_CHANGES, 0))
    with st.form("own-password", width=480):
        old = _secret("old", number, "current-password", language)
        new = _secret("new", number, "new-password", language)
        again = _secret("again", number, "new-password", language)
        is_sent = st.form_submit_button(language("accounts_page.own.change"), type="primary")
    if not is_sent:
        return
    if new != again:
        raise InvalidInput("passwords_differ", field="new_password_again")
    change_password(actor, db, old, new, session_id=current_session_id())
    st.session_state[_CHANGES] = number + 1
    notify(language("accounts_page.own.changed"))
    st.rerun()


def _secret(name: str, number: int, autocomplete: str, language: Words) -> str:
    label = language(f"accounts_page.own.{name}")
    typed = st.text_input(
        label, type="password", autocomplete=autocomplete, key=f"own-{name}-{number}"
    )
    return str(typed or "")


main()
