"""Figures by unit and by person: of the enterprises that are with each, split by role.

An enterprise has one officer and one commissioner, so the rows of a role add up: together with
the row of what nobody of that role has, they are the total. Requests are with one person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from liaison.domain.indicators import (
    PEOPLE_FIGURES,
    REQUEST_FIGURES,
    AreaRow,
    Counts,
    total,
)
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.area_tables import Namer, PeopleDimension, kept_figures, row_of, without
from liaison.services.kept_days import WHOLE, Reach, counts_on
from liaison.store import figures as store
from liaison.store import liaisons
from liaison.store.database import Connection
from liaison.store.liaisons import Post
from liaison.store.scope import Condition

ROLES = (LiaisonRole.OFFICER, LiaisonRole.COMMISSIONER)
# Counts by "role unit" or "role id", as days keep them.
_Counted = Mapping[str, Counts]


def count_people(
    connection: Connection, by: PeopleDimension, where: Condition, *, now: datetime, today: date
) -> dict[str, Counts]:
    """The counts of each unit or person now, by role and code."""
    posts = liaisons.posts(connection)
    counted: defaultdict[str, Counts] = defaultdict(Counts)
    for person, counts in store.by_person(connection, where, now=now, today=today).items():
        post = posts[person]
        counted[f"{post.role} {post.unit if by == 'unit' else person}"] += counts
    return {code: counts for code, counts in counted.items() if not counts.is_empty}


def people_table(
    connection: Connection,
    namer: Namer,
    by: PeopleDimension,
    area: str,
    counted: _Counted,
    whole: Counts,
    before: date,
    reach: Reach,
) -> list[AreaRow]:
    """Rows of each role, those with most left to do first, then what nobody has; the total last.

    Changes are since the day before.
    """
    kept = counts_on(connection, before, by, reach)
    kept_whole = counts_on(connection, before, WHOLE, reach)
    posts = liaisons.posts(connection) if by == "person" else None
    rows: list[AreaRow] = []
    for role in ROLES:
        before_of_role = None
        if kept is not None and kept_whole is not None:
            before_of_role = _of_role(kept, role, kept_whole.get("", Counts()))
        rows += _rows(namer, posts, role, _of_role(counted, role, whole), before_of_role)
    kept_total = kept_figures([area], kept_whole and {area: kept_whole.get("", Counts())})
    last = row_of(namer.total, area, None, whole, kept_total)
    return [without(row, PEOPLE_FIGURES) for row in (*rows, last)]


def _of_role(counted: _Counted, role: LiaisonRole, whole: Counts) -> dict[str, Counts]:
    """The counts of a role by code; '' is what is left of the whole."""
    own = {
        code: counts
        for key, counts in counted.items()
        for named, _, code in [key.partition(" ")]
        if named == role
    }
    return own | {"": whole - total(own.values())}


def _rows(
    namer: Namer,
    posts: Mapping[int, Post] | None,
    role: LiaisonRole,
    counted: dict[str, Counts],
    before: dict[str, Counts] | None,
) -> list[AreaRow]:
    kept = kept_figures(counted, before)
    codes = sorted(counted, key=lambda code: _rank(code, counted[code]))
    rows = [
        row_of(_name(namer, posts, role, code), code, None, counted[code], kept) for code in codes
    ]
    if not counted[""].enterprises:
        rows.pop()
    else:
        rows[-1] = without(rows[-1], REQUEST_FIGURES)
    return [replace(row, role=role) for row in rows]


def _rank(code: str, counts: Counts) -> tuple[bool, int, int, str]:
    """Whose enterprises have most left to do comes first: to be resumed, then to be carried out."""
    to_resume = counts.due - counts.resumed
    to_do = counts.measures_all - counts.measures_not_applicable - counts.measures_done
    return not code, -to_resume, -to_do, code


def _name(namer: Namer, posts: Mapping[int, Post] | None, role: LiaisonRole, code: str) -> str:
    if not code:
        return namer.words("figures.with_nobody", role=namer.words.label("role", role))
    if posts is None:
        return code
    post = posts.get(int(code))
    if post is None:
        return namer.words("figures.person_gone", number=code)
    return namer.words("figures.person", name=post.name, unit=post.unit)
