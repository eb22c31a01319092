"""Templates: official labels, drop-downs, an example that no import takes for data."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from liaison.domain.errors import RosterRefused
from liaison.domain.fields import ENTERPRISE_FIELDS
from liaison.domain.roles import OPERATOR
from liaison.locales import LANGUAGES, words
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.sheets.writing.templates import TEMPLATE_KINDS, TemplateKind, write_template
from liaison.store import reference
from liaison.store.database import Database

KINDS = pytest.mark.parametrize("kind", TEMPLATE_KINDS)
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
