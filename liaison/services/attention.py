"""What waits for somebody, area by area: counted now, and kept with each day's figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from liaison.domain.bulletin import OVERDUE, ROLES, Attention, gap_key, overdue_key
from liaison.domain.indicators import AreaRow, Figure
from liaison.domain.vocabulary import LiaisonRole
from liaison.store import figures, gaps
from liaison.store.database import Connection
from liaison.store.figures import Place
from liaison.store.scope import Condition

_Key = TypeVar("_Key", bound=str)
_Counted = Mapping[Place, Mapping[_Key, int]]


class Waiting:
    """Missing people and late measures by place, read once; `where` is on `e`."""

    def __init__(self, connection: Connection, where: Condition, today: date) -> None:
        self.lacking = gaps.counts_by_place(connection, where)
        self.late = figures.overdue_by_place(connection, where, today)

    def of_row(self, row: AreaRow) -> Attention:
        """What waits in a county, or in a town as far as it lies in the row's county."""
        if row.parent is None:
            return self._attention(row, lambda place: place[0] == row.code)
        return self._attention(row, lambda place: place == (row.parent, row.code))

    def of_all(self, row: AreaRow) -> Attention:
        """What waits everywhere that was read; `row` is that of the whole."""
        return self._attention(row, lambda _: True)

    def _attention(self, row: AreaRow, here: Callable[[Place], bool]) -> Attention:
        lacking = _added(self.lacking, here)
        return Attention(
            gaps={role: lacking.get(role, 0) for role in ROLES},
            measures=sum(_added(self.late, here).values()),
            requests=_whole(row.figures, "requests_overdue"),
        )

    def figures(self, areas_of: Callable[[Place], Iterable[str]]) -> dict[str, list[Figure]]:
        """What a day keeps of each area that has any, so that its bulletin can be made later."""
        lacking, late = _by_area(self.lacking, areas_of), _by_area(self.late, areas_of)
        return {
            area: attention_figures(lacking.get(area, {}), late.get(area, {}))
            for area in {*lacking, *late}
        }


def attention_figures(lacking: Mapping[LiaisonRole, int], late: Mapping[str, int]) -> list[Figure]:
    """Missing people by role and late measures by code, as figures that a day keeps."""
    return [
        *(Figure(gap_key(role), lacking.get(role, 0)) for role in ROLES),
        Figure(OVERDUE, sum(late.values())),
        *(Figure(overdue_key(code), number) for code, number in late.items()),
    ]


def _by_area(
    counted: _Counted[_Key], areas_of: Callable[[Place], Iterable[str]]
) -> dict[str, dict[_Key, int]]:
    found: defaultdict[str, dict[_Key, int]] = defaultdict(dict)
    for place, numbers in counted.items():
        for area in areas_of(place):
            for key, number in numbers.items():
                found[area][key] = found[area].get(key, 0) + number
    return dict(found)


def _added(counted: _Counted[_Key], here: Callable[[Place], bool]) -> dict[_Key, int]:
    added: dict[_Key, int] = {}
    for numbers in (each for place, each in counted.items() if here(place)):
        for key, number in numbers.items():
            added[key] = added.get(key, 0) + number
    return added


def kept_attention(kept: Mapping[str, Figure]) -> Attention:
    """What waited at the end of a day, as far as the day kept it."""
    return Attention(
        gaps={role: _whole(kept, gap_key(role)) for role in ROLES},
        measures=_whole(kept, OVERDUE),
        requests=_whole(kept, "requests_overdue"),
    )


def kept_late(kept: Mapping[str, Figure], code: str) -> int | None:
    """How many a measure was late for at the end of a day, None where it was not kept."""
    if OVERDUE not in kept:
        return None
    return _whole(kept, overdue_key(code)) or 0


def _whole(found: Mapping[str, Figure], key: str) -> int | None:
    return int(found[key].numerator) if key in found else None
