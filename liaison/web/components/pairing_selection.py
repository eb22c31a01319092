"""The enterprises that a filtered list sent here, to be paired and no others."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from liaison.domain.filter_query import enterprise_filter
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.services.enterprises import list_enterprises
from liaison.store.database import Database
from liaison.web.components.enterprise_filters import KEYS, list_address
from liaison.web.components.linked_filters import clear_filters

_LINK = Markup('<a href="{}" target="_blank">{}</a>')


def show_selection(actor: Actor, db: Database, language: Words) -> EnterpriseFilter | None:
    """What the address narrows by besides the area, told with its number; None where nothing."""
    asked = enterprise_filter(st.query_params) or EnterpriseFilter()
    if replace(asked, area_code=None) == EnterpriseFilter():
        return None
    number = list_enterprises(actor, db, asked, page_size=1).total
    with st.container(horizontal=True, vertical_alignment="center", key="pairing-selection"):
        text = language("pairing_page.plan.selection", number=f"{number:,}")
        st.html(_LINK.format(list_address(asked), text), width="content")
        st.button(
            language("pairing_page.plan.selection_clear"),
            icon=":material/close:",
            key="pairing-selection-clear",
            on_click=clear_filters,
            args=tuple(key for key in KEYS if key != "area"),
        )
    return asked
