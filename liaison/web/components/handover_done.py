"""What a handover came to, once it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from liaison.domain.pairing import PairingOutcome, PairingProposal
from liaison.domain.records import Liaison
from liaison.locales import Words
from liaison.web.components.plain_text import plain
from liaison.web.components.record_table import quiet, record_link


@dataclass(frozen=True)
class Applied:
    """What was written for whom."""

    from_id: int
    outcome: PairingOutcome
    proposal: PairingProposal


def show_done(language: Words, done: Applied, giver: Liaison, close: Callable[[], None]) -> None:
    """Who took over how much, and the way to take it back."""
    outcome = done.outcome
    said = language(
        f"people_page.handover.{'done_with_requests' if outcome.requests else 'done'}",
        name=giver.name,
        number=f"{outcome.started:,}",
        requests=f"{outcome.requests:,}",
    )
    st.success(plain(said), icon=":material/check_circle:")
    given = Counter(pair.liaison_id for pair in done.proposal.pairs)
    people = {load.person.id: load for load in done.proposal.loads}
    rows = [
        Markup("<span>{} {}</span>").format(
            record_link("people", each, people[each].person.name),
            quiet(language("people_page.handover.received", number=f"{number:,}")),
        )
        for each, number in given.most_common()
    ]
    st.html(Markup('<div class="two-lines">{}</div>').format(Markup("").join(rows)))
    st.caption(language("people_page.handover.both_see"))
    with st.container(horizontal=True):
        st.button(
            language("people_page.handover.close"),
            key="handover-close",
            type="primary",
            on_click=close,
        )
        st.page_link(
            "pages/pairing.py",
            label=language("people_page.handover.take_back"),
            icon=":material/undo:",
        )
