"""`python -m tests.fuzz CASES SEED` runs cases on all cores, `python -m tests.fuzz FILE` a file."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from multiprocessing import Pool
from pathlib import Path

from tests.fuzz.cases import Outcome, new_database, plan, run_case

_CHUNK = 50


def _say(*lines: object) -> None:
    print(*lines, sep="\n", flush=True)  # noqa: T201 - run by hand


def main() -> None:
    if len(sys.argv) == 2:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(sys.argv[1])
            _say(plan(new_database(Path(folder, "liaison.db")), path.name, path.read_bytes()))
        return
    count, seed = map(int, sys.argv[1:3])
    started, codes = time.monotonic(), Counter[str]()
    chunks = ((seed, range(first, min(first + _CHUNK, count))) for first in range(0, count, _CHUNK))
    with Pool(os.cpu_count()) as pool:
        for outcomes in pool.imap_unordered(_run_chunk, chunks):
            codes.update(outcome.code for outcome in outcomes)
            _show(outcomes)
            if codes.total() % 1_000 < _CHUNK:
                _say(f"{codes.total():,} of {count:,}, {time.monotonic() - started:.0f} s")
    for code, times in codes.most_common():
        _say(f"{times:8,}  {code}")
    sys.exit(1 if codes["failure"] else 0)


def _run_chunk(work: tuple[int, Iterable[int]]) -> list[Outcome]:
    seed, numbers = work
    with tempfile.TemporaryDirectory() as folder:
        database = new_database(Path(folder, "liaison.db"))
        return [run_case(database, seed, number) for number in numbers]


def _show(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.failure:
            _say(outcome.saved_as, outcome.failure)


if __name__ == "__main__":
    main()
