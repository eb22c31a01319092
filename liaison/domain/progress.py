"""How far a long piece of work has come, told while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")

_STEP = 1_000


class Stage(StrEnum):
    """The parts of an import in their order, and the making of a file."""

    READ = "read"
    CHECK = "check"
    COMPARE = "compare"
    WRITE = "write"
    MAKE = "make"


Report = Callable[[Stage, int, int | None], None]
"""Takes the stage, the rows done in it, and how many there are where that is known.

It may raise Cancelled, which ends the work and leaves nothing of it.
"""


def silent(stage: Stage, done: int, total: int | None) -> None:
    """Tell nobody."""


def told(rows: Iterable[T], total: int, report: Report) -> Iterator[T]:
    """The rows of a file that is being made, with word of how many there are every thousand."""
    report(Stage.MAKE, 0, total)
    done = 0
    for step in in_steps(rows):
        yield from step
        done += len(step)
        report(Stage.MAKE, done, total)


def in_steps(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows in lists of a thousand."""
    step: list[T] = []
    for row in rows:
        step.append(row)
        if len(step) == _STEP:
            yield step
            step = []
    if step:
        yield step
