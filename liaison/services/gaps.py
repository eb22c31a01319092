"""Gaps: the enterprises that need a person in a role and have none, each with its reason."""

from __future__ import annotations

from liaison.domain.page import Page
from liaison.domain.pairing import Gap
from liaison.domain.roles import Action, Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.guard import requires
from liaison.store import gaps
from liaison.store.database import Database


@requires(Action.SEE_FIGURES)
def gap_counts(
    actor: Actor, db: Database, *, area_code: str | None = None
) -> dict[LiaisonRole, int]:
    """How many enterprises need somebody in each role and have nobody."""
    with db.read() as connection:
        return gaps.counts(connection, actor.scope, area_code=area_code)


@requires(Action.SEE_FIGURES)
def list_gaps(
    actor: Actor,
    db: Database,
    *,
    role: str | None = None,
    area_code: str | None = None,
    page: int = 1,
    page_size: int = 50,
) -> Page[Gap]:
    """The roles that nobody fills where somebody should, each with its reason."""
    with db.read() as connection:
        rows, total = gaps.list_part(
            connection,
            actor.scope,
            db.today(),
            role=role,
            area_code=area_code,
            limit=page_size,
            offset=(page - 1) * page_size,
        )
    return Page(rows, total, page, page_size)
