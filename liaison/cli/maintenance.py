"""init, backup, restore and check."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from liaison.cli.frame import Desk, command, refuse, say, say_json, speak
from liaison.domain.roles import OPERATOR, Role
from liaison.services import backup as copies
from liaison.services.accounts import add_account, awaits_administrator, setup_token
from liaison.services.setup import initialise

_FILE = click.Path(path_type=Path)
SETUP_PATH = "/setup/"


def password_from_stdin(wanted: bool) -> str | None:
    """The first line of standard input, so that a password never stands among the arguments."""
    return sys.stdin.readline().rstrip("\r\n") if wanted else None


def setup_address(desk: Desk, base: str) -> str:
    """A one-time address at which the first administrator is made."""
    return base + SETUP_PATH + setup_token(OPERATOR, desk.db)


@command("init")
@click.option("--admin", metavar="NAME", help=speak("cli.init_admin"))
@click.option("--password-stdin", is_flag=True, help=speak("cli.init_password_stdin"))
def init(desk: Desk, admin: str | None, password_stdin: bool) -> None:
    password = password_from_stdin(password_stdin)
    initialise(OPERATOR, desk.db)
    say("init_done", path=desk.db.path)
    if admin is not None:
        one_time = add_account(OPERATOR, desk.db, admin, Role.ADMINISTRATOR, password=password)
        say("init_admin_done", name=admin)
        if one_time is not None:
            say("init_password", password=one_time)
    elif awaits_administrator(desk.db):
        say("init_setup", address=setup_address(desk, "http://127.0.0.1:8501"))


@command("backup")
@click.argument("out", type=_FILE)
def backup(desk: Desk, out: Path) -> None:
    copies.back_up(desk.actor, desk.db, out)
    say("backup_done", path=out)


@command("restore")
@click.argument("file", type=_FILE)
def restore(desk: Desk, file: Path) -> None:
    kept = copies.restore(OPERATOR, desk.db, file)
    say("restore_done", path=file)
    if kept is not None:
        say("restore_kept", path=kept)


@command("check")
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def check(desk: Desk, as_json: bool) -> None:
    report = copies.check(desk.actor, desk.db)
    if as_json:
        say_json({"sound": report.is_sound, "findings": report.findings, "gaps": report.gaps})
    else:
        for name, found in report.findings.items():
            label = speak(f"cli.check_{name}")
            if found:
                say("check_faults", name=label, number=len(found), first=found[0])
            else:
                say("check_sound", name=label)
        say("check_gaps", **report.gaps)
    if not report.is_sound:
        refuse(speak("cli.check_failed"))
