"""The catalogue of measures as administrators edit it; what an edit means is shown before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from liaison.domain.catalogue import (
    EDITABLE,
    LONGEST_DAYS,
    TEXT_LIMITS,
    Changes,
    Effects,
    Fault,
    apart,
    changes_between,
    faults,
    in_order,
    new_measure,
    next_code,
    read_code,
    values_of,
    with_values,
)
from liaison.domain.errors import InvalidInput, NotFound, StaleRecord
from liaison.domain.records import HistoryEntry, Measure
from liaison.domain.reference import Reference
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import MeasureState
from liaison.locales import LANGUAGES, words
from liaison.locales.catalogue_words import field_label, rule_text
from liaison.services.guard import requires
from liaison.services.rule_following import decide, ruled_states
from liaison.store import catalogue, history, reference
from liaison.store.catalogue import WorkCounts, rehearsed
from liaison.store.database import Connection, Database
from liaison.store.history import Change

_NO_WORK = WorkCounts({})


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """The measures in force in their order, the retired ones, and the work by measure code.

    `default_codes` are those in force that nobody changed since the product came with them.
    """

    in_force: list[Measure]
    retired: list[Measure]
    work: Mapping[str, WorkCounts]
    default_codes: frozenset[str]

    @property
    def is_default(self) -> bool:
        """True as long as every measure in force is the product's."""
        return bool(self.in_force) and len(self.default_codes) == len(self.in_force)

    def work_on(self, code: str) -> WorkCounts:
        return self.work.get(code, _NO_WORK)


@dataclass(frozen=True, slots=True)
class SavedMeasure:
    """A measure as it stands now, and what saving it meant for enterprises."""

    measure: Measure
    effects: Effects


@requires(Action.EDIT_CATALOGUE)
def get_catalogue(actor: Actor, db: Database) -> CatalogueView:
    """The whole catalogue, as the page that edits it shows it."""
    with db.read() as connection:
        measures = catalogue.everything(connection)
        return CatalogueView(
            in_force=[each for each in measures if each.retired_on is None],
            retired=[each for each in measures if each.retired_on is not None],
            work=catalogue.work_counts(connection),
            default_codes=catalogue.default_codes(connection),
        )


@requires(Action.SEE_ENTERPRISE)
def measure_titles(actor: Actor, db: Database) -> dict[str, str]:
    """Code → title of every measure, the retired ones too, of which history still tells."""
    with db.read() as connection:
        measures = catalogue.everything(connection)
    return {each.code: each.title_in(actor.language) for each in measures}


@requires(Action.SEE_ENTERPRISE)
def find_measure(actor: Actor, db: Database, code: str) -> Measure | None:
    """The measure of this code, retired or not, None where the catalogue never had one."""
    with db.read() as connection:
        measures = catalogue.everything(connection)
    return next((each for each in measures if each.code == code), None)


@requires(Action.EDIT_CATALOGUE)
def get_measure(actor: Actor, db: Database, code: str) -> Measure:
    """One measure, retired or not."""
    with db.read() as connection:
        return catalogue.get(connection, code)


@requires(Action.EDIT_CATALOGUE)
def measure_history(actor: Actor, db: Database, code: str) -> list[HistoryEntry]:
    """What happened to the measure itself, newest first."""
    with db.read() as connection:
        return history.of_measure(connection, code)


@requires(Action.EDIT_CATALOGUE)
def add_measure(actor: Actor, db: Database, values: Mapping[str, Any]) -> SavedMeasure:
    """Add a measure at the end and open it for the enterprises that are tracked.

    `values` are those of EDITABLE, and `code` where it is not to be the next number.
    """
    with db.write() as connection:
        return _add(actor, db, connection, values)


@requires(Action.EDIT_CATALOGUE)
def preview_added(actor: Actor, db: Database, values: Mapping[str, Any]) -> Effects:
    """What adding the measure would mean; refused as adding it would be."""
    return rehearsed(db, lambda connection: _add(actor, db, connection, values).effects)


@requires(Action.EDIT_CATALOGUE)
def change_measure(
    actor: Actor, db: Database, code: str, *, version: int, changes: Mapping[str, Any]
) -> SavedMeasure:
    """Save fields of a measure by key; `version` is the one that was seen.

    Another rule decides anew of what nobody has begun. Due dates that stand are kept.
    """
    with db.write() as connection:
        return _change(actor, db, connection, code, version, changes)


@requires(Action.EDIT_CATALOGUE)
def preview_changed(
    actor: Actor, db: Database, code: str, *, changes: Mapping[str, Any]
) -> Effects:
    """What changing the measure would mean, whoever saved it meanwhile."""

    def change(connection: Connection) -> Effects:
        version = catalogue.get(connection, code).version
        return _change(actor, db, connection, code, version, changes).effects

    return rehearsed(db, change)


@requires(Action.EDIT_CATALOGUE)
def retire_measure(actor: Actor, db: Database, code: str) -> SavedMeasure:
    """Take a measure out of force from today; what was done for it is kept aside."""
    with db.write() as connection:
        return _retire(actor, db, connection, code)


@requires(Action.EDIT_CATALOGUE)
def preview_retired(actor: Actor, db: Database, code: str) -> Effects:
    """What retiring the measure would mean."""
    return rehearsed(db, lambda connection: _retire(actor, db, connection, code).effects)


@requires(Action.EDIT_CATALOGUE)
def restore_measure(actor: Actor, db: Database, code: str) -> SavedMeasure:
    """Put a measure back into force with what was done for it, and open it where it is missing."""
    with db.write() as connection:
        return _restore(actor, db, connection, code)


@requires(Action.EDIT_CATALOGUE)
def preview_restored(actor: Actor, db: Database, code: str) -> Effects:
    """What restoring the measure would mean."""
    return rehearsed(db, lambda connection: _restore(actor, db, connection, code).effects)


@requires(Action.EDIT_CATALOGUE)
def move_measure(actor: Actor, db: Database, code: str, step: int) -> None:
    """Move a measure up (-1) or down (1) among those in force; nothing at the end of the list."""
    with db.write() as connection:
        measures = catalogue.everything(connection)
        if catalogue.get(connection, code).retired_on is not None:
            raise NotFound("measure_not_found", measure=code)
        before = {each.code: each for each in measures}
        moved = [each for each in in_order(measures, code, step) if each != before[each.code]]
        catalogue.save(connection, moved)
        _log(actor, db, connection, [_told(before[each.code], each) for each in moved])


def keep_apart(actor: Actor, db: Database, connection: Connection) -> None:
    """Give every measure in force a place of its own: one that comes back may find its taken."""
    before = {each.code: each for each in catalogue.everything(connection)}
    moved = apart(before.values())
    catalogue.save(connection, moved)
    _log(actor, db, connection, [_told(before[each.code], each) for each in moved])


def write_measure(
    actor: Actor, db: Database, connection: Connection, before: Measure | None, after: Measure
) -> SavedMeasure:
    """Write a measure and what follows of it for enterprises, with history, in one transaction."""
    saved = replace(after, version=after.version + 1)
    catalogue.save(connection, [saved])
    effects, decided = _follow(connection, db, before, saved)
    _log(actor, db, connection, [_told(before, saved), *decided])
    return SavedMeasure(saved, effects)


def with_rule_text(measure: Measure, before: Measure | None, loaded: Reference) -> Measure:
    """Say whom the measure is for by its rule, where nobody said it in other words."""
    own: dict[str, Any] = {}
    for language, key in zip(LANGUAGES, ("applies_to", "applies_to_en"), strict=True):
        said = getattr(measure, key)
        if not said or (before is not None and said == _by_rule(before, key, language, loaded)):
            own[key] = _by_rule(measure, key, language, loaded)
    return replace(measure, **own)


def _by_rule(measure: Measure, key: str, language: str, loaded: Reference) -> str:
    said = rule_text(measure.rule, loaded, words(language))
    return said[: TEXT_LIMITS[key]].rstrip()  # a cell would not give back a blank at the cut


def _add(
    actor: Actor, db: Database, connection: Connection, values: Mapping[str, Any]
) -> SavedMeasure:
    measures = catalogue.everything(connection)
    codes = [each.code for each in measures]
    given = str(values.get("code") or "")
    code = read_code(given) if given.strip() else next_code(codes)
    if code is None:
        raise InvalidInput("measure_code_unclear", field="code", value=given)
    if code in codes:
        raise InvalidInput("measure_code_taken", field="code", measure=code)
    position = max((each.position for each in measures), default=0) + 1
    draft = with_values(new_measure(code, position), _editable(values))
    measure = with_rule_text(draft, None, reference.load(connection))
    _require_sound(actor, measure, measures)
    return write_measure(actor, db, connection, None, measure)


def _change(
    actor: Actor,
    db: Database,
    connection: Connection,
    code: str,
    version: int,
    changes: Mapping[str, Any],
) -> SavedMeasure:
    current = catalogue.get(connection, code)
    loaded = reference.load(connection)
    wanted = with_rule_text(with_values(current, _editable(changes)), current, loaded)
    told = changes_between(current, wanted)
    if not told:
        return SavedMeasure(current, Effects())
    if version != current.version:
        raise StaleRecord(
            "stale_record",
            version=current.version,
            current=values_of(current) | {key: before for key, (before, _) in told.items()},
            attempted={key: after for key, (_, after) in told.items()},
            **history.last_save(connection, "measure", code),
        )
    _require_sound(actor, wanted, catalogue.everything(connection))
    return write_measure(actor, db, connection, current, wanted)


def _retire(actor: Actor, db: Database, connection: Connection, code: str) -> SavedMeasure:
    current = catalogue.get(connection, code)
    if current.retired_on is not None:
        return SavedMeasure(current, Effects())
    after = replace(current, retired_on=db.today())
    return write_measure(actor, db, connection, current, after)


def _restore(actor: Actor, db: Database, connection: Connection, code: str) -> SavedMeasure:
    current = catalogue.get(connection, code)
    if current.retired_on is None:
        return SavedMeasure(current, Effects())
    after = replace(current, retired_on=None)
    _require_sound(actor, after, catalogue.everything(connection))
    restored = write_measure(actor, db, connection, current, after)
    keep_apart(actor, db, connection)
    return replace(restored, measure=catalogue.get(connection, code))


def _editable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in EDITABLE}


def _require_sound(actor: Actor, measure: Measure, others: Iterable[Measure]) -> None:
    """Refuse the first thing that is wrong, by the name of its field."""
    for fault in faults(measure, others):
        _refuse(actor, measure, fault)


def _refuse(actor: Actor, measure: Measure, fault: Fault) -> None:
    label = field_label(fault.field, words(actor.language))
    limit = TEXT_LIMITS.get(fault.field, LONGEST_DAYS)
    value = getattr(measure, fault.field)
    if fault.code == "measure_title_taken":
        raise InvalidInput("measure_title_taken", field=fault.field, title=value)
    if fault.code == "out_of_range":
        raise InvalidInput("measure_days_out_of_range", field=fault.field, limit=limit)
    raise InvalidInput(fault.code, field=fault.field, label=label, limit=limit)


def _follow(
    connection: Connection, db: Database, before: Measure | None, after: Measure
) -> tuple[Effects, list[Change]]:
    """Bring the enterprises' work in line with the measure; what history is to say of each."""
    was_in_force = before is not None and before.retired_on is None
    if after.retired_on is not None:
        if not was_in_force:
            return Effects(), []
        moved, unfinished = catalogue.set_aside(connection, after.code)
        return Effects(set_aside=moved, unfinished=unfinished), []
    today = db.today()
    effects = Effects()
    if before is not None and not was_in_force:
        back, postponed = catalogue.bring_back(connection, before, today)
        effects += Effects(brought_back=back, postponed=postponed)
    decided: list[Change] = []
    if before is not None and before.rule != after.rule:
        found, decided = _decide(connection, db, after)
        effects += found
    if not was_in_force:
        opened, left_out = catalogue.open_for_tracked(connection, after, today)
        effects += Effects(opened=opened, left_out=left_out)
    return effects, decided


def _decide(connection: Connection, db: Database, measure: Measure) -> tuple[Effects, list[Change]]:
    """Let the rule decide anew of what nobody has set."""
    decided = decide(connection, measure, db.today())
    states = [state for _, state in ruled_states(decided)]
    left_out = states.count(MeasureState.NOT_APPLICABLE)
    return Effects(left_out=left_out, taken_in=len(states) - left_out), decided


def _told(before: Measure | None, after: Measure) -> Change:
    if before is None:
        filled = changes_between(new_measure(after.code, after.position), after)
        return Change("measure.added", "measure", after.code, changes=_as_new(filled))
    changes = changes_between(before, after)
    action = "measure.changed"
    if set(changes) == {"position"}:
        action = "measure.moved"
    if "retired_on" in changes:
        action = "measure.restored" if after.retired_on is None else "measure.retired"
    return Change(action, "measure", after.code, changes=changes)


def _as_new(changes: Changes) -> Changes:
    return {key: (None, after) for key, (_, after) in changes.items()}


def _log(actor: Actor, db: Database, connection: Connection, changes: Iterable[Change]) -> None:
    history.append(connection, changes, at=db.now(), actor=actor.name)
