"""The workbook that hands over invitations: a row a person, with the text to send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liaison.domain.invitations import Invitation, Invitee
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import Words
from liaison.sheets.writing.style import Kind
from liaison.sheets.writing.table_rows import Column, Row
from liaison.sheets.writing.workbook import Book

_PERSON: tuple[tuple[str, Kind, float], ...] = (
    ("unit", "text", 24),
    ("name", "text", 12),
    ("role", "text", 14),
    ("staff_no", "code", 12),
    ("phone", "code", 16),
)
# On one line each, since they are copied and not read; the longest comes last.
_LINK: tuple[tuple[str, Kind, float], ...] = (
    ("account", "code", 12),
    ("address", "line", 72),
    ("until", "moment", 18),
    ("text", "line", 60),
)
_WHY: tuple[tuple[str, Kind, float], ...] = (("why", "text", 80),)


@dataclass(frozen=True, slots=True)
class Invited:
    """A person with the address that opens their account, and what to send them."""

    invitation: Invitation
    person: Invitee
    address: str
    text: str


def write_invitations(
    invited: Sequence[Invited], left_out: Sequence[Invitee], words: Words, *, creator: str
) -> bytes:
    """A sheet of those who are invited, and one of those who could not be, with the reason."""
    book = Book(words, creator=creator, title=words("invitations.workbook.title"))
    columns = _columns(words, (*_PERSON, *_LINK))
    rows = [_invited(each) for each in invited]
    book.table(words("invitations.workbook.sheet"), columns, rows, len(rows))
    if left_out:
        why = words("invitations.workbook.taken")
        reasons = [(*_person(each), why) for each in left_out]
        sheet = words("invitations.workbook.left_out")
        book.table(sheet, _columns(words, (*_PERSON, *_WHY)), reasons, len(reasons))
    return book.save()


def _columns(words: Words, asked: Sequence[tuple[str, Kind, float]]) -> list[Column]:
    labels: Mapping[str, str] = {role.value: words.label("role", role) for role in LiaisonRole}
    return [
        Column(
            words(f"invitations.workbook.columns.{key}"),
            kind,
            width,
            labels if key == "role" else None,
        )
        for key, kind, width in asked
    ]


def _person(person: Invitee) -> Row:
    return person.unit, person.name, person.role.value, person.staff_no, person.phone


def _invited(each: Invited) -> Row:
    until = each.invitation.expires_at.isoformat()
    return (*_person(each.person), each.invitation.account_name, each.address, until, each.text)
