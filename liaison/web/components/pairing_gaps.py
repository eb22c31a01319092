"""The gaps: which enterprise lacks whom, why, who had it, and the ways to fill it."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st
from markupsafe import Markup

from liaison.domain.pairing import Gap, GapReason
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.services.gaps import gap_counts, list_gaps
from liaison.store.database import Database
from liaison.web.components.linked_filters import linked_chips
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.pair_picker import Post, open_picker
from liaison.web.components.places import place_text
from liaison.web.components.record_table import record_link, state
from liaison.web.templating import render

_PAGE_SIZE = 5
_ALL = "all"


def show_gaps(
    actor: Actor, db: Database, area_code: str | None, reference: Reference, language: Words
) -> None:
    """The gaps of an area, of the whole city where none is named, with their counts by role."""
    st.subheader(language("pairing_page.gaps.title"))
    counts = gap_counts(actor, db, area_code=area_code)
    if not any(counts.values()):
        key = "none" if area_code is None else "none_here"
        st.success(language(f"pairing_page.gaps.{key}"), icon=":material/check_circle:")
        return
    role = linked_chips(
        "gap-role", language("pairing_page.gaps.filter"), _chips(counts, language), _ALL
    )
    paging = f"gaps-page-{role}-{area_code}"
    found = list_gaps(
        actor,
        db,
        role=None if role == _ALL else role,
        area_code=area_code,
        page=page_number(paging),
        page_size=_PAGE_SIZE,
    )
    for gap in found.rows:
        _show_gap(gap, reference, language)
    show_paging(paging, found.total, _PAGE_SIZE, language)
    _explain({gap.reason for gap in found.rows}, language)


def _explain(reasons: Collection[GapReason], language: Words) -> None:
    """What to do about the reasons that are on show."""
    for reason in GapReason:
        if reason in reasons:
            st.caption(language(f"pairing_page.gaps.why_{reason}"))


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


def gap_text(gap: Gap, reference: Reference, language: Words) -> str:
    """Where the enterprise lies, whom it lacks, and who had it until they left."""
    place = place_text(reference, gap.county_code, gap.town_code, language.language)
    role = language.label("role", gap.role)
    text = language("pairing_page.gaps.detail", place=place or "—", role=role)
    if gap.previous_name is None:
        return text
    return f"{text} · {language('pairing_page.gaps.previous', name=gap.previous_name)}"


def _show_gap(gap: Gap, reference: Reference, language: Words) -> None:
    key = f"gap-{gap.enterprise_id}-{gap.role}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"{key}-row"):
        first = record_link("enterprise", gap.enterprise_id, gap.enterprise_name, new_tab=True)
        second = gap_text(gap, reference, language)
        st.html(render("two_lines.html", language, first=first, second=second), width="stretch")
        st.html(reason_state(gap, language), width="content")
        if gap.previous_id is not None:
            st.page_link(
                "pages/people.py",
                label=language("pairing_page.gaps.hand_over"),
                icon=":material/move_up:",
                query_params={"id": str(gap.previous_id)},
                width="content",
            )
        if st.button(language("pairing_page.gaps.assign"), key=key):
            post = Post(
                enterprise_id=gap.enterprise_id, enterprise=gap.enterprise_name, role=gap.role
            )
            open_picker(language, post)
