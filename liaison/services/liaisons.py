"""Officers and commissioners: who they are and what they carry."""

from __future__ import annotations

from dataclasses import replace

from liaison.domain.errors import NotPermitted
from liaison.domain.filters import LiaisonFilter
from liaison.domain.page import Page
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.guard import requires
from liaison.store import liaisons
from liaison.store.database import Database
from liaison.store.liaisons import LiaisonLoad


@requires(Action.SEE_LIAISONS)
def list_liaisons(
    actor: Actor,
    db: Database,
    *,
    search: str = "",
    role: LiaisonRole | None = None,
    area_code: str | None = None,
    on_leave: bool = False,
    page: int = 1,
    page_size: int = 50,
) -> Page[LiaisonLoad]:
    """A page of the people of the actor's area, and of those in charge of an enterprise there.

    With `on_leave` those only who are on leave today.
    """
    filters = LiaisonFilter(search, role, area_code, db.today() if on_leave else None)
    with db.read() as connection:
        found = liaisons.list_page(
            connection, actor.scope, filters, page=max(1, page), page_size=page_size
        )
        return replace(found, rows=liaisons.with_leaves(connection, found.rows, db.today()))


@requires(Action.SEE_LIAISONS)
def get_liaison(actor: Actor, db: Database, liaison_id: int) -> LiaisonLoad:
    """One person with the number of enterprises in their charge."""
    with db.read() as connection:
        found = liaisons.get_with_load(connection, liaison_id)
        if not liaisons.reaches(connection, actor.scope, liaison_id):
            action, role = Action.SEE_LIAISONS.value, actor.role.value
            raise NotPermitted("not_permitted", action=action, role=role)
        return liaisons.with_leaves(connection, [found], db.today())[0]


@requires(Action.OWN_ACCOUNT)
def get_own_record(actor: Actor, db: Database) -> LiaisonLoad | None:
    """The officer or commissioner that the actor is; None for everybody else."""
    if actor.liaison_id is None:
        return None
    with db.read() as connection:
        found = liaisons.get_with_load(connection, actor.liaison_id)
        return liaisons.with_leaves(connection, [found], db.today())[0]
