"""People who leave: what they had is a gap at once, and nobody signs in as them any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from liaison.domain.plan import Changes
from liaison.domain.records import Leave
from liaison.domain.vocabulary import LiaisonStatus
from liaison.store import accounts, leaves, one_time_links, pairings, sessions
from liaison.store.database import Connection
from liaison.store.history import Change


def has_left(person: Mapping[str, Any], today: date) -> bool:
    """Whether a person's row, by column or by field key, tells that the person left."""
    ended_on = person.get("ended_on")
    is_over = ended_on is not None and str(ended_on) < today.isoformat()
    status = person.get("liaison_status") or person.get("status")
    return is_over or status == LiaisonStatus.DISABLED


def see_off(
    connection: Connection, liaison_ids: Sequence[int], *, today: date, at: datetime
) -> list[Change]:
    """End the pairs, leaves and accounts of people who leave; what history is to say.

    To be called before their record says that they left, in the same transaction. A leave that
    one of them was to be the deputy for stays and waits for another deputy.
    """
    if not liaison_ids:
        return []
    changes = pairings.end(connection, pairings.held_by(connection, liaison_ids), at)
    for leave in leaves.of_people(connection, liaison_ids):
        if leave.liaison_id in liaison_ids:
            if leave.last_on > today:
                changes.append(_end_leave(connection, leave, today, at))
        elif leave.last_on >= today:
            changes.append(_lose_deputy(connection, leave, today, at))
    return changes + _close_accounts(connection, liaison_ids, at)


def relieve_deputies(
    connection: Connection, liaison_ids: Sequence[int], *, today: date, at: datetime
) -> list[Change]:
    """Let the leaves whose deputy goes away wait for another one; what history is to say."""
    if not liaison_ids:
        return []
    return [
        _lose_deputy(connection, leave, today, at)
        for leave in leaves.of_people(connection, liaison_ids)
        if leave.deputy_id in liaison_ids and leave.last_on >= today
    ]


def _end_leave(connection: Connection, leave: Leave, today: date, at: datetime) -> Change:
    """A leave that has begun ends today, one to come does not take place."""
    if leave.first_on > today:
        leaves.cancel(connection, [leave.id], at)
        return leave_change("liaison.leave_cancelled", leave, {"leave": (days(leave), None)})
    ended = replace(leave, last_on=today)
    leaves.change(
        connection, leave.id, version=leave.version, deputy_id=leave.deputy_id, last_on=today
    )
    return leave_change("liaison.leave_changed", leave, {"leave": (days(leave), days(ended))})


def _lose_deputy(connection: Connection, leave: Leave, today: date, at: datetime) -> Change:
    leaves.hand_on(connection, leave, None, today=today, at=at)
    return leave_change("liaison.deputy_left", leave, {"deputy": (leave.deputy_id, None)})


def _close_accounts(
    connection: Connection, liaison_ids: Sequence[int], at: datetime
) -> list[Change]:
    open_accounts = accounts.open_of_liaisons(connection, liaison_ids)
    for account_id in open_accounts:
        accounts.set_disabled(connection, account_id, at)
        sessions.end_all_of(connection, account_id)
    one_time_links.end_invites(connection, open_accounts)
    return [Change("account.disabled", "account", account_id) for account_id in open_accounts]


def leave_change(action: str, leave: Leave, changes: Changes) -> Change:
    """What history says of a leave, as part of the story of who is away."""
    return Change(action, "liaison", leave.liaison_id, changes=changes)


def days(leave: Leave) -> str:
    """The days of a leave as history keeps them."""
    return f"{leave.first_on} – {leave.last_on}"
