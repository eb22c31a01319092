"""The counters against a recount: what `check` looks at, and what a test of any trigger asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from liaison.store.counters import CONTACTS, ENTERPRISE_PARTS, REQUEST_PARTS, SERVED, part, sums
from liaison.store.counting import Recount
from liaison.store.database import Connection
from liaison.store.day_counters import DAY_RECOUNTS
from liaison.store.kind_counters import KIND_RECOUNTS

_PLACE = "COALESCE(e.county_code, ''), COALESCE(e.town_code, '')"
_KEYS = "county_code, town_code"
_REQUESTS = "requests r JOIN enterprises e ON e.id = r.enterprise_id"

_AREA_RECOUNTS: Final = (
    Recount(
        "area_counts",
        _KEYS,
        tuple(ENTERPRISE_PARTS),
        f"SELECT {_PLACE}, {sums(ENTERPRISE_PARTS, 'e')} FROM enterprises e GROUP BY 1, 2",  # noqa: S608 # our own formulas
    ),
    Recount(
        "request_counts",
        _KEYS,
        tuple(REQUEST_PARTS),
        f"SELECT {_PLACE}, {sums(REQUEST_PARTS, 'r')} FROM {_REQUESTS} GROUP BY 1, 2",  # noqa: S608 # as above
    ),
    Recount(
        "contact_counts",
        f"{_KEYS}, kind, day",
        ("n",),
        " UNION ALL ".join(
            f"""
            SELECT {_PLACE}, '{kind}', e.{column}, COUNT(*) FROM enterprises e
             WHERE e.{column} IS NOT NULL AND {part(SERVED, "e")} GROUP BY 1, 2, 4
            """  # noqa: S608 # as above
            for kind, column in CONTACTS.items()
        ),
    ),
    Recount(
        "support_counts",
        f"{_KEYS}, measure_code, state",
        ("n",),
        f"""
        SELECT {_PLACE}, s.measure_code, s.state, COUNT(*)
          FROM support s JOIN enterprises e ON e.id = s.enterprise_id
          JOIN measures m ON m.code = s.measure_code AND m.retired_on IS NULL
         GROUP BY 1, 2, 3, 4
        """,  # noqa: S608 # as above
    ),
)


def recount_differences(connection: Connection) -> list[str]:
    """The tables and places whose counters differ from a recount; empty where all is well."""
    recounts = (*_AREA_RECOUNTS, *DAY_RECOUNTS, *KIND_RECOUNTS)
    return sorted({found for each in recounts for found in _differences(connection, each)})


def _differences(connection: Connection, recount: Recount) -> Iterator[str]:
    keys, columns = recount.keys.split(", "), recount.columns
    kept = f"SELECT {', '.join((*keys, *columns))} FROM {recount.table}"  # noqa: S608 # as above
    # A row of nothing but zeros is as good as none.
    rows = [
        {each for each in connection.execute(query) if any(each[len(keys) :])}
        for query in (kept, recount.query)
    ]
    county, town = keys.index("county_code"), keys.index("town_code")
    for row in rows[0] ^ rows[1]:
        yield f"{recount.table} {row[county]}/{row[town]}"
