"""What a formula shows before anybody works it out is what it comes to, in LibreOffice too."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from liaison.domain.roles import OPERATOR
from liaison.locales import LANGUAGES
from liaison.services.reports import export
from liaison.services.snapshots import take_snapshot
from liaison.store.database import Database
from tests.conftest import Clock, make_enterprise
from tests.sheets.awkward import all_workbooks, make_awkward_city
from tests.sheets.office import recalculated

Cells = dict[tuple[str, str], Any]


def cells(content: bytes, *, only: set[tuple[str, str]] | None = None) -> Cells:
    """Every cell with a value, as it is shown; numbers to the digits that they are compared by."""
    workbook = load_workbook(BytesIO(content), data_only=True)
    found = {
        (ws.title, cell.coordinate): cell.value
        for ws in workbook
        for row in ws.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }
    return {key: found.get(key) for key in only} if only is not None else found


def formulas(content: bytes) -> set[tuple[str, str]]:
    return {
        (ws.title, cell.coordinate)
        for ws in load_workbook(BytesIO(content))
        for row in ws.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_formulas_come_to_what_they_show(
    db: Database, clock: Clock, tmp_path: Path, language: str
) -> None:
    """Today, an earlier day and an empty county; rates over nothing, changes that are not known."""
    make_awkward_city(db)
    take_snapshot(OPERATOR, db, db.today())
    earlier = db.today()
    clock.advance(days=1)
    make_enterprise(db, town_code=None, status="full")
    wishes: dict[str, dict[str, Any]] = {
        "city": {},
        "county": {"area_code": "330502"},
        "town": {"area_code": "330502100"},
        "empty": {"area_code": "330523"},
        "past": {"as_of": earlier},
        "past_county": {"as_of": earlier, "area_code": "330502"},
        "first": {"as_of": earlier - timedelta(days=1), "area_code": "330502"},
    }
    books = {
        name: export(OPERATOR, db, "summary", language=language, **wish).content
        for name, wish in wishes.items()
    }
    for name, content in recalculated(tmp_path, books).items():
        places = formulas(books[name])
        assert places, name
        kept, worked_out = cells(books[name], only=places), cells(content, only=places)
        for place in places:
            expected = kept[place]
            if isinstance(expected, float):
                expected = pytest.approx(expected)
            assert worked_out[place] == expected, (name, place)


def test_libreoffice_reads_every_cell_as_it_was_written(db: Database, tmp_path: Path) -> None:
    """Texts that look like formulas, emoji and 32,767 characters are what they were."""
    make_awkward_city(db)
    books = dict(all_workbooks(db, "zh-CN"))
    for name, content in recalculated(tmp_path, books).items():
        before, after = cells(books[name]), cells(content)
        assert before.keys() == after.keys(), name
        for place, written in before.items():
            # openpyxl leaves the mark that keeps _x0041_ from being read as a letter.
            value = written.replace("_x005F_", "_") if isinstance(written, str) else written
            expected = pytest.approx(value) if isinstance(value, float) else value
            assert after[place] == expected, (name, place)
