"""Python's search for cycles, out of the way while a roster's rows are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting_collector() -> Iterator[None]:
    """Let the collector rest: it would go through all rows again and again, and they stay.

    A tenth of an import went into it. What ends as a cycle meanwhile is found afterwards.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
