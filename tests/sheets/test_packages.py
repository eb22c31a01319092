"""Every workbook opens without a repair prompt: its parts follow the schema and fit together."""

from __future__ import annotations

import posixpath
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openxml_audit import OpenXmlValidator, ValidationSeverity

from liaison.locales import LANGUAGES
from liaison.store.database import Database
from tests.conftest import Clock
from tests.sheets.awkward import all_workbooks, make_awkward_city

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RANGE = re.compile(r"'((?:[^']|'')+)'!(\$?[A-Z]*\$?\d*(?::\$?[A-Z]*\$?\d*)?)")
_NOT_IN_SHEET_NAMES = re.compile(r"[][:*?/\\]|^'|'$")

Books = dict[str, bytes]


@pytest.fixture(
    scope="module",
    params=[(city, language) for city in ("awkward", "empty") for language in LANGUAGES],
    ids=" ".join,
)
def books(
    request: pytest.FixtureRequest,
    seeded_database: bytes,
    tmp_path_factory: pytest.TempPathFactory,
) -> Books:
    """Every workbook of a city in a language, by what it is."""
    city, language = request.param
    path = tmp_path_factory.mktemp("city") / "liaison.db"
    path.write_bytes(seeded_database)
    db = Database(path, Clock())
    if city == "awkward":
        make_awkward_city(db)
    return dict(all_workbooks(db, language))


def part(content: bytes, path: str) -> etree._Element:
    return etree.fromstring(ZipFile(BytesIO(content)).read(path))


def test_every_part_follows_the_schema(books: Books, tmp_path: Path) -> None:
    """Texts stand in their cells and not in a table of their own, which would cost memory that
    grows with the rows. The audit warns of that; Excel reads both.
    """
    for name, content in books.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(content)
        found = OpenXmlValidator().validate(str(path)).errors
        assert not [str(each) for each in found if each.severity is ValidationSeverity.ERROR], name
        assert {each.severity for each in found} <= {ValidationSeverity.WARNING}
        assert all("inline-string" in each.description for each in found), name


def test_every_relationship_leads_to_a_part_of_a_known_type(books: Books) -> None:
    for name, content in books.items():
        paths = ZipFile(BytesIO(content)).namelist()
        assert len(paths) == len(set(paths)), name
        types = part(content, "[Content_Types].xml")
        typed = {each.get("PartName") for each in types.iter(f"{_TYPES}Override")}
        endings = {each.get("Extension") for each in types.iter(f"{_TYPES}Default")}
        for path in paths:
            if path != "[Content_Types].xml":
                assert f"/{path}" in typed or path.rpartition(".")[2] in endings, (name, path)
        for path in (each for each in paths if each.endswith(".rels")):
            folder = posixpath.dirname(posixpath.dirname(path))
            for relation in part(content, path).iter(f"{_RELATIONS}Relationship"):
                target = relation.get("Target") or ""
                found = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                assert posixpath.normpath(found).lstrip("/") in paths, (name, path, target)


def test_sheets_have_names_of_their_own_that_excel_allows(books: Books) -> None:
    for name, content in books.items():
        titles = [
            each.get("name") or ""
            for each in part(content, "xl/workbook.xml").iter(f"{_MAIN}sheet")
        ]
        assert len({title.casefold() for title in titles}) == len(titles), name
        for title in titles:
            assert 0 < len(title) <= 31, (name, title)
            assert not _NOT_IN_SHEET_NAMES.search(title), (name, title)
            assert title.casefold() != "history", "which Excel keeps for itself"


def test_names_stand_for_ranges_of_the_sheet_that_they_are_of(books: Books) -> None:
    for name, content in books.items():
        root = part(content, "xl/workbook.xml")
        titles = [each.get("name") or "" for each in root.iter(f"{_MAIN}sheet")]
        defined = list(root.iter(f"{_MAIN}definedName"))
        keys = [(each.get("name"), each.get("localSheetId")) for each in defined]
        assert len(keys) == len(set(keys)), name
        for each in defined:
            sheet = titles[int(each.get("localSheetId") or "")]
            ranges = _RANGE.findall(each.text or "")
            assert ranges, (name, each.text)
            assert {title.replace("''", "'") for title, _ in ranges} == {sheet}
        printed = {int(where or -1) for key, where in keys if key == "_xlnm.Print_Titles"}
        shown = {number for number, ws in enumerate(sheets(content)) if ws.sheet_state == "visible"}
        assert printed >= shown, name


def test_charts_refer_to_cells_that_hold_what_they_show(books: Books) -> None:
    charts = 0
    for name, content in books.items():
        workbook = load_workbook(BytesIO(content))
        for path in ZipFile(BytesIO(content)).namelist():
            if not path.startswith("xl/charts/chart"):
                continue
            charts += 1
            root = part(content, path)
            references = [each.text or "" for each in root.iter(f"{_CHART}f")]
            assert references, (name, path)
            for reference in references:
                [(sheet, cells)] = _RANGE.findall(reference)
                left, top, right, bottom = range_boundaries(cells.replace("$", ""))
                values = [
                    cell.value
                    for row in workbook[sheet].iter_rows(top, bottom, left, right)
                    for cell in row
                ]
                assert None not in values, (name, reference)
            for series in root.iter(f"{_CHART}ser"):
                names = series.find(f"{_CHART}cat//{_CHART}f")
                shown = series.find(f"{_CHART}val//{_CHART}f")
                assert names is not None
                assert shown is not None
                assert rows_of(names.text or "") == rows_of(shown.text or "")
    assert charts >= 2


def test_one_sheet_is_shown_first_and_no_text_became_a_formula(books: Books) -> None:
    for name, content in books.items():
        workbook = load_workbook(BytesIO(content))
        assert workbook.active is not None
        assert workbook.active.sheet_state == "visible", name
        selected = [ws.title for ws in workbook if ws.sheet_view.tabSelected]
        assert len(selected) <= 1, name
        formulas = [
            str(cell.value)
            for ws in workbook
            for row in ws.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        assert all(re.match(r"=(SUM|IF)\([A-Z]+\d", each) for each in formulas), name


def test_no_cell_holds_more_than_excel_takes(books: Books) -> None:
    for content in books.values():
        for ws in sheets(content):
            heights = [each.height or 0 for each in ws.row_dimensions.values()]
            widths = [each.width for each in ws.column_dimensions.values()]
            assert max(heights, default=0) <= 409
            assert max(widths, default=0) <= 255
            texts = [cell for row in ws.iter_rows(values_only=True) for cell in row]
            assert max((len(each) for each in texts if isinstance(each, str)), default=0) <= 32_767


def sheets(content: bytes):  # type: ignore[no-untyped-def]
    return load_workbook(BytesIO(content)).worksheets


def rows_of(reference: str) -> tuple[int, int]:
    _, top, _, bottom = range_boundaries(_RANGE.findall(reference)[0][1].replace("$", ""))
    return top, bottom
