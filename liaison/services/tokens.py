"""Tokens: handed out once, kept only as their hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits that fit into an address and a cookie."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a token: it tells which, and opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
