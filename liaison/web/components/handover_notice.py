"""Handovers of the last days, as their two sides see them: folded, small, with whom to call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

import streamlit as st
from markupsafe import Markup

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.records import Liaison
from liaison.locales import Words
from liaison.services.handover import HandedEnterprise, Handover
from liaison.web.components.days import short_day
from liaison.web.components.plain_text import plain
from liaison.web.components.record_table import lines, quiet, record_link
from liaison.web.components.telephone import links


def show_handovers(language: Words, handovers: Iterable[Handover], today: date) -> None:
    """One folded line for each."""
    for each in handovers:
        show = _show_given if each.is_giver else _show_received
        title = plain(_title(language, each, today))
        with st.expander(title, icon=":material/swap_horiz:", key=f"handover-{each.run.id}"):
            if each.run.note:
                st.html(Markup("<p>{}</p>").format(each.run.note))
            show(language, each)


def _title(language: Words, each: Handover, today: date) -> str:
    requests = sum(one.open_requests for one in each.enterprises)
    due = sum(one.due_measures for one in each.enterprises)
    names = list(dict.fromkeys(one.receiver.name for one in each.enterprises))
    said = language(
        f"my_enterprises.handover.{_kind(each, len(names))}",
        giver=each.giver.name,
        receiver=names[0],
        people=len(names),
        day=short_day(each.run.at.astimezone(CITY_ZONE).date(), today),
        number=len(each.enterprises),
    )
    counts = (("requests", requests), ("measures", due))
    waits = [language(f"my_enterprises.handover.{key}", number=n) for key, n in counts if n]
    return said if each.is_giver or not waits else f"{said} · {' · '.join(waits)}"


def _kind(each: Handover, receivers: int) -> str:
    if not each.is_giver:
        return "received"
    return "given" if receivers == 1 else "given_to_several"


def _show_received(language: Words, each: Handover) -> None:
    """The enterprises with what waits there, and the giver to be asked."""
    rows = [
        lines([record_link("enterprise", one.enterprise_id, one.name), *_waits(language, one)])
        for one in sorted(each.enterprises, key=_urgency)
    ]
    _show_list(rows)
    _show_person(language, "ask_giver", each.giver)


def _show_given(language: Words, each: Handover) -> None:
    """Who has which enterprise now, and the number to call."""
    by_receiver = sorted(each.enterprises, key=lambda one: (one.receiver.name, one.receiver.id))
    for _, group in groupby(by_receiver, key=lambda one: one.receiver.id):
        given = list(group)
        _show_person(language, "call_receiver", given[0].receiver)
        _show_list([Markup.escape(one.name) for one in given])


def _show_person(language: Words, key: str, person: Liaison) -> None:
    said = language(f"my_enterprises.handover.{key}", name=person.name, unit=person.unit)
    calls = links(person.phone, "call")
    st.html(Markup('<p class="card-calls">{} {}</p>').format(said, Markup(" ").join(calls)))


def _show_list(rows: Iterable[Markup]) -> None:
    items = Markup("").join(Markup("<li>{}</li>").format(row) for row in rows)
    st.html(Markup('<ul class="entries two-lines">{}</ul>').format(items))


def _waits(language: Words, one: HandedEnterprise) -> list[Markup]:
    counts = (("requests", one.open_requests), ("measures", one.due_measures))
    texts = [language(f"my_enterprises.handover.{key}", number=n) for key, n in counts if n]
    return [quiet(" · ".join(texts))] if texts else []


def _urgency(one: HandedEnterprise) -> tuple[int, int, str]:
    return -one.open_requests, -one.due_measures, one.name
