"""`liaison bulletin`, as cron calls it: yesterday's, whole files, quiet, the same again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from liaison.cli.frame import commands
from liaison.cli.out_files import write_whole
from liaison.domain.errors import InvalidInput
from liaison.domain.roles import OPERATOR, Role
from liaison.services.accounts import add_account
from liaison.services.reports import list_exports
from liaison.store import snapshots
from liaison.store.database import Database
from tests.conftest import make_enterprise

Run = Callable[..., Result]


@pytest.fixture
def run(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("liaison.cli.frame.Database", lambda path: db)
    (tmp_path / "out").mkdir()
    make_enterprise(db)
    make_enterprise(db, status="not_resumed", county_code="330523", town_code="330523001")

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(commands, ["bulletin", *map(str, arguments)])

    return invoke


def test_it_tells_of_yesterday_and_keeps_the_day_that_was_missing(
    run: Run, db: Database, tmp_path: Path
) -> None:
    yesterday = db.today() - timedelta(days=1)
    result = run("--out", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (0, "")
    names = [f"复工日报_湖州市_{yesterday}.{ending}" for ending in ("docx", "xlsx")]
    assert result.stdout.splitlines() == [str(tmp_path / "out" / name) for name in names]
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == names
    with db.read() as connection:
        assert snapshots.has(connection, yesterday)
    told = Document(str(tmp_path / "out" / names[0]))
    assert told.paragraphs[1].text == "（数据截至2026年11月9日24时）"
    entries = list_exports(OPERATOR, db).rows
    assert {(each.kind, each.as_of) for each in entries} == {("bulletin", yesterday)}


def test_running_again_leaves_the_same_files(run: Run, tmp_path: Path) -> None:
    first = run("--out", tmp_path / "out").stdout
    assert run("--out", tmp_path / "out").stdout == first
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_all_areas_are_the_city_and_its_counties(run: Run, tmp_path: Path) -> None:
    result = run("--all-areas", "--format", "docx", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 7
    assert any("南太湖新区" in line for line in result.stdout.splitlines())


def test_a_file_is_written_where_it_is_asked_for(run: Run, db: Database, tmp_path: Path) -> None:
    out = tmp_path / "out" / "today.xlsx"
    result = run("--area", "330523", "--as-of", db.today(), "--language", "en", "--out", out)
    assert (result.exit_code, result.stdout) == (0, f"{out}\n")
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("language", "beginning"), [("zh-CN", "截至11月9日24时，湖州市"), ("en", "At 24:00 on 9 Nov")]
)
def test_the_paragraph_alone_goes_to_standard_output(
    run: Run, tmp_path: Path, language: str, beginning: str
) -> None:
    result = run("--text", "--language", language)
    assert result.exit_code == 0
    assert result.stdout.startswith(beginning)
    assert len(result.stdout.splitlines()) == 1
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(("--out", "/nowhere/at/all"), 1, id="no such folder"),
        pytest.param(("--out", "/nowhere/at/all/it.docx"), 1, id="no such folder of a file"),
        pytest.param(("--out", "it.pdf"), 1, id="a format that it does not come in"),
        pytest.param(("--out", "it.csv"), 1, id="a format of other kinds"),
        pytest.param(("--as-of", "2026-10-01"), 1, id="a day that was not kept"),
        pytest.param(("--as-of", "2027-01-01"), 1, id="a day to come"),
        pytest.param(("--area", "999999"), 1, id="no such area"),
        pytest.param(("--all-areas", "--area", "330523"), 2, id="all areas and one"),
        pytest.param(("--all-areas", "--out", "it.docx"), 2, id="all areas in one file"),
        pytest.param(("--text", "--format", "docx"), 2, id="text as a file"),
        pytest.param(("--out", "it.docx", "--format", "docx"), 2, id="a format twice"),
        pytest.param(("--as-of", "yesterday"), 2, id="a day that is none"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str], status: int
) -> None:
    monkeypatch.chdir(tmp_path / "out")
    result = run(*arguments)
    assert result.exit_code == status
    assert result.stdout == ""
    assert re.search(r"[\u4e00-\u9fff]", result.stderr)
    assert "Traceback" not in result.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_a_county_official_gets_the_county(run: Run, db: Database, tmp_path: Path) -> None:
    add_account(OPERATOR, db, "anji", Role.OFFICIAL, area_code="330523", password="long enough 1")
    result = run("--as", "anji", "--all-areas", "--format", "docx", "--out", tmp_path / "out")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert "安吉县" in line
    assert run("--as", "anji", "--area", "330502", "--text").exit_code == 1


def test_a_file_is_there_whole_or_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "it.docx"
    write_whole(path, b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InvalidInput):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
