"""What a person was responsible for: the enterprises of a past day, what came and went when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.tenure import Held, Step
from liaison.locales import Words
from liaison.locales.sentences import city_minute
from liaison.locales.tenure_words import absence_text
from liaison.services.tenures import deputised_on, enterprises_on, tenures_of_person
from liaison.store.database import Database
from liaison.web.components.day_choice import linked_day
from liaison.web.components.paging import page_number, show_paging
from liaison.web.components.places import place_text
from liaison.web.components.record_table import Cell, lines, quiet, record_link, show_table
from liaison.web.components.tenures import turn_cell

_PAGE_SIZE = 10
_HELD = ("enterprise", "place", "since", "until")
_STEPS = ("at", "moved", "load", "how")


def show_person_history(
    actor: Actor, db: Database, reference: Reference, language: Words, liaison_id: int
) -> None:
    """The past of a person, in the enterprises that the reader reaches."""
    st.subheader(language("tenures.history"))
    st.caption(language("tenures.history_about"))
    if actor.scope.area_code is not None:
        st.caption(language("tenures.only_own_area"))
    history = _History(actor, db, reference, language, liaison_id)
    day = linked_day(language, language("tenures.day"), db.today())
    if day is not None:
        history.show_day(day)
        history.show_deputised(day)
    history.show_steps()


class _History:
    """One person's past in one language."""

    def __init__(
        self, actor: Actor, db: Database, reference: Reference, language: Words, liaison_id: int
    ) -> None:
        self._actor = actor
        self._db = db
        self._reference = reference
        self._language = language
        self._id = liaison_id

    def show_day(self, day: date) -> None:
        paging = f"held-page-{self._id}-{day}"
        found = enterprises_on(
            self._actor, self._db, self._id, day, page=page_number(paging), page_size=_PAGE_SIZE
        )
        key = "held" if found.enterprises else "held_none"
        title = self._language(f"tenures.{key}", day=day, number=f"{found.enterprises:,}")
        self._title(title)
        if found.absence is not None:
            st.info(absence_text(found.absence, self._language), icon=":material/event_busy:")
        if found.held.total:
            self._show_held(found.held.rows, _HELD, title)
            show_paging(paging, found.held.total, _PAGE_SIZE, self._language)

    def show_deputised(self, day: date) -> None:
        paging = f"deputised-page-{self._id}-{day}"
        found = deputised_on(
            self._actor, self._db, self._id, day, page=page_number(paging), page_size=_PAGE_SIZE
        )
        if found.total:
            title = self._language("tenures.deputised", day=day, number=f"{found.total:,}")
            self._title(title)
            self._show_held(found.rows, (*_HELD, "instead_of"), title)
            show_paging(paging, found.total, _PAGE_SIZE, self._language)

    def show_steps(self) -> None:
        paging = f"steps-page-{self._id}"
        found = tenures_of_person(
            self._actor, self._db, self._id, page=page_number(paging), page_size=_PAGE_SIZE
        )
        title = self._language("tenures.steps")
        self._title(title)
        if not found.total:
            st.info(self._language("tenures.steps_empty"), icon=":material/handshake:")
            return
        rows = [self._step(each) for each in found.rows]
        show_table(self._language, self._headings(_STEPS), rows, label=title)
        show_paging(paging, found.total, _PAGE_SIZE, self._language)

    def _title(self, text: str) -> None:
        st.markdown(f"#### {text}")

    def _headings(self, columns: Iterable[str]) -> list[str]:
        return [self._language(f"tenures.table.{column}") for column in columns]

    def _show_held(self, rows: Iterable[Held], columns: tuple[str, ...], label: str) -> None:
        cells = [self._held(each)[: len(columns)] for each in rows]
        show_table(self._language, self._headings(columns), cells, label=label)

    def _held(self, each: Held) -> list[Cell]:
        language = self._language
        place = place_text(self._reference, each.county_code, each.town_code, language.language)
        still = language("tenures.table.still")
        return [
            lines(
                [record_link("enterprise", each.enterprise_id, each.name), quiet(each.uscc or "—")]
            ),
            place or "—",
            city_minute(each.started_at),
            city_minute(each.ended_at) if each.ended_at else still,
            each.instead_of.name if each.instead_of else "—",
        ]

    def _step(self, step: Step) -> list[Cell]:
        language = self._language
        moved = [
            language(f"tenures.{key}", number=f"{number:,}")
            for key, number in (("given", step.given), ("given_away", step.given_away))
            if number
        ]
        return [
            city_minute(step.at),
            lines(moved),
            language("tenures.load", number=f"{step.load:,}"),
            turn_cell(step.began or step.ended, language),
        ]
