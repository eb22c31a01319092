"""Runs: the pairs that were started and ended at one press, to be told and taken back as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Literal, NamedTuple

from liaison.domain.errors import NotFound
from liaison.domain.records import PairingRun
from liaison.domain.vocabulary import LiaisonRole
from liaison.store.database import Connection, iso, moment

_COLUMNS = ", ".join(f"r.{field.name}" for field in fields(PairingRun))

RunKind = Literal["proposal", "handover"]


class RunRow(NamedTuple):
    """What a run did to one enterprise in one role; `stands` where nobody changed it since.

    What a later run changed stands again once that run is taken back.
    `previous_id` is who had the enterprise until then and lost it by the run, None where nobody.
    """

    enterprise_id: int
    role: LiaisonRole
    liaison_id: int
    previous_id: int | None
    previous_pairing_id: int | None
    stands: bool


def insert(
    connection: Connection,
    kind: RunKind,
    *,
    at: datetime,
    actor: str,
    from_id: int | None,
    note: str | None,
    balance: int,
) -> int:
    """Begin a run; its id. What it came to is told by `finish`."""
    row: dict[str, object] = {
        "kind": kind,
        "at": iso(at),
        "actor": actor,
        "from_id": from_id,
        "note": note,
        "balance": balance,
        "started": 0,
        "ended": 0,
    }
    run_id = connection.table("pairing_runs").insert(row).last_pk
    assert run_id is not None
    return int(run_id)


def finish(connection: Connection, run_id: int, *, started: int, ended: int) -> None:
    statement = "UPDATE pairing_runs SET started = :started, ended = :ended WHERE id = :id"
    connection.execute(statement, {"started": started, "ended": ended, "id": run_id})


def mark_undone(connection: Connection, run_id: int, *, at: datetime, actor: str) -> None:
    statement = "UPDATE pairing_runs SET undone_at = :at, undone_by = :actor WHERE id = :id"
    connection.execute(statement, {"at": iso(at), "actor": actor, "id": run_id})


def get(connection: Connection, run_id: int) -> PairingRun:
    """The run; NotFound where there is none."""
    query = f"SELECT {_COLUMNS} FROM pairing_runs r WHERE r.id = :id"  # noqa: S608 # record's names
    row = next(connection.query(query, {"id": run_id}), None)
    if row is None:
        raise NotFound("pairing_run_not_found", run=run_id)
    return _run(row)


def last_balance(connection: Connection) -> int | None:
    """How the city's last proposal that stands weighed even loads against nearness."""
    query = """
        SELECT balance FROM pairing_runs
         WHERE kind = 'proposal' AND undone_at IS NULL ORDER BY id DESC LIMIT 1
    """
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else None


def list_page(connection: Connection, *, limit: int, offset: int) -> tuple[list[PairingRun], int]:
    """A part of the runs, the latest first, and how many there are."""
    total = connection.execute("SELECT COUNT(*) FROM pairing_runs").fetchone()[0]
    query = f"""
        SELECT {_COLUMNS} FROM pairing_runs r ORDER BY r.id DESC LIMIT :limit OFFSET :offset
    """  # noqa: S608 # columns are the record's
    rows = connection.query(query, {"limit": limit, "offset": offset})
    return [_run(row) for row in rows], int(total)


def handovers_of(connection: Connection, liaison_id: int, since: datetime) -> list[PairingRun]:
    """The handovers since then by which the person gave enterprises away or was given some."""
    query = f"""
        SELECT {_COLUMNS} FROM pairing_runs r
         WHERE r.kind = 'handover' AND r.at >= :since AND r.undone_at IS NULL
           AND (r.from_id = :id OR EXISTS (
                SELECT 1 FROM pairings p WHERE p.started_run_id = r.id AND p.liaison_id = :id))
         ORDER BY r.id DESC
    """  # noqa: S608 # columns are the record's
    rows = connection.query(query, {"since": iso(since), "id": liaison_id})
    return [_run(row) for row in rows]


def rows_of(connection: Connection, run_id: int) -> list[RunRow]:
    """What a run did, enterprise by enterprise."""
    query = """
        SELECT p.enterprise_id, p.role, p.liaison_id, q.liaison_id, q.id,
               p.ended_at IS NULL OR EXISTS (
                   SELECT 1 FROM pairing_runs later JOIN pairings again
                       ON again.enterprise_id = p.enterprise_id AND again.role = p.role
                      AND again.ended_at IS NULL
                    WHERE later.id = p.ended_run_id AND again.liaison_id = p.liaison_id
                      AND again.started_at = later.undone_at)
          FROM pairings p
          LEFT JOIN pairings q ON +q.ended_run_id = p.started_run_id
                              AND q.enterprise_id = p.enterprise_id AND q.role = p.role
         WHERE p.started_run_id = :run ORDER BY p.id
    """  # the plus keeps SQLite from going through all that the run ended, for every row
    return [
        RunRow(each, LiaisonRole(role), person, previous, pairing_id, bool(stands))
        for each, role, person, previous, pairing_id, stands in connection.execute(
            query, {"run": run_id}
        )
    ]


def _run(row: Mapping[str, Any]) -> PairingRun:
    values = dict(row)
    values["at"] = moment(values["at"])
    values["undone_at"] = moment(values["undone_at"]) if values["undone_at"] else None
    return PairingRun(**values)
