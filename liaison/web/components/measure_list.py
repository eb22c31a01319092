"""The measures of one enterprise as rows: where each stands, set in one tap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import streamlit as st

from liaison.domain.records import Measure, Support
from liaison.domain.vocabulary import OPEN_STATES, STATES_WITH_REASON, MeasureState
from liaison.locales import Words
from liaison.locales.change_words import moment_text
from liaison.services.measure_entry import KEEP, Keep
from liaison.web.components.day_input import ask_day
from liaison.web.components.edit_popover import show_edit_popover
from liaison.web.components.kept_forms import (
    close_form,
    drafted,
    is_open,
    kept_until_saved,
    open_form,
)
from liaison.web.components.measure_edit import measure_edit
from liaison.web.components.measure_shapes import shaped
from liaison.web.components.saving import save
from liaison.web.templating import render


@dataclass(frozen=True)
class MeasureList:
    """The rows of an enterprise; without `may_update` they are for reading only.

    `who` tells the name of a person from that of the account.
    """

    language: Words
    enterprise_id: int
    today: date
    may_update: bool
    who: Callable[[str], str]

    def show(self, measures: list[tuple[Measure, Support]]) -> None:
        if not measures:
            st.info(self.language("measures.none"))
        with st.container(key="measures"):
            for measure, support in measures:
                self._row(measure, support)

    def title(self, measure: Measure) -> str:
        return f"{measure.code} {measure.title_in(self.language.language)}"

    def _row(self, measure: Measure, support: Support) -> None:
        asked = self._asked(measure)
        with st.container(horizontal=True, key=f"measure-{measure.code}"):
            st.html(self._facts(measure, support))
            if self.may_update:
                self._states(measure, support, asked or support.state)
                self._details(measure, support)
            if asked is not None:
                self._reason(measure, support, asked)

    def _facts(self, measure: Measure, support: Support) -> str:
        is_open = support.state in OPEN_STATES
        is_late = is_open and support.due_on is not None and support.due_on < self.today
        return render(
            "measure.html",
            self.language,
            measure=measure,
            title=measure.title_in(self.language.language),
            support=support,
            state="overdue" if is_late else support.state,
            due=self._due(support) if is_open else "",
            at=moment_text(support.updated_at)[:10] if support.updated_at else "",
            by=self.who(support.updated_by or ""),
            with_state=not self.may_update,
        )

    def _due(self, support: Support) -> str:
        if support.due_on is None:
            return self.language("measures.no_due")
        days = (self.today - support.due_on).days
        if days > 0:
            return self.language("measures.overdue", days=days)
        key = "measures.due" if days else "measures.due_today"
        return self.language(key, due=support.due_on)

    def _states(self, measure: Measure, support: Support, shown: MeasureState) -> None:
        key = f"state-{measure.code}"
        st.session_state[key] = shown
        st.segmented_control(
            self.language("measures.state_label", title=self.title(measure)),
            list(MeasureState),
            key=key,
            required=True,
            # Streamlit compares a first word that is not ASCII with every emoji there is, for
            # each option in each run. Before the space, which nobody sees, stands an empty word.
            format_func=lambda state: f" {shaped(self.language, state)}",
            label_visibility="collapsed",
            on_change=self._choose,
            args=(measure, support),
        )

    def _choose(self, measure: Measure, support: Support) -> None:
        """Save a state at once; one that needs a reason asks for it first."""
        state = MeasureState(st.session_state[f"state-{measure.code}"])
        close_form()
        if state in STATES_WITH_REASON and state is not support.state:
            open_form(self._reason_name(measure, state))
        else:
            self._save(measure, support, state=state)

    def _save(
        self,
        measure: Measure,
        support: Support,
        form: str | None = None,
        *,
        state: MeasureState | Keep = KEEP,
        note: str | Keep | None = KEEP,
        due_on: date | Keep | None = KEEP,
    ) -> None:
        title = self.title(measure)
        edit = measure_edit(
            self.language,
            self.enterprise_id,
            title,
            support,
            state=state,
            note=note,
            due_on=due_on,
        )
        if form is not None:
            edit = replace(edit, save=kept_until_saved(form, edit.save))
        save(edit, support.version)

    def _asked(self, measure: Measure) -> MeasureState | None:
        """The state of this measure that waits for its reason."""
        states = (each for each in MeasureState if each in STATES_WITH_REASON)
        return next((each for each in states if is_open(self._reason_name(measure, each))), None)

    def _reason_name(self, measure: Measure, state: MeasureState) -> str:
        return f"reason-{self.enterprise_id}-{measure.code}-{state}"

    def _details_name(self, measure: Measure) -> str:
        return f"details-{self.enterprise_id}-{measure.code}"

    def _reason(self, measure: Measure, support: Support, state: MeasureState) -> None:
        label = self.language.label("state", state)
        with st.form(f"reason-{measure.code}", border=True):
            with drafted(self._reason_name(measure, state)):
                st.text_input(
                    self.language("measures.reason_title", title=self.title(measure), state=label),
                    key="reason-text",
                    placeholder=self.language("measures.reason"),
                )
            with st.container(horizontal=True):
                st.form_submit_button(
                    self.language("measures.reason_save"),
                    key="reason-save",
                    type="primary",
                    on_click=self._save_reason,
                    args=(measure, support, state),
                )
                st.form_submit_button(
                    self.language("measures.reason_cancel"),
                    key="reason-cancel",
                    on_click=close_form,
                )

    def _save_reason(self, measure: Measure, support: Support, state: MeasureState) -> None:
        reason = str(st.session_state.get("reason-text") or "").strip()
        form = self._reason_name(measure, state)
        self._save(measure, support, form, state=state, note=reason or KEEP)

    def _details(self, measure: Measure, support: Support) -> None:
        """Note and due date, drawn once they are asked for."""
        show_edit_popover(
            self.language,
            self._details_name(measure),
            self.language(f"measures.details.{self._noted(support)}"),
            partial(self._details_fields, measure, support),
            partial(self._save_details, measure, support),
            key=f"details-{measure.code}",
            icon=":material/edit_note:",
            explain=partial(render, "measure_details.html", self.language, measure=measure),
        )

    def _noted(self, support: Support) -> str:
        """What the note of a measure is in its state, and whether there is one."""
        kind = {MeasureState.DONE: "evidence"}.get(support.state, "note")
        if support.state in STATES_WITH_REASON:
            kind = "reason_given"
        return f"{kind}_there" if support.note else f"{kind}_missing"

    def _details_fields(self, measure: Measure, support: Support) -> None:
        suffix = f"{measure.code}-{support.version}"
        is_done = support.state is MeasureState.DONE
        evidence = measure.evidence_in(self.language.language)
        st.text_area(
            self.language("measures.evidence_label" if is_done else "measures.note"),
            support.note or "",
            key=f"note-{suffix}",
            height=92,
            placeholder=evidence or self.language("measures.note_placeholder"),
        )
        ask_day(self.language("measures.due_label"), support.due_on, key=f"due-{suffix}")

    def _save_details(self, measure: Measure, support: Support) -> None:
        suffix = f"{measure.code}-{support.version}"
        note = str(st.session_state.get(f"note-{suffix}") or "").strip()
        due_on = st.session_state.get(f"due-{suffix}")
        form = self._details_name(measure)
        self._save(measure, support, form, note=note or None, due_on=due_on)
