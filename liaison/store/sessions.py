"""Sessions: who is signed in, under the hash of a token that only the browser has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlite_utils

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.people import acting_name
from liaison.domain.roles import Actor, Role
from liaison.store import leaves
from liaison.store.database import iso, moment


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has not expired, and who it is; an enterprise's has no idle limit."""

    id: str
    actor: Actor
    seen_at: datetime


def insert(
    connection: sqlite_utils.Database,
    session_id: str,
    *,
    account_id: int | None = None,
    enterprise_id: int | None = None,
    language: str | None = None,
    at: datetime,
    expires_at: datetime,
) -> None:
    row = {
        "id": session_id,
        "account_id": account_id,
        "enterprise_id": enterprise_id,
        "language": language,
        "created_at": iso(at),
        "seen_at": iso(at),
        "expires_at": iso(expires_at),
    }
    connection.table("sessions").insert(row)


def find(
    connection: sqlite_utils.Database, session_id: str, *, at: datetime, idle_since: datetime
) -> Session | None:
    """The session in force; an account's ends when it was idle or its account is disabled."""
    query = """
        SELECT s.id, s.seen_at, s.language AS session_language, s.enterprise_id,
               e.name AS enterprise_name, a.id AS account_id, a.name, a.role, a.area_code,
               a.liaison_id, a.language, l.name AS liaison_name
          FROM sessions s
          LEFT JOIN accounts a ON a.id = s.account_id
          LEFT JOIN liaisons l ON l.id = a.liaison_id
          LEFT JOIN enterprises e ON e.id = s.enterprise_id
         WHERE s.id = :id AND s.expires_at > :now
           AND (e.id IS NOT NULL OR (a.disabled_at IS NULL AND s.seen_at > :idle_since))
    """
    values = {"id": session_id, "now": iso(at), "idle_since": iso(idle_since)}
    for row in connection.query(query, values):
        actor = _actor(row)
        if actor.liaison_id is not None:
            today = at.astimezone(CITY_ZONE).date()
            acting_for = leaves.acted_for(connection, actor.liaison_id, today)
            actor = replace(actor, acting_for=acting_for)
        return Session(row["id"], actor, moment(row["seen_at"]))
    return None


def touch(connection: sqlite_utils.Database, session_id: str, *, at: datetime) -> None:
    statement = "UPDATE sessions SET seen_at = :at WHERE id = :id"
    connection.execute(statement, {"at": iso(at), "id": session_id})


def set_language(connection: sqlite_utils.Database, session_id: str, language: str) -> None:
    statement = "UPDATE sessions SET language = :language WHERE id = :id"
    connection.execute(statement, {"language": language, "id": session_id})


def end(connection: sqlite_utils.Database, session_id: str) -> None:
    connection.execute("DELETE FROM sessions WHERE id = :id", {"id": session_id})


def end_all_of(
    connection: sqlite_utils.Database, account_id: int, *, keep: str | None = None
) -> None:
    """End an account's sessions, all but the one to keep."""
    statement = "DELETE FROM sessions WHERE account_id = :account AND id <> :keep"
    connection.execute(statement, {"account": account_id, "keep": keep or ""})


def count_enterprises(connection: sqlite_utils.Database, *, at: datetime) -> int:
    """How many enterprises have opened their personal link, as far as a session is left."""
    query = "SELECT COUNT(DISTINCT enterprise_id) FROM sessions WHERE expires_at > :now"
    return int(connection.execute(query, {"now": iso(at)}).fetchone()[0])


def forget_expired(connection: sqlite_utils.Database, *, at: datetime) -> None:
    connection.execute("DELETE FROM sessions WHERE expires_at <= :now", {"now": iso(at)})


def _actor(row: Mapping[str, Any]) -> Actor:
    if row["enterprise_id"] is not None:
        return Actor(
            name=row["enterprise_name"],
            role=Role.ENTERPRISE,
            enterprise_id=row["enterprise_id"],
            language=row["session_language"],
        )
    return Actor(
        name=acting_name(row["name"], row["liaison_name"]),
        role=Role(row["role"]),
        account_id=row["account_id"],
        liaison_id=row["liaison_id"],
        area_code=row["area_code"],
        language=row["language"],
    )
