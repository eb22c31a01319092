"""The pair that an enterprise gets of itself, when it comes into a city that is paired."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from liaison.domain.pairing import BALANCE, ROLES, STABILITY
from liaison.domain.pairing_question import Needs, conclude, pose
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import FilingStatus, LiaisonRole, Status, needs_pair
from liaison.services.pair_writing import Triple, put_in_charge
from liaison.services.pairing_flow import allocate
from liaison.store import enterprises, pairing_runs, pairings, support
from liaison.store.database import Connection
from liaison.store.history import Change

Told = Mapping[str, tuple[Any, Any]]
"""What history says of a record: field key → (before, after)."""


def last_balance(connection: Connection) -> int:
    """How the city's last run weighed even loads against nearness."""
    found = pairing_runs.last_balance(connection)
    return BALANCE if found is None else found


def pair_at_once(
    connection: Connection,
    enterprise_ids: Sequence[int],
    begun: Collection[LiaisonRole],
    *,
    today: date,
    at: datetime,
) -> list[Change]:
    """Give those of the enterprises that need somebody their people, in the caller's transaction.

    By the costs of every proposal, weighed as the city's last run was. The first pairing of a
    city is asked for, since it sets the policy: a role that has not `begun`, as nobody was ever
    put in charge in it, waits for it. Where nobody has room the enterprise stays a gap. Returns
    what history is to say.
    """
    needs = pairings.needs(connection, Scope(), enterprise_ids)
    lacking = [role for role in ROLES if any(each.holder_id(role) is None for each in needs)]
    if not lacking:
        return []
    triples = [
        triple
        for role in lacking
        if role in begun
        for triple in _cheapest(connection, role, needs, today)
    ]
    return put_in_charge(connection, triples, at) if triples else []


def welcome(
    connection: Connection,
    changes: Iterable[Change],
    begun: Collection[LiaisonRole],
    *,
    today: date,
    at: datetime,
) -> list[Change]:
    """Give enterprises that these changes brought into scope their measures and their people.

    Before the first pairing of the city nothing is done: that run opens the measures, too.
    """
    if not begun:
        return []
    told = {int(each.entity_id): each.changes for each in changes if each.entity == "enterprise"}
    unopened = support.unopened(connection, list(told))
    arrived = sorted({*unopened, *came_into_scope(connection, told)})
    if not arrived:
        return []
    support.open_measures(connection, arrived, on=today)
    return pair_at_once(connection, arrived, begun, today=today, at=at)


def came_into_scope(connection: Connection, told: Mapping[int, Told]) -> list[int]:
    """Those that need a pair now and did not before: enterprise id → what was written of it.

    One that is new, of which nothing stood before, is none of them.
    """
    moved = {each: changes for each, changes in told.items() if _is_move(changes)}
    found = []
    for each, (status, filing_status) in enterprises.statuses(connection, list(moved)).items():
        changes = moved[each]
        before = Status(changes.get("status", (status, None))[0])
        filed = FilingStatus(changes.get("filing_status", (filing_status, None))[0])
        if needs_pair(status, filing_status) and not needs_pair(before, filed):
            found.append(each)
    return found


def _is_move(changes: Told) -> bool:
    moves = [changes[key] for key in ("status", "filing_status") if key in changes]
    return bool(moves) and all(before is not None for before, _ in moves)


def _cheapest(connection: Connection, role: LiaisonRole, needs: Needs, today: date) -> list[Triple]:
    question = pose(
        role,
        needs,
        pairings.people(connection, role, today),
        rebalance=False,
        balance=last_balance(connection),
        stability=STABILITY,
    )
    answer = conclude(question, allocate(question))
    return [
        (each, role, group.liaison_id) for group in answer.groups for each in group.enterprise_ids
    ]
