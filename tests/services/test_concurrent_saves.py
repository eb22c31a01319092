"""Fifty people who save over one another: nothing is lost, and history has every save."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

from liaison.domain.errors import StaleRecord
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.domain.vocabulary import MeasureState
from liaison.services.accounts import add_account
from liaison.services.enterprises import get_enterprise
from liaison.services.sign_in import resolve_session, sign_in
from liaison.services.support import set_measure
from liaison.services.tokens import digest
from liaison.store import history
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair

SESSIONS, SAVES = 50, 6
PASSWORD = "correct horse battery"
CODES = ("M01", "M03", "M10")
STATES = (MeasureState.IN_PROGRESS, MeasureState.DONE, MeasureState.NOT_STARTED)


@dataclass(slots=True)
class Tally:
    """What one session did: how many saves were written, and the notes of those too late."""

    written: int = 0
    late: list[tuple[object, object]] = field(default_factory=list)


def _sessions(db: Database, enterprise: int) -> list[str]:
    """Sessions of the two people in charge and of administrators, 50 in all."""
    officer, commissioner = make_liaison(db), make_liaison(db, "commissioner")
    names = {"officer": officer, "commissioner": commissioner}
    for name, liaison_id in names.items():
        make_pair(db, enterprise, liaison_id)
        add_account(OPERATOR, db, name, Role(name), password=PASSWORD, liaison_id=liaison_id)
    add_account(OPERATOR, db, "root", Role.ADMINISTRATOR, password=PASSWORD)
    tokens = [sign_in(db, name, PASSWORD) for name in (*names, "root")]
    return [digest(tokens[number % len(tokens)]) for number in range(SESSIONS)]


def _save(db: Database, actor: Actor, enterprise: int, number: int, tally: Tally) -> None:
    """Look at the page, then save what was seen as something else, as a person would."""
    code, note = CODES[number % len(CODES)], f"第{number}次记录"
    view = get_enterprise(actor, db, enterprise)
    seen = next(support for measure, support in view.measures if measure.code == code)
    state = STATES[number % len(STATES)]
    try:
        set_measure(actor, db, enterprise, code, state=state, note=note, version=seen.version)
    except StaleRecord as stale:
        tally.late.append((stale.current["note"], stale.attempted["note"]))
    else:
        tally.written += 1


def test_fifty_sessions_save_over_one_another(db: Database) -> None:
    enterprise = make_enterprise(db)
    sessions = _sessions(db, enterprise)
    start = Barrier(SESSIONS)

    def work(place: int) -> Tally:
        tally = Tally()
        start.wait()
        for turn in range(SAVES):
            actor = resolve_session(db, sessions[place])
            assert actor is not None
            _save(db, actor, enterprise, place * SAVES + turn, tally)
        return tally

    with ThreadPoolExecutor(SESSIONS) as pool:
        tallies = list(pool.map(work, range(SESSIONS)))

    written = sum(each.written for each in tallies)
    late = [notes for each in tallies for notes in each.late]
    assert written + len(late) == SESSIONS * SAVES
    assert all(there != wanted for there, wanted in late)
    assert written >= len(CODES)
    with db.read() as connection:
        entries = history.of_enterprise(connection, enterprise, limit=10**6)
        assert history.broken_link(connection) is None
    saves = [each for each in entries if each.action == "support.set"]
    assert len(saves) == written
    versions = Counter(each.entity_id.partition("/")[2] for each in saves)
    view = get_enterprise(OPERATOR, db, enterprise)
    assert {
        measure.code: support.version for measure, support in view.measures if support.version
    } == dict(versions)
    for code in CODES:
        told = [each.changes["note"] for each in saves if each.entity_id.endswith(code)]
        newer, older = told[:-1], told[1:]
        assert [before for before, _ in newer] == [after for _, after in older]
