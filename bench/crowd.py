"""Two hundred officers at work on one server: how long each waits, and what the server holds.

Each has an account and a socket of its own, opens its list and its enterprises, saves a measure
now and then, and thinks in between: exponentially long, five seconds on average. A wait is the
time from asking for a rerun to the message that ends it, as the browser sees it. One run serves
all the rows: its times and its memory are those of the same 20,000 reruns.
"""

from __future__ import annotations

import asyncio
import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from bench.invented import SEED
from bench.measure import Measured, NotMeasured
from bench.officer import Officer
from bench.pages import turn_clock_back
from bench.process import Clock, Memory, Shares, memory_of
from bench.rows import Row, Setting
from bench.server import Server, serve_tracker
from bench.wire import open_wire
from liaison.domain.roles import OPERATOR, Role
from liaison.services.accounts import add_account
from liaison.store.database import Database
from tests.running_app import PASSWORD, Visitor

_WAIT_SECONDS, _MEMORY_MB, _GROWTH = 0.1, 500.0, 1.05
_SAMPLES_A_RUN = 200


@dataclass(frozen=True, slots=True)
class Size:
    """How many sessions, how long each thinks on average, and how many reruns are measured."""

    sessions: int
    think_seconds: float
    reruns: int

    @property
    def warm_up(self) -> int:
        """The reruns before those that count: thirty seconds of them."""
        return 6 * self.sessions


@dataclass
class Day:
    """What a run of so many reruns tells; the memory is sampled all along it."""

    size: Size
    memory_at_start: Memory
    memory_before: Memory
    waits: list[float] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    memory: list[Memory] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    saves: int = 0

    @property
    def is_over(self) -> bool:
        return len(self.waits) >= self.size.warm_up + self.size.reruns

    @property
    def measured(self) -> Sequence[float]:
        return self.waits[self.size.warm_up :][: self.size.reruns]

    @property
    def shares(self) -> Shares:
        return Shares.between(self.clocks[0], self.clocks[-1])

    def note_wait(self, seconds: float, pid: int) -> None:
        """Keep a wait; at even distances, what the server holds by then."""
        self.waits.append(seconds)
        counted = len(self.waits) - self.size.warm_up
        if counted >= 0 and counted % max(1, self.size.reruns // _SAMPLES_A_RUN) == 0:
            self.memory.append(memory_of(pid))
            self.clocks.append(Clock.read(pid))


@cache
def day_of_work(setting: Setting) -> Day:
    """One run for all the rows of a setting."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise NotMeasured("what a process takes is read from /proc, which only Linux has")
    size = Size(10, 0.05, setting.reruns) if setting.is_quick else Size(200, 5.0, setting.reruns)
    db = setting.copy(setting.city)
    turn_clock_back(db)
    portfolios = _portfolios(db, size.sessions)
    for number in portfolios:
        add_account(
            OPERATOR, db, _account(number), Role.OFFICER, password=PASSWORD, liaison_id=number
        )
    log = setting.scratch / "crowd.log"
    with serve_tracker(db.path, log) as server:
        at_start = memory_of(server.pid)
        cookies = {number: _signed_in(server.url, number) for number in portfolios}
        day = asyncio.run(_work(server, size, at_start, portfolios, cookies))
    assert _saved(db) == day.saves, f"{day.saves} presses, {_saved(db)} saves"
    assert "Traceback" not in log.read_text(encoding="utf-8"), log.read_text(encoding="utf-8")
    return day


def _portfolios(db: Database, people: int) -> dict[int, dict[int, str]]:
    """The enterprises, id and name, of officers who are spread over the city."""
    with db.read() as connection:
        rows = connection.execute(
            """SELECT p.liaison_id, e.id, e.name
                 FROM pairings p JOIN enterprises e ON e.id = p.enterprise_id
                WHERE p.role = 'officer' AND p.ended_at IS NULL ORDER BY 1, 2"""
        ).fetchall()
    found: dict[int, dict[int, str]] = {}
    for number, enterprise_id, name in rows:
        found.setdefault(number, {})[enterprise_id] = name
    every = list(found)
    return {number: found[number] for number in every[:: len(every) // people][:people]}


def _account(number: int) -> str:
    return f"officer {number}"


def _signed_in(url: str, number: int) -> Mapping[str, str | None]:
    """The cookies of a browser in which the officer has signed in."""
    with Visitor(url) as visitor:
        assert visitor.sign_in(_account(number), PASSWORD).status_code == 303
        return visitor.cookies.get_dict()


async def _work(
    server: Server,
    size: Size,
    at_start: Memory,
    portfolios: Mapping[int, Mapping[int, str]],
    cookies: Mapping[int, Mapping[str, str | None]],
) -> Day:
    officers = []
    for number, names in portfolios.items():
        wire = await open_wire(server.url, cookies[number])
        rng = Random(SEED + number)  # noqa: S311 # it must repeat, nothing is secret
        officers.append(Officer(server.url, wire, names, rng))
        await officers[-1].open_list()
    day = Day(size, at_start, memory_of(server.pid))
    async with asyncio.TaskGroup() as group:
        for officer in officers:
            group.create_task(_live(officer, day, server.pid))
    for officer in officers:
        officer.wire.close()
    day.saves = sum(officer.saves for officer in officers)
    return day


async def _live(officer: Officer, day: Day, pid: int) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + officer.rng.expovariate(1 / day.size.think_seconds)
        await asyncio.sleep(due - loop.time())
        if day.is_over:
            return
        day.lateness.append(loop.time() - due)
        day.note_wait(await officer.next(), pid)


def _saved(db: Database) -> int:
    with db.read() as connection:
        query = "SELECT COUNT(*) FROM history WHERE action = 'support.set'"
        return int(connection.execute(query).fetchone()[0])


def wait(setting: Setting) -> Measured:
    """The wait that one rerun in twenty exceeds, those of the first half minute left out."""
    day = day_of_work(setting)
    clocks, seconds = day.clocks, day.clocks[-1].wall - day.clocks[0].wall
    hundredths = statistics.quantiles(day.measured, n=100)
    late = statistics.quantiles(day.lateness, n=100)[94]
    shares = day.shares
    details = {
        "sessions": day.size.sessions,
        "think_s": day.size.think_seconds,
        "reruns": len(day.measured),
        "saves": day.saves,
        "p50_ms": hundredths[49] * 1000,
        "p95_ms": hundredths[94] * 1000,
        "max_ms": max(day.measured) * 1000,
        "reruns_per_second": len(day.measured) / seconds,
        "server_cpu_per_rerun_ms": (clocks[-1].server - clocks[0].server)
        / len(day.measured)
        * 1000,
        "server_processors": shares.server,
        "generator_processors": shares.own,
        "others_processors": shares.others,
        "generator_late_p95_ms": late * 1000,
    }
    return Measured(hundredths[94], _WAIT_SECONDS, details, _doubt(shares, late))


def _doubt(shares: Shares, late: float) -> str:
    """Why the waits may be the machine's or the generator's and not the server's, if they may."""
    if shares.server + shares.own + shares.others > 0.9 * (os.cpu_count() or 1):
        return (
            "The machine was full: server, load generator and others waited for one another, "
            "which these waits cannot tell apart."
        )
    if late > _WAIT_SECONDS / 10:
        return "The load generator itself was late: the waits are too long by about as much."
    return ""


def memory(setting: Setting) -> Measured:
    """The most that the server held, of all the samples of the run."""
    day = day_of_work(setting)
    samples = [day.memory_at_start, day.memory_before, *day.memory]
    details = {
        "at_start_mb": day.memory_at_start.rss,
        "sessions_up_mb": day.memory_before.rss,
        "at_end_mb": day.memory[-1].rss,
        "pss_at_end_mb": day.memory[-1].pss,
    }
    return Measured(max(each.rss for each in samples), _MEMORY_MB, details)


def flatness(setting: Setting) -> Measured:
    """The mean of the last quarter of the reruns over that of the second."""
    samples = [each.rss for each in day_of_work(setting).memory]
    quarter = len(samples) // 4
    quarters = [
        statistics.mean(samples[at : at + quarter]) for at in range(0, 4 * quarter, quarter)
    ]
    names = ("first_quarter_mb", "second_quarter_mb", "third_quarter_mb", "last_quarter_mb")
    return Measured(quarters[3], quarters[1], dict(zip(names, quarters, strict=True)))


ROWS = (
    Row("crowd_wait", "p95 of 200 sessions, 5 s think", "what it may take", 1.0, wait),
    Row("crowd_memory", "memory of the server for them", "what it may take", 1.0, memory, "MB"),
    Row(
        "crowd_flat",
        "its last quarter of 20,000 reruns",
        "its second quarter",
        _GROWTH,
        flatness,
        "MB",
    ),
)
