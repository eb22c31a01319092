"""The bulletin as a document: the paragraph, the main figures, the sections, then the tables."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.domain.bulletin import Bulletin
from liaison.locales import Words
from liaison.locales.bulletin_words import BulletinText
from liaison.sheets.writing.area_columns import AREA_FIGURES
from liaison.sheets.writing.bulletin_tables import (
    BulletinTable,
    area_table,
    attention_table,
    figure_table,
    measure_table,
    shown,
)
from liaison.sheets.writing.document import Paper

_WIDE = {key for key, kind in AREA_FIGURES.items() if kind == "percent"}
_WIDE |= {"employees", "employees_on_duty"}
#: Shares of the page's width: the form has many narrow columns beside the name of the area.
_FIGURE_WIDTHS = (30, 18, 27) * 3
_AREA_WIDTHS = (9, 24, *(14 if key in _WIDE else 11 for key in AREA_FIGURES))
_MEASURE_WIDTHS = (10, 44, 48, 20, 20, 30, 20, 18)
_ATTENTION_WIDTHS = (10, 44, 28, 28, 28, 28)
_SIDE_BY_SIDE = 3


def write_bulletin_document(
    bulletin: Bulletin, text: BulletinText, words: Words, *, author: str
) -> bytes:
    """The document's bytes."""
    paper = Paper(words, title=text.title, author=author, made_at=bulletin.made_at)
    paper.text(text.title, "title", "center")
    paper.text(text.subtitle, "subtitle", "center")
    paper.text("")
    last = paper.running_text(text.paragraph)
    for section in text.sections:
        paper.heading(section.heading)
        for lead_in, sentences in section.paragraphs:
            last = paper.running_text(sentences, lead_in=lead_in)
    tables = _tables(bulletin, text, words) if text.sections else []
    if tables:
        paper.text("")
        last = paper.running_text(_names(tables, words))
    # Nobody signs a page that says nothing else.
    last.paragraph_format.keep_with_next = True
    paper.signature([text.signed, text.made_on])
    if tables:
        paper.turn()
    for number, (name, table, widths) in enumerate(tables, start=1):
        paper.caption(f"{words('bulletin.tables.appendix', number=number)}  {name}")
        _write_table(paper, table, widths, words)
    return paper.save()


_Named = tuple[str, BulletinTable, Sequence[float]]


def _tables(bulletin: Bulletin, text: BulletinText, words: Words) -> list[_Named]:
    """The tables that have anything to show, with their names and the shares of their columns."""
    say = "bulletin.tables."
    found: list[_Named] = [
        (words(say + "figures"), figure_table(text, words, _SIDE_BY_SIDE), _FIGURE_WIDTHS),
        (
            words(say + "areas", parts=text.parts_name),
            area_table(bulletin, words),
            _AREA_WIDTHS,
        ),
        (
            words(say + "measures", measures=text.measures_name),
            measure_table(bulletin, words),
            _MEASURE_WIDTHS,
        ),
        (words(say + "attention"), attention_table(bulletin, words), _ATTENTION_WIDTHS),
    ]
    return [each for each in found if each[1].rows]


def _names(tables: Sequence[_Named], words: Words) -> str:
    names = [
        words("bulletin.tables.appendix_name", number=number, name=name)
        for number, (name, *_) in enumerate(tables, start=1)
    ]
    return words("bulletin.tables.appendices", names=words("bulletin.item").join(names))


def _write_table(paper: Paper, table: BulletinTable, widths: Sequence[float], words: Words) -> None:
    rows = [
        [shown(value, kind, words.language) for value, kind in zip(row, table.kinds, strict=True)]
        for row in table.rows
    ]
    has_total = len(table.head) > 1
    is_english = words.language != "zh-CN"
    written = paper.table(
        table.head,
        rows,
        widths,
        texts=[at for at, kind in enumerate(table.kinds) if kind == "text"],
        size=8.5 if has_total else None,
        bold_last=has_total,
        turned=has_total and is_english,
    )
    if has_total:
        paper.join_last(written, 0, 1)
