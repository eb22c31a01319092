"""A proposal as a person changes it: rows taken out, or given to somebody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from liaison.domain.pairing import (
    Gap,
    GapReason,
    Load,
    PairGroup,
    PairingProposal,
    PairReason,
    Person,
    Place,
    ProposedPair,
    Tier,
    tier_between,
)
from liaison.domain.vocabulary import LiaisonRole

Key = tuple[int, LiaisonRole]


class PairEdit(NamedTuple):
    """Who is to have an enterprise instead of who was proposed; None takes the row out."""

    enterprise_id: int
    role: LiaisonRole
    liaison_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an edit has to know: enterprises by id with name and place, people by id."""

    names: Mapping[int, str]
    places: Mapping[int, Place]
    people: Mapping[int, Person]

    def tier(self, enterprise_id: int, liaison_id: int) -> Tier:
        return tier_between(self.places[enterprise_id], self.people[liaison_id].place)


def edited(proposal: PairingProposal, edits: Sequence[PairEdit], known: Known) -> PairingProposal:
    """The proposal with the last edit of each row made; an edit of what is no row is passed over.

    A row is a pair that is proposed, or a gap that the proposal leaves.
    """
    wanted = {(edit.enterprise_id, edit.role): edit.liaison_id for edit in edits}
    # A whole city has 60,000 rows: only those of the enterprises that are edited get a key.
    touched = {each for each, _ in wanted}
    every: Iterable[ProposedPair | Gap] = chain(proposal.gaps, proposal.pairs)
    before = {(row.enterprise_id, row.role): row for row in every if row.enterprise_id in touched}
    rows = {key: before[key] for key in wanted if key in before}
    # Who has the enterprise now keeps it, where that is who is chosen.
    wanted = {
        key: None if wanted[key] == _previous_id(row) else wanted[key] for key, row in rows.items()
    }
    pairs = [_pair(row, wanted[key], known) for key, row in rows.items()]
    chosen = [pair for pair in pairs if pair is not None]
    gaps = [_gap(row, known) for key, row in rows.items() if wanted[key] is None]
    kept_gaps = [
        gap
        for gap in proposal.gaps
        if gap.enterprise_id not in touched or (gap.enterprise_id, gap.role) not in rows
    ]
    groups = [
        *_without(proposal.groups, rows.keys()),
        *(PairGroup((pair.enterprise_id,), *pair[1:]) for pair in chosen),
    ]
    return replace(
        proposal,
        groups=tuple(groups),
        gaps=tuple(sorted([*kept_gaps, *(gap for gap in gaps if gap is not None)], key=_by_id)),
        loads=_loads(proposal.loads, groups, known),
        tiers=_tiers(proposal.tiers, rows.values(), wanted, known),
    )


def _previous_id(row: ProposedPair | Gap) -> int | None:
    return row.previous_id if isinstance(row, ProposedPair) else None


def _pair(row: ProposedPair | Gap, liaison_id: int | None, known: Known) -> ProposedPair | None:
    if liaison_id is None:
        return None
    previous = _previous_id(row)
    tier = known.tier(row.enterprise_id, liaison_id)
    return ProposedPair(row.enterprise_id, row.role, liaison_id, tier, previous, PairReason.CHOSEN)


def _gap(row: ProposedPair | Gap, known: Known) -> Gap | None:
    """What a row that is taken out leaves: nothing new where somebody has the enterprise."""
    if isinstance(row, Gap):
        return row
    if row.previous_id is not None:
        return None
    place = known.places[row.enterprise_id]
    name = known.names[row.enterprise_id]
    return Gap(row.enterprise_id, name, *place, row.role, GapReason.WAITING)


def _by_id(gap: Gap) -> tuple[int, str]:
    return gap.enterprise_id, gap.role


def _without(groups: Sequence[PairGroup], keys: Collection[Key]) -> list[PairGroup]:
    """The groups without the rows that are edited, those that become empty left out."""
    ids = {role: {each for each, of in keys if of is role} for role in LiaisonRole}
    left = [
        group
        if ids[group.role].isdisjoint(group.enterprise_ids)
        else group._replace(
            enterprise_ids=tuple(
                each for each in group.enterprise_ids if each not in ids[group.role]
            )
        )
        for group in groups
    ]
    return [group for group in left if group.enterprise_ids]


def _loads(loads: Sequence[Load], groups: Sequence[PairGroup], known: Known) -> tuple[Load, ...]:
    moved: Counter[int | None] = Counter()
    for group in groups:
        moved[group.liaison_id] += len(group.enterprise_ids)
        moved[group.previous_id] -= len(group.enterprise_ids)
    told = {load.person.id for load in loads}
    everybody = [(load.person, load.before) for load in loads]
    everybody += [
        (known.people[each], known.people[each].load)
        for each in moved
        if each is not None and each not in told
    ]
    return tuple(
        Load(person=person, before=before, after=before + moved[person.id])
        for person, before in everybody
    )


def _tiers(
    tiers: Mapping[Tier, int],
    rows: Collection[ProposedPair | Gap],
    wanted: Mapping[Key, int | None],
    known: Known,
) -> Mapping[Tier, int]:
    """How near all pairs are afterwards: each row's own tier replaced by that of who has it now."""
    counts = Counter(tiers)
    for row in rows:
        holder_id = wanted[row.enterprise_id, row.role] or _previous_id(row)
        if isinstance(row, ProposedPair):
            counts[row.tier] -= 1
        if holder_id is not None:
            counts[known.tier(row.enterprise_id, holder_id)] += 1
    return {tier: counts[tier] for tier in Tier}
