"""Signing in and out: an account by its password, an enterprise by its link."""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

from liaison.domain.errors import InvalidInput, SignInRefused
from liaison.domain.people import acting_name
from liaison.domain.roles import Actor
from liaison.locales import DEFAULT_LANGUAGE, LANGUAGES
from liaison.services import passwords
from liaison.services.guard import open_to_all
from liaison.services.tokens import digest, new_token
from liaison.store import accounts, history, sessions
from liaison.store.accounts import StoredAccount
from liaison.store.database import Connection, Database
from liaison.store.history import Change

ATTEMPTS_ALLOWED = 5
LOCK_LASTS = timedelta(minutes=15)
IDLE_LIMIT = timedelta(hours=12)
ACCOUNT_SESSION_LASTS = timedelta(days=7)
ENTERPRISE_SESSION_LASTS = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)


@open_to_all
def sign_in(db: Database, name: str, password: str, *, new_password: str | None = None) -> str:
    """Open a session by name and password, the permission it is, and return its token.

    A one-time password opens none by itself: SignInRefused("new_password_needed") asks for it
    again, together with the password to put in its place. Every other refusal is one and the
    same, so that nobody learns which names exist.
    """
    with db.write() as connection:
        stored = accounts.claim_attempt(
            connection,
            name,
            at=db.now(),
            attempts_allowed=ATTEMPTS_ALLOWED,
            locked_until=db.now() + LOCK_LASTS,
        )
    is_right = passwords.matches(stored.password_hash if stored else None, password)
    if stored is None or not is_right or stored.is_locked or stored.account.disabled_at:
        _refuse(db, stored)
    if not stored.password_is_one_time:
        return _open(db, stored)
    if new_password is None:
        with db.write() as connection:
            accounts.clear_attempts(connection, stored.account.id)
        raise SignInRefused("new_password_needed")
    return _open(db, stored, _checked_replacement(stored, password, new_password))


@open_to_all
def sign_out(db: Database, session_id: str) -> None:
    """End a session; its id, the token's hash, is known to its browser alone."""
    with db.write() as connection:
        session = _find(connection, db, session_id)
        sessions.end(connection, session_id)
        if session is not None and session.actor.account_id is not None:
            _record(connection, db, "account.signed_out", session.actor)


@open_to_all
def resolve_session(db: Database, session_id: str | None) -> Actor | None:
    """Who a session is, or None once it has ended; asked at every run, so it seldom writes."""
    if not session_id:
        return None
    with db.read() as connection:
        session = _find(connection, db, session_id)
    if session is None:
        return None
    if db.now() - session.seen_at >= SEEN_EVERY:
        with db.write() as connection:
            sessions.touch(connection, session_id, at=db.now())
    return session.actor


@open_to_all
def open_enterprise_session(
    db: Database, enterprise_id: int, *, language: str = DEFAULT_LANGUAGE
) -> str:
    """Open the session of an enterprise whose personal link was checked; return its token."""
    token = new_token()
    with db.write() as connection:
        sessions.insert(
            connection,
            digest(token),
            enterprise_id=enterprise_id,
            language=language,
            at=db.now(),
            expires_at=db.now() + ENTERPRISE_SESSION_LASTS,
        )
    return token


@open_to_all
def choose_language(db: Database, session_id: str, language: str) -> None:
    """Keep the language for the session's account, or for the session of an enterprise."""
    if language not in LANGUAGES:
        raise InvalidInput("language_unknown", field="language", value=language)
    with db.write() as connection:
        session = _find(connection, db, session_id)
        if session is None or session.actor.language == language:
            return
        if session.actor.account_id is None:
            sessions.set_language(connection, session_id, language)
            return
        accounts.set_language(connection, session.actor.account_id, language)
        before_after = (session.actor.language, language)
        _record(connection, db, "account.changed", session.actor, language=before_after)


def _refuse(db: Database, stored: StoredAccount | None) -> NoReturn:
    with db.write() as connection:
        if stored is not None and not stored.is_locked:
            actor = Actor(stored.account.name, stored.account.role, stored.account.id)
            _record(connection, db, "account.sign_in_failed", actor)
    minutes = int(LOCK_LASTS.total_seconds() // 60)
    raise SignInRefused("sign_in_refused", attempts=ATTEMPTS_ALLOWED, minutes=minutes)


def _checked_replacement(stored: StoredAccount, old: str, new: str) -> str:
    passwords.check_rule(stored.account.name, new)
    if new == old:
        raise InvalidInput("password_is_one_time", field="new_password")
    return passwords.hash_of(new)


def _open(db: Database, stored: StoredAccount, new_password_hash: str | None = None) -> str:
    token = new_token()
    account = stored.account
    actor = Actor(acting_name(account.name, account.liaison_name), account.role, account.id)
    with db.write() as connection:
        accounts.clear_attempts(connection, account.id)
        if new_password_hash is not None:
            accounts.set_password(connection, account.id, new_password_hash, is_one_time=False)
            _record(connection, db, "account.password_changed", actor)
        sessions.forget_expired(connection, at=db.now())
        sessions.insert(
            connection,
            digest(token),
            account_id=account.id,
            at=db.now(),
            expires_at=db.now() + ACCOUNT_SESSION_LASTS,
        )
        _record(connection, db, "account.signed_in", actor)
    return token


def _find(connection: Connection, db: Database, session_id: str) -> sessions.Session | None:
    now = db.now()
    return sessions.find(connection, session_id, at=now, idle_since=now - IDLE_LIMIT)


def _record(
    connection: Connection,
    db: Database,
    action: str,
    actor: Actor,
    **changes: tuple[object, object],
) -> None:
    change = Change(action, "account", actor.account_id or 0, changes=changes)
    history.append(connection, [change], at=db.now(), actor=actor.name)
