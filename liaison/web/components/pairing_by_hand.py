"""Pairing one enterprise by hand: find it, see who is in charge, choose somebody else."""

from __future__ import annotations

import streamlit as st

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.enterprises import list_enterprises
from liaison.store.database import Database
from liaison.store.worklist import EnterpriseRow
from liaison.web.components.pair_picker import open_picker
from liaison.web.components.places import place_text
from liaison.web.components.record_table import record_link
from liaison.web.templating import render

_SHOWN = 6


def show_pairing_by_hand(actor: Actor, db: Database, reference: Reference, language: Words) -> None:
    """The enterprises that a search finds, each with its two people."""
    st.subheader(language("pairing_page.manual.title"))
    st.caption(language("pairing_page.manual.purpose"))
    search = st.text_input(
        language("pairing_page.manual.search"),
        placeholder=language("pairing_page.manual.search_hint"),
        icon=":material/search:",
        key="pairing-search",
    )
    if not (search or "").strip():
        return
    filters = EnterpriseFilter(search=str(search))
    found = list_enterprises(actor, db, filters, page_size=_SHOWN)
    if not found.rows:
        st.info(language("pairing_page.manual.none"))
    for row in found.rows:
        _show_enterprise(row, reference, language)
    if found.total > _SHOWN:
        st.caption(language("pairing_page.manual.more", number=f"{found.total - _SHOWN:,}"))


def _show_enterprise(row: EnterpriseRow, reference: Reference, language: Words) -> None:
    holders = {LiaisonRole.OFFICER: row.officer, LiaisonRole.COMMISSIONER: row.commissioner}
    nobody = language("pairing_page.table.nobody")
    texts = [place_text(reference, row.county_code, row.town_code, language.language)]
    for role, holder in holders.items():
        name = holder.name if holder else nobody
        label = language.label("role", role)
        texts.append(language("pairing_page.manual.holder", role=label, name=name))
    key = f"by-hand-{row.id}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
        first = record_link("enterprise", row.id, row.name, new_tab=True)
        second = " · ".join(text for text in texts if text)
        st.html(render("two_lines.html", language, first=first, second=second), width="stretch")
        for role, holder in holders.items():
            word = "change" if holder else "assign"
            label = language(f"pairing_page.manual.{word}_{role}")
            if st.button(label, key=f"{key}-{role}"):
                open_picker(language, row.id, row.name, role, holder.name if holder else None)
