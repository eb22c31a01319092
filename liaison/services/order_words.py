"""Orders of files in words, and what of them is gone, for the page and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.domain.roles import Action, Actor
from liaison.locales import words
from liaison.locales.filter_words import FilterWords
from liaison.services.export_order import ExportOrder
from liaison.services.export_review import reviewed
from liaison.services.guard import requires
from liaison.store import catalogue, liaisons, reference
from liaison.store.database import Database


@dataclass(frozen=True, slots=True)
class OrderWords:
    """The name of the area, empty for the whole of one's own, and the filters in words."""

    area: str
    filters: list[str]


@requires(Action.EXPORT)
def tell_orders(
    actor: Actor, db: Database, orders: Sequence[ExportOrder], language: str
) -> list[OrderWords]:
    """Each order in words, in their order."""
    with db.read() as connection:
        loaded = reference.load(connection)
        titles = {each.code: each.title_in(language) for each in catalogue.everything(connection)}
        named = {getattr(each.filters, "liaison_id", None) or 0 for each in orders} - {0}
        reached = liaisons.reached(connection, actor.scope, named) if named else frozenset()
        people = {
            each.id: f"{each.staff_no} {each.name}"
            for each in liaisons.by_id(connection, reached).values()
        }
    speak = FilterWords(words(language), loaded, titles, people)
    told = []
    for order in orders:
        area = loaded.areas.get(order.wanted_area or "")
        told.append(OrderWords(area.name_in(language) if area else "", speak.told(order.filters)))
    return told


@requires(Action.EXPORT)
def without_gone(
    actor: Actor, db: Database, order: ExportOrder, language: str
) -> tuple[ExportOrder, tuple[str, ...]]:
    """The order of a preset as it can be carried out now, and what is left out of it."""
    with db.read() as connection:
        loaded = reference.load(connection)
        return reviewed(connection, loaded, actor.scope, order, words(language))
