"""pair: proposals to the city, the list of what was written, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from liaison.cli import pairs_document as document
from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.domain.pairing import (
    MAX_BALANCE,
    ROLES,
    STABILITY,
    PairingProposal,
    people_for,
    shortages,
)
from liaison.domain.records import Liaison, PairingRun
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales.sentences import actor_label, city_minute
from liaison.services.enterprises import find_enterprise
from liaison.services.liaisons import get_liaison
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_policy import city_balance
from liaison.services.pairing_runs import RunUndone, apply_pairs, list_runs, undo_run
from liaison.services.reference import load_reference

_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class PairOptions:
    """What the options of pair were set to, but for the two that propose nothing."""

    role: str | None
    area: str | None
    enterprises: tuple[str, ...]
    rebalance: bool
    balance: int | None
    stability: int | None
    dry_run: bool

    @property
    def are_given(self) -> bool:
        return any(
            value is not None and value is not False and value != ()
            for value in vars(self).values()
        )


def _pair_options(function: Callable[..., None]) -> Callable[..., None]:
    option = click.option
    roles = click.Choice([each.value for each in ROLES])
    balance, stability = click.IntRange(0, MAX_BALANCE), click.IntRange(min=0)
    options = [
        option("--role", type=roles, help=speak("cli.pair_role")),
        option("--area", metavar="CODE", help=speak("cli.pair_area")),
        option("--enterprise", "enterprises", multiple=True, help=speak("cli.pair_enterprise")),
        option("--rebalance", is_flag=True, help=speak("cli.pair_rebalance")),
        option("--balance", type=balance, help=speak("cli.pair_balance")),
        option("--stability", type=stability, help=speak("cli.pair_stability")),
        option("--dry-run", is_flag=True, help=speak("cli.pair_dry_run")),
        option("--runs", is_flag=True, help=speak("cli.pair_runs")),
        option("--undo", type=int, metavar="RUN", help=speak("cli.pair_undo")),
        option("--json", "as_json", is_flag=True, help=speak("cli.option_json")),
    ]
    for each in reversed(options):
        function = each(function)
    return function


@command("pair")
@_pair_options
def pair(desk: Desk, runs: bool, undo: int | None, as_json: bool, **given: Any) -> None:
    options = PairOptions(**given)
    if sum((runs, undo is not None, options.are_given)) > 1:
        raise click.UsageError(speak("cli.pair_one_of"))
    if runs:
        _list_runs(desk, as_json)
    elif undo is not None:
        _undo(desk, undo, as_json)
    else:
        _propose(desk, options, as_json)


def _propose(desk: Desk, options: PairOptions, as_json: bool) -> None:
    actor = desk.actor
    balance, stability = options.balance, options.stability
    chosen = [find_enterprise(actor, desk.db, each) for each in options.enterprises]
    proposal = propose_pairs(
        actor,
        desk.db,
        enterprise_ids=chosen or None,
        roles=ROLES if options.role is None else (LiaisonRole(options.role),),
        rebalance=options.rebalance,
        area_code=options.area,
        balance=city_balance(actor, desk.db) if balance is None else balance,
        stability=STABILITY if stability is None else stability,
    )
    run_id = None if options.dry_run else apply_pairs(actor, desk.db, proposal).run_id
    if as_json:
        say_json(document.of_proposal(proposal, run_id))
        return
    _say_proposal(desk, proposal)
    say_written(run_id, dry_run=options.dry_run)


def _say_proposal(desk: Desk, proposal: PairingProposal) -> None:
    say("pair_done", **document.by_role(proposal.filled), changed=proposal.changed)
    say("pair_tiers", **{tier.value: number for tier, number in proposal.tiers.items()})
    load = proposal.load_after
    say("pair_load", max=load.max, mean=f"{load.mean:.1f}")
    if proposal.gaps:
        say("pair_gaps", **document.by_role(proposal.gap_counts))
    _say_shortages(desk, proposal)
    for gap in proposal.gaps[:_SHOWN]:
        say(
            "pair_gap",
            enterprise=gap.enterprise_name,
            role=speak.label("role", gap.role),
            reason=speak.label("gap_reason", gap.reason),
        )


def _say_shortages(desk: Desk, proposal: PairingProposal) -> None:
    """How many enterprises nobody has room for, how many people that takes, and where."""
    found = shortages(proposal)
    areas = load_reference(desk.actor, desk.db).areas if found else {}
    for role in proposal.roles:
        here = [each for each in found if each.role is role]
        if here:
            _say_total(proposal, role, sum(each.enterprises for each in here))
        for each in here[:_SHOWN]:
            area = areas.get(each.town_code or each.county_code or "")
            name = area.name_in(speak.language) if area else speak("cli.pair_short_somewhere")
            say("pair_short_at", area=name, number=each.enterprises)
        rest = here[_SHOWN:]
        if rest:
            say("pair_short_rest", towns=len(rest), number=sum(each.enterprises for each in rest))


def _say_total(proposal: PairingProposal, role: LiaisonRole, number: int) -> None:
    """With the number of people where the roster's limits tell it."""
    people = people_for(proposal, role, number)
    key = "pair_short" if people is not None else "pair_short_unknown"
    say(key, role=speak.label("role", role), number=number, people=people)


def say_written(run_id: int | None, *, dry_run: bool) -> None:
    """Whether anything was written, and how it is taken back."""
    if run_id is not None:
        say("pair_written", run=run_id)
    else:
        say("pair_not_written" if dry_run else "pair_nothing")


def _list_runs(desk: Desk, as_json: bool) -> None:
    actor = desk.actor
    page = list_runs(actor, desk.db, page_size=10_000 if as_json else _SHOWN)
    givers: dict[int | None, Liaison] = {
        each.from_id: get_liaison(actor, desk.db, each.from_id).liaison
        for each in page.rows
        if each.from_id is not None
    }
    if as_json:
        say_json({"runs": [document.of_run(each, givers) for each in page.rows]})
        return
    for each in page.rows:
        giver = givers.get(each.from_id)
        _say_run(each, giver.name if giver else None)
    if not page.rows:
        say("runs_none")
    if page.total > len(page.rows):
        say("runs_more", number=page.total - len(page.rows))


def _say_run(run: PairingRun, giver: str | None) -> None:
    kind = "proposal" if giver is None else "handover"
    parts = [
        str(run.id),
        city_minute(run.at),
        speak(f"cli.run_{kind}", giver=giver),
        speak("cli.run_counts", started=run.started, ended=run.ended),
        actor_label(run.actor, speak),
        run.note or "",
    ]
    if run.undone_at is not None:
        by = actor_label(run.undone_by or "", speak)
        parts.append(speak("cli.run_undone", at=city_minute(run.undone_at), by=by))
    click.echo("  ".join(part for part in parts if part))


def _undo(desk: Desk, run_id: int, as_json: bool) -> None:
    undone = undo_run(desk.actor, desk.db, run_id)
    if as_json:
        say_json(document.of_undone(run_id, undone))
    else:
        _say_undone(run_id, undone)


def _say_undone(run_id: int, undone: RunUndone) -> None:
    say("run_taken_back", run=run_id, restored=undone.restored, ended=undone.ended)
    if undone.kept:
        say("run_kept", number=len(undone.kept))
    for each in undone.kept[:_SHOWN]:
        reason = speak.label("kept_reason", each.reason)
        say("run_kept_one", enterprise=each.enterprise_name, reason=reason)
