"""The dashboard: how far an area is, what has changed since yesterday, where help is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from liaison.domain.errors import InvalidInput
from liaison.domain.filters import Chip, EnterpriseFilter, MeasureQuestion
from liaison.domain.indicators import Figures, MeasureProgress
from liaison.domain.roles import Action, may
from liaison.locales.change_words import moment_text
from liaison.locales.sentences import error_sentence
from liaison.services.figures import curve, figures, has_more_than_areas, measure_progress
from liaison.services.first_steps import list_first_steps
from liaison.services.gaps import gap_counts
from liaison.web.components.all_figures import show_all_figures
from liaison.web.components.area_choice import (
    AREA,
    linked_area,
    own_area,
    show_area_out_of_reach,
    show_area_path,
)
from liaison.web.components.curve_chart import choose_curve, choose_span, curve_keys, show_curves
from liaison.web.components.dashboard_tiles import LIST, PAIRING, dashboard_tiles, without_lists
from liaison.web.components.enterprise_filters import list_address, query_of
from liaison.web.components.figure_tiles import show_figure_tiles
from liaison.web.components.first_steps_panel import show_first_steps
from liaison.web.components.measure_bars import show_measure_bars, show_measure_numbers
from liaison.web.components.page_head import show_page_head
from liaison.web.components.past_day import AS_OF, linked_past_day, show_past_day
from liaison.web.components.places import reference_data
from liaison.web.components.progress_table import ProgressTable
from liaison.web.components.request_numbers import show_request_numbers
from liaison.web.components.urgent_lists import UrgentLists
from liaison.web.session import current_actor, current_words, database

actor, language, db = current_actor(), current_words(), database()
reference = reference_data(actor, db)


def say(key: str, **values: object) -> str:
    return language(f"dashboard.{key}", **values)


def main() -> None:
    head = st.container()
    show_area_out_of_reach(actor, reference, language)
    own = own_area(actor, reference).code
    with st.container(horizontal=True, vertical_alignment="center", key="area-line"):
        area = linked_area(actor, reference, language) or own
        day = linked_past_day(actor, db, area, language)
        show_area_path(actor, reference, area, language)
    show_past_day(day, language)
    shown = figures(actor, db, area, day)
    with head:
        show_head(shown)
    nobody_paired = shown["unpaired"].value == shown["served"].value
    is_start = area == own and nobody_paired and not shown.is_past
    if is_start and may(actor, Action.MANAGE_ACCOUNTS):
        show_first_steps(list_first_steps(actor, db, shown), language)
    if shown["enterprises"].numerator:
        show_figures(shown, EnterpriseFilter(area_code=None if area == own else area))
    elif not may(actor, Action.IMPORT_ROSTER):
        st.info(say("empty"), icon=":material/factory:")


def show_head(shown: Figures) -> None:
    day = {AS_OF: str(shown.day)} if shown.is_past else {}
    summary = (say("summary"), f"/files/summary?{urlencode({AREA: shown.area_code} | day)}")
    purpose = say("purpose", at=moment_text(db.now()))
    if shown.is_past:
        purpose = say("purpose_past", day=shown.day)
    show_page_head(say("title"), purpose, [summary] if shown["enterprises"].numerator else [])


def show_figures(shown: Figures, within: EnterpriseFilter) -> None:
    day = shown.day if shown.is_past else None
    progress = progress_of(shown.area_code, day)
    overdue = sum(each.overdue for each in progress)
    tiles = dashboard_tiles(actor, shown, overdue, within, language)
    show_figure_tiles(shown, without_lists(tiles) if day else tiles, language)
    show_all_figures(shown, language)
    st.subheader(say("areas.title"))
    ProgressTable(actor, db, reference, language, shown.area_code, within, day).show()
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(say("measures.title"))
        show_measures(progress, day)
    with right:
        show_curve(shown.area_code, day)
    show_numbers(progress, within, day)
    st.subheader(say("requests.title"))
    show_request_numbers(actor, db, shown, within, language)
    if day:
        st.caption(say("day.lists_are_of_now"))
    else:
        show_urgent(shown, overdue, within)


def progress_of(area_code: str, day: date | None) -> list[MeasureProgress]:
    """The measures, none of a day that was kept with areas alone."""
    if day and not has_more_than_areas(actor, db, day):
        return []
    return measure_progress(actor, db, area_code, as_of=day)


def show_measures(progress: list[MeasureProgress], day: date | None) -> None:
    if day and not progress:
        refusal = InvalidInput("no_past_figures", day=day)
        st.info(error_sentence(refusal, language), icon=":material/event_busy:")
    else:
        show_measure_bars(progress, language)


def show_numbers(
    progress: list[MeasureProgress], within: EnterpriseFilter, day: date | None
) -> None:
    """The bars in words, each number with the enterprises behind it."""

    def address(code: str, question: MeasureQuestion) -> str:
        return list_address(replace(within, measure_code=code, measure_state=question))

    if progress:
        title = say("measures.numbers_past" if day else "measures.numbers")
        with st.expander(title, icon=":material/table_rows:"):
            show_measure_numbers(progress, None if day else address, language)


def show_curve(area_code: str, day: date | None) -> None:
    st.subheader(say("curve.title"))
    days = choose_span(language)
    keys = curve_keys(choose_curve(language))
    show_curves({key: curve(actor, db, area_code, key, days, as_of=day) for key in keys}, language)


def show_urgent(now: Figures, overdue: int, within: EnterpriseFilter) -> None:
    st.subheader(say("urgent.title"))
    gaps = sum(gap_counts(actor, db, area_code=now.area_code).values())
    late = int(now["requests_overdue"].numerator)
    lists = UrgentLists(actor, db, reference, language, now.area_code)
    chosen = lists.show({"gaps": gaps, "overdue": overdue, "requests": late})
    chip: dict[str, Chip] = {"gaps": "unpaired", "overdue": "overdue", "requests": "requests"}
    is_pairing = chosen == "gaps" and may(actor, Action.PAIR)
    st.page_link(
        PAIRING if is_pairing else LIST,
        label=say(f"urgent.all.{chosen}"),
        icon=":material/arrow_forward:",
        query_params={} if is_pairing else query_of(replace(within, chip=chip[chosen])),
    )


main()
