"""The reference data that pages show: areas and industries by their names."""

from __future__ import annotations

from liaison.domain.reference import Reference
from liaison.domain.roles import Action, Actor
from liaison.services.guard import requires
from liaison.store import reference
from liaison.store.database import Database


@requires(Action.SEE_ENTERPRISE)
def load_reference(actor: Actor, db: Database) -> Reference:
    """Areas, industries and coded values; they change with a new edition of the product only."""
    with db.read() as connection:
        return reference.load(connection)
