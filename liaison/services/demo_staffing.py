"""Who is away, who handed over and who left in the demonstration city, on its last morning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import LiaisonStatus
from liaison.services.enterprises import list_enterprises
from liaison.services.guard import requires
from liaison.services.handover import propose_handover
from liaison.services.leaves import plan_leave
from liaison.services.liaison_entry import update_liaison
from liaison.services.liaisons import get_liaison, list_liaisons
from liaison.services.pairing_runs import apply_pairs
from liaison.store.database import Database
from liaison.store.liaisons import LiaisonLoad

_HANDED_OVER = 6
_LEAVE = timedelta(days=6)


@requires(Action.MAINTAIN)
def let_people_come_and_go(
    actor: Actor, db: Database, notes: Mapping[str, str], *, officer_id: int, commissioner_id: int
) -> None:
    """The officer stands in for a colleague, the commissioner takes over a part, one left.

    Who leaves hands everything over first, so that the city has no gap of it. `notes` are the
    reasons that are given: `leave`, `part` and `parting`.
    """
    colleague, leaver = _others(actor, db, officer_id)[:2]
    plan_leave(
        actor,
        db,
        colleague.liaison.id,
        deputy_id=officer_id,
        first_on=db.today(),
        last_on=db.today() + _LEAVE,
        note=notes["leave"],
    )
    giver = _others(actor, db, commissioner_id)[0]
    _hand_over_a_part(actor, db, giver, commissioner_id, notes["part"])
    parting = propose_handover(actor, db, leaver.liaison.id, note=notes["parting"])
    apply_pairs(actor, db, parting)
    changes = {"status": LiaisonStatus.DISABLED.value, "ended_on": str(db.today())}
    update_liaison(actor, db, leaver.liaison.id, version=leaver.liaison.version, changes=changes)


def _others(actor: Actor, db: Database, liaison_id: int) -> list[LiaisonLoad]:
    """The others of the same role and county, those of the town first."""
    person = get_liaison(actor, db, liaison_id).liaison
    found = list_liaisons(
        actor, db, role=person.role, area_code=person.county_code, page_size=500
    ).rows
    others = [each for each in found if each.liaison.id != liaison_id]
    return sorted(others, key=lambda each: each.liaison.town_code != person.town_code)


def _hand_over_a_part(
    actor: Actor, db: Database, giver: LiaisonLoad, receiver_id: int, note: str
) -> None:
    filters = EnterpriseFilter(liaison_id=giver.liaison.id)
    rows = list_enterprises(actor, db, filters, page_size=_HANDED_OVER).rows
    chosen = [row.id for row in rows]
    proposal = propose_handover(
        actor, db, giver.liaison.id, to_id=receiver_id, enterprise_ids=chosen, note=note
    )
    apply_pairs(actor, db, proposal)
