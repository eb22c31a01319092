"""Pairing by hand: how many gaps there are, and who could fill one."""

from __future__ import annotations

from liaison.domain.pairing import Tier
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.gaps import gap_counts
from liaison.services.pair_by_hand import list_candidates
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair, official_of


def test_gaps_are_counted_by_role_within_reach(db: Database, administrator: Actor) -> None:
    first = make_enterprise(db)
    make_enterprise(db, county_code="330521", town_code=None)
    make_pair(db, first, make_liaison(db))
    both = {LiaisonRole.OFFICER: 1, LiaisonRole.COMMISSIONER: 2}
    assert gap_counts(administrator, db) == both
    assert gap_counts(official_of("330502"), db) == {
        LiaisonRole.OFFICER: 0,
        LiaisonRole.COMMISSIONER: 1,
    }


def test_candidates_come_with_room_first_then_near_then_idle(
    db: Database, administrator: Actor
) -> None:
    enterprise = make_enterprise(db)
    busy = make_liaison(db, name="忙人")
    make_pair(db, make_enterprise(db), busy)
    idle = make_liaison(db, name="闲人")
    far = make_liaison(db, name="远人", county_code="330521", town_code=None)
    full = make_liaison(db, name="满人", capacity=0)
    make_liaison(db, name="离人", liaison_status="away")
    make_liaison(db, "commissioner")
    found = list_candidates(administrator, db, enterprise, LiaisonRole.OFFICER)
    assert [each.person.id for each in found] == [idle, busy, far, full]
    assert [each.tier for each in found] == [Tier.TOWN, Tier.TOWN, Tier.ELSEWHERE, Tier.TOWN]


def test_candidates_are_found_by_a_part_of_the_name(db: Database, administrator: Actor) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db, name="张三")
    wanted = make_liaison(db, name="李四")
    found = list_candidates(administrator, db, enterprise, LiaisonRole.OFFICER, search="李")
    assert [each.person.id for each in found] == [wanted]
