"""The few values that an installation sets for itself."""

from __future__ import annotations

from liaison.store.database import Connection


def get(connection: Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM settings WHERE key = ?", [key]).fetchone()
    return None if row is None else str(row[0])


def put(connection: Connection, key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO settings (key, value) VALUES (:key, :value) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {"key": key, "value": value},
    )
