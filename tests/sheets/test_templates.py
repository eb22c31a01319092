"""Templates: official labels, drop-downs, an example that no import takes for data."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from liaison.domain.errors import RosterRefused
from liaison.domain.fields import ENTERPRISE_FIELDS
from liaison.domain.reference import Area, Reference
from liaison.domain.roles import OPERATOR
from liaison.domain.vocabulary import CODED_VALUES
from liaison.locales import LANGUAGES, Words, words
from liaison.services.reports import export
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.sheets.writing.templates import TEMPLATE_KINDS, TemplateKind, write_template
from liaison.store import reference
from liaison.store.database import Database
from tests.conftest import credit_code
from tests.sheets.office import recalculated

KINDS = pytest.mark.parametrize("kind", TEMPLATE_KINDS)
COUNTY = "fields.enterprises.county"
IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)


def template(db: Database, kind: TemplateKind, language: str = "zh-CN") -> bytes:
    known = reference.header_labels("enterprises" if kind == "enterprises" else "liaisons")
    with db.read() as connection:
        return write_template(kind, words(language), reference.load(connection), known)


def book(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


@IN_BOTH
def test_the_header_has_the_official_labels_and_marks_what_is_required(
    db: Database, language: str
) -> None:
    ws = book(template(db, "enterprises", language)).worksheets[0]
    label = words(language)
    assert [cell.value for cell in ws[1]] == [
        label(f"fields.enterprises.{field.key}") + (" *" if field.required else "")
        for field in ENTERPRISE_FIELDS
    ]


@KINDS
def test_drop_downs_offer_what_the_import_knows(db: Database, kind: TemplateKind) -> None:
    workbook = book(template(db, kind))
    ws = workbook.worksheets[0]
    headers = {cell.column_letter: cell.value for cell in ws[1]}
    offered = {}
    for validation in ws.data_validations.dataValidation:
        # Towns are those of the row's county, or all that stand after the condition.
        sheet, cells = validation.formula1.split("=0,")[-1].split(",")[0].split("!")
        letter = str(validation.sqref).rstrip("0123456789").split(":")[0].rstrip("0123456789")
        rows = workbook[sheet.strip("'")][cells.replace("$", "")]
        offered[headers[letter]] = [row[0].value for row in rows]
    assert offered["所属县区"][0] == "吴兴区"
    assert len(offered["所属乡镇街道"]) > 70
    if kind == "enterprises":
        assert offered["复工状态"][:2] == ["未复工", "部分复工"]
        assert {"所属行业", "规上/规下", "企业规型", "备案状态"} < set(offered)
    else:
        assert offered["在岗状态"] == ["在岗", "离岗", "停用"]


@KINDS
def test_whole_columns_keep_typed_numbers_as_text(db: Database, kind: TemplateKind) -> None:
    ws = book(template(db, kind)).worksheets[0]
    label = "统一社会信用代码" if kind == "enterprises" else "工号 *"
    letter = next(cell.column_letter for cell in ws[1] if cell.value == label)
    assert ws.column_dimensions[letter].number_format == "@"


@KINDS
@IN_BOTH
def test_an_empty_template_has_nothing_to_import(
    db: Database, kind: TemplateKind, language: str
) -> None:
    """The example row, the guide and the choices are no roster."""
    name = f"{words(language)(f'workbooks.files.template_{kind}')}.xlsx"
    plan = plan_roster_import(OPERATOR, db, template(db, kind, language), name)
    assert plan.kind_name == kind
    assert plan.outcomes == ()
    assert [sheet.sheet for sheet in plan.sheets] == [
        words(language)(f"workbooks.sheets.roster_{kind}")
    ]


@KINDS
@IN_BOTH
def test_its_own_example_would_import(db: Database, kind: TemplateKind, language: str) -> None:
    """What the example shows is what the import takes, once it no longer says 示例."""
    workbook = book(template(db, kind, language))
    ws = workbook.worksheets[0]
    for cell in ws[2]:
        if isinstance(cell.value, str):
            cell.value = cell.value.replace("示例：", "").replace("示例", "")
            cell.value = cell.value.replace("Example: ", "").replace("Example ", "")
    buffer = BytesIO()
    workbook.save(buffer)
    name = f"{words(language)(f'workbooks.files.template_{kind}')}.xlsx"
    plan = plan_roster_import(OPERATOR, db, buffer.getvalue(), name)
    (outcome,) = plan.outcomes
    codes = {problem.code for problem in outcome.problems}
    assert codes <= {"unknown_person"}, "the people of the example are on no roster"
    try:
        commit_roster_import(OPERATOR, db, plan)
    except RosterRefused:
        assert codes


@KINDS
@IN_BOTH
def test_the_guide_explains_every_column(db: Database, kind: TemplateKind, language: str) -> None:
    workbook = book(template(db, kind, language))
    roster, guide, choices = workbook.worksheets
    labels = [str(cell.value).removesuffix(" *") for cell in roster[1]]
    explained = {row[0]: row for row in guide.iter_rows(min_row=3, values_only=True)}
    assert list(explained) == labels
    assert all(row[2] for row in explained.values())
    assert choices.sheet_state == "hidden"


def filled(content: bytes, rows: list[dict[str, Any]]) -> bytes:
    """The template as a person hands it in: typed into below the example, saved by a program."""
    workbook = book(content)
    ws = workbook.worksheets[0]
    columns = {str(cell.value).removesuffix(" *"): cell.column for cell in ws[1]}
    for number, row in enumerate(rows, start=3):
        for label, value in row.items():
            ws.cell(number, columns[label], value)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@IN_BOTH
def test_filled_in_from_its_lists_it_imports_without_a_surprise(
    db: Database, language: str
) -> None:
    """People first, then their enterprises; every choice of every list once."""
    say = words(language)
    for kind in ("officers", "commissioners"):
        rows = [_person(say, kind, number) for number in range(3)]
        imported(db, filled(template(db, kind, language), rows), rows)  # type: ignore[arg-type]
    with db.read() as connection:
        areas = reference.load(connection)
    most = max(len(CODED_VALUES[key]) for key in ("status", "filing_status"))
    towns = [area for area in areas.areas.values() if area.is_town]
    rows = [
        _enterprise(say, areas, number, towns[number % len(towns)])
        for number in range(max(most, len(areas.industries), 100))
    ]
    imported(db, filled(template(db, "enterprises", language), rows), rows)
    file = export(OPERATOR, db, "roster", language=language)
    again = plan_roster_import(OPERATOR, db, file.content, file.file_name)
    assert {outcome.kind.value for outcome in again.outcomes} == {"unchanged"}


def imported(db: Database, content: bytes, rows: list[dict[str, Any]]) -> None:
    plan = plan_roster_import(OPERATOR, db, content, "名册.xlsx")
    assert [problem.code for problem in plan.problems] == []
    assert [outcome.kind.value for outcome in plan.outcomes] == ["new"] * len(rows)
    commit_roster_import(OPERATOR, db, plan)


def _person(say: Words, kind: str, number: int) -> dict[str, Any]:
    statuses = CODED_VALUES["liaison_status"]
    values = {
        "staff_no": f"00{number}{kind[0].upper()}",
        "name": f"王{'一二三'[number]}",
        "unit": "织里派出所",
        "county": say("workbooks.examples.officers.county"),
        "town": say("workbooks.examples.officers.town"),
        "phone": f"1390000123{number}",
        "capacity": 40,
        "started_on": datetime(2026, 11, 1),  # as a cell holds a day
        "status": say.label("liaison_status", next(iter(statuses))),
    }
    return {say(f"fields.liaisons.{key}"): value for key, value in values.items()}


def _enterprise(say: Words, known: Reference, number: int, town: Area) -> dict[str, Any]:
    def one_of(field: str) -> str:
        codes = list(CODED_VALUES[field])
        return say.label(field, codes[number % len(codes)])

    industries = list(known.industries.values())
    values = {
        "name": f"湖州填报{number}号有限公司",
        "uscc": credit_code(number + 500),
        "county": known.areas[town.parent or ""].name_in(say.language),
        "town": town.name_in(say.language),
        "address": f"第{number}号",
        "industry": industries[number % len(industries)].name_in(say.language),
        "above_scale": one_of("above_scale"),
        "size": one_of("size"),
        "contact_name": "李某",
        "contact_phone": f"0572-20000{number:02d}; 13900005678",
        "filing_status": one_of("filing_status"),
        "status": one_of("status"),
        "planned_on": datetime(2026, 11, 1),  # as a cell holds a day
        "employees": 100 + number,
        "employees_on_duty": number,
        "capacity_percent": 0.85,
        "power_kwh": 1234.5,
        "commissioner": "000C",
        "officer": "000O",
        "remark": "+备注" if number == 0 else "无需跳过",
    }
    return {say(f"fields.enterprises.{key}"): value for key, value in values.items()}


@IN_BOTH
def test_the_list_of_towns_is_that_of_the_rows_county(
    db: Database, tmp_path: Path, language: str
) -> None:
    """As LibreOffice works the list out: the county's own, all where there is none."""
    workbook = book(template(db, "enterprises", language))
    ws = workbook.worksheets[0]
    with db.read() as connection:
        known = reference.load(connection)
    counties = [None, *known.counties()]
    letter = next(c.column_letter for c in ws[1] if c.value == words(language)(COUNTY))
    [formula] = {
        each.formula1 for each in ws.data_validations.dataValidation if "OFFSET" in each.formula1
    }
    assert len(formula) <= 255
    tried = workbook.create_sheet("tried")
    for row, county in enumerate(counties, start=2):
        ws[f"{letter}{row}"] = county and county.name_in(language)
        towns = formula.replace(f"${letter}2", f"'{ws.title}'!${letter}${row}")
        tried[f"A{row}"] = f"=ROWS({towns})"
        tried[f"B{row}"] = f"=INDEX({towns},1)"
        tried[f"C{row}"] = f"=INDEX({towns},ROWS({towns}))"
    buffer = BytesIO()
    workbook.save(buffer)
    saved = recalculated(tmp_path, {"template": buffer.getvalue()})["template"]
    found = list(
        load_workbook(BytesIO(saved), data_only=True)["tried"].iter_rows(2, values_only=True)
    )
    for county, (count, first, last) in zip(counties, found, strict=True):
        towns = [
            area.name_in(language)
            for area in known.areas.values()
            if area.is_town and (county is None or county.code in known.counties_of(area.code))
        ]
        assert count == len(towns), county
        assert {first, last} <= set(towns)
