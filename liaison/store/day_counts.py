"""What a past day had beside the figures of its areas: counts by kind, unit, person and the like.

A row holds a day, a dimension and a county; the counts of its places are packed, as the same few
names stand in them thousands of times. A place, as in the counters, may be one of the corrections
of `kind_counters`, so that one sum is right for a town, a county and the city alike.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from liaison.store.database import Connection

DayDimension = Literal[
    "all", "industry", "above_scale", "size", "unit", "person", "measure", "request"
]
Place = tuple[str, str]
#: Code → name → number: what is counted of each code of a dimension.
Coded = dict[str, dict[str, int]]

# Stands on each day that has the dimension, also where nothing was counted.
_NOWHERE = ""


def keep(
    connection: Connection,
    days: Sequence[date],
    dimension: DayDimension,
    counted: Mapping[Place, Coded],
) -> None:
    """Keep what was counted as that of these days, in place of what was kept."""
    counties: defaultdict[str, dict[str, Coded]] = defaultdict(dict, {_NOWHERE: {}})
    for (county, town), coded in counted.items():
        counties[county][town] = coded
    packed = [(county, _pack(towns)) for county, towns in counties.items()]
    for day in days:
        connection.conn.execute(
            "DELETE FROM day_counts WHERE day = ? AND dimension = ?", [str(day), dimension]
        )
        connection.conn.executemany(
            "INSERT INTO day_counts (day, dimension, county_code, counts) VALUES (?, ?, ?, ?)",
            [(str(day), dimension, county, counts) for county, counts in packed],
        )


def of_day(
    connection: Connection, day: date, dimension: DayDimension, county: str | None = None
) -> dict[Place, Coded] | None:
    """Place → code → name → number, of one county or of all; None where the day has no such."""
    query = """
        SELECT county_code, counts FROM day_counts WHERE day = :day AND dimension = :dimension
           AND (:county IS NULL OR county_code = :county OR county_code = '')
    """
    values = {"day": str(day), "dimension": dimension, "county": county}
    rows = connection.execute(query, values).fetchall()
    if not rows:
        return None
    return {(code, town): coded for code, packed in rows for town, coded in _unpack(packed).items()}


def has(connection: Connection, day: date, dimension: DayDimension) -> bool:
    """True where the day was kept with this dimension."""
    query = "SELECT EXISTS (SELECT 1 FROM day_counts WHERE day = ? AND dimension = ?)"
    return bool(connection.execute(query, [str(day), dimension]).fetchone()[0])


def forget(connection: Connection, dimension: DayDimension, before: date) -> None:
    """Leave out the dimension of the days before this one."""
    connection.conn.execute(
        "DELETE FROM day_counts WHERE dimension = ? AND day < ?", [dimension, str(before)]
    )


def _pack(towns: Mapping[str, Coded]) -> bytes:
    text = json.dumps(towns, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def _unpack(packed: bytes) -> dict[str, Coded]:
    towns: dict[str, Coded] = json.loads(zlib.decompress(packed))
    return towns
