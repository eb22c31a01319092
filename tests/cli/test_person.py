"""`person` tells every leave that somebody is part of, and refuses in the terminal's language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from liaison.cli import frame
from liaison.cli.frame import commands
from liaison.domain.roles import OPERATOR, Role
from liaison.locales import words
from liaison.services.accounts import add_account
from liaison.store.database import Database
from tests.conftest import make_liaison

Person = Callable[..., Result]


@pytest.fixture
def person(db: Database, monkeypatch: pytest.MonkeyPatch) -> Person:
    """The command, in a city where 王某 is away from 2098 on and 李某 is the deputy."""
    away = make_liaison(db, name="王某", staff_no="00123")
    deputy = make_liaison(db, name="李某", staff_no="00124")
    # The command line reads the real clock, so the leave lies ahead on whatever day this runs.
    row = {"liaison_id": away, "deputy_id": deputy, "created_by": "operator"}
    days = {"first_on": "2098-02-07", "last_on": "2098-02-09", "created_at": "2020-02-07T00:00:00Z"}
    with db.write() as connection:
        connection.table("leaves").insert(row | days)
    monkeypatch.setenv("LIAISON_DATABASE", str(db.path))
    return lambda *arguments: CliRunner().invoke(commands, ["person", *map(str, arguments)])


def test_a_leave_to_come_is_shown_of_both_people(person: Person) -> None:
    away, deputy = person("00123").stdout, person("00124").stdout
    for shown in (away, deputy):
        assert "2098-02-07" in shown
        assert "李某" in shown
    assert "00123  王某" in deputy.splitlines()[-1]


def test_an_official_is_shown_the_person_without_the_plans(person: Person, db: Database) -> None:
    add_account(OPERATOR, db, "official", Role.OFFICIAL, password="a long enough password")
    shown = person("00123", "--as", "official")
    assert shown.exit_code == 0, shown.output
    assert "2098" not in shown.stdout


@pytest.mark.parametrize("who", [(), ("--as", "chief")], ids=["operator", "account"])
def test_a_refusal_is_all_in_the_language_of_the_terminal(
    who: tuple[str, ...], person: Person, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(OPERATOR, db, "chief", Role.ADMINISTRATOR, password="a long enough password")
    monkeypatch.setattr(frame, "speak", words("en"))
    refused = person("00123", "--capacity", "-1", *who)
    assert refused.exit_code == 1
    assert words("en")("fields.liaisons.capacity") in refused.stderr
