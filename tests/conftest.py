"""A real database with reference data, a clock to turn, and factories for what tests need."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from liaison.domain.identity import ALPHABET, check_character, name_key
from liaison.domain.roles import Actor, Role
from liaison.domain.vocabulary import LiaisonRole
from liaison.store import reference
from liaison.store.database import Database, iso
from liaison.store.search import search_text

# A busy machine is slow, and that is no fault of what is tested.
settings.register_profile("no test asserts a time", deadline=None)
settings.load_profile("no test asserts a time")


class _Scheduling(LoadScopeScheduling):
    """The browser tests share a server and a browser, so one worker runs them all.

    xdist's own groups say the same, but its 3.8 does not find them under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _Scheduling | None:
    return _Scheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


class Clock:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **duration: float) -> None:
        self.moment += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def seeded_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated and seeded database file, made once and copied for each test."""
    path = tmp_path_factory.mktemp("seed") / "liaison.db"
    database = Database(path)
    database.migrate()
    with database.write() as connection:
        reference.seed(connection)
    with database.read() as connection:
        connection.conn.rollback()
        connection.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


@pytest.fixture
def db(tmp_path: Path, seeded_database: bytes, clock: Clock) -> Database:
    path = tmp_path / "liaison.db"
    path.write_bytes(seeded_database)
    return Database(path, clock)


def credit_code(number: int, region: str = "330502") -> str:
    """A valid invented credit code for a number."""
    digits = ""
    for _ in range(9):
        number, remainder = divmod(number, len(ALPHABET))
        digits = ALPHABET[remainder] + digits
    body = f"91{region}{digits}"
    return body + check_character(body)


_serial = iter(range(1, 10**9))


def make_enterprise(db: Database, **fields: Any) -> int:
    """Insert an enterprise in 织里镇 that has partly resumed, unless the fields say otherwise."""
    serial = next(_serial)
    row: dict[str, Any] = {
        "name": f"湖州试样{serial}号纺织有限公司",
        "uscc": credit_code(serial),
        "county_code": "330502",
        "town_code": "330502100",
        "status": "partial",
        "filing_status": "approved",
        "employees": 100,
        "employees_on_duty": 60,
        "created_at": iso(db.now()),
        "updated_at": iso(db.now()),
    } | fields
    row.setdefault("name_key", name_key(row["name"]))
    phone = row.get("contact_phone")
    row.setdefault("search_text", search_text(row["name"], row["uscc"], phone))
    with db.write() as connection:
        return int(connection.table("enterprises").insert(row).last_pk)


def make_liaison(db: Database, role: str = "officer", **fields: Any) -> int:
    """Insert an officer of 织里派出所, or a commissioner, who is on duty and takes 30."""
    serial = next(_serial)
    row: dict[str, Any] = {
        "role": role,
        "staff_no": f"{role[0].upper()}{serial:05d}",
        "name": f"试样{serial}",
        "unit": "织里派出所" if role == "officer" else "织里镇人民政府",
        "county_code": "330502",
        "town_code": "330502100",
        "phone": f"139{serial % 10**8:08d}",
        "capacity": 30,
        "created_at": iso(db.now()),
        "updated_at": iso(db.now()),
    } | fields
    row.setdefault("search_text", search_text(row["name"], row["staff_no"], row["phone"]))
    with db.write() as connection:
        return int(connection.table("liaisons").insert(row).last_pk)


def make_pair(db: Database, enterprise_id: int, liaison_id: int) -> int:
    """Put a person in charge of an enterprise, in the person's own role."""
    with db.write() as connection:
        role = connection.execute(
            "SELECT role FROM liaisons WHERE id = ?", [liaison_id]
        ).fetchone()[0]
        row = {
            "enterprise_id": enterprise_id,
            "role": role,
            "liaison_id": liaison_id,
            "started_at": iso(db.now()),
        }
        return int(connection.table("pairings").insert(row).last_pk)


def official_of(area_code: str | None) -> Actor:
    return Actor(name="official", role=Role.OFFICIAL, area_code=area_code)


def liaison_actor(liaison_id: int, role: str = "officer") -> Actor:
    return Actor(name=f"{role}-{liaison_id}", role=Role(LiaisonRole(role)), liaison_id=liaison_id)


def enterprise_actor(enterprise_id: int) -> Actor:
    return Actor(name="enterprise", role=Role.ENTERPRISE, enterprise_id=enterprise_id)


@pytest.fixture
def administrator() -> Actor:
    return Actor(name="administrator", role=Role.ADMINISTRATOR)
