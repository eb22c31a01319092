"""The enterprise's own page: its personal link, its two people, its measures and requests."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from liaison.domain.enterprise_links import enterprise_in, token_of
from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.parsing import Value
from liaison.domain.records import Liaison, Measure, Request, Support
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import (
    LiaisonRole,
    MeasureState,
    RequestKind,
    RequestStatus,
    Status,
)
from liaison.locales import words
from liaison.services.enterprise_entry import Saved, save_entry
from liaison.services.guard import open_to_all, requires
from liaison.store import enterprises, history, keys, liaisons, requests, support
from liaison.store.database import Database
from liaison.store.enterprises import Link
from liaison.store.history import Change
from liaison.store.liaisons import Acting

OWN_FIGURES = frozenset(
    {"employees", "employees_on_duty", "capacity_percent", "power_kwh", "base_power_kwh"}
)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in charge, as the enterprise may know them.

    `deputy` is who acts until `away_until`, both None while the person is there.
    """

    name: str
    unit: str
    phone: str | None
    away_until: date | None = None
    deputy: Contact | None = None


@dataclass(frozen=True, slots=True)
class PortalMeasure:
    """What is done for the enterprise, in plain words of the reader's language."""

    title: str
    description: str
    unit: str
    state: MeasureState
    plain: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRequest:
    """What the enterprise asked for; `may_rate` where an answer waits to be confirmed."""

    id: int
    version: int
    kind: RequestKind
    body: str
    status: RequestStatus
    submitted_at: datetime
    due_at: datetime
    answer: str | None
    answered_at: datetime | None
    rating: int | None
    reason: str | None
    may_rate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalView:
    """Everything that the enterprise's page shows; `figures` are the day's own, by field key."""

    enterprise_id: int
    version: int
    name: str
    status: Status
    officer: Contact | None
    commissioner: Contact | None
    measures: list[PortalMeasure]
    requests: list[PortalRequest]
    figures: dict[str, int | float | None]


@requires(Action.ISSUE_LINK)
def link_of(actor: Actor, db: Database, enterprise_id: int) -> str:
    """The token of the enterprise's personal link, the same until it is revoked."""
    with db.read() as connection:
        require(actor, Action.ISSUE_LINK, enterprises.resource(connection, enterprise_id))
        link = enterprises.link(connection, enterprise_id)
    assert link is not None
    return _token(db, link)


@requires(Action.ISSUE_LINK)
def revoke_link(actor: Actor, db: Database, enterprise_id: int) -> None:
    """End the link that is out and the visits that it opened; `link_of` then gives a new one."""
    with db.write() as connection:
        require(actor, Action.ISSUE_LINK, enterprises.resource(connection, enterprise_id))
        link = enterprises.link(connection, enterprise_id)
        assert link is not None
        enterprises.renew_link(connection, enterprise_id)
        changes = {"link_number": (link.number, link.number + 1)}
        change = Change("link.revoked", "enterprise", enterprise_id, enterprise_id, changes)
        history.append(connection, [change], at=db.now(), actor=actor.name)


@open_to_all
def open_link(db: Database, token: str) -> int:
    """The id of the enterprise whose link this is; open to all, since the link is the key."""
    link = _link_behind(db, token)
    if link is None or not hmac.compare_digest(_token(db, link), token):
        raise NotFound("link_not_valid")
    return link.enterprise_id


def _link_behind(db: Database, token: str) -> Link | None:
    enterprise_id = enterprise_in(token)
    if enterprise_id is None:
        return None
    with db.read() as connection:
        return enterprises.link(connection, enterprise_id)


def _token(db: Database, link: Link) -> str:
    return token_of(keys.link_key(db.path), link.enterprise_id, link.number, link.created_at)


@requires(Action.SEE_PORTAL)
def portal_view(actor: Actor, db: Database) -> PortalView:
    """The page of the enterprise that the actor is."""
    enterprise_id = actor.enterprise_id or 0
    with db.read() as connection:
        require(actor, Action.SEE_PORTAL, enterprises.resource(connection, enterprise_id))
        enterprise = enterprises.get(connection, enterprise_id)
        people = liaisons.in_charge(connection, enterprise_id)
        acting = liaisons.acting(connection, people.values(), db.today())
        measures = support.with_measures(connection, enterprise_id)
        asked = requests.of_enterprise(connection, enterprise_id)
    return PortalView(
        enterprise_id=enterprise_id,
        version=enterprise.version,
        name=enterprise.name,
        status=enterprise.status,
        officer=_contact(people.get(LiaisonRole.OFFICER), acting),
        commissioner=_contact(people.get(LiaisonRole.COMMISSIONER), acting),
        measures=[_measure(actor, each, stands) for each, stands in measures],
        requests=[_request(each) for each in asked],
        figures={key: getattr(enterprise, key) for key in sorted(OWN_FIGURES)},
    )


def _contact(person: Liaison | None, acting: Mapping[LiaisonRole, Acting]) -> Contact | None:
    if person is None:
        return None
    stands_in = acting.get(person.role)
    if stands_in is None:
        return Contact(person.name, person.unit, person.phone)
    other = stands_in.deputy
    deputy = Contact(other.name, other.unit, other.phone) if other else None
    return Contact(person.name, person.unit, person.phone, stands_in.last_on, deputy)


def _measure(actor: Actor, measure: Measure, stands: Support) -> PortalMeasure:
    return PortalMeasure(
        title=measure.title_in(actor.language),
        description=measure.description_in(actor.language),
        unit=measure.unit_in(actor.language),
        state=stands.state,
        plain=words(actor.language)(f"portal.state.{stands.state}"),
        due_on=stands.due_on,
    )


def _request(request: Request) -> PortalRequest:
    """Without who submitted it and who has it: these are account names and ids."""
    shown = {
        field.name: getattr(request, field.name)
        for field in fields(PortalRequest)
        if field.name != "may_rate"
    }
    return PortalRequest(**shown, may_rate=request.status is RequestStatus.ANSWERED)


@requires(Action.REPORT_FIGURES)
def report_own_figures(
    actor: Actor, db: Database, figures: Mapping[str, Value], *, version: int | None = None
) -> Saved:
    """Report the enterprise's own figures for the day, as the enterprise."""
    for key in figures:
        if key not in OWN_FIGURES:
            raise InvalidInput("field_unknown", field=key)
    enterprise_id = actor.enterprise_id or 0
    with db.write() as connection:
        require(actor, Action.REPORT_FIGURES, enterprises.resource(connection, enterprise_id))
        return save_entry(
            actor,
            db,
            connection,
            enterprise_id,
            version=version,
            raw=figures,
            action="enterprise.reported",
        )
