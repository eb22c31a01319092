"""One measure for many enterprises at once: what it would change, the change, the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from liaison.domain.errors import InvalidInput
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.page import Page
from liaison.domain.records import Support
from liaison.domain.roles import Action, Actor, require
from liaison.domain.vocabulary import MeasureState
from liaison.services.guard import requires
from liaison.services.measure_entry import (
    KEEP,
    TAKEN_BACK,
    Keep,
    checked_note,
    differences,
    history_of,
    stamped,
    wanted_support,
)
from liaison.store import bulk, enterprises, history, support
from liaison.store.bulk import Standing
from liaison.store.database import Connection, Database
from liaison.store.history import Change

MOST_AT_ONCE = 5_000
# What somebody has settled: another state written over it is named before.
_SETTLED = (MeasureState.DONE, MeasureState.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What setting a measure would do: whom it changes as they were seen, how many it leaves."""

    measure_code: str
    state: MeasureState
    note: str | Keep | None
    changing: tuple[Standing, ...]
    unchanged: int

    @property
    def by_state(self) -> Mapping[MeasureState, int]:
        """How many change their state, by the one that they are in now."""
        return Counter(
            each.support.state for each in self.changing if each.support.state is not self.state
        )

    @property
    def note_only(self) -> list[Standing]:
        """Those in the state already, of whom the note alone changes."""
        return [each for each in self.changing if each.support.state is self.state]

    def note_of(self, each: Standing) -> str | None:
        """The note that one would have afterwards."""
        return _wanted(each.support, self.state, self.note)[0].note

    @property
    def done_without_note(self) -> list[Standing]:
        """Those that become done with nothing written to show for it."""
        if self.state is not MeasureState.DONE:
            return []
        return [each for each in self.changing if not self.note_of(each)]

    @property
    def overwritten(self) -> list[Standing]:
        """Those whose measure somebody has settled otherwise."""
        return [
            each
            for each in self.changing
            if each.support.state in _SETTLED and each.support.state is not self.state
        ]

    @property
    def notes_replaced(self) -> list[Standing]:
        """Those whose note makes way for another one."""
        if isinstance(self.note, Keep):
            return []
        return [
            each
            for each in self.changing
            if each.support.note and each.support.note != self.note_of(each)
        ]

    @property
    def reasons_cleared(self) -> list[Standing]:
        """Those whose note goes with the obstacle that it was the reason of."""
        if not isinstance(self.note, Keep):
            return []
        return [each for each in self.changing if each.support.note and not self.note_of(each)]


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What was written, what stood there before, and who was left since somebody was faster."""

    saved: tuple[Support, ...]
    before: tuple[Support, ...]
    moved: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class BulkChoice:
    """A page of enterprises to choose from, all their ids, and how many are in each state."""

    page: Page[Standing]
    ids: Sequence[int]
    counts: Mapping[MeasureState, int]


@requires(Action.UPDATE_SUPPORT)
def list_to_choose(
    actor: Actor, db: Database, filters: EnterpriseFilter, *, page: int = 1, page_size: int = 20
) -> BulkChoice:
    """The enterprises for which the filters' measure was opened, by name."""
    with db.read() as connection:
        found = bulk.ids(connection, actor.scope, filters, today=db.today())
        first = (max(1, page) - 1) * page_size
        rows = bulk.standings(
            connection, found[first : first + page_size], filters.measure_code or ""
        )
        counts = bulk.counts_by_state(connection, actor.scope, filters, today=db.today())
    return BulkChoice(Page(rows, len(found), max(1, page), page_size), found, counts)


@requires(Action.UPDATE_SUPPORT)
def list_ids(actor: Actor, db: Database, filters: EnterpriseFilter) -> list[int]:
    """Everything that the list would show, to be chosen at one press."""
    with db.read() as connection:
        return bulk.ids(connection, actor.scope, filters, today=db.today())


@requires(Action.UPDATE_SUPPORT)
def preview_measure(
    actor: Actor,
    db: Database,
    enterprise_ids: Sequence[int],
    measure_code: str,
    *,
    state: MeasureState,
    note: str | Keep | None = KEEP,
) -> BulkPreview:
    """What it would change for these enterprises; nothing is written."""
    if len(enterprise_ids) > MOST_AT_ONCE:
        raise InvalidInput("too_many_at_once", number=len(enterprise_ids), limit=MOST_AT_ONCE)
    note = checked_note(actor, note)
    with db.read() as connection:
        _require_all(actor, connection, enterprise_ids)
        found = bulk.standings(connection, sorted(set(enterprise_ids)), measure_code)
    changing = tuple(each for each in found if _wanted(each.support, state, note)[1])
    return BulkPreview(measure_code, state, note, changing, len(found) - len(changing))


def _require_all(actor: Actor, connection: Connection, enterprise_ids: Sequence[int]) -> None:
    for resource in enterprises.resources(connection, enterprise_ids).values():
        require(actor, Action.UPDATE_SUPPORT, resource)


def _wanted(
    current: Support, state: MeasureState, note: str | Keep | None
) -> tuple[Support, dict[str, tuple[object, object]]]:
    wanted = wanted_support(current, state, note, KEEP)
    return wanted, differences(current, wanted)


@requires(Action.UPDATE_SUPPORT)
def apply_preview(actor: Actor, db: Database, preview: BulkPreview) -> BulkDone:
    """Write what was previewed, all of it in one transaction.

    One that somebody saved since the preview is left as it is and told; one that has become what
    was wanted is neither.
    """
    seen = {each.id: each for each in preview.changing}
    with db.write() as connection:
        _require_all(actor, connection, list(seen))
        now = bulk.standings(connection, list(seen), preview.measure_code)
        saved, before, moved = [], [], []
        entries: list[Change] = []
        for each in now:
            wanted, changes = _wanted(each.support, preview.state, preview.note)
            if not changes:
                continue
            if each.support.version != seen[each.id].support.version:
                moved.append(each)
                continue
            saved.append(stamped(wanted, actor.name, db.now()))
            before.append(each.support)
            entries.append(history_of(wanted, changes))
        support.save(connection, saved)
        history.append(connection, entries, at=db.now(), actor=actor.name)
    return BulkDone(tuple(saved), tuple(before), tuple(moved))


@requires(Action.UPDATE_SUPPORT)
def undo_apply(actor: Actor, db: Database, done: BulkDone) -> None:
    """Put back what stood there before, for all of them; refused where one was saved since."""
    enterprise_ids = [each.enterprise_id for each in done.saved]
    code = done.saved[0].measure_code
    with db.write() as connection:
        _require_all(actor, connection, enterprise_ids)
        now = support.get_many(connection, enterprise_ids, code)
        moved = sum(now[each.enterprise_id].version != each.version for each in done.saved)
        if moved:
            raise InvalidInput("bulk_undo_moved", number=moved)
        back = [
            replace(before, version=saved.version)
            for before, saved in zip(done.before, done.saved, strict=True)
        ]
        entries = [
            history_of(wanted, differences(saved, wanted), TAKEN_BACK)
            for wanted, saved in zip(back, done.saved, strict=True)
        ]
        support.save(connection, [stamped(each, actor.name, db.now()) for each in back])
        history.append(connection, entries, at=db.now(), actor=actor.name)
