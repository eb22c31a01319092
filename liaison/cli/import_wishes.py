"""What the options of import say of columns and words, read from NAME=VALUE."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain

from liaison.domain.errors import InvalidInput
from liaison.domain.fields import FIELDS, Field, allowed_values
from liaison.domain.parsing import Answers, Context, answer_key
from liaison.services.roster_tables import EVERY_SHEET, ColumnChoices

_NOTHING = "-"


def column_choices(given: Sequence[str]) -> dict[str, ColumnChoices]:
    """`C=name` or `吴兴区!C=name` → by sheet and letter the field, None for `-`."""
    choices: dict[str, dict[str, str | None]] = defaultdict(dict)
    for text in given:
        place, is_whole, key = text.rpartition("=")
        sheet, _, letter = place.rpartition("!")
        if not (is_whole and letter and key):
            raise InvalidInput("column_option_unclear", value=text)
        choices[sheet or EVERY_SHEET][letter.upper()] = None if key == _NOTHING else key
    return dict(choices)


def value_answers(given: Sequence[str], context: Context) -> Answers:
    """`status:停业=suspended` → by field and word the stored value, None for `-`."""
    fields: dict[str, list[Field]] = defaultdict(list)
    for field in chain(*FIELDS.values()):
        fields[field.key].append(field)
    answers: dict[str, dict[str, str | None]] = defaultdict(dict)
    for text in given:
        key, has_word, rest = text.partition(":")
        word, is_whole, value = rest.rpartition("=")
        if not (has_word and is_whole and key in fields and word):
            raise InvalidInput("value_option_unclear", value=text)
        allowed = [each for field in fields[key] for each in allowed_values(field, word, context)]
        if value != _NOTHING and value not in allowed:
            raise InvalidInput("value_not_allowed", value=text, allowed=", ".join(allowed))
        answers[key][answer_key(word)] = None if value == _NOTHING else value
    return dict(answers)
