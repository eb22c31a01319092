"""catalogue export and import on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from liaison.cli.frame import commands
from liaison.domain.roles import OPERATOR
from liaison.services.catalogue import get_measure
from liaison.store.database import Database
from tests.workbooks import xlsx

HEADER = ["编号", "措施名称", "英文名称", "完成天数"]


@pytest.fixture
def run(db: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("LIAISON_DATABASE", str(db.path))
    return lambda *arguments: CliRunner().invoke(commands, ["catalogue", *map(str, arguments)])


def test_an_export_imports_again_without_a_change(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "catalogue.xlsx"
    assert run("export", out, "--language", "en").exit_code == 0
    found = json.loads(run("import", out, "--json").stdout)
    assert found["counts"] == {"new": 0, "changed": 0, "unchanged": 10, "rejected": 0}
    assert found["committed"]


def test_a_dry_run_lists_the_changes_and_writes_nothing(
    run: Callable[..., Result], db: Database, tmp_path: Path
) -> None:
    file = tmp_path / "catalogue.xlsx"
    file.write_bytes(xlsx([HEADER, ["M02", "货运通行", "Transport", 3]]))
    shown = run("import", file, "--dry-run")
    assert shown.exit_code == 0
    assert "第 2 行 M02 货运通行：措施名称：运输保畅 → 货运通行" in shown.stdout
    assert get_measure(OPERATOR, db, "M02").title == "运输保畅"
    assert "目录已更新" in run("import", file).stdout
    assert get_measure(OPERATOR, db, "M02").title == "货运通行"


def test_a_rejected_row_keeps_the_whole_file_out(
    run: Callable[..., Result], db: Database, tmp_path: Path
) -> None:
    file = tmp_path / "catalogue.xlsx"
    file.write_bytes(
        xlsx([HEADER, ["M02", "货运通行", "Transport", 3], ["M12", "甲", "A", "很快"]])
    )
    refused = run("import", file)
    assert refused.exit_code == 1
    assert "第 3 行 D 列" in refused.output
    assert "没有写入任何内容" in refused.output
    assert get_measure(OPERATOR, db, "M02").title == "运输保畅"


def test_what_is_quoted_of_a_refused_row_is_short(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "catalogue.xlsx"
    file.write_bytes(xlsx([HEADER, ["M02", "长" * 5000, "Transport", 3]]))
    for arguments in ((), ("--json",)):
        output = run("import", file, *arguments).output
        assert "长" * 40 in output
        assert "长" * 201 not in output


def test_a_roster_is_told_from_a_catalogue(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    file.write_bytes(xlsx([["企业名称", "统一社会信用代码"], ["湖州试样纺织有限公司", "x"]]))
    refused = run("import", file)
    assert refused.exit_code == 1
    assert "不是措施目录" in refused.output


def test_what_is_no_workbook_name_is_refused(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("export", tmp_path / "catalogue.csv").exit_code == 1
    assert run("import", tmp_path / "missing.xlsx").exit_code == 1


def test_a_renamed_column_and_a_file_without_rows_are_told(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "catalogue.xlsx"
    file.write_bytes(xlsx([[*HEADER[:3], "办理时限"], ["M02", "运输保畅", "Transport", 9]]))
    assert "D 列“办理时限”" in run("import", file, "--dry-run").stdout
    found = json.loads(run("import", file, "--dry-run", "--json").stdout)
    assert found["unread"] == [{"column": "D", "heading": "办理时限"}]
    assert "default_days" in found["lacking"]
    file.write_bytes(xlsx([HEADER]))
    assert "没有读到任何措施" in run("import", file, "--dry-run").stdout
