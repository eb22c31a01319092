"""Every figure that is reported, with its formula, once: page, workbook, snapshot and JSON.

A figure is made of counts and sums, so the figure of a total comes from the summed counts of its
parts and never from an average of rates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

NO_VALUE = "—"
SATISFIED_FROM_RATING = 4
#: A change of a rate or a count that is smaller rounds to nothing in the unit that is shown.
STILL = 0.0005


@dataclass(frozen=True, slots=True)
class Figure:
    """A count (`denominator` None) or a rate; a rate over nothing has no value."""

    key: str
    numerator: float
    denominator: float | None = None

    @property
    def is_rate(self) -> bool:
        return self.denominator is not None

    @property
    def value(self) -> float | None:
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None

    @property
    def text(self) -> str:
        """As it is read: a count, a percentage, or a dash."""
        value = self.value
        if value is None:
            return NO_VALUE
        return f"{value:.1%}" if self.is_rate else f"{value:,.0f}"


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted about the enterprises of an area, a kind or a person; `+` adds two.

    `due` leaves out those that do not operate; 一直运营 counts as resumed; `served` are those that
    are open or apply to open, who must have their two people. `…_of_resumed` and `…_paired` look at
    the resumed only. Output and electricity look at the enterprises that report both sides, so
    that the base is comparable: output is weighted by staff (`output_mille` in thousandths of a
    person), electricity in watt-hours, whole numbers that add up without rounding.
    """

    enterprises: int = 0
    due: int = 0
    resumed: int = 0
    served: int = 0
    unpaired: int = 0
    employees: int = 0
    on_duty: int = 0
    employees_of_resumed: int = 0
    on_duty_of_resumed: int = 0
    officer_paired: int = 0
    commissioner_paired: int = 0
    both_paired: int = 0
    output_employees: int = 0
    output_mille: int = 0
    base_power_wh: int = 0
    power_wh: int = 0
    officers: int = 0
    commissioners: int = 0
    requests_received: int = 0
    requests_settled: int = 0
    requests_due: int = 0
    requests_in_time: int = 0
    requests_rated: int = 0
    requests_satisfied: int = 0
    requests_open: int = 0
    requests_overdue: int = 0
    measures_all: int = 0
    measures_done: int = 0
    measures_not_applicable: int = 0
    contacted: int = 0
    visited: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in COUNT_NAMES))

    def __sub__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) - getattr(other, name) for name in COUNT_NAMES))

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, name) for name in COUNT_NAMES)


COUNT_NAMES = tuple(field.name for field in fields(Counts))


def counts_of(numbers: Mapping[str, int]) -> Counts:
    """The counts among some numbers by name; those that are missing are nothing."""
    return Counts(**{name: numbers[name] for name in COUNT_NAMES if name in numbers})


def numbers_of(counts: Counts) -> dict[str, int]:
    """The numbers by name that are not nothing, from which `counts_of` makes the same."""
    return {name: number for name in COUNT_NAMES if (number := getattr(counts, name))}


def total(parts: Iterable[Counts]) -> Counts:
    """The counts of the whole."""
    return sum(parts, start=Counts())


_Count = Callable[[Counts], float]

_PLAIN: dict[str, _Count] = {
    "enterprises": lambda c: c.enterprises,
    "due": lambda c: c.due,
    "resumed": lambda c: c.resumed,
    "served": lambda c: c.served,
    "unpaired": lambda c: c.unpaired,
    "employees": lambda c: c.employees,
    "employees_on_duty": lambda c: c.on_duty,
    "officers": lambda c: c.officers,
    "commissioners": lambda c: c.commissioners,
    "requests_received": lambda c: c.requests_received,
    "requests_settled": lambda c: c.requests_settled,
    "requests_open": lambda c: c.requests_open,
    "requests_overdue": lambda c: c.requests_overdue,
}

_RATES: dict[str, tuple[_Count, _Count]] = {
    "resumption_rate": (lambda c: c.resumed, lambda c: c.due),
    "staff_return_rate": (lambda c: c.on_duty, lambda c: c.employees),
    "staff_return_rate_of_resumed": (
        lambda c: c.on_duty_of_resumed,
        lambda c: c.employees_of_resumed,
    ),
    "output_rate": (lambda c: c.output_mille / 1000, lambda c: c.output_employees),
    "power_rate": (lambda c: c.power_wh / 1000, lambda c: c.base_power_wh / 1000),
    "officer_coverage": (lambda c: c.officer_paired, lambda c: c.resumed),
    "commissioner_coverage": (lambda c: c.commissioner_paired, lambda c: c.resumed),
    "pair_coverage": (lambda c: c.both_paired, lambda c: c.resumed),
    "measures_delivered": (
        lambda c: c.measures_done,
        lambda c: c.measures_all - c.measures_not_applicable,
    ),
    "settled_rate": (lambda c: c.requests_settled, lambda c: c.requests_received),
    "on_time_rate": (lambda c: c.requests_in_time, lambda c: c.requests_due),
    "satisfaction": (lambda c: c.requests_satisfied, lambda c: c.requests_rated),
    "contact_rhythm": (lambda c: c.contacted, lambda c: c.served),
    "visit_rhythm": (lambda c: c.visited, lambda c: c.served),
}

FIGURE_KEYS = (*_PLAIN, *_RATES)
#: Figures that are not counted by industry or size, where the measures are too many to join.
MEASURE_FIGURES = ("measures_delivered",)
#: Figures that say nothing of a person's or a unit's enterprises.
PEOPLE_FIGURES = ("officers", "commissioners")
#: Figures of requests, which are with a person and not with an enterprise's pair.
REQUEST_FIGURES = (
    *("requests_received", "requests_settled", "requests_open", "requests_overdue"),
    *("settled_rate", "on_time_rate", "satisfaction"),
)


def figure(key: str, counts: Counts) -> Figure:
    """One figure by its key."""
    if key in _PLAIN:
        return Figure(key, _PLAIN[key](counts))
    numerator, denominator = _RATES[key]
    return Figure(key, numerator(counts), denominator(counts))


def figures_of(counts: Counts) -> dict[str, Figure]:
    """Every figure, by key."""
    return {key: figure(key, counts) for key in FIGURE_KEYS}


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an area at an instant, and those of the day before where they were kept."""

    area_code: str
    as_of: datetime | date
    figures: Mapping[str, Figure]
    before: Mapping[str, Figure] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Figure:
        return self.figures[key]

    @property
    def is_past(self) -> bool:
        """True where these are of the end of a day and not of an instant."""
        return not isinstance(self.as_of, datetime)

    @property
    def day(self) -> date:
        """The day, for those of the past."""
        return self.as_of.date() if isinstance(self.as_of, datetime) else self.as_of

    def change(self, key: str) -> float | None:
        """What was added to the value since the day before; None where either is missing."""
        return change(self.figures.get(key), self.before.get(key))


def change(now: Figure | None, before: Figure | None) -> float | None:
    """The difference of the values, None where there is none."""
    if now is None or before is None or now.value is None or before.value is None:
        return None
    return now.value - before.value


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line of the table that is handed in; `parent` is a town's county, codes '' are unfilled.

    `resumed_change` is the change of the resumed since the day before. A row of a unit or person
    has the role that they are counted in, with code '' for what nobody of that role has; the
    person's code is the id. `is_listed` is False where no list has just these enterprises: those
    of an open place, and of a town that lies partly in another county.
    """

    code: str
    parent: str | None
    name: str
    figures: Mapping[str, Figure]
    resumed_change: float | None = None
    role: str | None = None
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class MeasureProgress:
    """How far one measure is: enterprises by state, overdue among them, change of the done."""

    code: str
    title: str
    unit: str
    states: Mapping[str, int]
    overdue: int
    done_change: float | None

    @property
    def delivered(self) -> Figure:
        return measure_figure(self.code, self.states)


def measure_figure(code: str, states: Mapping[str, int]) -> Figure:
    """One measure's delivery: done over all that it applies to."""
    applies = sum(states.values()) - states.get("not_applicable", 0)
    return Figure(measure_key(code), states.get("done", 0), applies)


def measure_key(code: str) -> str:
    """The key under which a measure's delivery is kept."""
    return f"measure.{code}"
