"""Adding a measure, or changing what the catalogue says of one: one form, both languages."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from liaison.domain.catalogue import (
    EDITABLE,
    LONGEST_DAYS,
    TEXT_LIMITS,
    new_measure,
    tidy,
    values_of,
)
from liaison.domain.errors import LiaisonError
from liaison.domain.records import Measure
from liaison.domain.vocabulary import AboveScale, Size
from liaison.locales import Words
from liaison.services.catalogue import preview_added, preview_changed
from liaison.web.components.catalogue_confirm import Waiting, ask_first, save_change
from liaison.web.components.catalogue_words import MeasureWords
from liaison.web.components.plain_text import plain
from liaison.web.components.saving import close_when_done, keep_refusal
from liaison.web.session import current_actor, database

_LONG = ("description", "evidence")
_PAIRS = ("title", "description", "unit", "evidence")
_LISTS = ("industries", "sizes", "areas")


def show_add_button(words: MeasureWords, *, number: int) -> None:
    """A button that opens an empty form; `number` keeps one form's words out of the next."""
    language = words.language
    if st.button(
        language("catalogue_page.add"), key="measure-add", type="primary", icon=":material/add:"
    ):
        title = language("catalogue_page.form.add_title")
        st.dialog(title, width="medium")(_form)(words, None, f"new-{number}")


def show_edit_button(words: MeasureWords, measure: Measure) -> None:
    """A button that opens the form with what the catalogue says."""
    language = words.language
    if st.button(
        language("catalogue_page.edit"), key=f"measure-edit-{measure.code}", icon=":material/edit:"
    ):
        title = plain(language("catalogue_page.form.edit_title", code=measure.code))
        st.dialog(title, width="medium")(_form)(words, measure, f"{measure.code}-{measure.version}")


def _form(words: MeasureWords, measure: Measure | None, name: str) -> None:
    language = words.language
    stored = values_of(measure or new_measure("", 0))
    with st.form(f"measure-form-{name}", border=False):
        if measure is None:
            st.text_input(
                language("catalogue_page.form.code"),
                key=f"{name}-code",
                help=language("catalogue_page.form.code_hint"),
            )
        for key in _PAIRS:
            _both_languages(words, key, name, stored)
        st.number_input(
            language(
                "catalogue_page.form.days",
                label=words.label("measure", "default_days"),
                limit=LONGEST_DAYS,
            ),
            value=stored["default_days"],
            step=1,
            key=f"{name}-default_days",
            help=language("catalogue_page.form.days_hint"),
        )
        _ask_rule(words, name, stored)
        submitted = st.form_submit_button(
            language("catalogue_page.form.next" if measure is None else "catalogue_page.form.save"),
            key="measure-save",
            type="primary",
            width="stretch",
            on_click=_save_or_ask,
            args=(language, measure, name),
        )
    close_when_done(submitted)


# A widget with a limit of its own drops a paste beyond it as a whole, or refuses the number without
# a word: the service says the limit, and what was typed stays.
def _both_languages(
    words: MeasureWords, key: str, name: str, stored: dict[str, Any], hint: str | None = None
) -> None:
    for each, column in zip((key, f"{key}_en"), st.columns(2), strict=True):
        field = column.text_area if key in _LONG else column.text_input
        field(
            words.label("measure", each),
            stored[each],
            key=f"{name}-{each}",
            placeholder=hint,
        )


def _ask_rule(words: MeasureWords, name: str, stored: dict[str, Any]) -> None:
    language, reference = words.language, words.reference
    st.markdown(f"**{language('catalogue_page.form.rule_title')}**")
    st.caption(language("catalogue_page.form.rule_hint"))
    st.checkbox(
        language("catalogue_page.form.on_request"), stored["on_request"], key=f"{name}-on_request"
    )
    offered = {
        "areas": [each.code for each in reference.areas.values() if each.is_county or each.is_town],
        "industries": list(reference.industries),
        "sizes": [size.value for size in Size],
    }
    for key, options in offered.items():
        st.multiselect(
            words.label("measure", key),
            options,
            list(stored[key]),
            key=f"{name}-{key}",
            format_func=partial(_option, words, key),
            placeholder=language("catalogue_page.form.any"),
        )
    scales = ["", AboveScale.ABOVE.value, AboveScale.BELOW.value]
    st.selectbox(
        words.label("measure", "above_scale"),
        scales,
        scales.index(stored["above_scale"] or ""),
        key=f"{name}-above_scale",
        format_func=partial(_option, words, "above_scale"),
    )
    hint = language("catalogue_page.form.applies_hint")
    _both_languages(words, "applies_to", name, stored, hint)


def _option(words: MeasureWords, key: str, code: str) -> str:
    if not code:
        return words.language("catalogue_page.form.any")
    return words.value("measure", key, (code,) if key in _LISTS else code)


def _typed(name: str, stored: dict[str, Any]) -> dict[str, Any]:
    """What was typed and is another than what is stored."""
    typed = {}
    for key in EDITABLE:
        value = st.session_state.get(f"{name}-{key}")
        if key in TEXT_LIMITS:
            value = tidy(value or "")
        elif key in _LISTS:
            value = tuple(sorted(value or ()))
        elif key == "above_scale":
            value = value or None
        if value != stored[key]:
            typed[key] = value
    return typed


def _save_or_ask(language: Words, measure: Measure | None, name: str) -> None:
    stored = values_of(measure or new_measure("", 0))
    values = _typed(name, stored)
    actor, db = current_actor(), database()
    try:
        if measure is None:
            values["code"] = st.session_state.get(f"{name}-code", "")
            effects = preview_added(actor, db, values)
        else:
            effects = preview_changed(actor, db, measure.code, changes=values)
    except LiaisonError as error:
        keep_refusal(error)
        return
    days = values.get("default_days", stored["default_days"])
    title = str(values.get("title", stored["title"]))
    if measure is None:
        ask_first(Waiting("add", title, days, effects, None, values))
    elif effects.touches_work:
        ask_first(Waiting("change", title, days, effects, measure, values))
    elif values:
        save_change(measure, values, language)
