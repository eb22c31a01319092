"""The counters behind the figures: what is counted of each enterprise, and who keeps it counted.

A table row an area is kept by triggers, so that the dashboard reads a few dozen rows whether a
city or a province is counted. The formulas stand here once: the triggers, the recount of `check`
and the tables by industry or person all read them. Part of the migrations: append only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from liaison.domain.indicators import SATISFIED_FROM_RATING


def _is_one_of(column: str, *values: str) -> str:
    """An OR of equalities: SQLite would build an index for each IN list at each row."""
    return "(" + " OR ".join(f"{column} = '{value}'" for value in values) + ")"


_RESUMED = _is_one_of("{row}.status", "partial", "full", "always_open")
_APPLYING = _is_one_of("{row}.filing_status", "filed", "under_review", "approved")
SERVED = f"({{row}}.status <> 'not_operating' AND ({_RESUMED} OR {_APPLYING}))"
_PAIRED = (
    "EXISTS (SELECT 1 FROM pairings p WHERE p.enterprise_id = {row}.id"
    " AND p.role = '%s' AND p.ended_at IS NULL)"
)
_OTHER_ROLE = (
    "EXISTS (SELECT 1 FROM pairings p WHERE p.enterprise_id = {row}.enterprise_id"
    " AND p.role <> {row}.role AND p.ended_at IS NULL)"
)
OFFICER, COMMISSIONER = _PAIRED % "officer", _PAIRED % "commissioner"
_BOTH = f"({OFFICER} AND {COMMISSIONER})"
_OUTPUT = "{row}.capacity_percent IS NOT NULL AND {row}.employees IS NOT NULL"
_POWER = "{row}.power_kwh IS NOT NULL AND {row}.base_power_kwh IS NOT NULL"


def _one_if(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _if(condition: str, amount: str) -> str:
    return f"CASE WHEN {condition} THEN COALESCE({amount}, 0) ELSE 0 END"


#: Field of indicators.Counts → what one row of `enterprises` adds to it.
ENTERPRISE_PARTS: Final[dict[str, str]] = {
    "enterprises": "1",
    "due": _one_if("{row}.status <> 'not_operating'"),
    "resumed": _one_if(_RESUMED),
    "served": _one_if(SERVED),
    "unpaired": _one_if(f"{SERVED} AND NOT {_BOTH}"),
    "employees": "COALESCE({row}.employees, 0)",
    "on_duty": "COALESCE({row}.employees_on_duty, 0)",
    "employees_of_resumed": _if(_RESUMED, "{row}.employees"),
    "on_duty_of_resumed": _if(_RESUMED, "{row}.employees_on_duty"),
    "officer_paired": _one_if(f"{_RESUMED} AND {OFFICER}"),
    "commissioner_paired": _one_if(f"{_RESUMED} AND {COMMISSIONER}"),
    "both_paired": _one_if(f"{_RESUMED} AND {_BOTH}"),
    "output_employees": _if(_OUTPUT, "{row}.employees"),
    "output_mille": _if(
        _OUTPUT, "CAST(ROUND({row}.capacity_percent * {row}.employees * 10) AS INTEGER)"
    ),
    "base_power_wh": _if(_POWER, "CAST(ROUND({row}.base_power_kwh * 1000) AS INTEGER)"),
    "power_wh": _if(_POWER, "CAST(ROUND({row}.power_kwh * 1000) AS INTEGER)"),
}

_ANSWERED = _is_one_of("{row}.status", "answered", "settled")

#: Field of indicators.Counts → what one row of `requests` adds. The deadline is that of the
#: answer, so an answer that waits for the enterprise's word is in time; what was declined was
#: not taken on. `requests_due` has the unanswered ones added when their deadline is past.
REQUEST_PARTS: Final[dict[str, str]] = {
    "requests_received": _one_if("{row}.status <> 'declined'"),
    "requests_settled": _one_if("{row}.status = 'settled'"),
    "requests_due": _one_if(_ANSWERED),
    "requests_in_time": _one_if(
        f"{_ANSWERED} AND COALESCE({{row}}.answered_at, {{row}}.settled_at) <= {{row}}.due_at"
    ),
    "requests_rated": _one_if("{row}.rating IS NOT NULL"),
    "requests_satisfied": _one_if(f"{{row}}.rating >= {SATISFIED_FROM_RATING}"),
    "requests_open": _one_if(
        _is_one_of("{row}.status", "submitted", "accepted", "assigned", "reopened")
    ),
}

CONTACTS: Final = {"contacted": "contacted_on", "visited": "visited_on"}


def part(expression: str, row: str) -> str:
    """The formula for a row by its alias: `e`, or OLD and NEW in a trigger."""
    return expression.replace("{row}", row)


def sums(parts: Mapping[str, str], row: str) -> str:
    """A SELECT list that adds the parts up under their names."""
    return ", ".join(
        f"SUM({part(expression, row)}) AS {name}" for name, expression in parts.items()
    )


def changes(parts: Mapping[str, str]) -> str:
    """A SELECT list of what a row adds after an update, less what it added before."""
    return ", ".join(
        f"({part(formula, 'NEW')}) - ({part(formula, 'OLD')}) AS {name}"
        for name, formula in parts.items()
    )


def _table(name: str, parts: dict[str, str]) -> str:
    columns = ", ".join(f"{column} INTEGER NOT NULL DEFAULT 0" for column in parts)
    return f"""
        CREATE TABLE {name} (
            county_code TEXT NOT NULL, town_code TEXT NOT NULL, {columns},
            PRIMARY KEY (county_code, town_code)
        ) WITHOUT ROWID
    """


def _added(columns: tuple[str, ...]) -> str:
    changes = ", ".join(f"{column} = {column} + excluded.{column}" for column in columns)
    return f"ON CONFLICT (county_code, town_code) DO UPDATE SET {changes};"


def _count_enterprise(row: str, sign: str) -> str:
    """Add (or take off, with sign -) an enterprise's row to its area."""
    values = ", ".join(f"{sign}({part(e, row)})" for e in ENTERPRISE_PARTS.values())
    return f"""
        INSERT INTO area_counts (county_code, town_code, {", ".join(ENTERPRISE_PARTS)})
        VALUES (COALESCE({row}.county_code, ''), COALESCE({row}.town_code, ''), {values})
        {_added(tuple(ENTERPRISE_PARTS))}
    """  # noqa: S608 # our own formulas


def _count_new_enterprise() -> str:
    """Add a row that was just inserted: it has no pairs yet, so they are not asked for."""
    counting = _count_enterprise("NEW", "")
    for pair in (OFFICER, COMMISSIONER):
        counting = counting.replace(part(pair, "NEW"), "0")
    return counting


def _count_contacts(row: str, sign: str) -> str:
    """Add an enterprise's last contact and visit to their days."""
    return "".join(
        f"""
        INSERT INTO contact_counts (county_code, town_code, kind, day, n)
        SELECT COALESCE({row}.county_code, ''), COALESCE({row}.town_code, ''),
               '{kind}', {row}.{column}, {sign}1
         WHERE {row}.{column} IS NOT NULL AND {part(SERVED, row)}
        ON CONFLICT (county_code, town_code, kind, day) DO UPDATE SET n = n + excluded.n;
        """
        for kind, column in CONTACTS.items()
    )


#: The counters that a pair changes.
COVERAGE: Final = ("officer_paired", "commissioner_paired", "both_paired", "unpaired")


def coverage_of(row: str, sign: str) -> str:
    """What one pairing adds to them: its own coverage, and both's where the other role is there."""
    other = part(_OTHER_ROLE, row)
    resumed, served = part(_RESUMED, "e"), part(SERVED, "e")
    minus = "-" if sign == "" else ""
    return f"""
               {sign}({_one_if(f"{resumed} AND {row}.role = 'officer'")}) AS officer_paired,
               {sign}({_one_if(f"{resumed} AND {row}.role = 'commissioner'")})
                   AS commissioner_paired,
               {sign}({_one_if(f"{resumed} AND {other}")}) AS both_paired,
               {minus}({_one_if(f"{served} AND {other}")}) AS unpaired
    """


def _count_pair(row: str, sign: str) -> str:
    """Add what one pairing changes."""
    return f"""
        INSERT INTO area_counts (county_code, town_code, {", ".join(COVERAGE)})
        SELECT COALESCE(e.county_code, ''), COALESCE(e.town_code, ''), {coverage_of(row, sign)}
          FROM enterprises e WHERE e.id = {row}.enterprise_id
        {_added(COVERAGE)}
    """  # noqa: S608 # our own formulas


def _count_request(row: str, sign: str) -> str:
    values = ", ".join(f"{sign}({part(e, row)})" for e in REQUEST_PARTS.values())
    return f"""
        INSERT INTO request_counts (county_code, town_code, {", ".join(REQUEST_PARTS)})
        SELECT COALESCE(e.county_code, ''), COALESCE(e.town_code, ''), {values}
          FROM enterprises e WHERE e.id = {row}.enterprise_id
        {_added(tuple(REQUEST_PARTS))}
    """  # noqa: S608 # our own formulas


def _move_requests(row: str, sign: str) -> str:
    values = ", ".join(f"{sign}SUM({part(e, 'r')})" for e in REQUEST_PARTS.values())
    return f"""
        INSERT INTO request_counts (county_code, town_code, {", ".join(REQUEST_PARTS)})
        SELECT COALESCE({row}.county_code, ''), COALESCE({row}.town_code, ''), {values}
          FROM requests r WHERE r.enterprise_id = {row}.id HAVING COUNT(*) > 0
        {_added(tuple(REQUEST_PARTS))}
    """  # noqa: S608 # our own formulas


COUNTED_COLUMNS = (
    "county_code, town_code, status, filing_status, employees, employees_on_duty,"
    " capacity_percent, power_kwh, base_power_kwh"
)
_MOVED = "OLD.county_code IS NOT NEW.county_code OR OLD.town_code IS NOT NEW.town_code"

HANGING = """
    DELETE FROM pairings WHERE enterprise_id = OLD.id;
    DELETE FROM requests WHERE enterprise_id = OLD.id;
"""

AREA_COUNTERS: Final = (
    _table("area_counts", ENTERPRISE_PARTS),
    _table("request_counts", REQUEST_PARTS),
    """
    CREATE TABLE contact_counts (
        county_code TEXT NOT NULL, town_code TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('contacted', 'visited')),
        day TEXT NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (county_code, town_code, kind, day)
    ) WITHOUT ROWID
    """,
    "CREATE TRIGGER enterprise_counted AFTER INSERT ON enterprises BEGIN "
    + _count_enterprise("NEW", "")
    + "END",
    f"CREATE TRIGGER enterprise_recounted AFTER UPDATE OF {COUNTED_COLUMNS} ON enterprises BEGIN "
    + _count_enterprise("OLD", "-")
    + _count_enterprise("NEW", "")
    + "END",
    # What hangs on the enterprise goes first, while its row still tells the area.
    "CREATE TRIGGER enterprise_uncounted BEFORE DELETE ON enterprises BEGIN "
    + HANGING
    + _count_enterprise("OLD", "-")
    + _count_contacts("OLD", "-")
    + "END",
    "CREATE TRIGGER contact_counted AFTER INSERT ON enterprises "
    "WHEN NEW.contacted_on IS NOT NULL OR NEW.visited_on IS NOT NULL BEGIN "
    + _count_contacts("NEW", "")
    + "END",
    "CREATE TRIGGER contact_recounted AFTER UPDATE OF contacted_on, visited_on, county_code,"
    " town_code, status, filing_status ON enterprises"
    " WHEN COALESCE(OLD.contacted_on, OLD.visited_on, NEW.contacted_on, NEW.visited_on)"
    " IS NOT NULL BEGIN " + _count_contacts("OLD", "-") + _count_contacts("NEW", "") + "END",
    "CREATE TRIGGER pairing_counted AFTER INSERT ON pairings WHEN NEW.ended_at IS NULL BEGIN "
    + _count_pair("NEW", "")
    + "END",
    "CREATE TRIGGER pairing_ended AFTER UPDATE OF ended_at ON pairings"
    " WHEN OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL BEGIN "
    + _count_pair("OLD", "-")
    + "END",
    "CREATE TRIGGER pairing_resumed AFTER UPDATE OF ended_at ON pairings"
    " WHEN OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL BEGIN "
    + _count_pair("NEW", "")
    + "END",
    "CREATE TRIGGER pairing_uncounted AFTER DELETE ON pairings WHEN OLD.ended_at IS NULL BEGIN "
    + _count_pair("OLD", "-")
    + "END",
    "CREATE TRIGGER request_counted AFTER INSERT ON requests BEGIN "
    + _count_request("NEW", "")
    + "END",
    "CREATE TRIGGER request_recounted AFTER UPDATE OF status, rating, answered_at, settled_at,"
    " due_at ON requests BEGIN " + _count_request("OLD", "-") + _count_request("NEW", "") + "END",
    "CREATE TRIGGER request_uncounted AFTER DELETE ON requests BEGIN "
    + _count_request("OLD", "-")
    + "END",
    "CREATE TRIGGER requests_moved AFTER UPDATE OF county_code, town_code ON enterprises "
    f"WHEN {_MOVED} BEGIN " + _move_requests("OLD", "-") + _move_requests("NEW", "") + "END",
)

#: The setting that stands while many rows are inserted, to be counted together afterwards.
COUNTING_TOGETHER: Final = "counting_together"

NOT_TOGETHER = f"NOT EXISTS (SELECT 1 FROM settings WHERE key = '{COUNTING_TOGETHER}')"  # noqa: S608 # our own key

NEW_ENTERPRISES_COUNTED: Final = (
    "DROP TRIGGER enterprise_counted",
    f"CREATE TRIGGER enterprise_counted AFTER INSERT ON enterprises WHEN {NOT_TOGETHER} BEGIN "
    + _count_new_enterprise()
    + "END",
)

#: Counts the row that was just inserted.
COUNT_NEW_ENTERPRISE: Final = _count_new_enterprise()

#: The counters of the areas from those by scale, which are a few for each area.
COUNT_TOGETHER: Final = f"""
    INSERT INTO area_counts (county_code, town_code, {", ".join(ENTERPRISE_PARTS)})
    SELECT county_code, town_code, {", ".join(f"SUM({name})" for name in ENTERPRISE_PARTS)}
      FROM kind_counts
     WHERE dimension = 'above_scale' AND county_code <> '*' AND town_code <> '*' GROUP BY 1, 2
    ON CONFLICT (county_code, town_code) DO UPDATE
       SET {", ".join(f"{name} = excluded.{name}" for name in ENTERPRISE_PARTS)}
"""  # noqa: S608 # our own names


def differ(columns: str) -> str:
    """The condition that an update gives one of the columns another value."""
    return "(" + " OR ".join(f"OLD.{each} IS NOT NEW.{each}" for each in columns.split(", ")) + ")"


_STAYS = f"NOT ({_MOVED})"

#: An update that leaves an enterprise in its place adds the difference, in one go.
CHANGES_COUNTED: Final = (
    "DROP TRIGGER enterprise_recounted",
    f"CREATE TRIGGER enterprise_recounted AFTER UPDATE OF {COUNTED_COLUMNS} ON enterprises"
    f" WHEN {differ(COUNTED_COLUMNS)} AND {_STAYS} BEGIN"
    f"""
        INSERT INTO area_counts (county_code, town_code, {", ".join(ENTERPRISE_PARTS)})
        SELECT COALESCE(NEW.county_code, ''), COALESCE(NEW.town_code, ''),
               {changes(ENTERPRISE_PARTS)} WHERE TRUE
        {_added(tuple(ENTERPRISE_PARTS))}
    """  # our own formulas
    "END",
    "CREATE TRIGGER enterprise_moved AFTER UPDATE OF county_code, town_code ON enterprises "
    f"WHEN {_MOVED} BEGIN " + _count_enterprise("OLD", "-") + _count_enterprise("NEW", "") + "END",
)
