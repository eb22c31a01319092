"""Runs of pairing: told, taken back whole, and what an undo leaves as it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted, StalePlan
from liaison.domain.pairing_edit import PairEdit
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import LiaisonRole, RequestKind
from liaison.services.gaps import list_gaps
from liaison.services.handover import propose_handover
from liaison.services.liaison_entry import update_liaison
from liaison.services.pair_by_hand import end_pair, pair_by_hand
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_policy import edit_proposal
from liaison.services.pairing_runs import KeptReason, apply_pairs, list_runs, undo_run
from liaison.services.requests import get_request, submit_request
from liaison.store import history, pairing_runs
from liaison.store.database import Database, iso
from tests.conftest import (
    Clock,
    enterprise_actor,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)

OFFICER = LiaisonRole.OFFICER
FAR = {"county_code": "330521", "town_code": "330521001"}


def in_charge(db: Database) -> dict[int, int]:
    """Enterprise → its officer."""
    query = """SELECT enterprise_id, liaison_id FROM pairings
                WHERE role = 'officer' AND ended_at IS NULL"""
    with db.read() as connection:
        return dict(connection.execute(query).fetchall())


def is_chosen(db: Database, enterprise: int) -> bool:
    """Whether the pair in force is one that a person chose, as a later roster asks."""
    query = "SELECT id FROM pairings WHERE enterprise_id = ? AND ended_at IS NULL"
    with db.read() as connection:
        ((number,),) = connection.execute(query, [enterprise]).fetchall()
        assert history.broken_link(connection) is None
        return number in history.chosen_pairs(connection, [enterprise])


def fill(db: Database, **wishes: object) -> int:
    """Apply a proposal for the officers; the number of the run."""
    proposal = propose_pairs(OPERATOR, db, roles=["officer"], **wishes)  # type: ignore[arg-type]
    run = apply_pairs(OPERATOR, db, proposal).run_id
    assert run is not None
    return run


def test_a_run_that_filled_gaps_leaves_them_again(db: Database, clock: Clock) -> None:
    enterprises = {make_enterprise(db) for _ in range(3)}
    make_liaison(db)
    run = fill(db)
    assert in_charge(db).keys() == enterprises
    clock.advance(minutes=1)
    undone = undo_run(OPERATOR, db, run)
    assert (undone.restored, undone.ended, undone.kept) == (0, 3, ())
    assert in_charge(db) == {}
    assert list_gaps(OPERATOR, db, role="officer").total == 3
    (row,) = list_runs(OPERATOR, db).rows
    assert (row.undone_at, row.undone_by) == (db.now(), "operator")


def test_a_rebalance_gives_everybody_back_with_requests(db: Database, clock: Clock) -> None:
    far, near = make_liaison(db, **FAR), make_liaison(db)
    enterprise = make_enterprise(db)
    make_pair(db, enterprise, far)
    request = submit_request(
        enterprise_actor(enterprise), db, enterprise, RequestKind.SECURITY, "请来"
    )
    run = fill(db, rebalance=True)
    assert in_charge(db) == {enterprise: near}
    assert get_request(OPERATOR, db, request).liaison_id == near
    clock.advance(minutes=1)
    undone = undo_run(OPERATOR, db, run)
    assert (undone.restored, undone.ended) == (1, 0)
    assert in_charge(db) == {enterprise: far}
    assert get_request(OPERATOR, db, request).liaison_id == far


@pytest.mark.parametrize("by_hand", [True, False], ids=["by hand", "by proposal"])
def test_a_pair_made_by_hand_is_one_by_hand_again(
    db: Database, clock: Clock, by_hand: bool
) -> None:
    far = make_liaison(db, **FAR)
    enterprise = make_enterprise(db)
    if by_hand:
        pair_by_hand(OPERATOR, db, enterprise, "officer", far)
    else:
        fill(db)
    make_liaison(db)
    run = fill(db, rebalance=True)
    assert not is_chosen(db, enterprise)
    clock.advance(minutes=1)
    undo_run(OPERATOR, db, run)
    assert in_charge(db) == {enterprise: far}
    assert is_chosen(db, enterprise) is by_hand


def test_a_row_that_a_person_decided_is_told_as_such(db: Database) -> None:
    near, far = make_liaison(db), make_liaison(db, **FAR)
    first, second = make_enterprise(db), make_enterprise(db)
    proposal = propose_pairs(OPERATOR, db, roles=["officer"])
    apply_pairs(
        OPERATOR, db, edit_proposal(OPERATOR, db, proposal, [PairEdit(second, OFFICER, far)])
    )
    assert in_charge(db) == {first: near, second: far}
    assert (is_chosen(db, first), is_chosen(db, second)) == (False, True)


def paired_by_hand(db: Database, enterprise: int) -> int | None:
    other = make_liaison(db)
    pair_by_hand(OPERATOR, db, enterprise, "officer", other)
    return other


def ended(db: Database, enterprise: int) -> int | None:
    end_pair(OPERATOR, db, enterprise, "officer")
    return None


def person_left(db: Database, enterprise: int) -> int | None:
    update_liaison(
        OPERATOR, db, in_charge(db)[enterprise], version=1, changes={"status": "disabled"}
    )
    return None


def paired_by_hand_with_the_same(db: Database, enterprise: int) -> int | None:
    person = in_charge(db)[enterprise]
    end_pair(OPERATOR, db, enterprise, "officer")
    pair_by_hand(OPERATOR, db, enterprise, "officer", person)
    return person


@pytest.mark.parametrize(
    "happens", [paired_by_hand, ended, person_left, paired_by_hand_with_the_same]
)
def test_what_changed_since_stays_and_is_named(
    db: Database, clock: Clock, happens: Callable[[Database, int], int | None]
) -> None:
    make_liaison(db)
    changed = make_enterprise(db, name="湖州甲厂")
    run = fill(db)
    clock.advance(minutes=1)
    expected = happens(db, changed)
    clock.advance(minutes=1)
    undone = undo_run(OPERATOR, db, run)
    assert [(each.enterprise_id, each.enterprise_name, each.reason) for each in undone.kept] == [
        (changed, "湖州甲厂", KeptReason.CHANGED_SINCE)
    ]
    assert in_charge(db).get(changed) == expected


def test_who_left_meanwhile_is_given_nothing_back(db: Database, clock: Clock) -> None:
    far = make_liaison(db, **FAR)
    enterprise = make_enterprise(db)
    make_pair(db, enterprise, far)
    near = make_liaison(db)
    run = fill(db, rebalance=True)
    update_liaison(OPERATOR, db, far, version=1, changes={"status": "disabled"})
    clock.advance(minutes=1)
    undone = undo_run(OPERATOR, db, run)
    assert [each.reason for each in undone.kept] == [KeptReason.PREVIOUS_LEFT]
    assert in_charge(db) == {enterprise: near}


def test_runs_are_undone_one_after_the_other(db: Database, clock: Clock) -> None:
    """What a later run changed stands again once that run is taken back."""
    far = make_liaison(db, **FAR)
    enterprise = make_enterprise(db)
    first = fill(db)
    near = make_liaison(db)
    clock.advance(minutes=1)
    second = fill(db, rebalance=True)
    clock.advance(minutes=1)
    third = apply_pairs(OPERATOR, db, propose_handover(OPERATOR, db, near)).run_id or 0
    assert in_charge(db) == {enterprise: far}
    for run, holder in ((third, near), (second, far), (first, None)):
        clock.advance(minutes=1)
        assert undo_run(OPERATOR, db, run).kept == ()
        assert in_charge(db).get(enterprise) == holder


def test_a_run_is_undone_once(db: Database) -> None:
    make_enterprise(db)
    make_liaison(db)
    run = fill(db)
    undo_run(OPERATOR, db, run)
    fill(db)
    with pytest.raises(InvalidInput) as refused:
        undo_run(OPERATOR, db, run)
    assert refused.value.code == "pairing_run_already_undone"
    with pytest.raises(NotFound) as missing:
        undo_run(OPERATOR, db, 10**6)
    assert missing.value.code == "pairing_run_not_found"
    assert len(in_charge(db)) == 1


def test_two_who_undo_at_once(db: Database) -> None:
    for _ in range(10):
        make_enterprise(db)
    make_liaison(db)
    run = fill(db)
    start = Barrier(2)

    def undo(_: int) -> str:
        start.wait()
        try:
            return f"ended {undo_run(OPERATOR, db, run).ended}"
        except InvalidInput as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(undo, range(2))) == ["ended 10", "pairing_run_already_undone"]
    with db.read() as connection:
        query = "SELECT COUNT(*) FROM history WHERE action = 'pair.ended'"
        assert connection.execute(query).fetchone()[0] == 10
        assert history.broken_link(connection) is None


def test_an_undo_while_the_next_proposal_is_applied(db: Database) -> None:
    """Whichever is first, nobody is paired twice and nothing is lost."""
    far, enterprise = make_liaison(db, **FAR), make_enterprise(db)
    run = fill(db)
    near = make_liaison(db)
    proposal = propose_pairs(OPERATOR, db, roles=["officer"], rebalance=True)
    start = Barrier(2)

    def undo() -> str:
        start.wait()
        return f"kept {len(undo_run(OPERATOR, db, run).kept)}"

    def apply() -> str:
        start.wait()
        try:
            return f"started {apply_pairs(OPERATOR, db, proposal).started}"
        except StalePlan:
            return "stale"

    with ThreadPoolExecutor(2) as pool:
        told = [work.result() for work in (pool.submit(undo), pool.submit(apply))]
    assert (told, in_charge(db)) in [
        (["kept 0", "stale"], {}),
        (["kept 1", "started 1"], {enterprise: near}),
    ]
    assert far not in in_charge(db).values()


def test_a_run_of_twice_the_size_takes_twice_the_work(db: Database) -> None:
    def work(size: int) -> int:
        """Steps of SQLite's machine, in hundreds, for what a run of so many changes did."""
        giver = make_liaison(db)
        with db.write() as connection:
            run = pairing_runs.insert(
                connection,
                "handover",
                at=db.now(),
                actor="operator",
                from_id=giver,
                note=None,
                balance=50,
            )
            rows = [
                {
                    "enterprise_id": each,
                    "role": "officer",
                    "liaison_id": giver,
                    "started_at": iso(db.now()),
                    **ends,
                }
                for each in enterprises[:size]
                for ends in (
                    {"ended_at": iso(db.now()), "ended_run_id": run, "started_run_id": None},
                    {"ended_at": iso(db.now()), "ended_run_id": None, "started_run_id": run},
                )
            ]
            connection.table("pairings").insert_all(rows)
            steps = [0]
            connection.conn.set_progress_handler(lambda: steps.append(0), 100)
            found = pairing_runs.rows_of(connection, run)
            connection.conn.set_progress_handler(None, 0)
        assert [row.previous_id for row in found] == [giver] * size
        return len(steps)

    enterprises = [make_enterprise(db) for _ in range(400)]
    assert work(400) < 3 * work(200)


def test_a_proposal_without_rows_is_no_run(db: Database) -> None:
    make_enterprise(db)
    outcome = apply_pairs(OPERATOR, db, propose_pairs(OPERATOR, db))
    assert (outcome.run_id, outcome.started) == (None, 0)
    assert list_runs(OPERATOR, db).total == 0


def test_runs_are_listed_the_latest_first(db: Database, clock: Clock) -> None:
    make_liaison(db)
    runs = []
    for _ in range(3):
        make_enterprise(db)
        clock.advance(minutes=1)
        runs.append(fill(db))
    page = list_runs(OPERATOR, db, page_size=2)
    assert ([run.id for run in page.rows], page.total) == (runs[:0:-1], 3)
    assert [run.id for run in list_runs(OPERATOR, db, page=2, page_size=2).rows] == runs[:1]
    assert {(run.kind, run.started, run.ended) for run in page.rows} == {("proposal", 1, 0)}


def test_above_the_limit_by_choice_the_other_rows_hold(db: Database) -> None:
    """Whom an administrator gives more than the limit in the preview, keeps what was proposed."""
    near, far = make_liaison(db, capacity=1), make_liaison(db, capacity=1, **FAR)
    first, second = make_enterprise(db), make_enterprise(db)
    proposal = propose_pairs(OPERATOR, db, roles=["officer"])
    held = {pair.liaison_id: pair.enterprise_id for pair in proposal.pairs}
    assert held.keys() == {near, far}
    edits = [PairEdit(held[far], OFFICER, near)]
    outcome = apply_pairs(OPERATOR, db, edit_proposal(OPERATOR, db, proposal, edits))
    assert [(load.person.id, load.after) for load in outcome.over_capacity] == [(near, 2)]
    assert in_charge(db) == {first: near, second: near}


def test_a_row_taken_out_may_leave_somebody_above_the_limit(db: Database) -> None:
    """The preview told it: nothing moved since, so the rest is written."""
    full, other = make_liaison(db, capacity=1), make_liaison(db, capacity=1, **FAR)
    gone, new = make_enterprise(db, **FAR), make_enterprise(db)
    make_pair(db, gone, full)
    proposal = propose_pairs(OPERATOR, db, roles=["officer"], rebalance=True, stability=0)
    assert {(pair.enterprise_id, pair.liaison_id) for pair in proposal.pairs} == {
        (gone, other),
        (new, full),
    }
    edited = edit_proposal(OPERATOR, db, proposal, [PairEdit(gone, OFFICER, None)])
    apply_pairs(OPERATOR, db, edited)
    assert in_charge(db) == {gone: full, new: full}


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(official_of(None), id="official"),
        pytest.param(liaison_actor(1), id="officer"),
        pytest.param(enterprise_actor(1), id="enterprise"),
    ],
)
def test_only_an_administrator_takes_back(db: Database, actor: Actor) -> None:
    make_enterprise(db)
    make_liaison(db)
    run = fill(db)
    for wish in (lambda: undo_run(actor, db, run), lambda: list_runs(actor, db)):
        with pytest.raises(NotPermitted):
            wish()
    assert len(in_charge(db)) == 1
