"""account add, list, invite, disable and reset."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from liaison.cli.frame import Desk, command, commands, say, say_json, speak
from liaison.cli.maintenance import password_from_stdin
from liaison.domain.enterprise_links import LOCAL_BASE
from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.invitations import address
from liaison.domain.roles import ACCOUNT_ROLES, Role
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales.sentences import city_minute
from liaison.services import accounts as service
from liaison.services.invitations import find_to_invite, invite, open_invitation
from liaison.services.mass_invitation import invite_many
from liaison.store.accounts import AccountRow

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
                        "invited_until": _waits_until(each),
                    }
                    for each in page.rows
                ]
            }
        )
        return
    for each in page.rows:
        say(
            "account_row",
            name=each.name,
            role=speak.label("role", each.role),
            area=each.area_code or "-",
            state=_state(each, desk.db.now()),
        )


def _waits_until(row: AccountRow) -> str | None:
    """The end of the invitation that an account without a password waits for."""
    waits = not row.has_password and row.invited_until is not None
    return row.invited_until.isoformat() if waits and row.invited_until else None


def _state(row: AccountRow, now: datetime) -> str:
    if row.disabled_at is not None:
        return speak("cli.account_closed")
    if row.has_password:
        return speak("cli.account_active")
    if row.invited_until is None or row.invited_until <= now:
        return speak("accounts_page.invitation_over")
    return speak("accounts_page.invited", at=city_minute(row.invited_until))


@command("invite", group=account_commands, help_key="account_invite")
@click.argument("staff_no", required=False)
@click.option(
    "--role",
    type=click.Choice([role.value for role in LiaisonRole]),
    help=speak("cli.account_invite_role"),
)
@click.option("--area", metavar="CODE", help=speak("cli.option_area"))
@click.option(
    "--all", "out", type=click.Path(path_type=Path, dir_okay=False), help=speak("cli.invite_all")
)
@click.option("--renew", is_flag=True, help=speak("cli.invite_renew"))
@click.option("--base-url", default=LOCAL_BASE, help=speak("cli.link_host"))
def invite_one_or_all(
    desk: Desk,
    staff_no: str | None,
    role: str | None,
    area: str | None,
    out: Path | None,
    renew: bool,
    base_url: str,
) -> None:
    if (staff_no is None) == (out is None):
        raise click.UsageError(speak("cli.invite_whom"))
    chosen = LiaisonRole(role) if role else None
    if staff_no is not None:
        _invite_one(desk, staff_no, chosen, base_url)
    elif out is not None:
        _invite_all(desk, out, chosen, area, base_url, renew=renew)


def _invite_one(desk: Desk, staff_no: str, role: LiaisonRole | None, base_url: str) -> None:
    """The address alone on standard output, so that it can be handed on."""
    actor = desk.actor
    person = find_to_invite(actor, desk.db, staff_no, role)
    token = invite(actor, desk.db, person, language=speak.language)
    invitation = open_invitation(desk.db, token)
    click.echo(address(base_url, token))
    until = city_minute(invitation.expires_at)
    sentence = speak("cli.invited", name=invitation.person_name, until=until)
    click.echo(sentence, err=True)


def _invite_all(
    desk: Desk,
    out: Path,
    role: LiaisonRole | None,
    area: str | None,
    base_url: str,
    *,
    renew: bool,
) -> None:
    if out.suffix.lower() != ".xlsx":
        raise InvalidInput("wrong_ending", file=out, endings=".xlsx")
    if not out.parent.is_dir():
        raise NotFound("folder_not_found", folder=out.parent)
    many = invite_many(
        desk.actor,
        desk.db,
        base_url=base_url,
        role=role,
        area_code=area,
        language=speak.language,
        renew=renew,
    )
    out.write_bytes(many.file.content)
    say("invited_all", number=many.file.rows, path=out)
    if many.left_out:
        say("invite_left_out", number=many.left_out)


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
