"""Enterprises one at a time: their records, who reaches them, their links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby
from typing import Any

from liaison.domain.errors import NotFound
from liaison.domain.identity import name_key, normalise_code
from liaison.domain.records import Enterprise
from liaison.domain.roles import Resource
from liaison.domain.vocabulary import APPLYING, RESUMED, FilingStatus, Status
from liaison.store.database import Connection, moment

_CHUNK = 10_000  # below SQLite's limit of 32,766 parameters a statement
_COLUMNS = ", ".join(f"e.{field.name}" for field in fields(Enterprise))


def quoted(values: Sequence[str]) -> str:
    """Keys of a vocabulary as an SQL list, for conditions that an index must recognise."""
    return ", ".join(f"'{value}'" for value in values)


# The SQL of vocabulary.needs_pair: open, or applying to open.
IN_SCOPE = f"""(e.status <> '{Status.NOT_OPERATING}' AND (
    e.status IN ({quoted(RESUMED)}) OR e.filing_status IN ({quoted(APPLYING)})))"""


def get(connection: Connection, enterprise_id: int) -> Enterprise:
    """The enterprise; NotFound where there is none."""
    query = f"SELECT {_COLUMNS} FROM enterprises e WHERE e.id = :id"  # noqa: S608 # record's names
    row = next(connection.query(query, {"id": enterprise_id}), None)
    if row is None:
        raise NotFound("enterprise_not_found", enterprise=enterprise_id)
    return _enterprise(row)


def _enterprise(row: Mapping[str, Any]) -> Enterprise:
    values = dict(row)
    for key in ("planned_on", "resumed_on", "tracked_on"):
        values[key] = date.fromisoformat(values[key]) if values[key] else None
    values["filing_status"] = FilingStatus(values["filing_status"])
    values["status"] = Status(values["status"])
    values["updated_at"] = moment(values["updated_at"])
    return Enterprise(**values)


def resource(connection: Connection, enterprise_id: int) -> Resource:
    """What the row rules look at; NotFound where there is no such enterprise."""
    return resources(connection, [enterprise_id])[enterprise_id]


def resources(connection: Connection, enterprise_ids: Sequence[int]) -> dict[int, Resource]:
    """What the row rules look at for each id; NotFound where one is missing."""
    found: dict[int, Resource] = {}
    for chunk in chunks(enterprise_ids):
        marks = ", ".join("?" * len(chunk))
        query = f"""
            SELECT e.id, e.county_code, e.town_code,
                   (SELECT code FROM areas WHERE kind = 'city'), p.liaison_id
              FROM enterprises e
              LEFT JOIN pairings p ON p.enterprise_id = e.id AND p.ended_at IS NULL
             WHERE e.id IN ({marks}) ORDER BY e.id
        """  # noqa: S608 # only question marks are put in
        for key, group in groupby(connection.execute(query, chunk), key=lambda row: row[:4]):
            people = frozenset(row[4] for row in group if row[4] is not None)
            areas = frozenset(code for code in key[1:] if code is not None)
            found[key[0]] = Resource(key[0], areas, people)
    for missing in enterprise_ids:
        if missing not in found:
            raise NotFound("enterprise_not_found", enterprise=missing)
    return found


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in portions that fit the parameters of one statement."""
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def statuses(
    connection: Connection, enterprise_ids: Sequence[int]
) -> dict[int, tuple[Status, FilingStatus]]:
    """Enterprise id → what decides whether it needs a pair."""
    found: dict[int, tuple[Status, FilingStatus]] = {}
    for chunk in chunks(enterprise_ids):
        marks = ", ".join("?" * len(chunk))
        query = f"SELECT id, status, filing_status FROM enterprises WHERE id IN ({marks})"  # noqa: S608
        for each, status, filing_status in connection.execute(query, chunk):
            found[each] = Status(status), FilingStatus(filing_status)
    return found


def find(connection: Connection, key: str) -> int | None:
    """The id of the enterprise with this credit code, or with this id."""
    query = """
        SELECT id FROM enterprises WHERE uscc = :code OR id = :id
         ORDER BY CASE WHEN uscc = :code THEN 0 ELSE 1 END LIMIT 1
    """
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 16 else None
    values = {"code": normalise_code(key), "id": number}
    row = connection.execute(query, values).fetchone()
    return int(row[0]) if row else None


def with_code(connection: Connection, uscc: str) -> int | None:
    """The id of the enterprise that has this credit code."""
    row = connection.execute("SELECT id FROM enterprises WHERE uscc = ?", [uscc]).fetchone()
    return int(row[0]) if row else None


def with_name(connection: Connection, name: str, county_code: str | None) -> int | None:
    """The id of the enterprise so called in the county, whatever brackets and blanks it has."""
    query = """
        SELECT id FROM enterprises
         WHERE name_key = :name AND COALESCE(county_code, '') = :county
         ORDER BY id LIMIT 1
    """
    values = {"name": name_key(name), "county": county_code or ""}
    row = connection.execute(query, values).fetchone()
    return int(row[0]) if row else None


@dataclass(frozen=True, slots=True)
class Link:
    """What an enterprise's personal link is made from; revoking raises the number."""

    enterprise_id: int
    number: int
    created_at: str


def link(connection: Connection, enterprise_id: int) -> Link | None:
    """The parts of the enterprise's link, or None where there is no such enterprise."""
    query = "SELECT id, link_number, created_at FROM enterprises WHERE id = ?"
    row = connection.execute(query, [enterprise_id]).fetchone()
    return Link(*row) if row else None


def renew_link(connection: Connection, enterprise_id: int) -> None:
    """Make the link that is out invalid, and end the sessions that it opened."""
    connection.conn.execute(
        "UPDATE enterprises SET link_number = link_number + 1 WHERE id = ?", [enterprise_id]
    )
    connection.conn.execute("DELETE FROM sessions WHERE enterprise_id = ?", [enterprise_id])
