"""Invitations: a one-time link with which somebody of the roster opens an account of their own."""

from __future__ import annotations

from datetime import datetime

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted
from liaison.domain.invitations import Invitation, Invitee, Standing
from liaison.domain.people import acting_name
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import DEFAULT_LANGUAGE
from liaison.services import passwords
from liaison.services.guard import open_to_all, requires
from liaison.services.invitation_links import has_name_taken, invitation_of, make_links
from liaison.services.tokens import digest
from liaison.store import accounts, history, invitations, liaisons, one_time_links
from liaison.store.database import Connection, Database
from liaison.store.history import Change


@requires(Action.MANAGE_ACCOUNTS)
def get_invitee(actor: Actor, db: Database, liaison_id: int) -> Invitee:
    """A person of the roster with their account and whether they were invited."""
    with db.read() as connection:
        return invitations.get(connection, liaison_id, today=db.today())


@requires(Action.MANAGE_ACCOUNTS)
def find_to_invite(
    actor: Actor, db: Database, staff_no: str, role: LiaisonRole | None = None
) -> int:
    """The person of a staff number; a number that both roles have needs the role."""
    with db.read() as connection:
        return liaisons.with_staff_no(connection, staff_no, role)


@requires(Action.MANAGE_ACCOUNTS)
def invite(actor: Actor, db: Database, liaison_id: int, *, language: str = DEFAULT_LANGUAGE) -> str:
    """Make the token of a one-time address, and the person's account where there is none.

    An address that was given out before stops working. `language` is that of a new account.
    """
    with db.write() as connection:
        person = invitations.get(connection, liaison_id, today=db.today())
        _require_invitable(person, db.now(), invitations.taken_names(connection))
        return make_links(connection, db, actor, [person], language)[0].token


@open_to_all
def open_invitation(db: Database, token: str) -> Invitation:
    """Whose account an address opens, NotFound once it does not: the token is the permission."""
    with db.read() as connection:
        return _required(connection, db, token)[0]


@open_to_all
def accept_invitation(db: Database, token: str, password: str) -> str:
    """Give the invited account its first password, once; the account's name.

    The token is the permission. Of two who open the same address the first one has it.
    """
    passwords.check_rule(open_invitation(db, token).account_name, password)
    password_hash = passwords.hash_of(password)
    with db.write() as connection:
        invitation, account_id = _required(connection, db, token)
        one_time_links.use(connection, digest(token), at=db.now())
        accounts.set_password(connection, account_id, password_hash, is_one_time=False)
        change = Change("account.invitation_accepted", "account", account_id)
        who = acting_name(invitation.account_name, invitation.person_name)
        history.append(connection, [change], at=db.now(), actor=who)
    return invitation.account_name


def _require_invitable(person: Invitee, now: datetime, names: set[str]) -> None:
    standing = person.standing(now)
    if person.has_left:
        raise NotPermitted("invited_person_left", name=person.name)
    if standing is Standing.DISABLED:
        raise NotPermitted("account_disabled", name=person.account_name)
    if standing is Standing.ACTIVE:
        raise NotPermitted("invited_has_account", name=person.name, account=person.account_name)
    if has_name_taken(person, names):
        raise InvalidInput("invited_name_taken", name=person.name, account=person.staff_no)


def _required(connection: Connection, db: Database, token: str) -> tuple[Invitation, int]:
    """What a token opens, and the account's id; what ended says whom to ask."""
    link = one_time_links.find_invite(connection, digest(token))
    if link is None:
        raise NotFound("invitation_gone")
    person = invitations.of_account(connection, link.account_id, today=db.today())
    if person is not None and link.is_used:
        raise NotFound("invitation_used", account=person.account_name)
    if person is None or link.expires_at <= db.now() or not _awaits_password(person):
        raise NotFound("invitation_gone")
    return invitation_of(person, DEFAULT_LANGUAGE, link.expires_at), link.account_id


def _awaits_password(person: Invitee) -> bool:
    return not (person.has_left or person.has_password or person.disabled_at is not None)
