"""An import whose process is killed leaves the database as before or as after, never between."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from liaison.domain.roles import OPERATOR
from liaison.services.backup import check
from liaison.store.database import Database
from tests.samples.making import HEADER, firm, text

FIRMS = 4_000
#: Moments as shares of a whole run, through the start of Python, reading, checking and writing.
SHARES = (0.35, 0.55, 0.75, 0.9)
#: Seconds after the write-ahead log began to grow, so that some surely fall into the writing.
DELAYS = (0.0, 0.01, 0.04, 0.1)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_bytes(text([HEADER, *(firm(number) for number in range(1, FIRMS + 1))]))
    return path


def start(database: Path, roster: Path) -> subprocess.Popen[bytes]:
    """The real command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "liaison", "import", str(roster)],
        env=os.environ | {"LIAISON_DATABASE": str(database)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def state(path: Path) -> tuple[int, int]:
    """Enterprises and imports of a database that must be sound in every respect."""
    db = Database(path)
    report = check(OPERATOR, db)
    assert report.is_sound, report.findings
    with db.read() as connection:
        return connection.table("enterprises").count, connection.table("imports").count


def test_a_killed_import_leaves_all_or_nothing(
    tmp_path: Path, roster: Path, seeded_database: bytes
) -> None:
    whole = tmp_path / "whole.db"
    whole.write_bytes(seeded_database)
    begun = time.monotonic()
    assert start(whole, roster).wait() == 0
    duration = time.monotonic() - begun
    assert state(whole) == (FIRMS, 1)

    found = set()
    for moment in [*SHARES, *DELAYS]:
        path = tmp_path / f"killed-{moment}.db"
        path.write_bytes(seeded_database)
        with start(path, roster) as process:
            if moment in SHARES:
                time.sleep(duration * moment)
            else:
                wait_for_writing(path)
                time.sleep(moment)
            process.kill()
        found.add(state(path))
    assert found <= {(0, 0), (FIRMS, 1)}
    assert (0, 0) in found


def test_an_import_killed_while_it_writes_can_be_done_again(
    tmp_path: Path, roster: Path, seeded_database: bytes
) -> None:
    path = tmp_path / "city.db"
    path.write_bytes(seeded_database)
    with start(path, roster) as process:
        wait_for_writing(path)
        process.kill()
    assert state(path) in {(0, 0), (FIRMS, 1)}
    assert start(path, roster).wait() == 0
    assert state(path) == (FIRMS, 1)


def wait_for_writing(path: Path) -> None:
    """Until the write-ahead log has grown by what only the rows can have written."""
    log = path.with_name(f"{path.name}-wal")
    deadline = time.monotonic() + 60
    while not log.exists() or log.stat().st_size < 100_000:
        assert time.monotonic() < deadline, "the import never began to write"
        time.sleep(0.002)
