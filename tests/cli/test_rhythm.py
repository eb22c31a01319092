"""rhythm on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from liaison.cli.frame import commands
from liaison.domain.roles import OPERATOR, Role
from liaison.services.accounts import add_account
from liaison.services.settings import settings_history
from liaison.store.database import Database


@pytest.fixture
def run(db: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("LIAISON_DATABASE", str(db.path))
    return lambda *arguments: CliRunner().invoke(commands, ["rhythm", *map(str, arguments)])


def test_it_is_shown_and_set(run: Callable[..., Result], db: Database) -> None:
    assert run().stdout == "每 7 天联系一次，每 30 天走访一次\n"
    assert settings_history(OPERATOR, db) == []
    assert run("--contact", 5).stdout == "每 5 天联系一次，每 30 天走访一次\n"
    shown = run("--visit", 14, "--json")
    assert json.loads(shown.stdout) == {"contact_days": 5, "visit_days": 14}
    assert [each.actor for each in settings_history(OPERATOR, db)] == ["operator"] * 2


@pytest.mark.parametrize("days", [0, 366, -7])
def test_days_out_of_range_are_refused(run: Callable[..., Result], days: int) -> None:
    refused = run("--contact", days, "--json")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"应在 1 到 365 天之间，现为 {days}" in refused.stderr
    assert json.loads(run("--json").stdout)["contact_days"] == 7


def test_what_is_no_number_is_wrong_usage(run: Callable[..., Result]) -> None:
    refused = run("--contact", "weekly", "--json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == "--contact 的值“weekly”不对：应为整数\n用法见 commands rhythm --help\n"


def test_an_official_may_not(run: Callable[..., Result], db: Database) -> None:
    add_account(OPERATOR, db, "official", Role.OFFICIAL, password="liaison-2026-test")
    refused = run("--contact", 3, "--as", "official")
    assert (refused.exit_code, refused.stdout) == (1, "")
