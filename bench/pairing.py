"""Pairing a whole city from nothing, against the solver alone."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from bench.measure import Measured, interleaved
from bench.rows import Row, Setting
from liaison.domain.pairing import ROLES
from liaison.domain.roles import OPERATOR
from liaison.services.pairing import propose_pairs
from liaison.store.database import Database


def from_nothing(setting: Setting) -> Measured:
    """The reference solves the flows that the proposal came to, one a role, built beforehand.

    Where the proposal solved a role more than once, only its last flow counts.
    """
    db = setting.unpaired_city
    models = [_last_model(db, role) for role in ROLES]
    solvers: list[SimpleMinCostFlow] = []

    def build() -> None:
        solvers[:] = [_built(model) for model in models]

    def solve() -> None:
        for solver in solvers:
            assert solver.solve() == SimpleMinCostFlow.OPTIMAL

    return interleaved(
        lambda: propose_pairs(OPERATOR, db), solve, runs=setting.runs(9), prepare=build
    )


_Model = tuple[tuple[Any, ...], tuple[Any, ...]]


def _last_model(db: Database, role: str) -> _Model:
    """The arcs and supplies that the solver was last given for a role."""
    arcs: list[tuple[Any, ...]] = []
    supplies: list[tuple[Any, ...]] = []

    class Listening(SimpleMinCostFlow):  # type: ignore[misc] # ortools ships no types
        def add_arcs_with_capacity_and_unit_cost(self, *given: Any) -> Any:
            arcs.append(given)
            return super().add_arcs_with_capacity_and_unit_cost(*given)

        def set_nodes_supplies(self, *given: Any) -> Any:
            supplies.append(given)
            return super().set_nodes_supplies(*given)

    with patch("liaison.services.pairing_flow.SimpleMinCostFlow", Listening):
        propose_pairs(OPERATOR, db, roles=(role,))
    return arcs[-1], supplies[-1]


def _built(model: _Model) -> SimpleMinCostFlow:
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(*model[0])
    solver.set_nodes_supplies(*model[1])
    return solver


ROWS = (
    Row("pairing", "pair a city from nothing, two roles", "ortools solving it", 3.0, from_nothing),
)
