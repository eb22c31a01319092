"""Filters in words, for the notes of a workbook, the list of presets and the log of exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from liaison.domain.filter_query import Filter, filter_query
from liaison.domain.filters import NOT_GIVEN, RequestFilter
from liaison.domain.reference import Reference
from liaison.locales import Words
from liaison.locales.field_words import industry_name

_LABELS = {
    "above_scale": "above_scale",
    "kind": "request_kind",
    "role": "role",
    "size_class": "size",
    "unit_role": "role",
    "lacks": "role",
}
#: What an industry or a size is called that a roster leaves open.
_UNFILLED = {"industry": "figures.unfilled.industry", "size_class": "figures.unfilled.size"}


@dataclass(frozen=True)
class FilterWords:
    """What is narrowed by; `measures` are titles by code, `people` names by id."""

    language: Words
    reference: Reference
    measures: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    people: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))

    def told(self, filters: Filter | None) -> list[str]:
        """A short text a filter, none where nothing is narrowed."""
        is_requests = isinstance(filters, RequestFilter)
        return [
            self.language(f"filters.{key}", text=self._text(key, value, is_requests))
            for key, value in filter_query(filters).items()
        ]

    def _text(self, key: str, value: str, is_requests: bool) -> str:
        language = self.language
        if key == "statuses":
            kind = "request_status" if is_requests else "status"
            return language("filters.and").join(
                language.label(kind, each) for each in value.split(",")
            )
        if key in _UNFILLED and value == NOT_GIVEN:
            return language(_UNFILLED[key])
        if key == "chip":
            return language(f"filters.chips.{value}")
        if key == "industry":
            return industry_name(self.reference, value, language.language) or value
        if key == "liaison_id":
            return self.people.get(int(value), value)
        if key in ("measure", "of_measure"):
            return f"{value} {self.measures.get(value, '')}".strip()
        if key in ("measure_state", "of_state"):
            is_late = value == "overdue"
            return language("filters.late") if is_late else language.label("state", value)
        if key in _LABELS:
            return language.label(_LABELS[key], value)
        return value
