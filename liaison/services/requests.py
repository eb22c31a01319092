"""Requests (诉求): each lands with a person, each gets an answer, none closes without one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from liaison.domain.deadlines import HANDLING, MAX_REOPENS, POOR_RATINGS, due_at
from liaison.domain.entries import typed_text
from liaison.domain.errors import InvalidInput, StaleRecord
from liaison.domain.filters import RequestFilter
from liaison.domain.page import Page
from liaison.domain.records import Request
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import REQUEST_MOVES, RequestKind, RequestStatus
from liaison.locales import words
from liaison.services.guard import requires
from liaison.store import enterprises, history, liaisons, requests
from liaison.store.database import Connection, Database
from liaison.store.history import Change
from liaison.store.requests import RequestRow

TEXT_LIMIT = 1000
REASON_LIMIT = 500
SILENCE = timedelta(days=7)
# Told by the clock or counted on: they differ between a save and the same one pressed again.
_BESIDES = frozenset({"answered_at", "settled_at", "due_at", "reopens"})
# The statuses that a rating leads to.
_RATED = (RequestStatus.SETTLED, RequestStatus.REOPENED)


@requires(Action.SEE_ENTERPRISE)
def list_requests(
    actor: Actor, db: Database, filters: RequestFilter, *, page: int = 1, page_size: int = 50
) -> Page[RequestRow]:
    """A page of the requests in the actor's scope, the unanswered by deadline first.

    An official sees those of the area, so what is overdue climbs to them by `only_overdue`.
    """
    with db.read() as connection:
        return requests.list_page(
            connection,
            actor.scope,
            filters,
            now=db.now(),
            page=max(1, page),
            page_size=page_size,
        )


@requires(Action.SEE_ENTERPRISE)
def get_request(actor: Actor, db: Database, request_id: int) -> Request:
    """One request."""
    with db.read() as connection:
        found = requests.get(connection, request_id)
        resource = enterprises.resource(connection, found.enterprise_id)
        require(actor, Action.SEE_ENTERPRISE, resource)
        return found


@requires(Action.SUBMIT_REQUEST)
def submit_request(
    actor: Actor, db: Database, enterprise_id: int, kind: RequestKind, body: str
) -> int:
    """Ask for help, by the enterprise or for it; the request lands with a person at once.

    Its kind tells whether that is the officer or the commissioner; where that one is missing
    it is the other, and where both are it waits for whoever is paired. The same words again, while
    the first ones wait for an answer, are the same request.
    """
    body = _text(actor, body, "body", TEXT_LIMIT)
    with db.write() as connection:
        require(actor, Action.SUBMIT_REQUEST, enterprises.resource(connection, enterprise_id))
        known = requests.same_unanswered(
            connection, enterprise_id=enterprise_id, kind=kind, body=body, by=actor.name
        )
        if known is not None:
            return known
        people = liaisons.in_charge(connection, enterprise_id)
        person = people.get(HANDLING[kind].role) or next(iter(people.values()), None)
        deadline = due_at(kind, db.now())
        liaison_id = person.id if person else None
        request_id = requests.insert(
            connection,
            enterprise_id=enterprise_id,
            kind=kind,
            body=body,
            at=db.now(),
            by=actor.name,
            due_at=deadline,
            liaison_id=liaison_id,
        )
        told = {
            "kind": kind,
            "body": body,
            "status": RequestStatus.SUBMITTED,
            "due_at": deadline,
            "liaison_id": liaison_id,
        }
        changes = {key: (None, value) for key, value in told.items() if value is not None}
        change = Change("request.submitted", "request", request_id, enterprise_id, changes)
        history.append(connection, [change], at=db.now(), actor=actor.name)
        return request_id


@requires(Action.ANSWER_REQUEST)
def accept_request(
    actor: Actor, db: Database, request_id: int, *, version: int | None = None
) -> Request:
    """Take a request on; an officer or commissioner who does so has it from then on.

    A deputy takes it on for whoever is on leave, with whom it stays.

    `version` is the one that was seen, None for the last writer to win, as in every move here.
    """
    with db.write() as connection:
        current = _opened(actor, connection, request_id, Action.ANSWER_REQUEST)
        changes: dict[str, object] = {"status": RequestStatus.ACCEPTED}
        taken_by = _taken_by(actor, connection, current.enterprise_id)
        if taken_by is not None:
            changes["liaison_id"] = taken_by
        return _move(actor, db, connection, current, changes, version, "request.accepted")


def _taken_by(actor: Actor, connection: Connection, enterprise_id: int) -> int | None:
    """Whose a request is that the actor takes on: the actor's own, or of who is on leave."""
    in_charge = {person.id for person in liaisons.in_charge(connection, enterprise_id).values()}
    if actor.liaison_id in in_charge:
        return actor.liaison_id
    return next(iter(sorted(actor.acting_for & in_charge)), None)


@requires(Action.ANSWER_REQUEST)
def assign_request(
    actor: Actor,
    db: Database,
    request_id: int,
    liaison_id: int,
    *,
    version: int | None = None,
) -> Request:
    """Give a request to one of the two people in charge of the enterprise."""
    with db.write() as connection:
        current = _opened(actor, connection, request_id, Action.ANSWER_REQUEST)
        people = liaisons.in_charge(connection, current.enterprise_id).values()
        if liaison_id not in {person.id for person in people}:
            raise InvalidInput("not_in_charge", field="liaison_id", value=liaison_id)
        changes = {"status": RequestStatus.ASSIGNED, "liaison_id": liaison_id}
        return _move(actor, db, connection, current, changes, version, "request.assigned")


@requires(Action.ANSWER_REQUEST)
def answer_request(
    actor: Actor, db: Database, request_id: int, answer: str, *, version: int | None = None
) -> Request:
    """Answer a request; the enterprise then confirms and rates it, or lets it stand."""
    answer = _text(actor, answer, "answer", TEXT_LIMIT)
    with db.write() as connection:
        current = _opened(actor, connection, request_id, Action.ANSWER_REQUEST)
        changes = {
            "status": RequestStatus.ANSWERED,
            "answer": answer,
            "answered_at": db.now(),
        }
        return _move(actor, db, connection, current, changes, version, "request.answered")


@requires(Action.ANSWER_REQUEST)
def decline_request(
    actor: Actor, db: Database, request_id: int, reason: str, *, version: int | None = None
) -> Request:
    """Decline a request that was not taken on, with the reason that the enterprise reads."""
    reason = _text(actor, reason, "reason", REASON_LIMIT)
    with db.write() as connection:
        current = _opened(actor, connection, request_id, Action.ANSWER_REQUEST)
        changes = {"status": RequestStatus.DECLINED, "reason": reason, "settled_at": db.now()}
        return _move(actor, db, connection, current, changes, version, "request.declined")


@requires(Action.CONFIRM_REQUEST)
def confirm_request(
    actor: Actor,
    db: Database,
    request_id: int,
    rating: int,
    *,
    comment: str | None = None,
    version: int | None = None,
) -> Request:
    """Confirm and rate an answer, 1 (very poor) to 5 (very good), as the enterprise.

    A poor rating reopens the request with a new deadline, at most twice.
    """
    if not 1 <= rating <= 5:
        raise InvalidInput("rating_out_of_range", field="rating", value=rating)
    label = words(actor.language)("work.comment")
    comment = typed_text(comment, field="comment", label=label, limit=REASON_LIMIT)
    with db.write() as connection:
        current = _opened(actor, connection, request_id, Action.CONFIRM_REQUEST)
        if (current.rating, current.reason) == (rating, comment) and current.status in _RATED:
            return current
        changes: dict[str, object] = {"rating": rating, "reason": comment}
        if rating in POOR_RATINGS and current.reopens < MAX_REOPENS:
            changes |= {
                "status": RequestStatus.REOPENED,
                "reopens": current.reopens + 1,
                "due_at": due_at(current.kind, db.now()),
            }
            return _move(actor, db, connection, current, changes, version, "request.reopened")
        changes |= {"status": RequestStatus.SETTLED, "settled_at": db.now()}
        return _move(actor, db, connection, current, changes, version, "request.settled")


@requires(Action.MAINTAIN)
def settle_silent_requests(actor: Actor, db: Database) -> int:
    """Settle, unrated, what was answered a week ago and not confirmed; how many these were."""
    with db.write() as connection:
        silent = requests.unconfirmed_since(connection, db.now() - SILENCE)
        requests.settle(connection, [request.id for request in silent], db.now())
        changes = {
            "status": (RequestStatus.ANSWERED, RequestStatus.SETTLED),
            "settled_at": (None, db.now()),
        }
        entries = [
            Change("request.settled", "request", each.id, each.enterprise_id, changes)
            for each in silent
        ]
        history.append(connection, entries, at=db.now(), actor=actor.name)
    return len(silent)


def _text(actor: Actor, text: str, field: str, limit: int) -> str:
    label = words(actor.language)(f"work.{field}")
    return typed_text(text, field=field, label=label, limit=limit, required=True) or ""


def _opened(actor: Actor, connection: Connection, request_id: int, action: Action) -> Request:
    """The request, where the row rules let the actor do this to it."""
    current = requests.get(connection, request_id)
    require(actor, action, enterprises.resource(connection, current.enterprise_id))
    return current


def _move(
    actor: Actor,
    db: Database,
    connection: Connection,
    current: Request,
    wanted: Mapping[str, object],
    version: int | None,
    action: str,
) -> Request:
    """Move a request on to another status, where that is allowed and nobody was faster.

    Who attempts what stands there already has pressed twice, or not heard the first answer.
    """
    if all(getattr(current, key) == wanted[key] for key in wanted.keys() - _BESIDES):
        return current
    changes = {
        key: (getattr(current, key), value)
        for key, value in wanted.items()
        if getattr(current, key) != value
    }
    is_over = wanted["status"] not in REQUEST_MOVES[current.status]
    if version is not None and version != current.version:
        raise StaleRecord(
            "stale_record",
            version=current.version,
            is_over=is_over,
            current={key: before for key, (before, _) in changes.items()},
            attempted={key: after for key, (_, after) in changes.items()},
            **history.last_save(connection, "request", current.id),
        )
    if is_over:
        raise InvalidInput("request_move_not_allowed", request_status=current.status)
    requests.update(connection, current.id, {key: after for key, (_, after) in changes.items()})
    change = Change(action, "request", current.id, current.enterprise_id, changes)
    history.append(connection, [change], at=db.now(), actor=actor.name)
    return requests.get(connection, current.id)
