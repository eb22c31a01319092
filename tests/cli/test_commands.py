"""The command line's contract: names, JSON keys and exit statuses, on workbooks of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils
from click.testing import CliRunner, Result

from liaison.cli.frame import commands
from liaison.domain.roles import OPERATOR
from liaison.services.enterprises import update_enterprise
from liaison.store.database import Database
from liaison.store.migrations import migrations
from tests.conftest import credit_code
from tests.scanned import codes_in, pages_of, text_of
from tests.workbooks import rows_of, xlsx

CODE = credit_code(70001)
OTHER = credit_code(70002)
BASE = "https://lianluo.example.gov.cn"
HEADER = ["单位名称", "信用代码", "区县", "镇街", "是否复工", "职工人数", "到岗人数", "身份证号"]
ROWS = [
    ["湖州某某纺织有限公司", CODE, "吴兴区", "织里镇", "全面复工", 120, 100, "x"],
    ["湖州某某木业有限公司", OTHER, "南浔区", "南浔镇", "部分复工", 80, 20, "y"],
]
BAD = ["湖州某某竹业有限公司", credit_code(70003), "安吉县", "递铺街道", "部分复工", "很多", 1, "z"]
OFFICERS = [
    ["警号", "民警姓名", "派出所", "责任片区", "联系企业上限"],
    ["00123", "张 三", "织里派出所", "吴兴区", 30],
    ["00124", "李四", "南浔派出所", "南浔区", 30],
]
COMMISSIONERS = [
    ["编号", "专员姓名", "单位", "区县", "联系企业上限"],
    ["Z1", "王五", "织里镇人民政府", "吴兴区", 30],
]

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on an initialised database of its own."""
    monkeypatch.setenv("LIAISON_DATABASE", str(tmp_path / "city.db"))
    runner = CliRunner()

    def invoke(*arguments: object, **options: Any) -> Result:
        return runner.invoke(commands, [str(each) for each in arguments], **options)

    assert invoke("init").exit_code == 0
    return invoke


@pytest.fixture
def city(run: Run, tmp_path: Path) -> Run:
    """A small city: two enterprises, two officers, one commissioner, paired."""
    for name, rows in (("警官", OFFICERS), ("专员", COMMISSIONERS), ("企业", [HEADER, *ROWS])):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(xlsx(rows))
        result = run("import", path)
        assert result.exit_code == 0, result.output
    assert run("pair").exit_code == 0
    return run


def roster(tmp_path: Path, *rows: list[Any]) -> Path:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(xlsx({"台账": [["企业复工情况台账"], HEADER, *rows]}))
    return path


def document(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_import_reports_what_it_understood(run: Run, tmp_path: Path) -> None:
    found = document(run("import", roster(tmp_path, *ROWS), "--json"))
    assert found["batch"] == 1
    assert found["committed"] is True
    assert found["kind"] == "enterprises"
    (sheet,) = found["sheets"]
    assert sheet["sheet"] == "台账"
    assert sheet["header_rows"] == [2]
    assert sheet["columns"]["A"] == "name"
    assert sheet["columns"]["B"] == "uscc"
    assert sheet["left_out"] == {"H": "身份证号"}
    assert sheet["skipped_rows"] == [1]
    assert (sheet["rows"], sheet["new"]) == (2, 2)
    assert found["totals"] == {
        "rows": 2,
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    assert found["problems"] == []


def test_import_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = roster(tmp_path, *ROWS)
    run("import", path)
    again = document(run("import", path, "--json"))
    assert again["batch"] is None
    assert again["totals"]["unchanged"] == 2
    assert again["changes"] == []


def test_a_change_is_reported_field_by_field(run: Run, tmp_path: Path) -> None:
    run("import", roster(tmp_path, *ROWS))
    changed = [*ROWS[0][:5], 135, *ROWS[0][6:]]
    found = document(run("import", roster(tmp_path, changed, ROWS[1]), "--json"))
    assert found["changes"] == [
        {"sheet": "台账", "row": 3, "id": 1, "fields": {"employees": [120, 135]}}
    ]


def test_a_cell_edited_since_is_a_conflict_to_choose_from(run: Run, tmp_path: Path) -> None:
    run("import", roster(tmp_path, *ROWS))
    db = Database(os.environ["LIAISON_DATABASE"])
    update_enterprise(OPERATOR, db, 1, version=None, changes={"employees": 125})
    changed = roster(tmp_path, [*ROWS[0][:5], 135, *ROWS[0][6:]], ROWS[1])
    refused = run("import", changed, "--json")
    assert refused.exit_code == 1
    assert "1 行" in refused.stderr
    found = json.loads(refused.stdout)
    assert found["conflicts"] == [
        {"sheet": "台账", "row": 3, "id": 1, "fields": {"employees": [125, 135]}}
    ]
    assert found["totals"]["conflicting"] == 1
    assert document(run("import", changed, "--conflicts", "keep", "--json"))["batch"] is None
    taken = document(run("import", changed, "--conflicts", "take", "--json"))
    assert taken["changes"][0]["fields"] == {"employees": [125, 135]}
    assert document(run("show", 1, "--json"))["employees"] == 135


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        pytest.param("update", {"employees": [120, 135]}, id="update"),
        pytest.param("fill", None, id="fill"),
        pytest.param("leave", None, id="leave"),
    ],
)
def test_what_may_become_of_rows_that_are_there(
    rule: str, fields: dict[str, Any] | None, run: Run, tmp_path: Path
) -> None:
    run("import", roster(tmp_path, *ROWS))
    changed = roster(tmp_path, [*ROWS[0][:5], 135, *ROWS[0][6:]])
    found = document(run("import", changed, "--existing", rule, "--json"))
    assert [each["fields"] for each in found["changes"]] == ([fields] if fields else [])


def test_columns_and_words_are_said_by_hand(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(
        xlsx([["单位名称", "信用代码", "区县", "是否复工", "花名"], [*ROWS[0][:3], "半开门", "甲"]])
    )
    refused = run("import", path, "--json")
    (unknown,) = json.loads(refused.stdout)["unknown_values"]
    assert (unknown["field"], unknown["value"]) == ("status", "半开门")
    assert "partial" in unknown["allowed"]
    options = ("--value", "status:半开门=partial", "--column", "E=remark")
    assert document(run("import", path, *options, "--json"))["totals"]["new"] == 1
    shown = document(run("show", 1, "--json"))
    assert shown["status"] == "partial"


@pytest.mark.parametrize(
    "option",
    [
        pytest.param(("--value", "status=partial"), id="no word"),
        pytest.param(("--value", "status:半开门=asleep"), id="no such value"),
        pytest.param(("--value", "mood:好=partial"), id="no such field"),
        pytest.param(("--column", "name"), id="no column"),
        pytest.param(("--column", "A=mood"), id="no field of that key"),
    ],
)
def test_an_unclear_option_of_import_is_one_sentence(
    option: tuple[str, str], run: Run, tmp_path: Path
) -> None:
    result = run("import", roster(tmp_path, *ROWS), *option)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_one_rejected_row_refuses_the_whole(run: Run, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.xlsx"
    result = run("import", roster(tmp_path, *ROWS, BAD), "--json", "--rejects", rejects)
    assert result.exit_code == 1
    assert "1 行" in result.stderr
    found = json.loads(result.stdout)
    assert (found["batch"], found["committed"]) == (None, False)
    assert found["problems"] == [
        {
            "sheet": "台账",
            "row": 5,
            "column": "F",
            "field": "employees",
            "code": "bad_number",
            "value": "很多",
            "level": "error",
        }
    ]
    assert len(rows_of(rejects.read_bytes())) == 2
    assert document(run("figures", "--json"))["figures"]["due"]["value"] == 0


def test_good_rows_are_written_without_the_rejected(run: Run, tmp_path: Path) -> None:
    found = document(run("import", roster(tmp_path, *ROWS, BAD), "--good-rows", "--json"))
    assert found["batch"] == 1
    assert (found["totals"]["new"], found["totals"]["rejected"]) == (2, 1)


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    found = document(run("import", roster(tmp_path, *ROWS, BAD), "--dry-run", "--json"))
    assert (found["batch"], found["committed"]) == (None, False)
    assert document(run("figures", "--json"))["figures"]["due"]["value"] == 0


def test_undo(run: Run, tmp_path: Path) -> None:
    run("import", roster(tmp_path, *ROWS))
    assert document(run("undo", 1, "--json")) == {
        "batch": 1,
        "removed": 2,
        "restored": 0,
        "kept": [],
    }
    assert run("undo", 1).exit_code == 1


def test_pair_reports_loads_and_tiers(city: Run) -> None:
    again = document(city("pair", "--json"))
    assert again["filled"] == {"officer": 0, "commissioner": 0}
    assert again["gaps"] == {"officer": 0, "commissioner": 0}
    assert again["tiers"] == {"grid": 0, "town": 0, "county": 3, "elsewhere": 1}
    assert again["load"] == {
        "max": 2,
        "mean": pytest.approx(4 / 3),
        "variance": pytest.approx(2 / 9),
    }
    assert again["changed"] == 0


def test_pairing_one_role_leaves_the_other(run: Run, tmp_path: Path) -> None:
    run("import", roster(tmp_path, *ROWS))
    officers = tmp_path / "o.xlsx"
    officers.write_bytes(xlsx(OFFICERS))
    run("import", officers, "--kind", "officers")
    found = document(run("pair", "--role", "officer", "--json"))
    assert found["filled"] == {"officer": 2, "commissioner": 0}
    assert run("pair", "--role", "mayor").exit_code == 2


def test_gaps_keep_their_reason(run: Run, tmp_path: Path) -> None:
    run("import", roster(tmp_path, *ROWS))
    found = document(run("pair", "--json"))
    assert found["gaps"] == {"officer": 2, "commissioner": 2}
    assert {gap["reason"] for gap in found["gap_reasons"]} == {"nobody"}


def test_set_and_show(city: Run) -> None:
    result = city("set", CODE, "M02", "done", "--note", "通行证 12 号", "--due", "2026-12-01")
    assert result.exit_code == 0, result.output
    found = document(city("show", CODE, "--json"))
    assert found["measures"]["M02"]["state"] == "done"
    assert found["measures"]["M02"]["note"] == "通行证 12 号"
    assert found["measures"]["M02"]["due_on"] == "2026-12-01"
    assert found["measures"]["M02"]["by"] == "operator"
    assert len(found["measures"]) == 10
    assert found["pair"]["officer"]["staff_no"] == "00123"
    assert found["pair"]["commissioner"] == {
        "name": "王五",
        "unit": "织里镇人民政府",
        "phone": None,
        "staff_no": "Z1",
        "away_until": None,
        "deputy": None,
    }
    assert found["status"] == "full"
    assert found["history"][0]["action"] == "support.set"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        pytest.param(
            ("set", "91110000600037341L", "M02", "done"),
            1,
            "91110000600037341L",
            id="no-enterprise",
        ),
        pytest.param(("set", CODE, "M99", "done"), 1, "M99", id="no-measure"),
        pytest.param(("set", CODE, "M02", "blocked"), 1, "", id="no-reason"),
        pytest.param(("set", CODE, "M02", "finished"), 2, "finished", id="no-such-state"),
        pytest.param(("import", "nowhere.xlsx"), 1, "nowhere.xlsx", id="no-file"),
        pytest.param(("undo", "99"), 1, "99", id="no-batch"),
        pytest.param(("figures", "--area", "999999"), 1, "999999", id="no-area"),
        pytest.param(("show", CODE, "--as", "nobody"), 1, "nobody", id="no-account"),
        pytest.param(("restore", "nowhere.db"), 1, "nowhere.db", id="no-backup"),
        pytest.param(("dance",), 2, "dance", id="no-command"),
    ],
)
def test_a_refusal_is_one_sentence(
    arguments: tuple[str, ...], status: int, said: str, city: Run
) -> None:
    result = city(*arguments)
    assert result.exit_code == status
    assert said in result.stderr
    assert "Traceback" not in result.output
    if status == 1:
        assert len(result.stderr.strip().splitlines()) == 1


def test_without_a_database_the_next_step_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(commands, ["--database", str(tmp_path / "no.db"), "figures"])
    assert result.exit_code == 1
    assert "liaison init" in result.stderr


FIGURES = {
    "due",
    "resumed",
    "resumption_rate",
    "employees",
    "employees_on_duty",
    "staff_return_rate",
    "officer_coverage",
    "commissioner_coverage",
    "pair_coverage",
    "measures_delivered",
    "requests_received",
    "requests_settled",
    "settled_rate",
    "on_time_rate",
    "satisfaction",
}


@pytest.mark.parametrize(
    ("by", "role"),
    [
        *((each, None) for each in ("county", "town", "industry", "above_scale", "size")),
        ("unit", "officer"),
        ("person", "officer"),
    ],
)
def test_figures_by(city: Run, by: str, role: str | None) -> None:
    plain = document(city("figures", "--json"))
    found = document(city("figures", "--by", by, "--json"))
    assert "table" not in plain
    assert found["figures"] == plain["figures"]
    assert found["by"] == by
    assert found["table"][0].get("role") == role
    assert found["table"][-1]["figures"]["due"] == plain["figures"]["due"]
    lines = city("figures", "--by", by).output.splitlines()
    assert len(lines) == len(found["table"]) + 1


def test_figures(city: Run) -> None:
    city("set", CODE, "M02", "done")
    found = document(city("figures", "--json"))
    figures = found["figures"]
    assert set(figures) >= FIGURES
    assert figures["resumption_rate"] == {"value": 1.0, "numerator": 2, "denominator": 2}
    assert figures["staff_return_rate"]["value"] == pytest.approx(0.6)
    assert figures["measures_delivered"]["numerator"] == 1
    assert figures["satisfaction"] == {"value": None, "numerator": 0, "denominator": 0}
    in_county = document(city("figures", "--area", "330503", "--json"))
    assert in_county["area"] == "330503"
    assert in_county["figures"]["due"]["value"] == 1


def test_actions_stand_in_the_name_of_an_account(city: Run) -> None:
    added = city(
        "account",
        "add",
        "00123",
        "--role",
        "officer",
        "--password-stdin",
        input="a long enough word\n",
    )
    assert added.exit_code == 0, added.output
    city("set", CODE, "M10", "done", "--as", "00123")
    entry = document(city("show", CODE, "--json"))["history"][0]
    assert "00123" in entry["by"]
    refused = city("set", OTHER, "M10", "done", "--as", "00123")
    assert refused.exit_code == 1


def test_accounts(run: Run) -> None:
    added = run("account", "add", "wang", "--role", "official", "--area", "330503")
    assert added.exit_code == 0
    assert "一次性密码" in added.stdout
    (row,) = document(run("account", "list", "--json"))["accounts"]
    assert (row["name"], row["role"], row["area"]) == ("wang", "official", "330503")
    assert run("account", "disable", "wang").exit_code == 0
    assert document(run("account", "list", "--json"))["accounts"][0]["disabled"] is True
    assert run("account", "add", "li", "--role", "official", "--area", "1").exit_code == 1


def test_somebody_is_invited(city: Run) -> None:
    invited = city("account", "invite", "00123", "--base-url", "https://liaison.example/")
    assert invited.exit_code == 0, invited.output
    assert re.fullmatch(r"https://liaison\.example/invite/[\w-]{43}\n", invited.stdout)
    assert "张三" in invited.stderr
    (row,) = document(city("account", "list", "--json"))["accounts"]
    assert row["name"] == "00123"
    assert row["invited_until"].endswith("+00:00")
    assert "已邀请" in city("account", "list").stdout
    assert city("account", "reset", "00123").exit_code == 0
    refused = city("account", "invite", "00123")
    assert refused.exit_code == 1
    assert "00123" in refused.stderr
    assert city("account", "invite", "nobody").exit_code == 1
    assert city("account", "invite").exit_code == 2
    assert city("account", "invite", "00124", "--all", "x.xlsx").exit_code == 2


def test_everybody_is_invited(city: Run, tmp_path: Path) -> None:
    out = tmp_path / "invited.xlsx"
    options = ("--role", "officer", "--base-url", "https://liaison.example")
    assert city("account", "invite", "--all", tmp_path / "invited.csv", *options).exit_code == 1
    assert city("account", "invite", "--all", tmp_path / "no" / "x.xlsx", *options).exit_code == 1
    assert city("account", "invite", "--all", out, *options).exit_code == 0
    rows = rows_of(out.read_bytes())[1:]
    assert sorted(row[3] for row in rows) == ["00123", "00124"]
    assert all(row[6].startswith("https://liaison.example/invite/") for row in rows)
    again = city("account", "invite", "--all", out, *options)
    assert again.exit_code == 1
    assert city("account", "invite", "--all", out, "--renew", *options).exit_code == 0
    renewed = rows_of(out.read_bytes())[1:]
    assert {row[6] for row in renewed}.isdisjoint(row[6] for row in rows)


def test_the_link_stays_until_it_is_revoked(city: Run) -> None:
    first = city("link", CODE).stdout.strip()
    assert first == city("link", CODE).stdout.strip()
    assert "/e/" in first
    assert city("link", CODE, "--revoke").stdout.strip() != first


@pytest.mark.parametrize("kind", ["summary", "roster", "workload", "requests", "gaps", "template"])
def test_every_workbook_is_written(kind: str, city: Run, tmp_path: Path) -> None:
    path = tmp_path / f"{kind}.xlsx"
    result = city("export", kind, path)
    assert result.exit_code == 0, result.output
    (header, *_) = rows_of(path.read_bytes())
    assert any(header)


def test_our_own_roster_imports_with_no_change(city: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    for language in ("zh-CN", "en"):
        city("export", "roster", path, "--language", language)
        found = document(city("import", path, "--json"))
        assert found["totals"] == {
            "rows": 2,
            "new": 0,
            "changed": 0,
            "unchanged": 2,
            "rejected": 0,
        }
        assert found["sheets"][0]["unmatched"] == {}


def test_an_unknown_ending_is_refused(city: Run, tmp_path: Path) -> None:
    result = city("export", "summary", tmp_path / "summary.txt")
    assert result.exit_code == 1
    assert ".xlsx" in result.stderr
    result = city("export", "summary", tmp_path / "summary.pdf")
    assert result.exit_code == 1
    assert "xlsx" in result.stderr


def test_rows_are_told_of_lists_and_columns_asked_of_them_alone(city: Run, tmp_path: Path) -> None:
    assert "2 行" in city("export", "roster", tmp_path / "roster.xlsx").stdout
    assert "0 行" in city("export", "requests", tmp_path / "requests.xlsx").stdout
    assert "行" not in city("export", "template", tmp_path / "template.xlsx").stdout
    refused = city("export", "summary", tmp_path / "summary.xlsx", "--columns", "name")
    assert refused.exit_code == 2
    assert "--columns" in refused.stderr


@pytest.mark.parametrize("kind", ["summary", "changes"])
def test_the_first_day_of_the_calendar_is_refused(kind: str, city: Run, tmp_path: Path) -> None:
    refused = city("export", kind, tmp_path / "a.xlsx", "--as-of", "0001-01-01")
    assert refused.exit_code == 1
    assert "Traceback" not in refused.stderr


def test_contact_cards_are_printed_for_the_address_that_phones_open(
    city: Run, tmp_path: Path
) -> None:
    out = tmp_path / "cards.pdf"
    result = city("export", "cards", out, "--base-url", "https://lianluo.example.gov.cn/")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "2 张联络卡" in result.stdout
    assert "湖州某某纺织有限公司" in text_of(out)
    links = [city("link", code, "--base", BASE).stdout.strip() for code in (CODE, OTHER)]
    assert sorted(codes_in(pages_of(out)[0])) == sorted(links)


def test_one_enterprise_has_its_card_as_a_picture(city: Run, tmp_path: Path) -> None:
    out = tmp_path / "card.png"
    of_one = ("--enterprise", CODE, "--base-url", BASE)
    assert city("export", "cards", out, *of_one).exit_code == 0
    assert codes_in(out) == [city("link", CODE, "--base", BASE).stdout.strip()]
    refused = city("export", "cards", tmp_path / "all.png", "--base-url", BASE)
    assert refused.exit_code == 1
    assert "--enterprise" in refused.stderr
    assert not (tmp_path / "all.png").exists()


def test_cards_for_this_machine_alone_are_warned_about(city: Run, tmp_path: Path) -> None:
    for given in ((), ("--base-url", "http://localhost:8501")):
        result = city("export", "cards", tmp_path / "cards.pdf", *given)
        assert result.exit_code == 0
        assert "--base-url" in result.stderr
    result = city("export", "cards", tmp_path / "cards.pdf", "--base-url", "lianluo.gov.cn")
    assert result.exit_code == 1
    assert "https://" in result.stderr
    assert city("export", "roster", tmp_path / "a.xlsx", "--base-url", BASE).exit_code == 2
    assert city("export", "gaps", tmp_path / "a.xlsx", "--enterprise", CODE).exit_code == 2


def test_backup_and_restore(city: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert city("backup", copy).exit_code == 0
    assert city("backup", copy).exit_code == 1
    city("set", CODE, "M02", "done")
    assert city("restore", copy).exit_code == 0
    assert document(city("show", CODE, "--json"))["measures"]["M02"]["state"] == "not_started"
    assert list(tmp_path.glob("city-before-restore-*.db"))
    (tmp_path / "text.db").write_text("no database")
    assert city("restore", tmp_path / "text.db").exit_code == 1


def test_check(city: Run) -> None:
    found = document(city("check", "--json"))
    assert found["sound"] is True
    assert found["gaps"] == {"officer": 0, "commissioner": 0}
    checks = {"integrity", "foreign_keys", "counters", "history_chain", "search_index"}
    assert set(found["findings"]) == checks


def test_the_module_runs_as_a_program(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "liaison", "--database", str(tmp_path / "x.db")]
    made = subprocess.run(
        [*command, "init", "--admin", "wang", "--password-stdin"],
        input="a long enough word\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert "a long enough word" not in made.stdout
    listed = subprocess.run(
        [*command, "account", "list", "--json"], capture_output=True, text=True, check=False
    )
    assert json.loads(listed.stdout)["accounts"][0]["name"] == "wang"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("figures", "--as-of", "2999-01-01"), "2999-01-01", id="a-day-to-come"),
        pytest.param(("export", "summary", "x.xlsx", "--as-of", "2999-01-01"), "2999", id="export"),
        pytest.param(("import", "企业.xlsx", "--rejects", "no/x.xlsx"), "no", id="no-folder"),
    ],
)
def test_a_wrong_option_is_refused_in_one_sentence(
    arguments: tuple[str, ...],
    said: str,
    city: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = city(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["figures", "init"])
def test_a_file_that_is_no_database_is_refused(command: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("企业名称,信用代码\n" * 20, encoding="utf-8")
    result = CliRunner().invoke(commands, ["--database", str(path), command])
    assert result.exit_code == 1
    assert "roster.csv" in result.stderr


def test_names_of_enterprises_stand_one_a_line(city: Run, tmp_path: Path) -> None:
    path = tmp_path / "专员.xlsx"
    named = f"{ROWS[0][0]}\n{ROWS[1][0]}"
    header = [*COMMISSIONERS[0], "包联企业"]
    path.write_bytes(xlsx([header, ["Z2", "赵六", "南浔镇人民政府", "南浔区", 30, named]]))
    document(city("import", path, "--json"))
    assert document(city("show", CODE, "--json"))["pair"]["commissioner"]["staff_no"] == "Z2"
    assert document(city("show", OTHER, "--json"))["pair"]["commissioner"]["staff_no"] == "Z2"


def test_a_database_of_an_earlier_edition_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "earlier.db"
    earlier = sqlite_utils.Database(path)
    migrations.apply(earlier, stop_before="m002_imports_remembered")
    earlier.close()
    monkeypatch.setenv("LIAISON_DATABASE", str(path))
    result = CliRunner().invoke(commands, ["import", str(roster(tmp_path, *ROWS)), "--json"])
    assert document(result)["kind"] == "enterprises"
    assert Database(path).is_behind is False
