"""The head of an enterprise's page: what it is, how far it runs, its figures of the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from liaison.domain.records import Enterprise
from liaison.domain.reference import Reference
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import RESUMED, STATUS_MOVES, Status
from liaison.locales import Words
from liaison.services.enterprise_entry import Saved
from liaison.services.enterprises import (
    get_enterprise,
    take_back,
    update_enterprise,
    update_status,
)
from liaison.store.database import Database
from liaison.web.components.kept_forms import drafted, kept_until_saved
from liaison.web.components.places import industry_name, place_text
from liaison.web.components.saving import Done, Edit, save, warnings_of
from liaison.web.components.telephone import calls
from liaison.web.templating import render

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
        st.session_state["resumed-on"] = one.resumed_on
        st.date_input(
            self.language("fields.enterprises.resumed_on"),
            key="resumed-on",
            max_value=max(self.today, one.resumed_on or self.today),
            format="YYYY-MM-DD",
            on_change=self._save_resumed_on,
        )

    def show_figures(self) -> None:
        """The figures of the day in a form that opens on demand."""
        key = "figures"
        popover = st.popover(
            self.language("enterprise.figures"),
            key=key,
            icon=":material/edit_square:",
            on_change="rerun",
        )
        if popover.open:
            with popover, st.form("figures-form", border=False):
                st.html(f'<p class="quiet">{self.language("enterprise.figures_purpose")}</p>')
                with drafted(f"figures-{self.enterprise.id}"):
                    show_figure_fields(self.language, self.enterprise.version, self._figures())
                st.form_submit_button(
                    self.language("enterprise.figures_save"),
                    key="figures-save",
                    type="primary",
                    on_click=self._save_figures,
                )

    def _figures(self) -> dict[str, int | float | None]:
        return {key: getattr(self.enterprise, key) for key in DAY_FIGURES}

    def _save_status(self) -> None:
        status = Status(st.session_state["status"])
        save_one = partial(update_status, enterprise_id=self.enterprise.id, status=status)
        self._save(self.language.label("status", status), save_one)

    def _save_resumed_on(self) -> None:
        day = st.session_state["resumed-on"]
        changes = {"resumed_on": day.isoformat() if day else None}
        said = f"{self.language('fields.enterprises.resumed_on')} {day or ''}"
        save_one = partial(update_enterprise, enterprise_id=self.enterprise.id, changes=changes)
        self._save(said, save_one)

    def _save_figures(self) -> None:
        changes = typed_figures(self.enterprise.version, self._figures())
        st.session_state["figures"] = False
        save_one = partial(update_enterprise, enterprise_id=self.enterprise.id, changes=changes)
        kept = kept_until_saved(f"figures-{self.enterprise.id}", save_one)
        self._save(self.language("enterprise.figures"), kept)

    def _save(self, what: str, save_one: Callable[..., Saved]) -> None:
        enterprise_id = self.enterprise.id

        def save_version(actor: Actor, db: Database, version: int) -> Done:
            saved = save_one(actor, db, version=version)
            remark, now = warnings_of(saved, self.language), saved.enterprise.version
            if now == version:
                return Done(remark=remark)
            return Done(partial(take_back, enterprise_id=enterprise_id, version=now), remark)

        def version_now(actor: Actor, db: Database) -> int:
            return get_enterprise(actor, db, enterprise_id, latest=0).enterprise.version

        said = self.language("enterprise.saved", what=what)
        edit = Edit("enterprise", self.enterprise.name, said, save_version, version_now)
        save(edit, self.enterprise.version)


def show_figure_fields(
    language: Words, version: int, figures: Mapping[str, int | float | None]
) -> None:
    """Number fields for figures of the day, for `typed_figures`."""
    for key, value in figures.items():
        is_count = key in ("employees", "employees_on_duty")
        unit = " (%)" if key == "capacity_percent" else ""
        st.number_input(
            language(f"fields.enterprises.{key}") + unit,
            min_value=0 if is_count else 0.0,
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
