"""A change of a plan as a row: taken out, given to somebody else, restored."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup, escape

from liaison.domain.pairing import NamedPair, Person
from liaison.domain.pairing_edit import PairEdit
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.web.components.pair_picker import Post, open_picker
from liaison.web.components.pairing_plan import Plan, PlanRow
from liaison.web.components.pairing_session import edit_row, restore_rows
from liaison.web.components.places import place_text
from liaison.web.components.record_table import record_link, state
from liaison.web.templating import render

_SEPARATED = Markup("{} · {}")
_STAYS = Markup("{} {}")
_ARROW = Markup("{} → {} · {}")


class ChangeRows:
    """Rows of changes with their buttons."""

    def __init__(
        self, plan: Plan, role: LiaisonRole, reference: Reference, language: Words
    ) -> None:
        self._loads = {load.person.id: load.after for load in plan.by_role[role].loads}
        self._reference = reference
        self._language = language

    def show(self, named: NamedPair, row: PlanRow) -> None:
        key = f"change-{row.pair.enterprise_id}-{row.pair.role}"
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
            first = record_link(
                "enterprise", row.pair.enterprise_id, named.enterprise_name, new_tab=True
            )
            second = self._what(named, row)
            st.html(
                render("two_lines.html", self._language, first=first, second=second),
                width="stretch",
            )
            st.html(self._mark(row), width="content")
            self._show_buttons(named, row, key)

    def _what(self, named: NamedPair, row: PlanRow) -> Markup:
        """Where, who before and who after; the people are links."""
        words = self._language
        place = place_text(self._reference, named.county_code, named.town_code, words.language)
        before = _link(named.previous) if named.previous else None
        if row.is_out:
            return _SEPARATED.format(place or "—", self._stays(before))
        after = _ARROW.format(
            before or words("pairing_page.table.nobody"),
            _link(named.person),
            words.label("tier", row.pair.tier),
        )
        return _SEPARATED.format(place or "—", after)

    def _stays(self, before: Markup | None) -> Markup:
        if before is None:
            return escape(self._language("pairing_page.changes.stays_gap"))
        return _STAYS.format(self._language("pairing_page.changes.stays"), before)

    def _mark(self, row: PlanRow) -> Markup:
        words = self._language
        if row.is_out:
            return state("not_applicable", words("pairing_page.changes.out"), chip=True)
        if row.edit is not None:
            return state("in_progress", words.label("pair_reason", row.pair.reason), chip=True)
        return Markup('<span class="chip">{}</span>').format(
            words.label("pair_reason", row.pair.reason)
        )

    def _show_buttons(self, named: NamedPair, row: PlanRow, key: str) -> None:
        words, pair = self._language, row.pair
        name = named.enterprise_name
        if row.edit is not None:
            st.button(
                words("pairing_page.changes.restore"),
                key=f"{key}-restore",
                on_click=restore_rows,
                args=(
                    [(pair.enterprise_id, pair.role)],
                    words("pairing_page.changes.restored", enterprise=name),
                ),
            )
        if not row.is_out:
            st.button(
                words("pairing_page.changes.take_out"),
                key=f"{key}-out",
                on_click=edit_row,
                args=(
                    PairEdit(pair.enterprise_id, pair.role, None),
                    words("pairing_page.changes.taken_out", enterprise=name),
                ),
            )
        if st.button(words("pairing_page.changes.give"), key=f"{key}-give"):
            holder = named.previous.name if named.previous else None
            post = Post(
                enterprise_id=pair.enterprise_id, enterprise=name, role=pair.role, holder=holder
            )
            give_in_plan(post, self._loads, words)


def _link(person: Person) -> Markup:
    return record_link("people", person.id, person.name, new_tab=True)


def give_in_plan(post: Post, loads: dict[int, int], language: Words) -> None:
    """Ask who is to have the enterprise in the plan; nothing is written before it is applied."""
    open_picker(language, post, choose=partial(_give, post, language), loads=loads)


def _give(post: Post, language: Words, person: Person) -> None:
    said = language("pairing_page.changes.given", enterprise=post.enterprise, name=person.name)
    edit_row(PairEdit(post.enterprise_id, post.role, person.id), said)
