"""The counters by industry, scale and size: an area's counters, divided once more.

A row holds one place and one code of one dimension, so that a table by industry reads a few
thousand rows however many enterprises there are. Part of the migrations: append only.

People are counted where they are in charge, and somebody in charge in two towns is one person
of the county. So that one sum gives the right number for a town, a county and the city alike, a
correction stands beside the places: `*` for the town corrects a county's sum, `*` for the county
a town's that lies in several, and `*` for both the city's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from liaison.store.counters import (
    COMMISSIONER,
    CONTACTS,
    COUNTED_COLUMNS,
    COVERAGE,
    ENTERPRISE_PARTS,
    HANGING,
    OFFICER,
    REQUEST_PARTS,
    SERVED,
    changes,
    coverage_of,
    differ,
    part,
    sums,
)
from liaison.store.counting import Recount, add, without_empty_rows

#: The columns of people → their role.
PEOPLE: Final = {"officers": "officer", "commissioners": "commissioner"}

_KEYS = "dimension, code, county_code, town_code"
_MOVES = "county_code, town_code, industry, above_scale, size"
_KINDS = "(SELECT 'industry' AS dimension UNION ALL SELECT 'above_scale' UNION ALL SELECT 'size') d"
# Everything together is the code '' of the dimension ''.
_ALL_AND_KINDS = _KINDS.replace("(SELECT", "(SELECT '' AS dimension UNION ALL SELECT", 1)
_IN = """
    d.dimension,
    CASE d.dimension WHEN 'industry' THEN COALESCE({row}.industry, '')
                     WHEN 'above_scale' THEN {row}.above_scale
                     WHEN 'size' THEN COALESCE({row}.size, '') ELSE '' END,
    COALESCE({row}.county_code, ''), COALESCE({row}.town_code, '')
"""
_UNANSWERED = (
    "({row}.status = 'submitted' OR {row}.status = 'accepted'"
    " OR {row}.status = 'assigned' OR {row}.status = 'reopened')"
)
#: What of an instant tells its hour.
HOUR_LENGTH: Final = 13
_HOUR = f"SUBSTR({{row}}.due_at, 1, {HOUR_LENGTH})"


def _in(row: str) -> str:
    return part(_IN, row)


def _add(columns: Iterable[str], select: str) -> str:
    return add("kind_counts", _KEYS, tuple(columns), select)


def _without_pairs(formulas: str, row: str) -> str:
    for pair in (OFFICER, COMMISSIONER):
        formulas = formulas.replace(part(pair, row), "0")
    return formulas


def _values(parts: Iterable[str], row: str, sign: str = "") -> str:
    return ", ".join(f"{sign}({part(formula, row)})" for formula in parts)


def _each_kind(columns: Iterable[str], formulas: str, row: str) -> str:
    """Add values to the three kinds of a row; a SELECT of its own has them worked out once."""
    names = tuple(columns)
    worked_out = ", ".join(f"v.{name}" for name in names)
    return _add(
        names,
        f"""
        SELECT {_in(row)}, {worked_out} FROM (SELECT {formulas}) v CROSS JOIN {_KINDS} WHERE TRUE
        """,  # noqa: S608 # our own formulas
    )


def _count_enterprise(row: str, sign: str) -> str:
    formulas = (f"{sign}({part(each, row)}) AS {name}" for name, each in ENTERPRISE_PARTS.items())
    return _each_kind(ENTERPRISE_PARTS, ", ".join(formulas), row)


def _count_enterprise_anew() -> str:
    """What an enterprise adds after an update, less what it added before."""
    return _each_kind(ENTERPRISE_PARTS, changes(ENTERPRISE_PARTS), "NEW")


def _enterprises(which: str) -> str:
    """The chosen enterprises' rows, added up by all that tells them apart before by each kind."""
    added = ", ".join(f"SUM(e.{name})" for name in ENTERPRISE_PARTS)
    return f"""
        SELECT {_in("e")}, {added}
          FROM (SELECT e.county_code, e.town_code, e.industry, e.above_scale, e.size,
                       {sums(ENTERPRISE_PARTS, "e")}
                  FROM enterprises e WHERE {which} GROUP BY 1, 2, 3, 4, 5) e
         CROSS JOIN {_KINDS} GROUP BY 1, 2, 3, 4
    """  # noqa: S608 # our own formulas


def _count_pair(row: str, sign: str) -> str:
    """Add what one pairing changes, and the person where they are in charge now."""
    # LIMIT has the subquery worked out once, and not for each kind.
    coverage = f"""
        SELECT {_in("e")}, {", ".join(f"e.{each}" for each in COVERAGE)}
          FROM (SELECT e.county_code, e.town_code, e.industry, e.above_scale, e.size,
                       {coverage_of(row, sign)}
                  FROM enterprises e WHERE e.id = {row}.enterprise_id LIMIT 1) e
         CROSS JOIN {_KINDS} WHERE TRUE
    """  # noqa: S608 # our own formulas
    person = f"""
        SELECT {row}.liaison_id, {row}.role, {_in("e")}, {sign}1
          FROM enterprises e CROSS JOIN {_KINDS} WHERE e.id = {row}.enterprise_id
    """  # noqa: S608 # our own formulas
    return _add(COVERAGE, coverage) + _add_pairs(person)


_PAIR_KEYS = f"liaison_id, role, {_KEYS}"


def _add_pairs(select: str) -> str:
    return add("kind_pairs", _PAIR_KEYS, ("n",), select)


def _move_pairs(row: str, sign: str) -> str:
    return _add_pairs(
        f"""
        SELECT p.liaison_id, p.role, {_in(row)}, {sign}1 FROM pairings p CROSS JOIN {_KINDS}
         WHERE p.enterprise_id = {row}.id AND p.ended_at IS NULL
        """  # noqa: S608 # our own formulas
    )


_PAIRS = f"""
    SELECT p.liaison_id, p.role, {_in("e")}, COUNT(*)
      FROM pairings p CROSS JOIN enterprises e ON e.id = p.enterprise_id CROSS JOIN {_KINDS}
     WHERE p.ended_at IS NULL GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 # our own formulas


def _count_person(row: str, sign: str) -> str:
    """Somebody begins or ceases to be in charge of a kind in a place, with the corrections."""
    elsewhere = f"""
        EXISTS (SELECT 1 FROM kind_pairs k
                 WHERE k.liaison_id = {row}.liaison_id AND k.role = {row}.role
                   AND k.dimension = {row}.dimension AND k.code = {row}.code AND %s
                   AND NOT (k.county_code = {row}.county_code AND k.town_code = {row}.town_code))
    """  # noqa: S608 # our own formulas
    in_county = elsewhere % f"k.county_code = {row}.county_code"
    in_town = elsewhere % f"k.town_code = {row}.town_code"
    select = f"""
        SELECT {row}.dimension, {row}.code, c.county_code, c.town_code,
               CASE {row}.role WHEN 'officer' THEN {sign}c.n ELSE 0 END,
               CASE {row}.role WHEN 'commissioner' THEN {sign}c.n ELSE 0 END
          FROM (SELECT {row}.county_code, {row}.town_code, 1 AS n
                UNION ALL SELECT {row}.county_code, '*', -{in_county}
                UNION ALL SELECT '*', {row}.town_code, -{in_town}
                UNION ALL SELECT '*', '*', {in_county} + {in_town} - {elsewhere % "1"}) c
         WHERE c.n <> 0
    """  # noqa: S608 # our own formulas
    return _add(PEOPLE, select)


def _people() -> str:
    """The people and their corrections, from who is in charge where."""
    distinct, rows = "COUNT(DISTINCT k.liaison_id)", "COUNT(*)"
    own = "k.county_code, k.town_code"
    by_place = f"SELECT k.dimension, k.code, k.role, {own}, {rows} AS n FROM kind_pairs k"  # noqa: S608
    grouped = "GROUP BY k.dimension, k.code, k.role"
    in_counties, in_towns = (
        f"""
        SELECT k.dimension, k.code, k.role, {first}, {second}, {distinct} - {rows}
          FROM kind_pairs k {grouped}, k.{column}
        """  # noqa: S608 # our own formulas
        for column, first, second in (
            ("county_code", "k.county_code", "'*'"),
            ("town_code", "'*'", "k.town_code"),
        )
    )
    in_all = f"""
        SELECT k.dimension, k.code, k.role, '*', '*',
               {distinct} + {rows}
                 - COUNT(DISTINCT k.liaison_id || ' ' || k.county_code)
                 - COUNT(DISTINCT k.liaison_id || ' ' || k.town_code)
          FROM kind_pairs k {grouped}
    """  # noqa: S608 # our own formulas
    columns = ", ".join(
        f"SUM(CASE c.role WHEN '{role}' THEN c.n ELSE 0 END) AS {column}"
        for column, role in PEOPLE.items()
    )
    return f"""
        SELECT c.dimension, c.code, c.county_code, c.town_code, {columns}
          FROM ({by_place} {grouped}, {own} UNION ALL {in_counties} UNION ALL {in_towns}
                UNION ALL {in_all}) c
         WHERE c.n <> 0 GROUP BY 1, 2, 3, 4
    """  # noqa: S608 # our own formulas


def _count_request(row: str, sign: str) -> str:
    values = _values(REQUEST_PARTS.values(), row, sign)
    source = f"FROM enterprises e CROSS JOIN %s WHERE e.id = {row}.enterprise_id"
    due = f"SELECT {part(_HOUR, row)}, {_in('e')}, {sign}1 {source % _ALL_AND_KINDS}"
    return _add(REQUEST_PARTS, f"SELECT {_in('e')}, {values} {source % _KINDS}") + _add_due(
        f"{due} AND {part(_UNANSWERED, row)}"
    )


_DUE_KEYS = f"hour, {_KEYS}"


def _add_due(select: str) -> str:
    return add("request_due_counts", _DUE_KEYS, ("n",), select)


def _move_requests(row: str, sign: str) -> str:
    values = ", ".join(f"{sign}SUM({part(e, 'r')})" for e in REQUEST_PARTS.values())
    counts = f"""
        SELECT {_in(row)}, {values} FROM requests r CROSS JOIN {_KINDS}
         WHERE r.enterprise_id = {row}.id GROUP BY d.dimension
    """  # noqa: S608 # our own formulas
    due = f"""
        SELECT {part(_HOUR, "r")}, {_in(row)}, {sign}1 FROM requests r CROSS JOIN {_ALL_AND_KINDS}
         WHERE r.enterprise_id = {row}.id AND {part(_UNANSWERED, "r")}
    """  # noqa: S608 # our own formulas
    return _add(REQUEST_PARTS, counts) + _add_due(due)


_OF_ENTERPRISES = "FROM requests r CROSS JOIN enterprises e ON e.id = r.enterprise_id CROSS JOIN"
_REQUESTS = f"""
    SELECT {_in("e")}, {sums(REQUEST_PARTS, "r")} {_OF_ENTERPRISES} {_KINDS} GROUP BY 1, 2, 3, 4
"""
_REQUESTS_DUE = f"""
    SELECT {part(_HOUR, "r")}, {_in("e")}, COUNT(*) {_OF_ENTERPRISES} {_ALL_AND_KINDS}
     WHERE {part(_UNANSWERED, "r")} GROUP BY 1, 2, 3, 4, 5
"""

_CONTACT_KEYS = f"kind, day, {_KEYS}"


def _count_contacts(row: str, sign: str, changed: str | None = None) -> str:
    """Add an enterprise's last contact and visit to their days, where an update moved them."""
    return "".join(
        add(
            "kind_contact_counts",
            _CONTACT_KEYS,
            ("n",),
            f"""
            SELECT '{kind}', {row}.{column}, {_in(row)}, {sign}1 FROM {_KINDS}
             WHERE {row}.{column} IS NOT NULL AND {part(SERVED, row)}
               {f"AND {differ(f'{column}, {changed}')}" if changed is not None else ""}
            """,  # noqa: S608 # our own formulas
        )
        for kind, column in CONTACTS.items()
    )


_CONTACTED = " UNION ALL ".join(
    f"""
    SELECT '{kind}' AS kind, e.{column} AS day, {_in("e")}, COUNT(*)
      FROM enterprises e CROSS JOIN {_KINDS}
     WHERE e.{column} IS NOT NULL AND {part(SERVED, "e")} GROUP BY 1, 2, 3, 4, 5, 6
    """  # noqa: S608 # our own formulas
    for kind, column in CONTACTS.items()
)

#: Counts the row that was just inserted.
COUNT_NEW_KINDS: Final = _without_pairs(_count_enterprise("NEW", ""), "NEW")

#: Counts the enterprises from :first to :last, which nobody is paired with yet.
COUNT_KINDS_TOGETHER: Final = _add(
    ENTERPRISE_PARTS, _without_pairs(_enterprises("e.id BETWEEN :first AND :last"), "e")
)

#: What the tables should hold, in the order in which they can be filled.
KIND_RECOUNTS: Final = (
    Recount("kind_counts", _KEYS, tuple(ENTERPRISE_PARTS), _enterprises("TRUE")),
    Recount("kind_counts", _KEYS, tuple(REQUEST_PARTS), _REQUESTS),
    Recount("kind_pairs", _PAIR_KEYS, ("n",), _PAIRS),
    Recount("kind_counts", _KEYS, tuple(PEOPLE), _people()),
    Recount("request_due_counts", _DUE_KEYS, ("n",), _REQUESTS_DUE),
    Recount("kind_contact_counts", _CONTACT_KEYS, ("n",), _CONTACTED),
)


def _table(name: str, keys: str, columns: Iterable[str], first: str = "") -> str:
    """A table of counters; `first` are the keys that it is looked through by."""
    ahead = [key for key in first.split(", ") if key]
    in_order = [*ahead, *(key for key in keys.split(", ") if key not in ahead)]
    typed = ", ".join(
        f"{key} {'INTEGER' if key == 'liaison_id' else 'TEXT'} NOT NULL" for key in keys.split(", ")
    )
    counted = ", ".join(f"{column} INTEGER NOT NULL DEFAULT 0" for column in columns)
    return f"""
        CREATE TABLE {name} (
            {typed}, {counted}, PRIMARY KEY ({", ".join(in_order)})
        ) WITHOUT ROWID
    """


def _trigger(name: str, when: str, *statements: str) -> str:
    return f"CREATE TRIGGER {name} {when} BEGIN {''.join(statements)} END"


_COUNTED = ", ".join(each for each in COUNTED_COLUMNS.split(", ") if each not in _MOVES.split(", "))
_MOVED = differ(_MOVES)
_CONTACTS_FOLLOW = f"{_MOVES}, status, filing_status"
_NOT_CONTACTED = "COALESCE({row}.contacted_on, {row}.visited_on) IS NULL"

_TABLES = (
    _table("kind_counts", _KEYS, (*ENTERPRISE_PARTS, *REQUEST_PARTS, *PEOPLE)),
    _table("kind_pairs", _PAIR_KEYS, ("n",)),
    _table("request_due_counts", _DUE_KEYS, ("n",), "dimension, hour"),
    _table("kind_contact_counts", _CONTACT_KEYS, ("n",), "dimension, kind, day"),
)

_FILLED = tuple(each.filling() for each in KIND_RECOUNTS)

_TRIGGERS = (
    *(
        without_empty_rows(table, keys)
        for table, keys in (
            ("kind_pairs", _PAIR_KEYS),
            ("request_due_counts", _DUE_KEYS),
            ("kind_contact_counts", _CONTACT_KEYS),
        )
    ),
    _trigger(
        "kind_recounted",
        f"AFTER UPDATE OF {_COUNTED} ON enterprises WHEN {differ(_COUNTED)} AND NOT {_MOVED}",
        _count_enterprise_anew(),
    ),
    _trigger(
        "kind_moved",
        f"AFTER UPDATE OF {_MOVES} ON enterprises WHEN {_MOVED}",
        *(
            move(row, sign)
            for move in (_count_enterprise, _move_requests, _move_pairs)
            for row, sign in (("OLD", "-"), ("NEW", ""))
        ),
    ),
    # What hangs on the enterprise goes first, while its row still tells the place.
    _trigger(
        "kind_uncounted",
        "BEFORE DELETE ON enterprises",
        HANGING,
        _count_enterprise("OLD", "-"),
        _count_contacts("OLD", "-"),
    ),
    _trigger(
        "kind_contact_counted",
        f"AFTER INSERT ON enterprises WHEN NOT ({part(_NOT_CONTACTED, 'NEW')})",
        _count_contacts("NEW", ""),
    ),
    _trigger(
        "kind_contact_recounted",
        f"AFTER UPDATE OF contacted_on, visited_on, {_CONTACTS_FOLLOW} ON enterprises"
        f" WHEN NOT ({part(_NOT_CONTACTED, 'OLD')} AND {part(_NOT_CONTACTED, 'NEW')})",
        _count_contacts("OLD", "-", _CONTACTS_FOLLOW),
        _count_contacts("NEW", "", _CONTACTS_FOLLOW),
    ),
    _trigger(
        "kind_pairing_counted",
        "AFTER INSERT ON pairings WHEN NEW.ended_at IS NULL",
        _count_pair("NEW", ""),
    ),
    _trigger(
        "kind_pairing_ended",
        "AFTER UPDATE OF ended_at ON pairings"
        " WHEN OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL",
        _count_pair("OLD", "-"),
    ),
    _trigger(
        "kind_pairing_resumed",
        "AFTER UPDATE OF ended_at ON pairings"
        " WHEN OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL",
        _count_pair("NEW", ""),
    ),
    _trigger(
        "kind_pairing_uncounted",
        "AFTER DELETE ON pairings WHEN OLD.ended_at IS NULL",
        _count_pair("OLD", "-"),
    ),
    _trigger("kind_person_counted", "AFTER INSERT ON kind_pairs", _count_person("NEW", "")),
    _trigger("kind_person_uncounted", "AFTER DELETE ON kind_pairs", _count_person("OLD", "-")),
    _trigger("kind_request_counted", "AFTER INSERT ON requests", _count_request("NEW", "")),
    _trigger(
        "kind_request_recounted",
        "AFTER UPDATE OF status, rating, answered_at, settled_at, due_at ON requests",
        _count_request("OLD", "-"),
        _count_request("NEW", ""),
    ),
    _trigger("kind_request_uncounted", "AFTER DELETE ON requests", _count_request("OLD", "-")),
)

KIND_COUNTERS: Final = (*_TABLES, *_FILLED, *_TRIGGERS)
