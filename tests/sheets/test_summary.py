"""The form on its own: what it writes whatever the figures are."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from liaison.domain.indicators import AreaRow, Counts, figures_of, total
from liaison.locales import LANGUAGES, words
from liaison.sheets.writing.report_form import FormHead, write_form
from liaison.sheets.writing.workbook import Book

HEAD = FormHead(area="湖州市", as_of="2026-11-10 10:00", filler="=1+1", day="2026-11-10")


def area_row(name: str, counts: Counts, change: float | None = None) -> AreaRow:
    return AreaRow(name, None, name, figures_of(counts), change)


def form_of(parts: list[Counts], language: str = "zh-CN", *, data_only: bool = True):  # type: ignore[no-untyped-def]
    rows = [area_row(f"区{number}", counts, number) for number, counts in enumerate(parts)]
    book = Book(words(language), creator="tester", title="试样")
    write_form(book, HEAD, [*rows, area_row("合计", total(parts), sum(range(len(parts))))])
    return load_workbook(BytesIO(book.save()), data_only=data_only).worksheets[0]


small = st.integers(0, 1000)
counts = st.builds(Counts, due=small, resumed=small, employees=small, on_duty=small)


@given(st.lists(counts, min_size=1, max_size=8))
def test_the_total_shown_is_what_its_formulas_come_to(parts: list[Counts]) -> None:
    ws = form_of(parts)
    line = 5 + len(parts)
    due, resumed = (sum(ws[f"{column}{row}"].value for row in range(5, line)) for column in "CD")
    assert (ws[f"C{line}"].value, ws[f"D{line}"].value) == (due, resumed)
    assert ws[f"E{line}"].value == sum(range(len(parts)))
    assert ws[f"F{line}"].value == (pytest.approx(resumed / due) if due else "—")


def test_changes_show_their_sign() -> None:
    assert form_of([Counts()])["E5"].number_format.startswith("+")


def test_a_name_is_no_formula() -> None:
    ws = form_of([Counts()], data_only=False)
    assert [c.value for row in ws.iter_rows() for c in row if c.value == "填表人：=1+1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_page_wide_in_both_languages(language: str) -> None:
    ws = form_of([Counts(due=5)], language)
    assert (ws.page_setup.fitToWidth, ws.page_setup.orientation) == (1, "landscape")
    assert ws.print_area.endswith("$A$1:$R$7")
    assert ws.freeze_panes == "C5"


def test_a_total_that_its_rows_do_not_come_to_is_the_areas_own_and_says_so() -> None:
    """An enterprise that stands in no row is counted all the same, here as on the page."""
    parts = [Counts(due=5, resumed=4), Counts(due=7, resumed=6)]
    rows = [area_row(f"区{number}", counts, None) for number, counts in enumerate(parts)]
    whole = area_row("合计", total(parts) + Counts(due=1, resumed=1), 3)
    book = Book(words("zh-CN"), creator="tester", title="试样")
    write_form(book, HEAD, [*rows, whole])
    content = book.save()
    written, shown = (
        load_workbook(BytesIO(content), data_only=each).worksheets[0] for each in (False, True)
    )
    assert [written[f"{column}7"].value for column in "CDEG"] == [13, 11, 3, "=SUM(G5:G6)"]
    assert shown["F7"].value == pytest.approx(11 / 13)
    assert written["R7"].value == "含未列入以上各行的"


def test_the_sum_of_a_province_fits_its_cell() -> None:
    ws = form_of([Counts(employees=123_456_789), Counts(employees=987_654_321)])
    assert ws.column_dimensions["G"].width >= len("1,111,111,110") * 1.2
