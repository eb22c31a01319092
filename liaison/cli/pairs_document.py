"""What pair and handover say with --json, by the keys of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liaison.domain.pairing import ROLES, Gap, NamedPair, PairingProposal, shortages
from liaison.domain.records import Liaison, PairingRun
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.pairing_runs import RunUndone
from liaison.store.portfolios import Carried


def by_role(counts: Mapping[LiaisonRole, int]) -> dict[str, int]:
    return {role.value: counts.get(role, 0) for role in ROLES}


def of_proposal(proposal: PairingProposal, run_id: int | None) -> dict[str, Any]:
    load = proposal.load_after
    return {
        "filled": by_role(proposal.filled),
        "changed": proposal.changed,
        "gaps": by_role(proposal.gap_counts),
        "gap_reasons": _gaps(proposal.gaps),
        "shortages": [
            {
                "role": each.role.value,
                "county": each.county_code,
                "town": each.town_code,
                "enterprises": each.enterprises,
                "people": each.people,
            }
            for each in shortages(proposal)
        ],
        "tiers": {tier.value: number for tier, number in proposal.tiers.items()},
        "load": {"max": load.max, "mean": load.mean, "variance": load.variance},
        "cost": proposal.cost,
        "run": run_id,
    }


def _gaps(gaps: Sequence[Gap]) -> list[dict[str, Any]]:
    return [
        {"enterprise": gap.enterprise_id, "role": gap.role.value, "reason": gap.reason.value}
        for gap in gaps
    ]


def of_handover(
    proposal: PairingProposal,
    giver: Liaison,
    pairs: Sequence[NamedPair],
    carried: Carried,
    run_id: int | None,
) -> dict[str, Any]:
    return {
        "from": giver.staff_no,
        "role": giver.role.value,
        "pairs": [
            {
                "enterprise": each.pair.enterprise_id,
                "name": each.enterprise_name,
                "to": each.person.staff_no,
                "tier": each.pair.tier.value,
            }
            for each in pairs
        ],
        "staying": staying(proposal),
        "requests": carried.open_requests,
        "measures": carried.due_measures,
        "over_capacity": [
            {
                "staff_no": load.person.staff_no,
                "load": load.after,
                "capacity": load.person.capacity,
            }
            for load in proposal.loads
            if load.is_over and load.after > load.before
        ],
        "run": run_id,
    }


def staying(proposal: PairingProposal) -> int:
    """How many of the enterprises that were to be handed over nobody has room for."""
    return len(proposal.enterprise_ids or ()) - len(proposal.pairs)


def of_run(run: PairingRun, givers: Mapping[int | None, Liaison]) -> dict[str, Any]:
    giver = givers.get(run.from_id)
    return {
        "id": run.id,
        "kind": run.kind,
        "at": run.at.isoformat(),
        "by": run.actor,
        "from": None if giver is None else giver.staff_no,
        "note": run.note,
        "started": run.started,
        "ended": run.ended,
        "undone_at": None if run.undone_at is None else run.undone_at.isoformat(),
        "undone_by": run.undone_by,
    }


def of_undone(run_id: int, undone: RunUndone) -> dict[str, Any]:
    return {
        "run": run_id,
        "restored": undone.restored,
        "ended": undone.ended,
        "kept": [
            {
                "enterprise": each.enterprise_id,
                "name": each.enterprise_name,
                "reason": each.reason.value,
            }
            for each in undone.kept
        ],
    }
