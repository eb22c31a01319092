"""Making a database: schema and reference data, ready for its first administrator."""

from __future__ import annotations

from liaison.domain.errors import InvalidInput, NotFound
from liaison.domain.roles import Action, Actor
from liaison.services.guard import open_to_all, requires
from liaison.store import reference
from liaison.store.database import Database


@requires(Action.MAINTAIN)
def initialise(actor: Actor, db: Database) -> None:
    """Make or upgrade the database and its reference data; running it again is safe."""
    if db.exists and not db.is_database:
        raise InvalidInput("not_a_database", path=db.path)
    _bring_up_to_date(db)


def _bring_up_to_date(db: Database) -> None:
    db.migrate()
    with db.write() as connection:
        reference.seed(connection)


@open_to_all
def require_database(db: Database) -> None:
    """Refuse to go on without a database, and bring one of an earlier edition up to date.

    Open, since nobody can sign in before there is one.
    """
    if not db.exists:
        raise NotFound("no_database", path=db.path)
    if not db.is_database:
        raise InvalidInput("not_a_database", path=db.path)
    if db.is_behind:
        _bring_up_to_date(db)
