"""The save of one measure, the same from a card's button and from the enterprise's own row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any, Protocol

from liaison.domain.roles import Actor
from liaison.domain.vocabulary import MeasureState
from liaison.locales import Words
from liaison.services.measure_entry import KEEP, Keep
from liaison.services.support import set_measure, take_back_measure
from liaison.store.database import Database
from liaison.web.components.saving import Done, Edit


class Standing(Protocol):
    """A measure of an enterprise as it was seen."""

    @property
    def measure_code(self) -> str: ...
    @property
    def state(self) -> MeasureState: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def note(self) -> str | None: ...


def measure_edit(
    language: Words,
    enterprise_id: int,
    title: str,
    seen: Standing,
    *,
    state: MeasureState | Keep = KEEP,
    note: str | Keep | None = KEEP,
    due_on: date | Keep | None = KEEP,
) -> Edit:
    """Set a measure as the person wants it; what is kept, or is as it was seen, is not touched."""
    values = {"state": state, "note": note, "due_on": due_on}
    seen_values = {key: getattr(seen, key) for key in values}
    wanted: dict[str, Any] = {
        key: value
        for key, value in values.items()
        if not isinstance(value, Keep) and value != seen_values[key]
    }
    code = seen.measure_code

    def save(actor: Actor, db: Database, version: int, staying: Collection[str]) -> Done:
        changes = {key: value for key, value in wanted.items() if key not in staying}
        saved = set_measure(actor, db, enterprise_id, code, version=version, **changes)
        said = _said(language, title, saved.state)
        if saved.version == version:
            return Done(said=said)
        undo = partial(
            take_back_measure,
            enterprise_id=enterprise_id,
            measure_code=code,
            version=saved.version,
        )
        return Done(undo, said=said)

    said = _said(language, title, wanted.get("state", seen.state))
    return Edit("support", title, said, seen_values, save)


def _said(language: Words, title: str, state: MeasureState) -> str:
    return language("measures.saved", title=title, state=language.label("state", state))
