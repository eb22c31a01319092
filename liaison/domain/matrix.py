"""The measure matrix: how one measure stands in one area, and the colour that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, get_args

from liaison.domain.filters import MeasureQuestion
from liaison.domain.indicators import Figure, measure_figure
from liaison.domain.vocabulary import OPEN_STATES, MeasureState

#: From this share of late or blocked ones on, a cell is red.
RED_FROM_SHARE = 0.1

_DONE, _IN_PROGRESS, _NOT_STARTED, _BLOCKED, _NOT_APPLICABLE = (
    MeasureState.DONE,
    MeasureState.IN_PROGRESS,
    MeasureState.NOT_STARTED,
    MeasureState.BLOCKED,
    MeasureState.NOT_APPLICABLE,
)
#: The lists behind a cell, the one that presses most first.
QUESTIONS: tuple[MeasureQuestion, ...] = (
    *("overdue", _BLOCKED, _NOT_STARTED),
    *(_IN_PROGRESS, _DONE, _NOT_APPLICABLE),
)
#: What a cell tells: how much is delivered, or how many one question finds.
MatrixTopic = Literal["delivered"] | MeasureQuestion
TOPICS: tuple[MatrixTopic, ...] = ("delivered", *QUESTIONS)
#: The parts of a cell's bar from left to right; what is late stands once, blocked or not.
BAR: tuple[MeasureQuestion, ...] = (
    *(_DONE, _IN_PROGRESS, "overdue"),
    *(_BLOCKED, _NOT_STARTED, _NOT_APPLICABLE),
)

MatrixSort = Literal["urgency", "name"]
MATRIX_SORTS: tuple[MatrixSort, ...] = get_args(MatrixSort)


class CellColour(StrEnum):
    """How a cell is coloured."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class MeasureCell:
    """A measure in an area: enterprises by state, and which of each state are past the due date.

    Cells add up; those of several measures count measures and not enterprises.
    """

    states: Mapping[str, int] = field(default_factory=dict)
    late: Mapping[str, int] = field(default_factory=dict)

    def count(self, question: MeasureQuestion) -> int:
        """How many are in a state or, whatever their open state, late."""
        if question == "overdue":
            return sum(self.late.values())
        return self.states.get(question, 0)

    @property
    def tracked(self) -> int:
        return sum(self.states.values())

    @property
    def applies(self) -> int:
        return self.tracked - self.count(_NOT_APPLICABLE)

    @property
    def delivered(self) -> Figure:
        """Done over all that it applies to, as the dashboard reckons it."""
        return measure_figure("", self.states)

    @property
    def bar(self) -> dict[MeasureQuestion, int]:
        """Every one once: a late one as late, all others by state."""
        in_time = {state: self.count(state) - self.late.get(state, 0) for state in MeasureState}
        return {part: self.count("overdue") if part == "overdue" else in_time[part] for part in BAR}

    @property
    def troubled(self) -> int:
        """How many are late or blocked."""
        return self.count("overdue") + self.bar[_BLOCKED]

    @property
    def colour(self) -> CellColour:
        """Red from a tenth late or blocked on, amber while any is open, green when all are done."""
        if not self.applies:
            return CellColour.GREY
        if self.troubled >= self.applies * RED_FROM_SHARE:
            return CellColour.RED
        is_open = any(self.count(state) for state in OPEN_STATES)
        return CellColour.AMBER if is_open else CellColour.GREEN

    @property
    def pressing(self) -> MeasureQuestion | None:
        """The first of the lists behind the cell that has anything in it, None without any."""
        return next((question for question in QUESTIONS if self.count(question)), None)

    @property
    def foremost(self) -> dict[MeasureQuestion, int]:
        """The lists that a cell names: what is late and what is blocked, else what presses.

        What is blocked and late as well is in both.
        """
        troubles: tuple[MeasureQuestion, ...] = ("overdue", _BLOCKED)
        found = {question: number for question in troubles if (number := self.count(question))}
        if found or self.pressing is None:
            return found
        return {self.pressing: self.count(self.pressing)}


def add_cells(cells: Iterable[MeasureCell]) -> MeasureCell:
    """What several areas or measures come to together."""
    states: dict[str, int] = {}
    late: dict[str, int] = {}
    for cell in cells:
        for into, counted in ((states, cell.states), (late, cell.late)):
            for state, number in counted.items():
                into[state] = into.get(state, 0) + number
    return MeasureCell(states, late)
