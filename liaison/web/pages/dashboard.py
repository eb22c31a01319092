"""The dashboard: how far an area is, what has changed since yesterday, where help is needed."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from liaison.domain.filters import Chip, EnterpriseFilter
from liaison.domain.indicators import AreaRow, Figures, MeasureProgress
from liaison.domain.roles import Action, may
from liaison.locales.change_words import moment_text
from liaison.services.area_tables import AREA_DIMENSIONS, Dimension
from liaison.services.figures import area_table, curve, figures, measure_progress
from liaison.services.first_steps import list_first_steps
from liaison.services.gaps import gap_counts
from liaison.web.components.area_choice import AREA, BY, linked_area, own_area, show_area_path
from liaison.web.components.area_table import show_area_table
from liaison.web.components.curve_chart import choose_curve, show_curves
from liaison.web.components.dashboard_tiles import LIST, PAIRING, dashboard_tiles
from liaison.web.components.enterprise_filters import list_address, query_of
from liaison.web.components.figure_tiles import show_figure_tiles
from liaison.web.components.first_steps_panel import show_first_steps
from liaison.web.components.linked_filters import linked_chips
from liaison.web.components.measure_bars import show_measure_bars, show_measure_numbers
from liaison.web.components.page_head import show_page_head
from liaison.web.components.places import reference_data
from liaison.web.components.urgent_lists import UrgentLists
from liaison.web.session import current_actor, current_words, database

actor, language, db = current_actor(), current_words(), database()
reference = reference_data(actor, db)


def say(key: str, **values: object) -> str:
    return language(f"dashboard.{key}", **values)


def main() -> None:
    head = st.container()
    own = own_area(actor, reference).code
    with st.container(horizontal=True, vertical_alignment="center", key="area-line"):
        area = linked_area(actor, reference, language) or own
        show_area_path(actor, reference, area, language)
    now = figures(actor, db, area)
    with head:
        summary = (say("summary"), f"/files/summary?{urlencode({AREA: area})}")
        files = [summary] if now["enterprises"].numerator else []
        show_page_head(say("title"), say("purpose", at=moment_text(db.now())), files)
    nobody_paired = now["unpaired"].value == now["served"].value
    if area == own and nobody_paired and may(actor, Action.MANAGE_ACCOUNTS):
        show_first_steps(list_first_steps(actor, db, now), language)
    if now["enterprises"].numerator:
        show_figures(now, EnterpriseFilter(area_code=None if area == own else area))
    elif not may(actor, Action.IMPORT_ROSTER):
        st.info(say("empty"), icon=":material/factory:")


def show_figures(now: Figures, within: EnterpriseFilter) -> None:
    progress = measure_progress(actor, db, now.area_code)
    overdue = sum(each.overdue for each in progress)
    show_figure_tiles(now, dashboard_tiles(actor, now, overdue, within, language), language)
    show_areas(now.area_code, within)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(say("measures.title"))
        show_measure_bars(progress, language)
    with right:
        st.subheader(say("curve.title"))
        keys = ("resumption_rate", choose_curve(language))
        show_curves({key: curve(actor, db, now.area_code, key) for key in keys}, language)
    show_numbers(progress, within)
    show_urgent(now, overdue, within)


def show_areas(area_code: str, within: EnterpriseFilter) -> None:
    st.subheader(say("areas.title"))
    area = reference.areas[area_code]
    wider = () if area.is_town else ("town",) if area.is_county else AREA_DIMENSIONS
    offered: tuple[Dimension, ...] = (*wider, "industry", "above_scale")
    labels = {by: say(f"areas.by.{by}") for by in offered}
    by = linked_chips(BY, say("areas.switch"), labels, offered[0])
    rows = area_table(actor, db, by, area_code)

    def query(row: AreaRow) -> tuple[str, dict[str, str]] | None:
        """The page and the filters behind a row, None for the total and for what is unfilled."""
        if not row.code or row is rows[-1]:
            return None
        if by in AREA_DIMENSIONS:
            return "dashboard", {AREA: row.code}
        return "enterprises", query_of(within) | {by: row.code}

    def address(row: AreaRow) -> str | None:
        found = query(row)
        return f"/{found[0]}?{urlencode(found[1])}" if found else None

    picked = show_area_table(rows, address, language, key=f"areas-{area_code}-{by}")
    st.caption(say("areas.hint"))
    if picked is not None and (found := query(picked)):
        st.switch_page(f"pages/{found[0]}.py", query_params=found[1])


def show_numbers(progress: list[MeasureProgress], within: EnterpriseFilter) -> None:
    """The bars in words, each number with the enterprises behind it."""
    with st.expander(say("measures.numbers"), icon=":material/table_rows:"):
        show_measure_numbers(
            progress,
            lambda code, question: list_address(
                replace(within, measure_code=code, measure_state=question)
            ),
            language,
        )


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
