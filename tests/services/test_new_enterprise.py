"""Adding an enterprise by hand: who may, who is in charge at once, what it may be already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from liaison.domain.errors import InvalidInput, NotPermitted
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.identity import name_core
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.domain.vocabulary import Status
from liaison.services.enterprises import get_enterprise, list_enterprises, update_status
from liaison.services.new_enterprise import add_enterprise, list_likely, own_place
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_runs import apply_pairs
from liaison.store.database import Database
from liaison.store.likely import Likeness
from tests.conftest import (
    credit_code,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)

NEW = {"name": "湖州新遇纺织有限公司", "town": "330502100", "status": "partial"}


def people_of(db: Database, enterprise_id: int) -> tuple[int | None, int | None]:
    """Who is in charge: officer and commissioner."""
    view = get_enterprise(OPERATOR, db, enterprise_id)
    return tuple(each.id if each else None for each in (view.officer, view.commissioner))


@pytest.fixture
def paired(db: Database) -> tuple[int, int]:
    """The officer and the commissioner of a city after its first run."""
    people = (make_liaison(db), make_liaison(db, "commissioner"))
    make_enterprise(db)
    apply_pairs(OPERATOR, db, propose_pairs(OPERATOR, db))
    return people


@pytest.mark.parametrize("role", ["officer", "commissioner"])
def test_who_adds_one_is_in_charge_and_a_colleague_is_found_at_once(
    db: Database, paired: tuple[int, int], role: str
) -> None:
    adder = make_liaison(db, role, county_code="330523", town_code=None, grid=None)
    actor = liaison_actor(adder, role)
    new = add_enterprise(actor, db, NEW)
    officer, commissioner = paired
    expected = (adder, commissioner) if role == "officer" else (officer, adder)
    assert people_of(db, new) == expected
    assert [row.id for row in list_enterprises(actor, db, EnterpriseFilter()).rows] == [new]
    actions = [entry.action for entry in get_enterprise(actor, db, new).history]
    assert actions == ["pair.started", "pair.chosen", "enterprise.added"]


def test_one_that_needs_no_pair_yet_stays_with_who_met_it(
    db: Database, paired: tuple[int, int]
) -> None:
    adder = make_liaison(db)
    actor = liaison_actor(adder)
    new = add_enterprise(actor, db, NEW | {"status": "not_resumed"})
    assert people_of(db, new) == (adder, None)
    update_status(actor, db, new, version=None, status=Status.FULL)
    assert people_of(db, new) == (adder, paired[1])


def test_an_administrator_adds_one_and_both_are_found(
    db: Database, administrator: Actor, paired: tuple[int, int]
) -> None:
    assert people_of(db, add_enterprise(administrator, db, NEW)) == paired


def test_nobody_else_adds_one(db: Database) -> None:
    with pytest.raises(NotPermitted):
        add_enterprise(official_of(None), db, NEW)
    nobody = Actor(name="officer", role=Role.OFFICER)
    with pytest.raises(InvalidInput, match="adder_not_on_roster"):
        add_enterprise(nobody, db, NEW)
    assert list_enterprises(OPERATOR, db, EnterpriseFilter()).total == 0


def test_a_second_press_leads_to_the_one_just_added(db: Database) -> None:
    actor = liaison_actor(make_liaison(db))
    first = add_enterprise(actor, db, NEW)
    before = len(get_enterprise(OPERATOR, db, first).history)
    assert add_enterprise(actor, db, NEW) == first
    view = get_enterprise(OPERATOR, db, first)
    assert len(view.history) == before
    assert list_enterprises(OPERATOR, db, EnterpriseFilter()).total == 1


def _by_another(db: Database, actor: Actor) -> int:
    return add_enterprise(OPERATOR, db, NEW)


def _with_another_contact(db: Database, actor: Actor) -> int:
    return add_enterprise(actor, db, NEW | {"contact_name": "陆某"})


@pytest.mark.parametrize("again", [_by_another, _with_another_contact])
def test_what_is_not_the_same_press_is_refused(
    db: Database, again: Callable[[Database, Actor], int]
) -> None:
    actor = liaison_actor(make_liaison(db))
    add_enterprise(actor, db, NEW)
    with pytest.raises(InvalidInput, match="enterprise_exists"):
        again(db, actor)
    assert list_enterprises(OPERATOR, db, EnterpriseFilter()).total == 1


@pytest.mark.parametrize(
    ("typed", "likeness"),
    [
        pytest.param({"uscc": credit_code(71).lower()}, Likeness.CODE, id="code in small letters"),
        pytest.param({"name": "湖州晨光（吴兴）纺织有限公司"}, Likeness.NAME, id="other brackets"),
        pytest.param({"contact_phone": "王某 139 0572 0001"}, Likeness.PHONE, id="phone"),
        pytest.param({"contact_phone": "0572-2021234"}, Likeness.PHONE, id="second phone"),
        pytest.param({"name": "晨光"}, Likeness.PART, id="part of the name"),
        pytest.param({"name": "浙江省湖州市晨光有限责任公司"}, Likeness.PART, id="other form"),
    ],
)
def test_a_likely_one_is_told_wherever_it_is(
    db: Database, typed: dict[str, Any], likeness: Likeness
) -> None:
    known = make_enterprise(
        db,
        name="湖州晨光(吴兴)纺织有限公司",
        uscc=credit_code(71),
        contact_phone="13905720001; 0572-2021234",
    )
    holder = make_liaison(db, name="李警官")
    make_pair(db, known, holder)
    make_enterprise(db, name="湖州远山木业有限公司")
    (stranger,) = list_likely(liaison_actor(make_liaison(db)), db, typed)
    assert (stranger.id, stranger.likeness, stranger.is_reached) == (known, likeness, False)
    assert [(each.role, each.name) for each in stranger.people] == [("officer", "李警官")]
    (own,) = list_likely(liaison_actor(holder), db, typed)
    assert own.is_reached


def test_the_likeliest_come_first_and_nothing_typed_is_like_nothing(db: Database) -> None:
    actor = liaison_actor(make_liaison(db))
    far = make_enterprise(db, name="德清晨光贸易公司", county_code="330521", town_code="330521001")
    near = make_enterprise(db, name="湖州晨光纺织有限公司")
    same = make_enterprise(db, name="晨光", county_code="330523", town_code=None)
    found = list_likely(actor, db, {"name": "晨光", "town": "330502100"})
    assert [each.id for each in found] == [same, near, far]
    assert list_likely(actor, db, {}) == []
    assert list_likely(actor, db, {"name": "湖", "town": "330502100"}) == []
    assert list_likely(actor, db, {"name": "百分之%"}) == []


@pytest.mark.parametrize(
    ("name", "core"),
    [
        pytest.param("湖州晨光纺织有限公司", "晨光纺织", id="place and form"),
        pytest.param("湖州 晨光 纺织 股份有限公司", "晨光纺织", id="blanks"),
        pytest.param("湖州织里晨光厂", "晨光", id="two places"),
        pytest.param("湖州晨光纺织有限公司（织里）", "晨光纺织", id="the place in brackets behind"),
        pytest.param("湖州晨光纺织（集团）", "晨光纺织(集团)", id="what is no place stays"),
        pytest.param("湖州有限公司", "湖州有限公司", id="nothing else"),
    ],
)
def test_what_is_a_name_of_ones_own(name: str, core: str) -> None:
    assert name_core(name, {"湖州", "织里"}) == core


def test_the_own_place_is_the_town_or_else_the_county(db: Database, administrator: Actor) -> None:
    town, county = make_liaison(db), make_liaison(db, town_code=None)
    assert own_place(liaison_actor(town), db) == "330502100"
    assert own_place(liaison_actor(county), db) == "330502"
    assert own_place(administrator, db) is None
