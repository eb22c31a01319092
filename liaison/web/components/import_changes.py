"""Importing, step three: what becomes of each row, and the button that writes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from liaison.domain.plan import ExistingRows, ImportPlan, OutcomeKind, RowOutcome
from liaison.domain.problems import Level
from liaison.domain.reference import Reference
from liaison.locales import Words
from liaison.locales.field_words import field_label, value_text
from liaison.locales.sentences import problem_sentence
from liaison.web.components.import_conflicts import show_conflicts
from liaison.web.components.import_desk import ImportDesk
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.record_table import Cell, lines, record_link, show_table

_PAGE_SIZE = 50
_WARNED = "warned"
_TABS = (
    OutcomeKind.CONFLICTING.value,
    *(kind.value for kind in OutcomeKind if kind is not OutcomeKind.CONFLICTING),
    _WARNED,
)
_NEW_ENTERPRISE = ("uscc", "county", "town", "status", "contact_name", "contact_phone")
_NEW_PERSON = ("role", "staff_no", "unit", "county", "town", "phone", "capacity")


def show_changes(
    lying: ImportDesk, plan: ImportPlan, reference: Reference, language: Words
) -> None:
    """The rows by what becomes of them, a page at a time."""
    tab = _ask_tab(lying, plan, language)
    if tab == OutcomeKind.CONFLICTING:
        show_conflicts(lying, plan, reference, language)
        return
    rows = rows_of(plan, tab)
    if not rows:
        st.info(language("import_page.changes.none"))
        return
    paging = f"import-rows-{lying.reading}-{tab}"
    start = (page_number(paging) - 1) * _PAGE_SIZE
    table = _Table(plan, reference, language)
    show_table(
        language,
        table.headings(tab),
        [table.row(tab, outcome) for outcome in rows[start : start + _PAGE_SIZE]],
        label=language("import_page.changes.show"),
    )
    show_paging(paging, len(rows), _PAGE_SIZE, language)


def rows_of(plan: ImportPlan, tab: str) -> list[RowOutcome]:
    """The rows that a tab shows; those with a warning are among the others, too."""
    if tab == _WARNED:
        return [each for each in plan.outcomes if is_warned(each)]
    return [each for each in plan.outcomes if each.kind.value == tab]


def is_warned(outcome: RowOutcome) -> bool:
    """True for a row that is not rejected and yet wants a look."""
    return outcome.kind is not OutcomeKind.REJECTED and bool(outcome.problems)


def _ask_tab(lying: ImportDesk, plan: ImportPlan, language: Words) -> str:
    counts = plan.counts() | {_WARNED: sum(map(is_warned, plan.outcomes))}
    first = next((tab for tab in _TABS if counts[tab]), _TABS[0])
    chosen = st.segmented_control(
        language("import_page.changes.show"),
        [tab for tab in _TABS if tab != OutcomeKind.CONFLICTING or counts[tab]],
        default=first,
        required=True,
        format_func=lambda tab: language(
            f"import_page.changes.tab_{tab}", number=f"{counts[tab]:,}"
        ),
        label_visibility="collapsed",
        key=f"import-tab-{lying.reading}",
    )
    return str(chosen or first)


class _Table:
    """The columns that each kind of row is shown with."""

    def __init__(self, plan: ImportPlan, reference: Reference, language: Words) -> None:
        self._plan = plan
        self._reference = reference
        self._language = language
        self._keys = _NEW_ENTERPRISE if plan.kind == "enterprises" else _NEW_PERSON

    def headings(self, tab: str) -> list[str]:
        words = self._language
        fixed = [words("import_page.changes.place"), words("import_page.changes.name")]
        if tab == OutcomeKind.NEW or self._shows_known(tab):
            return fixed + [field_label(self._plan.kind, key, words) for key in self._keys]
        last = {
            OutcomeKind.CHANGED: "changed_fields",
            OutcomeKind.UNCHANGED: "left_fields",
            OutcomeKind.REJECTED: "reasons",
        }
        return [*fixed, words(f"import_page.changes.{last.get(tab, 'warnings')}")]  # type: ignore[call-overload]

    def row(self, tab: str, outcome: RowOutcome) -> Sequence[Cell]:
        words = self._language
        place = words(
            "import_page.changes.place_of_row", sheet=outcome.sheet, row=outcome.row_number
        )
        fixed = [place, self._name(outcome)]
        if tab == OutcomeKind.NEW or self._shows_known(tab):
            return fixed + [self._value(key, outcome.values.get(key)) for key in self._keys]
        if tab in (OutcomeKind.CHANGED, OutcomeKind.UNCHANGED):
            differing = outcome.changes if tab == OutcomeKind.CHANGED else outcome.left
            return [*fixed, lines(self._change(key, *pair) for key, pair in differing.items())]
        return [*fixed, self._reasons(outcome, Level.ERROR if tab != _WARNED else Level.WARNING)]

    def _shows_known(self, tab: str) -> bool:
        """Rows that equal what is stored, so that nothing of them is to be compared."""
        return tab == OutcomeKind.UNCHANGED and self._plan.existing is ExistingRows.UPDATE

    def _name(self, outcome: RowOutcome) -> Markup:
        name = str(outcome.values.get("name") or self._language("import_page.changes.unnamed"))
        page = "enterprise" if self._plan.kind == "enterprises" else "people"
        return record_link(page, outcome.record_id, name, new_tab=True)

    def _value(self, key: str, value: object) -> str:
        return value_text(self._plan.kind, key, value, self._reference, self._language)

    def _change(self, key: str, old: object, new: object) -> str:
        return self._language(
            "import_page.changes.change",
            field=field_label(self._plan.kind, key, self._language),
            old=self._value(key, old),
            new=self._value(key, new),
        )

    def _reasons(self, outcome: RowOutcome, level: Level) -> Markup:
        return lines(
            problem_sentence(problem, self._plan.kind, self._language)
            for problem in outcome.problems
            if problem.level is level
        )
