"""Rosters in, against django-import-export: the same file, planned and then written by both.

Each side works in a process that is long there, so neither's start is in its time; both open a
database file of their own anew, read the workbook once, plan, and commit.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.made import ROSTER_COLUMNS
from bench.measure import Measured, NotMeasured, interleaved
from bench.rosters import empty_city, import_roster, imported_city
from bench.rows import Row, Setting
from liaison.domain.vocabulary import Status
from liaison.locales import DEFAULT_LANGUAGE, words
from liaison.store import reference
from liaison.store.database import Database

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv-bench"
_PACKAGE = "django-import-export"


class Rival:
    """The other process, which answers each job when it is done."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._copies = count(1)
        language = words(DEFAULT_LANGUAGE)
        self._headers = {key: language(f"fields.enterprises.{key}") for key in ROSTER_COLUMNS}
        self.empty = folder / "rival-empty.db"
        self.ask(
            "make",
            database=str(self.empty),
            area=_names("areas"),
            industry=_names("industries"),
            status={status: language.label("status", status) for status in Status},
        )

    def ask(self, job: str, **arguments: object) -> Any:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests
        assert answers
        requests.write(json.dumps({"do": job} | arguments) + "\n")
        requests.flush()
        answer = answers.readline()
        if not answer:
            raise RuntimeError(f"{_PACKAGE} ended with {self._process.wait()}, see above")
        return json.loads(answer)

    def copy(self, database: Path) -> Path:
        """A copy to write into. Its connections are closed after each job, so a file is all."""
        copy = self._folder / f"rival-{next(self._copies)}.db"
        shutil.copy(database, copy)
        return copy

    def import_roster(self, database: Path, roster: Path, resource: str) -> dict[str, int]:
        """How many rows were new, updated, skipped and so on."""
        counts: dict[str, int] = self.ask(
            "import",
            database=str(database),
            roster=str(roster),
            headers=self._headers,
            resource=resource,
        )
        return counts


def _names(table: str) -> dict[str, str]:
    return {row["code"]: row["name"] for row in reference.rows_of(table)}


def is_installed() -> bool:
    """True when `make bench` could make the environment, whole."""
    return (ENVIRONMENT / ".installed").exists()


@contextmanager
def rival(setting: Setting) -> Iterator[Rival]:
    if not is_installed():
        raise NotMeasured(f"{_PACKAGE} is not installed, see what `make bench` said of it")
    with (
        TemporaryDirectory(dir=setting.scratch) as folder,
        subprocess.Popen(  # noqa: S603 # our own environment and module
            [ENVIRONMENT / "bin" / "python", "-m", "bench.rival_site"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        try:
            yield Rival(process, Path(folder))
        finally:
            process.kill()


def fresh(setting: Setting) -> Measured:
    with rival(setting) as other:
        before = empty_city(setting), other.empty
        return _in_turn(setting, other, before, "mended", outcome="new", runs=3)


def again(setting: Setting, resource: str, outcome: str, runs: int) -> Measured:
    with rival(setting) as other:
        full = other.copy(other.empty)
        other.import_roster(full, setting.roster(), resource)
        before = imported_city(setting), full
        return _in_turn(setting, other, before, resource, outcome=outcome, runs=runs)


def _in_turn(
    setting: Setting,
    other: Rival,
    before: tuple[Database, Path],
    resource: str,
    *,
    outcome: str,
    runs: int,
) -> Measured:
    """`outcome` is what most rows must come to over there, lest a quick failure be measured."""
    roster = setting.roster()
    copies: list[tuple[Database, Path]] = []

    def prepare() -> None:
        copies.append((setting.copy(before[0]), other.copy(before[1])))
        other.ask("rest")

    def import_theirs() -> None:
        counts = other.import_roster(copies[-1][1], roster, resource)
        assert counts[outcome] > setting.city_size / 2, counts
        assert sum(counts.values()) == setting.city_size, counts

    return interleaved(
        lambda: import_roster(copies[-1][0], roster),
        import_theirs,
        runs=setting.runs(runs),
        prepare=prepare,
    )


# The same again twice. As the library comes, most rows of an .xlsx with days count as changed and
# are written, for minutes; with a widget written for it, it skips them. The bar of 20 is for the
# library as it comes, and a third for what somebody who knows it can make of it.
_AS_IT_COMES = partial(again, resource="as it comes", outcome="update", runs=1)
_AT_ITS_BEST = partial(again, resource="mended", outcome="skip", runs=3)
ROWS = (
    Row("roster_rival_fresh", "import a roster, all rows new", _PACKAGE, 1 / 3, fresh),
    Row("roster_rival_again", "import it again, no row changed", _PACKAGE, 1 / 20, _AS_IT_COMES),
    Row("roster_rival_mended", "the same", "with a date widget of ours", 1 / 3, _AT_ITS_BEST),
)
