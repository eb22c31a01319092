"""The people of the roster with their accounts and the invitations to open them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from liaison.domain.errors import NotFound
from liaison.domain.invitations import Invitee
from liaison.domain.vocabulary import LiaisonRole
from liaison.store.accounts import NO_PASSWORD, name_key
from liaison.store.areas import area_condition
from liaison.store.database import Connection, iso, moment

_HAS_LEFT = "(l.liaison_status = 'disabled' OR COALESCE(l.ended_on < :today, FALSE))"
# Of several accounts of one person, the one that is open, then the one that has a password.
_PEOPLE = f"""
    WITH links AS (
        SELECT account_id, MAX(expires_at) AS invited_until FROM one_time_links
         WHERE purpose = 'invite' AND used_at IS NULL GROUP BY account_id),
    seen AS (
        SELECT account_id, MAX(seen_at) AS seen_at FROM sessions
         WHERE account_id IS NOT NULL GROUP BY account_id),
    own AS (
        SELECT a.*, a.password_hash <> '{NO_PASSWORD}' AS has_password,
               ROW_NUMBER() OVER (
                   PARTITION BY a.liaison_id
                   ORDER BY a.disabled_at IS NOT NULL, a.password_hash = '{NO_PASSWORD}', a.id
               ) AS place
          FROM accounts a WHERE a.liaison_id IS NOT NULL)
    SELECT l.id AS liaison_id, l.role, l.staff_no, l.name, l.unit, l.phone,
           {_HAS_LEFT} AS has_left,
           own.id AS account_id, own.name AS account_name, own.language, own.has_password,
           own.disabled_at, links.invited_until, seen.seen_at
      FROM liaisons l
      LEFT JOIN own ON own.liaison_id = l.id AND own.place = 1
      LEFT JOIN links ON links.account_id = own.id
      LEFT JOIN seen ON seen.account_id = own.id
"""  # noqa: S608 # a constant of ours


def get(connection: Connection, liaison_id: int, *, today: date) -> Invitee:
    """The person with their account; NotFound where there is none of that number."""
    values = {"id": liaison_id, "today": str(today)}
    for row in connection.query(f"{_PEOPLE} WHERE l.id = :id", values):
        return _invitee(row)
    raise NotFound("liaison_not_found", liaison=liaison_id)


def of_account(connection: Connection, account_id: int, *, today: date) -> Invitee | None:
    """The person whose account this is; None for an account of nobody on the roster."""
    values = {"id": account_id, "today": str(today)}
    for row in connection.query(f"{_PEOPLE} WHERE own.id = :id", values):
        return _invitee(row)
    return None


def list_here(
    connection: Connection,
    *,
    today: date,
    role: LiaisonRole | None = None,
    area_code: str | None = None,
) -> list[Invitee]:
    """Everybody of a role and an area who has not left, by unit and name."""
    conditions = [f"NOT {_HAS_LEFT}"]
    values: dict[str, Any] = {"today": str(today)}
    if role is not None:
        conditions.append("l.role = :role")
        values["role"] = role.value
    if area_code is not None:
        conditions.append(area_condition(connection, area_code, "l"))
        values["area"] = area_code
    query = f"{_PEOPLE} WHERE {' AND '.join(conditions)} ORDER BY l.unit, l.name, l.id"
    return [_invitee(row) for row in connection.query(query, values)]


def taken_names(connection: Connection) -> set[str]:
    """The names that accounts have, as `name_key` compares them."""
    return {row[0] for row in connection.execute("SELECT name_key FROM accounts")}


def insert_accounts(
    connection: Connection, people: Sequence[Invitee], *, language: str, at: datetime
) -> dict[int, int]:
    """Make accounts without a password, named by staff number: liaison id → account id."""
    statement = """
        INSERT INTO accounts (name, name_key, role, liaison_id, language, password_hash, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
    """
    made = {}
    for each in people:
        name, role = each.staff_no, each.role.value
        row = (name, name_key(name), role, each.liaison_id, language, NO_PASSWORD, iso(at))
        made[each.liaison_id] = int(connection.execute(statement, row).fetchone()[0])
    return made


def _invitee(row: Mapping[str, Any]) -> Invitee:
    moments = ("disabled_at", "invited_until", "seen_at")
    values = dict(row) | {key: moment(row[key]) if row[key] else None for key in moments}
    values["role"] = LiaisonRole(row["role"])
    values["has_left"] = bool(row["has_left"])
    values["has_password"] = bool(row["has_password"])
    return Invitee(**values)
