"""Rosters in: plan and commit of a real workbook, against openpyxl merely reading it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from openpyxl import load_workbook

from bench.made import open_city
from bench.measure import Measured, interleaved, peak_megabytes
from bench.rows import Row, Setting
from liaison.domain.roles import OPERATOR
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.setup import initialise
from liaison.store.database import Database

_CHANGED_SHARE = 10
_MEMORY_MB = 500.0


def fresh(setting: Setting) -> Measured:
    """Every row is new: an empty database is put back before each run."""
    empty = empty_city(setting)
    return _against_reading(setting, setting.roster(), empty)


def again(setting: Setting) -> Measured:
    """Every row is there already, as it stands in the file."""
    return _against_reading(setting, setting.roster(), imported_city(setting))


def changed(setting: Setting) -> Measured:
    """One row in ten has two other cells than the database."""
    rows = setting.city_size // _CHANGED_SHARE
    return _against_reading(setting, setting.roster(changed=rows), imported_city(setting))


def memory(setting: Setting) -> Measured:
    """What the process that plans and commits holds at its peak, Python and libraries included.

    The process that reads the file is another, with a limit of its own.
    """
    work = partial(_import_into, setting.roster())
    return Measured(peak_megabytes(work, setting.copy(empty_city(setting)).path), _MEMORY_MB)


def _import_into(roster: Path, path: Path) -> None:
    import_roster(open_city(path), roster)


def _against_reading(setting: Setting, roster: Path, before: Database) -> Measured:
    copies: list[Database] = []
    return interleaved(
        lambda: import_roster(copies[-1], roster),
        lambda: merely_read(roster),
        runs=setting.runs(5),
        prepare=lambda: copies.append(setting.copy(before)),
    )


def import_roster(db: Database, roster: Path) -> None:
    """Read, match, validate, compare, write, record."""
    plan = plan_roster_import(OPERATOR, db, roster.read_bytes(), roster.name)
    assert not plan.counts()["rejected"], plan.counts()
    commit_roster_import(OPERATOR, db, plan)


def merely_read(roster: Path) -> None:
    workbook = load_workbook(roster, read_only=True)
    for _ in workbook.worksheets[0].iter_rows(values_only=True):
        pass
    workbook.close()


def empty_city(setting: Setting) -> Database:
    db = open_city(setting.scratch / "empty.db")
    initialise(OPERATOR, db)
    return db


def imported_city(setting: Setting) -> Database:
    db = setting.copy(empty_city(setting))
    import_roster(db, setting.roster())
    return db


ROWS = (
    Row("roster_fresh", "import a roster, all rows new", "openpyxl reading it", 1.0, fresh),
    Row("roster_again", "import it again, no row changed", "openpyxl reading it", 0.6, again),
    Row("roster_changed", "import it with a tenth changed", "openpyxl reading it", 0.7, changed),
    Row("roster_memory", "memory for a roster, all new", "what a server has", 1.0, memory, "MB"),
)
