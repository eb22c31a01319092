"""The rows an actor reaches, as a WHERE condition on enterprises."""

from __future__ import annotations

from liaison.domain.roles import Scope
from liaison.store.marked import marked

Condition = tuple[str, dict[str, object]]

_IN_CHARGE = """e.id IN (
    SELECT p.enterprise_id FROM pairings p WHERE {among} AND p.ended_at IS NULL)"""


def scope_condition(scope: Scope) -> Condition:
    """A condition on `enterprises e` and its parameters, `1` where the scope is everything."""
    conditions: list[str] = []
    values: dict[str, object] = {}
    if scope.area_code is not None:
        conditions.append("(e.county_code = :scope_area OR e.town_code = :scope_area)")
        values["scope_area"] = scope.area_code
    if scope.liaison_ids is not None:
        among, ids = among_liaisons("p.liaison_id", scope.liaison_ids)
        conditions.append(_IN_CHARGE.format(among=among))
        values |= ids
    if scope.enterprise_id is not None:
        conditions.append("e.id = :scope_enterprise")
        values["scope_enterprise"] = scope.enterprise_id
    return " AND ".join(conditions) or "1", values


def among_liaisons(column: str, liaison_ids: frozenset[int]) -> Condition:
    """The condition that the column is one of a scope's people."""
    marks, values = marked(liaison_ids, "scope_liaison_")
    return f"{column} IN ({marks})", values
