"""The first steps of a new installation and their states."""

from __future__ import annotations

from liaison.domain.roles import OPERATOR
from liaison.services.figures import figures
from liaison.services.first_steps import list_first_steps
from liaison.services.sign_in import open_enterprise_session
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair


def test_each_first_step_has_its_state(db: Database) -> None:
    def states() -> dict[str, str]:
        steps = list_first_steps(OPERATOR, db, figures(OPERATOR, db))
        return {step.key: step.state for step in steps}

    assert set(states().values()) == {"not_started"}
    enterprise, officer = make_enterprise(db), make_liaison(db)
    assert states()["people"] == "in_progress"
    commissioner = make_liaison(db, "commissioner")
    make_pair(db, enterprise, officer)
    open_enterprise_session(db, enterprise)
    assert states() == {
        "accounts": "not_started",
        "people": "done",
        "enterprises": "done",
        "pairs": "not_started",
        "invitations": "done",
    }
    make_pair(db, enterprise, commissioner)
    make_enterprise(db)
    assert states()["pairs"] == "in_progress"
