"""handover."""

from __future__ import annotations

from collections import Counter

import click

from liaison.cli import pairs_document as document
from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.cli.pairs import say_written
from liaison.domain.pairing import ROLES, PairingProposal
from liaison.domain.records import Liaison
from liaison.services.enterprises import find_enterprise
from liaison.services.handover import carried_by, propose_handover
from liaison.services.liaisons import get_liaison
from liaison.services.pairing import name_pairs
from liaison.services.pairing_policy import city_balance
from liaison.services.pairing_runs import apply_pairs
from liaison.services.tenures import find_person
from liaison.store.portfolios import Carried


@command("handover")
@click.argument("staff_no", metavar="FROM")
@click.option("--to", "receiver", metavar="STAFF_NO", help=speak("cli.handover_to"))
@click.option("--enterprise", "enterprises", multiple=True, help=speak("cli.handover_enterprise"))
@click.option("--note", help=speak("cli.handover_note"))
@click.option(
    "--role", type=click.Choice([each.value for each in ROLES]), help=speak("cli.person_role")
)
@click.option("--dry-run", is_flag=True, help=speak("cli.pair_dry_run"))
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def handover(
    desk: Desk,
    staff_no: str,
    receiver: str | None,
    enterprises: tuple[str, ...],
    note: str | None,
    role: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    actor, db = desk.actor, desk.db
    giver = get_liaison(actor, db, find_person(actor, db, staff_no, role)).liaison
    proposal = propose_handover(
        actor,
        db,
        giver.id,
        to_id=None if receiver is None else find_person(actor, db, receiver, giver.role),
        enterprise_ids=[find_enterprise(actor, db, each) for each in enterprises] or None,
        note=note,
        balance=city_balance(actor, db),
    )
    carried = carried_by(actor, db, proposal)
    run_id = None if dry_run else apply_pairs(actor, db, proposal).run_id
    if as_json:
        pairs = name_pairs(actor, db, proposal.pairs)
        say_json(document.of_handover(proposal, giver, pairs, carried, run_id))
        return
    _say_handover(giver, proposal, carried)
    say_written(run_id, dry_run=dry_run)


def _say_handover(giver: Liaison, proposal: PairingProposal, carried: Carried) -> None:
    if not proposal.enterprise_ids:
        say("handover_nothing", name=giver.name, unit=giver.unit)
        return
    say("handover_of", name=giver.name, unit=giver.unit, number=len(proposal.pairs))
    given = Counter(pair.liaison_id for pair in proposal.pairs)
    for load in proposal.loads:
        if given[load.person.id]:
            values = {"name": load.person.name, "unit": load.person.unit, "load": load.after}
            say("handover_received", number=given[load.person.id], **values)
            if load.is_over:
                say("handover_over", name=load.person.name, capacity=load.person.capacity)
    if proposal.pairs:
        say("handover_carried", requests=carried.open_requests, measures=carried.due_measures)
    if staying := document.staying(proposal):
        say("handover_staying", number=staying)
