"""Choosing what a person hands over: everything, or enterprises one by one or by town."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from liaison.domain.reference import Reference
from liaison.locales import Words
from liaison.services.handover import PortfolioRow
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.places import area_name
from liaison.web.components.plain_text import plain

_PAGE_SIZE = 10
_CHOSEN = "handover-chosen"
_EVERYWHERE = ""


def choose_enterprises(
    rows: Sequence[PortfolioRow], reference: Reference, language: Words
) -> list[int] | None:
    """The ids of those chosen, None for all of them."""
    everything, part = "all", "part"
    what = st.segmented_control(
        language("people_page.handover.what"),
        (everything, part),
        default=everything,
        required=True,
        format_func=lambda each: language(f"people_page.handover.{each}", total=f"{len(rows):,}"),
        key="handover-what",
    )
    if what != part:
        return None
    return _choose_part(rows, reference, language)


def forget_choice() -> None:
    st.session_state.pop(_CHOSEN, None)


def _choose_part(rows: Sequence[PortfolioRow], reference: Reference, language: Words) -> list[int]:
    chosen: set[int] = st.session_state.setdefault(_CHOSEN, set())
    chosen &= {row.enterprise_id for row in rows}
    shown = _filter(rows, reference, language)
    with st.container(horizontal=True, vertical_alignment="center"):
        number = f"{len(shown):,}"
        ids = [row.enterprise_id for row in shown]
        st.button(
            language("people_page.handover.choose_shown", number=number),
            key="handover-choose-all",
            disabled=not shown or chosen.issuperset(ids),
            on_click=chosen.update,
            args=(ids,),
        )
        st.button(
            language("people_page.handover.choose_none"),
            key="handover-choose-none",
            disabled=not chosen,
            on_click=chosen.clear,
        )
        st.caption(language("people_page.handover.chosen", number=f"{len(chosen):,}"))
    key = f"handover-page-{hash(tuple(ids))}"
    start = (page_number(key) - 1) * _PAGE_SIZE
    with st.container(key="handover-enterprises", gap="small"):
        for row in shown[start : start + _PAGE_SIZE]:
            _show_row(row, chosen, reference, language)
    show_paging(key, len(shown), _PAGE_SIZE, language)
    return sorted(chosen)


def _filter(
    rows: Sequence[PortfolioRow], reference: Reference, language: Words
) -> list[PortfolioRow]:
    towns = Counter(row.town_code or row.county_code or _EVERYWHERE for row in rows)
    labels = {_EVERYWHERE: language("people_page.handover.everywhere")} | {
        code: f"{area_name(reference, code, language.language)} {number:,}"
        for code, number in sorted(towns.items())
        if code
    }
    left, right = st.columns(2)
    with left:
        town = st.selectbox(
            language("people_page.handover.town"),
            list(labels),
            format_func=labels.__getitem__,
            filter_mode=None,
            key="handover-town",
        )
    with right:
        typed = st.text_input(
            language("people_page.handover.search"), icon=":material/search:", key="handover-find"
        )
    wanted = str(typed or "").strip().lower()
    return [
        row
        for row in rows
        if not town or town in (row.town_code, row.county_code)
        if wanted in row.name.lower()
    ]


def _show_row(row: PortfolioRow, chosen: set[int], reference: Reference, language: Words) -> None:
    key = f"handover-pick-{row.enterprise_id}"
    st.session_state[key] = row.enterprise_id in chosen
    town = area_name(reference, row.town_code or row.county_code, language.language)
    waits = [
        language(f"people_page.handover.{word}", number=number)
        for word, number in (("requests", row.open_requests), ("measures", row.due_measures))
        if number
    ]
    text = " · ".join(part for part in (row.name, town, *waits) if part)
    st.checkbox(plain(text), key=key, on_change=_toggle, args=(key, row.enterprise_id, chosen))


def _toggle(key: str, enterprise_id: int, chosen: set[int]) -> None:
    if st.session_state[key]:
        chosen.add(enterprise_id)
    else:
        chosen.discard(enterprise_id)
