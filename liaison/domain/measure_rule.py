"""Which enterprises a measure is for, as conditions on what the roster tells of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """A part that is empty asks nothing, so an empty rule is for every enterprise.

    `on_request` leaves everybody out until they ask. What the roster does not tell of an
    enterprise never leaves it out: who is in charge decides there.
    """

    on_request: bool = False
    industries: tuple[str, ...] = ()
    above_scale: str | None = None
    sizes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    @property
    def is_for_all(self) -> bool:
        return self == FOR_ALL


FOR_ALL = MeasureRule()
