"""Pairs as they are written, by whatever wish: open requests and measures go along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from liaison.store import pairings, requests
from liaison.store.database import Connection
from liaison.store.history import Change

Triple = tuple[int, str, int]


def put_in_charge(
    connection: Connection,
    triples: Iterable[Triple],
    at: datetime,
    *,
    run_id: int | None = None,
) -> list[Change]:
    """Put people in charge: (enterprise id, role, liaison id), each in the place of whoever was.

    The open requests of the enterprises go to whoever is in charge now. What history is to say
    of it is returned.
    """
    changes = pairings.replace(connection, triples, at, run_id=run_id)
    touched = sorted({each.enterprise_id or 0 for each in changes})
    return changes + _bring_requests(connection, touched)


def _bring_requests(connection: Connection, enterprise_ids: Sequence[int]) -> list[Change]:
    strays = requests.astray(connection, enterprise_ids)
    requests.hand_over(connection, strays)
    return [
        Change(
            "request.handed_over",
            "request",
            each.request_id,
            each.enterprise_id,
            {"liaison_id": (each.liaison_id, each.in_charge_id)},
        )
        for each in strays
    ]
