"""leave: who is away from when to when, and who acts meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

import click

from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.domain.errors import NotFound
from liaison.domain.pairing import ROLES
from liaison.domain.records import Leave, Liaison
from liaison.services.leaves import (
    LeaveRow,
    change_leave,
    end_leave,
    find_colleague,
    list_leaves,
    plan_leave,
)

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_ENTERED = {"first", "last", "deputy"}
_CHANGED = {"last", "deputy"}


def _leave_options(function: Callable[..., None]) -> Callable[..., None]:
    option = click.option
    roles = click.Choice([each.value for each in ROLES])
    options = [
        option("--from", "first", type=_DAY, metavar="DATE", help=speak("cli.leave_from")),
        option("--until", "last", type=_DAY, metavar="DATE", help=speak("cli.leave_until")),
        option("--deputy", metavar="STAFF_NO", help=speak("cli.leave_deputy")),
        option("--note", help=speak("cli.leave_note")),
        option("--role", type=roles, help=speak("cli.person_role")),
        option("--back", is_flag=True, help=speak("cli.leave_back")),
        option("--cancel", type=_DAY, metavar="DATE", help=speak("cli.leave_cancel")),
        option("--list", "listed", is_flag=True, help=speak("cli.leave_list")),
        option("--json", "as_json", is_flag=True, help=speak("cli.option_json")),
    ]
    for each in reversed(options):
        function = each(function)
    return function


@command("leave")
@click.argument("staff_no", required=False)
@_leave_options
def leave(desk: Desk, staff_no: str | None, role: str | None, as_json: bool, **given: Any) -> None:
    wish = {name: value for name, value in given.items() if value not in (None, False)}
    if wish.keys() == {"listed"}:
        who = staff_no and find_colleague(desk.actor, desk.db, staff_no, role)
        _say_leaves(desk, who or None, as_json)
        return
    act = _act(wish.keys())
    if staff_no is None or act is None:
        raise click.UsageError(speak("cli.leave_usage"))
    who = find_colleague(desk.actor, desk.db, staff_no, role)
    done = act(desk, who, wish)
    if not as_json:
        say(done, name=who.name)
    _say_leaves(desk, who, as_json)


def _act(wish: Set[str]) -> Callable[[Desk, Liaison, dict[str, Any]], str] | None:
    """What is wished for by the options that were given, None where they make no wish."""
    if wish == {"back"}:
        return _end
    if wish == {"cancel"}:
        return _cancel
    if wish - {"note"} == _ENTERED:
        return _enter
    return _change if wish and wish <= _CHANGED else None


def _enter(desk: Desk, who: Liaison, wish: dict[str, Any]) -> str:
    plan_leave(
        desk.actor,
        desk.db,
        who.id,
        deputy_id=_deputy_id(desk, who, wish["deputy"]),
        first_on=wish["first"].date(),
        last_on=wish["last"].date(),
        note=wish.get("note"),
    )
    return "leave_entered"


def _change(desk: Desk, who: Liaison, wish: dict[str, Any]) -> str:
    """Another last day or deputy of the leave that is on, else of the next."""
    found = next(iter(_own(desk, who)), None)
    if found is None:
        raise NotFound("no_leave_to_come", name=who.name)
    change_leave(
        desk.actor,
        desk.db,
        found.id,
        version=found.version,
        last_on=wish["last"].date() if "last" in wish else found.last_on,
        deputy_id=_deputy_id(desk, who, wish["deputy"]) if "deputy" in wish else None,
    )
    return "leave_changed"


def _end(desk: Desk, who: Liaison, wish: dict[str, Any]) -> str:
    found = next((each for each in _own(desk, who) if each.covers(desk.db.today())), None)
    if found is None:
        raise NotFound("not_on_leave", name=who.name)
    end_leave(desk.actor, desk.db, found.id, version=found.version)
    return "leave_ended"


def _cancel(desk: Desk, who: Liaison, wish: dict[str, Any]) -> str:
    day, today = wish["cancel"].date(), desk.db.today()
    found = next((each for each in _own(desk, who) if each.first_on == day > today), None)
    if found is None:
        raise NotFound("no_leave_from", name=who.name, day=day)
    end_leave(desk.actor, desk.db, found.id, version=found.version)
    return "leave_cancelled"


def _own(desk: Desk, who: Liaison) -> list[Leave]:
    """The person's leaves that are on or to come, by their first day."""
    rows = list_leaves(desk.actor, desk.db, liaison_id=who.id)
    return [row.leave for row in rows if row.person.id == who.id]


def _deputy_id(desk: Desk, who: Liaison, staff_no: str) -> int:
    return find_colleague(desk.actor, desk.db, staff_no, who.role).id


def _say_leaves(desk: Desk, who: Liaison | None, as_json: bool) -> None:
    """The leaves that are on or to come: everybody's, or those that a person is part of."""
    rows = list_leaves(desk.actor, desk.db, liaison_id=who.id if who else None)
    if as_json:
        today = desk.db.today()
        say_json({"leaves": [_document(row, is_on=row.leave.covers(today)) for row in rows]})
        return
    for row in rows:
        deputy = row.deputy.name if row.deputy else None
        text = leave_text(row.leave, deputy)
        parts = (row.person.staff_no, row.person.name, row.person.unit, text, row.leave.note)
        click.echo("  ".join(part for part in parts if part))
    if not rows:
        say("leave_none")


def leave_text(leave: Leave, deputy: str | None) -> str:
    key = "tenures.leave_alone" if deputy is None else "tenures.leave"
    return speak(key, first=leave.first_on, last=leave.last_on, deputy=deputy)


def _document(row: LeaveRow, *, is_on: bool) -> dict[str, Any]:
    return {
        "person": _person(row.person),
        "deputy": None if row.deputy is None else _person(row.deputy),
        "first_on": row.leave.first_on,
        "last_on": row.leave.last_on,
        "is_on": is_on,
        "note": row.leave.note,
    }


def _person(who: Liaison) -> dict[str, str]:
    return {
        "staff_no": who.staff_no,
        "name": who.name,
        "unit": who.unit,
        "role": who.role.value,
    }
