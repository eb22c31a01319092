"""Addresses that work once, kept as the hash of their token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from liaison.store.database import iso, moment
from liaison.store.enterprises import chunks


@dataclass(frozen=True, slots=True)
class InviteLink:
    """An invitation's link: whose account it opens, until when, and whether it was used."""

    account_id: int
    expires_at: datetime
    is_used: bool


def insert_setup(
    connection: sqlite_utils.Database, token_hash: str, *, at: datetime, expires_at: datetime
) -> None:
    """Keep the hash of a new setup address; addresses given out before stop working."""
    connection.execute("DELETE FROM one_time_links WHERE purpose = 'setup' AND used_at IS NULL", {})
    statement = """
        INSERT INTO one_time_links (token_hash, purpose, created_at, expires_at)
        VALUES (:hash, 'setup', :at, :expires)
    """
    values = {"hash": token_hash, "at": iso(at), "expires": iso(expires_at)}
    connection.execute(statement, values)


def setup_works(connection: sqlite_utils.Database, token_hash: str, *, at: datetime) -> bool:
    query = """
        SELECT 1 FROM one_time_links
         WHERE token_hash = :hash AND purpose = 'setup' AND used_at IS NULL AND expires_at > :at
    """
    row = connection.execute(query, {"hash": token_hash, "at": iso(at)}).fetchone()
    return row is not None


def insert_invites(
    connection: sqlite_utils.Database,
    links: Sequence[tuple[str, int]],
    *,
    at: datetime,
    expires_at: datetime,
) -> None:
    """Keep (token's hash, account) of new invitations; those given out before stop working."""
    end_invites(connection, [account_id for _, account_id in links])
    statement = """
        INSERT INTO one_time_links (token_hash, purpose, account_id, created_at, expires_at)
        VALUES (?, 'invite', ?, ?, ?)
    """
    rows = [(token_hash, account_id, iso(at), iso(expires_at)) for token_hash, account_id in links]
    connection.conn.executemany(statement, rows)


def find_invite(connection: sqlite_utils.Database, token_hash: str) -> InviteLink | None:
    """The invitation of that hash, also one that was used or is over."""
    query = """
        SELECT account_id, expires_at, used_at IS NOT NULL FROM one_time_links
         WHERE token_hash = :hash AND purpose = 'invite'
    """
    row = connection.execute(query, {"hash": token_hash}).fetchone()
    return InviteLink(int(row[0]), moment(row[1]), bool(row[2])) if row else None


def end_invites(connection: sqlite_utils.Database, account_ids: Sequence[int]) -> None:
    """Take the invitations of these accounts back that were not used yet."""
    for chunk in chunks(account_ids):
        marks = ", ".join("?" * len(chunk))
        statement = f"""
            DELETE FROM one_time_links
             WHERE purpose = 'invite' AND used_at IS NULL AND account_id IN ({marks})
        """  # noqa: S608 # marks only
        connection.execute(statement, chunk)


def use(connection: sqlite_utils.Database, token_hash: str, *, at: datetime) -> None:
    statement = "UPDATE one_time_links SET used_at = :at WHERE token_hash = :hash"
    connection.execute(statement, {"at": iso(at), "hash": token_hash})
