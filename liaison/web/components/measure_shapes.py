"""The states of a measure in plain text: the shape that stands for the colour, and the word."""

from __future__ import annotations

from liaison.domain.vocabulary import MeasureState
from liaison.locales import Words

SHAPES = {
    MeasureState.NOT_STARTED: "◔",
    MeasureState.IN_PROGRESS: "◐",
    MeasureState.DONE: "●",
    MeasureState.BLOCKED: "▲",
    MeasureState.NOT_APPLICABLE: "–",
}


def shaped(language: Words, state: MeasureState) -> str:
    return f"{SHAPES[state]} {language.label('state', state)}"
