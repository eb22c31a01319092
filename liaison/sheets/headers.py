"""Header labels → fields: exact after normalising, then by context, then by likeness."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from liaison.sheets.labels import (
    aside_and_rest,
    likeness,
    normalise,
    without_numbering,
)

__all__ = ["ColumnMatch", "HeaderIndex"]

_EXACT = 1.0
_BESIDE_AN_ASIDE = 0.95
_UPPER_LEVEL = 0.9
_NEXT_TO_SOMEBODY_ELSE = 0.8

_NAME_WORDS = frozenset({"姓名", "名字", "名称", "全称", "name", "fullname"})
_PHONE_WORDS = frozenset(
    {"电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码", "联系手机"}
    | {"phone", "telephone", "mobile", "phonenumber"}
)
#: Labels that mean nothing without knowing whose they are.
_PERSONAL_WORDS = _NAME_WORDS | _PHONE_WORDS | {"单位", "部门", "职务", "职位", "工号", "警号"}
_NEUTRAL_HEADING = re.compile(
    r"(?:基本|概况|联系|方式|用工|员工|生产|经营|复工|复产|登记|注册|资料|信息|情况|企业|公司|单位)*"
)
_HEADING_ENDS = re.compile(r"(?:信息|情况|资料|名单|及联系方式|联系方式)+$")
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


class _Candidate(NamedTuple):
    certainty: float
    rank: int
    field: str


_Candidates = dict[int, list[_Candidate]]


class HeaderIndex:
    """Knows the labels of every field, official ones first, and what to leave out."""

    def __init__(
        self, labels: Mapping[str, Sequence[str]], private_fragments: Sequence[str]
    ) -> None:
        self.fields = frozenset(labels)
        self._known: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for field, names in labels.items():
            for rank, name in enumerate(dict.fromkeys(map(normalise, names))):
                self._known[name].append((rank, field))
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
        texts = {column: label for column, label in labels if column not in private}
        taken = _assign(self._by_name(texts), texts, {})
        rest = {column: label for column, label in texts.items() if column not in taken}
        free = self.fields.difference(candidate.field for candidate in taken.values())
        taken |= _assign(self._by_likeness(rest, free), texts, taken)
        return [_outcome(column, label, taken.get(column), private) for column, label in labels]

    def _by_name(self, labels: Mapping[int, str]) -> _Candidates:
        uppers = Counter(upper for label in labels.values() for upper, _ in _levels(label))
        return {column: list(self._named(label, uppers)) for column, label in labels.items()}

    def _named(self, label: str, uppers: Mapping[str, int]) -> Iterator[_Candidate]:
        if known := list(self._exactly(label, _EXACT)):
            yield from known
            return
        for upper, lower in _levels(label):
            yield from self._in_context(upper, lower, _EXACT)
            owner = self._owner(upper)
            if owner and uppers[upper] == 1 and normalise(lower) not in _PERSONAL_WORDS:
                yield _Candidate(_UPPER_LEVEL, 0, owner)
        if aside := aside_and_rest(label):
            yield from self._in_context(*aside, _BESIDE_AN_ASIDE)

    def _exactly(self, label: str, certainty: float) -> Iterator[_Candidate]:
        for rank, field in self._known.get(normalise(label), ()):
            yield _Candidate(certainty, rank, field)

    def _in_context(self, upper: str, lower: str, certainty: float) -> Iterator[_Candidate]:
        yield from self._exactly(upper + lower, certainty)
        word = normalise(lower)
        if word not in _PERSONAL_WORDS or _NEUTRAL_HEADING.fullmatch(normalise(upper)):
            yield from self._exactly(lower, certainty)
        elif owner := self._owner(upper):
            yield from self._of_person(owner, word, certainty)

    def _owner(self, upper: str) -> str | None:
        """The field a heading names, as 联系人信息 names the contact."""
        return self.field_of(upper) or self.field_of(_HEADING_ENDS.sub("", upper))

    def _of_person(self, owner: str, word: str, certainty: float) -> Iterator[_Candidate]:
        phone = owner.removesuffix("name") + "phone"
        if word in _NAME_WORDS:
            yield _Candidate(certainty, 0, owner)
        elif word in _PHONE_WORDS and phone in self.fields:
            yield _Candidate(certainty, 0, phone)
        elif owner == "name":
            yield from self._exactly(word, certainty)

    def _by_likeness(self, labels: Mapping[int, str], free: frozenset[str]) -> _Candidates:
        return {column: self._alike(label, free) for column, label in labels.items()}

    def _alike(self, label: str, free: frozenset[str]) -> list[_Candidate]:
        """The field whose labels come nearest; nothing when two are equally near."""
        headings = {normalise(label)} | {
            normalise(lower)
            for upper, lower in _levels(label)
            if _NEUTRAL_HEADING.fullmatch(normalise(upper))
        }
        nearest: dict[str, _Candidate] = {}
        for name, known in self._known.items():
            wanted = [(rank, field) for rank, field in known if field in free]
            certainty = max(likeness(heading, name) for heading in headings) if wanted else 0.0
            for rank, field in wanted if certainty else ():
                candidate = _Candidate(certainty, -rank, field)
                nearest[field] = max(nearest.get(field, candidate), candidate)
        ranked = sorted(nearest.values(), reverse=True)
        if len(ranked) > 1 and ranked[0].certainty == ranked[1].certainty:
            return []
        return [candidate._replace(rank=-candidate.rank) for candidate in ranked[:1]]


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
    if left is None or normalise(label) not in _PHONE_WORDS:
        return candidate
    if left.field == candidate.field.removesuffix("phone") + "name":
        return candidate._replace(rank=-1)
    if left.field in _OTHER_PEOPLE:
        return candidate._replace(certainty=min(candidate.certainty, _NEXT_TO_SOMEBODY_ELSE))
    return candidate


def _outcome(
    column: int, label: str, candidate: _Candidate | None, private: set[int]
) -> ColumnMatch:
    if candidate is None:
        return ColumnMatch(column, label, private=column in private)
    return ColumnMatch(column, label, candidate.field, candidate.certainty)
