"""Reading cells: one function a kind of value, each returning the value and what is wrong with it.

A Reading is `(value, code)`; `code` is a key of `problems.LEVELS` or None. An error leaves the
value None; a warning comes with the value that is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from liaison.domain.cell_words import EMPTY, RUNS, STANDS_STILL, UNDECIDED
from liaison.domain.identity import (
    is_identity_number,
    is_valid_code,
    is_well_formed,
    mend_letters,
    normalise_code,
    without_identity_numbers,
)
from liaison.domain.reference import Reference, normalise_word

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Value = str | int | float | None
Reading = tuple[Value, str | None]
Reader = Callable[["Cell", "Context"], Reading]
Answers = Mapping[str, Mapping[str, str | None]]

NOTHING: Reading = (None, None)
_LONGEST_EMPTY_WORD = max(map(len, EMPTY))
_BLANKS = re.compile(r"[ \t\r\n\u3000\xa0\u200b\ufeff]+")
_TEXT_MARKS = ("'", "=")
_QUOTED = re.compile(r'="(.*)"')
#: Stands before a formula that came without its result, so that a text "=1+1" stays a text;
#: the character is none, and so in no text that anybody wrote.
NO_RESULT = "\ufdd0"
_EXCEL_ERROR = re.compile(r"#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
_INNER_BLANKS = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_HALF_WIDTH = {
    ord(wide): unicodedata.normalize("NFKC", wide)
    for wide in map(chr, range(ord("０"), ord("ｚ") + 1))
    if _FULL_WIDTH.fullmatch(wide)
}
_SAID_BEHIND = re.compile(r"(.+)\((.+)\)")
_CODE_LABEL = re.compile(r"(?:统一)?社?会?信用代码[:：\s]*|税号[:：\s]*")
_HALF_TOLD = RUNS | STANDS_STILL


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell cannot say itself: the reference data, today, the year of dates without one.

    `answers` are what a person chose for cells that were asked about: field key → answer_key of
    the cell → the value to store, None to leave it empty. `remembered` are answers of before.
    """

    reference: Reference
    today: date
    year: int | None = None
    answers: Answers = field(default_factory=dict)
    remembered: Answers = field(default_factory=dict)


def as_text(cell: Cell) -> str:
    """The cell as trimmed text with single blanks; a whole number stands without .0."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.isoformat(sep=" ")
    word = _BLANKS.sub(" ", str(cell).removeprefix(NO_RESULT)).strip()
    return _unmarked(word) if word[:1] in _TEXT_MARKS else word


def _unmarked(word: str) -> str:
    """Without what tells Excel that digits are text: '0572 as it is typed, ="0572" in a CSV.

    However often it stands there, for what is read from our own export is marked once.
    """
    quoted = _QUOTED.fullmatch(word)
    inner = quoted[1].strip() if quoted else word.removeprefix("'").lstrip()
    return _unmarked(inner) if inner != word else inner


def clean(cell: Cell) -> str:
    """The cell as text; '' for words such as 暂无 and N/A and for Excel's #REF!."""
    word = as_text(cell)
    if len(word) <= _LONGEST_EMPTY_WORD and word.casefold() in EMPTY:
        return ""
    return word


def public(cell: Cell) -> Cell:
    """The cell without identity numbers; the very cell where there is none."""
    if isinstance(cell, str):
        return without_identity_numbers(cell)
    if isinstance(cell, (int, float)) and abs(cell) >= 10**17:
        word = as_text(cell)
        return cell if without_identity_numbers(word) == word else None
    return cell


def quoted(cell: Cell) -> str:
    """The cell as a Problem shows it: cut where it is long, without identity numbers."""
    return as_text(public(cell))[:200]


def answer_key(cell: Cell) -> str:
    """What an answer to a cell is kept under; a Problem's value has the key of its cell."""
    return normalise_word(quoted(cell))


def without_result(cell: Cell) -> str | None:
    """What is wrong with a cell of a sheet that has no result, whatever its field; else None.

    #N/A is none: it is how a lookup says that there is nothing.
    """
    if not isinstance(cell, str):
        return None
    if cell[:1] == NO_RESULT:
        return "formula_unread"
    return "cell_error" if _EXCEL_ERROR.fullmatch(cell) else None


def is_undecided(word: str) -> bool:
    """True for 待定 and the like: the value is not known yet, and that is no mistake."""
    return word.casefold() in UNDECIDED


def _is_told(word: str) -> bool:
    """False for nothing, and for the 0 that a formula shows which points to an empty cell."""
    return word not in ("", "0")


def _narrow(word: str) -> str:
    """The word with half-width letters and digits; its brackets stay as they are displayed."""
    return word.translate(_HALF_WIDTH) if _FULL_WIDTH.search(word) else word


def text(max_length: int) -> Reader:
    """Text of a bounded length, its letters and digits in half width."""

    def read(cell: Cell, context: Context) -> Reading:
        value = _narrow(clean(cell))
        if len(value) > max_length:
            return None, "too_long"
        return (value if _is_told(value) else None), None

    return read


def names(cell: Cell, context: Context) -> Reading:
    """Several names in a cell, kept with the line breaks between them."""
    lines = [_narrow(clean(line)) for line in str(cell).splitlines()]
    return "\n".join(line for line in lines if line)[:5000] or None, None


def person_name(cell: Cell, context: Context) -> Reading:
    """A person's name without the blanks that align two-character names (张 三)."""
    value = _INNER_BLANKS.sub("", _narrow(clean(cell)))
    return (None, "too_long") if len(value) > 40 else (value if _is_told(value) else None, None)


def staff_number(cell: Cell, context: Context) -> Reading:
    """A staff number as half-width text: zeros in front are kept, blanks are not."""
    value = re.sub(r"\s", "", unicodedata.normalize("NFKC", clean(cell))).upper()
    return (None, "too_long") if len(value) > 30 else (value or None, None)


def credit_code(cell: Cell, context: Context) -> Reading:
    """A credit code, upper-cased and half-width; what fails is kept and warned about.

    O and I are no letters of such codes: they are read as 0 and 1 where the check digit agrees.
    An identity number, as sole traders give it, is private and is not kept.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= 10**15:
        return None, "digits_lost"
    raw = _CODE_LABEL.sub("", clean(cell))
    if not _is_told(raw):
        return NOTHING
    if is_undecided(raw):
        return None, "left_open"
    if _SCIENTIFIC.fullmatch(unicodedata.normalize("NFKC", raw)):
        return None, "digits_lost"
    return _code_read(raw, normalise_code(raw))


def _code_read(raw: str, code: str) -> Reading:
    if not code:
        return NOTHING
    mended = mend_letters(code)
    if is_identity_number(mended):
        return None, "identity_number"
    if is_valid_code(code):
        return code, None
    if is_valid_code(mended):
        return mended, "letters_mended"
    if is_well_formed(code):
        return code, "check_digit"
    if re.fullmatch(r"\d{15}|[0-9A-Z]{9}|\d{13}", code):
        return code, "old_number"
    return raw[:30], "malformed_code"


def county(cell: Cell, context: Context) -> Reading:
    """The code of the county, or of the town where the column names towns."""
    word = clean(cell)
    reference = context.reference
    if not _is_told(word) or reference.is_city(word):
        return NOTHING
    code = reference.place_called(word) or reference.place_in_front(word)
    return (code, None) if code else (None, "unknown_area")


def town(cell: Cell, context: Context) -> Reading:
    """A town's code, several joined with `|` where the county decides, or a county's alone."""
    word = clean(cell)
    reference = context.reference
    if not _is_told(word) or reference.is_city(word):
        return NOTHING
    place = reference.place(word)
    if place.towns or place.county:
        return "|".join(place.towns) or place.county, None
    code = reference.place_in_front(word)
    return (code, None) if code else (None, "unknown_area")


def choice(name: str) -> Reader:
    """A coded value; an unknown word is an error."""

    def read(cell: Cell, context: Context) -> Reading:
        word = as_text(cell)
        key = context.reference.choice(name, word) if word else None
        return (key, None) if key else _no_choice(cell, "unknown_value")

    return read


def _no_choice(cell: Cell, code: str) -> Reading:
    word = clean(cell)
    if not word:
        return NOTHING
    return None, "left_open" if is_undecided(word) else code


def soft_choice(name: str) -> Reader:
    """A coded value that nothing else hangs on; an unknown word is left out with a warning."""
    strict = choice(name)

    def read(cell: Cell, context: Context) -> Reading:
        value, code = strict(cell, context)
        return value, "value_left_out" if code == "unknown_value" else code

    return read


def industry(cell: Cell, context: Context) -> Reading:
    """A section letter of GB/T 4754; 工业 and other words that cover several are left out."""
    word = clean(cell)
    code = context.reference.industry(word) if _is_told(word) else None
    if code or word == "0":
        return code, None
    return _no_choice(cell, "value_left_out")


def operation_status(cell: Cell, context: Context) -> Reading:
    """How far it operates; 是 is read as partial, 停产 as not resumed, both with a warning."""
    value, code = choice("status")(cell, context)
    if code != "unknown_value":
        return value, code
    word = normalise_word(clean(cell))
    assumed = _HALF_TOLD.get(word)
    if assumed:
        return assumed, "choice_assumed"
    known = context.reference.choice("status", _reworded(word))
    return (known, None) if known else (None, code)


def _reworded(word: str) -> str:
    """部分已复工 and 已复工(部分) as 部分复工."""
    match = _SAID_BEHIND.fullmatch(word)
    plain = match[2] + match[1] if match else word
    return plain.replace("已", "")
