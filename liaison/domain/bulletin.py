"""The day's bulletin: what it knows of an area and of the areas in it, and which stand out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from liaison.domain.indicators import STILL, AreaRow, Figure, Figures, change
from liaison.domain.vocabulary import LiaisonRole

#: A rate over fewer than these is told with its numbers: one more or less moves it by much.
FEW = 10
#: What is lacking is told in this order.
ROLES = (LiaisonRole.COMMISSIONER, LiaisonRole.OFFICER)
OVERDUE = "measures_overdue"

Parts = Literal["county", "town"]


def gap_key(role: str) -> str:
    """The key under which the missing people of a role are kept."""
    return f"gaps.{role}"


def overdue_key(code: str) -> str:
    """The key under which a measure's late enterprises are kept, where there are any."""
    return f"overdue.{code}"


@dataclass(frozen=True, slots=True)
class Attention:
    """What waits for somebody in an area; None where the day did not keep it."""

    gaps: Mapping[LiaisonRole, int | None] = field(default_factory=dict)
    measures: int | None = None
    requests: int | None = None

    @property
    def counts(self) -> tuple[int | None, ...]:
        """Missing people in the order of ROLES, late measures, late requests."""
        return (*(self.gaps.get(role) for role in ROLES), self.measures, self.requests)


@dataclass(frozen=True, slots=True)
class Standing:
    """An area: its row of the table, its figures of the day before, what waits there."""

    row: AreaRow
    before: Mapping[str, Figure]
    attention: Attention

    def change(self, key: str) -> float | None:
        return change(self.row.figures.get(key), self.before.get(key))


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """A measure: its delivery, what was done since the day before, how many are late."""

    code: str
    title: str
    unit: str
    delivered: Figure
    done_change: float | None
    overdue: int | None


@dataclass(frozen=True, slots=True)
class LateMeasure:
    """A measure of an enterprise that was late at the bulletin's time and is still open."""

    enterprise_id: int
    enterprise: str
    place: str
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class LateRequest:
    """A request that was late at the bulletin's time and still has no answer."""

    enterprise_id: int
    enterprise: str
    place: str
    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """Everything that the bulletin of an area says, in the language of its names.

    It tells of `day` at its end, or of `made_at` where the day still runs (`is_past` False).
    `whole` is the area itself, `areas` those in it: counties of a city, towns of a county.
    """

    area_code: str
    area: str
    parts: Parts
    day: date
    made_at: datetime
    is_past: bool
    whole: Standing
    areas: Sequence[Standing]
    measures: Sequence[MeasureStanding]
    late_measures: Sequence[LateMeasure]
    late_requests: Sequence[LateRequest]

    @property
    def figures(self) -> Figures:
        """The area's figures with those of the day before."""
        as_of = self.day if self.is_past else self.made_at
        return Figures(self.area_code, as_of, self.whole.row.figures, self.whole.before)

    @property
    def rows(self) -> list[AreaRow]:
        """The table that is handed in, the total last."""
        return [*(each.row for each in self.areas), self.whole.row]

    @property
    def knows_day_before(self) -> bool:
        return bool(self.whole.before)

    @property
    def waiting(self) -> list[Standing]:
        """The areas in which anything waits for somebody."""
        return [each for each in self.areas if any(each.attention.counts)]


@dataclass(frozen=True, slots=True)
class Extremes:
    """The areas that stand at both ends, all that share the end; empty where none stands out.

    `level` is what all have where they do not differ as it is read; one area alone has no end.
    """

    highest: Sequence[Standing] = ()
    lowest: Sequence[Standing] = ()
    level: float | None = None

    @property
    def says_nothing(self) -> bool:
        return not self.highest and not self.lowest and self.level is None


def extremes(areas: Sequence[Standing], key: str) -> Extremes:
    """The best and the worst by a rate, as it is read; areas with nothing to rate are left out."""
    return _ends(areas, lambda area: _shown(_value(area, key)))


def movements(areas: Sequence[Standing], key: str) -> Extremes:
    """The biggest rise and the biggest fall of a rate since the day before."""
    found = _ends(areas, lambda area: _moved(area.change(key)))
    rises = found.highest and (_moved(found.highest[0].change(key)) or 0) > 0
    falls = found.lowest and (_moved(found.lowest[0].change(key)) or 0) < 0
    return Extremes(found.highest if rises else (), found.lowest if falls else (), found.level)


def _ends(areas: Sequence[Standing], measured: Callable[[Standing], float | None]) -> Extremes:
    values = {id(each): value for each in areas if (value := measured(each)) is not None}
    if len(values) < 2:
        return Extremes()
    top, bottom = max(values.values()), min(values.values())
    if top == bottom:
        return Extremes(level=top)
    return Extremes(
        [each for each in areas if values.get(id(each)) == top],
        [each for each in areas if values.get(id(each)) == bottom],
    )


def _value(area: Standing, key: str) -> float | None:
    figure = area.row.figures.get(key)
    return None if figure is None else figure.value


def _shown(value: float | None) -> float | None:
    """A rate to the digit that is read, so that what reads the same counts as the same."""
    return None if value is None else float(f"{value * 100:.1f}")


def _moved(difference: float | None) -> float | None:
    """A difference of rates as it is read, nothing where it rounds to nothing."""
    if difference is None:
        return None
    return 0.0 if abs(difference) < STILL else float(f"{difference * 100:.1f}")
