"""The demonstration city: its workbooks through the real import and pairing, then two weeks."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.errors import InvalidInput
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Action, Actor, Role
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.accounts import add_account
from liaison.services.demo_life import Life
from liaison.services.demo_staffing import let_people_come_and_go
from liaison.services.enterprises import list_enterprises
from liaison.services.guard import open_to_all, requires
from liaison.services.liaisons import list_liaisons
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_runs import apply_pairs
from liaison.services.portal import link_of
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.setup import initialise
from liaison.services.snapshots import take_snapshot
from liaison.store import maintenance, settings
from liaison.store.database import Database, utc_now

DEMO_FOLDER = Path(__file__).resolve().parents[2] / "data" / "demo"
STORY = DEMO_FOLDER / "story.toml"
DEMO_PASSWORD = "demo-huzhou-2026"  # noqa: S105 # printed for everybody, for the demonstration only

WORKBOOKS = ("officers.xlsx", "commissioners.xlsx", "enterprises.xlsx")
FIRST_DAY = date(2026, 11, 10)
LAST_DAY = date(2026, 11, 24)
DISTRICT = "330502"
_MARK = "demo_ready"

Say = Callable[..., None]


@dataclass(frozen=True, slots=True)
class DemoCity:
    """How to look at the city: (role, account name) pairs, all with one password, and a link."""

    accounts: tuple[tuple[Role, str], ...]
    password: str
    link_token: str


class StoryClock:
    """A clock that the story turns, so that every service writes the story's time."""

    def __init__(self) -> None:
        self._moment = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self._moment

    def set(self, day: date, hour: int, minute: int = 0) -> None:
        local = datetime.combine(day, time(hour, minute), CITY_ZONE)
        self._moment = local.astimezone(UTC)


@open_to_all
def is_demo_city(db: Database) -> bool:
    """True for a database that holds the finished city; asked before there are accounts."""
    if not db.exists:
        return False
    db.migrate()
    with db.read() as connection:
        return settings.get(connection, _MARK) is not None


@requires(Action.MAINTAIN)
def make_demo_city(actor: Actor, db: Database, say: Say) -> DemoCity:
    """Build the city in a new database file; `say(event, **values)` hears how far it is.

    The database's clock is set so that the city's today is the story's last day. It is built
    beside its place, so that a build that was broken off leaves nothing in the way of the next.
    """
    if db.exists:
        raise InvalidInput("demo_needs_new_file", path=db.path)
    clock = StoryClock()
    clock.set(FIRST_DAY, 9)
    with tempfile.TemporaryDirectory(dir=_folder_of(db), prefix="demo-city-") as workshop:
        story = Database(Path(workshop) / db.path.name, clock)
        _build(actor, story, clock, say)
        maintenance.copy_to(story, Path(workshop) / "finished.db")
        os.replace(Path(workshop) / "finished.db", db.path)
    return doors(actor, Database(db.path))


def _folder_of(db: Database) -> Path:
    db.path.parent.mkdir(parents=True, exist_ok=True)
    return db.path.parent


def _build(actor: Actor, story: Database, clock: StoryClock, say: Say) -> None:
    initialise(actor, story)
    _import_rosters(actor, story, say)
    _pair(actor, story, say)
    _live(actor, story, clock, say)
    _open_doors(actor, story, clock)


def _import_rosters(actor: Actor, story: Database, say: Say) -> None:
    for name in WORKBOOKS:
        content = (DEMO_FOLDER / name).read_bytes()
        plan = plan_roster_import(actor, story, content, name)
        report = commit_roster_import(actor, story, plan, good_rows_only=True)
        say("demo_imported", file=name, **report.counts)


def _pair(actor: Actor, story: Database, say: Say) -> None:
    proposal = propose_pairs(actor, story)
    apply_pairs(actor, story, proposal)
    filled = {role.value: number for role, number in proposal.filled.items()}
    say("demo_paired", gaps=len(proposal.gaps), **filled)


def _live(actor: Actor, story: Database, clock: StoryClock, say: Say) -> None:
    life = Life(actor, story, clock, STORY, FIRST_DAY, LAST_DAY)
    day = FIRST_DAY
    while day <= LAST_DAY:
        done = life.live(day)
        say("demo_day", day=day, **done)
        if day < LAST_DAY:
            take_snapshot(actor, story, day)
        day += timedelta(days=1)


def _open_doors(actor: Actor, story: Database, clock: StoryClock) -> None:
    """Accounts for each role; the officer and commissioner are those of one enterprise's pair."""
    officer = list_liaisons(actor, story, role=LiaisonRole.OFFICER, area_code=DISTRICT).rows[0]
    filters = EnterpriseFilter(liaison_id=officer.liaison.id)
    enterprise = list_enterprises(actor, story, filters, page_size=1).rows[0]
    assert enterprise.commissioner is not None
    commissioner = next(
        each.liaison
        for each in list_liaisons(actor, story, role=LiaisonRole.COMMISSIONER, page_size=500).rows
        if each.liaison.id == enterprise.commissioner.id
    )
    accounts: tuple[tuple[Role, str, str | None], ...] = (
        (Role.OFFICER, officer.liaison.staff_no, None),
        (Role.COMMISSIONER, commissioner.staff_no, None),
        (Role.OFFICIAL, "demo-official", None),
        (Role.OFFICIAL, "demo-wuxing", DISTRICT),
        (Role.ADMINISTRATOR, "demo-admin", None),
    )
    notes = tomllib.loads(STORY.read_text(encoding="utf-8"))["staffing"]
    let_people_come_and_go(
        actor, story, notes, officer_id=officer.liaison.id, commissioner_id=commissioner.id
    )
    for role, name, area in accounts:
        add_account(actor, story, name, role, password=DEMO_PASSWORD, area_code=area)
    named = [(role.value, name) for role, name, _ in accounts]
    offset = clock() - utc_now()
    with story.write() as connection:
        settings.put(
            connection, _MARK, json.dumps({"accounts": named, "enterprise": enterprise.id})
        )
        settings.put(connection, "clock_offset_seconds", str(int(offset.total_seconds())))


@requires(Action.MAINTAIN)
def doors(actor: Actor, db: Database) -> DemoCity:
    """How to look at a city that was made."""
    with db.read() as connection:
        mark = json.loads(settings.get(connection, _MARK) or "{}")
    accounts = tuple((Role(role), name) for role, name in mark["accounts"])
    return DemoCity(accounts, DEMO_PASSWORD, link_of(actor, db, mark["enterprise"]))
