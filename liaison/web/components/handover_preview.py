"""What a handover would come to: what goes along, the loads, what stays, pair by pair."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from liaison.domain.pairing import Load, PairingProposal
from liaison.domain.records import Liaison
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.locales import Words
from liaison.services.handover import carried_by, list_portfolio
from liaison.services.pairing import name_pairs
from liaison.store.database import Database
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.pairing_tables import PairingTables
from liaison.web.components.plain_text import plain

_PAGE_SIZE = 10
_TOLD = 5


def show_preview(
    actor: Actor,
    db: Database,
    proposal: PairingProposal,
    reference: Reference,
    language: Words,
    giver: Liaison,
) -> None:
    """Figures, warnings, the loads of who is touched, the enterprises one by one."""
    _show_figures(actor, db, proposal, language)
    moved = [load for load in proposal.loads if load.after != load.before]
    receivers = sorted(
        (load for load in moved if load.person.id != giver.id),
        key=lambda load: (load.before - load.after, load.person.name),
    )
    _warn(receivers, language)
    _show_left(actor, db, proposal, language, giver)
    if not proposal.pairs:
        st.info(language("people_page.handover.no_pairs"), icon=":material/handshake:")
        return
    tables = PairingTables(reference, language)
    givers = [load for load in moved if load.person.id == giver.id]
    tables.show_loads([*givers, *receivers])
    _show_pairs(actor, db, proposal, tables, language)


def _show_figures(actor: Actor, db: Database, proposal: PairingProposal, language: Words) -> None:
    carried = carried_by(actor, db, proposal)
    figures = {
        "enterprises": len(proposal.pairs),
        "open_requests": carried.open_requests,
        "due_measures": carried.due_measures,
    }
    with st.container(horizontal=True, key="handover-figures"):
        for key, number in figures.items():
            st.metric(language(f"people_page.handover.{key}"), f"{number:,}", width=160)


def _warn(receivers: Sequence[Load], language: Words) -> None:
    over = [load for load in receivers if load.is_over]
    for load in over[:_TOLD]:
        said = language(
            "people_page.handover.over",
            name=load.person.name,
            after=f"{load.after:,}",
            capacity=f"{load.person.capacity or 0:,}",
        )
        st.warning(plain(said), icon=":material/warning:")


def _show_left(
    actor: Actor, db: Database, proposal: PairingProposal, language: Words, giver: Liaison
) -> None:
    """What nobody has room for, by name."""
    left = set(proposal.enterprise_ids or ()) - {pair.enterprise_id for pair in proposal.pairs}
    if not left:
        return
    rows = list_portfolio(actor, db, giver.id)
    names = [row.name for row in rows if row.enterprise_id in left]
    st.warning(
        plain(language("people_page.handover.left", number=f"{len(left):,}")),
        icon=":material/group_off:",
    )
    with st.expander(language("people_page.handover.left_names", number=f"{len(left):,}")):
        st.text("\n".join(names))


def _show_pairs(
    actor: Actor, db: Database, proposal: PairingProposal, tables: PairingTables, language: Words
) -> None:
    key = f"handover-pairs-{proposal.state_token}"
    number = len(proposal.pairs)
    start = (page_number(key) - 1) * _PAGE_SIZE
    label = language("people_page.handover.one_by_one", number=f"{number:,}")
    with st.expander(label, icon=":material/list:"):
        page = proposal.pairs[start : start + _PAGE_SIZE]
        tables.show_pairs(name_pairs(actor, db, page))
        show_paging(key, number, _PAGE_SIZE, language)
