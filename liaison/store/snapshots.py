"""The figures of each day at its end, area by area, as they were then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from liaison.domain.indicators import Figure
from liaison.store.database import Connection


def keep(
    connection: Connection, days: Sequence[date], figures: Mapping[str, Iterable[Figure]]
) -> None:
    """Keep the figures of each area as those of these days, in place of what was kept."""
    connection.conn.executemany(
        """
        INSERT INTO snapshots (day, area_code, figure, numerator, denominator)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (day, area_code, figure)
        DO UPDATE SET numerator = excluded.numerator, denominator = excluded.denominator
        """,
        (
            (str(day), area, figure.key, figure.numerator, figure.denominator)
            for day in days
            for area, kept in figures.items()
            for figure in kept
        ),
    )


def last_before(connection: Connection, day: date) -> date | None:
    """The latest day before this one that was kept."""
    query = "SELECT MAX(day) FROM snapshots WHERE day < ?"
    found = connection.execute(query, [str(day)]).fetchone()[0]
    return date.fromisoformat(found) if found else None


def last_days(connection: Connection, area_code: str, limit: int) -> list[date]:
    """The days on which an area was kept, the latest first, found one by one by the index."""
    query = """
        WITH RECURSIVE kept (day) AS (
            SELECT MAX(day) FROM snapshots
             UNION ALL
            SELECT (SELECT MAX(s.day) FROM snapshots s WHERE s.day < kept.day)
              FROM kept WHERE kept.day IS NOT NULL)
        SELECT day FROM kept WHERE day IS NOT NULL AND EXISTS (
            SELECT 1 FROM snapshots s WHERE s.day = kept.day AND s.area_code = :area)
         LIMIT :limit
    """
    values = {"area": area_code, "limit": limit}
    return [date.fromisoformat(day) for (day,) in connection.execute(query, values)]


def has(connection: Connection, day: date) -> bool:
    query = "SELECT EXISTS (SELECT 1 FROM snapshots WHERE day = ?)"
    return bool(connection.execute(query, [str(day)]).fetchone()[0])


def of_day(
    connection: Connection, day: date, area_codes: Sequence[str]
) -> dict[str, dict[str, Figure]]:
    """Area code → figure key → figure as kept for the day, of the areas that were."""
    marks = ", ".join("?" * len(area_codes))
    query = f"""
        SELECT area_code, figure, numerator, denominator FROM snapshots
         WHERE day = ? AND area_code IN ({marks})
    """  # noqa: S608 # only question marks are put in
    found: defaultdict[str, dict[str, Figure]] = defaultdict(dict)
    for area, key, numerator, denominator in connection.execute(query, [str(day), *area_codes]):
        found[area][key] = Figure(key, numerator, denominator)
    return dict(found)


def curve(
    connection: Connection, area_code: str, key: str, *, first: date, last: date
) -> dict[date, Figure]:
    """Day → one figure of an area, for the days that were kept."""
    query = """
        SELECT day, numerator, denominator FROM snapshots
         WHERE area_code = :area AND figure = :key AND day BETWEEN :first AND :last ORDER BY day
    """
    values = {"area": area_code, "key": key, "first": str(first), "last": str(last)}
    return {
        date.fromisoformat(day): Figure(key, numerator, denominator)
        for day, numerator, denominator in connection.execute(query, values)
    }
