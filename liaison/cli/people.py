"""person."""

from __future__ import annotations

from typing import Any

import click

from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.cli.leave import leave_text
from liaison.domain.pairing import ROLES
from liaison.domain.roles import Action, may
from liaison.domain.vocabulary import LiaisonStatus
from liaison.domain.workload import Duty, duty_on
from liaison.services.leaves import LeaveRow, list_leaves
from liaison.services.liaison_entry import update_liaison
from liaison.services.liaisons import get_liaison
from liaison.services.reference import load_reference
from liaison.services.tenures import find_person
from liaison.store.liaisons import LiaisonLoad

_EMPTY = "none"


@command("person")
@click.argument("staff_no")
@click.option(
    "--role", type=click.Choice([each.value for each in ROLES]), help=speak("cli.person_role")
)
@click.option(
    "--status",
    type=click.Choice([each.value for each in LiaisonStatus]),
    help=speak("cli.person_status"),
)
@click.option("--capacity", metavar="N", help=speak("cli.person_capacity"))
@click.option("--ended-on", metavar="DATE", help=speak("cli.person_ended_on"))
@click.option("--phone", help=speak("cli.person_phone"))
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def person(desk: Desk, staff_no: str, role: str | None, as_json: bool, **given: str | None) -> None:
    actor, db = desk.actor, desk.db
    before = get_liaison(actor, db, find_person(actor, db, staff_no, role))
    changes = {
        key: None if value == _EMPTY else value for key, value in given.items() if value is not None
    }
    found = before
    if changes:
        version = before.liaison.version
        found = update_liaison(actor, db, before.liaison.id, version=version, changes=changes)
    released = before.load - found.load
    if as_json:
        say_json({**_document(desk, found), "released": released})
        return
    _say_person(desk, found)
    if released:
        role_label = speak.label("role", found.liaison.role)
        say("person_released", number=released, role=role_label, staff_no=staff_no)


def _duty(desk: Desk, found: LiaisonLoad) -> Duty:
    who = found.liaison
    return duty_on(
        desk.db.today(),
        status=who.liaison_status,
        started_on=who.started_on,
        ended_on=who.ended_on,
        is_on_leave=found.leave is not None,
    )


def _document(desk: Desk, found: LiaisonLoad) -> dict[str, Any]:
    who, leave = found.liaison, found.leave
    return {
        "id": who.id,
        "role": who.role.value,
        "staff_no": who.staff_no,
        "name": who.name,
        "unit": who.unit,
        "position": who.position,
        "county": who.county_code,
        "town": who.town_code,
        "grid": who.grid,
        "phone": who.phone,
        "capacity": who.capacity,
        "started_on": who.started_on,
        "ended_on": who.ended_on,
        "status": who.liaison_status.value,
        "duty": _duty(desk, found).value,
        "load": found.load,
        "contacted_on": found.contacted_on,
        "leave": leave
        and {"first_on": leave.first_on, "last_on": leave.last_on, "deputy": found.deputy},
    }


def _say_person(desk: Desk, found: LiaisonLoad) -> None:
    who = found.liaison
    _say_line(who.staff_no, who.name, speak.label("role", who.role), who.unit, who.position)
    areas = load_reference(desk.actor, desk.db).areas
    places = [areas[code] for code in (who.county_code, who.town_code) if code]
    _say_line("", *(area.name_in(speak.language) for area in places), who.grid, who.phone)
    ended = speak("cli.person_until", day=who.ended_on) if who.ended_on else None
    _say_line("", speak.label("duty", _duty(desk, found)), ended)
    limit = "person_load" if who.capacity is not None else "person_load_unlimited"
    say(limit, number=found.load, capacity=who.capacity)
    for parts in _leaves(desk, found):
        _say_line("", *parts)


def _leaves(desk: Desk, found: LiaisonLoad) -> list[tuple[str, ...]]:
    """The leaves that the person is part of, as far as the actor may see them."""
    if may(desk.actor, Action.TAKE_LEAVE):
        rows = list_leaves(desk.actor, desk.db, liaison_id=found.liaison.id)
        return [_leave_of(row, found.liaison.id) for row in rows]
    return [(leave_text(found.leave, found.deputy),)] if found.leave else []


def _leave_of(row: LeaveRow, asked_id: int) -> tuple[str, ...]:
    """Whose leave it is comes first, where the person asked about is the deputy."""
    text = leave_text(row.leave, row.deputy.name if row.deputy else None)
    return (text,) if row.person.id == asked_id else (row.person.staff_no, row.person.name, text)


def _say_line(*parts: str | None) -> None:
    text = "  ".join(part for part in parts if part)
    click.echo(text if parts[0] else f"  {text}")
