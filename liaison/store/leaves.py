"""Leaves: who is away from when to when, and who acts meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.records import Leave
from liaison.store.database import Connection, iso, moment
from liaison.store.marked import marked
from liaison.store.search import search_pattern

_COLUMNS = ", ".join(f"v.{field.name}" for field in fields(Leave))
_STANDING = "v.cancelled_at IS NULL"
# Who has left is on leave no more, on that very day too, which stays for whoever asks about it.
_OF_WHO_STAYS = """EXISTS (SELECT 1 FROM liaisons l WHERE l.id = v.liaison_id
    AND l.liaison_status <> 'disabled' AND COALESCE(l.ended_on >= :today, TRUE))"""
_ON = f":today BETWEEN v.first_on AND v.last_on AND {_OF_WHO_STAYS}"


def get(connection: Connection, leave_id: int) -> Leave:
    """A leave that was not cancelled; NotFound where there is none."""
    found = _where(connection, "v.id = :id", {"id": leave_id})
    if not found:
        cancelled = connection.execute(
            "SELECT first_on, last_on FROM leaves WHERE id = ?", [leave_id]
        ).fetchone()
        if cancelled is not None:
            raise InvalidInput("leave_is_cancelled", first_on=cancelled[0], last_on=cancelled[1])
        raise NotFound("leave_not_found", leave=leave_id)
    return found[0]


def insert(
    connection: Connection,
    *,
    liaison_id: int,
    deputy_id: int | None,
    first_on: date,
    last_on: date,
    note: str | None,
    at: datetime,
    by: str,
) -> int:
    """Keep a leave; its id."""
    row: dict[str, object] = {
        "liaison_id": liaison_id,
        "deputy_id": deputy_id,
        "first_on": str(first_on),
        "last_on": str(last_on),
        "note": note,
        "created_at": iso(at),
        "created_by": by,
    }
    leave_id = connection.table("leaves").insert(row).last_pk
    assert leave_id is not None
    return int(leave_id)


def change(
    connection: Connection, leave_id: int, *, version: int, deputy_id: int | None, last_on: date
) -> bool:
    """Name another deputy or last day; False where the version is another by now."""
    statement = """
        UPDATE leaves SET deputy_id = :deputy, last_on = :last, version = version + 1
         WHERE id = :id AND version = :version AND cancelled_at IS NULL
    """
    values = {"deputy": deputy_id, "last": str(last_on), "id": leave_id, "version": version}
    return connection.execute(statement, values).rowcount == 1


def hand_on(
    connection: Connection, leave: Leave, deputy_id: int | None, *, today: date, at: datetime
) -> int:
    """Name another deputy from today on; the id of the leave that goes on.

    The days that are past stay with who acted then, as a leave of their own.
    """
    if leave.first_on >= today:
        change(
            connection,
            leave.id,
            version=leave.version,
            deputy_id=deputy_id,
            last_on=leave.last_on,
        )
        return leave.id
    yesterday = today - timedelta(days=1)
    change(
        connection,
        leave.id,
        version=leave.version,
        deputy_id=leave.deputy_id,
        last_on=yesterday,
    )
    return insert(
        connection,
        liaison_id=leave.liaison_id,
        deputy_id=deputy_id,
        first_on=today,
        last_on=leave.last_on,
        note=leave.note,
        at=at,
        by=leave.created_by,
    )


def cancel(connection: Connection, leave_ids: Iterable[int], at: datetime) -> None:
    """Let leaves that lie ahead not take place."""
    connection.conn.executemany(
        "UPDATE leaves SET cancelled_at = ?, version = version + 1 WHERE id = ?",
        [(iso(at), each) for each in leave_ids],
    )


def current(connection: Connection, today: date) -> dict[int, Leave]:
    """Person's id → the leave that the person is on today."""
    found = _where(connection, _ON, {"today": str(today)})
    return {each.liaison_id: each for each in found}


def of_those_away(
    connection: Connection, liaison_ids: Iterable[int], today: date
) -> dict[int, Leave]:
    """Those of the people who are on leave today, each with the leave."""
    marks, ids = marked(liaison_ids)
    where = f"v.liaison_id IN ({marks}) AND {_ON}"
    found = _where(connection, where, ids | {"today": str(today)})
    return {each.liaison_id: each for each in found}


def acted_for(connection: Connection, deputy_id: int, today: date) -> frozenset[int]:
    """The people whose deputy this one is today."""
    where = f"v.deputy_id = :deputy AND {_ON}"
    found = _where(connection, where, {"deputy": deputy_id, "today": str(today)})
    return frozenset(each.liaison_id for each in found)


def to_come(connection: Connection, today: date, *, about: int | None = None) -> list[Leave]:
    """The leaves that are on or lie ahead, by their first day; those `about` one person."""
    of_one = "(:about IS NULL OR :about IN (v.liaison_id, v.deputy_id))"
    where = f"v.last_on >= :today AND {of_one} AND {_OF_WHO_STAYS}"
    return _where(connection, where, {"today": str(today), "about": about})


def of_people(connection: Connection, liaison_ids: Sequence[int]) -> list[Leave]:
    """All leaves that these people have or had, or were named as a deputy for."""
    marks, ids = marked(liaison_ids)
    return _where(connection, f"(v.liaison_id IN ({marks}) OR v.deputy_id IN ({marks}))", ids)


def there_between(
    connection: Connection, role: str, first_on: date, last_on: date, *, search: str = ""
) -> frozenset[int]:
    """The people of a role who are on duty and not on leave on all of these days."""
    query = """
        SELECT l.id FROM liaisons l
         WHERE l.role = :role AND l.liaison_status = 'on_duty'
           AND COALESCE(l.started_on <= :first, TRUE) AND COALESCE(l.ended_on >= :last, TRUE)
           AND l.search_text LIKE :search ESCAPE '\\'
           AND NOT EXISTS (
               SELECT 1 FROM leaves v
                WHERE v.liaison_id = l.id AND v.cancelled_at IS NULL
                  AND v.first_on <= :last AND v.last_on >= :first)
    """
    values = {"role": role, "first": str(first_on), "last": str(last_on)}
    values["search"] = search_pattern(search)
    return frozenset(int(row[0]) for row in connection.execute(query, values))


def meeting(
    connection: Connection, liaison_id: int, first_on: date, last_on: date
) -> tuple[list[Leave], list[Leave]]:
    """Between these days, both included: the person's own leaves, and those as a deputy."""
    days = {"id": liaison_id, "first": str(first_on), "last": str(last_on)}
    overlap = "v.first_on <= :last AND v.last_on >= :first"
    own = _where(connection, f"v.liaison_id = :id AND {overlap}", days)
    return own, _where(connection, f"v.deputy_id = :id AND {overlap}", days)


def _where(connection: Connection, where: str, values: Mapping[str, object]) -> list[Leave]:
    query = f"""
        SELECT {_COLUMNS} FROM leaves v WHERE {_STANDING} AND {where} ORDER BY v.first_on, v.id
    """  # noqa: S608 # conditions are written here, values are bound
    return [_leave(row) for row in connection.query(query, dict(values))]


def _leave(row: Mapping[str, Any]) -> Leave:
    values = dict(row)
    for key in ("first_on", "last_on"):
        values[key] = date.fromisoformat(values[key])
    values["created_at"] = moment(values["created_at"])
    return Leave(**values)
