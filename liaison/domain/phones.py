"""Telephone cells: several numbers, the people and places they belong to, one form for all.

The stored form joins parts with `; `. Each part begins with a number, the words that stood with
it follow after a blank: `13900000001 张三; 0572-2000000-8001 办公室`. The first number is the
one to call. Reading the stored form gives the stored form.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

from liaison.domain.parsing import NOTHING, Cell, Context, Reading, clean

MAX_LENGTH = 80
_PLAIN_MOBILE = re.compile(r"1[3-9]\d{9}")
_COUNTRY = r"(?:\(?(?:\+|00)86\)?|\(86\)|(?<!\d)86(?=[- 1]))[- ]*"
_AREA = r"(?:10|2\d|[3-9]\d{2})"
_LINE = r"(?:[2-9]\d{3}[- ]?\d{4}|[2-9]\d{2}[- ]?\d{4})"
_EXTENSION = r"(?:\s*(?:-|\(?(?:转|分机号?|ext\.?|x)[:.]?)\s*(?P<extension>\d{1,6})(?!\d|-\d)\)?)?"
_NUMBER = re.compile(
    rf"(?<!\d)(?:"
    rf"(?:{_COUNTRY})?(?P<mobile>1[3-9]\d(?:[- ]?\d){{8}})"
    rf"|(?P<service>[48]00[- ]?(?:\d{{3}}[- ]?\d{{4}}|\d{{4}}[- ]?\d{{3}}))"
    rf"|(?:{_COUNTRY}\(?0?|\(?0)(?P<area>{_AREA})\)?[- ]*(?P<line>{_LINE})"
    rf"|(?P<local>{_LINE})"
    rf")(?!\d){_EXTENSION}",
    re.IGNORECASE,
)
# A number cell keeps no zero in front: 5722000000 is 0572-2000000.
_ZERO_LOST = re.compile(rf"(?![48]00)({_AREA})([2-9]\d{{6,7}})")
_SCIENTIFIC = re.compile(r"(\d(?:\.(\d+))?)E\+?(\d+)", re.IGNORECASE)
_LINE_BREAKS = re.compile(r"\s*[\r\n]+\s*")
_HYPHENS = str.maketrans("—–‐‑−―", "------")
_SEPARATOR = re.compile(r"[,;、/|。]+")
_STORED_SEPARATOR = re.compile(r"[;；]\s*")
_JOINS = re.compile(r"(?:和|或|及|与|or|and|[\s:&+])*", re.IGNORECASE)
_EDGES = " \t:.-~·&+*#"
_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
# They say no more than the heading of the column does.
_LABELS = frozenset(
    {"电话", "联系电话", "电话号码", "手机号", "手机号码", "号码", "联系方式", "tel", "phone"}
)
_FAX = re.compile(r"传真|fax", re.IGNORECASE)


@dataclass(slots=True)
class _Part:
    number: str
    words: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return " ".join((self.number, *self.words))


def has_mobile(text: str) -> bool:
    """A mobile number stands somewhere in the text."""
    return _PLAIN_MOBILE.search(text) is not None


def numbers_in(stored: str | None) -> list[str]:
    """The parts of the stored form, each a number with its words, the one to call first."""
    return [part for part in _STORED_SEPARATOR.split(stored or "") if part]


def phones(cell: Cell, context: Context) -> Reading:
    """The numbers of a cell in the stored form; a cell without any is kept and warned about."""
    if isinstance(cell, str) and _PLAIN_MOBILE.fullmatch(cell):
        return cell, None
    raw = clean(cell)
    if raw in ("", "0"):
        return NOTHING
    lost = _SCIENTIFIC.fullmatch(raw)
    if lost is not None:
        return _from_scientific(lost)
    if not isinstance(cell, str):
        return _stored(_with_its_zero(raw))
    return _stored(clean(_LINE_BREAKS.sub(";", cell.strip())))


def _from_scientific(shown: re.Match[str]) -> Reading:
    """1.39E+10 has lost its digits; a number that shows all of them has not."""
    if len(shown[2] or "") < int(shown[3]):
        return None, "phone_digits_lost"
    number = str(int(Decimal(shown[0].replace("e", "E"))))
    return _stored(_with_its_zero(number))


def _with_its_zero(digits: str) -> str:
    match = None if _PLAIN_MOBILE.fullmatch(digits) else _ZERO_LOST.fullmatch(digits)
    return f"0{match[1]}-{match[2]}" if match else digits


def _stored(raw: str) -> Reading:
    """The form of what was understood, once it reads back as itself."""
    parts = _parts(raw)
    for _ in range(3):
        text = _joined(parts)
        parts = _parts(text)
        if _joined(parts) == text:
            return _fitting(parts) if parts else (_cut(raw), "bad_phone")
    return _cut(raw), "bad_phone"


def _joined(parts: list[_Part]) -> str:
    return "; ".join(map(str, parts))


def _cut(raw: str) -> str:
    """The text as it is, never cut inside a number: the rest could be taken for another."""
    return raw if len(raw) <= MAX_LENGTH else raw[:MAX_LENGTH].rstrip("0123456789- ")


def _fitting(parts: list[_Part]) -> Reading:
    """The parts in the room there is: numbers come before words, the first before the last."""
    text = _joined(parts)
    if len(text) <= MAX_LENGTH:
        return text, None
    text = ""
    for part in parts:
        if len(text) + len(part.number) + 2 <= MAX_LENGTH:
            text = f"{text}; {part.number}" if text else part.number
    return text, "phones_cut"


def _parts(text: str) -> list[_Part]:
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    parts: list[_Part] = []
    waiting: list[str] = []
    segments = [segment for segment in _SEPARATOR.split(plain) if segment.strip()]
    names_first = bool(segments) and _starts_with_words(segments[0])
    for segment in segments:
        found = _read_segment(segment)
        if found:
            found[0].words[:0] = waiting
            parts.extend(found)
            waiting = []
        elif names_first or not parts:
            waiting.extend(_words(segment))
        else:
            parts[-1].words.extend(_words(segment))
    if parts:
        parts[-1].words.extend(waiting)
    return _merged(parts)


def _starts_with_words(segment: str) -> bool:
    match = _NUMBER.search(segment)
    return bool(_words(segment[: match.start()] if match else segment))


def _read_segment(segment: str) -> list[_Part]:
    """The numbers between two separators; words in front of the first go before the others too."""
    matches = list(_NUMBER.finditer(segment))
    parts = [_Part(_normal(match)) for match in matches]
    if not parts:
        return []
    lead = _words(segment[: matches[0].start()])
    parts[0].words.extend(lead)
    ends = [*(match.start() for match in matches[1:]), len(segment)]
    for place, (match, end) in enumerate(zip(matches, ends, strict=True)):
        behind = segment[match.end() : end]
        bracket = _IN_BRACKETS.match(behind)
        if bracket is not None:
            parts[place].words.extend(_words(bracket[1]))
            behind = behind[bracket.end() :]
        owner = place + 1 if lead and place + 1 < len(parts) else place
        parts[owner].words.extend(_words(behind))
    return parts


def _words(text: str) -> list[str]:
    if _JOINS.fullmatch(text):
        return []
    word = " ".join(text.split()).strip(_EDGES)
    bracketed = _IN_BRACKETS.fullmatch(word)
    if bracketed is not None:
        word = bracketed[1].strip(_EDGES)
    elif word.count("(") != word.count(")"):
        word = word.strip("() ").strip(_EDGES)
    return [] if word.casefold() in {*_LABELS, ""} else [word]


def _normal(match: re.Match[str]) -> str:
    """Digits without blanks; a landline keeps the hyphen behind its area, and before extensions."""
    number = match["mobile"] or match["service"] or match["line"] or match["local"]
    number = re.sub(r"\D", "", number)
    if match["area"]:
        number = f"0{match['area']}-{number}"
    return f"{number}-{match['extension']}" if match["extension"] else number


def _merged(parts: list[_Part]) -> list[_Part]:
    """A number that stands twice is one, with the words of both; nobody answers a fax."""
    merged: dict[str, _Part] = {}
    for part in parts:
        merged.setdefault(part.number, _Part(part.number)).words.extend(part.words)
    for part in merged.values():
        part.words = list(dict.fromkeys(part.words))
    return sorted(merged.values(), key=_is_fax)


def _is_fax(part: _Part) -> bool:
    return any(_FAX.search(word) for word in part.words)
