"""The bulletin in words: the paragraph ready to paste, the sections, the figures with changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.domain.bulletin import Bulletin
from liaison.domain.indicators import NO_VALUE, STILL, Figure
from liaison.locales import Words
from liaison.locales.bulletin_phrases import UNITS, Phrases, points
from liaison.locales.bulletin_sections import Section, Sections

#: The figures that the bulletin shows with their change, in its order.
MAIN_FIGURES = (
    *("due", "resumed", "resumption_rate"),
    *("employees", "employees_on_duty", "staff_return_rate"),
    *("officers", "commissioners", "unpaired"),
    *("officer_coverage", "commissioner_coverage", "pair_coverage"),
    *("contact_rhythm", "visit_rhythm", "measures_delivered"),
    *("requests_received", "requests_settled", "settled_rate"),
    *("on_time_rate", "satisfaction"),
)


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure as a table shows it, with its change since the day before."""

    key: str
    label: str
    figure: Figure | None
    change: float | None
    value_text: str
    change_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinText:
    """All that is read in a bulletin besides its tables of areas and measures."""

    title: str
    subtitle: str
    paragraph: str
    sections: Sequence[Section]
    figures: Sequence[FigureLine]
    measures_name: str
    parts_name: str
    signed: str
    made_on: str


def tell(bulletin: Bulletin, words: Words) -> BulletinText:
    """The bulletin in a language's words."""
    say = Phrases(words)
    teller = Sections(bulletin, say)
    return BulletinText(
        title=say("title", area=bulletin.area),
        subtitle=say("subtitle", moment=say.time_of(bulletin)),
        paragraph=teller.paragraph(),
        sections=teller.sections(),
        figures=[_line(bulletin, say, key) for key in MAIN_FIGURES],
        measures_name=teller.measures_name,
        parts_name=teller.parts,
        signed=say("signed", area=bulletin.area),
        made_on=say.date(bulletin.made_at.date()),
    )


def _line(bulletin: Bulletin, say: Phrases, key: str) -> FigureLine:
    figure, change = bulletin.figures.figures.get(key), bulletin.figures.change(key)
    return FigureLine(
        key=key,
        label=say.words(f"figures.{key}"),
        figure=figure,
        change=change,
        value_text=say.figure(figure),
        change_text=_change_text(say, key, change),
    )


def _change_text(say: Phrases, key: str, change: float | None) -> str:
    """A change as a table shows it."""
    if change is None:
        return NO_VALUE
    if abs(change) < STILL:
        return say("tables.same")
    sign = "+" if change > 0 else "-"
    if key in UNITS:
        return sign + say.number(abs(change))
    return say("tables.points", points=sign + points(change))
