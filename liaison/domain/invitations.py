"""Invitations: who of the roster has an account, who was asked to open one, who was not yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liaison.domain.vocabulary import LiaisonRole

PATH = "/invite/"


def address(base_url: str, token: str) -> str:
    """Where the token of an invitation is opened."""
    return base_url.rstrip("/") + PATH + token


class Standing(StrEnum):
    """How far a person is on the way to an account of their own."""

    NOT_YET = "not_yet"
    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """A person of the roster with their account, if any.

    `invited_until` is the end of the link that was not used yet, also of one that is over.
    """

    liaison_id: int
    role: LiaisonRole
    staff_no: str
    name: str
    unit: str
    phone: str | None
    has_left: bool
    account_id: int | None
    account_name: str | None
    language: str | None
    has_password: bool
    disabled_at: datetime | None
    invited_until: datetime | None
    seen_at: datetime | None

    def standing(self, now: datetime) -> Standing:
        if self.account_id is None:
            return Standing.NOT_YET
        if self.disabled_at is not None:
            return Standing.DISABLED
        if self.has_password:
            return Standing.ACTIVE
        waits = self.invited_until is not None and self.invited_until > now
        return Standing.INVITED if waits else Standing.NOT_YET


@dataclass(frozen=True, slots=True)
class InvitationCounts:
    """How many people stand where.

    `taken` have no account and cannot be invited: another account has their staff number as its
    name. They are not among `not_yet`.
    """

    active: int = 0
    invited: int = 0
    not_yet: int = 0
    disabled: int = 0
    taken: int = 0

    @property
    def total(self) -> int:
        return self.active + self.invited + self.not_yet + self.disabled + self.taken


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the address of an invitation opens: whose account it is, and until when."""

    person_name: str
    unit: str
    role: LiaisonRole
    account_name: str
    language: str
    expires_at: datetime
