"""What a person did in a week: what stands of it, counted by kind, alike saves as one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from liaison.domain.vocabulary import MeasureState, VisitKind

FIGURE_FIELDS = frozenset(
    {"employees", "employees_on_duty", "capacity_percent", "power_kwh", "base_power_kwh"}
)
# How the actions of history end that undo a save.
TAKING_BACK = ".taken_back"


class DoneKind(StrEnum):
    """What one did, as a week counts it."""

    VISITS = "visits"
    CONTACTS = "contacts"
    MEASURES_DONE = "measures_done"
    MEASURES = "measures"
    STATUSES = "statuses"
    FIGURES = "figures"
    DETAILS = "details"
    ADDED = "added"
    ANSWERS = "answers"
    REQUESTS = "requests"
    SUBMITTED = "submitted"
    LINKS = "links"


_OF_ACTIONS = {
    "enterprise.added": DoneKind.ADDED,
    "link.revoked": DoneKind.LINKS,
    "request.answered": DoneKind.ANSWERS,
    "request.submitted": DoneKind.SUBMITTED,
}


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry of history by oneself, with the enterprise's name."""

    id: int
    at: datetime
    action: str
    entity: str
    entity_id: str
    changes: Mapping[str, Any]
    enterprise_id: int | None
    name: str | None

    def after(self, key: str) -> object:
        """What the entry sets a field to, None where it does not speak of it."""
        return self.changes.get(key, (None, None))[1]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, and those of other enterprises for which the same was saved at once."""

    entry: OwnEntry
    others: tuple[OwnEntry, ...] = ()

    @property
    def number(self) -> int:
        return 1 + len(self.others)


def what_stands(entries: Iterable[OwnEntry]) -> list[OwnEntry]:
    """Without the saves that were taken back and without the taking back; the newest come first.

    What is taken back is the save of the record just before: no other lies between.
    """
    left, waiting = [], set()
    for each in entries:
        # A new link is told of the enterprise, too, and is no save of its data.
        record = (each.action.partition(".")[0], each.entity_id)
        if each.action.endswith(TAKING_BACK):
            waiting.add(record)
        elif record in waiting:
            waiting.remove(record)
        else:
            left.append(each)
    return left


def last_of_measures(entries: Iterable[OwnEntry]) -> Iterator[OwnEntry]:
    """Of a measure that was set several times the last entry, everything else as it is."""
    seen = set()
    for each in entries:
        if each.entity == "support":
            if each.entity_id in seen:
                continue
            seen.add(each.entity_id)
        yield each


def count_done(entries: Iterable[OwnEntry]) -> dict[DoneKind, int]:
    """How much of each kind; a save of status and figures is one of either."""
    counted = Counter(kind for each in last_of_measures(entries) for kind in kinds_of(each))
    return {kind: counted[kind] for kind in DoneKind}


def measures_done(entries: Iterable[OwnEntry]) -> Counter[int]:
    """Enterprise id → how many of its measures one has done."""
    return Counter(
        each.enterprise_id
        for each in last_of_measures(entries)
        if each.enterprise_id is not None and DoneKind.MEASURES_DONE in kinds_of(each)
    )


def kinds_of(entry: OwnEntry) -> Sequence[DoneKind]:
    """What an entry counts as."""
    if entry.action in _OF_ACTIONS:
        return [_OF_ACTIONS[entry.action]]
    if entry.entity == "visit":
        on_site = entry.after("kind") == VisitKind.ON_SITE
        return [DoneKind.VISITS if on_site else DoneKind.CONTACTS]
    if entry.entity == "support":
        is_done = entry.after("state") == MeasureState.DONE
        return [DoneKind.MEASURES_DONE if is_done else DoneKind.MEASURES]
    if entry.entity == "request":
        return [DoneKind.REQUESTS]
    found = [DoneKind.STATUSES] if "status" in entry.changes else []
    if FIGURE_FIELDS & entry.changes.keys():
        found.append(DoneKind.FIGURES)
    return found or [DoneKind.DETAILS]


def as_lines(entries: Iterable[OwnEntry]) -> list[Line]:
    """The entries in their order; one measure saved alike for several at once is one line."""
    lines: dict[object, list[OwnEntry]] = {}
    for each in entries:
        key: object = each.id
        if each.entity == "support":
            code = each.entity_id.partition("/")[2]
            key = (each.at, code, each.after("state"))
        lines.setdefault(key, []).append(each)
    return [Line(first, tuple(others)) for first, *others in lines.values()]
