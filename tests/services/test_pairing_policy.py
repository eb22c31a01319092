"""What the two policies come to, and a proposal that is changed before it is applied."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from liaison.domain.errors import InvalidInput, NotFound, NotPermitted
from liaison.domain.pairing import GapReason, PairingProposal, Tier
from liaison.domain.pairing_edit import PairEdit
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.pairing import Weights, propose_pairs
from liaison.services.pairing_policy import compare_policies, edit_proposal
from liaison.services.pairing_runs import apply_pairs
from liaison.store import history
from liaison.store.database import Database
from tests.conftest import (
    enterprise_actor,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)

OFFICER = LiaisonRole.OFFICER
FAR = {"county_code": "330502", "town_code": "330502101"}
NEAR_FIRST, EVEN_FIRST = Weights(balance=0, stability=0), Weights(balance=1_000, stability=0)


def test_near_and_even_are_told_with_what_each_costs(db: Database) -> None:
    for _ in range(4):
        make_enterprise(db)
    make_liaison(db)
    make_liaison(db, **FAR)
    before = _last_change(db)
    near, even = compare_policies(OPERATOR, db, [NEAR_FIRST, EVEN_FIRST], roles=["officer"])
    assert (near.tiers[Tier.TOWN], near.load.max, near.distance) == (4, 4, 4_000)
    assert (even.tiers[Tier.COUNTY], even.load.max, even.distance) == (2, 2, 8_000)
    assert (near.moved, near.gaps, near.weights) == (0, 0, NEAR_FIRST)
    assert _last_change(db) == before


def _last_change(db: Database) -> int:
    with db.read() as connection:
        return history.last_id(connection)


def test_stable_and_best_are_told_with_what_moves(db: Database) -> None:
    far = make_liaison(db, **FAR)
    make_liaison(db)
    make_pair(db, make_enterprise(db), far)
    stable, best = compare_policies(
        OPERATOR,
        db,
        [Weights(stability=10**6), Weights(stability=0)],
        roles=["officer"],
        rebalance=True,
    )
    assert (stable.moved, best.moved) == (0, 1)
    assert stable.distance > best.distance


@pytest.mark.parametrize("rebalance", [False, True], ids=["fill", "rebalance"])
def test_each_outcome_is_that_of_the_proposal(db: Database, rebalance: bool) -> None:
    for number in range(6):
        enterprise = make_enterprise(db, **(FAR if number % 2 else {}))
        person = make_liaison(db, capacity=number % 3)
        if number % 3:
            make_pair(db, enterprise, person)
    policies = [Weights(balance=balance, stability=500) for balance in (0, 50, 1_000)]
    for told in compare_policies(OPERATOR, db, policies, rebalance=rebalance):
        weights = told.weights
        proposal = propose_pairs(
            OPERATOR,
            db,
            rebalance=rebalance,
            balance=weights.balance,
            stability=weights.stability,
        )
        assert (told.moved, told.gaps) == (proposal.changed, len(proposal.gaps))
        assert (told.tiers, told.load) == (proposal.tiers, proposal.load_after)
        assert told.distance == proposal.distance


def test_only_the_area_or_the_selection_is_compared(db: Database) -> None:
    here, _ = make_enterprise(db), make_enterprise(db, **FAR)
    make_liaison(db, capacity=0)
    for which in ({"area_code": "330502100"}, {"enterprise_ids": [here]}):
        (told,) = compare_policies(OPERATOR, db, [Weights()], roles=["officer"], **which)  # type: ignore[arg-type]
        assert told.gaps == 1


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        pytest.param(Weights(balance=-1), "bad_balance", id="balance below"),
        pytest.param(Weights(balance=1_001), "bad_balance", id="balance above"),
        pytest.param(Weights(stability=-1), "bad_stability", id="stability below"),
    ],
)
def test_a_weight_beyond_its_limits_is_refused(db: Database, weights: Weights, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        compare_policies(OPERATOR, db, [Weights(), weights])
    assert refused.value.code == code


def proposed(db: Database) -> PairingProposal:
    return propose_pairs(OPERATOR, db, roles=["officer"])


def test_an_edited_proposal_is_applied_as_it_was_shown(db: Database) -> None:
    near, far = make_liaison(db, capacity=1), make_liaison(db, capacity=1, **FAR)
    first, second, third = (make_enterprise(db) for _ in range(3))
    proposal = proposed(db)
    assert proposal.gap_counts == {OFFICER: 1}
    edits = [PairEdit(each, OFFICER, far) for each in (first, second)]
    edited = edit_proposal(OPERATOR, db, proposal, [*edits, PairEdit(third, OFFICER, None)])
    assert [(gap.enterprise_id, gap.role) for gap in edited.gaps] == [(third, OFFICER)]
    assert {load.person.id: load.after for load in edited.loads} == {near: 0, far: 2}
    apply_pairs(OPERATOR, db, edited)
    after = {load.person.id: load.before for load in proposed(db).loads}
    assert after == {near: 0, far: 2}


def test_a_row_taken_out_waits(db: Database) -> None:
    make_liaison(db)
    enterprise = make_enterprise(db, name="湖州甲厂")
    edited = edit_proposal(OPERATOR, db, proposed(db), [PairEdit(enterprise, OFFICER, None)])
    (gap,) = edited.gaps
    assert (gap.enterprise_name, gap.reason) == ("湖州甲厂", GapReason.WAITING)
    assert apply_pairs(OPERATOR, db, edited).started == 0


def test_an_enterprise_that_is_gone_is_passed_over(db: Database) -> None:
    person, enterprise = make_liaison(db), make_enterprise(db)
    proposal = proposed(db)
    with db.write() as connection:
        connection.table("enterprises").delete(enterprise)
    edits = [PairEdit(enterprise, OFFICER, person)]
    assert edit_proposal(OPERATOR, db, proposal, edits).pairs == proposal.pairs


Person = Callable[[Database], int]
REFUSALS: list[tuple[str, Person, type[Exception], str]] = [
    ("nobody", lambda db: 10**6, NotFound, "liaison_not_found"),
    (
        "other role",
        lambda db: make_liaison(db, "commissioner"),
        InvalidInput,
        "liaison_of_other_role",
    ),
    (
        "away",
        lambda db: make_liaison(db, liaison_status="away"),
        InvalidInput,
        "liaison_not_on_duty",
    ),
    (
        "left",
        lambda db: make_liaison(db, ended_on="2026-11-09"),
        InvalidInput,
        "liaison_not_on_duty",
    ),
]


@pytest.mark.parametrize(
    ("person", "kind", "code"),
    [pytest.param(person, kind, code, id=name) for name, person, kind, code in REFUSALS],
)
def test_who_cannot_be_chosen(
    db: Database, person: Person, kind: type[Exception], code: str
) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db)
    with pytest.raises(kind) as refused:
        edit_proposal(OPERATOR, db, proposed(db), [PairEdit(enterprise, OFFICER, person(db))])
    assert getattr(refused.value, "code", None) == code


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(official_of(None), id="official"),
        pytest.param(liaison_actor(1), id="officer"),
        pytest.param(enterprise_actor(1), id="enterprise"),
    ],
)
def test_only_an_administrator_asks(db: Database, actor: Actor) -> None:
    proposal = proposed(db)
    for wish in (
        lambda: compare_policies(actor, db, [Weights()]),
        lambda: edit_proposal(actor, db, proposal, []),
    ):
        with pytest.raises(NotPermitted):
            wish()
