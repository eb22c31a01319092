"""Enterprises: the list by urgency, the one record with all its work, its changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.filters import EnterpriseFilter, EnterpriseSort
from liaison.domain.page import Page
from liaison.domain.parsing import Value
from liaison.domain.records import (
    Enterprise,
    HistoryEntry,
    Liaison,
    Measure,
    Request,
    Support,
    Visit,
)
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import RESUMED, LiaisonRole, Status
from liaison.services.enterprise_entry import Saved, save_entry, take_back_entry
from liaison.services.guard import requires
from liaison.store import (
    enterprises,
    history,
    liaisons,
    requests,
    support,
    visits,
    worklist,
)
from liaison.store.database import Database
from liaison.store.enterprise_rows import EnterpriseRow
from liaison.store.liaisons import Acting


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseView:
    """An enterprise with the people in charge, its measures, the latest of its work.

    `acting` tells, by role, who acts for a person who is on leave today, and until when;
    `everybody` are the people who were ever in charge, by id, and who acts. `retired` are measures
    that left the catalogue, each as it stood then.
    """

    enterprise: Enterprise
    commissioner: Liaison | None
    officer: Liaison | None
    acting: Mapping[LiaisonRole, Acting]
    everybody: Mapping[int, Liaison]
    measures: list[tuple[Measure, Support]]
    retired: list[tuple[Measure, Support]]
    visits: list[Visit]
    requests: list[Request]
    history: list[HistoryEntry]


@requires(Action.SEE_ENTERPRISE)
def list_enterprises(
    actor: Actor,
    db: Database,
    filters: EnterpriseFilter,
    *,
    page: int = 1,
    page_size: int = 50,
    sort: EnterpriseSort | None = None,
) -> Page[EnterpriseRow]:
    """A page of the enterprises in the actor's scope.

    Without a `sort` the enterprises of one person come by urgency, those of an area by name,
    which an index gives however many there are.
    """
    if sort is None:
        people = (actor.scope.liaison_ids, filters.liaison_id)
        sort = "urgency" if any(each is not None for each in people) else "name"
    with db.read() as connection:
        return worklist.list_page(
            connection,
            actor.scope,
            filters,
            today=db.today(),
            now=db.now(),
            sort=sort,
            page=max(1, page),
            page_size=page_size,
        )


@requires(Action.SEE_ENTERPRISE)
def chip_counts(actor: Actor, db: Database, filters: EnterpriseFilter) -> dict[str, int]:
    """How many enterprises each chip would show, the chip of the filters left aside."""
    with db.read() as connection:
        return worklist.chip_counts(connection, actor.scope, filters, today=db.today())


@requires(Action.SEE_ENTERPRISE)
def get_enterprise(
    actor: Actor, db: Database, enterprise_id: int, *, latest: int = 100
) -> EnterpriseView:
    """Everything about one enterprise; of visits, requests and history the `latest` only."""
    with db.read() as connection:
        resource = enterprises.resource(connection, enterprise_id)
        require(actor, Action.SEE_ENTERPRISE, resource)
        people = liaisons.in_charge(connection, enterprise_id)
        acting = liaisons.acting(connection, people.values(), db.today())
        deputies = {each.deputy.id: each.deputy for each in acting.values() if each.deputy}
        return EnterpriseView(
            enterprise=enterprises.get(connection, enterprise_id),
            commissioner=people.get(LiaisonRole.COMMISSIONER),
            officer=people.get(LiaisonRole.OFFICER),
            acting=acting,
            everybody=liaisons.ever_in_charge(connection, enterprise_id) | deputies,
            measures=support.with_measures(connection, enterprise_id),
            retired=support.retired_with_measures(connection, enterprise_id),
            visits=visits.of_enterprise(connection, enterprise_id, limit=latest),
            requests=requests.of_enterprise(connection, enterprise_id, limit=latest),
            history=history.of_enterprise(connection, enterprise_id, limit=latest),
        )


@requires(Action.SEE_ENTERPRISE)
def list_history(
    actor: Actor, db: Database, enterprise_id: int, *, page: int = 1, page_size: int = 50
) -> list[HistoryEntry]:
    """A page of what happened to an enterprise, newest first."""
    with db.read() as connection:
        require(actor, Action.SEE_ENTERPRISE, enterprises.resource(connection, enterprise_id))
        offset = (max(1, page) - 1) * page_size
        return history.of_enterprise(connection, enterprise_id, limit=page_size, offset=offset)


@requires(Action.SEE_ENTERPRISE)
def find_enterprise(actor: Actor, db: Database, key: str) -> int:
    """The id of the enterprise with this credit code or id."""
    with db.read() as connection:
        found = enterprises.find(connection, key)
        if found is None:
            raise NotFound("enterprise_not_found", enterprise=key)
        require(actor, Action.SEE_ENTERPRISE, enterprises.resource(connection, found))
        return found


@requires(Action.UPDATE_ENTERPRISE)
def update_status(
    actor: Actor,
    db: Database,
    enterprise_id: int,
    *,
    version: int | None,
    status: Status,
    resumed_on: date | None = None,
) -> Saved:
    """Set how far the enterprise operates, and since when; by default since today.

    `version` is the one that was seen, None for the last writer to win, as in every save here.
    """
    if resumed_on is not None and status not in RESUMED:
        raise InvalidInput("resumed_on_without_resumption", field="resumed_on", status=status)
    raw: dict[str, Value] = {"status": status.value}
    if resumed_on is not None:
        raw["resumed_on"] = resumed_on.isoformat()
    return _save(actor, db, enterprise_id, version, raw, "enterprise.status")


@requires(Action.UPDATE_ENTERPRISE)
def update_enterprise(
    actor: Actor,
    db: Database,
    enterprise_id: int,
    *,
    version: int | None,
    changes: Mapping[str, Value],
) -> Saved:
    """Save roster fields by key; a value is read as a roster's cell would be, None empties."""
    return _save(actor, db, enterprise_id, version, changes, "enterprise.updated")


@requires(Action.UPDATE_ENTERPRISE)
def take_back(actor: Actor, db: Database, enterprise_id: int, *, version: int) -> Saved:
    """Undo the save that made this version, the actor's own of the last minute.

    What was there before comes back whatever moves are allowed: a slip is no move.
    """
    with db.write() as connection:
        resource = enterprises.resource(connection, enterprise_id)
        require(actor, Action.UPDATE_ENTERPRISE, resource)
        return take_back_entry(actor, db, connection, enterprise_id, version=version)


def _save(
    actor: Actor,
    db: Database,
    enterprise_id: int,
    version: int | None,
    raw: Mapping[str, Value],
    action: str,
) -> Saved:
    with db.write() as connection:
        resource = enterprises.resource(connection, enterprise_id)
        require(actor, Action.UPDATE_ENTERPRISE, resource)
        return save_entry(
            actor, db, connection, enterprise_id, version=version, raw=raw, action=action
        )
