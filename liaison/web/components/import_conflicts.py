"""Importing, step three: cells that somebody edited since, and whose value is to stand."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from liaison.domain.conflicts import CellKey, Side
from liaison.domain.plan import ImportPlan, OutcomeKind, RowOutcome
from liaison.domain.reference import Reference
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.locales.field_words import field_label, value_text
from liaison.locales.sentences import actor_label
from liaison.web.components.import_desk import ImportDesk, Pair, desk
from liaison.web.components.paging import page_number, show_paging
from liaison.web.templating import render

_PAGE_SIZE = 20
_WIDTHS = (5, 5)


def show_conflicts(
    lying: ImportDesk, plan: ImportPlan, reference: Reference, language: Words
) -> None:
    """Each cell in conflict with both values and the choice, and one choice for all of them."""
    cells = conflicting_cells(plan)
    sides = lying.standing_sides()
    open_cells = sum(_key(*cell) not in sides for cell in cells)
    st.text(language("import_page.conflicts.about", cells=len(cells), open=open_cells))
    with st.container(horizontal=True):
        for side in Side:
            st.button(
                language(f"import_page.conflicts.all_{side}"),
                key=f"conflicts-all-{side}",
                on_click=_choose_all,
                args=(cells, side),
            )
    paging = f"import-conflicts-{lying.reading}"
    start = (page_number(paging) - 1) * _PAGE_SIZE
    for outcome, key in cells[start : start + _PAGE_SIZE]:
        chosen = sides.get(_key(outcome, key))
        _show_cell(lying, plan, outcome, key, chosen, reference, language)
    show_paging(paging, len(cells), _PAGE_SIZE, language)


def conflicting_cells(plan: ImportPlan) -> list[tuple[RowOutcome, str]]:
    """The rows in conflict, once for each of their cells."""
    return [
        (outcome, key)
        for outcome in plan.outcomes
        if outcome.kind is OutcomeKind.CONFLICTING
        for key in outcome.conflicts
    ]


def _key(outcome: RowOutcome, field: str) -> CellKey:
    return outcome.sheet, outcome.row_number, field


def _choose_all(cells: Sequence[tuple[RowOutcome, str]], side: Side) -> None:
    lying = desk()
    for outcome, field in cells:
        lying.choose_side(_key(outcome, field), outcome.conflicts[field], side)
    # The controls begin anew, for a browser keeps what it showed under an old name.
    lying.sweeps += 1


def _widget(lying: ImportDesk, cell: CellKey) -> str:
    return f"side-{lying.reading}-{lying.sweeps}-{'-'.join(map(str, cell))}"


def _show_cell(
    lying: ImportDesk,
    plan: ImportPlan,
    outcome: RowOutcome,
    field: str,
    chosen: Side | None,
    reference: Reference,
    language: Words,
) -> None:
    stored, given = (
        value_text(plan.kind, field, value, reference, language)
        for value in outcome.conflicts[field]
    )
    edit = plan.edits[outcome.record_id or 0][field]
    place = language(
        "import_page.changes.place_of_row", sheet=outcome.sheet, row=outcome.row_number
    )
    label = field_label(plan.kind, field, language)
    what, choice = st.columns(_WIDTHS, vertical_alignment="center")
    what.html(
        render(
            "two_lines.html",
            language,
            first=f"{outcome.values['name']} · {label}",
            second=language(
                "import_page.conflicts.edited",
                place=place,
                actor=actor_label(edit.actor, language),
                at=moment_text(edit.at),
            ),
        )
    )
    names = {
        Side.KEEP: language("import_page.conflicts.keep", value=stored),
        Side.TAKE: language("import_page.conflicts.take", value=given),
    }
    cell = _key(outcome, field)
    choice.segmented_control(
        language("import_page.conflicts.choice", field=label, name=outcome.values["name"]),
        list(Side),
        default=chosen,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        key=_widget(lying, cell),
        on_change=_choose,
        args=(cell, outcome.conflicts[field]),
    )


def _choose(cell: CellKey, pair: Pair) -> None:
    lying = desk()
    chosen = st.session_state[_widget(lying, cell)]
    lying.choose_side(cell, pair, Side(chosen) if chosen else None)
