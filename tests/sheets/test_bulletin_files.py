"""The bulletin's files: what stands where, how it is laid out, and that the formats are kept."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator, ValidationSeverity

from liaison.domain.roles import OPERATOR, Actor
from liaison.locales import LANGUAGES, words
from liaison.locales.bulletin_words import tell
from liaison.services.bulletin import bulletin
from liaison.services.reports import FileFormat, export
from liaison.services.snapshots import take_snapshot
from liaison.store.database import Database
from tests.conftest import Clock, make_enterprise

IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)
ODD = "湖州\x0b=1+1<&>\U0001f451纺织有限公司"


@pytest.fixture
def city(db: Database, clock: Clock) -> Database:
    """Two counties, a late measure of an enterprise with an odd name, a day before."""
    odd = make_enterprise(db, name=ODD)
    make_enterprise(db, status="not_resumed")
    make_enterprise(db, county_code="330523", town_code="330523001")
    take_snapshot(OPERATOR, db, db.today())
    clock.advance(days=1)
    with db.write() as connection:
        due = str(db.today() - timedelta(days=2))
        row = {"enterprise_id": odd, "measure_code": "M02", "state": "blocked", "due_on": due}
        connection.table("support").insert(row)
    return db


def file_of(actor: Actor, db: Database, file_format: FileFormat, language: str) -> bytes:
    return export(actor, db, "bulletin", format=file_format, language=language).content


def document_of(actor: Actor, db: Database, language: str) -> Any:
    return Document(BytesIO(file_of(actor, db, "docx", language)))


@IN_BOTH
def test_the_document_follows_the_schema(
    administrator: Actor, city: Database, language: str, tmp_path: Path
) -> None:
    path = tmp_path / "bulletin.docx"
    path.write_bytes(file_of(administrator, city, "docx", language))
    found = OpenXmlValidator().validate(str(path)).errors
    assert not [str(each) for each in found if each.severity is ValidationSeverity.ERROR]


@IN_BOTH
def test_an_empty_city_makes_files_too(
    administrator: Actor, db: Database, language: str, tmp_path: Path
) -> None:
    sheet = load_workbook(BytesIO(file_of(administrator, db, "xlsx", language))).worksheets[0]
    assert tell(bulletin(administrator, db, language=language), words(language)).paragraph in str(
        sheet["A3"].value
    )
    path = tmp_path / "bulletin.docx"
    path.write_bytes(file_of(administrator, db, "docx", language))
    found = OpenXmlValidator().validate(str(path)).errors
    assert not [str(each) for each in found if each.severity is ValidationSeverity.ERROR]


@IN_BOTH
def test_the_document_holds_all_that_is_told(
    administrator: Actor, city: Database, language: str
) -> None:
    found = bulletin(administrator, city, language=language)
    text = tell(found, words(language))
    document = document_of(administrator, city, language)
    written = [each.text for each in document.paragraphs]
    assert written[:2] == [text.title, text.subtitle]
    assert text.paragraph in written
    for section in text.sections:
        assert section.heading in written
        for lead_in, sentences in section.paragraphs:
            assert (lead_in + sentences).replace("\x0b", "") in written
    assert text.signed in written
    assert document.core_properties.title == text.title
    assert document.core_properties.author == "administrator"
    assert document.core_properties.language == language


@IN_BOTH
def test_the_document_is_laid_out_as_an_official_paper(
    administrator: Actor, city: Database, language: str
) -> None:
    document = document_of(administrator, city, language)
    upright, across = document.sections
    margins = (
        *(upright.top_margin, upright.bottom_margin),
        *(upright.left_margin, upright.right_margin),
    )
    assert [round(each.mm) for each in margins] == [37, 35, 28, 26]
    assert [round(each.mm) for each in (upright.page_width, upright.page_height)] == [210, 297]
    assert across.page_width > across.page_height
    assert " PAGE " in upright.footer._element.xml
    assert across.footer.is_linked_to_previous
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        width = sum(column.width for column in table.columns)
        room = across.page_width - across.left_margin - across.right_margin
        assert width <= room + 40_000  # a millimetre in all, of rounding


def test_chinese_text_has_the_fonts_and_the_lines_of_the_standard(
    administrator: Actor, city: Database
) -> None:
    document = document_of(administrator, city, "zh-CN")
    title, body = document.paragraphs[0], document.paragraphs[3]
    looks = [
        (each.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")), each.runs[0].font.size.pt)
        for each in (title, body)
    ]
    assert looks == [("方正小标宋简体", 22), ("仿宋_GB2312", 16)]
    assert body.paragraph_format.line_spacing.pt == 28
    assert body._p.pPr.ind.get(qn("w:firstLineChars")) == "200"
    fonts = next(
        part for part in document.part.package.iter_parts() if "fontTable" in part.partname
    )
    assert 'w:name="仿宋_GB2312"'.encode() in fonts.blob
    assert "w:altName" in fonts.blob.decode()


def test_nobody_signs_an_empty_page(administrator: Actor, city: Database) -> None:
    paragraphs = document_of(administrator, city, "zh-CN").paragraphs
    signed = next(at for at, each in enumerate(paragraphs) if each.text == "湖州市复工专班")
    assert paragraphs[signed - 1].text.startswith("附表：")
    assert paragraphs[signed - 1].paragraph_format.keep_with_next
    assert paragraphs[signed].paragraph_format.keep_with_next


def test_names_of_enterprises_stay_text(administrator: Actor, city: Database) -> None:
    text = document_of(administrator, city, "zh-CN")._element.xml
    assert "=1+1&lt;&amp;&gt;👑纺织有限公司" in text
    sheet = load_workbook(BytesIO(file_of(administrator, city, "xlsx", "zh-CN"))).worksheets[0]
    assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]


@IN_BOTH
def test_the_sheet_holds_numbers_and_prints_on_a4(
    administrator: Actor, city: Database, language: str
) -> None:
    content = file_of(administrator, city, "xlsx", language)
    (sheet,) = load_workbook(BytesIO(content)).worksheets
    text = tell(bulletin(administrator, city, language=language), words(language))
    assert sheet["A1"].value == text.title
    assert text.paragraph in str(sheet["A3"].value)
    assert sheet["A3"].alignment.wrap_text
    assert sheet.row_dimensions[3].height > 60
    label = words(language)("figures.resumption_rate")
    rate = next(cell for row in sheet.iter_rows() for cell in row if cell.value == label)
    value = sheet.cell(rate.row, rate.column + 2)
    assert (value.value, value.number_format) == (pytest.approx(2 / 3), "0.0%")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_area
    assert sheet.oddFooter.center.text
