"""The first steps of a new installation: what is done, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from liaison.domain.indicators import Figures
from liaison.domain.roles import Action, Actor, Role
from liaison.services.guard import requires
from liaison.store import accounts, liaisons, sessions
from liaison.store.database import Database

StepKey = Literal["accounts", "people", "enterprises", "pairs", "invitations"]
StepState = Literal["not_started", "in_progress", "done"]


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A step; `count` are the accounts, people, enterprises, paired ones, visitors so far."""

    key: StepKey
    state: StepState
    count: int


@requires(Action.MANAGE_ACCOUNTS)
def list_first_steps(actor: Actor, db: Database, figures: Figures) -> list[FirstStep]:
    """The steps in their order, by the figures of the whole city."""
    with db.read() as connection:
        by_role = accounts.count_by_role(connection)
        people = liaisons.count_by_role(connection)
        visitors = sessions.count_enterprises(connection, at=db.now())
    others = sum(number for role, number in by_role.items() if role is not Role.ADMINISTRATOR)
    enterprises, served, unpaired = (
        int(figures[key].numerator) for key in ("enterprises", "served", "unpaired")
    )
    paired = served - unpaired
    return [
        FirstStep("accounts", _state(others), others),
        FirstStep("people", _state(*people.values()), sum(people.values())),
        FirstStep("enterprises", _state(enterprises), enterprises),
        FirstStep("pairs", _state(paired) if not unpaired else _begun(paired), paired),
        FirstStep("invitations", _state(visitors), visitors),
    ]


def _state(*counts: int) -> StepState:
    """Done once there is some of everything."""
    return "done" if all(counts) else _begun(sum(counts))


def _begun(count: int) -> StepState:
    return "in_progress" if count else "not_started"
