"""Enterprises as a table: how far they run, who is in charge, what presses."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from liaison.domain.reference import Reference
from liaison.domain.vocabulary import Status
from liaison.locales import Words
from liaison.store.enterprise_rows import EnterpriseRow, InCharge
from liaison.web.components.places import area_name
from liaison.web.components.pressing_words import pressing_words
from liaison.web.components.record_table import (
    Cell,
    lines,
    quiet,
    record_link,
    show_table,
    state,
    whole_words,
)
from liaison.web.components.telephone import links

STATUS_STATES = {
    Status.NOT_RESUMED: "waiting",
    Status.PARTIAL: "in_progress",
    Status.FULL: "done",
    Status.ALWAYS_OPEN: "done",
    Status.POSTPONED: "waiting",
    Status.SUSPENDED: "blocked",
    Status.NOT_OPERATING: "not_applicable",
}
_COLUMNS = ("enterprise", "place", "status", "contact", "commissioner", "officer", "todo")
_CALL = "call-inline"


def show_enterprise_table(
    rows: Sequence[EnterpriseRow], reference: Reference, language: Words
) -> None:
    headings = [language(f"enterprises_page.table.{column}") for column in _COLUMNS]
    cells = [_cells(row, reference, language) for row in rows]
    show_table(language, headings, cells, label=language("enterprises_page.title"))


def _cells(row: EnterpriseRow, reference: Reference, language: Words) -> list[Cell]:
    town, county = (
        area_name(reference, code, language.language) for code in (row.town_code, row.county_code)
    )
    return [
        lines([record_link("enterprise", row.id, row.name), quiet(row.uscc or "—")]),
        lines([whole_words(town or county or "—"), *([quiet(county)] if town and county else [])]),
        lines([status_state(row.status, language), *_returned(row, language)]),
        call_lines(row.contact_name, row.contact_phone),
        _person(row.commissioner, language),
        _person(row.officer, language),
        lines(_todo(row, language)),
    ]


def status_state(status: Status, language: Words) -> Markup:
    """How far an enterprise runs, by word, colour and shape."""
    return state(STATUS_STATES[status], language.label("status", status))


def _returned(row: EnterpriseRow, language: Words) -> list[Markup]:
    if row.employees is None:
        return []
    on_duty = "—" if row.employees_on_duty is None else f"{row.employees_on_duty:,}"
    text = language("enterprises_page.returned", on_duty=on_duty, employees=f"{row.employees:,}")
    return [whole_words(quiet(text))]


def call_lines(name: str | None, phones: str | None) -> Markup:
    """Who is to be called, and the numbers that a thumb can call."""
    return lines([*([name] if name else []), *links(phones, _CALL)]) or Markup("—")


def _person(person: InCharge | None, language: Words) -> Markup:
    if person is None:
        return state("overdue", language("enterprises_page.nobody"))
    return lines([record_link("people", person.id, person.name), *links(person.phone, _CALL)])


def _todo(row: EnterpriseRow, language: Words) -> list[Markup]:
    """What presses, the most urgent first, then when it was last met."""
    found = [state(kind, text) for kind, text in pressing_words(language, row.pressing, str)]
    met = f"{row.contacted_on:%m-%d}" if row.contacted_on else "—"
    return [*found, quiet(language("enterprises_page.contacted", day=met))]
