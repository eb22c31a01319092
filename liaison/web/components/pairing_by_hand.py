"""Pairing one enterprise by hand: find it, see who is in charge, choose somebody else or nobody."""

from __future__ import annotations

from functools import partial

import streamlit as st

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.enterprises import list_enterprises
from liaison.services.pair_by_hand import end_pair
from liaison.store.database import Database
from liaison.store.enterprise_rows import EnterpriseRow
from liaison.web.components.pair_picker import Post, open_picker
from liaison.web.components.places import place_text
from liaison.web.components.plain_text import plain
from liaison.web.components.record_table import record_link
from liaison.web.components.saving import attempt, close_when_done
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
    with st.container(border=True, key=f"by-hand-{row.id}"):
        place = place_text(reference, row.county_code, row.town_code, language.language)
        first = record_link("enterprise", row.id, row.name, new_tab=True)
        st.html(render("two_lines.html", language, first=first, second=place))
        for role, holder in holders.items():
            name = holder.name if holder else None
            _show_post(
                Post(enterprise_id=row.id, enterprise=row.name, role=role, holder=name), language
            )


def _show_post(post: Post, language: Words) -> None:
    key = f"by-hand-{post.enterprise_id}-{post.role}"
    role = language.label("role", post.role)
    name = post.holder or language("pairing_page.table.nobody")
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-post"):
        st.text(language("pairing_page.manual.holder", role=role, name=name), width="stretch")
        word = "change" if post.holder else "assign"
        if st.button(language(f"pairing_page.manual.{word}_{post.role}"), key=key):
            open_picker(language, post)
        if post.holder and st.button(
            language("pairing_page.manual.end"),
            key=f"{key}-end",
            help=language(
                "pairing_page.manual.end_title", role=role, enterprise=plain(post.enterprise)
            ),
        ):
            title = language("pairing_page.manual.end_title", role=role, enterprise=post.enterprise)
            st.dialog(plain(title))(_ask_to_end)(post, language)


def _ask_to_end(post: Post, language: Words) -> None:
    st.text(
        language(
            "pairing_page.manual.end_text",
            name=post.holder or "",
            enterprise=post.enterprise,
            role=language.label("role", post.role),
        )
    )
    keep, end = st.columns(2)
    is_kept = keep.button(language("pairing_page.manual.end_cancel"), width="stretch")
    is_ended = end.button(
        language("pairing_page.manual.end_confirm"),
        type="primary",
        width="stretch",
        key="pair-end-confirm",
        on_click=_end,
        args=(post, language),
    )
    close_when_done(is_kept or is_ended)


def _end(post: Post, language: Words) -> None:
    said = language(
        "pairing_page.manual.ended",
        enterprise=post.enterprise,
        role=language.label("role", post.role),
        name=post.holder or "",
    )
    attempt(partial(end_pair, enterprise_id=post.enterprise_id, role=post.role), said)
