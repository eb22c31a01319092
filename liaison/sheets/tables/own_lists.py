"""Lists and reports that this product itself wrote, which are no rosters though they look it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from liaison.domain.vocabulary import MeasureState
from liaison.locales import LANGUAGES, Words, words
from liaison.sheets.reading.reader import Sheet
from liaison.sheets.tables.labels import heading, normalise
from liaison.sheets.writing import area_columns, lists, roster
from liaison.sheets.writing.table_rows import Column

_ROWS_SEARCHED = 6
#: How much of a list's header must be there, and of the labels that no roster has.
_LEAST_SHARE = 0.6
_LEAST_TELLING = 2
#: Lists grow with the areas; a pair such as 项目 and 说明 tells only where nothing is added.
_LEAST_OWN = 1 / 3
_FEW = 4


_LISTS: dict[str, Callable[[Words, lists.Labels], Sequence[Column]]] = {
    "measures": lists.measure_columns,
    "requests": lists.request_columns,
    "workload": lists.workload_columns,
    "area_workload": lists.area_workload_columns,
    "gaps": lists.gap_columns,
    "changes": lists.change_columns,
    "change_counts": lambda speak, labels: lists.change_count_columns(speak),
    "area_figures": lambda speak, labels: area_columns.columns(speak),
}
#: Lists that are known by the keys of their words.
_KEYS = {
    "measure_figures": [
        *(f"workbooks.columns.{each}" for each in ("measure_code", "measure", "unit", "delivered")),
        *(f"labels.state.{state}" for state in MeasureState),
    ],
    "request_figures": [
        "workbooks.columns.request_kind",
        *(
            f"figures.{each}"
            for each in ("requests_received", "settled_rate", "on_time_rate", "satisfaction")
        ),
    ],
    "notes": ["workbooks.notes.topic", "workbooks.notes.text"],
    "guide": [
        f"workbooks.guide.{each}" for each in ("field", "required", "rule", "choices", "synonyms")
    ],
}


class _OwnList(NamedTuple):
    name: str
    labels: frozenset[str]
    #: The labels that stand in no roster.
    telling: frozenset[str]

    def has_header(self, present: Sequence[frozenset[str]]) -> bool:
        """Most of the list's labels are there, and not as a few among many others."""
        found = frozenset[str]().union(*present) & self.labels
        telling = len(found & self.telling)
        own = sum(not readings.isdisjoint(self.labels) for readings in present)
        return (
            telling >= max(_LEAST_TELLING, len(self.telling) * _LEAST_SHARE)
            and len(found) >= len(self.labels) * _LEAST_SHARE
            and own >= len(present) * (_LEAST_OWN if len(self.labels) > _FEW else 1)
        )


def own_list_in(sheet: Sheet) -> str | None:
    """The name of the list that one of the sheet's first rows is the header of."""
    for row in sheet.rows[:_ROWS_SEARCHED]:
        name = own_list_of([heading(cell) for cell in row])
        if name is not None:
            return name
    return None


def own_list_of(labels: Sequence[str]) -> str | None:
    """The name of the list that has this header, None for rosters and everybody else's tables.

    A label of two levels counts by its lower one. The product's own roster and the summary's
    sheet of enterprises are rosters.
    """
    present = [frozenset(readings) for label in labels if (readings := _readings(label))]
    return next((own.name for own in _own_lists() if own.has_header(present)), None)


def _readings(label: str) -> set[str]:
    parts = label.split("/")
    return {normalise("/".join(parts[cut:])) for cut in range(len(parts))} - {""}


@lru_cache
def _own_lists() -> tuple[_OwnList, ...]:
    return tuple(own for language in LANGUAGES for own in _in_language(words(language)))


def _in_language(speak: Words) -> Iterator[_OwnList]:
    labels = lists.Labels({}, {}, {}, {}, defaultdict(dict), "")
    rosters = _plain(
        column.header
        for columns in (roster.roster_columns, lists.enterprise_columns)
        for column in columns(speak, labels)
    )
    for name, columns in _LISTS.items():
        yield _own(name, (column.header for column in columns(speak, labels)), rosters)
    for name, keys in _KEYS.items():
        yield _own(name, map(speak, keys), rosters)


def _own(name: str, labels: Iterable[str], rosters: frozenset[str]) -> _OwnList:
    plain = _plain(labels)
    return _OwnList(name, plain, plain - rosters)


def _plain(labels: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalise, labels)) - {""}
