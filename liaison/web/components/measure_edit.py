"""The save of one measure, the same from a card's button and from the enterprise's own row."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Protocol

from liaison.domain.roles import Actor
from liaison.domain.vocabulary import MeasureState
from liaison.locales import Words
from liaison.services.enterprises import get_enterprise
from liaison.services.measure_entry import KEEP, Keep
from liaison.services.support import set_measure
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
    state: MeasureState,
    note: str | Keep | None = KEEP,
    due_on: date | Keep | None = KEEP,
) -> Edit:
    """Set a measure as the person wants it; to undo it puts back what was seen."""
    code = seen.measure_code

    def save(actor: Actor, db: Database, version: int) -> Done:
        saved = set_measure(
            actor, db, enterprise_id, code, state=state, note=note, due_on=due_on, version=version
        )
        undo = partial(
            set_measure,
            enterprise_id=enterprise_id,
            measure_code=code,
            state=seen.state,
            note=seen.note,
            due_on=seen.due_on,
            version=saved.version,
        )
        return Done(undo)

    def version(actor: Actor, db: Database) -> int:
        view = get_enterprise(actor, db, enterprise_id, latest=0)
        return next(found.version for each, found in view.measures if each.code == code)

    said = language("measures.saved", title=title, state=language.label("state", state))
    return Edit("support", title, said, save, version)
