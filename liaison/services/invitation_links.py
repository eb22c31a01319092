"""Making invitations: the accounts that are missing, their one-time links, the history of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from liaison.domain.invitations import Invitation, Invitee
from liaison.domain.roles import Actor
from liaison.services.tokens import digest, new_token
from liaison.store import history, invitations, one_time_links
from liaison.store.accounts import name_key
from liaison.store.database import Connection, Database, iso
from liaison.store.history import Change

INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was just made; the token is known here and nowhere else."""

    person: Invitee
    token: str
    invitation: Invitation


def make_links(
    connection: Connection,
    db: Database,
    actor: Actor,
    people: Sequence[Invitee],
    language: str,
) -> list[Link]:
    """Make the accounts that are missing, a link for each person, and the history of both."""
    expires_at = db.now() + INVITATION_LASTS
    new = [each for each in people if each.account_id is None]
    made = invitations.insert_accounts(connection, new, language=language, at=db.now())
    account_ids = [each.account_id or made[each.liaison_id] for each in people]
    links = [Link(each, new_token(), invitation_of(each, language, expires_at)) for each in people]
    one_time_links.insert_invites(
        connection,
        [(digest(link.token), number) for link, number in zip(links, account_ids, strict=True)],
        at=db.now(),
        expires_at=expires_at,
    )
    changes = (
        change
        for person, account_id in zip(people, account_ids, strict=True)
        for change in _changes(person, account_id, expires_at)
    )
    history.append(connection, changes, at=db.now(), actor=actor.name)
    return links


def invitation_of(person: Invitee, language: str, expires_at: datetime) -> Invitation:
    """What a person is invited to; `language` is that of an account that is new."""
    return Invitation(
        person.name,
        person.unit,
        person.role,
        person.account_name or person.staff_no,
        person.language or language,
        expires_at,
    )


def _changes(person: Invitee, account_id: int, expires_at: datetime) -> Iterable[Change]:
    if person.account_id is None:
        told = {"name": person.staff_no, "role": person.role, "liaison_id": person.liaison_id}
        changes = {key: (None, value) for key, value in told.items()}
        yield Change("account.added", "account", account_id, changes=changes)
    before = iso(person.invited_until) if person.invited_until else None
    until = {"expires_at": (before, iso(expires_at))}
    yield Change("account.invited", "account", account_id, changes=until)


def has_name_taken(person: Invitee, names: set[str]) -> bool:
    return person.account_id is None and name_key(person.staff_no) in names


def without_taken(
    people: Iterable[Invitee], names: set[str]
) -> tuple[list[Invitee], list[Invitee]]:
    """Those whose account has its name or can get it, and those whose name another has.

    Two people of one staff number are told apart by who comes first.
    """
    names = set(names)
    free, taken = [], []
    for each in people:
        if has_name_taken(each, names):
            taken.append(each)
            continue
        free.append(each)
        if each.account_id is None:
            names.add(name_key(each.staff_no))
    return free, taken
