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

    @property
    def asked_of(self) -> frozenset[str]:
        """The roster's fields that decide; none where everybody is in, or out until they ask."""
        if self.on_request:
            return frozenset()
        asked = (
            (self.industries, ("industry",)),
            (self.above_scale, ("above_scale",)),
            (self.sizes, ("size",)),
            (self.areas, ("county", "town")),
        )
        return frozenset(key for part, keys in asked if part for key in keys)


FOR_ALL = MeasureRule()
