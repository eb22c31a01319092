"""Fields of measures and what an edit means for enterprises, as a person reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liaison.domain.catalogue import Effects
from liaison.locales import Words
from liaison.locales.catalogue_words import value_text
from liaison.locales.change_words import NOTHING, ChangeWords

_WITH_DAYS = ("opened", "postponed")


@dataclass(frozen=True)
class MeasureWords(ChangeWords):
    """Labels and values of a measure's fields."""

    def value(self, entity: str, key: str, value: object) -> str:
        if entity != "measure" or isinstance(value, date):
            return super().value(entity, key, value)
        return value_text(key, value, self.reference, self.language) or NOTHING


def effect_lines(effects: Effects, days: int | None, language: Words) -> list[str]:
    """What an edit means for enterprises, a sentence each.

    `days` are those of the measure, None where several have their own.
    """

    def say(key: str, number: int) -> str:
        if key not in _WITH_DAYS:
            return language(f"catalogue_page.confirm.{key}", number=f"{number:,}")
        if days is None:
            return language(f"catalogue_page.confirm.{key}_each", number=f"{number:,}")
        return language(f"catalogue_page.confirm.{key}", number=f"{number:,}", days=days)

    lines = [
        say(key, number)
        for key in ("brought_back", "postponed", "opened", "taken_in", "left_out")
        if (number := getattr(effects, key))
    ]
    if effects.set_aside:
        lines.append(
            language(
                "catalogue_page.confirm.set_aside",
                number=f"{effects.set_aside:,}",
                unfinished=f"{effects.unfinished:,}",
            )
        )
        lines.append(language("catalogue_page.confirm.kept"))
    if effects.left_out or effects.taken_in:
        lines.append(language("catalogue_page.confirm.untouched"))
    return lines or [language("catalogue_page.confirm.nothing")]
