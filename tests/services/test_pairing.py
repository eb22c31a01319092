"""Pairing as an administrator does it: propose, apply, by hand, gaps and loads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted, StalePlan
from liaison.domain.pairing import Gap, GapReason, PairReason, Tier
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.gaps import list_gaps
from liaison.services.pair_by_hand import end_pair, pair_by_hand
from liaison.services.pairing import name_pairs, propose_pairs
from liaison.services.pairing_runs import apply_pairs
from liaison.store import history, liaisons
from liaison.store.database import Database
from tests.conftest import liaison_actor, make_enterprise, make_liaison, make_pair, official_of

OFFICER, COMMISSIONER = LiaisonRole.OFFICER, LiaisonRole.COMMISSIONER


def _in_force(db: Database) -> dict[tuple[int, str], int]:
    query = "SELECT enterprise_id, role, liaison_id FROM pairings WHERE ended_at IS NULL"
    with db.read() as connection:
        return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def _set(db: Database, table: str, record_id: int, **values: object) -> None:
    with db.write() as connection:
        connection.table(table).update(record_id, values)


def _history(db: Database, enterprise_id: int) -> list[tuple[str, object]]:
    with db.read() as connection:
        entries = history.of_enterprise(connection, enterprise_id)
    return [(entry.action, dict(entry.changes)) for entry in entries]


def test_a_city_is_paired_near_first_and_evenly(db: Database, administrator: Actor) -> None:
    enterprises = [make_enterprise(db, grid="第1网格") for _ in range(4)]
    near = [make_liaison(db, grid="第1网格") for _ in range(2)]
    make_liaison(db, county_code="330521", town_code="330521001")
    commissioner = make_liaison(db, "commissioner")

    proposal = propose_pairs(administrator, db)

    assert _in_force(db) == {}
    assert proposal.filled == {OFFICER: 4, COMMISSIONER: 4}
    assert proposal.changed == 0
    assert proposal.gaps == ()
    assert proposal.tiers == {Tier.GRID: 4, Tier.TOWN: 4, Tier.COUNTY: 0, Tier.ELSEWHERE: 0}
    assert proposal.cost == 4 * 1_000 + 50 * (2**2 + 2**2 + 4**2)
    assert {load.person.id: load.after for load in proposal.loads if load.after} == {
        near[0]: 2,
        near[1]: 2,
        commissioner: 4,
    }

    outcome = apply_pairs(administrator, db, proposal)

    assert (outcome.started, outcome.ended, outcome.over_capacity) == (8, 0, ())
    pairs = _in_force(db)
    assert len(pairs) == 8
    assert {pairs[each, "commissioner"] for each in enterprises} == {commissioner}


def test_applying_writes_history_and_opens_the_measures(db: Database, administrator: Actor) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db, name="张三")
    make_liaison(db, "commissioner", name="李四")
    apply_pairs(administrator, db, propose_pairs(administrator, db))
    entries = _history(db, enterprise)
    assert ("pair.started", {"officer": (None, "张三")}) in entries
    assert ("pair.started", {"commissioner": (None, "李四")}) in entries
    with db.read() as connection:
        assert history.broken_link(connection) is None
        query = "SELECT COUNT(*) FROM support WHERE enterprise_id = ? AND state = 'not_started'"
        assert connection.execute(query, [enterprise]).fetchone()[0] == 10


def test_a_second_run_changes_nothing(db: Database, administrator: Actor) -> None:
    for number in range(7):
        make_enterprise(db, grid=f"第{number % 3}网格")
        make_liaison(db, ("officer", "commissioner")[number % 2], grid=f"第{number % 4}网格")
    first = propose_pairs(administrator, db)
    assert propose_pairs(administrator, db) == first
    apply_pairs(administrator, db, first)
    for rebalance in (False, True):
        again = propose_pairs(administrator, db, rebalance=rebalance)
        assert (again.pairs, again.tiers, again.cost) == ((), first.tiers, first.cost)
        outcome = apply_pairs(administrator, db, again)
        assert (outcome.started, outcome.ended) == (0, 0)


def test_only_a_rebalance_moves_standing_pairs(db: Database, administrator: Actor) -> None:
    near = make_liaison(db, grid="第1网格")
    far = make_liaison(db, county_code="330521", town_code="330521001", name="王远")
    enterprise = make_enterprise(db, grid="第1网格")
    make_pair(db, enterprise, far)
    assert propose_pairs(administrator, db, roles=["officer"]).pairs == ()
    steady = propose_pairs(administrator, db, roles=["officer"], rebalance=True, stability=10**9)
    assert steady.pairs == ()

    proposal = propose_pairs(administrator, db, roles=["officer"], rebalance=True)
    (row,) = name_pairs(administrator, db, proposal.pairs)
    assert (row.pair.liaison_id, row.pair.previous_id, row.pair.reason) == (
        near,
        far,
        PairReason.NEARER,
    )
    assert row.previous is not None
    assert (row.previous.name, row.town_code) == ("王远", "330502100")
    outcome = apply_pairs(administrator, db, proposal)
    assert (outcome.started, outcome.ended) == (1, 1)
    assert _in_force(db) == {(enterprise, "officer"): near}


def test_what_a_departed_person_had_goes_to_somebody_else(
    db: Database, administrator: Actor
) -> None:
    gone, there = make_liaison(db, ended_on="2026-11-09"), make_liaison(db)
    enterprise = make_enterprise(db)
    make_pair(db, enterprise, gone)
    proposal = propose_pairs(administrator, db, roles=["officer"])
    assert [(pair.previous_id, pair.reason) for pair in proposal.pairs] == [
        (gone, PairReason.DEPARTED)
    ]
    assert (proposal.filled, proposal.changed) == ({OFFICER: 0}, 1)
    apply_pairs(administrator, db, proposal)
    assert _in_force(db) == {(enterprise, "officer"): there}


def test_only_the_selection_is_paired(db: Database, administrator: Actor) -> None:
    chosen, other = make_enterprise(db), make_enterprise(db)
    make_liaison(db)
    proposal = propose_pairs(administrator, db, roles=["officer"], enterprise_ids=[chosen])
    apply_pairs(administrator, db, proposal)
    assert [each for each, _ in _in_force(db)] == [chosen]
    with db.read() as connection:
        opened = connection.execute("SELECT DISTINCT enterprise_id FROM support").fetchall()
    assert opened == [(chosen,)]
    assert other != chosen


def test_gaps_keep_their_reason(db: Database, administrator: Actor) -> None:
    taken, waiting = make_enterprise(db), make_enterprise(db, name="湖州试样甲有限公司")
    nowhere = make_enterprise(db, county_code=None, town_code=None, name="湖州试样乙有限公司")
    make_liaison(db, capacity=1)
    proposal = propose_pairs(administrator, db)
    full = Gap(
        waiting,
        "湖州试样甲有限公司",
        "330502",
        "330502100",
        None,
        OFFICER,
        GapReason.NO_CAPACITY,
    )
    assert full in proposal.gaps
    reasons = {(gap.enterprise_id, gap.role): gap.reason for gap in proposal.gaps}
    assert reasons == {
        (waiting, OFFICER): GapReason.NO_CAPACITY,
        (nowhere, OFFICER): GapReason.NO_AREA,
        (taken, COMMISSIONER): GapReason.NOBODY,
        (waiting, COMMISSIONER): GapReason.NOBODY,
        (nowhere, COMMISSIONER): GapReason.NO_AREA,
    }
    assert proposal.gap_counts == {OFFICER: 2, COMMISSIONER: 3}
    apply_pairs(administrator, db, proposal)
    page = list_gaps(administrator, db, page_size=2)
    assert (page.total, page.pages, len(page.rows)) == (5, 3, 2)
    everything = list_gaps(administrator, db).rows
    assert {(gap.enterprise_id, gap.role): gap.reason for gap in everything} == reasons
    assert full in everything


def test_gaps_that_could_be_filled_wait(db: Database) -> None:
    make_enterprise(db)
    make_enterprise(db, county_code="330521", town_code="330521001")
    make_liaison(db)
    page = list_gaps(official_of("330502"), db, role="officer")
    assert [(gap.county_code, gap.reason) for gap in page.rows] == [("330502", GapReason.WAITING)]
    assert list_gaps(official_of(None), db, area_code="330521").total == 2


def _paired_meanwhile(db: Database, enterprise: int, _: int) -> None:
    make_pair(db, enterprise, make_liaison(db))


def _closed_meanwhile(db: Database, enterprise: int, _: int) -> None:
    _set(db, "enterprises", enterprise, status="not_operating")


def _left_meanwhile(db: Database, _: int, liaison: int) -> None:
    _set(db, "liaisons", liaison, liaison_status="away")


def _filled_meanwhile(db: Database, _: int, liaison: int) -> None:
    make_pair(db, make_enterprise(db), liaison)


def _removed_meanwhile(db: Database, enterprise: int, _: int) -> None:
    with db.write() as connection:
        connection.table("enterprises").delete(enterprise)


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(_paired_meanwhile, id="somebody else paired it"),
        pytest.param(_closed_meanwhile, id="it needs nobody now"),
        pytest.param(_left_meanwhile, id="the person is away"),
        pytest.param(_filled_meanwhile, id="the room is taken"),
        pytest.param(_removed_meanwhile, id="the enterprise is gone"),
    ],
)
def test_a_proposal_that_no_longer_holds_writes_nothing(
    db: Database, administrator: Actor, happens: Callable[[Database, int, int], None]
) -> None:
    enterprise, liaison = make_enterprise(db), make_liaison(db, capacity=1)
    commissioner = make_liaison(db, "commissioner")
    proposal = propose_pairs(administrator, db)
    happens(db, enterprise, liaison)
    before = _in_force(db)
    with pytest.raises(StalePlan) as refused:
        apply_pairs(administrator, db, proposal)
    assert refused.value.code == "stale_pairing"
    assert refused.value.values["count"] in (1, 2)
    assert _in_force(db) == before
    assert commissioner not in before.values()


def test_two_who_apply_at_once_pair_nobody_twice(db: Database, administrator: Actor) -> None:
    enterprises = [make_enterprise(db) for _ in range(20)]
    for role in ("officer", "commissioner"):
        make_liaison(db, role)
    proposal = propose_pairs(administrator, db)
    start = Barrier(2)

    def apply(_: int) -> str:
        start.wait()
        try:
            return f"started {apply_pairs(administrator, db, proposal).started}"
        except StalePlan:
            return "stale"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(apply, range(2))) == ["stale", "started 40"]
    assert len(_in_force(db)) == 2 * len(enterprises)
    with db.read() as connection:
        assert connection.table("pairings").count == 40
        assert history.broken_link(connection) is None


def test_pairing_by_hand_warns_above_the_limit(db: Database, administrator: Actor) -> None:
    person = make_liaison(db, capacity=1, name="张三")
    first, second = make_enterprise(db), make_enterprise(db)
    assert pair_by_hand(administrator, db, first, "officer", person).over_capacity == ()
    outcome = pair_by_hand(administrator, db, second, "officer", person)
    (over,) = outcome.over_capacity
    assert (outcome.started, over.before, over.after, over.person.capacity) == (1, 1, 2, 1)
    assert pair_by_hand(administrator, db, second, "officer", person).started == 0
    assert ("pair.chosen", {"officer": (None, "张三")}) in _history(db, second)


def test_pairing_by_hand_takes_the_place_of_who_was(db: Database, administrator: Actor) -> None:
    enterprise = make_enterprise(db)
    old, new = make_liaison(db, name="张三"), make_liaison(db, name="李四")
    make_pair(db, enterprise, old)
    outcome = pair_by_hand(administrator, db, enterprise, "officer", new)
    assert (outcome.started, outcome.ended) == (1, 1)
    assert _history(db, enterprise)[:2] == [
        ("pair.chosen", {"officer": (None, "李四")}),
        ("pair.ended", {"officer": ("张三", None)}),
    ]


def test_who_stands_above_the_limit_is_relieved_only_where_there_is_room(
    db: Database, administrator: Actor
) -> None:
    full = make_liaison(db, capacity=1)
    for _ in range(3):
        make_pair(db, make_enterprise(db), full)
    assert propose_pairs(administrator, db, roles=["officer"], rebalance=True).pairs == ()
    other = make_liaison(db, capacity=1)
    proposal = propose_pairs(administrator, db, roles=["officer"], rebalance=True)
    assert [(pair.liaison_id, pair.reason) for pair in proposal.pairs] == [
        (other, PairReason.OVER_CAPACITY)
    ]
    assert apply_pairs(administrator, db, proposal).over_capacity == ()
    assert sorted(_in_force(db).values()) == [full, full, other]


@pytest.mark.parametrize(
    ("fields", "role", "code"),
    [
        pytest.param({"role": "commissioner"}, "officer", "liaison_of_other_role", id="role"),
        pytest.param({"liaison_status": "away"}, "officer", "liaison_not_on_duty", id="away"),
        pytest.param({"ended_on": "2026-11-01"}, "officer", "liaison_not_on_duty", id="left"),
    ],
)
def test_who_cannot_be_paired_by_hand(
    db: Database, administrator: Actor, fields: dict[str, str], role: str, code: str
) -> None:
    enterprise, liaison = make_enterprise(db), make_liaison(db, **fields)
    with pytest.raises(InvalidInput) as refused:
        pair_by_hand(administrator, db, enterprise, role, liaison)
    assert refused.value.code == code
    with pytest.raises(NotFound):
        pair_by_hand(administrator, db, enterprise, role, 10**6)
    with pytest.raises(NotFound):
        pair_by_hand(administrator, db, 10**6, role, liaison)


def test_an_ended_pair_is_a_gap(db: Database, administrator: Actor) -> None:
    enterprise, officer = make_enterprise(db), make_liaison(db, name="张三")
    make_pair(db, enterprise, officer)
    assert end_pair(administrator, db, enterprise, "officer").ended == 1
    assert list_gaps(administrator, db, role="officer").total == 1
    assert _history(db, enterprise)[0] == ("pair.ended", {"officer": ("张三", None)})
    with pytest.raises(NotFound) as refused:
        end_pair(administrator, db, enterprise, "officer")
    assert refused.value.code == "pair_not_found"


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        pytest.param({"balance": -1}, "bad_balance", id="balance below"),
        pytest.param({"balance": 1_001}, "bad_balance", id="balance above"),
        pytest.param({"stability": -1}, "bad_stability", id="stability below"),
    ],
)
def test_weights_have_limits(
    db: Database, administrator: Actor, weights: dict[str, int], code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        propose_pairs(administrator, db, **weights)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(official_of("330502"), id="official"),
        pytest.param(liaison_actor(1), id="officer"),
    ],
)
def test_only_an_administrator_pairs(db: Database, administrator: Actor, actor: Actor) -> None:
    enterprise, officer = make_enterprise(db), make_liaison(db)
    proposal = propose_pairs(administrator, db)
    wishes = (
        lambda: propose_pairs(actor, db),
        lambda: apply_pairs(actor, db, proposal),
        lambda: name_pairs(actor, db, proposal.pairs),
        lambda: pair_by_hand(actor, db, enterprise, "officer", officer),
        lambda: end_pair(actor, db, enterprise, "officer"),
    )
    for wish in wishes:
        with pytest.raises(NotPermitted):
            wish()
    assert _in_force(db) == {}


def test_an_officer_does_not_see_everybody_s_gaps(db: Database) -> None:
    officer = liaison_actor(make_liaison(db))
    with pytest.raises(NotPermitted):
        list_gaps(officer, db)


def test_an_administrator_of_an_area_pairs_only_there(db: Database, administrator: Actor) -> None:
    of_county = replace(administrator, area_code="330502")
    here = make_enterprise(db)
    there = make_enterprise(db, county_code="330521", town_code="330521001")
    officer = make_liaison(db)
    proposal = propose_pairs(of_county, db, roles=["officer"])
    assert [pair.enterprise_id for pair in proposal.pairs] == [here]
    with pytest.raises(NotPermitted):
        pair_by_hand(of_county, db, there, "officer", officer)
    with pytest.raises(StalePlan):
        apply_pairs(of_county, db, propose_pairs(administrator, db, roles=["officer"]))
    with db.read() as connection:
        assert liaisons.in_charge(connection, there) == {}
