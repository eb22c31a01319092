"""Areas as conditions: what lies in a city, a county or a town."""

from __future__ import annotations

from liaison.domain.errors import NotFound
from liaison.store.database import Connection

_COLUMNS = {"county": "county_code", "zone": "county_code"}


def area_condition(connection: Connection, area_code: str, alias: str) -> str:
    """A condition on the table `alias` with the parameter `:area`, `1` for the whole city.

    One column is compared, not two with OR, so that an index on it also gives the order.
    """
    row = connection.execute("SELECT kind FROM areas WHERE code = ?", [area_code]).fetchone()
    if row is None:
        raise NotFound("area_not_found", area=area_code)
    if row[0] == "city":
        return "1"
    return f"{alias}.{_COLUMNS.get(row[0], 'town_code')} = :area"
