"""Measuring: two works in turn, medians of their times; the peak memory of a work of its own."""

from __future__ import annotations

import gc
import multiprocessing
import re
import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

Work = Callable[[], object]


class NotMeasured(Exception):
    """What a row needs is not to be had here; the reason is for the reader of the table."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of the same run, in seconds, or in MB where memory is measured.

    `details` are figures beside them, by a name that ends in their unit; `note` says in a
    sentence what a reader of the two must know.
    """

    ours: float
    reference: float
    details: Mapping[str, float] = field(default_factory=dict)
    note: str = ""


def interleaved(
    ours: Work, reference: Work, *, runs: int, prepare: Work = lambda: None
) -> Measured:
    """Run both in turn, A B A B …, after one run of each that does not count.

    `prepare` comes before each of ours and is not timed.
    """
    times: tuple[list[float], list[float]] = [], []
    for _ in range(runs + 1):
        prepare()
        times[0].append(_seconds(ours))
        times[1].append(_seconds(reference))
    return Measured(*(statistics.median(each[1:]) for each in times))


def _seconds(work: Work) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_megabytes(work: Callable[[Path], object], path: Path) -> float:
    """The most memory that a fresh process ever held while it did the work, Python included."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_peak_after, work, path).result()


def _peak_after(work: Callable[[Path], object], path: Path) -> float:
    work(path)
    # Not getrusage, which begins with the peak of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024
