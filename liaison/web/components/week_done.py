"""What one did in a week, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.week_done import FIGURE_FIELDS, DoneKind, Line, OwnEntry, kinds_of
from liaison.locales.change_words import ChangeWords
from liaison.web.components.record_table import record_link
from liaison.web.templating import render

# What follows from a save by itself, and fields whose new value is told with their name.
_DERIVED = frozenset({"tracked_on"})
_WITH_VALUE = FIGURE_FIELDS | {"resumed_on", "planned_on"}

# So many of the others are named.
_NAMED = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A line: when, the enterprise as a link, what was done; `several` tells how many there were.

    `others` are links to the others, `more` how many of them find no room.
    """

    at: str
    link: Markup | str
    text: str
    several: str
    others: Sequence[Markup | str]
    more: str


@dataclass(frozen=True)
class WeekDone:
    """The list in one language; `measures` are titles by code."""

    words: ChangeWords
    measures: Mapping[str, str]

    def show(self, lines: Sequence[Line]) -> None:
        rows = list(map(self._row, lines))
        st.html(render("week_done.html", self.words.language, rows=rows))

    def _row(self, line: Line) -> Row:
        entry, language = line.entry, self.words.language
        left = len(line.others) - _NAMED
        return Row(
            at=f"{entry.at.astimezone(CITY_ZONE):%m-%d %H:%M}",
            link=self._link(entry),
            text=self._did(entry),
            several=language("my_week.together", number=f"{line.number:,}") if line.others else "",
            others=[self._link(each) for each in line.others[:_NAMED]],
            more=language("my_week.others", number=f"{left:,}") if left > 0 else "",
        )

    def _link(self, entry: OwnEntry) -> Markup | str:
        if entry.name is None:
            return self.words.language("my_week.gone")
        return record_link("enterprise", entry.enterprise_id, entry.name)

    def _did(self, entry: OwnEntry) -> str:
        language = self.words.language
        if entry.entity == "support":
            code = entry.entity_id.partition("/")[2]
            title = f"{code} {self.measures.get(code, '')}".strip()
            after = language.label("state", entry.after("state"))
            return f"{title} · {after}" if after else title
        if entry.entity == "visit":
            return language.label("visit_kind", entry.after("kind"))
        said = language(f"enterprise.history.{entry.action}")
        if entry.entity == "request" or entry.action in ("enterprise.added", "link.revoked"):
            return said
        if kinds_of(entry) == [DoneKind.FIGURES]:
            said = language("my_week.figures_updated")
        changed = [self._field(entry, key) for key in entry.changes if key not in _DERIVED]
        return f"{said} · {language('my_week.between').join(changed)}"

    def _field(self, entry: OwnEntry, key: str) -> str:
        label = self.words.label(entry.entity, key)
        value = self.words.value(entry.entity, key, entry.after(key))
        if key == "status":
            return value
        return f"{label} {value}" if key in _WITH_VALUE else label
