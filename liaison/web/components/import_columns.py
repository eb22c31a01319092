"""Importing, step two: what each column was taken for, and its correction."""

from __future__ import annotations

from itertools import groupby

import streamlit as st
from markupsafe import Markup

from liaison.domain.fields import field_table
from liaison.domain.plan import ImportPlan, SheetPlan
from liaison.locales import Words
from liaison.locales.field_words import field_label
from liaison.web.components.import_desk import ImportDesk, desk
from liaison.web.components.import_sheets import ask_layout_name
from liaison.web.components.plain_text import plain
from liaison.web.components.record_table import state
from liaison.web.templating import render

_CERTAIN = 0.95
_NOT_IMPORTED = ""
_EXPLAINED = ("serial", "ticked")
_HEADINGS = ("column", "field", "certainty")
_WIDTHS = (5, 4, 2)


def show_columns(lying: ImportDesk, plan: ImportPlan, language: Words) -> None:
    """Show the columns of one sheet at a time, each with a choice of its field."""
    sheet = _ask_sheet(plan, language)
    _show_missing(lying, plan, language)
    _show_header(plan, sheet, language)
    ask_layout_name(lying, sheet, language)
    _show_left_out(sheet, language)
    with st.container(key="import-columns", gap="small"):
        with st.container(key="import-columns-head"):
            for label, place in zip(_HEADINGS, st.columns(_WIDTHS), strict=True):
                place.caption(language(f"import_page.columns.{label}"))
        for letter, label in sheet.labels.items():
            if letter not in sheet.left_out and (label or sheet.samples.get(letter)):
                _show_column(lying, plan, sheet, letter, language)
    _show_skipped(sheet, language)


def _ask_sheet(plan: ImportPlan, language: Words) -> SheetPlan:
    by_name = {sheet.sheet: sheet for sheet in plan.sheets}
    if len(by_name) == 1:
        return plan.sheets[0]
    name = st.segmented_control(
        language("import_page.columns.sheet"),
        list(by_name),
        default=plan.sheets[0].sheet,
        required=True,
        format_func=plain,
        key="import-sheet",
    )
    return by_name.get(str(name), plan.sheets[0])


def _show_header(plan: ImportPlan, sheet: SheetPlan, language: Words) -> None:
    rows = plan.counts(sheet.sheet)["rows"]
    if not sheet.header_rows:
        st.warning(language("import_page.columns.no_header", rows=rows))
        return
    headers = language("import_page.between").join(str(row) for row in sheet.header_rows)
    st.caption(language("import_page.columns.about_sheet", header=headers, rows=rows))


def _show_column(
    lying: ImportDesk, plan: ImportPlan, sheet: SheetPlan, letter: str, language: Words
) -> None:
    what, field, certainty = st.columns(_WIDTHS, vertical_alignment="center")
    label = sheet.labels[letter] or language("import_page.columns.no_label")
    samples = " · ".join(sheet.samples.get(letter, ()))
    what.html(render("two_lines.html", language, first=f"{letter}　{label}", second=samples))
    chosen = lying.field_of(sheet.sheet, sheet.columns, letter)
    options = [_NOT_IMPORTED, *field_table(plan.kind)]
    key = f"column-{lying.reading}-{sheet.sheet}-{letter}"
    field.selectbox(
        language("import_page.columns.field_of", column=letter, label=label),
        options,
        index=options.index(chosen or _NOT_IMPORTED),
        format_func=lambda option: (
            field_label(plan.kind, option, language)
            if option
            else language("import_page.columns.not_imported")
        ),
        label_visibility="collapsed",
        key=key,
        on_change=_choose,
        args=(sheet.sheet, letter, key),
    )
    certainty.html(_certainty(lying, sheet, letter, chosen, language))


def _choose(sheet: str, letter: str, key: str) -> None:
    desk().choose_column(sheet, letter, st.session_state[key] or None)


def _certainty(
    lying: ImportDesk, sheet: SheetPlan, letter: str, chosen: str | None, language: Words
) -> Markup:
    if letter in lying.choices.columns.get(sheet.sheet, {}):
        return state("done", language("import_page.columns.chosen"))
    if letter in sheet.setting.choices:
        return state("done", language("import_page.columns.remembered"))
    certainty = sheet.certainty.get(letter, 0.0)
    by = sheet.matched_by.get(letter, "")
    if chosen is None:
        key = by if by in _EXPLAINED else "unmatched"
        return state(
            "not_applicable" if by in _EXPLAINED else "waiting",
            language(f"import_page.columns.{key}"),
        )
    if certainty >= _CERTAIN:
        return state("done", language("import_page.columns.certain"))
    percent = round(certainty * 100)
    key = "by_content" if by == "content" else "likely"
    return state("waiting", language(f"import_page.columns.{key}", percent=percent))


def _show_missing(lying: ImportDesk, plan: ImportPlan, language: Words) -> None:
    """Say which sheets lack a required field as the columns are set by now."""
    required = [key for key, field in field_table(plan.kind).items() if field.required]
    for sheet in plan.sheets:
        there = {lying.field_of(sheet.sheet, sheet.columns, letter) for letter in sheet.labels}
        missing = [field_label(plan.kind, key, language) for key in required if key not in there]
        if missing:
            fields = language("import_page.between").join(missing)
            said = language(
                "import_page.columns.required_missing", sheet=sheet.sheet, fields=fields
            )
            st.warning(plain(said))


def _show_left_out(sheet: SheetPlan, language: Words) -> None:
    if not sheet.left_out:
        return
    names = language("import_page.between").join(
        language("import_page.columns.column_name", column=letter, label=label)
        for letter, label in sheet.left_out.items()
    )
    st.info(
        plain(language("import_page.columns.left_out", columns=names)), icon=":material/shield:"
    )


def _show_skipped(sheet: SheetPlan, language: Words) -> None:
    if not sheet.skipped:
        return
    with st.expander(language("import_page.columns.skipped", number=len(sheet.skipped))):
        ordered = sorted(sheet.skipped, key=lambda row: (row[1], row[0]))
        for reason, rows in groupby(ordered, key=lambda row: row[1]):
            numbers = language("import_page.between").join(str(number) for number, _ in rows)
            label = language(f"import_page.skipped.{reason}")
            st.text(language("import_page.columns.skipped_rows", reason=label, rows=numbers))
