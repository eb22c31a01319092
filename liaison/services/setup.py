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
    db.migrate()
    with db.write() as connection:
        reference.seed(connection)


@open_to_all
def require_database(db: Database) -> None:
    """Refuse to go on without a database; open, since nobody can sign in before there is one."""
    if not db.exists:
        raise NotFound("no_database", path=db.path)
    if not db.is_database:
        raise InvalidInput("not_a_database", path=db.path)
