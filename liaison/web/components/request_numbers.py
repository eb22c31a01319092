"""Requests and their deadlines as a line of numbers, and by kind on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from liaison.domain.errors import InvalidInput
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.indicators import Figures, figure
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.locales.sentences import error_sentence
from liaison.services.request_figures import SOON_HOURS, requests_by_kind, requests_due_soon
from liaison.store.database import Database
from liaison.store.exports import RequestsOfKind
from liaison.web.components.enterprise_filters import list_address
from liaison.web.components.past_day import AS_OF
from liaison.web.components.record_table import Cell, show_table
from liaison.web.templating import render

_LINE = ("requests_received", "requests_open", "requests_overdue", "on_time_rate", "satisfaction")
_BY_KIND = (
    *("requests_received", "requests_open", "requests_overdue"),
    *("settled_rate", "on_time_rate", "satisfaction"),
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its words, what it means, and the list behind it."""

    label: str
    value: str
    meaning: str
    address: str | None = None


def show_request_numbers(
    actor: Actor, db: Database, figures: Figures, within: EnterpriseFilter, language: Words
) -> None:
    """What came in, what waits, what is late or soon will be, and how well it went."""
    numbers = [
        Number(language(f"figures.{key}"), figures[key].text, language(f"figures.formulas.{key}"))
        for key in _LINE
        if key in figures.figures
    ]
    if not figures.is_past:
        numbers = _with_lists(actor, db, figures, numbers, within, language)
    st.html(render("number_line.html", language, numbers=numbers))
    kinds = st.expander(
        language("dashboard.requests.by_kind"),
        key=f"requests-by-kind-{figures.area_code}-{st.query_params.get(AS_OF, '')}",
        icon=":material/table_rows:",
        on_change="rerun",
    )
    if kinds.open:  # requests are counted by kind only for who asks
        with kinds:
            _show_kinds(actor, db, figures, language)


def _with_lists(
    actor: Actor,
    db: Database,
    figures: Figures,
    numbers: Sequence[Number],
    within: EnterpriseFilter,
    language: Words,
) -> list[Number]:
    """The number of those that are due soon after the late ones; the open lead to their list."""
    received, waiting, late, *rates = numbers
    soon = requests_due_soon(actor, db, figures.area_code)
    listed = list_address(EnterpriseFilter(area_code=within.area_code, chip="requests"))
    return [
        received,
        Number(waiting.label, waiting.value, waiting.meaning, listed),
        late,
        Number(
            language("dashboard.requests.soon"),
            f"{soon:,}",
            language("dashboard.requests.soon_meaning", hours=SOON_HOURS),
        ),
        *rates,
    ]


def _show_kinds(actor: Actor, db: Database, figures: Figures, language: Words) -> None:
    day = figures.day if figures.is_past else None
    try:
        kinds = requests_by_kind(actor, db, figures.area_code, as_of=day)
    except InvalidInput as refusal:
        st.info(error_sentence(refusal, language), icon=":material/event_busy:")
        return
    if not kinds:
        st.caption(language("dashboard.requests.none"))
        return
    headings = [
        language("dashboard.requests.kind"),
        *(language(f"dashboard.requests.columns.{key}") for key in _BY_KIND),
    ]
    rows = [_kind(each, language) for each in kinds]
    show_table(language, headings, rows, numbers=range(1, len(headings)))


def _kind(each: RequestsOfKind, language: Words) -> list[Cell]:
    return [
        language.label("request_kind", each.kind),
        *(figure(key, each.counts).text for key in _BY_KIND),
    ]
