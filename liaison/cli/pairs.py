"""pair."""

from __future__ import annotations

from typing import Any

import click

from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.domain.pairing import ROLES, PairingProposal
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.pairing import apply_pairs, propose_pairs

_SHOWN_GAPS = 20


@command("pair")
@click.option(
    "--role", type=click.Choice([each.value for each in ROLES]), help=speak("cli.pair_role")
)
@click.option("--dry-run", is_flag=True, help=speak("cli.pair_dry_run"))
@click.option("--rebalance", is_flag=True, help=speak("cli.pair_rebalance"))
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def pair(desk: Desk, role: str | None, dry_run: bool, rebalance: bool, as_json: bool) -> None:
    roles = ROLES if role is None else (LiaisonRole(role),)
    actor = desk.actor
    proposal = propose_pairs(actor, desk.db, roles=roles, rebalance=rebalance)
    if not dry_run:
        apply_pairs(actor, desk.db, proposal)
    if as_json:
        say_json(_document(proposal))
    else:
        _say_proposal(proposal, dry_run)


def _by_role(counts: dict[LiaisonRole, int]) -> dict[str, int]:
    return {role.value: counts.get(role, 0) for role in ROLES}


def _document(proposal: PairingProposal) -> dict[str, Any]:
    load = proposal.load_after
    return {
        "filled": _by_role(proposal.filled),
        "changed": proposal.changed,
        "gaps": _by_role(proposal.gap_counts),
        "gap_reasons": [
            {"enterprise": gap.enterprise_id, "role": gap.role.value, "reason": gap.reason.value}
            for gap in proposal.gaps
        ],
        "tiers": {tier.value: number for tier, number in proposal.tiers.items()},
        "load": {"max": load.max, "mean": load.mean, "variance": load.variance},
        "cost": proposal.cost,
    }


def _say_proposal(proposal: PairingProposal, dry_run: bool) -> None:
    say("pair_done", **_by_role(proposal.filled), changed=proposal.changed)
    say("pair_tiers", **{tier.value: number for tier, number in proposal.tiers.items()})
    load = proposal.load_after
    say("pair_load", max=load.max, mean=f"{load.mean:.1f}")
    if proposal.gaps:
        say("pair_gaps", **_by_role(proposal.gap_counts))
    for gap in proposal.gaps[:_SHOWN_GAPS]:
        say(
            "pair_gap",
            enterprise=gap.enterprise_name,
            role=speak.label("role", gap.role),
            reason=speak.label("gap_reason", gap.reason),
        )
    if dry_run:
        say("pair_not_written")
