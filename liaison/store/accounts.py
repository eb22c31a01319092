"""Accounts, and the attempts to sign in to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlite_utils

from liaison.domain.page import Page
from liaison.domain.records import Account
from liaison.domain.roles import Role
from liaison.store.database import iso, moment

# In the place of a hash: no hash reads so, and no password is ever held against it.
NO_PASSWORD = "!"  # noqa: S105 # it is none


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account with what a sign-in has to know; `is_locked` is as of the attempt."""

    account: Account
    password_hash: str
    password_is_one_time: bool
    failed_attempts: int
    is_locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account as the list shows it: whose it is, and when it was last used.

    `invited_until` is the end of an invitation that was not used, also of one that is over.
    """

    id: int
    version: int
    name: str
    role: Role
    area_code: str | None
    liaison_id: int | None
    liaison_name: str | None
    language: str
    has_password: bool
    invited_until: datetime | None
    password_is_one_time: bool
    locked_until: datetime | None
    seen_at: datetime | None
    disabled_at: datetime | None
    created_at: datetime


_WITH_PERSON = """
    SELECT a.*, l.name AS liaison_name
      FROM accounts a LEFT JOIN liaisons l ON l.id = a.liaison_id
"""


def name_key(name: str) -> str:
    """How names are compared: width and case make no difference."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def find(connection: sqlite_utils.Database, name: str, *, at: datetime) -> StoredAccount | None:
    """The account of that name, whatever its case."""
    query = f"{_WITH_PERSON} WHERE a.name_key = :key"
    for row in connection.query(query, {"key": name_key(name)}):
        return _stored(row, at)
    return None


def get(connection: sqlite_utils.Database, account_id: int, *, at: datetime) -> StoredAccount:
    """The account of that id, which is one that a session or a history entry named."""
    query = f"{_WITH_PERSON} WHERE a.id = :id"
    row = next(iter(connection.query(query, {"id": account_id})))
    return _stored(row, at)


def insert(
    connection: sqlite_utils.Database,
    *,
    name: str,
    role: Role,
    area_code: str | None,
    liaison_id: int | None,
    language: str,
    password_hash: str,
    is_one_time: bool,
    at: datetime,
) -> int:
    """Add an account and return its id."""
    row: dict[str, object] = {
        "name": name,
        "name_key": name_key(name),
        "role": role.value,
        "area_code": area_code,
        "liaison_id": liaison_id,
        "language": language,
        "password_hash": password_hash,
        "password_is_one_time": int(is_one_time),
        "created_at": iso(at),
    }
    account_id = connection.table("accounts").insert(row).last_pk
    assert account_id is not None
    return int(account_id)


def claim_attempt(
    connection: sqlite_utils.Database,
    name: str,
    *,
    at: datetime,
    attempts_allowed: int,
    locked_until: datetime,
) -> StoredAccount | None:
    """Count an attempt before its password is looked at, so that many at once count as many.

    The last attempt allowed locks the account; a right password takes the lock away again.
    """
    stored = find(connection, name, at=at)
    if stored is None or stored.is_locked:
        return stored
    statement = """
        UPDATE accounts
           SET failed_attempts =
                   CASE WHEN locked_until IS NULL THEN failed_attempts + 1 ELSE 1 END,
               locked_until =
                   CASE WHEN locked_until IS NULL AND failed_attempts + 1 >= :allowed
                        THEN :until END
         WHERE id = :id
    """
    values = {"allowed": attempts_allowed, "until": iso(locked_until), "id": stored.account.id}
    connection.execute(statement, values)
    return stored


def clear_attempts(connection: sqlite_utils.Database, account_id: int) -> None:
    """Forget failed attempts and a lock."""
    statement = "UPDATE accounts SET failed_attempts = 0, locked_until = NULL WHERE id = :id"
    connection.execute(statement, {"id": account_id})


def set_password(
    connection: sqlite_utils.Database, account_id: int, password_hash: str, *, is_one_time: bool
) -> None:
    """Replace the password; a lock ends with the old one."""
    statement = """
        UPDATE accounts
           SET password_hash = :hash, password_is_one_time = :one_time, version = version + 1,
               failed_attempts = 0, locked_until = NULL
         WHERE id = :id
    """
    values = {"hash": password_hash, "one_time": int(is_one_time), "id": account_id}
    connection.execute(statement, values)


def set_disabled(
    connection: sqlite_utils.Database, account_id: int, disabled_at: datetime | None
) -> None:
    """Close the account, or open it again with None."""
    statement = "UPDATE accounts SET disabled_at = :at, version = version + 1 WHERE id = :id"
    stamp = iso(disabled_at) if disabled_at else None
    connection.execute(statement, {"at": stamp, "id": account_id})


def open_of_liaisons(connection: sqlite_utils.Database, liaison_ids: Sequence[int]) -> list[int]:
    """Ids of the accounts of these people that are not disabled."""
    marks = ", ".join("?" * len(liaison_ids))
    query = f"SELECT id FROM accounts WHERE liaison_id IN ({marks}) AND disabled_at IS NULL"  # noqa: S608
    return [int(row[0]) for row in connection.execute(query, list(liaison_ids))]


def set_reach(
    connection: sqlite_utils.Database,
    account_id: int,
    *,
    version: int,
    role: Role,
    area_code: str | None,
    liaison_id: int | None,
) -> bool:
    """Change what the account reaches; False where its version is another by now."""
    statement = """
        UPDATE accounts
           SET role = :role, area_code = :area, liaison_id = :liaison, version = version + 1
         WHERE id = :id AND version = :version
    """
    values = {
        "role": role.value,
        "area": area_code,
        "liaison": liaison_id,
        "id": account_id,
        "version": version,
    }
    return connection.execute(statement, values).rowcount == 1


def set_language(connection: sqlite_utils.Database, account_id: int, language: str) -> None:
    statement = "UPDATE accounts SET language = :language WHERE id = :id"
    connection.execute(statement, {"language": language, "id": account_id})


def administrators(connection: sqlite_utils.Database) -> int:
    """How many administrators can sign in."""
    query = "SELECT COUNT(*) FROM accounts WHERE role = 'administrator' AND disabled_at IS NULL"
    return int(connection.execute(query).fetchone()[0])


def liaison_of(
    connection: sqlite_utils.Database, role: Role, *, liaison_id: int | None, staff_no: str
) -> int | None:
    """The person an account is for, by id or by the staff number that is its name."""
    query = """
        SELECT id FROM liaisons
         WHERE role = :role AND (id = :id OR (:id IS NULL AND staff_no = :staff_no))
    """
    values = {"role": role.value, "id": liaison_id, "staff_no": staff_no}
    row = connection.execute(query, values).fetchone()
    return int(row[0]) if row else None


_LIST = """
      FROM accounts a LEFT JOIN liaisons l ON l.id = a.liaison_id
      LEFT JOIN (SELECT account_id, MAX(expires_at) AS invited_until FROM one_time_links
                  WHERE purpose = 'invite' AND used_at IS NULL GROUP BY account_id
                ) links ON links.account_id = a.id
     WHERE (:search = '' OR a.name_key LIKE :pattern ESCAPE '!'
                         OR l.name LIKE :pattern ESCAPE '!')
       AND (:role IS NULL OR a.role = :role)
"""


def list_page(
    connection: sqlite_utils.Database,
    *,
    search: str = "",
    role: Role | None = None,
    page: int,
    page_size: int,
) -> Page[AccountRow]:
    """Accounts by name; `search` is a part of the account's or of its person's name."""
    values = _values(search, role)
    total = connection.execute(f"SELECT COUNT(*) {_LIST}", values).fetchone()[0]
    query = f"""
        SELECT a.*, l.name AS liaison_name,
               (SELECT MAX(s.seen_at) FROM sessions s WHERE s.account_id = a.id) AS seen_at,
               links.invited_until
        {_LIST} ORDER BY a.name_key LIMIT :limit OFFSET :offset
    """  # noqa: S608 # fixed text
    window = {"limit": page_size, "offset": (page - 1) * page_size}
    rows = [_row(row) for row in connection.query(query, values | window)]
    return Page(rows, int(total), page, page_size)


def count_by_role(connection: sqlite_utils.Database, *, search: str = "") -> dict[Role, int]:
    """How many accounts of each role a search finds."""
    query = f"SELECT a.role, COUNT(*) {_LIST} GROUP BY a.role"
    found = connection.execute(query, _values(search, None))
    return {Role(role): int(number) for role, number in found}


def _values(search: str, role: Role | None) -> dict[str, object]:
    key = name_key(search)
    escaped = key.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return {"search": key, "pattern": f"%{escaped}%", "role": role.value if role else None}


def _stored(row: Mapping[str, Any], at: datetime) -> StoredAccount:
    return StoredAccount(
        Account(
            id=row["id"],
            version=row["version"],
            name=row["name"],
            role=Role(row["role"]),
            area_code=row["area_code"],
            liaison_id=row["liaison_id"],
            language=row["language"],
            disabled_at=_moment(row["disabled_at"]),
            created_at=moment(row["created_at"]),
            liaison_name=row["liaison_name"],
        ),
        password_hash=row["password_hash"],
        password_is_one_time=bool(row["password_is_one_time"]),
        failed_attempts=row["failed_attempts"],
        is_locked=row["locked_until"] is not None and row["locked_until"] > iso(at),
    )


def _row(row: Mapping[str, Any]) -> AccountRow:
    return AccountRow(
        id=row["id"],
        version=row["version"],
        name=row["name"],
        role=Role(row["role"]),
        area_code=row["area_code"],
        liaison_id=row["liaison_id"],
        liaison_name=row["liaison_name"],
        language=row["language"],
        has_password=row["password_hash"] != NO_PASSWORD,
        invited_until=_moment(row["invited_until"]),
        password_is_one_time=bool(row["password_is_one_time"]),
        locked_until=_moment(row["locked_until"]),
        seen_at=_moment(row["seen_at"]),
        disabled_at=_moment(row["disabled_at"]),
        created_at=moment(row["created_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return moment(text) if text else None
