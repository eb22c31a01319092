"""The forms whose columns a person set by hand, to be known again by their headers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlite_utils

from liaison.domain.fields import RosterKind
from liaison.domain.records import RememberedLayout
from liaison.store.database import iso, moment


def save(
    connection: sqlite_utils.Database,
    *,
    kind: RosterKind,
    signature: str,
    name: str,
    choices: Mapping[str, str | None],
    answers: Mapping[str, Mapping[str, str | None]],
    at: datetime,
    actor: str,
) -> int:
    """Remember a layout, in the place of what was remembered of it before."""
    query = """
        INSERT INTO layouts (kind, signature, name, choices, answers, saved_at, saved_by)
        VALUES (:kind, :signature, :name, :choices, :answers, :at, :actor)
        ON CONFLICT (kind, signature) DO UPDATE
           SET name = excluded.name, choices = excluded.choices, answers = excluded.answers,
               saved_at = excluded.saved_at, saved_by = excluded.saved_by
        RETURNING id
    """
    values = {
        "kind": kind,
        "signature": signature,
        "name": name,
        "choices": json.dumps(choices, ensure_ascii=False),
        "answers": json.dumps(answers, ensure_ascii=False),
        "at": iso(at),
        "actor": actor,
    }
    return int(connection.execute(query, values).fetchone()[0])


def all_layouts(connection: sqlite_utils.Database) -> Sequence[RememberedLayout]:
    """Every remembered layout, by name: a city has dozens, not thousands."""
    query = "SELECT * FROM layouts ORDER BY name, id"
    return [_layout(row) for row in connection.query(query)]


def get(connection: sqlite_utils.Database, layout_id: int) -> RememberedLayout | None:
    found = list(connection.query("SELECT * FROM layouts WHERE id = :id", {"id": layout_id}))
    return _layout(found[0]) if found else None


def delete(connection: sqlite_utils.Database, layout_id: int) -> None:
    connection.execute("DELETE FROM layouts WHERE id = :id", {"id": layout_id})


def _layout(row: Mapping[str, Any]) -> RememberedLayout:
    return RememberedLayout(
        id=row["id"],
        kind=row["kind"],
        signature=row["signature"],
        name=row["name"],
        choices=json.loads(row["choices"]),
        answers=json.loads(row["answers"]),
        saved_at=moment(row["saved_at"]),
        saved_by=row["saved_by"],
    )
