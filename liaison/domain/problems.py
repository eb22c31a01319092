"""What is wrong with one cell or row of a roster, as data and never as prose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error rejects its row; a warning lets it pass and is shown."""

    ERROR = "error"
    WARNING = "warning"


LEVELS: dict[str, Level] = {
    "required": Level.ERROR,
    "too_long": Level.ERROR,
    "bad_number": Level.ERROR,
    "out_of_range": Level.ERROR,
    "bad_date": Level.ERROR,
    "date_without_year": Level.ERROR,
    "ambiguous_date": Level.ERROR,
    "date_in_future": Level.ERROR,
    "digits_lost": Level.ERROR,
    "unknown_value": Level.ERROR,
    "unknown_area": Level.ERROR,
    "town_outside_county": Level.ERROR,
    "ambiguous_town": Level.ERROR,
    "duplicate_in_file": Level.ERROR,
    "unclear_role": Level.ERROR,
    "check_digit": Level.WARNING,
    "old_number": Level.WARNING,
    "malformed_code": Level.WARNING,
    "bad_phone": Level.WARNING,
    "phone_digits_lost": Level.WARNING,
    "phones_cut": Level.WARNING,
    "letters_mended": Level.WARNING,
    "identity_number": Level.WARNING,
    "left_open": Level.WARNING,
    "cell_error": Level.WARNING,
    "formula_unread": Level.WARNING,
    "answered_before": Level.WARNING,
    "area_from_address": Level.WARNING,
    "town_of_another_county": Level.WARNING,
    "phone_from_name": Level.WARNING,
    "on_duty_exceeds": Level.WARNING,
    "choice_assumed": Level.WARNING,
    "value_left_out": Level.WARNING,
    "no_area": Level.WARNING,
    "unknown_person": Level.WARNING,
    "person_left": Level.WARNING,
    "enterprises_of_who_left": Level.WARNING,
    "unknown_enterprise": Level.WARNING,
    "enterprise_of_two": Level.WARNING,
    "same_name_other_code": Level.WARNING,
    "same_name_elsewhere": Level.WARNING,
    "name_of_another": Level.WARNING,
    "several_of_the_name": Level.ERROR,
    "bad_measure_code": Level.ERROR,
    "measure_title_taken": Level.ERROR,
    "retired_in_future": Level.ERROR,
    "not_yes_or_no": Level.ERROR,
    "position_taken": Level.ERROR,
}


# Cells that a person can answer once for every row that has them.
ANSWERABLE = frozenset(
    {
        "unknown_value",
        "unknown_area",
        "value_left_out",
        "choice_assumed",
        "ambiguous_date",
        "bad_date",
        "answered_before",
    }
)
# Private cells that are left out and must not be shown again in lists of what went wrong.
UNQUOTED = frozenset({"identity_number"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: `code` names the sentence `problems.<code>`, `column` is Excel's letter.

    `twin` is the sheet and row number of the row that this one repeats, `record` the id and
    the name of the stored record that it may be about.
    """

    code: str
    sheet: str
    row_number: int
    column: str | None = None
    field: str | None = None
    value: str | None = None
    twin: tuple[str, int] | None = None
    record: tuple[int, str] | None = None

    @property
    def level(self) -> Level:
        return LEVELS[self.code]
