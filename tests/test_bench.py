"""The benchmark runs and writes its results; how fast anything is, no test says."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench import rival
from bench.__main__ import MODULES, ROWS, run
from bench.measure import Measured, NotMeasured
from bench.rows import Row, Setting
from bench.wire import Wire

ROOT = Path(__file__).resolve().parents[1]
_MEASURED_HERE = ["save_measure", "roster_changed", "roster_memory", "pairing", "list_page"]
_MEASURED_HERE += ["crowd_wait", "crowd_flat"]
_needs_the_rival = pytest.mark.skipif(
    not rival.is_installed(), reason="the rival's environment is made by `make bench`"
)


@pytest.mark.parametrize(
    "row",
    [*_MEASURED_HERE, *(pytest.param(row.key, marks=_needs_the_rival) for row in rival.ROWS)],
)
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


def test_what_cannot_be_measured_is_told_and_not_made_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing_to_compare_with(_: Setting) -> Measured:
        raise NotMeasured("nothing to compare with")

    absent = Row("absent", "a work", "nobody", 1.0, nothing_to_compare_with)
    slow = Row("slow", "another", "somebody", 1.0, lambda _: Measured(2.0, 1.0))
    results = tmp_path / "results.json"
    run(Setting(tmp_path, tmp_path, 1_000), [absent, slow], results)

    lines = capsys.readouterr().out.splitlines()
    assert lines[-3].startswith("a work ")
    assert lines[-3].endswith(" not measured: nothing to compare with")
    assert lines[-1] == "not held: slow; not measured: absent"
    first, second = json.loads(results.read_text(encoding="utf-8"))["rows"]
    assert first == {"row": "absent", "work": "a work", "not_measured": "nothing to compare with"}
    assert second["held"] is False


def test_without_its_environment_the_rival_is_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rival, "ENVIRONMENT", tmp_path / "nowhere")
    setting = Setting(tmp_path, tmp_path, 1_000, is_quick=True)
    for row in rival.ROWS:
        with pytest.raises(NotMeasured, match="django-import-export is not installed"):
            row.measure(setting)


@pytest.mark.parametrize("size", [1, 2, 3, 700, 100_000], ids=lambda size: f"{size} at a time")
def test_a_run_is_put_together_however_it_arrives(size: int) -> None:
    """Frames of all three kinds of length, cut anywhere; the last ends the run."""
    end = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY).SerializeToString()
    long, very_long = b"x" * 126, b"y" * 70_000
    stream = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"

    async def received() -> bytes:
        wire, transport = Wire(b""), Mock(spec=asyncio.Transport)
        wire.connection_made(transport)
        wire.data_received(stream)
        await wire.opened()
        asked = asyncio.create_task(wire.answer(b"again"))
        await asyncio.sleep(0)
        frames = b"\x82\x7e" + len(long).to_bytes(2, "big") + long
        frames += b"\x82\x7f" + len(very_long).to_bytes(8, "big") + very_long
        frames += b"\x82" + bytes([len(end)]) + end
        for at in range(0, len(frames), size):
            wire.data_received(frames[at : at + size])
        return (await asked).content

    assert asyncio.run(received()) == long + very_long + end


def test_every_row_has_a_name_of_its_own() -> None:
    assert len(ROWS) == sum(len(module.ROWS) for module in MODULES)


def test_an_unknown_row_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "no_such_row", "--folder", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "no_such_row" in run.stderr
