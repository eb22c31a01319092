"""One measure as a person sets it: checked, compared with what stands there, told to history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from liaison.domain.entries import typed_text
from liaison.domain.errors import InvalidInput
from liaison.domain.records import Support
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import STATES_WITH_REASON, MeasureState
from liaison.locales import words
from liaison.store.history import Change

NOTE_LIMIT = 500


class Keep(Enum):
    """Stands for the value that is there already, since None empties it."""

    KEEP = "keep"


KEEP = Keep.KEEP


def checked_note(actor: Actor, note: str | Keep | None) -> str | Keep | None:
    """The note trimmed; InvalidInput for one that is too long."""
    if isinstance(note, Keep):
        return note
    label = words(actor.language)("work.note")
    return typed_text(note, field="note", label=label, limit=NOTE_LIMIT)


def wanted_support(
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


def stamped(wanted: Support, by: str, at: datetime) -> Support:
    """The measure as it is saved: its next version, by whom and when."""
    return replace(wanted, version=wanted.version + 1, updated_at=at, updated_by=by)


def differences(current: Support, wanted: Support) -> dict[str, tuple[Any, Any]]:
    """Field key → (before, after) of what a save changes."""
    pairs = {
        key: (getattr(current, key), getattr(wanted, key)) for key in ("state", "note", "due_on")
    }
    return {key: (before, after) for key, (before, after) in pairs.items() if before != after}


def history_of(saved: Support, changes: dict[str, tuple[Any, Any]]) -> Change:
    """What history is to say of a save."""
    entity_id = f"{saved.enterprise_id}/{saved.measure_code}"
    return Change("support.set", "support", entity_id, saved.enterprise_id, changes)
