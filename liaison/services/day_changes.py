"""The day's changes: a sheet of counts by area, and every change in words."""

from __future__ import annotations

import re
from collections import Counter
from heapq import merge

from liaison.domain.day_changes import TELLING_FIELDS, UNTOLD_FIELDS, Matter
from liaison.domain.records import HistoryEntry
from liaison.locales.change_words import NOTHING, ChangeWords
from liaison.locales.sentences import actor_label
from liaison.services.export_job import ExportJob, Row
from liaison.sheets.writing import lists
from liaison.sheets.writing.lists import List
from liaison.store import day_changes as store
from liaison.store.database import iso
from liaison.store.day_changes import Changed, Imported

# Telephone numbers and personal addresses that somebody typed into a note stay out of lists.
_PRIVATE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
    r"|(?<!\d)0\d{2,3}[- ]?[2-9]\d{6,7}(?!\d)"
    r"|(?:https?://\S*)?/e/[\w-]{12,}"
)


def count_changes(job: ExportJob) -> int:
    """How many rows the list of changes will have."""
    return store.count(job.connection, job.place, job.day) + len(_imports(job))


def changes_list(job: ExportJob) -> List:
    """A row a change, in the order of time."""
    teller = _Teller(job)
    imports = _imports(job)
    found = store.changes(job.connection, job.place, job.day)
    rows = merge((teller.imported(each) for each in imports), map(teller.changed, found), key=_at)
    count = store.count(job.connection, job.place, job.day) + len(imports)
    return List(lists.change_columns(job.words, job.labels), rows, count)


def change_counts(job: ExportJob) -> List:
    """A row an area with its changes by matter; imports are of the whole."""
    by_area: dict[str, Counter[Matter]] = {}
    for county, town, matter, number in store.counts(job.connection, job.place, job.day):
        by_area.setdefault(_area_of(job, county, town), Counter())[matter] += number
    whole = sum(by_area.values(), Counter())
    whole[Matter.IMPORT] = len(_imports(job))
    known = [code for code in job.reference.areas if code in by_area]
    rows = [_count_row(job.labels.areas[code], by_area[code]) for code in known]
    if "" in by_area:
        rows.append(_count_row(job.words("workbooks.changes.nowhere"), by_area[""]))
    rows.append(_count_row(job.words("workbooks.columns.all"), whole))
    return List(lists.change_count_columns(job.words), rows, len(rows))


def _area_of(job: ExportJob, county: str | None, town: str | None) -> str:
    """A city is told by counties, a county by towns."""
    code = county if job.area == job.reference.city().code else town
    return code if code and code in job.reference.areas else ""


def _count_row(name: str, counts: Counter[Matter]) -> Row:
    return (name, *(counts[matter] for matter in Matter), counts.total())


def _imports(job: ExportJob) -> list[Imported]:
    """In the whole city every import, in a part of it those that changed something there."""
    is_whole = job.area == job.reference.city().code
    found = store.imports(job.connection, job.place, job.day)
    return [each for each in found if each.changes or is_whole]


def _at(row: Row) -> str:
    return str(row[0])


class _Teller:
    """Entries of the history as rows of the list."""

    def __init__(self, job: ExportJob) -> None:
        self._words = ChangeWords(job.words, job.reference)
        self._titles = job.titles
        self._names = store.account_names(job.connection)

    def changed(self, changed: Changed) -> Row:
        entry = changed.entry
        was, now = self._moved(entry)
        return (
            iso(entry.at),
            changed.matter,
            changed.enterprise,
            changed.uscc,
            changed.county_code,
            changed.town_code,
            self._words.what(entry, self._titles),
            was,
            now,
            self._who(entry.actor),
            self._note(changed.matter, entry),
        )

    def imported(self, batch: Imported) -> Row:
        language = self._words.language
        what = language("workbooks.changes.import", kind=language.label("roster_kind", batch.kind))
        now = language("workbooks.changes.import_rows", count=f"{batch.changes:,}")
        who = self._who(batch.actor)
        nowhere = (None,) * 4
        return (iso(batch.at), Matter.IMPORT, *nowhere, what, None, now, who, batch.file_name)

    def _moved(self, entry: HistoryEntry) -> tuple[str | None, str | None]:
        """From what to what, by the field that tells it; a pair by the names of the people."""
        key = _telling(entry)
        if key is None:
            return None, None
        return self._value(entry, key, 0), self._value(entry, key, 1)

    def _value(self, entry: HistoryEntry, key: str, side: int) -> str | None:
        if entry.entity == "pairing":
            name = entry.changes[key][side]
            return None if name is None else str(name)
        text = self._words.value(entry.entity, key, entry.changes[key][side])
        return None if text == NOTHING else without_private(text)

    def _note(self, matter: Matter, entry: HistoryEntry) -> str | None:
        """All that moved besides; of a new enterprise that would be its whole record."""
        if matter is Matter.ADDED:
            return None
        if entry.entity == "pairing":
            key = _telling(entry)
            return key and self._words.language.label("role", key)
        told = [self._besides(entry, key) for key in entry.changes if key != _telling(entry)]
        return self._words.language("filters.between").join(filter(None, told)) or None

    def _besides(self, entry: HistoryEntry, key: str) -> str:
        label = self._words.label(entry.entity, key)
        if key in UNTOLD_FIELDS:
            is_personal = key == "contact_phone"
            return self._words.language("workbooks.changes.untold", field=label) * is_personal
        was, now = self._value(entry, key, 0), self._value(entry, key, 1)
        words = "workbooks.changes.set" if was is None else "workbooks.changes.moved"
        return self._words.language(words, field=label, was=was or NOTHING, now=now or NOTHING)

    def _who(self, actor: str) -> str:
        language = self._words.language
        if language.has(f"labels.role.{actor}"):
            return language.label("role", actor)
        number, _, rest = actor.partition(" ")
        name = self._names.get(number)
        return f"{number} {name}" if name and not rest else actor_label(actor, language)


def _telling(entry: HistoryEntry) -> str | None:
    if entry.entity == "pairing":
        return next(iter(entry.changes), None)
    key = TELLING_FIELDS[entry.entity]
    return key if key in entry.changes else None


def without_private(text: str) -> str:
    """A text without the telephone numbers and personal addresses in it."""
    return _PRIVATE.sub("***", text)
