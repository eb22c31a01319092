"""rhythm: every how many days enterprises are contacted and visited."""

from __future__ import annotations

from dataclasses import asdict

import click

from liaison.cli.frame import Desk, command, say, say_json, speak
from liaison.services.settings import get_rhythm_setting, set_rhythm


@command("rhythm")
@click.option("--contact", type=int, metavar="DAYS", help=speak("cli.rhythm_contact"))
@click.option("--visit", type=int, metavar="DAYS", help=speak("cli.rhythm_visit"))
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def rhythm(desk: Desk, contact: int | None, visit: int | None, as_json: bool) -> None:
    actor, db = desk.actor, desk.db
    if contact is None and visit is None:
        now = get_rhythm_setting(actor, db).rhythm
    else:
        now = set_rhythm(actor, db, contact_days=contact, visit_days=visit).rhythm
    if as_json:
        say_json(asdict(now))
    else:
        say("rhythm_now", contact=now.contact_days, visit=now.visit_days)
