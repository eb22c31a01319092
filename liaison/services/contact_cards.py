"""Contact cards: whose are printed, who stands on them, and the files that they come as.

A card is kept for weeks, so it shows the two people in charge also while one is on leave: who
stands in just now is told by the page behind its code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from tempfile import TemporaryFile

from liaison.domain.errors import InvalidInput
from liaison.domain.phones import numbers_in
from liaison.domain.progress import told
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import LANGUAGES
from liaison.services.export_job import ExportJob
from liaison.sheets.cards.card import ROLES, Both, CardWords, ContactCard, Person, legible
from liaison.sheets.cards.picture import write_picture
from liaison.sheets.cards.sheet import write_sheets
from liaison.sheets.cards.typefaces import typefaces
from liaison.store import exports
from liaison.store.exports import CardRow

#: A city's cards fit; a province prints county by county.
MOST_CARDS = 50_000
_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')
_LONGEST_NAME = 60


def cards_name(job: ExportJob) -> str:
    """The file's name: of the one enterprise that it is about, else of the area."""
    about = job.area_name
    if job.only_enterprise is not None:
        about = exports.enterprise_name(job.connection, job.only_enterprise)
    plain = _NOT_IN_FILE_NAMES.sub(" ", about)[:_LONGEST_NAME].strip()
    return f"{job.words('workbooks.files.cards')}_{plain}_{job.day}"


def make_cards(job: ExportJob, file_format: str) -> tuple[bytes, int]:
    """The cards of the job's enterprises: A4 pages, or the only one as a picture."""
    count = exports.count_enterprises(job.connection, job.enterprises)
    _require_printable(count, file_format)
    reference, language = job.reference, job.words
    other = next(each for each in LANGUAGES if each != language.language)
    city = reference.city()
    card_words = CardWords(
        language, Both(city.name_in(language.language), city.name_in(other)), job.day
    )
    cards = told(_cards(job), count, job.report)
    if file_format == "png":
        (card,) = cards
        return write_picture(card, card_words, typefaces()), 1
    # In a file first: what grows in memory is copied again and again.
    with TemporaryFile() as out:
        written = write_sheets(
            out, cards, card_words, typefaces(), title=cards_name(job), language=language.language
        )
        out.seek(0)
        return out.read(), written


def _require_printable(count: int, file_format: str) -> None:
    if not count:
        raise InvalidInput("no_cards")
    if count > MOST_CARDS:
        raise InvalidInput("too_many_cards", count=f"{count:,}", most=f"{MOST_CARDS:,}")
    if file_format == "png" and count > 1:
        raise InvalidInput("picture_of_many", count=f"{count:,}")


def _cards(job: ExportJob) -> Iterator[ContactCard]:
    """The cards in the order of county, town and name; what could not be drawn is told at last."""
    faces, replaced, touched = typefaces(), 0, 0
    for row in exports.cards(job.connection, job.enterprises):
        card, here = legible(_card(job, row), faces)
        replaced, touched = replaced + here, touched + bool(here)
        yield card
    if replaced:
        job.remark("cards_replaced", count=replaced, cards=touched)


def _card(job: ExportJob, row: CardRow) -> ContactCard:
    areas, language = job.reference.areas, job.words.language
    named = [areas[code].name_in(language) for code in (row.county_code, row.town_code) if code]
    asked = named[0] if row.county_code else job.reference.city().name_in(language)
    people = {LiaisonRole.COMMISSIONER: row.commissioner, LiaisonRole.OFFICER: row.officer}
    return ContactCard(
        row.name,
        " · ".join(named),
        asked,
        tuple(_person(people[role]) for role in ROLES),
        job.link_address(row.enterprise_id, row.link_number, row.created_at),
    )


def _person(found: tuple[str, str, str | None] | None) -> Person | None:
    if found is None:
        return None
    name, unit, phone = found
    return Person(name, unit, tuple(numbers_in(phone)))
