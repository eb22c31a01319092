"""A pairing plan: what was proposed, and what it is with the changes that a person made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from liaison.domain.pairing import PairingProposal, PairReason, ProposedPair
from liaison.domain.pairing_edit import PairEdit
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.pairing_moves import Moved
from liaison.web.components.pairing_settings import PlanSettings

Key = tuple[int, LiaisonRole]
Edits = Mapping[Key, PairEdit]


class PlanRow(NamedTuple):
    """A row of the plan as it would be applied; one that is taken out as it was proposed."""

    pair: ProposedPair
    edit: PairEdit | None

    @property
    def is_out(self) -> bool:
        return self.edit is not None and self.edit.liaison_id is None


@dataclass(frozen=True)
class Plan:
    """What was proposed for the settings, and what it is with the person's own edits.

    `moved` tells why it was made anew, `lost` how many edits the new one has no place for.
    """

    settings: PlanSettings
    base: PairingProposal
    proposal: PairingProposal
    edits: Edits = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()
    lost: int = 0

    @cached_property
    def by_role(self) -> dict[LiaisonRole, PairingProposal]:
        """The plan of each role by itself."""
        return {role: _of_role(self.proposal, role) for role in self.proposal.roles}

    def proposed(self, role: LiaisonRole) -> list[ProposedPair]:
        """What was proposed in a role, and after it the gaps that were given to somebody."""
        pairs = [pair for pair in self.base.pairs if pair.role is role]
        return [*pairs, *(pair for pair in self._given_gaps if pair.role is role)]

    def reasons(self, role: LiaisonRole) -> Counter[PairReason]:
        """How many rows of a role were proposed for each reason."""
        counts: Counter[PairReason] = Counter()
        for group in self.base.groups:
            if group.role is role:
                counts[group.reason] += len(group.enterprise_ids)
        return counts + Counter(pair.reason for pair in self._given_gaps if pair.role is role)

    def rows(self, pairs: Sequence[ProposedPair]) -> list[PlanRow]:
        """Some of what was proposed, as it is with the edits."""
        return [
            PlanRow(self._chosen.get(_key(pair), pair), self.edits.get(_key(pair)))
            for pair in pairs
        ]

    def is_gap(self, key: Key) -> bool:
        """Whether a row is a gap that the proposal leaves."""
        return any((gap.enterprise_id, gap.role) == key for gap in self.base.gaps)

    def is_edited(self, pair: ProposedPair) -> bool:
        return _key(pair) in self.edits

    @cached_property
    def _chosen(self) -> dict[Key, ProposedPair]:
        return {
            (each, group.role): ProposedPair(each, *group[1:])
            for group in self.proposal.groups
            if group.reason is PairReason.CHOSEN
            for each in group.enterprise_ids
        }

    @cached_property
    def _given_gaps(self) -> list[ProposedPair]:
        touched = {each for each, _ in self.edits}
        proposed = {_key(pair) for pair in self.base.pairs if pair.enterprise_id in touched}
        return [pair for key, pair in self._chosen.items() if key not in proposed]


def _key(pair: ProposedPair) -> Key:
    return pair.enterprise_id, pair.role


def _of_role(proposal: PairingProposal, role: LiaisonRole) -> PairingProposal:
    return replace(
        proposal,
        roles=(role,),
        groups=tuple(group for group in proposal.groups if group.role is role),
        gaps=tuple(gap for gap in proposal.gaps if gap.role is role),
        loads=tuple(load for load in proposal.loads if load.person.role is role),
    )
