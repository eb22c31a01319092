"""What every part of the bulletin is told with: an area's figures as amounts, rates, clauses."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.domain.bulletin import FEW, Bulletin, Standing
from liaison.domain.indicators import STILL
from liaison.locales.bulletin_phrases import UNITS, Phrases


class Teller:
    """A bulletin and the phrases of a language."""

    def __init__(self, bulletin: Bulletin, say: Phrases) -> None:
        self.bulletin, self.say = bulletin, say
        self.figures = bulletin.figures
        self.parts = say(f"parts.{bulletin.parts}")
        self.measures_name = say.measures(len(bulletin.measures))

    def number(self, key: str) -> float:
        found = self.figures.figures.get(key)
        return 0 if found is None else found.numerator

    def amount(self, key: str) -> str:
        return self.say.amount(self.number(key), UNITS[key])

    def rate(self, key: str) -> str:
        return self.say.figure(self.figures.figures.get(key))

    def aside(self, key: str) -> str:
        return self.say.aside(self.figures.change(key), UNITS.get(key))

    def has(self, key: str) -> bool:
        found = self.figures.figures.get(key)
        return found is not None and found.value is not None

    def plain(self, key: str) -> str:
        return self.say.plain(self.number(key), UNITS[key])

    def counted(self, clause: str, key: str) -> list[str]:
        return [self.say(f"clauses.{clause}", amount=self.plain(key)) + self.moved_aside(key)]

    def moved_aside(self, key: str) -> str:
        """The change behind a number, '' where there is none to speak of."""
        change = self.figures.change(key)
        return "" if change is None or abs(change) < STILL else self.aside(key)

    def rates(self, *keys: str) -> list[str]:
        """The rates that there are; one over nothing says nothing."""
        return [
            self.say(f"clauses.{key}", rate=self.rate(key)) + self.moved_aside(key)
            for key in keys
            if self.has(key)
        ]

    def opening(self, clauses: list[str]) -> list[str]:
        """The first clause as the beginning of a sentence."""
        return [each[:1].upper() + each[1:] if not at else each for at, each in enumerate(clauses)]

    def figure_name(self, key: str) -> str:
        """What a figure is called inside of a sentence."""
        name = self.say.words(f"figures.{key}")
        return name if self.say.is_chinese else name.lower()

    def named(self, areas: Sequence[Standing], key: str) -> str:
        """Areas that share a rate; where few stand behind it, with their numbers."""
        rate = self.say.figure(areas[0].row.figures[key])
        if len(areas) > 1:
            names = self.say.few([self.name(each, key) for each in areas], self.parts)
            return self.say("rank.tied", names=names, rate=rate)
        area, few = areas[0], self.few(areas[0], key)
        if few:
            return self.say(f"rank.one_{few}", rate=rate, **self.told_of(area, key))
        return self.say("rank.one", names=area.row.name, rate=rate)

    def name(self, area: Standing, key: str) -> str:
        few = self.few(area, key)
        return self.say(f"rank.{few}", **self.told_of(area, key)) if few else area.row.name

    def few(self, area: Standing, key: str) -> str:
        """The phrase for a rate over so few that its numbers are told, '' for one over enough."""
        if (area.row.figures[key].denominator or 0) >= FEW:
            return ""
        return "few_measures" if key == "measures_delivered" else "few"

    def told_of(self, area: Standing, key: str) -> dict[str, str]:
        figure = area.row.figures[key]
        numbers = {"whole": figure.denominator or 0, "part": figure.numerator}
        told = {name: self.say.number(number) for name, number in numbers.items()}
        return told | {"name": area.row.name}
