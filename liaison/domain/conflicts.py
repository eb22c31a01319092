"""Two sources that disagree on a cell: a person's edit and a file; which of them stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from liaison.domain.plan import Changes, Edit, Edits, OutcomeKind, RowOutcome, with_whole_areas

CellKey = tuple[str, int, str]
"""Sheet, row number, field key."""


class Side(StrEnum):
    """Whose value stands: the one that is stored, or the file's."""

    KEEP = "keep"
    TAKE = "take"


@dataclass(frozen=True, slots=True)
class Resolutions:
    """What a person chose: cell by cell, and for all the others."""

    cells: Mapping[CellKey, Side] = field(default_factory=dict)
    others: Side | None = None

    def side(self, outcome: RowOutcome, key: str) -> Side | None:
        return self.cells.get((outcome.sheet, outcome.row_number, key), self.others)


def with_conflicts(outcomes: Iterable[RowOutcome], edits: Edits) -> list[RowOutcome]:
    """The outcomes, with the changes that would undo an edit held back as conflicts."""
    return [_with_conflicts(each, edits.get(each.record_id or 0, {})) for each in outcomes]


def _with_conflicts(outcome: RowOutcome, edits: Mapping[str, Edit]) -> RowOutcome:
    conflicts = {key: pair for key, pair in outcome.changes.items() if key in edits}
    if not conflicts:
        return outcome
    changes = {key: pair for key, pair in outcome.changes.items() if key not in conflicts}
    return replace(outcome, kind=OutcomeKind.CONFLICTING, changes=changes, conflicts=conflicts)


def resolve(outcomes: Iterable[RowOutcome], resolutions: Resolutions) -> tuple[RowOutcome, ...]:
    """The outcomes as the person's choices make them; what is not chosen stays in conflict."""
    return tuple(
        _resolve(each, resolutions) if each.kind is OutcomeKind.CONFLICTING else each
        for each in outcomes
    )


def _resolve(outcome: RowOutcome, resolutions: Resolutions) -> RowOutcome:
    changes, left = dict(outcome.changes), dict(outcome.left)
    conflicts: Changes = {}
    goes_to = {Side.TAKE: changes, Side.KEEP: left, None: conflicts}
    for key, pair in outcome.conflicts.items():
        goes_to[resolutions.side(outcome, key)][key] = pair
    changes, left = with_whole_areas(changes, left)
    kind = OutcomeKind.CHANGED if changes else OutcomeKind.UNCHANGED
    if conflicts:
        kind = OutcomeKind.CONFLICTING
    return replace(outcome, kind=kind, changes=changes, conflicts=conflicts, left=left)
