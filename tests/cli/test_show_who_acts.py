"""`show` tells who acts for a person on leave."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from liaison.cli.frame import commands
from liaison.domain.roles import OPERATOR
from liaison.services.liaison_entry import update_liaison
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair

Show = Callable[..., Result]


@pytest.fixture
def enterprise(db: Database) -> int:
    """An enterprise whose officer is on leave until the end of 2099, with a deputy."""
    away = make_liaison(db, name="王某", staff_no="00123")
    deputy = make_liaison(db, name="李某", staff_no="00124", phone="13905720002")
    enterprise = make_enterprise(db)
    make_pair(db, enterprise, away)
    # The command line reads the real clock, so the leave is on at whatever day this runs.
    with db.write() as connection:
        connection.table("leaves").insert(
            {
                "liaison_id": away,
                "deputy_id": deputy,
                "first_on": "2020-02-07",
                "last_on": "2099-12-31",
                "created_at": "2020-02-07T00:00:00Z",
                "created_by": "operator",
            }
        )
    return enterprise


@pytest.fixture
def show(db: Database, monkeypatch: pytest.MonkeyPatch) -> Show:
    monkeypatch.setenv("LIAISON_DATABASE", str(db.path))
    return lambda *arguments: CliRunner().invoke(commands, ["show", *map(str, arguments)])


def test_the_document_has_the_deputy_and_the_last_day(show: Show, enterprise: int) -> None:
    found = json.loads(show(enterprise, "--json").stdout)["pair"]
    assert found["officer"]["name"] == "王某"
    assert found["officer"]["away_until"] == "2099-12-31"
    assert found["officer"]["deputy"] == {
        "name": "李某",
        "unit": "织里派出所",
        "phone": "13905720002",
        "staff_no": "00124",
    }
    assert found["commissioner"] is None


def test_the_page_names_the_deputy(show: Show, enterprise: int) -> None:
    said = show(enterprise).stdout
    assert "王某 请假至 2099-12-31，由 李某 13905720002 代为联系" in said


def test_without_a_deputy_it_says_so(db: Database, show: Show, enterprise: int) -> None:
    with db.read() as connection:
        deputy = connection.execute("SELECT deputy_id FROM leaves").fetchone()[0]
    update_liaison(OPERATOR, db, deputy, version=1, changes={"status": "disabled"})
    found = json.loads(show(enterprise, "--json").stdout)["pair"]["officer"]
    assert (found["away_until"], found["deputy"]) == ("2099-12-31", None)
    assert "暂无代班人" in show(enterprise).stdout
