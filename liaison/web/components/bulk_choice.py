"""Choosing the enterprises of which one measure is to be set: filtered, one by one or all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import MeasureState
from liaison.locales import Words
from liaison.services.bulk import BulkChoice, list_ids, list_to_choose
from liaison.store.bulk import Standing
from liaison.web.components.linked_filters import (
    clear_filters,
    current_page,
    linked_chips,
    linked_page,
    linked_search,
)
from liaison.web.components.measure_shapes import shaped
from liaison.web.components.places import area_name
from liaison.web.components.plain_text import plain
from liaison.web.session import current_actor, database

PAGE_SIZE = 12
_CHOSEN = "bulk-chosen"
_ANY = ""
#: What narrows this list by its own controls.
_NARROWING = ("search", "measure_state")


def chosen_ids() -> set[int]:
    """The enterprises chosen so far, kept while the reader searches and turns pages."""
    chosen: set[int] = st.session_state.setdefault(_CHOSEN, set())
    return chosen


def forget_choice() -> None:
    st.session_state.pop(_CHOSEN, None)


@dataclass(frozen=True)
class BulkChooser:
    """The list to choose from; `filters` are those that led here, with the measure."""

    language: Words
    reference: Reference
    filters: EnterpriseFilter

    def show(self) -> None:
        chips = st.container()
        search = linked_search("search", self._say("search"), self._say("search_hint"))
        asked = replace(self.filters, search=search, measure_state=_asked_state())
        found = list_to_choose(
            current_actor(), database(), asked, page=current_page(), page_size=PAGE_SIZE
        )
        with chips:
            linked_chips("measure_state", self._say("state"), self._chips(found.counts), _ANY)
        self._show_all_or_none(asked, found)
        with st.container(key="bulk-enterprises", gap="small"):
            for row in found.page.rows:
                self._show_row(row)
        if not found.page.total:
            st.info(self._say("none"), icon=":material/filter_alt:")
        linked_page(found.page.pages)

    def _chips(self, counts: Mapping[MeasureState, int]) -> dict[str, str]:
        """All of them, then each state that any is in or that is asked for."""
        labels = {_ANY: self._say("any", number=f"{sum(counts.values()):,}")}
        for state, number in counts.items():
            if number or state is _asked_state():
                labels[state.value] = f"{shaped(self.language, state)} {number:,}"
        return labels

    def _show_all_or_none(self, asked: EnterpriseFilter, found: BulkChoice) -> None:
        chosen = chosen_ids()
        beyond = len(chosen.difference(found.ids))
        with st.container(horizontal=True, vertical_alignment="center", key="bulk-all-none"):
            if found.page.total:
                st.button(
                    self._say("choose_all", number=f"{found.page.total:,}"),
                    key="bulk-all",
                    on_click=_choose_all,
                    args=(asked,),
                )
            st.button(
                self._say("choose_none"),
                key="bulk-none",
                disabled=not chosen,
                on_click=chosen.clear,
            )
            st.caption(self._say("chosen", number=f"{len(chosen):,}"), width="content")
        if beyond:
            with st.container(horizontal=True, vertical_alignment="center", key="bulk-beyond"):
                st.caption(self._say("beyond", number=f"{beyond:,}"), width="content")
                st.button(
                    self._say("show_beyond"),
                    key="bulk-show-beyond",
                    on_click=clear_filters,
                    args=_NARROWING,
                )

    def _show_row(self, row: Standing) -> None:
        key = f"bulk-pick-{row.id}"
        st.session_state[key] = row.id in chosen_ids()
        town = area_name(self.reference, row.town_code or row.county_code, self.language.language)
        parts = (row.name, town, shaped(self.language, row.support.state))
        text = " · ".join(part for part in parts if part)
        st.checkbox(plain(text), key=key, on_change=_toggle, args=(key, row.id))

    def _say(self, key: str, **values: object) -> str:
        return self.language(f"bulk.{key}", **values)


def _asked_state() -> MeasureState | None:
    """The present state that the address asks for."""
    asked = st.query_params.get("measure_state")
    return next((state for state in MeasureState if state == asked), None)


def _choose_all(asked: EnterpriseFilter) -> None:
    chosen_ids().update(list_ids(current_actor(), database(), asked))


def _toggle(key: str, enterprise_id: int) -> None:
    if st.session_state[key]:
        chosen_ids().add(enterprise_id)
    else:
        chosen_ids().discard(enterprise_id)
