"""The rhythm in which enterprises are to be met."""

from __future__ import annotations

from dataclasses import dataclass

FEWEST_DAYS, MOST_DAYS = 1, 365


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every how many days an enterprise is contacted, and visited."""

    contact_days: int = 7
    visit_days: int = 30
