"""Rows of a proposal: found among thousands, named, and told how near they were before."""

from __future__ import annotations

import pytest

from liaison.domain.pairing import ProposedPair, Tier
from liaison.domain.pairing_edit import PairEdit
from liaison.domain.roles import OPERATOR
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.liaison_entry import update_liaison
from liaison.services.liaisons import get_liaison
from liaison.services.pair_by_hand import list_candidates, pair_by_hand
from liaison.services.pairing import name_pairs, propose_pairs
from liaison.services.pairing_policy import edit_proposal
from liaison.services.pairing_search import find_pairs
from liaison.services.reports import export
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair
from tests.workbooks import rows_of


@pytest.fixture
def names(db: Database) -> dict[int, str]:
    """Two enterprises of two officers in different counties, by id."""
    near = make_enterprise(db, name="湖州月河纺织有限公司")
    far = make_enterprise(
        db, name="德清武康机械有限公司", county_code="330521", town_code=None, contact_phone=None
    )
    make_liaison(db, name="张警官")
    make_liaison(db, name="李警官", county_code="330521", town_code=None)
    return {near: "月河", far: "武康"}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["月河", "武康"]),
        ("月河", ["月河"]),
        ("dqwk", ["武康"]),
        ("张警官", ["月河"]),
        ("没有这家", []),
    ],
    ids=["nothing typed", "name", "initials", "person", "no such"],
)
def test_a_pair_is_found_by_its_enterprise_or_its_person(
    db: Database, names: dict[int, str], search: str, found: list[str]
) -> None:
    pairs = propose_pairs(OPERATOR, db, roles=["officer"]).pairs
    seen = find_pairs(OPERATOR, db, pairs, search)
    assert sorted(names[pair.enterprise_id] for pair in seen) == sorted(found)


def test_a_pair_is_found_by_who_had_the_enterprise(db: Database, names: dict[int, str]) -> None:
    before = make_liaison(db, name="原警官", county_code="330523", town_code=None)
    for enterprise in names:
        make_pair(db, enterprise, before)
    pairs = propose_pairs(OPERATOR, db, roles=["officer"], rebalance=True).pairs
    assert len(find_pairs(OPERATOR, db, pairs, "原警官")) == len(pairs) == 2


def test_what_was_removed_since_is_neither_named_nor_edited(
    db: Database, names: dict[int, str]
) -> None:
    proposal = propose_pairs(OPERATOR, db, roles=["officer"])
    gone, kept = (pair.enterprise_id for pair in proposal.pairs)
    with db.write() as connection:
        connection.execute("DELETE FROM enterprises WHERE id = ?", [gone])
    named = name_pairs(OPERATOR, db, proposal.pairs)
    assert [each.pair.enterprise_id for each in named] == [kept]
    edits = [PairEdit(each, LiaisonRole.OFFICER, None) for each in (gone, kept)]
    edited = edit_proposal(OPERATOR, db, proposal, edits)
    assert [pair.enterprise_id for pair in edited.pairs] == [gone]


def test_taking_rows_out_of_a_group_leaves_the_others(db: Database) -> None:
    enterprises = [make_enterprise(db) for _ in range(4)]
    officer, commissioner = make_liaison(db), make_liaison(db, "commissioner")
    proposal = propose_pairs(OPERATOR, db)
    edits = [PairEdit(each, LiaisonRole.OFFICER, None) for each in enterprises[:3]]
    edited = edit_proposal(OPERATOR, db, proposal, edits)
    left = {(pair.enterprise_id, pair.liaison_id) for pair in edited.pairs}
    assert left == {
        (enterprises[3], officer),
        *((each, commissioner) for each in enterprises),
    }
    assert {gap.enterprise_id for gap in edited.gaps} == set(enterprises[:3])
    assert {load.person.id: load.after for load in edited.loads} == {officer: 1, commissioner: 4}


def test_a_proposal_tells_how_near_all_were_before(db: Database, names: dict[int, str]) -> None:
    near, far = names
    people = propose_pairs(OPERATOR, db, roles=["officer"]).pairs
    own = {pair.enterprise_id: pair.liaison_id for pair in people}
    make_pair(db, near, own[far])
    proposal = propose_pairs(OPERATOR, db, roles=["officer"], rebalance=True)
    assert {tier: each for tier, each in proposal.tiers_before.items() if each} == {
        Tier.ELSEWHERE: 1
    }
    assert {tier: each for tier, each in proposal.tiers.items() if each} == {
        Tier.TOWN: 1,
        Tier.COUNTY: 1,
    }
    moved = next(pair for pair in proposal.pairs if pair.enterprise_id == near)
    assert isinstance(moved, ProposedPair)
    assert moved.previous_id == own[far]


def test_candidates_count_with_the_loads_of_a_plan(db: Database, names: dict[int, str]) -> None:
    near = next(iter(names))
    free, planned = make_liaison(db, capacity=2), make_liaison(db, capacity=2)
    found = list_candidates(OPERATOR, db, near, LiaisonRole.OFFICER, loads={planned: 2, free: 1})
    order = [each.person.id for each in found]
    assert order.index(free) < order.index(planned)
    assert not next(each for each in found if each.person.id == planned).person.has_room


def test_a_gap_by_departure_goes_into_the_workbook(db: Database) -> None:
    enterprise, gone = make_enterprise(db), make_liaison(db)
    make_liaison(db)
    pair_by_hand(OPERATOR, db, enterprise, "officer", gone)
    version = get_liaison(OPERATOR, db, gone).liaison.version
    update_liaison(OPERATOR, db, gone, version=version, changes={"status": "停用"})
    file = export(OPERATOR, db, "gaps")
    cells = [cell for row in rows_of(file.content) for cell in row]
    assert "原人员已离任" in cells
