"""The measure matrix by area: a line a county or town, a column a measure, lists behind each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from liaison.domain.filters import EnterpriseFilter, MeasureQuestion
from liaison.domain.matrix import MatrixTopic, MeasureCell
from liaison.domain.reference import Reference
from liaison.domain.vocabulary import MeasureState
from liaison.locales import Words
from liaison.services.matrix import AreaMatrix, MatrixLine
from liaison.web.components.area_choice import AREA
from liaison.web.components.enterprise_filters import list_address
from liaison.web.components.matrix_cells import (
    bar,
    bar_legend,
    breakdown,
    colour_legend,
    measure_hint,
    question_text,
    say,
)
from liaison.web.components.record_table import state
from liaison.web.templating import render

VIEW, TOPIC = "view", "show"
BY_AREA, BY_ENTERPRISE = "area", "enterprise"

_LINK = Markup('<a href="{}" target="_self" title="{}">{}</a>')
_PLAIN = Markup('<span class="cell-body" title="{}">{}</span>')
_PARTS = Markup('<div class="cell-parts">{}</div>')
_NUMBER = Markup('<strong class="cell-figure">{}</strong>')
_FIGURE = Markup('<strong class="cell-figure">{}</strong><span class="unseen">{}</span>')

Address = Callable[[MeasureQuestion | None], str]


def matrix_address(view: str, area_code: str | None, topic: MatrixTopic = "delivered") -> str:
    """This page, by area or by enterprise."""
    asked = {
        VIEW: "" if view == BY_AREA else view,
        AREA: area_code,
        TOPIC: "" if topic == "delivered" else topic,
    }
    query = urlencode({key: value for key, value in asked.items() if value})
    return f"/matrix?{query}" if query else "/matrix"


@dataclass(frozen=True)
class AreaTable:
    """The matrix of an area within the reader's own, telling one topic."""

    reference: Reference
    language: Words
    own_code: str
    topic: MatrixTopic

    def show(self, matrix: AreaMatrix) -> None:
        rows = [self._row(line, matrix) for line in matrix.lines]
        if len(matrix.lines) != 1:
            rows.append(self._row(matrix.whole, matrix))
        columns = [
            (each.code, each.title_in(self.language.language), measure_hint(each, self.language))
            for each in matrix.measures
        ]
        st.html(colour_legend(self.language))
        st.html(
            render(
                "matrix_areas.html",
                self.language,
                label=say(self.language, "title"),
                columns=columns,
                rows=rows,
                has_whole=len(matrix.lines) != 1,
            )
        )
        if self.topic == "delivered":
            st.html(bar_legend(self.language))

    def _row(self, line: MatrixLine, matrix: AreaMatrix) -> dict[str, object]:
        is_whole = line is matrix.whole
        code = None if line.code == self.own_code else line.code
        cells = [
            (cell.colour, self._cell(cell, self._list_of(line, code, each.code)))
            for each in matrix.measures
            for cell in [line.cells[each.code]]
        ]
        return {
            "name": self._name(line, is_whole),
            "cells": cells,
            "whole": (line.whole.colour, self._whole(line, code)),
        }

    def _name(self, line: MatrixLine, is_whole: bool) -> Markup:
        """Counties lead to their towns, towns to their enterprises."""
        area = self.reference.areas.get(line.code)
        if area is None or is_whole:
            return Markup("{}").format(line.name)
        code = None if line.code == self.own_code else line.code
        if area.is_town:
            return _LINK.format(
                matrix_address(BY_ENTERPRISE, code), say(self.language, "to_enterprises"), line.name
            )
        address = matrix_address(BY_AREA, code, self.topic)
        return _LINK.format(address, say(self.language, "to_towns"), line.name)

    def _list_of(self, line: MatrixLine, code: str | None, measure_code: str) -> Address | None:
        """Where the enterprises of a cell are listed, None where no list has just these."""
        if not line.is_listed:
            return None

        def address(question: MeasureQuestion | None) -> str:
            return list_address(
                EnterpriseFilter(area_code=code, measure_code=measure_code, measure_state=question)
            )

        return address

    def _cell(self, cell: MeasureCell, address: Address | None) -> Markup:
        """What a cell tells, each number as a link to the enterprises that it counts."""
        if self.topic == "delivered":
            return self._delivered(cell, address)
        number = cell.count(self.topic)
        body = _NUMBER.format(f"{number:,}")
        return self._linked(address if number else None, self.topic, cell, body)

    def _delivered(self, cell: MeasureCell, address: Address | None) -> Markup:
        """The share that is done, with the done behind it; below it all that presses."""
        if cell.pressing is None:
            return self._figure(cell)
        figure = self._figure(cell)
        told = {
            question: state(question, f"{question_text(question, self.language)} {number:,}")
            for question, number in cell.foremost.items()
        }
        done = MeasureState.DONE
        if done in told:
            return self._linked(address, done, cell, figure + told[done])
        parts = [self._linked(address if cell.count(done) else None, done, cell, figure)]
        parts += [self._linked(address, question, cell, line) for question, line in told.items()]
        return _PARTS.format(Markup("").join(parts))

    def _linked(
        self, address: Address | None, question: MeasureQuestion, cell: MeasureCell, body: Markup
    ) -> Markup:
        hint = breakdown(cell, self.language)
        if address is None:
            return _PLAIN.format(hint, body)
        return _LINK.format(address(question), hint, body)

    def _whole(self, line: MatrixLine, code: str | None) -> Markup:
        """All measures of a line: shares and states in measures, what is late in enterprises.

        Only of what is late is there a list across the measures; the matrix by enterprise is
        behind the share.
        """
        cell = line.whole
        late = self._late(line, code)
        if self.topic == "overdue":
            return late or _PLAIN.format("", _NUMBER.format("0"))
        if self.topic != "delivered":
            number = say(self.language, "measures", count=f"{cell.count(self.topic):,}")
            return _PLAIN.format(breakdown(cell, self.language), _NUMBER.format(number))
        hint = say(self.language, "whole_hint")
        share = _PLAIN.format(hint, self._figure(cell))
        if line.is_listed and cell.tracked:
            share = _LINK.format(matrix_address(BY_ENTERPRISE, code), hint, self._figure(cell))
        return _PARTS.format(share + late)

    def _late(self, line: MatrixLine, code: str | None) -> Markup:
        """The enterprises with anything late, as a link to the list of just these."""
        if not line.late:
            return Markup("")
        said = say(self.language, "late_enterprises", count=f"{line.late:,}")
        hint = say(
            self.language, "late_hint", count=f"{line.late:,}", measures=line.whole.count("overdue")
        )
        body = state("overdue", said) if self.topic == "delivered" else _NUMBER.format(said)
        if not line.is_listed:
            return _PLAIN.format(hint, body)
        address = list_address(EnterpriseFilter(area_code=code, chip="overdue"))
        return _LINK.format(address, hint, body)

    def _figure(self, cell: MeasureCell) -> Markup:
        """The share that is done, and the bar."""
        word = say(self.language, f"colour.{cell.colour}")
        return _FIGURE.format(cell.delivered.text.replace(".0%", "%"), word) + bar(cell)
