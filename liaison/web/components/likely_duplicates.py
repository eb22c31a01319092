"""Enterprises that the one being typed may be already: each leads there, or to whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from liaison.domain.reference import Reference
from liaison.locales import Words
from liaison.store.likely import Colleague, Likely, Likeness
from liaison.web.components.places import place_text
from liaison.web.components.record_table import lines, quiet, state
from liaison.web.components.telephone import links

_ASKED = "likely-asked"
_SURE = (Likeness.CODE, Likeness.NAME)


@dataclass(frozen=True)
class LikelyList:
    """The list under what is being typed; of strangers' enterprises only what anybody may know."""

    language: Words
    reference: Reference

    def show(self, found: Sequence[Likely]) -> None:
        if not found:
            return
        with st.container(border=True, key="likely", gap="small"):
            st.html(Markup('<p class="likely-title">{}</p>').format(self._say("title")))
            for each in found:
                with st.container(key=f"likely-{each.id}", gap="xsmall"):
                    self._show_one(each)

    def _show_one(self, one: Likely) -> None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(Markup('<div class="two-lines">{}</div>').format(self._told(one)))
            if one.is_reached:
                st.page_link(
                    "pages/enterprise.py",
                    label=self._say("this_one"),
                    icon=":material/arrow_forward:",
                    query_params={"id": str(one.id)},
                    width="content",
                )
            else:
                st.button(
                    self._say("this_one"),
                    key=f"likely-ask-{one.id}",
                    on_click=st.session_state.__setitem__,
                    args=(_ASKED, one.id),
                )
        if st.session_state.get(_ASKED) == one.id and not one.is_reached:
            st.html(self._whom_to_ask(one))

    def _told(self, one: Likely) -> Markup:
        place = place_text(self.reference, one.county_code, one.town_code, self.language.language)
        people = [f"{self.language.label('role', each.role)} {each.name}" for each in one.people]
        kind = "overdue" if one.likeness in _SURE else "waiting"
        facts = " · ".join([place or self._say("no_place"), *(people or [self._say("nobody")])])
        name = Markup("<strong>{}</strong>").format(one.name)
        parts = [name, state(kind, self._say(f"likeness.{one.likeness}")), quiet(facts)]
        return Markup("").join(parts)

    def _whom_to_ask(self, one: Likely) -> Markup:
        """Whose it is, to be called; the administrator where it is nobody's."""
        if not one.people:
            return Markup('<p class="likely-ask" role="status">{}</p>').format(
                self._say("ask_administrator")
            )
        asked = [Markup("{}").format(self._say("ask"))]
        asked += [Markup(" ").join(self._person(each)) for each in one.people]
        return Markup('<p class="likely-ask" role="status">{}</p>').format(lines(asked))

    def _person(self, person: Colleague) -> list[Markup]:
        role = self.language.label("role", person.role)
        said = self._say("person", role=role, name=person.name, unit=person.unit)
        return [Markup.escape(said), *links(person.phone, "call-inline")]

    def _say(self, key: str, **values: object) -> str:
        return self.language(f"add_enterprise.likely.{key}", **values)
