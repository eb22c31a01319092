"""Tables of a plan that pairs or hands over: who gets what, and what each person carries."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from liaison.domain.pairing import Load, NamedPair, Person
from liaison.domain.reference import Reference
from liaison.locales import Words
from liaison.web.components.places import place_text
from liaison.web.components.record_table import Cell, lines, quiet, record_link, show_table, state

_LOAD_BAR = Markup('<progress class="load" value="{}" max="{}" aria-label="{}"></progress>')


class PairingTables:
    """The tables in one language; links open tabs of their own, so the plan stays."""

    def __init__(self, reference: Reference, language: Words) -> None:
        self._reference = reference
        self._language = language

    def show_pairs(self, pairs: Sequence[NamedPair]) -> None:
        self._show(
            ("enterprise", "area", "from", "to", "tier", "reason"),
            [self._pair(named) for named in pairs],
        )

    def show_loads(self, loads: Sequence[Load]) -> None:
        highest = max((load.after for load in loads), default=1)
        self._show(
            ("person", "place", "capacity", "before", "after", "fill"),
            [self._load(load, highest) for load in loads],
            numbers=(2, 3, 4),
        )

    def _show(
        self, headings: Sequence[str], rows: list[list[Cell]], numbers: Sequence[int] = ()
    ) -> None:
        named = [self._language(f"pairing_page.table.{heading}") for heading in headings]
        show_table(self._language, named, rows, numbers=numbers)

    def _pair(self, named: NamedPair) -> list[Cell]:
        words, pair = self._language, named.pair
        nobody = quiet(words("pairing_page.table.nobody"))
        return [
            record_link("enterprise", pair.enterprise_id, named.enterprise_name, new_tab=True),
            self._area(named.county_code, named.town_code),
            self._person(named.previous) if named.previous else nobody,
            self._person(named.person),
            words.label("tier", pair.tier),
            words.label("pair_reason", pair.reason),
        ]

    def _load(self, load: Load, highest: int) -> list[Cell]:
        words, person = self._language, load.person
        limit = person.capacity
        bar = _LOAD_BAR.format(load.after, limit or highest or 1, words("pairing_page.table.fill"))
        return [
            self._person(person),
            self._area(person.place.county, person.place.town),
            limit if limit is not None else words("pairing_page.table.no_limit"),
            load.before,
            state("overdue", str(load.after)) if load.is_over else load.after,
            bar,
        ]

    def _person(self, person: Person) -> Markup:
        link = record_link("people", person.id, person.name, new_tab=True)
        return lines([link, quiet(person.unit)])

    def _area(self, county: str | None, town: str | None) -> str:
        return place_text(self._reference, county, town, self._language.language)
