"""Officers and commissioners: found by number and name, listed with what they carry."""

from __future__ import annotations

import pytest

from liaison.domain.errors import NotFound
from liaison.domain.filters import LiaisonFilter
from liaison.domain.roles import Scope
from liaison.domain.vocabulary import LiaisonRole
from liaison.store import liaisons
from liaison.store.database import Database, iso
from liaison.store.search import searched
from tests.conftest import make_enterprise, make_liaison, make_pair

OFFICER, COMMISSIONER = LiaisonRole.OFFICER, LiaisonRole.COMMISSIONER


def listed(db: Database, scope: Scope | None = None, **filters: object) -> dict[int, int]:
    """Id → load of the people on the first page."""
    with db.read() as connection:
        page = liaisons.list_page(
            connection,
            scope or Scope(),
            LiaisonFilter(**filters),  # type: ignore[arg-type]
            page=1,
            page_size=50,
        )
    assert page.total == len(page.rows)
    return {row.liaison.id: row.load for row in page.rows}


def test_in_charge_are_the_pairs_in_force(db: Database) -> None:
    enterprise_id = make_enterprise(db)
    former, officer = make_liaison(db), make_liaison(db)
    ended = make_pair(db, enterprise_id, former)
    with db.write() as connection:
        connection.table("pairings").update(ended, {"ended_at": iso(db.now())})
    make_pair(db, enterprise_id, officer)
    with db.read() as connection:
        people = liaisons.in_charge(connection, enterprise_id)
    assert {role: person.id for role, person in people.items()} == {OFFICER: officer}


def test_load_counts_pairs_in_force(db: Database) -> None:
    officer, unlimited = make_liaison(db, capacity=2), make_liaison(db, capacity=None)
    for _ in range(2):
        make_pair(db, make_enterprise(db), officer)
    with db.read() as connection:
        full = liaisons.get_with_load(connection, officer)
        free = liaisons.get_with_load(connection, unlimited)
    assert (full.load, free.load) == (2, 0)


@pytest.mark.parametrize("typed", ["陈大文", "cdw", "P00812", "1395720", "练市"])
def test_search(db: Database, typed: str) -> None:
    row = {"name": "陈大文", "staff_no": "P00812", "phone": "13957201234", "unit": "练市派出所"}
    person = make_liaison(db, **row, search_text=searched("liaisons", row))
    make_liaison(db)
    assert listed(db, search=typed) == {person: 0}


def test_filters_and_scopes(db: Database) -> None:
    here = make_liaison(db)
    commissioner = make_liaison(db, "commissioner")
    away = make_liaison(db, county_code="330521", town_code="330521101")
    helper = make_liaison(db, county_code="330522", town_code=None)
    enterprise_id = make_enterprise(db, county_code="330521", town_code="330521101")
    make_pair(db, enterprise_id, helper)
    assert set(listed(db)) == {here, commissioner, away, helper}
    assert set(listed(db, role=COMMISSIONER)) == {commissioner}
    assert set(listed(db, area_code="330521")) == {away}
    assert set(listed(db, area_code="330500")) == {here, commissioner, away, helper}
    assert listed(db, Scope(area_code="330521")) == {away: 0, helper: 1}
    assert listed(db, Scope(area_code="330521101")) == {away: 0, helper: 1}
    assert listed(db, Scope(liaison_ids=frozenset({here}))) == {here: 0}
    assert listed(db, Scope(enterprise_id=enterprise_id)) == {helper: 1}
    with db.read() as connection:
        assert liaisons.reaches(connection, Scope(area_code="330521"), helper)
        assert not liaisons.reaches(connection, Scope(area_code="330521"), here)


def test_missing_person_is_not_found(db: Database) -> None:
    with db.read() as connection, pytest.raises(NotFound, match="liaison_not_found"):
        liaisons.get(connection, 404)
