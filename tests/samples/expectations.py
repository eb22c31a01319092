"""What a sample roster is: a file made by a function, and what a perfect import takes from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Place = tuple[int, str | None, str]
"""Row number, column letter and code of a finding."""


@dataclass(frozen=True)
class StartsWith:
    """Equal to any text that begins so: for values whose rest is free."""

    beginning: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and other.startswith(self.beginning)

    def __hash__(self) -> int:
        return hash(self.beginning)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What is taken from one sheet; what stays None is not looked at.

    `columns` names the field of each column from `first_column` on, `-` where there is none.
    Rows in `rejected` are among `rows`; the rest of `rows` is imported. A row may be skipped for
    any of the reasons between strokes.
    """

    rows: Collection[int]
    rejected: Collection[int] = ()
    skipped: Mapping[int, str] = field(default_factory=dict)
    problems: Collection[Place] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    columns: str | None = None
    first_column: str = "A"
    values: Mapping[int, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A roster of its own making; `name` is the file's name and tells what is awkward about it."""

    name: str
    about: str
    make: Callable[[], bytes]
    kind: str
    sheets: Mapping[str, Taken]
    unread: Mapping[str, str]
    refused: str | None
    options: Mapping[str, Any]
    needs_office: bool
    is_large: bool


ALL: dict[str, Sample] = {}


def sample(
    name: str,
    about: str,
    taken: Taken | Mapping[str, Taken] | None = None,
    *,
    kind: str = "enterprises",
    unread: Mapping[str, str] | None = None,
    refused: str | None = None,
    needs_office: bool = False,
    is_large: bool = False,
    chosen_kind: str | None = None,
    **options: Any,
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a function that makes a file; one `Taken` is that of the sheet 台账.

    `kind` is what the file is found to be, `chosen_kind` what a person says it is.
    """

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        assert name not in ALL, name
        sheets = {"台账": taken} if isinstance(taken, Taken) else taken or {}
        ALL[name] = Sample(
            name=name,
            about=about,
            make=cache(make),
            kind=kind,
            sheets=sheets,
            unread=unread or {},
            refused=refused,
            options=options | ({"kind": chosen_kind} if chosen_kind else {}),
            needs_office=needs_office,
            is_large=is_large,
        )
        return make

    return register
