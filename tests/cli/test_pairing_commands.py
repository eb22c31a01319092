"""Pairs, runs, handovers, leaves and people on the command line, in a city of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from liaison.cli import pairs
from liaison.cli.frame import commands
from liaison.domain.pairing import PairingProposal
from liaison.domain.roles import Actor
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_runs import apply_pairs
from liaison.store import settings
from liaison.store.database import Database, utc_now
from tests.conftest import credit_code
from tests.workbooks import xlsx

ENTERPRISE_HEADER = ["单位名称", "信用代码", "区县", "镇街", "是否复工", "职工人数"]
PEOPLE_HEADER = ["角色", "工号", "姓名", "单位", "区县", "镇街", "联系企业上限"]
OFFICERS = [
    ["项目警官", "00123", "张三", "织里派出所", "吴兴区", "织里镇", 3],
    ["项目警官", "00124", "李四", "八里店派出所", "吴兴区", "八里店镇", 3],
    ["项目警官", "00125", "钱七", "南浔派出所", "南浔区", "南浔镇", 3],
]
COMMISSIONERS = [
    ["复工专员", "Z1", "王五", "织里镇人民政府", "吴兴区", "织里镇", 30],
    ["复工专员", "00124", "赵六", "南浔镇人民政府", "南浔区", "南浔镇", 30],
]
TODAY = date(2026, 11, 10)
LATER = TODAY + timedelta(days=5)

Run = Callable[..., Result]


def code(number: int) -> str:
    return credit_code(80_000 + number)


def in_town(number: int, county: str = "吴兴区", town: str = "织里镇") -> list[Any]:
    return [f"湖州试样{number}号纺织有限公司", code(number), county, town, "部分复工", 100]


@pytest.fixture
def run(
    tmp_path: Path, seeded_database: bytes, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """A command on a database whose city has its tenth of November, at ten in the morning."""
    path = tmp_path / "city.db"
    path.write_bytes(seeded_database)
    ten = datetime(TODAY.year, TODAY.month, TODAY.day, 2, tzinfo=UTC)
    with Database(path).write() as connection:
        seconds = int((ten - utc_now()).total_seconds())
        settings.put(connection, "clock_offset_seconds", str(seconds))
    monkeypatch.setenv("LIAISON_DATABASE", str(path))
    runner = CliRunner()

    def invoke(*arguments: object, **options: Any) -> Result:
        return runner.invoke(commands, [str(each) for each in arguments], **options)

    return invoke


@pytest.fixture
def give(run: Run, tmp_path: Path) -> Callable[..., Result]:
    """Import rows, of enterprises unless they are of people."""

    def written(*rows: list[Any]) -> Result:
        header = PEOPLE_HEADER if rows[0][0] in ("项目警官", "复工专员") else ENTERPRISE_HEADER
        path = tmp_path / "roster.xlsx"
        path.write_bytes(xlsx([header, *rows]))
        result = run("import", path)
        assert result.exit_code == 0, result.output
        return result

    return written


@pytest.fixture
def city(run: Run, give: Callable[..., Result]) -> Run:
    """Two enterprises in 织里镇 and one in 南浔镇, with their people."""
    give(*OFFICERS)
    give(*COMMISSIONERS)
    give(in_town(1), in_town(2), in_town(3, "南浔区", "南浔镇"))
    assert run("pair").exit_code == 0
    return run


def document(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def officer_of(run: Run, number: int) -> str | None:
    officer = document(run("show", code(number), "--json"))["pair"]["officer"]
    return officer and str(officer["staff_no"])


def refusal(result: Result) -> str:
    """The one sentence of a refusal."""
    assert result.exit_code == 1, result.output
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    return result.stderr.strip()


def test_an_import_tells_the_next_step_then_who_got_people_at_once(
    run: Run, give: Callable[..., Result]
) -> None:
    give(*OFFICERS)
    give(*COMMISSIONERS)
    before = give(in_town(1)).stdout
    assert "未配专员 1 家，未配警官 1 家" in before
    assert "pair --dry-run" in before
    assert "自动结对" not in before
    assert run("pair").exit_code == 0
    after = give(in_town(2)).stdout
    assert "已自动结对：专员 1 家，警官 1 家" in after
    assert "下一步" not in after
    assert officer_of(run, 2) == "00123"


def test_an_import_that_writes_nothing_tells_of_no_pairs(city: Run, tmp_path: Path) -> None:
    path = tmp_path / "again.xlsx"
    path.write_bytes(xlsx([ENTERPRISE_HEADER, in_town(1), in_town(4)]))
    assert "结对" not in city("import", path, "--dry-run").stdout


def test_pairing_one_area_leaves_the_others(run: Run, give: Callable[..., Result]) -> None:
    give(*OFFICERS)
    give(in_town(1), in_town(2, "南浔区", "南浔镇"))
    found = document(run("pair", "--area", "330503", "--json"))
    assert found["filled"] == {"officer": 1, "commissioner": 0}
    assert officer_of(run, 1) is None
    assert officer_of(run, 2) == "00125"
    assert "999999" in refusal(run("pair", "--area", "999999"))


def test_pairing_a_selection_leaves_the_others(run: Run, give: Callable[..., Result]) -> None:
    give(*OFFICERS)
    give(in_town(1), in_town(2), in_town(3))
    chosen = ["--enterprise", code(1), "--enterprise", code(3)]
    found = document(run("pair", *chosen, "--role", "officer", "--json"))
    assert found["filled"] == {"officer": 2, "commissioner": 0}
    assert [officer_of(run, number) for number in (1, 2, 3)] == ["00123", None, "00123"]
    assert "99999" in refusal(run("pair", "--enterprise", "99999"))
    assert run("pair", "--runs", *chosen).exit_code == 2


def test_a_shortage_tells_how_many_are_missing_and_where(
    run: Run, give: Callable[..., Result]
) -> None:
    give(*OFFICERS[:1])
    give(*(in_town(number) for number in range(8)))
    found = document(run("pair", "--dry-run", "--json"))
    assert found["run"] is None
    assert found["filled"]["officer"] == 3
    assert found["shortages"] == [
        {
            "role": "commissioner",
            "county": "330502",
            "town": "330502100",
            "enterprises": 8,
            "people": None,
        },
        {
            "role": "officer",
            "county": "330502",
            "town": "330502100",
            "enterprises": 5,
            "people": 2,
        },
    ]
    said = run("pair").stdout
    assert "项目警官：5 家企业无人有余量接手，约缺 2 人" in said
    assert "织里镇：5 家\n" in said
    assert "复工专员：8 家企业无人接手；名册没有填写联系企业上限" in said


def test_the_weight_of_even_loads_stays_until_another_is_given(
    run: Run, give: Callable[..., Result]
) -> None:
    unlimited = [[*row[:6], None] for row in OFFICERS[:2]]
    give(*unlimited)
    give(*(in_town(number) for number in range(100)))
    near = document(run("pair", "--role", "officer", "--balance", 0, "--json"))
    assert near["load"]["max"] == 100
    same = document(run("pair", "--rebalance", "--role", "officer", "--stability", 0, "--json"))
    assert same["changed"] == 0
    even = document(
        run("pair", "--rebalance", "--role", "officer", "--balance", 1000, "--dry-run", "--json")
    )
    assert even["load"]["max"] < 60
    stable = ("--balance", 1000, "--stability", 10**9)
    kept = document(run("pair", "--rebalance", "--role", "officer", *stable, "--dry-run", "--json"))
    assert kept["changed"] == 0


def test_a_run_is_listed_and_taken_back(city: Run) -> None:
    (listed,) = document(city("pair", "--runs", "--json"))["runs"]
    assert (listed["id"], listed["kind"], listed["by"]) == (1, "proposal", "operator")
    assert (listed["started"], listed["ended"], listed["undone_at"]) == (6, 0, None)
    assert document(city("pair", "--json"))["run"] is None
    undone = document(city("pair", "--undo", 1, "--json"))
    assert undone == {"run": 1, "restored": 0, "ended": 6, "kept": []}
    assert officer_of(city, 1) is None
    assert "已经撤销过" in refusal(city("pair", "--undo", 1))
    assert "7" in refusal(city("pair", "--undo", 7))
    assert "撤销" in city("pair", "--runs").stdout
    assert document(city("pair", "--json"))["run"] == 2


def test_taking_back_names_what_changed_since(city: Run) -> None:
    assert city("handover", "00125", "--to", "00124", "--role", "officer").exit_code == 0
    said = city("pair", "--undo", 1).stdout
    assert "5 家重新成为缺口" in said
    assert "湖州试样3号纺织有限公司" in said
    assert officer_of(city, 3) == "00124"


def test_of_two_who_pair_at_once_the_second_is_refused(
    run: Run, give: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    give(*OFFICERS)
    give(in_town(1))

    def overtaken(actor: Actor, db: Database, **asked: Any) -> PairingProposal:
        proposal = propose_pairs(actor, db, **asked)
        apply_pairs(actor, db, propose_pairs(actor, db))
        return proposal

    monkeypatch.setattr(pairs, "propose_pairs", overtaken)
    assert "湖州试样1号纺织有限公司" in refusal(run("pair"))
    assert len(document(run("pair", "--runs", "--json"))["runs"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("pair", "--runs", "--undo", 1), id="list-and-undo"),
        pytest.param(("pair", "--undo", 1, "--rebalance"), id="undo-and-propose"),
        pytest.param(("pair", "--runs", "--balance", 0), id="list-and-propose"),
        pytest.param(("pair", "--balance", 1001), id="balance-too-great"),
        pytest.param(("pair", "--stability", -1), id="stability-too-small"),
        pytest.param(("handover",), id="nobody-hands-over"),
        pytest.param(("person", "00123", "--status", "ill"), id="no-such-status"),
        pytest.param(("leave",), id="no-wish"),
        pytest.param(("leave", "00123"), id="no-wish-for-somebody"),
        pytest.param(("leave", "00123", "--from", LATER, "--until", LATER), id="no-deputy"),
        pytest.param(("leave", "00123", "--back", "--until", LATER), id="two-wishes"),
        pytest.param(("leave", "--back"), id="nobody-is-back"),
        pytest.param(("leave", "00123", "--note", "年请假"), id="a-note-alone"),
        pytest.param(("leave", "00123", "--until", "Tuesday"), id="no-day"),
    ],
)
def test_wrong_usage(arguments: tuple[object, ...], city: Run) -> None:
    result = city(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_handover_to_one_person_can_be_looked_at_first(city: Run) -> None:
    look = document(city("handover", "00123", "--to", "00125", "--dry-run", "--json"))
    assert look["run"] is None
    assert officer_of(city, 1) == "00123"
    done = document(city("handover", "00123", "--to", "00125", "--note", "轮岗", "--json"))
    assert (done["from"], done["role"], done["run"]) == ("00123", "officer", 2)
    assert [(each["name"], each["to"], each["tier"]) for each in done["pairs"]] == [
        ("湖州试样1号纺织有限公司", "00125", "elsewhere"),
        ("湖州试样2号纺织有限公司", "00125", "elsewhere"),
    ]
    assert (done["staying"], done["requests"], done["over_capacity"]) == (0, 0, [])
    assert officer_of(city, 1) == officer_of(city, 2) == "00125"
    run = document(city("pair", "--runs", "--json"))["runs"][0]
    assert (run["kind"], run["from"], run["note"]) == ("handover", "00123", "轮岗")
    assert "张三移交" in city("pair", "--runs").stdout
    assert document(city("pair", "--undo", 2, "--json"))["restored"] == 2
    assert officer_of(city, 1) == "00123"


def test_a_handover_without_a_receiver_goes_to_the_nearest(city: Run) -> None:
    said = city("handover", "00123").stdout
    assert "张三（织里派出所）移交 2 家企业" in said
    assert "李四（八里店派出所）：接手 2 家，接手后共 2 家" in said
    assert "pair --undo 2" in said
    assert "没有可移交的企业" in city("handover", "00123").stdout


def test_a_part_of_a_portfolio_is_handed_over(city: Run) -> None:
    done = city("handover", "00123", "--to", "00125", "--enterprise", code(2))
    assert done.exit_code == 0, done.output
    assert (officer_of(city, 1), officer_of(city, 2)) == ("00123", "00125")
    assert "张三" in refusal(city("handover", "00123", "--enterprise", code(3)))


def test_a_receiver_above_the_limit_is_warned_of(city: Run, give: Callable[..., Result]) -> None:
    city("person", "00125", "--capacity", 2)
    look = document(city("handover", "00123", "--to", "00125", "--dry-run", "--json"))
    assert look["over_capacity"] == [{"staff_no": "00125", "load": 3, "capacity": 2}]
    assert "钱七超出联系企业上限 2" in city("handover", "00123", "--to", "00125").stdout
    assert officer_of(city, 1) == "00125"


def test_what_nobody_has_room_for_stays(city: Run) -> None:
    city("person", "00124", "--role", "officer", "--status", "away")
    city("person", "00125", "--capacity", 2)
    done = document(city("handover", "00123", "--json"))
    assert (len(done["pairs"]), done["staying"]) == (1, 1)
    assert sorted([str(officer_of(city, 1)), str(officer_of(city, 2))]) == ["00123", "00125"]
    assert "1 家保持现状" in city("handover", "00123").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("00124",), "--role", id="number-of-two"),
        pytest.param(("99999",), "99999", id="nobody"),
        pytest.param(("00123", "--to", "Z1"), "Z1", id="receiver-of-the-other-role"),
        pytest.param(("00123", "--to", "00123"), "张三是移交人", id="to-oneself"),
        pytest.param(("00123", "--enterprise", code(77)), code(77), id="no-enterprise"),
        pytest.param(("00123", "--note", "长" * 201), "200", id="long-note"),
    ],
)
def test_a_handover_that_is_refused(arguments: tuple[str, ...], said: str, city: Run) -> None:
    assert said in refusal(city("handover", *arguments))


def test_a_leave_from_its_entry_to_its_end(city: Run) -> None:
    entered = city(
        *("leave", "00123", "--from", TODAY, "--until", LATER),
        *("--deputy", "00124", "--note", "年请假", "--json"),
    )
    (row,) = document(entered)["leaves"]
    assert row["person"] == {
        "staff_no": "00123",
        "name": "张三",
        "unit": "织里派出所",
        "role": "officer",
    }
    assert (row["deputy"]["name"], row["is_on"], row["note"]) == ("李四", True, "年请假")
    shown = document(city("person", "00123", "--json"))
    assert shown["leave"] == {
        "first_on": str(TODAY),
        "last_on": str(LATER),
        "deputy": "李四",
    }
    changed = document(city("leave", "00123", "--until", "2026-11-12", "--json"))["leaves"][0]
    assert (changed["last_on"], changed["deputy"]["name"]) == ("2026-11-12", "李四")
    changed = document(city("leave", "00123", "--deputy", "00125", "--json"))["leaves"][0]
    assert (changed["last_on"], changed["deputy"]["name"]) == ("2026-11-12", "钱七")
    assert "钱七" in city("leave", "--list").stdout
    assert "张三已返岗" in city("leave", "00123", "--back").stdout
    assert document(city("leave", "--list", "--json")) == {"leaves": []}
    assert "张三今天没有请假" in refusal(city("leave", "00123", "--back"))


def test_a_leave_to_come_is_cancelled_by_its_first_day(city: Run) -> None:
    assert "没有正在进行" in refusal(city("leave", "00123", "--until", LATER))
    city("leave", "00123", "--from", LATER, "--until", LATER, "--deputy", "00124")
    assert str(TODAY) in refusal(city("leave", "00123", "--cancel", TODAY))
    assert "张三今天没有请假" in refusal(city("leave", "00123", "--back"))
    assert "张三的请假已取消" in city("leave", "00123", "--cancel", LATER).stdout
    assert "没有正在进行" in city("leave", "--list").stdout


def test_the_list_of_one_person_has_what_the_person_is_deputy_for(city: Run) -> None:
    city("leave", "00123", "--from", LATER, "--until", LATER, "--deputy", "00125")
    assert len(document(city("leave", "00125", "--list", "--json"))["leaves"]) == 1
    listed = city("leave", "00124", "--role", "officer", "--list", "--json")
    assert document(listed)["leaves"] == []
    assert "00124" in refusal(city("leave", "00124", "--list"))


@pytest.mark.parametrize(
    ("first", "last", "deputy", "said"),
    [
        pytest.param("2026-11-09", LATER, "00124", "2026-11-09", id="in-the-past"),
        pytest.param(LATER, TODAY, "00124", str(LATER), id="backwards"),
        pytest.param(TODAY, LATER, "Z1", "Z1", id="deputy-of-the-other-role"),
        pytest.param(TODAY, LATER, "00123", "张三", id="own-deputy"),
    ],
)
def test_a_leave_that_is_refused(
    first: object, last: object, deputy: str, said: str, city: Run
) -> None:
    refused = city("leave", "00123", "--from", first, "--until", last, "--deputy", deputy)
    assert said in refusal(refused)


def test_an_officers_account_enters_its_own_leave_alone(city: Run) -> None:
    word = "a long enough word\n"
    added = city("account", "add", "00124", "--role", "officer", "--password-stdin", input=word)
    assert added.exit_code == 0, added.output
    days = ("--from", TODAY, "--until", LATER)
    own = city("leave", "00124", *days, "--deputy", "00125", "--as", "00124")
    assert own.exit_code == 0, own.output
    assert "李四" in city("leave", "--list", "--as", "00124").stdout
    for refused in (
        city("leave", "00123", *days, "--deputy", "00125", "--as", "00124"),
        city("leave", "Z1", *days, "--deputy", "00124", "--as", "00124"),
        city("person", "00124", "--as", "00124"),
        city("handover", "00124", "--role", "officer", "--as", "00124"),
        city("pair", "--as", "00124"),
        city("pair", "--runs", "--as", "00124"),
    ):
        refusal(refused)
    assert "李四已返岗" in city("leave", "00124", "--back", "--as", "00124").stdout


def test_a_person_is_shown_and_changed(city: Run) -> None:
    shown = city("person", "00123").stdout
    assert "张三" in shown
    assert "吴兴区  织里镇" in shown
    assert "负责 2 家，上限 3 家" in shown
    changes = ("--capacity", 5, "--phone", "13900000001", "--ended-on", "2026-12-31")
    found = document(city("person", "00123", *changes, "--json"))
    assert (found["capacity"], found["phone"]) == (5, "13900000001")
    assert (found["ended_on"], found["load"], found["released"]) == ("2026-12-31", 2, 0)
    emptied = document(
        city("person", "00123", "--capacity", "none", "--ended-on", "none", "--json")
    )
    assert (emptied["capacity"], emptied["ended_on"]) == (None, None)
    assert "未设上限" in city("person", "00123").stdout
    assert "多少" in refusal(city("person", "00123", "--capacity", "多少"))
    assert "00124" in refusal(city("person", "00124"))
    assert document(city("person", "00124", "--role", "commissioner", "--json"))["name"] == "赵六"


@pytest.mark.parametrize(
    "gone",
    [
        pytest.param(("--status", "disabled"), id="disabled"),
        pytest.param(("--ended-on", "2026-11-09"), id="last-day-past"),
    ],
)
def test_what_somebody_who_left_had_are_gaps_until_handed_over(
    gone: tuple[str, str], city: Run
) -> None:
    said = city("person", "00123", *gone).stdout
    assert "2 家企业现在没有项目警官" in said
    assert document(city("person", "00123", "--json"))["duty"] == "left"
    assert officer_of(city, 1) is None
    assert document(city("pair", "--dry-run", "--json"))["filled"]["officer"] == 2
    handed = document(city("handover", "00123", "--to", "00125", "--json"))
    assert len(handed["pairs"]) == 2
    assert officer_of(city, 1) == "00125"
