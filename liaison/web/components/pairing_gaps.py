"""The gaps: which enterprise lacks whom, why, and the way to choose somebody."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from liaison.domain.pairing import Gap, GapReason
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.pair_choices import gap_counts
from liaison.services.pairing import list_gaps
from liaison.store.database import Database
from liaison.web.components.linked_filters import linked_chips
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.pair_picker import open_picker
from liaison.web.components.places import place_text
from liaison.web.components.record_table import record_link, state
from liaison.web.templating import render

_PAGE_SIZE = 5
_ALL = "all"


def show_gaps(actor: Actor, db: Database, reference: Reference, language: Words) -> None:
    """The gaps of the whole city, with their counts by role."""
    st.subheader(language("pairing_page.gaps.title"))
    counts = gap_counts(actor, db)
    if not any(counts.values()):
        st.success(language("pairing_page.gaps.none"), icon=":material/check_circle:")
        return
    role = linked_chips(
        "gap-role", language("pairing_page.gaps.filter"), _chips(counts, language), _ALL
    )
    paging = f"gaps-page-{role}"
    found = list_gaps(
        actor,
        db,
        role=None if role == _ALL else role,
        page=page_number(paging),
        page_size=_PAGE_SIZE,
    )
    for gap in found.rows:
        _show_gap(gap, reference, language)
    show_paging(paging, found.total, _PAGE_SIZE, language)
    st.caption(language("pairing_page.gaps.reasons"))


def _chips(counts: dict[LiaisonRole, int], language: Words) -> dict[str, str]:
    total = f"{sum(counts.values()):,}"
    chips = {_ALL: language("pairing_page.gaps.all", number=total)}
    for role, number in counts.items():
        label = language.label("role", role)
        chips[role.value] = language("pairing_page.gaps.role", role=label, number=f"{number:,}")
    return chips


def reason_state(gap: Gap, language: Words) -> Markup:
    """Why there is nobody: what only waits looks milder than what needs something done first."""
    kind = "waiting" if gap.reason is GapReason.WAITING else "overdue"
    return state(kind, language.label("gap_reason", gap.reason))


def _show_gap(gap: Gap, reference: Reference, language: Words) -> None:
    key = f"gap-{gap.enterprise_id}-{gap.role}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"{key}-row"):
        place = place_text(reference, gap.county_code, gap.town_code, language.language)
        role = language.label("role", gap.role)
        st.html(
            render(
                "two_lines.html",
                language,
                first=record_link(
                    "enterprise", gap.enterprise_id, gap.enterprise_name, new_tab=True
                ),
                second=language("pairing_page.gaps.detail", place=place or "—", role=role),
            ),
            width="stretch",
        )
        st.html(reason_state(gap, language), width="content")
        if st.button(language("pairing_page.gaps.assign"), key=key):
            open_picker(language, gap.enterprise_id, gap.enterprise_name, gap.role, None)
