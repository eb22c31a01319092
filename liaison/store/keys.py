"""The secret that signs links and cookies: from the environment, else a file by the database."""

from __future__ import annotations

import hmac
import os
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from liaison.domain.errors import InvalidInput

VARIABLE = "LIAISON_SECRET"
_SHORTEST = 32


def derived_key(database_path: Path, purpose: str) -> bytes:
    """The key for one purpose, so that what signs a cookie can sign no link."""
    return hmac.digest(secret(database_path), purpose.encode(), sha256)


def link_key(database_path: Path) -> bytes:
    """The key that signs the personal links of enterprises."""
    return derived_key(database_path, "enterprise link")


def secret(database_path: Path) -> bytes:
    """The secret of this installation; a file of it is made where there is none."""
    given = os.environ.get(VARIABLE)
    if not given:
        return _kept(key_path(database_path))
    if len(given) < _SHORTEST:
        raise InvalidInput("secret_too_short", variable=VARIABLE, length=_SHORTEST)
    return given.encode()


def key_path(database_path: Path) -> Path:
    """Where the secret is kept: `liaison.db.key` beside `liaison.db`."""
    return database_path.with_name(f"{database_path.name}.key")


@lru_cache
def _kept(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Write the file whole before it has its name, so that no second process reads half of it."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first, and its secret is the one that counts
    finally:
        draft.unlink()
