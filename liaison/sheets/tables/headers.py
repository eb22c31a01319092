"""Header labels → fields: exact after normalising, then by context, then by likeness."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from liaison.sheets.tables.grouped import (
    NAME_WORDS,
    PERSONAL_WORDS,
    PHONE_WORDS,
    STAFF_WORDS,
    field_under,
    is_contact,
    is_neutral,
    nearest_first,
    person_of,
    stem,
)
from liaison.sheets.tables.labels import (
    aside_and_rest,
    by_language,
    is_serial_label,
    likeness,
    normalise,
    without_numbering,
)

__all__ = ["ColumnMatch", "HeaderIndex", "MatchedBy"]

MatchedBy = Literal["", "label", "likeness", "content", "choice", "remembered", "serial", "ticked"]
"""What told a column's field; `serial` counts the rows and is no data, `ticked` is a value of the
field that the first such column has."""

_EXACT = 1.0
_BESIDE_AN_ASIDE = 0.95
_GROUP_AND_MEMBER = 0.95
_UPPER_LEVEL = 0.9
_IN_TWO_LANGUAGES = 0.95
_BY_NUMBER = 0.85
_BESIDE_OTHER_WORDS = 0.8
_NEXT_TO_SOMEBODY_ELSE = 0.8

_OTHER_WORDS = re.compile(
    r"\b(?:no[nt]|un\w*|other|former|previous|last|plan\w*|second|backup|emergency|legal)\b"
)
_MOST_UNKNOWN = 200
#: A field that only rosters of people have.
_OF_PEOPLE = "staff_no"
#: Fields that name a person who is not the enterprise's contact.
_OTHER_PEOPLE = frozenset({"commissioner", "officer"})


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What a column was taken for; `certainty` is 1 for a known label, 0 for none."""

    #: Index in the worksheet, 0 is A.
    column: int
    label: str
    field: str | None = None
    certainty: float = 0.0
    #: The column holds what the product must not keep.
    private: bool = False
    by: MatchedBy = ""


class _Candidate(NamedTuple):
    certainty: float
    rank: int
    field: str


_Candidates = dict[int, list[_Candidate]]


class HeaderIndex:
    """Knows the labels of every field, official ones first, and what to leave out."""

    def __init__(
        self,
        labels: Mapping[str, Sequence[str]],
        private_fragments: Sequence[str],
        others: Sequence[HeaderIndex] = (),
    ) -> None:
        """`others` know the headers of other tables that may stand on the same sheet."""
        self.others = others
        self.fields = frozenset(labels)
        self._near: dict[str, list[_Candidate]] = {}
        self._known: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for field, names in labels.items():
            for rank, name in enumerate(dict.fromkeys(map(normalise, names))):
                self._known[name].append((rank, field))
        #: What labels begin with, a letter or a Chinese character.
        self.label_starts = frozenset(name[:1] for name in self._known if name) | {"序"}
        self._private_words, self._private_characters = _private_patterns(private_fragments)

    def field_of(self, label: str) -> str | None:
        """The field that has exactly this label."""
        found = self._known.get(normalise(label))
        return min(found)[1] if found else None

    def is_private(self, label: str) -> bool:
        """The label speaks of what must not be kept, and is no field's own label."""
        text = without_numbering(label)
        words = re.sub(r"[^a-z0-9]+", " ", text)
        return bool(
            self._private_words.search(words) or self._private_characters.search(normalise(text))
        ) and not self.field_of(label)

    def match(self, labels: Sequence[tuple[int, str]]) -> list[ColumnMatch]:
        """Give each field to the one column that names it best; pairs of column and label."""
        private = {column for column, label in labels if self.is_private(label)}
        nobodys = self._of_two_people(label for _, label in labels)
        texts = {
            column: label
            for column, label in labels
            if column not in private and label not in nobodys
        }
        named = _assign(self._by_name(texts), texts, {})
        rest = {column: label for column, label in texts.items() if column not in named}
        free = self.fields.difference(candidate.field for candidate in named.values())
        alike = _assign(self._by_likeness(rest, free), texts, named)
        return [
            ColumnMatch(column, label, private=True)
            if column in private
            else _outcome(column, label, named.get(column), alike.get(column))
            for column, label in labels
        ]

    def named(self, labels: Sequence[str]) -> dict[str, int]:
        """Field → place of the label that names it, likeness aside."""
        nobodys = self._of_two_people(labels)
        texts = {place: label for place, label in enumerate(labels) if label not in nobodys}
        taken = _assign(self._by_name(texts), texts, {})
        return {candidate.field: place for place, candidate in taken.items()}

    def _by_name(self, labels: Mapping[int, str]) -> _Candidates:
        uppers = Counter(upper for label in labels.values() for upper, _ in _levels(label))
        return {column: list(self._named(label, uppers)) for column, label in labels.items()}

    def _of_two_people(self, labels: Iterable[str]) -> set[str]:
        """The labels under two people's groups, in an index of people.

        Two people a row are a roster of enterprises with theirs, and of no person.
        """
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for label in labels if _OF_PEOPLE in self.fields else ():
            for upper, _ in _levels(label):
                if self._owner(upper) == "name" and not is_neutral(upper):
                    owners[stem(upper.rpartition("/")[2])].add(label)
        return set().union(*owners.values()) if len(owners) > 1 else set()

    def _named(self, label: str, uppers: Mapping[str, int]) -> Iterator[_Candidate]:
        if known := list(self._exactly(label, _EXACT)):
            yield from known
            return
        for upper, lower in _levels(label):
            yield from self._in_context(upper, lower, _EXACT)
            owner = self._owner(upper)
            if owner and uppers[upper] == 1 and normalise(lower) not in PERSONAL_WORDS:
                yield _Candidate(_UPPER_LEVEL, 0, owner)
        if aside := aside_and_rest(label):
            yield from self._in_context(*aside, _BESIDE_AN_ASIDE)
        if languages := by_language(label):
            yield from self._in_both(*languages)

    def _in_both(self, chinese: str, latin: str) -> Iterator[_Candidate]:
        """What both languages say; other words beside a known one may change it: less surely."""
        beside = {field for _, field in self._known.get(normalise(latin), ())}
        for candidate in self._exactly(chinese, _IN_TWO_LANGUAGES):
            if candidate.field in beside:
                yield candidate
            elif not beside and not _OTHER_WORDS.search(latin):
                yield candidate._replace(certainty=_BESIDE_OTHER_WORDS)

    def _exactly(self, label: str, certainty: float) -> Iterator[_Candidate]:
        for rank, field in self._known.get(normalise(label), ()):
            yield _Candidate(certainty, rank, field)

    def _in_context(self, upper: str, lower: str, certainty: float) -> Iterator[_Candidate]:
        yield from self._exactly(upper + lower, certainty)
        yield from self._exactly(stem(upper) + lower, certainty)
        together = field_under(upper, lower)
        if together in self.fields:
            yield _Candidate(min(certainty, _GROUP_AND_MEMBER), 0, together)
        word = normalise(lower)
        if word not in PERSONAL_WORDS:
            yield from self._exactly(lower, certainty)
        elif is_neutral(upper):
            yield from self._exactly(lower, certainty)
            if word in NAME_WORDS and "contact_name" in self.fields and is_contact(upper):
                yield _Candidate(certainty, 0, "contact_name")
        elif owner := self._owner(upper):
            yield from self._of_person(owner, word, certainty)

    def _owner(self, upper: str) -> str | None:
        """The field a heading names, as 联系人信息 names the contact."""
        for group in nearest_first(upper):
            owner = self.field_of(group) or self.field_of(stem(group)) or person_of(group)
            if owner in self.fields:
                return owner
        return None

    def _of_person(self, owner: str, word: str, certainty: float) -> Iterator[_Candidate]:
        phone = owner.removesuffix("name") + "phone"
        if word in NAME_WORDS:
            yield _Candidate(certainty, 0, owner)
        elif word in PHONE_WORDS and phone in self.fields:
            yield _Candidate(certainty, 0, phone)
        elif word in STAFF_WORDS and owner in _OTHER_PEOPLE:
            yield _Candidate(_BY_NUMBER, 1, owner)
        elif owner == "name":
            yield from self._exactly(word, certainty)

    def _by_likeness(self, labels: Mapping[int, str], free: frozenset[str]) -> _Candidates:
        """Only for so many labels: a sheet of a thousand unknown ones must not take its time."""
        looked_at = list(labels.items())[:_MOST_UNKNOWN]
        return {column: self._alike(label, free) for column, label in looked_at}

    def _alike(self, label: str, free: frozenset[str]) -> list[_Candidate]:
        """The field whose labels come nearest; nothing when two are equally near."""
        if label not in self._near:
            self._near[label] = self._nearest(label)
        ranked = [candidate for candidate in self._near[label] if candidate.field in free]
        if len(ranked) > 1 and ranked[0].certainty == ranked[1].certainty:
            return []
        return ranked[:1]

    def _nearest(self, label: str) -> list[_Candidate]:
        """Each field with a label like this one, the likest first."""
        headings = {normalise(label)} | {
            normalise(lower) for upper, lower in _levels(label) if is_neutral(upper)
        }
        nearest: dict[str, _Candidate] = {}
        for name, known in self._known.items():
            certainty = max(likeness(heading, name) for heading in headings)
            for rank, field in known if certainty else ():
                candidate = _Candidate(certainty, rank, field)
                nearest[field] = min(nearest.get(field, candidate), candidate, key=_by_certainty)
        return sorted(nearest.values(), key=_by_certainty)


def _by_certainty(candidate: _Candidate) -> tuple[float, int, str]:
    return -candidate.certainty, candidate.rank, candidate.field


def _private_patterns(fragments: Iterable[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Latin fragments begin a word ("id card" is not in "grid card"); others stand anywhere."""
    latin: list[str] = []
    other: list[str] = []
    for fragment in fragments:
        (latin if fragment.isascii() else other).append(re.escape(fragment.casefold()))
    never = r"(?!)"
    return (
        re.compile(rf"\b(?:{'|'.join(latin) or never})"),
        re.compile("|".join(other) or never),
    )


def _levels(label: str) -> list[tuple[str, str]]:
    """Every reading of a label as upper and lower level; a level may hold a stroke itself."""
    parts = label.split("/")
    return [("/".join(parts[:cut]), "/".join(parts[cut:])) for cut in range(1, len(parts))]


def _assign(
    candidates: _Candidates, labels: Mapping[int, str], before: Mapping[int, _Candidate]
) -> dict[int, _Candidate]:
    """Each field and each column once; phones come last, for they follow their owner."""
    offers = [(column, candidate) for column, found in candidates.items() for candidate in found]
    taken: dict[int, _Candidate] = {}
    _take_best([offer for offer in offers if not _is_phone(offer[1])], taken)
    settled = {**before, **taken}
    phones = [
        (column, _beside(candidate, settled.get(column - 1), labels[column]))
        for column, candidate in offers
        if _is_phone(candidate)
    ]
    _take_best(phones, taken)
    return taken


def _take_best(offers: Iterable[tuple[int, _Candidate]], taken: dict[int, _Candidate]) -> None:
    """Add to `taken` by certainty, then by the label's rank, then from left to right."""
    fields = {candidate.field for candidate in taken.values()}
    for column, candidate in sorted(
        offers, key=lambda offer: (-offer[1].certainty, offer[1].rank, offer[0])
    ):
        if column not in taken and candidate.field not in fields:
            taken[column] = candidate
            fields.add(candidate.field)


def _is_phone(candidate: _Candidate) -> bool:
    return candidate.field.endswith("phone")


def _beside(candidate: _Candidate, left: _Candidate | None, label: str) -> _Candidate:
    """Weigh a bare phone column by whose name stands to its left."""
    if left is None or normalise(label) not in PHONE_WORDS:
        return candidate
    if left.field == candidate.field.removesuffix("phone") + "name":
        return candidate._replace(rank=-1)
    if left.field in _OTHER_PEOPLE:
        return candidate._replace(certainty=min(candidate.certainty, _NEXT_TO_SOMEBODY_ELSE))
    return candidate


def _outcome(
    column: int, label: str, named: _Candidate | None, alike: _Candidate | None
) -> ColumnMatch:
    if named is not None:
        return ColumnMatch(column, label, named.field, named.certainty, by="label")
    if alike is not None:
        return ColumnMatch(column, label, alike.field, alike.certainty, by="likeness")
    return ColumnMatch(column, label, by="serial" if is_serial_label(label) else "")
