"""The account of one person of the roster: invite, invite again, hand the link over."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from liaison.domain.errors import LiaisonError
from liaison.domain.invitations import Invitee, Standing, address
from liaison.domain.roles import Action, Actor, may
from liaison.locales import Words, words
from liaison.locales.change_words import moment_text
from liaison.locales.sentences import error_sentence, invitation_text
from liaison.services.invitations import get_invitee, invite, open_invitation
from liaison.store.database import Database
from liaison.web.components.record_table import lines, quiet, state
from liaison.web.session import current_actor, current_words, database, origin

# The link that waits to be handed over, and why the last one was not made; by person.
_HANDED, _REFUSED = "invitation-handed", "invitation-refused"


@dataclass(frozen=True, slots=True)
class Handed:
    """A link that is shown once."""

    name: str
    address: str
    text: str


def show_invitation(actor: Actor, db: Database, liaison_id: int, language: Words) -> None:
    """How the person's account stands, with what can be done; nothing for who may not."""
    if not may(actor, Action.MANAGE_ACCOUNTS):
        return
    person = get_invitee(actor, db, liaison_id)
    standing = person.standing(db.now())
    with st.container(border=True, key="invitation"):
        _show_standing(person, standing, language)
        handed = st.session_state.get(_HANDED, {}).get(liaison_id)
        if handed is not None:
            _show_handed(handed, liaison_id, language)
        elif not person.has_left and standing in (Standing.NOT_YET, Standing.INVITED):
            _ask(liaison_id, standing, language)
        refusal = st.session_state.get(_REFUSED, {}).pop(liaison_id, None)
        if refusal is not None:
            st.error(refusal, icon=":material/error:")


def _show_standing(person: Invitee, standing: Standing, language: Words) -> None:
    title = Markup("<strong>{}</strong>").format(language("invitations.title"))
    kind, said, more = _standing(person, standing, language)
    st.html(
        Markup('<p class="person-facts">{}</p>').format(
            lines([title, state(kind, said), *([quiet(more)] if more else [])])
        )
    )


def _standing(person: Invitee, standing: Standing, language: Words) -> tuple[str, str, str]:
    """The kind of state, its word, and a sentence more."""

    def say(key: str, **values: object) -> str:
        return language(f"invitations.{key}", **values)

    if standing is Standing.ACTIVE:
        seen = say("seen", at=moment_text(person.seen_at)) if person.seen_at else say("not_seen")
        return "done", say("active", account=person.account_name), seen
    if person.has_left:
        return "not_applicable", say("left"), say("left_hint")
    if standing is Standing.DISABLED:
        said = say("disabled", account=person.account_name)
        return "not_applicable", said, say("disabled_hint")
    if person.invited_until is None:
        return "waiting", say("not_yet"), say("not_yet_hint")
    until = moment_text(person.invited_until)
    if standing is Standing.INVITED:
        return "in_progress", say("waiting"), say("waiting_until", at=until)
    return "waiting", say("over"), say("over_since", at=until)


def _ask(liaison_id: int, standing: Standing, language: Words) -> None:
    is_new = standing is Standing.NOT_YET
    st.button(
        language("invitations.invite" if is_new else "invitations.renew"),
        type="primary" if is_new else "secondary",
        icon=":material/person_add:" if is_new else ":material/autorenew:",
        help=None if is_new else language("invitations.renew_hint"),
        key="invitation-invite",
        on_click=_invite,
        args=(liaison_id,),
    )


def _show_handed(handed: Handed, liaison_id: int, language: Words) -> None:
    st.text(language("invitations.handed", name=handed.name))
    st.code(handed.address, language=None, wrap_lines=True)
    st.text(language("invitations.handed_text"))
    st.code(handed.text, language=None, wrap_lines=True)
    st.button(
        language("invitations.handed_close"),
        key="invitation-close",
        on_click=_forget,
        args=(liaison_id,),
    )


def _invite(liaison_id: int) -> None:
    """Make the link and keep it until it was handed over, or the reason why there is none."""
    actor, db = current_actor(), database()
    try:
        token = invite(actor, db, liaison_id, language=actor.language)
        invitation = open_invitation(db, token)
    except LiaisonError as error:
        refusals = st.session_state.setdefault(_REFUSED, {})
        refusals[liaison_id] = error_sentence(error, current_words())
        return
    where = address(origin(), token)
    text = invitation_text(invitation, where, words(invitation.language))
    handed = Handed(invitation.person_name, where, text)
    st.session_state.setdefault(_HANDED, {})[liaison_id] = handed


def _forget(liaison_id: int) -> None:
    st.session_state[_HANDED].pop(liaison_id, None)
