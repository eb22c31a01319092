"""Documents out: python-docx in the layout of Chinese official papers (GB/T 9704), or plainly.

A4 with the margins of the standard, the fonts by name for Chinese and for Latin letters and with
what replaces them where they are missing, a fixed distance of lines, the page's number below.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Literal

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from liaison.locales import Words
from liaison.sheets.writing.table_rows import without_controls

Face = Literal["title", "subtitle", "body", "heading", "lead_in", "table", "table_head"]
Side = Literal["left", "center", "right", "justify"]

_SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, slots=True)
class _Look:
    """How a kind of text looks: its font, its size, and the distance of its lines in points."""

    font: str
    size: float
    line: float
    bold: bool = False


_CHINESE: dict[Face, _Look] = {
    "title": _Look("方正小标宋简体", 22, 34),
    "subtitle": _Look("楷体_GB2312", 16, 28),
    "body": _Look("仿宋_GB2312", 16, 28),
    "heading": _Look("黑体", 16, 28),
    "lead_in": _Look("楷体_GB2312", 16, 28),
    "table": _Look("仿宋_GB2312", 10.5, 15),
    "table_head": _Look("黑体", 10.5, 15),
}
_ENGLISH: dict[Face, _Look] = {
    "title": _Look("Arial", 16, 26, bold=True),
    "subtitle": _Look("Times New Roman", 12, 20),
    "body": _Look("Times New Roman", 12, 20),
    "heading": _Look("Arial", 12, 22, bold=True),
    "lead_in": _Look("Times New Roman", 12, 20, bold=True),
    "table": _Look("Times New Roman", 9.5, 13),
    "table_head": _Look("Arial", 9, 12, bold=True),
}
_LATIN = "Times New Roman"
#: Font → what stands in for it, its family; so that a reader without it finds one like it.
_STAND_INS = {
    "方正小标宋简体": ("宋体", "roman"),
    "仿宋_GB2312": ("仿宋", "modern"),
    "楷体_GB2312": ("楷体", "modern"),
    "黑体": ("SimHei", "swiss"),
}
_TOP, _BOTTOM, _LEFT, _RIGHT = 37, 35, 28, 26
#: Above and below on pages that lie across, which hold tables.
_ACROSS = 22
_A4 = (210, 297)
# Of tables: the least height of a row, that of upright words, room beside a text, all in twips;
# and how many rows stay together.
_ROW, _TURNED, _BESIDE, _SHORT = 360, 1540, 40, 16
_UNUSED = ("/thumbnail", "/stylesWithEffects")


class Paper:
    """A document being written in one language."""

    def __init__(self, words: Words, *, title: str, author: str, made_at: datetime) -> None:
        self.words = words
        self.is_chinese = words.language == "zh-CN"
        self._looks = _CHINESE if self.is_chinese else _ENGLISH
        self._document = Document()
        self._leave_out_unused()
        self._set_properties(title, author, made_at)
        self._set_defaults()
        self._add_stand_ins()
        self._lay_out_first()

    @property
    def width(self) -> float:
        """How wide the text is on the page, in millimetres."""
        section = self._document.sections[-1]
        across = (section.page_width, section.left_margin, section.right_margin)
        page, left, right = (float(each.mm) for each in across if each is not None)
        return page - left - right

    def text(
        self, text: str, face: Face = "body", side: Side = "left", *, lead_in: str = ""
    ) -> Paragraph:
        """A paragraph; `lead_in` are its first words, in their own face."""
        paragraph = self._document.add_paragraph()
        self._shape(paragraph, face, side)
        if lead_in:
            self._run(paragraph, lead_in, "lead_in")
        self._run(paragraph, text, face)
        return paragraph

    def running_text(self, text: str, face: Face = "body", *, lead_in: str = "") -> Paragraph:
        """A paragraph whose first line is two characters in, as Chinese is written."""
        paragraph = self.text(text, face, "justify", lead_in=lead_in)
        if self.is_chinese:
            self._indent(paragraph, "firstLine", 2, face)
        else:
            paragraph.paragraph_format.space_after = Pt(6)
        return paragraph

    def heading(self, text: str) -> Paragraph:
        """The heading of a part, on the page of what follows."""
        paragraph = self.text(text, "heading")
        paragraph.paragraph_format.keep_with_next = True
        self._outline(paragraph, 0)
        if self.is_chinese:
            self._indent(paragraph, "firstLine", 2, "heading")
        return paragraph

    def signature(self, lines: Sequence[str]) -> None:
        """Who signs and when, at the right, four characters from the edge."""
        for number, line in enumerate(lines):
            paragraph = self.text(line, "body", "right")
            self._indent(paragraph, "right", 4, "body")
            paragraph.paragraph_format.keep_with_next = number < len(lines) - 1
            if not number:
                paragraph.paragraph_format.space_before = Pt(self._looks["body"].line)

    def turn(self) -> None:
        """Go on on pages that lie across."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(_A4[1]), Mm(_A4[0])
        section.top_margin, section.bottom_margin = Mm(_ACROSS), Mm(_ACROSS)
        section.left_margin, section.right_margin = Mm(_BOTTOM), Mm(_TOP)
        section.footer_distance = Mm(12)

    def caption(self, text: str) -> None:
        """What a table is called, above it."""
        paragraph = self.text(text, "heading", "center")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(6)

    def table(
        self,
        head: Sequence[Sequence[str]],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        texts: Sequence[int] = (),
        size: float | None = None,
        bold_last: bool = False,
        turned: bool = False,
    ) -> Table:
        """A table as wide as the text; the header rows come again on every page.

        `widths` are shares. In the header a cell that repeats its left or upper neighbour is
        one with it. `texts` are the columns that keep to the left, all others are centred.
        Where it is `turned`, long words of many narrow columns stand upright in the last header
        row. A short table stays on one page.
        """
        table: Table = self._document.add_table(
            len(head) + len(rows), len(widths), style="Table Grid"
        )
        # Asked for one by one, each cell would be looked up among all.
        grid = [[_Cell(cell, table) for cell in row._tr.tc_lst] for row in table.rows]
        self._set_widths(table, grid, widths)
        stays = len(head) + len(rows) <= _SHORT
        for number, line in enumerate((*head, *rows)):
            is_head, is_last = number < len(head), number == len(head) + len(rows) - 1
            face: Face = "table_head" if is_head or (bold_last and is_last) else "table"
            for column, text in enumerate(line):
                side: Side = "left" if column in texts and not is_head else "center"
                paragraph = self._fill(grid[number][column], text, face, side, size)
                paragraph.paragraph_format.keep_with_next = is_head or (stays and not is_last)
            self._hold_together(table, number, is_head=is_head)
        if turned:
            self._turn_words(table, head)
        for number, line in enumerate(head):
            self._merge(table, head, number, line)
        return table

    @staticmethod
    def join_last(table: Table, left: int, right: int) -> None:
        """Make one cell of some of the last row, as that of a total's name."""
        last = len(table.rows) - 1
        _merge_cells(table, last, left, last, right)

    def save(self) -> bytes:
        buffer = BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

    # Text

    def _run(self, paragraph: Paragraph, text: str, face: Face, size: float | None = None) -> Run:
        look = self._looks[face]
        run = paragraph.add_run(without_controls(text))
        run.font.size = Pt(size or look.size)
        run.font.bold = look.bold or None
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        latin = _LATIN if self.is_chinese else look.font
        for script, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin)):
            fonts.set(qn(f"w:{script}"), font)
        fonts.set(qn("w:eastAsia"), look.font if self.is_chinese else "宋体")
        return run

    def _shape(self, paragraph: Paragraph, face: Face, side: Side, line: float = 0) -> None:
        shape = paragraph.paragraph_format
        shape.alignment = _SIDES[side]
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        shape.line_spacing = Pt(line or self._looks[face].line)

    def _indent(self, paragraph: Paragraph, which: str, characters: int, face: Face) -> None:
        """Indent by characters, and by as much for programs that do not count in characters."""
        properties: Any = paragraph._p.get_or_add_pPr()
        indent = properties.get_or_add_ind()
        twips = round(characters * self._looks[face].size * 20)
        indent.set(qn(f"w:{which}Chars"), str(characters * 100))
        indent.set(qn(f"w:{which}"), str(twips))

    @staticmethod
    def _outline(paragraph: Paragraph, level: int) -> None:
        """The paragraph as a heading for the reader's list of contents."""
        properties: Any = paragraph._p.get_or_add_pPr()
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level))
        properties.append(outline)

    # Tables

    def _set_widths(
        self, table: Table, grid: Sequence[Sequence[_Cell]], widths: Sequence[float]
    ) -> None:
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        properties: Any = table._tbl.tblPr
        beside = "".join(f'<w:{side} w:w="{_BESIDE}" w:type="dxa"/>' for side in ("left", "right"))
        room = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{beside}</w:tblCellMar>")
        properties.find(qn("w:tblLook")).addprevious(room)
        unit = self.width / sum(widths)
        for number, share in enumerate(widths):
            table.columns[number].width = Mm(share * unit)
            for row in grid:
                row[number].width = Mm(share * unit)

    def _fill(
        self, cell: _Cell, text: str, face: Face, side: Side, size: float | None
    ) -> Paragraph:
        paragraph: Paragraph = cell.paragraphs[0]
        self._shape(paragraph, face, side, (size or self._looks[face].size) * 1.35)
        self._run(paragraph, text, face, size)
        properties: Any = cell._tc.get_or_add_tcPr()
        properties.append(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>'))
        return paragraph

    @staticmethod
    def _hold_together(table: Table, number: int, *, is_head: bool) -> None:
        properties: Any = table.rows[number]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        properties.append(_height(_ROW))
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))

    @staticmethod
    def _turn_words(table: Table, head: Sequence[Sequence[str]]) -> None:
        """Let the words of the last header row read from below, but for cells over two rows."""
        number = len(head) - 1
        properties: Any = table.rows[number]._tr.get_or_add_trPr()
        properties.find(qn("w:trHeight")).set(qn("w:val"), str(_TURNED))
        for column, text in enumerate(head[number]):
            if not number or head[number - 1][column] != text:
                cell: Any = table.cell(number, column)._tc.get_or_add_tcPr()
                turned = parse_xml(f'<w:textDirection {nsdecls("w")} w:val="btLr"/>')
                cell.find(qn("w:vAlign")).addprevious(turned)

    @staticmethod
    def _merge(
        table: Table, head: Sequence[Sequence[str]], number: int, line: Sequence[str]
    ) -> None:
        """Join neighbours that say the same; one above the other only where each is alone."""
        column = 0
        while column < len(line):
            right = column
            while right + 1 < len(line) and line[right + 1] == line[column]:
                right += 1
            is_below = number + 1 < len(head) and head[number + 1][column] == line[column]
            bottom = number + 1 if is_below and right == column else number
            if (right, bottom) != (column, number):
                _merge_cells(table, number, column, bottom, right)
            column = right + 1

    # The whole

    def _set_properties(self, title: str, author: str, made_at: datetime) -> None:
        properties = self._document.core_properties
        properties.title, properties.author = without_controls(title), author
        properties.last_modified_by, properties.language = author, self.words.language
        properties.comments = ""
        properties.created = properties.modified = made_at.replace(microsecond=0, tzinfo=None)

    def _leave_out_unused(self) -> None:
        """Drop what python-docx's template brings along: its picture, and styles of Word 2010."""
        for related in (self._document.part.package.rels, self._document.part.rels):
            for key in [each for each in related if related[each].reltype.endswith(_UNUSED)]:
                del related[key]

    def _set_defaults(self) -> None:
        """The fonts and the language of what says nothing else."""
        defaults = self._document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
        assert defaults is not None
        for child in list(defaults):
            defaults.remove(child)
        east = self._looks["body"].font if self.is_chinese else "宋体"
        defaults.append(
            parse_xml(
                f'<w:rFonts {nsdecls("w")} w:ascii="{_LATIN}" w:hAnsi="{_LATIN}"'
                f' w:cs="{_LATIN}" w:eastAsia="{east}"/>'
            )
        )
        # The digits in Chinese text are Latin letters: were they Chinese, a number could be broken.
        defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))

    def _add_stand_ins(self) -> None:
        """Tell a reader without the fonts which are like them."""
        part: Any = self._document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
        fonts = parse_xml(part.blob)
        named = {font.get(qn("w:name")) for font in fonts}
        for name, (stand_in, family) in _STAND_INS.items():
            if name not in named:
                fonts.append(
                    parse_xml(
                        f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{stand_in}"/>'
                        f'<w:charset w:val="86"/><w:family w:val="{family}"/>'
                        '<w:pitch w:val="default"/></w:font>'
                    )
                )
        part._blob = serialize_part_xml(fonts)

    def _lay_out_first(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(_A4[0]), Mm(_A4[1])
        section.top_margin, section.bottom_margin = Mm(_TOP), Mm(_BOTTOM)
        section.left_margin, section.right_margin = Mm(_LEFT), Mm(_RIGHT)
        section.header_distance, section.footer_distance = Mm(15), Mm(25)
        paragraph = section.footer.paragraphs[0]
        self._shape(paragraph, "body", "center", 18)
        before, _, after = self.words("bulletin.page").partition("{number}")
        self._run(paragraph, before, "body", 14)
        for element in _page_field():
            self._run(paragraph, "", "body", 14)._r.append(element)
        self._run(paragraph, after, "body", 14)


def _height(twips: int) -> Any:
    """The least height of a row: what wraps is not cut."""
    return parse_xml(f'<w:trHeight {nsdecls("w")} w:val="{twips}" w:hRule="atLeast"/>')


def _page_field() -> list[Any]:
    """The number of the page, as a field that the reader's program fills."""
    found = []
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        found.append(mark)
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = " PAGE "
    shown = OxmlElement("w:t")
    shown.text = "1"
    begin, separate, end = found
    return [begin, code, separate, shown, end]


def _merge_cells(table: Table, top: int, left: int, bottom: int, right: int) -> None:
    """Make one cell of several that say the same, and let it say it once."""
    kept = deepcopy(table.cell(top, left).paragraphs[0]._p)
    merged = table.cell(top, left).merge(table.cell(bottom, right))
    for paragraph in list(merged.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    merged._tc.append(kept)
