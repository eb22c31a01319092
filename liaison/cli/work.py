"""set, show and link."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.domain.enterprise_links import LOCAL_BASE, address
from liaison.domain.fields import ENTERPRISE_FIELDS
from liaison.domain.records import Liaison
from liaison.domain.vocabulary import LiaisonRole, MeasureState
from liaison.services.enterprises import EnterpriseView, find_enterprise, get_enterprise
from liaison.services.portal import link_of, revoke_link
from liaison.services.support import set_measure
from liaison.store.liaisons import Acting

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@command("set")
@click.argument("enterprise")
@click.argument("measure")
@click.argument("state", type=click.Choice([state.value for state in MeasureState]))
@click.option("--note", help=speak("cli.set_note"))
@click.option("--due", type=_DAY, help=speak("cli.set_due"))
def set_one(
    desk: Desk, enterprise: str, measure: str, state: str, note: str | None, due: datetime | None
) -> None:
    actor = desk.actor
    enterprise_id = find_enterprise(actor, desk.db, enterprise)
    given: dict[str, Any] = {}
    if note is not None:
        given["note"] = note
    if due is not None:
        given["due_on"] = due.date()
    set_measure(actor, desk.db, enterprise_id, measure, state=MeasureState(state), **given)
    say("set_done", enterprise=enterprise, measure=measure, state=speak.label("state", state))


@command("show")
@click.argument("enterprise")
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def show(desk: Desk, enterprise: str, as_json: bool) -> None:
    actor = desk.actor
    view = get_enterprise(actor, desk.db, find_enterprise(actor, desk.db, enterprise))
    if as_json:
        say_json(_document(view))
    else:
        _say_view(view)


def _document(view: EnterpriseView) -> dict[str, Any]:
    enterprise = view.enterprise
    stored = {
        field.key: getattr(enterprise, field.column) for field in ENTERPRISE_FIELDS if field.column
    }
    return {
        "id": enterprise.id,
        **stored,
        "version": enterprise.version,
        "pair": {role.value: _in_charge(view, role) for role in LiaisonRole},
        "measures": {
            measure.code: {
                "state": support.state.value,
                "due_on": _text(support.due_on),
                "note": support.note,
                "at": _text(support.updated_at),
                "by": support.updated_by,
            }
            for measure, support in view.measures
        },
        "visits": [
            {
                "kind": each.kind.value,
                "visited_on": _text(each.visited_on),
                "note": each.note,
                "next_step": each.next_step,
                "by": each.created_by,
            }
            for each in view.visits
        ],
        "requests": [
            {
                "id": each.id,
                "kind": each.kind.value,
                "body": each.body,
                "status": each.status.value,
                "submitted_at": _text(each.submitted_at),
                "due_at": _text(each.due_at),
                "answer": each.answer,
                "rating": each.rating,
            }
            for each in view.requests
        ],
        "history": [
            {
                "at": _text(each.at),
                "by": each.actor,
                "action": each.action,
                "changes": {key: list(pair) for key, pair in each.changes.items()},
            }
            for each in view.history
        ],
    }


def _in_charge(view: EnterpriseView, role: LiaisonRole) -> dict[str, Any] | None:
    """The person of a role, and who acts for the person meanwhile."""
    person = view.officer if role is LiaisonRole.OFFICER else view.commissioner
    if person is None:
        return None
    away = view.acting.get(role)
    return _person(person) | {
        "away_until": _text(away.last_on) if away else None,
        "deputy": _person(away.deputy) if away and away.deputy else None,
    }


def _person(person: Liaison) -> dict[str, str | None]:
    return {
        "name": person.name,
        "unit": person.unit,
        "phone": person.phone,
        "staff_no": person.staff_no,
    }


def _text(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _say_view(view: EnterpriseView) -> None:
    enterprise = view.enterprise
    click.echo(f"{enterprise.name}  {enterprise.uscc or enterprise.legacy_id or ''}")
    click.echo(f"  {speak.label('status', enterprise.status)}")
    for role, person in (("commissioner", view.commissioner), ("officer", view.officer)):
        named = speak("cli.show_nobody")
        if person is not None:
            named = " · ".join(part for part in (person.name, person.unit, person.phone) if part)
            named += _away(person, view.acting.get(LiaisonRole(role)))
        click.echo(f"  {speak.label('role', role)}  {named}")
    for measure, support in view.measures:
        due = speak("cli.show_due", due=support.due_on) if support.due_on else ""
        title = measure.title_in(speak.language)
        state = speak.label("state", support.state)
        click.echo(speak("cli.show_measure", code=measure.code, title=title, state=state) + due)


def _away(person: Liaison, away: Acting | None) -> str:
    if away is None:
        return ""
    values = {"name": person.name, "until": away.last_on}
    if away.deputy is None:
        return "  " + speak("enterprise.away_alone", **values)
    reached = " ".join(part for part in (away.deputy.name, away.deputy.phone) if part)
    return "  " + speak("enterprise.away", **values, deputy=reached)


@command("link")
@click.argument("enterprise")
@click.option("--revoke", is_flag=True, help=speak("cli.link_revoke"))
@click.option("--base", default=LOCAL_BASE, help=speak("cli.link_host"))
def link(desk: Desk, enterprise: str, revoke: bool, base: str) -> None:
    actor = desk.actor
    enterprise_id = find_enterprise(actor, desk.db, enterprise)
    if revoke:
        revoke_link(actor, desk.db, enterprise_id)
    click.echo(address(base, link_of(actor, desk.db, enterprise_id)))
