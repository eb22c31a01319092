"""Passwords: the rule, the hash, and the ones made for a single use."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from liaison.domain.errors import InvalidInput
from liaison.store.accounts import NO_PASSWORD, name_key

MIN_LENGTH = 10
MAX_LENGTH = 256

# OWASP's smaller setting: 19 MiB a sign-in leaves room for a morning when everyone signs in.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Without letters and digits that are read for one another on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def check_rule(name: str, password: str) -> None:
    """Raise InvalidInput for a password that is too short, too long or the account's name."""
    if len(password) < MIN_LENGTH:
        raise InvalidInput("password_too_short", field="password", minimum=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise InvalidInput("password_too_long", field="password", maximum=MAX_LENGTH)
    if name_key(password) == name_key(name):
        raise InvalidInput("password_is_name", field="password")


def hash_of(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right.

    None, for no such account, and NO_PASSWORD, for one that waits for its first, take as long
    to say no.
    """
    known = None if password_hash == NO_PASSWORD else password_hash
    try:
        _hasher.verify(known or _hash_of_nobody(), password)
    except VerifyMismatchError:
        return False
    return known is not None


@cache
def _hash_of_nobody() -> str:
    return hash_of(secrets.token_urlsafe())


def one_time_password() -> str:
    """Three groups of four, as in k7mp-2xqd-9tfh: some 59 bits, easy to read out."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)
