"""responsible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import Any, TypeVar

import click

from liaison.cli import responsible_document as document
from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.domain.page import Page
from liaison.domain.pairing import ROLES
from liaison.domain.tenure import EnterpriseDay, Held, Step, Tenure
from liaison.locales.sentences import city_minute
from liaison.locales.tenure_words import absence_text, part_of_day, span_lines, turn_lines
from liaison.services.enterprises import find_enterprise
from liaison.services.tenures import (
    deputised_on,
    enterprises_on,
    find_person,
    responsible_on,
    tenures_of_enterprise,
    tenures_of_person,
)

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_AT_ONCE = 200
Row = TypeVar("Row")


@command("responsible")
@click.argument("enterprise", required=False)
@click.option("--person", metavar="STAFF_NO", help=speak("cli.responsible_person"))
@click.option(
    "--role",
    type=click.Choice([each.value for each in ROLES]),
    help=speak("cli.responsible_role"),
)
@click.option("--on", "day", type=_DAY, metavar="DATE", help=speak("cli.responsible_on"))
@click.option("--json", "as_json", is_flag=True, help=speak("cli.responsible_json"))
def responsible(
    desk: Desk,
    enterprise: str | None,
    person: str | None,
    role: str | None,
    day: datetime | None,
    as_json: bool,
) -> None:
    if (enterprise is None) == (person is None):
        raise click.UsageError(speak("cli.responsible_of_what"))
    told = _told(desk, enterprise, person, role, None if day is None else day.date())
    if as_json:
        say_json(told.document())
    else:
        told.say()


def _told(
    desk: Desk, enterprise: str | None, staff_no: str | None, role: str | None, on: date | None
) -> _OfEnterprise | _OfPerson | _OfPersonOnDay:
    """What is asked for, found."""
    if enterprise is not None:
        return _OfEnterprise(desk, find_enterprise(desk.actor, desk.db, enterprise), on)
    liaison_id = find_person(desk.actor, desk.db, str(staff_no), role)
    return _OfPerson(desk, liaison_id) if on is None else _OfPersonOnDay(desk, liaison_id, on)


class _OfEnterprise:
    """Who was responsible for an enterprise: on a day, or ever."""

    def __init__(self, desk: Desk, enterprise_id: int, on: date | None) -> None:
        self._id = enterprise_id
        reach = (desk.actor, desk.db, enterprise_id)
        self._day = None if on is None else responsible_on(*reach, on)
        self._tenures: list[Tenure] = []
        if on is None:
            self._tenures = _all(partial(tenures_of_enterprise, *reach))

    def document(self) -> dict[str, Any]:
        if self._day is not None:
            return {"enterprise": self._id, **document.enterprise_day(self._day)}
        return {"enterprise": self._id, "tenures": list(map(document.tenure, self._tenures))}

    def say(self) -> None:
        if self._day is not None:
            _say_day(self._day)
            return
        for each in self._tenures:
            _say_tenure(each)
        if not self._tenures:
            say("responsible_nobody")


class _OfPerson:
    """What a person was given and gave away."""

    def __init__(self, desk: Desk, liaison_id: int) -> None:
        self._id = liaison_id
        self._steps = _all(partial(tenures_of_person, desk.actor, desk.db, liaison_id))

    def document(self) -> dict[str, Any]:
        return {"person": self._id, "steps": list(map(document.step, self._steps))}

    def say(self) -> None:
        for each in self._steps:
            _say_step(each)
        if not self._steps:
            say("responsible_nobody")


class _OfPersonOnDay:
    """What a person was responsible for on a day, and looked after as a deputy."""

    def __init__(self, desk: Desk, liaison_id: int, on: date) -> None:
        self._id = liaison_id
        reach = (desk.actor, desk.db, liaison_id, on)
        self._day = enterprises_on(*reach, page_size=1)
        self._held = _all(lambda **page: enterprises_on(*reach, **page).held)
        self._deputised = _all(partial(deputised_on, *reach))

    def document(self) -> dict[str, Any]:
        return {
            "person": self._id,
            "on": self._day.day,
            "leave": document.leave(self._day.absence),
            "number": self._day.enterprises,
            "enterprises": list(map(document.held, self._held)),
            "as_deputy": list(map(document.deputised, self._deputised)),
        }

    def say(self) -> None:
        day, number = self._day.day, self._day.enterprises
        click.echo(speak(f"tenures.{'held' if number else 'held_none'}", day=day, number=number))
        if self._day.absence is not None:
            click.echo(f"  {absence_text(self._day.absence, speak)}")
        for each in self._held:
            _say_held(each)
        if self._deputised:
            click.echo(speak("tenures.deputised", day=day, number=len(self._deputised)))
        for each in self._deputised:
            _say_held(each)


def _all(part: Callable[..., Page[Row]]) -> list[Row]:
    """The rows of all pages."""
    found = part(page=1, page_size=_AT_ONCE)
    pages = range(2, found.pages + 1)
    later = (part(page=number, page_size=_AT_ONCE).rows for number in pages)
    return [*found.rows, *chain.from_iterable(later)]


def _say_day(day: EnterpriseDay) -> None:
    if not day.existed:
        click.echo(
            speak("tenures.not_recorded_yet", recorded=city_minute(day.recorded_at), day=day.day)
        )
        return
    for role in ROLES:
        label = speak.label("role", role)
        for each in day.roles[role].people:
            stint = each.stint
            part = part_of_day(stint.started_at, stint.ended_at, day, speak)
            named = f"{stint.person.name} · {stint.person.unit}"
            leave = [absence_text(each.absence, speak)] if each.absence else []
            _say_line(label, named, part, _span(stint.started_at, stint.ended_at), *leave)
        for gap in day.roles[role].vacancies:
            part = part_of_day(gap.since or day.recorded_at, gap.until, day, speak)
            _say_line(label, speak("tenures.nobody"), part, _span(gap.since, gap.until))


def _say_tenure(tenure: Tenure) -> None:
    stint = tenure.stint
    _say_line(
        speak.label("role", stint.role),
        f"{stint.person.name} · {stint.person.unit}",
        _span(stint.started_at, stint.ended_at),
    )
    for turn in (tenure.began, tenure.ended):
        if turn is not None:
            click.echo(f"    {' · '.join(turn_lines(turn, speak))}")
    for absence in tenure.absences:
        click.echo(f"    {absence_text(absence, speak)}")


def _say_held(held: Held) -> None:
    instead = [held.instead_of.name] if held.instead_of else []
    period = _span(held.started_at, held.ended_at)
    _say_line(f"  {held.name}", held.uscc or "", period, *instead)


def _say_step(step: Step) -> None:
    moved = [
        speak(f"tenures.{key}", number=number)
        for key, number in (("given", step.given), ("given_away", step.given_away))
        if number
    ]
    turn = step.began or step.ended
    how = turn_lines(turn, speak) if turn else []
    _say_line(city_minute(step.at), *moved, speak("cli.responsible_load", number=step.load), *how)


def _span(since: datetime | None, until: datetime | None) -> str:
    return " ".join(span_lines(since, until, speak))


def _say_line(*parts: str) -> None:
    click.echo("  ".join(part for part in parts if part))
