"""What a process takes: its memory, its time on the processors, and what the others leave it."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes that a process holds: resident, and with what it shares divided by its sharers."""

    rss: float
    pss: float


def memory_of(pid: int) -> Memory:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = dict(re.findall(r"^(Rss|Pss):\s+(\d+) kB", text, flags=re.MULTILINE))
    return Memory(int(found["Rss"]) / 1024, int(found["Pss"]) / 1024)


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds at one moment: of the wall, of the server, of this process, of all processes."""

    wall: float
    server: float
    own: float
    all: float

    @classmethod
    def read(cls, server_pid: int) -> Clock:
        # The name of the command may hold spaces, so fields are counted from its end.
        stat = Path(f"/proc/{server_pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        server = sum(map(int, stat.split()[11:13])) / _TICKS
        user, nice, system, _idle, _waiting, *rest = map(
            int, Path("/proc/stat").read_text(encoding="ascii").split()[1:9]
        )
        busy = (user + nice + system + sum(rest)) / _TICKS
        return cls(time.perf_counter(), server, time.process_time(), busy)


@dataclass(frozen=True, slots=True)
class Shares:
    """Processors that were busy on average: with the server, with this process, with others."""

    server: float
    own: float
    others: float

    @classmethod
    def between(cls, start: Clock, end: Clock) -> Shares:
        wall = end.wall - start.wall
        server, own = (end.server - start.server) / wall, (end.own - start.own) / wall
        return cls(server, own, max(0.0, (end.all - start.all) / wall - server - own))
