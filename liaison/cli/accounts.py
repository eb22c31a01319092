"""account add, list, disable and reset."""

from __future__ import annotations

import click

from liaison.cli.frame import Desk, command, commands, say, say_json, speak
from liaison.cli.maintenance import password_from_stdin
from liaison.domain.roles import ACCOUNT_ROLES, Role
from liaison.services import accounts as service

account_commands = click.Group("account", help=speak("cli.account"))
commands.add_command(account_commands)

_PASSWORD = click.option("--password-stdin", is_flag=True, help=speak("cli.init_password_stdin"))


@command("add", group=account_commands, help_key="account_add")
@click.argument("name")
@click.option(
    "--role",
    required=True,
    type=click.Choice([role.value for role in ACCOUNT_ROLES]),
    help=speak("cli.account_role"),
)
@click.option("--area", metavar="CODE", help=speak("cli.option_area"))
@_PASSWORD
def add(
    desk: Desk,
    name: str,
    role: str,
    area: str | None,
    password_stdin: bool,
) -> None:
    one_time = service.add_account(
        desk.actor,
        desk.db,
        name,
        Role(role),
        password=password_from_stdin(password_stdin),
        area_code=area,
    )
    say("account_added", name=name, role=speak.label("role", role))
    _say_one_time(one_time)


@command("list", group=account_commands, help_key="account_list")
@click.option("--json", "as_json", is_flag=True, help=speak("cli.option_json"))
def list_all(desk: Desk, as_json: bool) -> None:
    page = service.list_accounts(desk.actor, desk.db, page_size=10_000)
    if as_json:
        say_json(
            {
                "accounts": [
                    {
                        "name": each.name,
                        "role": each.role.value,
                        "area": each.area_code,
                        "liaison": each.liaison_id,
                        "disabled": each.disabled_at is not None,
                    }
                    for each in page.rows
                ]
            }
        )
        return
    for each in page.rows:
        state = "account_active" if each.disabled_at is None else "account_closed"
        say(
            "account_row",
            name=each.name,
            role=speak.label("role", each.role),
            area=each.area_code or "-",
            state=speak(f"cli.{state}"),
        )


@command("disable", group=account_commands, help_key="account_disable")
@click.argument("name")
def disable(desk: Desk, name: str) -> None:
    service.disable_account(desk.actor, desk.db, name)
    say("account_disabled", name=name)


@command("reset", group=account_commands, help_key="account_reset")
@click.argument("name")
@_PASSWORD
def reset(desk: Desk, name: str, password_stdin: bool) -> None:
    password = password_from_stdin(password_stdin)
    one_time = service.reset_password(desk.actor, desk.db, name, password)
    say("account_was_reset", name=name)
    _say_one_time(one_time)


def _say_one_time(password: str | None) -> None:
    if password is not None:
        say("account_password", password=password)
