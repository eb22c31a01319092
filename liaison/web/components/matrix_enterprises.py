"""The measure matrix by enterprise: a line each, on a phone a card, each measure by its state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from liaison.domain.records import Measure, Support
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import OPEN_STATES, MeasureState
from liaison.locales import Words
from liaison.services.matrix import MatrixRow
from liaison.web.components.matrix_cells import measure_hint, question_text, say
from liaison.web.components.places import area_name
from liaison.web.components.record_table import record_link
from liaison.web.templating import render


@dataclass(frozen=True)
class EnterpriseTable:
    """Enterprises by the measures in force, as they stand on a day."""

    reference: Reference
    language: Words
    measures: Sequence[Measure]
    today: date

    def show(self, rows: Sequence[MatrixRow]) -> None:
        columns = [
            (each.code, each.title_in(self.language.language), measure_hint(each, self.language))
            for each in self.measures
        ]
        st.html(
            render(
                "matrix_enterprises.html",
                self.language,
                label=say(self.language, "title"),
                columns=columns,
                rows=[self._row(row) for row in rows],
            )
        )

    def _row(self, row: MatrixRow) -> dict[str, object]:
        found = [row.measures.get(each.code) for each in self.measures]
        return {
            "name": record_link("enterprise", row.enterprise.id, row.enterprise.name),
            "place": self._place(row),
            "done": self._done([each for each in found if each is not None]),
            "cells": [self._cell(each) for each in found],
        }

    def _place(self, row: MatrixRow) -> str:
        each = row.enterprise
        code = each.town_code or each.county_code
        return area_name(self.reference, code, self.language.language)

    def _done(self, found: Sequence[Support]) -> str:
        applies = [each for each in found if each.state is not MeasureState.NOT_APPLICABLE]
        done = sum(each.state is MeasureState.DONE for each in applies)
        return say(self.language, "done_of", done=done, all=len(applies)) if applies else ""

    def _cell(self, support: Support | None) -> dict[str, str]:
        """The state by shape, colour and short word; the due date in full for who asks for it."""
        if support is None:
            text = say(self.language, "untracked")
            return {"state": "not_applicable", "text": text, "due": "", "hint": text}
        late = self._late_days(support)
        state = "overdue" if late else support.state.value
        text = (
            say(self.language, "late_days", days=late)
            if late
            else question_text(support.state, self.language)
        )
        due = self._due(support)
        hint = " · ".join(part for part in (self._word(support), due, support.note) if part)
        return {"state": state, "text": text, "due": due, "hint": hint}

    def _word(self, support: Support) -> str:
        return self.language.label("state", support.state)

    def _late_days(self, support: Support) -> int:
        """Days past the due date, 0 for what is in time or settled."""
        if support.due_on is None or support.state not in OPEN_STATES:
            return 0
        return max(0, (self.today - support.due_on).days)

    def _due(self, support: Support) -> str:
        if support.due_on is None or support.state not in OPEN_STATES:
            return ""
        return say(self.language, "due", day=support.due_on)
