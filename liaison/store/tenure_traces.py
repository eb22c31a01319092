"""What runs, history and the neighbours of a pair tell of how it began and how it ended."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from liaison.domain.tenure import Stint, city_day
from liaison.domain.tenure_turns import Someone, Trace
from liaison.domain.vocabulary import LiaisonStatus
from liaison.store.database import Connection, moment
from liaison.store.marked import marked
from liaison.store.tenures import someone

Traces = tuple[Trace, Trace | None]

_RESTORED = "pair.restored"
# An undo notes its own instant when it is through, which may be seconds after that of its pairs.
_ONE_ACT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of history about a pair, or about whom or what it is of."""

    at: str
    action: str
    actor: str
    batch_id: int | None
    changes: Mapping[str, Sequence[Any]]

    @classmethod
    def of(cls, at: str, action: str, actor: str, batch_id: int | None, changes: str) -> _Entry:
        return cls(at, action, actor, batch_id, json.loads(changes))

    def sets(self, key: str) -> Any:
        """The value after the change; None where the entry does not speak of it."""
        return self.changes.get(key, (None,))[-1]


def traces(connection: Connection, stints: Sequence[Stint]) -> dict[int, Traces]:
    """What is known of how these stints began and ended, by their ids."""
    reader = _Reader(connection, stints)
    return {each.id: (reader.beginning(each), reader.ending(each)) for each in stints}


class _Reader:
    """All that is looked up for some stints, each kind of it at once."""

    def __init__(self, connection: Connection, stints: Sequence[Stint]) -> None:
        self._rows = _neighbours(connection, stints)
        near = {
            row[key] for row in self._rows.values() for key in ("from_id", "before_id", "after_id")
        }
        self._people = someone(connection, near - {None})
        self._began, self._ended = _of_pairs(connection, stints)
        told = [*self._began.values(), *self._ended.values()]
        self._acts = _of_enterprises(connection, stints, {each.at for each in told})
        self._departures = _departures(connection, stints)

    def beginning(self, stint: Stint) -> Trace:
        row, entry = self._rows[stint.id], self._began.get(stint.id)
        act = self._acts.get((stint.enterprise_id, entry.at)) if entry else None
        return Trace(
            run_kind=row["started_kind"],
            action=entry.action if entry else None,
            by=entry.actor if entry else row["started_by"],
            batch_id=entry.batch_id if entry else None,
            whom=self._person(row["from_id"] or row["before_id"]),
            taken_back=_is_undo(entry, row["before_undone_at"], stint.started_at),
            with_enterprise=act is not None and act.sets(stint.role) is None,
        )

    def ending(self, stint: Stint) -> Trace | None:
        if stint.ended_at is None:
            return None
        row, entry = self._rows[stint.id], self._ended.get(stint.id)
        last_on = row["last_on"]
        return Trace(
            run_kind=row["ended_kind"],
            action=entry.action if entry else None,
            by=entry.actor if entry else row["ended_by"],
            batch_id=entry.batch_id if entry else None,
            whom=self._person(row["after_id"]),
            taken_back=_is_undo(entry, row["undone_at"], stint.ended_at),
            left=entry is not None and (stint.person.id, entry.at) in self._departures,
            gone=last_on is not None and date.fromisoformat(last_on) <= city_day(stint.ended_at),
        )

    def _person(self, liaison_id: int | None) -> Someone | None:
        return None if liaison_id is None else self._people[liaison_id]


def _is_undo(entry: _Entry | None, undone_at: str | None, at: datetime) -> bool:
    """True where a pair began or ended at an instant as a run or an import was taken back."""
    if entry is not None and entry.action == _RESTORED:
        return True
    return undone_at is not None and timedelta() <= moment(undone_at) - at <= _ONE_ACT


def _neighbours(connection: Connection, stints: Iterable[Stint]) -> dict[int, dict[str, Any]]:
    """The runs of stints, and who stood right before and right after in the same role."""
    marks, values = marked(each.id for each in stints)
    query = f"""
        SELECT p.id, s.kind AS started_kind, s.actor AS started_by, s.from_id, s.undone_at,
               f.kind AS ended_kind, f.actor AS ended_by, l.ended_on AS last_on,
               b.liaison_id AS before_id, u.undone_at AS before_undone_at,
               a.liaison_id AS after_id
          FROM pairings p
          JOIN liaisons l ON l.id = p.liaison_id
          LEFT JOIN pairing_runs s ON s.id = p.started_run_id
          LEFT JOIN pairing_runs f ON f.id = p.ended_run_id
          LEFT JOIN pairings b
            ON b.enterprise_id = p.enterprise_id AND b.role = p.role
           AND b.ended_at = p.started_at AND b.started_at < b.ended_at
          LEFT JOIN pairing_runs u ON u.id = b.started_run_id
          LEFT JOIN pairings a
            ON a.enterprise_id = p.enterprise_id AND a.role = p.role
           AND a.started_at = p.ended_at AND COALESCE(a.ended_at > a.started_at, TRUE)
         WHERE p.id IN ({marks})
    """  # noqa: S608 # only names of parameters are put in
    return {row["id"]: row for row in connection.query(query, values)}


def _of_pairs(
    connection: Connection, stints: Iterable[Stint]
) -> tuple[dict[int, _Entry], dict[int, _Entry]]:
    """The entry with which each pair began, and the one with which it ended."""
    wanted = {str(each.id) for each in stints}
    marks, values = marked(each.enterprise_id for each in stints)
    query = f"""
        SELECT entity_id, at, action, actor, batch_id, changes FROM history
         WHERE enterprise_id IN ({marks}) AND entity = 'pairing' ORDER BY id
    """  # noqa: S608 # only names of parameters are put in
    began: dict[int, _Entry] = {}
    ended: dict[int, _Entry] = {}
    for number, *told in connection.execute(query, values):
        if number in wanted:
            entry = _Entry.of(*told)
            is_beginning = any(after is not None for _, after in entry.changes.values())
            (began if is_beginning else ended)[int(number)] = entry
    return began, ended


def _of_enterprises(
    connection: Connection, stints: Iterable[Stint], instants: Collection[str]
) -> dict[tuple[int, str], _Entry]:
    """(enterprise's id, instant) → what was recorded of the enterprise itself at the instant."""
    if not instants:
        return {}
    marks, values = marked(each.enterprise_id for each in stints)
    moments = {f"at{position}": at for position, at in enumerate(sorted(instants))}
    at_one = ", ".join(f":{name}" for name in moments)
    query = f"""
        SELECT enterprise_id, at, action, actor, batch_id, changes FROM history
         WHERE enterprise_id IN ({marks}) AND entity = 'enterprise' AND at IN ({at_one})
    """  # noqa: S608 # only names of parameters are put in
    rows = connection.execute(query, {**values, **moments})
    entries = ((number, _Entry.of(*told)) for number, *told in rows)
    return {(number, entry.at): entry for number, entry in entries}


def _departures(connection: Connection, stints: Iterable[Stint]) -> set[tuple[int, str]]:
    """(person's id, instant) at which one of the people was recorded as gone."""
    marks, values = marked(each.person.id for each in stints if each.ended_at is not None)
    query = f"""
        SELECT CAST(entity_id AS INTEGER), at, action, actor, batch_id, changes FROM history
         WHERE entity = 'liaison' AND CAST(entity_id AS INTEGER) IN ({marks})
    """  # noqa: S608 # only names of parameters are put in
    entries = ((person, _Entry.of(*told)) for person, *told in connection.execute(query, values))
    return {
        (person, entry.at)
        for person, entry in entries
        if entry.sets("status") == LiaisonStatus.DISABLED or entry.sets("ended_on")
    }
