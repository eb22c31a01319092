"""Addresses that work once, kept as the hash of their token."""

from __future__ import annotations

from datetime import datetime

import sqlite_utils

from liaison.store.database import iso


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


def use(connection: sqlite_utils.Database, token_hash: str, *, at: datetime) -> None:
    statement = "UPDATE one_time_links SET used_at = :at WHERE token_hash = :hash"
    connection.execute(statement, {"at": iso(at), "hash": token_hash})
