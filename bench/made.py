"""Cities and rosters made from a seed, through the real schema, kept in a folder between runs."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import click
from openpyxl import Workbook

from bench import invented
from liaison.domain.identity import name_key
from liaison.domain.roles import OPERATOR
from liaison.locales import DEFAULT_LANGUAGE, words
from liaison.services.setup import initialise
from liaison.services.snapshots import take_snapshot
from liaison.store import (
    arrivals,
    counters,
    counting,
    day_counters,
    full_text,
    kind_counters,
    migrations,
    reference,
)
from liaison.store.database import Connection, Database, iso
from liaison.store.maintenance import copy_to
from liaison.store.search import searched

NOW = datetime(2026, 11, 10, 2, tzinfo=UTC)
ROSTER_COLUMNS = (
    "name", "uscc", "county", "town", "address", "industry", "contact_name", "contact_phone",
    "status", "resumed_on", "employees", "employees_on_duty",
)  # fmt: skip
_BATCH = 50_000
_ROLES = ("officer", "commissioner")
_Places = Sequence[invented.Cell]
# What the made files depend on, this module besides.
_SHAPES = (
    *(migrations, arrivals, counters, counting, day_counters, full_text, kind_counters),
    invented,
)
# Measures by state, in hundredths: the counters, lists and figures have something of each.
_STATES = {"done": 60, "in_progress": 12, "blocked": 3, "not_applicable": 5, "not_started": 20}
_REQUEST_STATES = {"settled": 60, "answered": 15, "assigned": 10, "submitted": 10, "declined": 5}
_STAMP = iso(NOW)
_copies = count(1)


def open_city(path: Path) -> Database:
    """The database with a clock that stands where the city was made."""
    return Database(path, lambda: NOW)


def made_city(folder: Path, size: int, *, is_paired: bool = True) -> Database:
    """A city of so many enterprises, with ten measures each; without pairs and measures if asked.

    The areas are the reference data's for any size, so what grows is the enterprises alone.
    """
    name = f"{'city' if is_paired else 'unpaired'}-{size}"
    return open_city(_kept(folder, name, ".db", lambda path: _make_city(path, size, is_paired)))


def made_roster(folder: Path, size: int, changed: int) -> Path:
    """A roster of twelve columns, of the same enterprises for every number of changed rows."""
    return _kept(
        folder, f"roster-{size}-{changed}", ".xlsx", lambda path: _make_roster(path, size, changed)
    )


def working_copy(db: Database, folder: Path) -> Database:
    """A copy to write into, in a file of its own: a database keeps its file open."""
    path = folder / f"copy-{next(_copies)}.db"
    copy_to(db, path)
    return open_city(path)


def _kept(folder: Path, name: str, suffix: str, make: Callable[[Path], None]) -> Path:
    """The file of an earlier run, unless schema or maker changed since; else a new one."""
    path = folder / f"{name}-{_edition()}{suffix}"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    for outdated in folder.glob(f"{name}-*"):
        outdated.unlink()
    click.echo(f"making {name} …", err=True)
    unfinished = folder / f"unfinished-{name}{suffix}"
    unfinished.unlink(missing_ok=True)
    make(unfinished)
    return unfinished.rename(path)


def _edition() -> str:
    sources = [inspect.getsource(module) for module in _SHAPES]
    sources.append(Path(__file__).read_text(encoding="utf-8"))
    return hashlib.sha256("".join(sources).encode()).hexdigest()[:8]


def _make_city(path: Path, size: int, is_paired: bool) -> None:
    with TemporaryDirectory(dir=path.parent) as folder:
        db = open_city(Path(folder) / "city.db")
        initialise(OPERATOR, db)
        _fill(db, size, is_paired)
        take_snapshot(OPERATOR, db)
        copy_to(db, path)


def _fill(db: Database, size: int, is_paired: bool) -> None:
    rng = Random(invented.SEED)  # noqa: S311 # it must repeat, nothing is secret
    cells = invented.cells_for(rng, size)
    with db.write() as connection:
        # Room for the indexes of a province, into which names and pairs fall everywhere.
        connection.execute("PRAGMA cache_size = -1000000")
        places = _add_enterprises(connection, rng, cells, size)
        posts = {role: _add_people(connection, rng, cells, size, role) for role in _ROLES}
        if is_paired:
            _add_pairs(connection, places, posts)
            _add_measures(connection)
            _add_requests(connection, rng, size)


def _add_enterprises(
    connection: Connection, rng: Random, cells: invented.Cells, size: int
) -> _Places:
    places: list[invented.Cell] = []

    def rows() -> Iterable[dict[str, Any]]:
        for row in invented.enterprises(rng, cells, size):
            places.append(invented.Cell(row["county_code"], row["town_code"], row["grid"]))
            derived = {
                "name_key": name_key(row["name"]),
                "search_text": searched("enterprises", row),
            }
            yield row | derived | {"created_at": _STAMP, "updated_at": _STAMP}

    _insert(connection, "enterprises", rows())
    return places


def _add_people(
    connection: Connection, rng: Random, cells: invented.Cells, size: int, role: str
) -> dict[int, invented.Cell]:
    """The people of a role by id, each with where the post is."""
    (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM liaisons").fetchone()
    rows = list(invented.people(rng, cells, invented.number_of_people(size), role))
    derived = {"created_at": _STAMP, "updated_at": _STAMP}
    _insert(
        connection,
        "liaisons",
        [row | derived | {"search_text": searched("liaisons", row)} for row in rows],
    )
    return {
        number: invented.Cell(row["county_code"], row["town_code"], row["grid"] or "")
        for number, row in enumerate(rows, start=last + 1)
    }


def _add_pairs(
    connection: Connection, places: _Places, posts: Mapping[str, Mapping[int, Any]]
) -> None:
    """Deal the enterprises out evenly, both sides in the order of their places: mostly near."""
    in_order = sorted(range(len(places)), key=places.__getitem__)
    for role, people in posts.items():
        ids = sorted(people, key=people.__getitem__)
        rows = (
            {
                "enterprise_id": enterprise + 1,
                "role": role,
                "liaison_id": ids[rank * len(ids) // len(places)],
                "started_at": _STAMP,
            }
            for rank, enterprise in enumerate(in_order)
        )
        _insert(connection, "pairings", rows)


def _add_measures(connection: Connection) -> None:
    """Every measure of every enterprise, its state drawn by a multiplication of its number."""
    bound, cases = 0, ""
    for state, hundredths in _STATES.items():
        bound += hundredths
        cases += f" WHEN draw < {bound} THEN '{state}'"
    connection.execute(
        f"""
        INSERT INTO support (enterprise_id, measure_code, due_on, state, note)
        SELECT id, code, due_on, CASE {cases} END, CASE WHEN draw BETWEEN 72 AND 79 THEN '原因' END
          FROM (SELECT e.id, m.code, date(e.tracked_on, '+' || m.default_days || ' days') AS due_on,
                       (e.id * 48271 + m.position * 1566083941) % 2147483647 % 100 AS draw
                  FROM enterprises e CROSS JOIN measures m)
         ORDER BY id, code
        """  # noqa: S608 # our own table of states
    )


def _add_requests(connection: Connection, rng: Random, size: int) -> None:
    """One request of every fifth enterprise; few are left past their due time of three days."""
    states, weights = list(_REQUEST_STATES), list(_REQUEST_STATES.values())
    rows = []
    for enterprise_id in range(1, size + 1, 5):
        status = rng.choices(states, weights)[0]
        is_answered = status in ("settled", "answered")
        submitted = NOW - timedelta(hours=rng.randrange(5, 200 if is_answered else 90))
        answered = iso(submitted + timedelta(hours=5)) if is_answered else None
        rows.append(
            {
                "enterprise_id": enterprise_id,
                "kind": "other",
                "body": "请协助联系。",
                "status": status,
                "submitted_at": iso(submitted),
                "submitted_by": "enterprise",
                "due_at": iso(submitted + timedelta(hours=72)),
                "answered_at": answered,
                "settled_at": answered if status == "settled" else None,
                "rating": rng.randint(3, 5) if status == "settled" else None,
            }
        )
    _insert(connection, "requests", rows)


def _insert(connection: Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        columns = list(batch[0])
        connection.conn.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 # our own names
            f"VALUES ({', '.join(f':{column}' for column in columns)})",
            batch,
        )


def _make_roster(path: Path, size: int, changed: int) -> None:
    """Write the workbook; in the first `changed` rows two cells differ from the unchanged file."""
    rng = Random(invented.SEED)  # noqa: S311 # as above
    cells = invented.cells_for(rng, size)
    language = words(DEFAULT_LANGUAGE)
    names = {row["code"]: row["name"] for row in _named()}
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("名册")
    sheet.append([language(f"fields.enterprises.{key}") for key in ROSTER_COLUMNS])
    for number, row in enumerate(invented.enterprises(rng, cells, size)):
        if number < changed:
            row |= {"employees": row["employees"] + 1, "contact_phone": f"163{number:08d}"}
        row |= {"county": names[row["county_code"]], "town": names[row["town_code"]]}
        row["industry"] = names[row["industry"]]
        row["status"] = language.label("status", row["status"])
        row["resumed_on"] = row["resumed_on"] and date.fromisoformat(row["resumed_on"])
        sheet.append([row[key] for key in ROSTER_COLUMNS])
    workbook.save(path)


def _named() -> list[dict[str, str]]:
    return [*reference.rows_of("areas"), *reference.rows_of("industries")]
