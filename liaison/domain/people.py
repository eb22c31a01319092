"""Who is meant: a commissioner or officer as rosters write them, by number, else name and unit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from liaison.domain.identity import name_key

_SEPARATORS = re.compile(r"[\s()（）,，、;；/|:：]+")


class PeopleIndex:
    """The people of the roster, to be found by what an enterprise's row says of them."""

    def __init__(self, people: Iterable[Mapping[str, Any]]) -> None:
        """`people` are rows with role, staff_no, name and unit."""
        self._numbers: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for person in people:
            role, staff_no = person["role"], person["staff_no"]
            self._numbers[role, name_key(staff_no)] = staff_no
            named = (staff_no, name_key(person["unit"]))
            self._names[role, name_key(person["name"])].append(named)

    def find(self, role: str, text: str) -> str | None:
        """The staff number of the one person meant; None for nobody, and for more than one."""
        words = [name_key(word) for word in _SEPARATORS.split(text) if word]
        for word in (name_key(text), *words):
            if (role, word) in self._numbers:
                return self._numbers[role, word]
        for word in (name_key(text), *words):
            namesakes = self._names.get((role, word), [])
            if namesakes:
                return self._only(namesakes, words)
        return None

    @staticmethod
    def _only(namesakes: list[tuple[str, str]], words: list[str]) -> str | None:
        in_unit = [staff_no for staff_no, unit in namesakes if unit in words]
        found = in_unit or [staff_no for staff_no, _ in namesakes]
        return found[0] if len(found) == 1 else None


def written(staff_no: str, name: str) -> str:
    """A person as our own rosters write them: found again by the number, read by the name."""
    return f"{staff_no} {name}"


def acting_name(account_name: str, person_name: str | None) -> str:
    """Who history names: the account, and the person of the roster whose account it is."""
    return account_name if person_name is None else written(account_name, person_name)
