"""Finding a row among the thousands of a proposal."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.domain.pairing import ProposedPair
from liaison.domain.roles import Action, Actor
from liaison.services.guard import requires
from liaison.store import pairings
from liaison.store.database import Database


@requires(Action.PAIR)
def find_pairs(
    actor: Actor, db: Database, pairs: Sequence[ProposedPair], search: str
) -> list[ProposedPair]:
    """Those of the pairs whose enterprise, or whose person before or after, a search finds."""
    if not search.strip():
        return list(pairs)
    with db.read() as connection:
        enterprises, people = pairings.found_by(connection, search)
    return [
        pair
        for pair in pairs
        if pair.enterprise_id in enterprises
        or pair.liaison_id in people
        or pair.previous_id in people
    ]
