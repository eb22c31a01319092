"""What was changed, in words: the label of a field and a value as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.fields import RosterKind
from liaison.domain.records import HistoryEntry
from liaison.domain.reference import Reference
from liaison.locales import Words
from liaison.locales.field_words import value_text

NOTHING = "—"
_ROSTERS: Mapping[str, RosterKind] = {
    "enterprise": "enterprises",
    "pairing": "enterprises",
    "liaison": "liaisons",
}
_KINDS = {"visit": "visit_kind", "request": "request_kind"}
_STATES = {"support": "state", "request": "request_status"}


def moment_text(at: datetime) -> str:
    """An instant on the city's clock, to the minute."""
    return f"{at.astimezone(CITY_ZONE):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class ChangeWords:
    """Labels and values of the fields of every kind of record; `people` are names by id."""

    language: Words
    reference: Reference
    people: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))

    def label(self, entity: str, key: str) -> str:
        roster = _ROSTERS.get(entity)
        names = [f"fields.{roster}.{key}"] if roster else []
        for name in (*names, f"changes.{entity}.{key}", f"changes.{key}"):
            if self.language.has(name):
                return self.language(name)
        return key

    def value(self, entity: str, key: str, value: object) -> str:
        if value is None or value == "":
            return NOTHING
        if entity in ("enterprise", "liaison"):
            return value_text(_ROSTERS[entity], key, value, self.reference, self.language)
        if key == "liaison_id":
            return self.people.get(int(str(value)), str(value))
        if key.endswith("_at"):
            at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
            return moment_text(at)
        return self._coded(entity, key, value) or _plain(value)

    def what(self, entry: HistoryEntry, measures: Mapping[str, str]) -> str:
        """What was done, in a few words; `measures` are the titles by code."""
        language = self.language
        if entry.batch_id is not None and language.has(f"enterprise.imported.{entry.action}"):
            return language(f"enterprise.imported.{entry.action}", batch=entry.batch_id)
        if entry.entity == "support":
            code = entry.entity_id.partition("/")[2]
            return language(f"enterprise.history.{entry.action}", measure=measures.get(code, code))
        key = f"enterprise.history.{entry.action}"
        return language(key if language.has(key) else "enterprise.history.other")

    def told(self, entry: HistoryEntry) -> list[tuple[str, str, str]]:
        """What an entry changed: label, from what, empty for what is new, and to what."""
        found = []
        for key, (before, after) in entry.changes.items():
            was = "" if before is None else self.value(entry.entity, key, before)
            found.append((self.label(entry.entity, key), was, self.value(entry.entity, key, after)))
        return found

    def _coded(self, entity: str, key: str, value: object) -> str | None:
        kinds = {
            "kind": _KINDS.get(entity),
            "state": _STATES.get(entity),
            "status": _STATES.get(entity),
            "rating": "rating",
        }
        name = f"labels.{kinds.get(key)}.{value}"
        return self.language(name) if self.language.has(name) else None


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
