"""Numbers in a statement: the inside of an SQL list, and its parameters by name."""

from __future__ import annotations

from collections.abc import Iterable


def marked(numbers: Iterable[int], name: str = "id") -> tuple[str, dict[str, object]]:
    """`:id0, :id1, …` and what they stand for; NULL, which nothing equals, for no number."""
    values: dict[str, object] = {
        f"{name}{position}": each for position, each in enumerate(sorted(set(numbers)))
    }
    return ", ".join(f":{key}" for key in values) or "NULL", values
