"""Importing, step three: words that no field knows, each once, to be told once for all rows."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from liaison.domain.fields import allowed_values, field_table
from liaison.domain.parsing import Context, answer_key
from liaison.domain.plan import ImportPlan, UnknownValue
from liaison.domain.problems import LEVELS, Level
from liaison.locales import Words
from liaison.locales.field_words import field_label, value_text
from liaison.web.components.import_desk import ImportDesk, desk
from liaison.web.components.paging import page_number, show_paging
from liaison.web.templating import render

_PAGE_SIZE = 10
_SHOWN_ROWS = 3
_WIDTHS = (5, 5)
_OPEN, _EMPTY = "open", "empty"


def show_unknown(lying: ImportDesk, plan: ImportPlan, context: Context, language: Words) -> bool:
    """Ask what the unknown words stand for; True once the answers are to be read."""
    unknown = plan.unknown_values
    if not unknown:
        return False
    is_rejecting = any(LEVELS[each.code] is Level.ERROR for each in unknown)
    title = language("import_page.unknown.title", words=len(unknown))
    with st.expander(title, expanded=is_rejecting, icon=":material/help:"):
        st.text(language("import_page.unknown.about"))
        paging = f"import-unknown-{lying.reading}"
        start = (page_number(paging) - 1) * _PAGE_SIZE
        for place in range(start, min(start + _PAGE_SIZE, len(unknown))):
            _ask(lying, plan, unknown[place], place, context, language)
        show_paging(paging, len(unknown), _PAGE_SIZE, language)
        return st.button(
            language("import_page.unknown.apply"),
            key="import-answers",
            disabled=lying.choices == lying.read_choices,
        )


def _ask(
    lying: ImportDesk,
    plan: ImportPlan,
    unknown: UnknownValue,
    place: int,
    context: Context,
    language: Words,
) -> None:
    field = field_table(plan.kind)[unknown.field]
    label = field_label(plan.kind, unknown.field, language)
    what, answer = st.columns(_WIDTHS, vertical_alignment="center")
    first = language("import_page.unknown.word", field=label, word=unknown.word)
    what.html(render("two_lines.html", language, first=first, second=_rows_text(unknown, language)))
    names = {
        _OPEN: language("import_page.unknown.open"),
        _EMPTY: language("import_page.unknown.empty"),
    }
    names |= {
        value: value_text(plan.kind, unknown.field, value, context.reference, language)
        for value in allowed_values(field, unknown.word, context)
    }
    options = list(names)
    key = f"unknown-{lying.reading}-{place}"
    answer.selectbox(
        language("import_page.unknown.stands_for", word=unknown.word),
        options,
        index=options.index(_answered(lying.choices.answers, plan, unknown)),
        format_func=names.__getitem__,
        label_visibility="collapsed",
        key=key,
        on_change=_choose,
        args=(unknown, key),
    )


def _choose(unknown: UnknownValue, key: str) -> None:
    _answer(desk().choices.answers, unknown, str(st.session_state[key]))


def _answered(
    answers: Mapping[str, Mapping[str, str | None]], plan: ImportPlan, unknown: UnknownValue
) -> str:
    """What was said of the word now, else some time before."""
    word = answer_key(unknown.word)
    for said in (answers, *(sheet.setting.answers for sheet in plan.sheets)):
        if word in said.get(unknown.field, {}):
            return said[unknown.field][word] or _EMPTY
    return _OPEN


def _answer(answers: dict[str, dict[str, str | None]], unknown: UnknownValue, chosen: str) -> None:
    said = answers.setdefault(unknown.field, {})
    word = answer_key(unknown.word)
    if chosen == _OPEN:
        said.pop(word, None)
    else:
        said[word] = None if chosen == _EMPTY else chosen
    if not said:
        del answers[unknown.field]


def _rows_text(unknown: UnknownValue, language: Words) -> str:
    shown = language("import_page.between").join(
        language("import_page.changes.place_of_row", sheet=sheet, row=row)
        for sheet, row in unknown.rows[:_SHOWN_ROWS]
    )
    key = "rows" if len(unknown.rows) <= _SHOWN_ROWS else "more_rows"
    return language(f"import_page.unknown.{key}", rows=len(unknown.rows), shown=shown)
