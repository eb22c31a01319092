"""Refusals and findings as sentences: what happened, where, and what to do next."""

from __future__ import annotations

from datetime import datetime

from liaison.domain.deadlines import CITY_ZONE
from liaison.domain.errors import LiaisonError
from liaison.domain.fields import RosterKind
from liaison.domain.invitations import Invitation
from liaison.domain.problems import Problem
from liaison.domain.roles import OPERATOR
from liaison.locales import Words

# Values of a refusal that are keys, and the labels that they are shown by.
_CODED = {
    "status": "status",
    "role": "role",
    "state": "state",
    "from_status": "status",
    "to_status": "status",
}


def error_sentence(error: LiaisonError, words: Words) -> str:
    """The refusal in the reader's language."""
    values = {key: _shown(key, value, words) for key, value in error.values.items()}
    return words(f"errors.{error.code}", **values)


def _shown(key: str, value: object, words: Words) -> object:
    label = f"labels.{_CODED.get(key, key)}.{value}"
    return words(label) if words.has(label) else value


def problem_sentence(problem: Problem, kind: RosterKind, words: Words) -> str:
    """What is wrong with a cell, by its field's label and its value; the place is not repeated."""
    what = words(f"problems.{problem.code}")
    if problem.twin is not None:
        sheet, row_number = problem.twin
        what = words("sentences.like_row", what=what, sheet=sheet, row=row_number)
    if problem.record is not None:
        record_id, name = problem.record
        what = words("sentences.like_record", what=what, id=record_id, name=name)
    if problem.field is None:
        return what
    field = words(f"fields.{kind}.{problem.field}")
    if problem.value is None:
        return words("sentences.of_field", field=field, what=what)
    return words("sentences.of_value", field=field, value=problem.value, what=what)


def place(problem: Problem, words: Words) -> str:
    """Where it is: sheet, row and, where one is meant, column."""
    key = "sentences.place_of_cell" if problem.column else "sentences.place_of_row"
    return words(key, sheet=problem.sheet, row=problem.row_number, column=problem.column)


def actor_label(name: str, words: Words) -> str:
    """Who acted, as history names them; the local operator has no name but a label."""
    return words.label("role", OPERATOR.role) if name == OPERATOR.name else name


def invitation_text(invitation: Invitation, address: str, words: Words) -> str:
    """What is sent to somebody who is invited, ready for a short message."""
    return words(
        "invitations.text",
        name=invitation.person_name,
        unit=invitation.unit,
        account=invitation.account_name,
        address=address,
        until=city_minute(invitation.expires_at),
    )


def city_minute(at: datetime) -> str:
    """An instant on the city's clock, to the minute."""
    return f"{at.astimezone(CITY_ZONE):%Y-%m-%d %H:%M}"
