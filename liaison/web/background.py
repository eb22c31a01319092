"""Long work in a thread of its own, with how far it is and a way to call it off."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import Generic, TypeVar

from liaison.domain.errors import Cancelled
from liaison.domain.progress import Report, Stage

T = TypeVar("T")

# Python runs one of them at a time anyway; more than this would only fill the memory.
_workers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="work")


@dataclass(frozen=True, slots=True)
class HowFar:
    """The stage, its rows, and the seconds since the stage began."""

    stage: Stage = Stage.READ
    done: int = 0
    total: int | None = None
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Rows a second, 0 before any is done."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """What is left of the stage, None where that cannot be told."""
        if not self.total or not self.rate:
            return None
        return (self.total - self.done) / self.rate


class Job(Generic[T]):
    """One piece of work, begun at once; it touches no page, so it outlives a rerun.

    `refusal` names the sentence of work that was called off.
    """

    def __init__(self, work: Callable[[Report], T], *, refusal: str = "import_cancelled") -> None:
        self._refusal = refusal
        self._cancelled = Event()
        self._how_far = HowFar()
        self._stage_began = time.monotonic()
        self._future: Future[T] = _workers.submit(work, self._report)

    def _report(self, stage: Stage, done: int, total: int | None) -> None:
        if self._cancelled.is_set():
            raise Cancelled(self._refusal)
        now = time.monotonic()
        if stage is not self._how_far.stage:
            self._stage_began = now
        self._how_far = HowFar(stage, done, total, now - self._stage_began)

    @property
    def how_far(self) -> HowFar:
        return self._how_far

    @property
    def is_done(self) -> bool:
        return self._future.done()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def wait(self, seconds: float) -> bool:
        """Give short work the time to end; True when it has."""
        return bool(wait([self._future], timeout=seconds).done)

    def cancel(self) -> None:
        """Ask the work to stop at its next thousand rows; nothing of it is kept.

        Work that still waits for others to end is not begun.
        """
        self._cancelled.set()
        self._future.cancel()

    def result(self) -> T:
        """What came of it, waited for; an error of the work is raised here."""
        if self._future.cancelled():
            raise Cancelled(self._refusal)
        return self._future.result()
