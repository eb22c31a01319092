"""The measures of the catalogue, each with what it says, whom it reached, and its buttons."""

from __future__ import annotations

from functools import partial

import streamlit as st

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.records import Measure
from liaison.domain.vocabulary import MeasureState
from liaison.locales import LANGUAGES, Words
from liaison.services.catalogue import CatalogueView, move_measure
from liaison.store.catalogue import WorkCounts
from liaison.web.components.catalogue_confirm import ask_to_restore, ask_to_retire
from liaison.web.components.catalogue_form import show_edit_button
from liaison.web.components.catalogue_history import show_history_button
from liaison.web.components.catalogue_words import MeasureWords
from liaison.web.components.enterprise_filters import list_address
from liaison.web.components.saving import attempt
from liaison.web.templating import render


def show_in_force(view: CatalogueView, words: MeasureWords) -> None:
    """The measures in force in their order, to be moved, edited and retired."""
    last = len(view.in_force) - 1
    for place, measure in enumerate(view.in_force):
        with st.container(border=True, key=f"catalogue-{measure.code}"):
            _facts(measure, view.work_on(measure.code), words.language)
            with st.container(horizontal=True, key=f"catalogue-actions-{measure.code}"):
                _move_button(measure, -1, words.language, disabled=place == 0)
                _move_button(measure, 1, words.language, disabled=place == last)
                show_edit_button(words, measure)
                _ask_button("retire", measure, words.language)
                show_history_button(words, measure)


def show_retired(view: CatalogueView, words: MeasureWords) -> None:
    """The retired measures, folded, to be restored; nothing without any."""
    if not view.retired:
        return
    title = words.language("catalogue_page.retired", number=len(view.retired))
    with st.expander(title, icon=":material/inventory_2:"):
        for measure in view.retired:
            with st.container(border=True, key=f"catalogue-{measure.code}"):
                _facts(measure, view.work_on(measure.code), words.language)
                with st.container(horizontal=True, key=f"catalogue-actions-{measure.code}"):
                    _ask_button("restore", measure, words.language)
                    show_history_button(words, measure)


def _facts(measure: Measure, work: WorkCounts, language: Words) -> None:
    said = language.language
    translation = measure.title if said != LANGUAGES[0] else measure.title_en
    st.html(
        render(
            "catalogue_measure.html",
            language,
            measure=measure,
            translation=translation,
            facts=_said_of(measure, language),
            work=_reached(measure, work, language),
            states=_states(measure, work, language),
            link=list_address(EnterpriseFilter(measure_code=measure.code)),
        )
    )


def _said_of(measure: Measure, language: Words) -> list[str]:
    said = language.language
    days = measure.default_days
    facts = [
        language("catalogue_page.days", days=days)
        if days
        else language("catalogue_page.days_none"),
        language("catalogue_page.applies_to", applies_to=measure.applies_to_in(said)),
    ]
    if measure.retired_on is not None:
        facts.insert(0, language("catalogue_page.retired_on", day=measure.retired_on))
    for key, text in (("unit", measure.unit_in(said)), ("evidence", measure.evidence_in(said))):
        if text:
            facts.append(language(f"catalogue_page.{key}", **{key: text}))
    return facts


def _reached(measure: Measure, work: WorkCounts, language: Words) -> str:
    if not work.total:
        return ""
    key = "kept" if measure.retired_on else "enterprises"
    return language(f"catalogue_page.{key}", number=f"{work.total:,}")


def _states(measure: Measure, work: WorkCounts, language: Words) -> list[tuple[str, str]]:
    """How many are in each state, with the address of the list of just these."""
    return [
        (
            f"{language.label('state', state)} {work.states[state]:,}",
            list_address(EnterpriseFilter(measure_code=measure.code, measure_state=state)),
        )
        for state in MeasureState
        if work.states.get(state)
    ]


def _move_button(measure: Measure, step: int, language: Words, *, disabled: bool) -> None:
    word = "up" if step < 0 else "down"
    st.button(
        language(f"catalogue_page.{word}"),
        key=f"measure-{word}-{measure.code}",
        icon=f":material/arrow_{word}ward:",
        type="tertiary",
        disabled=disabled,
        on_click=_move,
        args=(measure, step, language),
    )


def _move(measure: Measure, step: int, language: Words) -> None:
    said = language("catalogue_page.moved", title=measure.title_in(language.language))
    attempt(partial(move_measure, code=measure.code, step=step), said)


def _ask_button(word: str, measure: Measure, language: Words) -> None:
    st.button(
        language(f"catalogue_page.{word}"),
        key=f"measure-{word}-{measure.code}",
        icon=":material/archive:" if word == "retire" else ":material/unarchive:",
        on_click=ask_to_retire if word == "retire" else ask_to_restore,
        args=(measure,),
    )
