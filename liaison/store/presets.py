"""Exports saved by name: whose they are, and what they are set to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liaison.domain.errors import NotFound
from liaison.store.database import Connection, iso, moment


@dataclass(frozen=True, slots=True)
class Preset:
    """An order of a file under a name; others see those that are shared."""

    id: int
    owner: str
    name: str
    kind: str
    settings: Mapping[str, str]
    is_shared: bool
    changed_at: datetime


def reached_by(connection: Connection, owner: str) -> list[Preset]:
    """Somebody's own, then what others share, by name."""
    query = """
        SELECT * FROM export_presets WHERE owner = :owner OR is_shared
         ORDER BY owner <> :owner, name, owner
    """
    return [_preset(row) for row in connection.query(query, {"owner": owner})]


def everybodys(connection: Connection) -> list[Preset]:
    query = "SELECT * FROM export_presets ORDER BY name, owner"
    return [_preset(row) for row in connection.query(query)]


def get(connection: Connection, preset_id: int) -> Preset:
    """The preset; NotFound where there is none."""
    query = "SELECT * FROM export_presets WHERE id = :id"
    row = next(connection.query(query, {"id": preset_id}), None)
    if row is None:
        raise NotFound("preset_not_found", preset=preset_id)
    return _preset(row)


def named(connection: Connection, owner: str, name: str) -> Preset | None:
    query = "SELECT * FROM export_presets WHERE owner = :owner AND name = :name"
    row = next(connection.query(query, {"owner": owner, "name": name}), None)
    return _preset(row) if row else None


def insert(
    connection: Connection,
    *,
    owner: str,
    name: str,
    kind: str,
    settings: Mapping[str, str],
    at: datetime,
) -> int:
    """Keep a new one; its id."""
    row = {"owner": owner, "name": name, "kind": kind, "settings": _text(settings)}
    inserted = connection.table("export_presets").insert(row | {"changed_at": iso(at)})
    return int(inserted.last_pk or 0)


def rename(connection: Connection, preset_id: int, name: str, at: datetime) -> None:
    _update(connection, preset_id, at, "name = :name", {"name": name})


def share(connection: Connection, preset_id: int, is_shared: bool, at: datetime) -> None:
    _update(connection, preset_id, at, "is_shared = :shared", {"shared": is_shared})


def overwrite(
    connection: Connection, preset_id: int, kind: str, settings: Mapping[str, str], at: datetime
) -> None:
    values = {"kind": kind, "settings": _text(settings)}
    _update(connection, preset_id, at, "kind = :kind, settings = :settings", values)


def delete(connection: Connection, preset_id: int) -> None:
    connection.conn.execute("DELETE FROM export_presets WHERE id = ?", [preset_id])


def _update(
    connection: Connection, preset_id: int, at: datetime, change: str, values: Mapping[str, Any]
) -> None:
    statement = f"UPDATE export_presets SET {change}, changed_at = :at WHERE id = :id"  # noqa: S608 # written above
    connection.conn.execute(statement, {**values, "at": iso(at), "id": preset_id})


def _text(settings: Mapping[str, str]) -> str:
    return json.dumps(dict(settings), ensure_ascii=False)


def _preset(row: Mapping[str, Any]) -> Preset:
    values = {**row, "settings": json.loads(row["settings"]), "is_shared": bool(row["is_shared"])}
    return Preset(**values | {"changed_at": moment(row["changed_at"])})
