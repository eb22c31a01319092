"""What the measures' rules say of enterprises, again when what they look at has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from liaison.domain.records import Measure
from liaison.domain.vocabulary import MeasureState
from liaison.store import catalogue, reference
from liaison.store.database import Connection
from liaison.store.history import Change
from liaison.store.measure_rules import left_out_note

RULED = "support.ruled"


def follow_rules(connection: Connection, changes: Iterable[Change], today: date) -> list[Change]:
    """Decide anew, in the caller's transaction, of what nobody has begun; what history is to say.

    Only of enterprises of which these changes moved a field that a rule looks at: an enterprise
    that is new has its measures opened by the rules, and where nothing moved a rule that was
    edited has decided already.
    """
    measures = [each for each in reference.measures(connection) if each.rule.asked_of]
    if not measures:
        return []
    told = [
        (int(each.entity_id), each.changes)
        for each in changes
        if each.entity == "enterprise" and not each.action.endswith((".added", ".removed"))
    ]
    decided: list[Change] = []
    for measure in measures:
        asked = measure.rule.asked_of
        moved = [each for each, fields in told if not asked.isdisjoint(fields)]
        if moved:
            decided += decide(connection, measure, today, moved)
    return decided


def decide(
    connection: Connection,
    measure: Measure,
    today: date,
    enterprise_ids: Sequence[int] | None = None,
) -> list[Change]:
    """Let the rule decide of what nobody has set, of these enterprises or of all."""
    left_out = catalogue.leave_out(connection, measure, enterprise_ids)
    taken_in = catalogue.take_in(connection, measure, today, enterprise_ids)
    out, opened = MeasureState.NOT_APPLICABLE.value, MeasureState.NOT_STARTED.value
    gone = {"state": (opened, out), "note": (None, left_out_note(measure))}
    back = {"state": (out, opened)}
    return [
        Change(RULED, "support", f"{each}/{measure.code}", each, moved)
        for ids, moved in ((left_out, gone), (taken_in, back))
        for each in ids
    ]


def ruled_states(decided: Iterable[Change]) -> list[tuple[str, MeasureState]]:
    """Measure code and the state that a rule gave it, of the changes that say so."""
    return [
        (str(each.entity_id).partition("/")[2], MeasureState(each.changes["state"][1]))
        for each in decided
        if each.action == RULED
    ]
