"""The head of an enterprise's page: what it is, how far it runs, its figures of the day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from liaison.domain.parsing import Value
from liaison.domain.records import Enterprise
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import NOT_OPEN_YET, RESUMED, STATUS_MOVES, Status
from liaison.locales import Words
from liaison.services.enterprise_entry import Saved
from liaison.services.enterprises import (
    take_back,
    update_enterprise,
    update_status,
)
from liaison.store.database import Database
from liaison.web.components.day_input import ask_day
from liaison.web.components.edit_popover import show_edit_popover
from liaison.web.components.kept_forms import kept_until_saved
from liaison.web.components.places import industry_name, place_text
from liaison.web.components.saving import Done, Edit, save, warnings_of
from liaison.web.components.telephone import calls
from liaison.web.templating import render

SaveOne = Callable[[Actor, Database, int, Collection[str]], Saved]

DETAILS = ("contact_name", "contact_phone", "address", "planned_on", "remark")
DAY_FIGURES = ("employees", "employees_on_duty", "capacity_percent")


@dataclass(frozen=True)
class EnterpriseHeader:
    """Facts and controls of one enterprise; without `may_update` the facts alone."""

    language: Words
    reference: Reference
    enterprise: Enterprise
    today: date
    may_update: bool

    def show_facts(self) -> None:
        one, language = self.enterprise, self.language.language
        st.html(
            render(
                "enterprise_facts.html",
                self.language,
                one=one,
                place=place_text(self.reference, one.county_code, one.town_code, language),
                industry=industry_name(self.reference, one.industry, language),
                calls=calls(one.contact_phone),
                planned=one.planned_on if one.status in NOT_OPEN_YET else None,
                figures={key: getattr(one, key) for key in DAY_FIGURES},
                with_status=not self.may_update,
            )
        )

    def show_status(self) -> None:
        """One control with the moves that are allowed, saved at once."""
        one = self.enterprise
        st.session_state["status"] = one.status
        st.selectbox(
            self.language("fields.enterprises.status"),
            [one.status, *STATUS_MOVES[one.status]],
            key="status",
            format_func=lambda status: self.language.label("status", status),
            filter_mode=None,
            on_change=self._save_status,
        )

    def show_resumed_on(self) -> None:
        """The day it resumed, where it did."""
        one = self.enterprise
        if one.status not in RESUMED:
            return
        label = self.language("fields.enterprises.resumed_on")
        ask_day(label, one.resumed_on, key=self._resumed_key, on_change=self._save_resumed_on)

    @property
    def _resumed_key(self) -> str:
        """The field's own key: once something was saved it begins anew."""
        return f"resumed-on-{self.enterprise.id}-{self.enterprise.version}"

    def show_figures(self) -> None:
        """The figures of the day in a form that opens on demand."""

        def show_fields() -> None:
            st.html(f'<p class="quiet">{self.language("enterprise.figures_purpose")}</p>')
            show_figure_fields(self.language, self.enterprise.version, self._figures())

        label = self.language("enterprise.figures")
        show_edit_popover(
            self.language,
            self._form("figures"),
            label,
            show_fields,
            self._save_figures,
            key="figures",
        )

    def show_details(self) -> None:
        """Contact, address, plan and remark in a form that opens on demand."""
        label = self.language("enterprise.details")
        show_edit_popover(
            self.language,
            self._form("details"),
            label,
            self._details_fields,
            self._save_details,
            key="details",
        )

    def _details_fields(self) -> None:
        for key in DETAILS:
            label, name = self.language(f"fields.enterprises.{key}"), self._detail(key)
            value = getattr(self.enterprise, key)
            if key == "planned_on":
                ask_day(label, value, key=name)
            else:
                st.text_input(label, value or "", key=name)

    def _form(self, key: str) -> str:
        """What a form of this enterprise is kept under."""
        return f"{key}-{self.enterprise.id}"

    def _detail(self, key: str) -> str:
        return f"detail-{key}-{self.enterprise.version}"

    def _save_details(self) -> None:
        seen: dict[str, Value] = {}
        typed: dict[str, Value] = {}
        for key in DETAILS:
            before, after = getattr(self.enterprise, key), st.session_state.get(self._detail(key))
            seen[key] = str(before) if before else None
            typed[key] = str(after).strip() or None if after else None
        what, form = self.language("enterprise.details"), self._form("details")
        self._save_values(what, seen, typed, form)

    def _figures(self) -> dict[str, int | float | None]:
        return {key: getattr(self.enterprise, key) for key in DAY_FIGURES}

    def _save_status(self) -> None:
        status = Status(st.session_state["status"])

        def save_one(actor: Actor, db: Database, version: int, _staying: Collection[str]) -> Saved:
            return update_status(actor, db, self.enterprise.id, version=version, status=status)

        seen = {"status": self.enterprise.status}
        self._save(self.language.label("status", status), seen, save_one)

    def _save_resumed_on(self) -> None:
        day = st.session_state[self._resumed_key]
        before = self.enterprise.resumed_on
        said = f"{self.language('fields.enterprises.resumed_on')} {day or ''}"
        seen = {"resumed_on": before.isoformat() if before else None}
        self._save_values(said, seen, {"resumed_on": day.isoformat() if day else None})

    def _save_figures(self) -> None:
        seen = self._figures()
        typed = typed_figures(self.enterprise.version, seen)
        what, form = self.language("enterprise.figures"), self._form("figures")
        self._save_values(what, seen, typed, form)

    def _save_values(
        self, what: str, seen: Mapping[str, Value], typed: Mapping[str, Value], form: str = ""
    ) -> None:
        """Save what was typed, into the `form` if any, and is another than what was seen."""
        wanted = {key: value for key, value in typed.items() if value != seen[key]}

        def save_one(actor: Actor, db: Database, version: int, staying: Collection[str]) -> Saved:
            changes = {key: value for key, value in wanted.items() if key not in staying}
            return update_enterprise(
                actor, db, self.enterprise.id, version=version, changes=changes
            )

        self._save(what, seen, kept_until_saved(form, save_one) if form else save_one)

    def _save(self, what: str, seen: Mapping[str, object], save_one: SaveOne) -> None:
        enterprise_id = self.enterprise.id

        def save_version(
            actor: Actor, db: Database, version: int, staying: Collection[str]
        ) -> Done:
            saved = save_one(actor, db, version, staying)
            remark, now = warnings_of(saved, self.language), saved.enterprise.version
            if now == version:
                return Done(remark=remark)
            return Done(partial(take_back, enterprise_id=enterprise_id, version=now), remark)

        said = self.language("enterprise.saved", what=what)
        edit = Edit("enterprise", self.enterprise.name, said, seen, save_version)
        save(edit, self.enterprise.version)


def show_figure_fields(
    language: Words, version: int, figures: Mapping[str, int | float | None]
) -> None:
    """Number fields for figures of the day, for `typed_figures`."""
    for key, value in figures.items():
        is_count = key in ("employees", "employees_on_duty")
        unit = " (%, 0–200)" if key == "capacity_percent" else ""
        st.number_input(
            language(f"fields.enterprises.{key}") + unit,
            value=value if value is None or is_count else float(value),
            step=1 if is_count else 1.0,
            format="%d" if is_count else "%.1f",
            key=f"figure-{key}-{version}",
        )


def typed_figures(
    version: int, figures: Mapping[str, int | float | None]
) -> dict[str, int | float | None]:
    """What was typed into the fields, in a callback."""
    return {key: st.session_state.get(f"figure-{key}-{version}") for key in figures}
