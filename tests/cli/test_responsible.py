"""`responsible`: who had what when, as a script asks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result

from liaison.cli.frame import commands
from liaison.domain.roles import OPERATOR
from liaison.services.leaves import plan_leave
from liaison.services.pair_by_hand import end_pair, pair_by_hand
from liaison.store.database import Database, utc_now
from tests.conftest import Clock, credit_code, make_enterprise, make_liaison

CODE = credit_code(770001)

Run = Callable[..., Result]


@pytest.fixture
def run(db: Database, clock: Clock) -> Run:
    """A command on a city where an officer had an enterprise, gave it away and is a deputy.

    The command line tells the real time, so the past is made relative to it.
    """
    clock.moment = utc_now() - timedelta(days=9)
    enterprise = make_enterprise(db, name="湖州甲厂", uscc=CODE)
    first = make_liaison(db, name="张三", staff_no="00123")
    second = make_liaison(db, name="李四", staff_no="00124")
    pair_by_hand(OPERATOR, db, enterprise, "officer", first)
    clock.advance(days=3)
    end_pair(OPERATOR, db, enterprise, "officer")
    clock.advance(days=3)
    pair_by_hand(OPERATOR, db, enterprise, "officer", second)
    plan_leave(OPERATOR, db, second, deputy_id=first, first_on=db.today(), last_on=day_of(db, 1))

    def invoke(*arguments: object) -> Result:
        given = ["responsible", "--database", db.path, *arguments]
        return CliRunner().invoke(commands, [str(each) for each in given])

    return invoke


def day_of(db: Database, shift: int) -> Any:
    return db.today() + timedelta(days=shift)


def document(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_everybody_an_enterprise_had(run: Run) -> None:
    told = document(run(CODE, "--json"))
    assert [each["person"]["name"] for each in told["tenures"]] == ["李四", "张三"]
    later, earlier = told["tenures"]
    assert set(earlier) == {
        "role",
        "person",
        "started_at",
        "ended_at",
        "began",
        "ended",
        "leaves",
    }
    assert earlier["began"] == {"how": "by_hand", "by": "operator", "whom": None, "batch": None}
    assert earlier["ended"]["how"] == "ended"
    assert (later["ended_at"], later["ended"]) == (None, None)
    assert later["leaves"][0]["deputy"]["staff_no"] == "00123"
    text = run(CODE)
    assert text.exit_code == 0
    assert "张三 · 织里派出所" in text.stdout


def test_who_it_was_on_a_day(db: Database, run: Run) -> None:
    told = document(run(CODE, "--on", db.today(), "--json"))
    assert (told["on"], told["existed"]) == (str(db.today()), True)
    (officer,) = told["roles"]["officer"]["people"]
    assert (officer["person"]["name"], officer["leave"]["deputy"]["name"]) == ("李四", "张三")
    assert told["roles"]["commissioner"] == {
        "people": [],
        "nobody": [{"since": None, "until": None}],
    }
    gap = document(run(CODE, "--on", day_of(db, -2), "--json"))["roles"]["officer"]
    assert gap["people"] == []
    assert gap["nobody"][0]["until"] == officer["started_at"]
    assert "无人负责" in run(CODE, "--on", day_of(db, -2)).stdout
    assert not document(run(CODE, "--on", "2001-01-01", "--json"))["existed"]
    assert "才进入名册" in run(CODE, "--on", "2001-01-01").stdout


def test_what_a_person_had_on_a_day(db: Database, run: Run) -> None:
    past = document(run("--person", "00123", "--on", day_of(db, -5), "--json"))
    assert (past["number"], past["leave"], past["as_deputy"]) == (1, None, [])
    assert past["enterprises"][0]["uscc"] == CODE
    now = document(run("--person", "00123", "--on", db.today(), "--json"))
    assert (now["number"], now["enterprises"]) == (0, [])
    assert now["as_deputy"][0]["in_place_of"]["name"] == "李四"
    text = run("--person", "00123", "--on", db.today()).stdout
    assert "没有负责任何企业" in text
    assert "代班照看 1 家企业" in text
    assert "湖州甲厂" in text


def test_what_a_person_was_given_and_gave_away(run: Run) -> None:
    told = document(run("--person", "00123", "--json"))
    assert [(each["given"], each["given_away"], each["load"]) for each in told["steps"]] == [
        (0, 1, 0),
        (1, 0, 1),
    ]
    assert "交出 1 家" in run("--person", "00123").stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 2),
        ([CODE, "--person", "00123"], 2),
        ([CODE, "--on", "yesterday"], 2),
        ([CODE, "--on", "2999-01-01"], 1),
        (["no-such-code"], 1),
        (["--person", "99999"], 1),
    ],
    ids=["nothing", "both", "no date", "a day to come", "no enterprise", "nobody"],
)
def test_what_cannot_be_asked_is_said(run: Run, arguments: list[str], status: int) -> None:
    result = run(*arguments)
    assert result.exit_code == status
    assert result.stdout == ""
    assert result.stderr
