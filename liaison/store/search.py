"""How records are found: the text that is searched, and the condition that finds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pypinyin import Style, pinyin

from liaison.domain.fields import RosterKind
from liaison.domain.identity import name_key
from liaison.store.full_text import Condition, Connection, where_to_look


class _Initials(dict[int, str]):
    """Character → the first letter of its usual reading, looked up when it is first met."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
        self[code_point] = "".join(readings[0])[:1] if readings else character
        return self[code_point]


_initials = _Initials()


def pinyin_initials(name: str) -> str:
    """The initials by which people abbreviate a name, each character's usual reading."""
    return name_key(name).translate(_initials)


def search_text(name: str, *others: str | None) -> str:
    """What a search looks through: name, initials and the other values, each on its own line."""
    parts = [name_key(name), pinyin_initials(name)]
    parts.extend(other.replace("-", "").casefold() for other in others if other)
    return "\n".join(parts)


_SEARCHED: dict[RosterKind, tuple[str, ...]] = {
    "enterprises": ("uscc", "legacy_id", "contact_phone"),
    "liaisons": ("staff_no", "phone", "unit"),
}


def searched(kind: RosterKind, row: Mapping[str, Any]) -> str:
    """The search text of a roster row, from its stored columns."""
    return search_text(row["name"], *(row.get(column) for column in _SEARCHED[kind]))


def search_needle(query: str) -> str:
    """What a typed query looks for in a search text."""
    return name_key(query).replace("-", "")


def search_pattern(query: str) -> str:
    """A LIKE pattern for a typed query, to be used with ESCAPE '\\'."""
    needle = search_needle(query)
    for special in ("\\", "%", "_"):
        needle = needle.replace(special, f"\\{special}")
    return f"%{needle}%"


def search_condition(connection: Connection, query: str) -> Condition:
    """The condition that a search finds the enterprise `e`, by the index where that helps."""
    condition, values = "e.search_text LIKE :search ESCAPE '\\'", {"search": search_pattern(query)}
    place = where_to_look(connection, search_needle(query))
    if place is None:
        return condition, values
    return f"({place[0]} AND {condition})", values | place[1]
