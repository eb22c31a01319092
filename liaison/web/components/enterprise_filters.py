"""The filters of the list of enterprises, and the address that leads to a filtered list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from liaison.domain.filter_query import ENTERPRISE_KEYS, enterprise_filter, filter_query
from liaison.domain.filters import CHIPS, NOT_GIVEN, EnterpriseFilter
from liaison.domain.records import Measure
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import AboveScale, Size, Status
from liaison.locales import Words
from liaison.services.catalogue import find_measure
from liaison.services.enterprises import chip_counts
from liaison.services.liaisons import get_liaison
from liaison.store.database import Database
from liaison.web.components.area_choice import linked_area
from liaison.web.components.linked_filters import (
    clear_filters,
    linked_chips,
    linked_choice,
    linked_choices,
    linked_search,
)
from liaison.web.components.plain_text import plain

KEYS = ("area", *ENTERPRISE_KEYS)


def query_of(filters: EnterpriseFilter) -> dict[str, str]:
    """The filters as they stand in an address, with their area."""
    area = {"area": filters.area_code} if filters.area_code else {}
    return filter_query(filters) | area


def list_address(filters: EnterpriseFilter) -> str:
    """Where the list of enterprises shows just these."""
    return f"/enterprises?{urlencode(query_of(filters))}"


def export_address(filters: EnterpriseFilter) -> str:
    """Where just these come as a roster workbook."""
    return f"/files/roster?{urlencode(query_of(filters))}"


def show_enterprise_filters(
    actor: Actor, db: Database, reference: Reference, language: Words
) -> EnterpriseFilter:
    """Search, choices and chips with their counts; what the reader asks for."""

    def say(key: str) -> str:
        return language(f"enterprises_page.{key}")

    asked = enterprise_filter(st.query_params) or EnterpriseFilter()
    with st.container(key="list-filters"):
        search = linked_search("search", say("search"), say("search_hint"))
        area = linked_area(actor, reference, language)
        statuses = {status: language.label("status", status) for status in Status}
        chosen = linked_choices("statuses", say("status"), statuses, say("any_status"))
        industries = {"": say("any_industry")} | {
            code: f"{code} {each.name_in(language.language)}"
            for code, each in reference.industries.items()
        }
        industries |= {NOT_GIVEN: language("figures.unfilled.industry")}
        industry = linked_choice("industry", say("industry"), industries, "")
        scales = {"": say("any_scale")} | {
            scale.value: language(f"enterprises_page.scale.{scale}") for scale in AboveScale
        }
        scale = linked_choice("above_scale", say("above_scale"), scales, "")
    filters = replace(
        asked,
        search=search,
        area_code=area,
        statuses=chosen,
        chip="all",
        industry=industry or None,
        above_scale=scale or None,
    )
    counts = chip_counts(actor, db, filters)
    labels = {
        chip: language(f"enterprises_page.chip.{chip}", count=f"{counts[chip]:,}") for chip in CHIPS
    }
    chip = linked_chips("chip", say("chip.label"), labels, "all")
    return replace(filters, chip=chip)


def show_narrowings(actor: Actor, db: Database, filters: EnterpriseFilter, language: Words) -> None:
    """What a link narrowed the list by and no control shows; each can be taken away."""
    with st.container(horizontal=True, key="list-narrowings"):
        measure = None
        if filters.measure_code is not None:
            measure = find_measure(actor, db, filters.measure_code)
            title = measure.title_in(language.language) if measure else ""
            text = f"{filters.measure_code} {title}"
            if filters.measure_state is not None:
                text = f"{text} · {_question(filters, language)}"
            _narrowing("measure", text, ("measure", "measure_state"), language)
        if filters.liaison_id is not None:
            person = get_liaison(actor, db, filters.liaison_id).liaison
            text = f"{language.label('role', person.role)} {person.name}"
            _narrowing("liaison", text, ("liaison_id",), language)
        for name, text, keys in _plain_narrowings(filters, language):
            _narrowing(name, text, keys, language)
    if filters.measure_code is not None:
        _say_of_measure(filters, measure, language)


def _plain_narrowings(
    filters: EnterpriseFilter, language: Words
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Name, text and keys of the narrowings that can be told without a look at the database."""
    if filters.size is not None:
        is_given = filters.size in set(Size)
        text = language.label("size", filters.size) if is_given else None
        yield "size", text or language("figures.unfilled.size"), ("size_class",)
    if filters.unit is not None:
        role = language.label("role", filters.unit_role) if filters.unit_role else ""
        yield "unit", f"{role} {filters.unit}".strip(), ("unit", "unit_role")
    if filters.lacks is not None:
        role = language.label("role", filters.lacks)
        yield "lacks", language("figures.with_nobody", role=role), ("lacks",)


def _say_of_measure(filters: EnterpriseFilter, measure: Measure | None, language: Words) -> None:
    """That a measure is retired, or in no catalogue, so that its list is not taken amiss."""
    if measure is None:
        said = language("errors.measure_not_found", measure=filters.measure_code)
        st.warning(plain(said), icon=":material/search_off:")
    elif measure.retired_on is not None:
        key = "retired_overdue" if filters.measure_state == "overdue" else "retired"
        title = f"{measure.code} {measure.title_in(language.language)}"
        said = language(f"enterprises_page.{key}", title=title, day=measure.retired_on)
        st.info(plain(said), icon=":material/inventory_2:")


def _question(filters: EnterpriseFilter, language: Words) -> str:
    if filters.measure_state == "overdue":
        return language("dashboard.measures.overdue")
    return language.label("state", filters.measure_state)


def _narrowing(name: str, text: str, keys: tuple[str, ...], language: Words) -> None:
    st.button(
        language("enterprises_page.narrowed", text=plain(text)),
        key=f"narrowed-{name}",
        icon=":material/close:",
        help=language("enterprises_page.narrowed_help"),
        on_click=clear_filters,
        args=keys,
    )
