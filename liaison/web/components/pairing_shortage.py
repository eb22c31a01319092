"""Where a plan has nobody with room: how many enterprises, how many people, and the ways on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from liaison.domain.pairing import PairingProposal, Shortage, people_for, shortages
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.web.components.places import area_name
from liaison.web.components.plain_text import plain

_TOWNS = 6


def show_shortages(parts: Sequence[PairingProposal], reference: Reference, language: Words) -> None:
    """A box where capacity does not suffice; `parts` are the plan of each role by itself."""
    texts = [
        _text(part, missing, reference, language) for part in parts if (missing := shortages(part))
    ]
    if not texts:
        return
    with st.container(key="pairing-shortage"):
        st.warning("  \n".join(plain(each) for each in texts), icon=":material/group_add:")
        with st.container(horizontal=True):
            st.page_link(
                "pages/people.py",
                label=language("pairing_page.shortage.raise"),
                icon=":material/tune:",
                width="content",
            )
            st.page_link(
                "pages/import_roster.py",
                label=language("pairing_page.shortage.import"),
                icon=":material/upload_file:",
                width="content",
            )
        st.caption(language("pairing_page.shortage.by_hand"))


def _text(
    part: PairingProposal, missing: Sequence[Shortage], reference: Reference, language: Words
) -> str:
    role: LiaisonRole = part.roles[0]
    total = sum(each.enterprises for each in missing)
    people = people_for(part, role, total)
    towns = language("pairing_page.shortage.between").join(
        language(
            "pairing_page.shortage.town",
            town=_place(each, reference, language),
            number=f"{each.enterprises:,}",
        )
        for each in missing[:_TOWNS]
    )
    if len(missing) > _TOWNS:
        towns += language("pairing_page.shortage.more", number=len(missing) - _TOWNS)
    return language(
        f"pairing_page.shortage.{'nobody' if people is None else 'text'}",
        role=language.label("role", role),
        number=f"{total:,}",
        towns=towns,
        people=f"{people or 0:,}",
    )


def _place(each: Shortage, reference: Reference, language: Words) -> str:
    code = each.town_code or each.county_code
    return area_name(reference, code, language.language) or language(
        "pairing_page.shortage.unknown"
    )
