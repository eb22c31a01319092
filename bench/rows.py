"""A row of the benchmark: a work, its reference, the bar, and what both are measured on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.made import made_city, made_roster, working_copy
from bench.measure import Measured
from liaison.store.database import Database

CITY = 30_000
RERUNS = 20_000
QUICK_CITY, QUICK_PROVINCE, QUICK_RERUNS = 600, 3_000, 100


@dataclass(eq=False)
class Setting:
    """What the rows are measured on; everything is made when it is first asked for.

    `folder` is kept between runs, `scratch` is not. `reruns` are those of many sessions.
    """

    folder: Path
    scratch: Path
    province_size: int
    is_quick: bool = False
    reruns: int = RERUNS

    @property
    def city_size(self) -> int:
        return QUICK_CITY if self.is_quick else CITY

    @cached_property
    def city(self) -> Database:
        return made_city(self.folder, self.city_size)

    @cached_property
    def unpaired_city(self) -> Database:
        return made_city(self.folder, self.city_size, is_paired=False)

    @cached_property
    def province(self) -> Database:
        return made_city(self.folder, self.province_size)

    def roster(self, *, changed: int = 0) -> Path:
        """The workbook of a city's roster, the same for every call but for the changed rows."""
        return made_roster(self.folder, self.city_size, changed)

    def copy(self, db: Database) -> Database:
        """A copy that a row may write into."""
        return working_copy(db, self.scratch)

    def runs(self, number: int) -> int:
        return 1 if self.is_quick else number


@dataclass(frozen=True, slots=True)
class Row:
    """`bar` is the most that ours may be, as a multiple of the reference."""

    key: str
    work: str
    against: str
    bar: float
    measure: Callable[[Setting], Measured]
    unit: str = "s"
