"""The counters of what falls due and of people: how much of it is in an area, and until when.

What is late is the sum of the days before today, so its time grows with the days on which
something is still due and not with what is late. A day or hour with nothing left loses its row.
Part of the migrations: append only.
"""

from __future__ import annotations

from typing import Final

from liaison.store.counting import Recount, add, without_empty_rows

_OPEN = (
    "({row}.state = 'not_started' OR {row}.state = 'in_progress' OR {row}.state = 'blocked')"
    " AND {row}.due_on IS NOT NULL"
)
_PLACE = "COALESCE({row}.county_code, ''), COALESCE({row}.town_code, '')"
_MOVED = "OLD.county_code IS NOT NEW.county_code OR OLD.town_code IS NOT NEW.town_code"


def _for(row: str, text: str) -> str:
    return text.replace("{row}", row)


_DUE_KEYS = "due_on, county_code, town_code, measure_code, state"


def _add_due(select: str) -> str:
    return add("support_due_counts", _DUE_KEYS, ("n",), select)


def _count_due(row: str, sign: str) -> str:
    """Add (or take off, with sign -) an open measure to the day on which it falls due."""
    return _add_due(
        f"""
        SELECT {row}.due_on, {_for("e", _PLACE)}, {row}.measure_code, {row}.state, {sign}1
          FROM enterprises e WHERE e.id = {row}.enterprise_id AND {_for(row, _OPEN)}
        """  # noqa: S608 # our own formulas
    )


def _move_due(row: str, sign: str) -> str:
    return _add_due(
        f"""
        SELECT s.due_on, {_for(row, _PLACE)}, s.measure_code, s.state, {sign}1
          FROM support s WHERE s.enterprise_id = {row}.id AND {_for("s", _OPEN)}
        """  # noqa: S608 # our own formulas
    )


_SUPPORT_DUE = f"""
    SELECT s.due_on, {_for("e", _PLACE)}, s.measure_code, s.state, COUNT(*)
      FROM support s JOIN enterprises e ON e.id = s.enterprise_id
     WHERE {_for("s", _OPEN)} GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 # our own formulas

_SUPPORT_DUE_COUNTERS = (
    """
    CREATE TABLE support_due_counts (
        due_on TEXT NOT NULL,
        county_code TEXT NOT NULL, town_code TEXT NOT NULL,
        measure_code TEXT NOT NULL,
        state TEXT NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (due_on, county_code, town_code, measure_code, state)
    ) WITHOUT ROWID
    """,
    without_empty_rows("support_due_counts", _DUE_KEYS),
    f"CREATE TRIGGER support_due_counted AFTER INSERT ON support WHEN {_for('NEW', _OPEN)} BEGIN "
    + _count_due("NEW", "")
    + "END",
    "CREATE TRIGGER support_due_recounted AFTER UPDATE OF state, due_on ON support "
    "WHEN OLD.state <> NEW.state OR OLD.due_on IS NOT NEW.due_on BEGIN "
    + _count_due("OLD", "-")
    + _count_due("NEW", "")
    + "END",
    # BEFORE, as the other counter of measures has it: the enterprise's row tells the area.
    "CREATE TRIGGER support_due_uncounted BEFORE DELETE ON support "
    f"WHEN {_for('OLD', _OPEN)} BEGIN " + _count_due("OLD", "-") + "END",
    "CREATE TRIGGER support_due_moved AFTER UPDATE OF county_code, town_code ON enterprises "
    f"WHEN {_MOVED} BEGIN " + _move_due("OLD", "-") + _move_due("NEW", "") + "END",
)

_PEOPLE_KEYS = "county_code, town_code, role"
_ON_THE_ROSTER = "{row}.liaison_status <> 'disabled'"


def _count_person(row: str, sign: str) -> str:
    select = f"SELECT {_for(row, _PLACE)}, {row}.role, {sign}1 WHERE {_for(row, _ON_THE_ROSTER)}"
    return add("people_counts", _PEOPLE_KEYS, ("n",), select)


# People by area and role, those who left aside.
_PEOPLE = f"""
    SELECT {_for("e", _PLACE)}, e.role, COUNT(*) FROM liaisons e
     WHERE {_for("e", _ON_THE_ROSTER)} GROUP BY 1, 2, 3
"""  # noqa: S608 # our own formulas

#: What the tables should hold.
DAY_RECOUNTS: Final = (
    Recount("support_due_counts", _DUE_KEYS, ("n",), _SUPPORT_DUE),
    Recount("people_counts", _PEOPLE_KEYS, ("n",), _PEOPLE),
)

_PEOPLE_COUNTERS = (
    """
    CREATE TABLE people_counts (
        county_code TEXT NOT NULL, town_code TEXT NOT NULL,
        role TEXT NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (county_code, town_code, role)
    ) WITHOUT ROWID
    """,
    without_empty_rows("people_counts", _PEOPLE_KEYS),
    "CREATE TRIGGER person_counted AFTER INSERT ON liaisons BEGIN "
    + _count_person("NEW", "")
    + "END",
    "CREATE TRIGGER person_recounted AFTER UPDATE OF county_code, town_code, role, liaison_status"
    " ON liaisons BEGIN " + _count_person("OLD", "-") + _count_person("NEW", "") + "END",
    "CREATE TRIGGER person_uncounted AFTER DELETE ON liaisons BEGIN "
    + _count_person("OLD", "-")
    + "END",
)

#: The tables with their triggers, then what they hold of the rows that are there already.
DAY_COUNTERS: Final = (
    *_SUPPORT_DUE_COUNTERS,
    *_PEOPLE_COUNTERS,
    *(each.filling() for each in DAY_RECOUNTS),
)
