"""An enterprise's personal link: to copy, to scan, to print on a card, to replace."""

from __future__ import annotations

from functools import partial

import segno
import streamlit as st

from liaison.domain.enterprise_links import address
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.services.portal import link_of, revoke_link
from liaison.store.database import Database
from liaison.web.components.card_links import one_card_links, warn_if_only_local
from liaison.web.components.file_links import show_file_links
from liaison.web.components.saving import attempt
from liaison.web.session import origin
from liaison.web.templating import render


def show_personal_link(actor: Actor, db: Database, language: Words, enterprise_id: int) -> None:
    """The link in a popover that asks for it once it is opened."""
    popover = st.popover(
        language("enterprise.link"), key="link", icon=":material/qr_code_2:", on_change="rerun"
    )
    if not popover.open:
        return
    where = address(origin(), link_of(actor, db, enterprise_id))
    with popover:
        code = segno.make(where, error="m").svg_data_uri(scale=4, border=4)
        st.html(render("personal_link.html", language, code=code))
        st.code(where, language=None, wrap_lines=True)
        show_file_links(one_card_links(language, enterprise_id))
        warn_if_only_local(language)
        is_sure = st.checkbox(language("enterprise.link_replace_sure"), key="link-sure")
        st.button(
            language("enterprise.link_replace"),
            key="link-replace",
            disabled=not is_sure,
            on_click=_replace,
            args=(enterprise_id, language("enterprise.link_replaced")),
        )


def _replace(enterprise_id: int, said: str) -> None:
    st.session_state["link-sure"] = False
    attempt(partial(revoke_link, enterprise_id=enterprise_id), said)
