"""What stands on a contact card, and what the characters of the typefaces leave of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import LANGUAGES, Words, words
from liaison.sheets.cards.typefaces import Typefaces

#: The order of the people on a card.
ROLES = (LiaisonRole.COMMISSIONER, LiaisonRole.OFFICER)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to call; of `phones` the first is the one to call."""

    name: str
    unit: str
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One enterprise's card; `people` in the order of ROLES, None where nobody is in charge yet.

    `area` is who is asked about a gap, `address` the enterprise's personal link.
    """

    name: str
    place: str
    area: str
    people: tuple[Person | None, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Both:
    """A text in the language of the card, and in the other one for those who read that."""

    first: str
    second: str


class CardWords:
    """What is printed on every card of a file."""

    def __init__(self, language: Words, city: Both, printed_on: date) -> None:
        other = words(next(each for each in LANGUAGES if each != language.language))

        def both(key: str, **values: object) -> Both:
            return Both(language(key, **values), other(key, **values))

        self._language = language
        self.heading = language("cards.heading", city=city.first)
        self.other_heading = other("cards.heading", city=city.second)
        self.roles = [
            Both(language.label("role", role), other.label("role", role)) for role in ROLES
        ]
        self.missing = both("cards.missing")
        self.scan = both("cards.scan")
        self.no_phone = language("cards.no_phone")
        self.footer = f"{language('cards.changes')} · {language('cards.printed', day=printed_on)}"

    def missing_help(self, area: str) -> str:
        """Where to ask as long as nobody is in charge."""
        return self._language("cards.missing_help", area=area)


def legible(card: ContactCard, faces: Typefaces) -> tuple[ContactCard, int]:
    """The card in characters that can be drawn, and how many had to be replaced."""
    told = 0

    def shown(text: str) -> str:
        nonlocal told
        text, replaced = faces.legible(text)
        told += replaced
        return text

    people = tuple(_person(each, shown) for each in card.people)
    drawn = replace(
        card, name=shown(card.name), place=shown(card.place), area=shown(card.area), people=people
    )
    return drawn, told


def _person(person: Person | None, shown: Callable[[str], str]) -> Person | None:
    if person is None:
        return None
    phones = tuple(shown(each) for each in person.phones)
    return Person(shown(person.name), shown(person.unit), phones)
