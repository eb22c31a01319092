"""The measures of enterprises: one in one tap, many at once, the matrix of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from liaison.domain.entries import typed_text
from liaison.domain.errors import InvalidInput, StaleRecord
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.page import Page
from liaison.domain.records import Measure, Support
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import STATES_WITH_REASON, MeasureState
from liaison.locales import words
from liaison.services.guard import requires
from liaison.store import enterprises, history, reference, support, worklist
from liaison.store.database import Database
from liaison.store.history import Change

NOTE_LIMIT = 500


class Keep(Enum):
    """Stands for the value that is there already, since None empties it."""

    KEEP = "keep"


KEEP = Keep.KEEP


@requires(Action.SEE_ENTERPRISE)
def list_measures(actor: Actor, db: Database) -> list[Measure]:
    """The catalogue of measures in force."""
    with db.read() as connection:
        return reference.measures(connection)


@requires(Action.UPDATE_SUPPORT)
def set_measure(
    actor: Actor,
    db: Database,
    enterprise_id: int,
    measure_code: str,
    *,
    state: MeasureState,
    note: str | Keep | None = KEEP,
    due_on: date | Keep | None = KEEP,
    version: int | None = None,
) -> Support:
    """Set where one measure stands for one enterprise.

    `version` is the one that was seen, 0 for a measure that was not opened; None lets the last
    writer win. Two people who save the same thing are in no conflict.
    """
    note = _checked_note(actor, note)
    with db.write() as connection:
        resource = enterprises.resource(connection, enterprise_id)
        require(actor, Action.UPDATE_SUPPORT, resource)
        current = support.get(connection, enterprise_id, measure_code)
        wanted = _wanted(current, state, note, due_on)
        changes = _changes(current, wanted)
        if not changes:
            return current
        if version is not None and version != current.version:
            raise StaleRecord(
                "stale_record",
                current={key: getattr(current, key) for key in changes},
                attempted={key: getattr(wanted, key) for key in changes},
            )
        saved = _stamped(actor, db, wanted)
        support.save(connection, [saved])
        history.append(connection, [_change(saved, changes)], at=db.now(), actor=actor.name)
        return saved


@requires(Action.UPDATE_SUPPORT)
def set_measures(
    actor: Actor,
    db: Database,
    enterprise_ids: Sequence[int],
    measure_code: str,
    *,
    state: MeasureState,
    note: str | Keep | None = KEEP,
) -> int:
    """Set one measure for several enterprises, for all or for none; how many it changed."""
    note = _checked_note(actor, note)
    with db.write() as connection:
        for resource in enterprises.resources(connection, enterprise_ids).values():
            require(actor, Action.UPDATE_SUPPORT, resource)
        saved: list[Support] = []
        entries: list[Change] = []
        for current in support.get_many(connection, enterprise_ids, measure_code).values():
            wanted = _wanted(current, state, note, KEEP)
            changes = _changes(current, wanted)
            if changes:
                saved.append(_stamped(actor, db, wanted))
                entries.append(_change(wanted, changes))
        support.save(connection, saved)
        history.append(connection, entries, at=db.now(), actor=actor.name)
    return len(saved)


def _checked_note(actor: Actor, note: str | Keep | None) -> str | Keep | None:
    if isinstance(note, Keep):
        return note
    label = words(actor.language)("work.note")
    return typed_text(note, field="note", label=label, limit=NOTE_LIMIT)


def _wanted(
    current: Support, state: MeasureState, note: str | Keep | None, due_on: date | Keep | None
) -> Support:
    """The measure as it is to be; an old note is no reason for a new obstacle."""
    wanted = replace(
        current,
        state=state,
        note=current.note if isinstance(note, Keep) else note,
        due_on=current.due_on if isinstance(due_on, Keep) else due_on,
    )
    is_new = state is not current.state
    if state in STATES_WITH_REASON and (not wanted.note or (is_new and note is KEEP)):
        raise InvalidInput("reason_needed", field="note", state=state)
    return wanted


def _stamped(actor: Actor, db: Database, wanted: Support) -> Support:
    return replace(wanted, version=wanted.version + 1, updated_at=db.now(), updated_by=actor.name)


def _changes(current: Support, wanted: Support) -> dict[str, tuple[Any, Any]]:
    pairs = {
        key: (getattr(current, key), getattr(wanted, key)) for key in ("state", "note", "due_on")
    }
    return {key: (before, after) for key, (before, after) in pairs.items() if before != after}


def _change(saved: Support, changes: dict[str, tuple[Any, Any]]) -> Change:
    entity_id = f"{saved.enterprise_id}/{saved.measure_code}"
    return Change("support.set", "support", entity_id, saved.enterprise_id, changes)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An enterprise with its measures by code; one that was not opened is missing."""

    enterprise: worklist.EnterpriseRow
    measures: dict[str, Support]


@requires(Action.SEE_ENTERPRISE)
def list_matrix(
    actor: Actor, db: Database, filters: EnterpriseFilter, *, page: int = 1, page_size: int = 50
) -> Page[MatrixRow]:
    """A page of enterprises by name, each with where its measures stand."""
    with db.read() as connection:
        found = worklist.list_page(
            connection,
            actor.scope,
            filters,
            today=db.today(),
            sort="name",
            page=max(1, page),
            page_size=page_size,
        )
        opened = support.of_enterprises(connection, [row.id for row in found.rows])
    rows = [MatrixRow(row, opened[row.id]) for row in found.rows]
    return Page(rows, found.total, found.page, found.page_size)
