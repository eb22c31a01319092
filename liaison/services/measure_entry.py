"""One measure as a person sets it: checked, compared with what stands there, told to history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from liaison.domain.entries import MOST_DAYS_OFF, typed_text
from liaison.domain.errors import InvalidInput
from liaison.domain.records import Support
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import STATES_WITH_REASON, MeasureState
from liaison.locales import words
from liaison.store.history import Change

NOTE_LIMIT = 500
MEASURE_FIELDS = ("state", "note", "due_on")
# A save, and the undo of one, as history tells them apart.
SET, TAKEN_BACK = "support.set", "support.taken_back"


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


def check_due(today: date, due_on: date | Keep | None) -> None:
    """Refuse a day that nobody can mean, such as one whose year was mistyped."""
    if isinstance(due_on, date) and abs(due_on - today) > MOST_DAYS_OFF:
        raise InvalidInput("due_out_of_range", field="due_on", value=str(due_on))


def wanted_support(
    current: Support,
    state: MeasureState | Keep,
    note: str | Keep | None,
    due_on: date | Keep | None,
) -> Support:
    """The measure as it is to be.

    An old note is no reason for a new obstacle, and the reason of one that is gone is no evidence.
    """
    state = current.state if isinstance(state, Keep) else state
    is_over = current.state in STATES_WITH_REASON and state not in STATES_WITH_REASON
    kept = None if is_over else current.note
    wanted = replace(
        current,
        state=state,
        note=kept if isinstance(note, Keep) else note,
        due_on=current.due_on if isinstance(due_on, Keep) else due_on,
    )
    is_new = wanted.state is not current.state
    if wanted.state in STATES_WITH_REASON and (not wanted.note or (is_new and note is KEEP)):
        raise InvalidInput("reason_needed", field="note", state=wanted.state)
    return wanted


def stamped(wanted: Support, by: str, at: datetime) -> Support:
    """The measure as it is saved: its next version, by whom and when."""
    return replace(wanted, version=wanted.version + 1, updated_at=at, updated_by=by)


def differences(current: Support, wanted: Support) -> dict[str, tuple[Any, Any]]:
    """Field key → (before, after) of what a save changes."""
    pairs = {key: (getattr(current, key), getattr(wanted, key)) for key in MEASURE_FIELDS}
    return {key: (before, after) for key, (before, after) in pairs.items() if before != after}


def as_before(current: Support, changes: Mapping[str, tuple[Any, Any]]) -> Support:
    """The measure with what an entry of history changed put back; other fields as they are."""
    before = {key: value for key, (value, _) in changes.items()}
    if "state" in before:
        before["state"] = MeasureState(before["state"])
    if before.get("due_on"):
        before["due_on"] = date.fromisoformat(before["due_on"])
    return replace(current, **before)


def record_id(support: Support) -> str:
    """What history calls the measure of an enterprise."""
    return f"{support.enterprise_id}/{support.measure_code}"


def history_of(saved: Support, changes: Mapping[str, tuple[Any, Any]], action: str = SET) -> Change:
    """What history is to say of a save."""
    return Change(action, "support", record_id(saved), saved.enterprise_id, changes)
