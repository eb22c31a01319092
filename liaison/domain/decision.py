"""What becomes of each row against what is stored; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from liaison.domain.fields import RosterKind
from liaison.domain.identity import name_key
from liaison.domain.plan import (
    Changes,
    ExistingRows,
    OutcomeKind,
    ReadRow,
    RowOutcome,
    Values,
    with_whole_areas,
)
from liaison.domain.problems import LEVELS, Level, Problem

Record = Mapping[str, Any]


class Match(NamedTuple):
    """The stored record that a row is about, and what is doubtful: a code and the record meant."""

    record: Record | None
    doubt: str | None = None
    other: Record | None = None


@dataclass(frozen=True)
class KnownEnterprises:
    """The stored rows that a file may be about: by credit code, by former number, by name."""

    by_code: Mapping[str, Record]
    by_number: Mapping[str, Record]
    by_name: Mapping[str, Sequence[Record]]

    def find(self, values: Values) -> Match:
        """By code, else by former number, else by the name within its county."""
        namesakes = self.by_name.get(name_key(str(values["name"])), ())
        county = values.get("county")
        here = [each for each in namesakes if each["county_code"] == county]
        uscc = values.get("uscc")
        if uscc is not None and uscc in self.by_code:
            return _named_like_another(self.by_code[str(uscc)], here)
        if uscc is not None:
            return _to_be_completed(here if county else namesakes)
        number = values.get("legacy_id")
        if number is not None and str(number) in self.by_number:
            return Match(self.by_number[str(number)])
        return _by_name_alone(here if county else namesakes, namesakes)


def _named_like_another(found: Record, here: Sequence[Record]) -> Match:
    """Another enterprise of the county may have the name that this one is to take."""
    is_its_own = any(each["id"] == found["id"] for each in here)
    return Match(found) if is_its_own or not here else Match(found, "name_of_another", here[0])


def _to_be_completed(here: Sequence[Record]) -> Match:
    """A new code completes the namesake that has none; beside one that has one it is another."""
    without_code = [each for each in here if each["uscc"] is None]
    if len(without_code) > 1:
        return Match(None, "several_of_the_name", without_code[0])
    if without_code:
        return Match(without_code[0])
    return Match(None, "same_name_other_code", here[0]) if here else Match(None)


def _by_name_alone(fitting: Sequence[Record], namesakes: Sequence[Record]) -> Match:
    if len(fitting) == 1:
        return Match(fitting[0])
    if fitting:
        return Match(None, "several_of_the_name", fitting[0])
    return Match(None, "same_name_elsewhere", namesakes[0]) if namesakes else Match(None)


@dataclass(frozen=True)
class KnownLiaisons:
    """The stored people by role and staff number."""

    by_number: Mapping[tuple[str, str], Record]

    def find(self, values: Values) -> Match:
        return Match(self.by_number.get((str(values["role"]), str(values["staff_no"]))))


DECISION_CODES = frozenset(
    {
        "duplicate_in_file",
        "same_name_other_code",
        "same_name_elsewhere",
        "name_of_another",
        "several_of_the_name",
    }
)
#: What a stored field holds where nobody said anything.
_SAYS_NOTHING = {"above_scale": "unknown"}


@dataclass(frozen=True)
class Decision:
    """What rows are decided by: `columns` maps the compared field keys to stored columns.

    `counties_of` tells the counties that a town may be counted under.
    """

    kind: RosterKind
    known: KnownEnterprises | KnownLiaisons
    columns: Mapping[str, str]
    counties_of: Callable[[str], Collection[str]]
    existing: ExistingRows = ExistingRows.UPDATE


def decide(rows: Iterable[ReadRow], decision: Decision) -> list[RowOutcome]:
    """What becomes of each row, in the order of the file; the second of two equals is rejected."""
    seen: dict[Hashable, ReadRow] = {}
    return [_decide_one(row, decision, seen) for row in rows]


def _decide_one(row: ReadRow, decision: Decision, seen: dict[Hashable, ReadRow]) -> RowOutcome:
    if row.is_rejected:
        return _outcome(row, OutcomeKind.REJECTED)
    identity = _identity(decision.kind, row.values)
    for field, key in identity.repeats:
        if key in seen:
            return _repeated(row, field, twin=seen[key])
    match = decision.known.find(row.values)
    if match.record is not None and ("id", match.record["id"]) in seen:
        return _repeated(row, "name", twin=seen["id", match.record["id"]])
    seen.update(dict.fromkeys(identity.own, row))
    doubts = () if match.doubt is None else (_doubt(row, match),)
    if match.record is None:
        is_rejected = any(LEVELS[each.code] is Level.ERROR for each in doubts)
        kind = OutcomeKind.REJECTED if is_rejected else OutcomeKind.NEW
        return _outcome(row, kind, extra=doubts)
    seen["id", match.record["id"]] = row
    return _against(row, match.record, decision, doubts)


def _against(
    row: ReadRow, record: Record, decision: Decision, doubts: tuple[Problem, ...]
) -> RowOutcome:
    changes = diff(record, row.values, decision.columns)
    if changes:
        changes = _without_inferred(changes, row)
    if "county" in changes:
        changes |= _town_left_behind(record, changes, decision)
    left: Changes = {}
    if changes and decision.existing is not ExistingRows.UPDATE:
        left = _left(changes, decision.existing)
        changes = {key: pair for key, pair in changes.items() if key not in left}
        changes, left = with_whole_areas(changes, left)
    kind = OutcomeKind.CHANGED if changes else OutcomeKind.UNCHANGED
    problems = row.problems
    if problems and record["county_code"] is not None:
        problems = tuple(each for each in problems if each.code != "no_area")
    return RowOutcome(
        row.sheet,
        row.row_number,
        kind,
        record["id"],
        row.values,
        changes,
        problems + doubts,
        left=left,
    )


def _without_inferred(changes: Changes, row: ReadRow) -> Changes:
    """Without the area that only the address tells: of a known enterprise it is no news."""
    told = {each.field for each in row.problems if each.code == "area_from_address"}
    inferred = {"county", "town"} if "county" in told else told
    return {key: pair for key, pair in changes.items() if key not in inferred}


def _town_left_behind(record: Record, changes: Changes, decision: Decision) -> Changes:
    """A stored town that does not lie in the new county goes where no other takes its place."""
    town = record["town_code"]
    if town is None or "town" in changes:
        return {}
    _, county = changes["county"]
    return {} if county in decision.counties_of(town) else {"town": (town, None)}


def diff(current: Record, incoming: Values, columns: Mapping[str, str]) -> Changes:
    """Field key → (old, new) where the row brings another value; an empty cell changes nothing."""
    changes: Changes = {}
    for key, column in columns.items():
        new = incoming.get(key)
        if new is not None and new != current[column]:
            changes[key] = (current[column], new)
    return changes


def _left(changes: Changes, existing: ExistingRows) -> Changes:
    """What stays as it is stored although the file differs."""
    if existing is ExistingRows.LEAVE:
        return changes
    return {
        key: (old, new)
        for key, (old, new) in changes.items()
        if old is not None and old != _SAYS_NOTHING.get(key)
    }


def _outcome(row: ReadRow, kind: OutcomeKind, *, extra: tuple[Problem, ...] = ()) -> RowOutcome:
    return RowOutcome(row.sheet, row.row_number, kind, None, row.values, {}, row.problems + extra)


class _Identity(NamedTuple):
    """Keys that this row goes by in the file, and those that make it a repetition, by field."""

    own: tuple[Hashable, ...]
    repeats: tuple[tuple[str, Hashable], ...]


def _identity(kind: RosterKind, values: Values) -> _Identity:
    """Equal names under two codes are two enterprises; where a code is missing they are one."""
    if kind == "liaisons":
        number = ("staff_no", values["role"], values["staff_no"])
        return _Identity((number,), (("staff_no", number),))
    name = (name_key(str(values["name"])), values.get("county"))
    uscc = values.get("uscc")
    if uscc:
        return _Identity((uscc, ("coded", name)), (("uscc", uscc), ("name", ("bare", name))))
    return _Identity((("bare", name),), (("name", ("bare", name)), ("name", ("coded", name))))


def _repeated(row: ReadRow, key: str, *, twin: ReadRow) -> RowOutcome:
    problem = row.problem("duplicate_in_file", key, twin=twin)
    return _outcome(row, OutcomeKind.REJECTED, extra=(problem,))


def _doubt(row: ReadRow, match: Match) -> Problem:
    assert match.doubt is not None
    assert match.other is not None
    record = (int(match.other["id"]), str(match.other["name"]))
    return row.problem(match.doubt, "name", record=record)
