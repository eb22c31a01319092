"""Copies and health of the database file: what is SQLite's own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlite_utils

from liaison.store.database import Database

_OUR_TABLES = frozenset({"enterprises", "liaisons", "pairings", "support", "history", "accounts"})


def copy_to(db: Database, target: Path) -> None:
    """A consistent copy of the database as it stands, while others read and write it."""
    with db.read() as connection, closing(sqlite3.connect(target)) as copy:
        connection.conn.backup(copy)


def is_ours(path: Path) -> bool:
    """True for an undamaged SQLite file that holds this tracker's tables."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            return tables >= _OUR_TABLES and _integrity(connection) == []
    except sqlite3.DatabaseError:
        return False


def copy_from(db: Database, source: Path) -> None:
    """Replace everything by the copy, page by page in one transaction, then upgrade its schema."""
    db.path.parent.mkdir(parents=True, exist_ok=True)
    with (
        db.exclusive(),
        closing(sqlite3.connect(source)) as copy,
        closing(sqlite3.connect(db.path, timeout=30)) as target,
    ):
        copy.backup(target)
    db.migrate()


def integrity_faults(connection: sqlite_utils.Database) -> list[str]:
    """What SQLite's integrity check finds, nothing where all is well."""
    return _integrity(connection.conn)


def _integrity(connection: sqlite3.Connection) -> list[str]:
    found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found


def dangling_references(connection: sqlite_utils.Database) -> list[str]:
    """Rows that point at nothing, as `table → table (rowid)`."""
    rows = connection.execute("PRAGMA foreign_key_check")
    return [f"{table} → {parent} ({rowid})" for table, rowid, parent, _ in rows]
