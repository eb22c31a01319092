"""How far a long piece of work has come, told while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")

_STEP = 1_000


class Stage(StrEnum):
    """The parts of an import, in their order."""

    READ = "read"
    CHECK = "check"
    COMPARE = "compare"
    WRITE = "write"


Report = Callable[[Stage, int, int | None], None]
"""Takes the stage, the rows done in it, and how many there are where that is known.

It may raise Cancelled, which ends the work and leaves nothing of it.
"""


def silent(stage: Stage, done: int, total: int | None) -> None:
    """Tell nobody."""


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
