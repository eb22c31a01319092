"""The benchmark runs and writes its results; how fast anything is, no test says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import MODULES, ROWS

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("row", ["save_measure", "roster_changed", "pairing", "list_page"])
def test_a_row_is_measured_and_written(row: str, tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    options = ["--quick", "--folder", str(tmp_path / "made"), "--results", str(results)]
    command = [sys.executable, "-m", "bench", row, *options]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert ROWS[row].work in run.stdout

    written = json.loads(results.read_text(encoding="utf-8"))
    assert written["quick"] is True
    assert written["city"] < written["province"]
    (measured,) = written["rows"]
    assert measured["row"] == row
    assert measured["ours"] > 0
    assert measured["ratio"] == pytest.approx(measured["ours"] / measured["reference"])
    assert measured["held"] is (measured["ratio"] <= measured["bar"])


def test_every_row_has_a_name_of_its_own() -> None:
    assert len(ROWS) == sum(len(module.ROWS) for module in MODULES)


def test_an_unknown_row_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "no_such_row", "--folder", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "no_such_row" in run.stderr
