"""An order against what there is now: what is gone since it was written is left out and told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from liaison.domain.errors import LiaisonError
from liaison.domain.filters import NOT_GIVEN
from liaison.domain.reference import Reference
from liaison.domain.roles import Scope
from liaison.locales import Words
from liaison.services.export_kinds import OFFERS
from liaison.services.export_order import ExportOrder
from liaison.services.figures import resolve_area
from liaison.sheets.writing.lists import labels_in
from liaison.store import catalogue, liaisons
from liaison.store.database import Connection

_MEASURES = {"measure": ("measure_code", "measure_state"), "of_measure": ("of_measure",)}


def reviewed(
    connection: Connection, reference: Reference, scope: Scope, order: ExportOrder, words: Words
) -> tuple[ExportOrder, tuple[str, ...]]:
    """The order without columns that there are not and, for a preset, without what is gone.

    The rest of an order that is no preset stands as it is: its area is refused, not widened.
    """
    review = _Review(connection, reference, scope, words)
    columns = review.columns(order)
    if order.preset is not None:
        order = review.filters(review.area(order))
    return replace(order, columns=columns), tuple(review.gone)


@dataclass
class _Review:
    connection: Connection
    reference: Reference
    scope: Scope
    words: Words
    gone: list[str] = field(default_factory=list)

    def tell(self, key: str, value: object) -> None:
        self.gone.append(self.words(f"filters.gone.{key}", value=value))

    def columns(self, order: ExportOrder) -> tuple[str, ...]:
        offered = OFFERS[order.kind].columns
        if offered is None:
            return ()
        labels = labels_in(self.words, self.reference, {})
        known = {column.key for column in offered(self.words, labels)}
        for key in dict.fromkeys(order.columns):
            if key not in known:
                self.tell("columns", key)
        return tuple(key for key in dict.fromkeys(order.columns) if key in known)

    def area(self, order: ExportOrder) -> ExportOrder:
        try:
            resolve_area(self.reference, self.scope, order.wanted_area)
        except LiaisonError:
            area = self.reference.areas.get(order.wanted_area or "")
            self.tell("area", area.name_in(self.words.language) if area else order.wanted_area)
            filters = order.filters and replace(order.filters, area_code=None)
            return replace(order, area_code=None, filters=filters)
        return order

    def filters(self, order: ExportOrder) -> ExportOrder:
        filters: Any = order.filters
        if filters is None:
            return order
        without: dict[str, None] = {}
        for key, cleared in _MEASURES.items():
            code = getattr(filters, cleared[0], None)
            if code is not None and not self._has_measure(code):
                self.tell(key, code)
                without |= dict.fromkeys(cleared)
        person = getattr(filters, "liaison_id", None)
        if person is not None and not liaisons.reaches(self.connection, self.scope, person):
            self.tell("liaison_id", person)
            without["liaison_id"] = None
        industry = getattr(filters, "industry", None)
        if industry not in (None, NOT_GIVEN, *self.reference.industries):
            self.tell("industry", industry)
            without["industry"] = None
        return replace(order, filters=replace(filters, **without))

    def _has_measure(self, code: str) -> bool:
        return any(each.code == code for each in catalogue.everything(self.connection))
