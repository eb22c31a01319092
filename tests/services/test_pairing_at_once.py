"""An enterprise that comes into a paired city has its people at once, by every proposal's costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import pytest

from liaison.domain.conflicts import Resolutions, Side
from liaison.domain.pairing import GapReason
from liaison.domain.roles import OPERATOR
from liaison.domain.vocabulary import FilingStatus, LiaisonRole, RequestKind, Status
from liaison.services.enterprises import (
    take_back,
    update_enterprise,
    update_status,
)
from liaison.services.gaps import list_gaps
from liaison.services.new_enterprise import add_enterprise
from liaison.services.pair_by_hand import end_pair
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_runs import apply_pairs
from liaison.services.requests import get_request, submit_request
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.roster_undo import undo_import
from liaison.store import history
from liaison.store.database import Database
from tests.conftest import (
    Clock,
    credit_code,
    enterprise_actor,
    make_enterprise,
    make_liaison,
    make_pair,
)
from tests.workbooks import xlsx

FAR = {"county_code": "330521", "town_code": "330521001"}
NEXT_TOWN = {"county_code": "330502", "town_code": "330502101"}
HEADER = ["企业名称", "统一社会信用代码", "所属县区", "所属乡镇街道", "复工状态", "项目警官"]
_serial = count(8_000_000)

Way = Callable[[Database], int]


def row(status: str | None = "全面复工", officer: str | None = None, **known: Any) -> list[Any]:
    """A row of a roster; a new enterprise in 织里镇 unless it is a known one."""
    serial = next(_serial)
    name, code = f"湖州新来{serial}号有限公司", credit_code(serial)
    named = (known.get("name", name), known.get("uscc", code))
    return [*named, "吴兴区", "织里镇", status, officer]


def take(db: Database, *rows: list[Any]) -> int:
    plan = plan_roster_import(OPERATOR, db, xlsx([HEADER, *rows]), "企业.xlsx")
    choices = Resolutions(others=Side.TAKE)
    return commit_roster_import(OPERATOR, db, plan, resolutions=choices).batch_id or 0


def newest(db: Database) -> int:
    with db.read() as connection:
        return int(connection.execute("SELECT MAX(id) FROM enterprises").fetchone()[0])


def people_of(db: Database, enterprise: int) -> dict[str, int]:
    query = "SELECT role, liaison_id FROM pairings WHERE enterprise_id = ? AND ended_at IS NULL"
    with db.read() as connection:
        return dict(connection.execute(query, [enterprise]).fetchall())


def measures_of(db: Database, enterprise: int) -> int:
    query = "SELECT COUNT(*) FROM support WHERE enterprise_id = ?"
    with db.read() as connection:
        return int(connection.execute(query, [enterprise]).fetchone()[0])


def added(db: Database) -> int:
    serial = next(_serial)
    values: Mapping[str, Any] = {
        "name": f"湖州新来{serial}号有限公司",
        "uscc": credit_code(serial),
        "county": "330502",
        "town": "330502100",
        "status": "full",
    }
    return add_enterprise(OPERATOR, db, values)


def imported(db: Database) -> int:
    take(db, row())
    return newest(db)


def changed_by_import(db: Database) -> int:
    known = {"name": "湖州旧厂", "uscc": credit_code(next(_serial))}
    enterprise = make_enterprise(db, **known, status="not_resumed", filing_status="not_filed")
    take(db, row(**known))
    return enterprise


def resumed(db: Database) -> int:
    enterprise = make_enterprise(db, status="not_resumed", filing_status="not_filed")
    update_status(OPERATOR, db, enterprise, version=None, status=Status.FULL)
    return enterprise


def applied_to_open(db: Database) -> int:
    enterprise = make_enterprise(db, status="not_resumed", filing_status="not_filed")
    changes = {"filing_status": FilingStatus.FILED.value}
    update_enterprise(OPERATOR, db, enterprise, version=None, changes=changes)
    return enterprise


WAYS = [added, imported, changed_by_import, resumed, applied_to_open]


@pytest.fixture
def paired(db: Database) -> tuple[int, int]:
    """A city after its first run: its officer and its commissioner."""
    people = (make_liaison(db), make_liaison(db, "commissioner"))
    make_enterprise(db)
    apply_pairs(OPERATOR, db, propose_pairs(OPERATOR, db))
    return people


@pytest.mark.parametrize("way", WAYS)
def test_in_a_paired_city_it_has_both_at_once(
    db: Database, paired: tuple[int, int], way: Way
) -> None:
    enterprise = way(db)
    assert people_of(db, enterprise) == dict(zip(("officer", "commissioner"), paired, strict=True))
    assert measures_of(db, enterprise) == 10
    assert list_gaps(OPERATOR, db).total == 0
    with db.read() as connection:
        told = [entry.action for entry in history.of_enterprise(connection, enterprise)]
        assert history.broken_link(connection) is None
    assert told.count("pair.started") == 2


@pytest.mark.parametrize("way", WAYS)
def test_the_first_pairing_of_a_city_is_asked_for(db: Database, way: Way) -> None:
    make_liaison(db)
    make_liaison(db, "commissioner")
    enterprise = way(db)
    assert people_of(db, enterprise) == {}
    assert {gap.reason for gap in list_gaps(OPERATOR, db).rows} == {GapReason.WAITING}


@pytest.mark.parametrize("way", WAYS)
def test_a_role_that_was_never_paired_waits(db: Database, way: Way) -> None:
    officer = make_liaison(db)
    make_liaison(db, "commissioner")
    make_enterprise(db)
    apply_pairs(OPERATOR, db, propose_pairs(OPERATOR, db, roles=["officer"]))
    assert people_of(db, way(db)) == {"officer": officer}


@pytest.mark.parametrize("way", WAYS)
def test_where_nobody_has_room_it_stays_a_gap(db: Database, way: Way) -> None:
    for role in LiaisonRole:
        make_pair(db, make_enterprise(db), make_liaison(db, role, capacity=1))
    apply_pairs(OPERATOR, db, propose_pairs(OPERATOR, db))
    enterprise = way(db)
    gaps = [gap for gap in list_gaps(OPERATOR, db).rows if gap.enterprise_id == enterprise]
    assert [gap.reason for gap in gaps] == [GapReason.NO_CAPACITY] * 2
    assert measures_of(db, enterprise) == 10


@pytest.mark.parametrize("way", WAYS)
def test_the_nearest_who_has_room_wins(db: Database, paired: tuple[int, int], way: Way) -> None:
    officer, _ = paired
    with db.write() as connection:
        connection.table("liaisons").update(officer, {"capacity": 1})
    make_liaison(db, **FAR)
    make_liaison(db, liaison_status="away")
    near = make_liaison(db, **NEXT_TOWN)
    assert people_of(db, way(db))["officer"] == near


@pytest.mark.parametrize(("balance", "is_even"), [(0, False), (1_000, True)])
def test_it_weighs_as_the_last_run_did(db: Database, balance: int, is_even: bool) -> None:
    near = make_liaison(db)
    for _ in range(3):
        make_enterprise(db)
    proposal = propose_pairs(OPERATOR, db, roles=["officer"], balance=balance)
    apply_pairs(OPERATOR, db, proposal)
    idle = make_liaison(db, **NEXT_TOWN)
    assert people_of(db, added(db))["officer"] == (idle if is_even else near)


def test_several_that_come_together_are_spread(db: Database, paired: tuple[int, int]) -> None:
    others = [make_liaison(db) for _ in range(2)]
    plan = plan_roster_import(OPERATOR, db, xlsx([HEADER, *(row() for _ in range(5))]), "企业.xlsx")
    report = commit_roster_import(OPERATOR, db, plan)
    assert report.paired == {LiaisonRole.OFFICER: 5, LiaisonRole.COMMISSIONER: 5}
    loads = [load for load in propose_pairs(OPERATOR, db).loads if load.person.role == "officer"]
    assert {load.person.id: load.before for load in loads} == {
        paired[0]: 2,
        others[0]: 2,
        others[1]: 2,
    }


def test_whom_the_roster_names_has_it(db: Database, paired: tuple[int, int]) -> None:
    make_liaison(db, staff_no="034777", **FAR)
    take(db, row(officer="034777"))
    officer = people_of(db, newest(db))["officer"]
    assert officer not in paired
    assert people_of(db, newest(db))["commissioner"] == paired[1]


@pytest.mark.parametrize("status", [None, "未复工", "未直接生产经营"])
def test_what_needs_nobody_has_nobody(
    db: Database, paired: tuple[int, int], status: str | None
) -> None:
    take(db, row(status))
    assert people_of(db, newest(db)) == {}
    assert measures_of(db, newest(db)) == 0


def test_a_save_fills_no_gap_that_was_there(db: Database, paired: tuple[int, int]) -> None:
    """A gap that an administrator made is not filled behind the back."""
    enterprise = added(db)
    end_pair(OPERATOR, db, enterprise, "officer")
    update_enterprise(OPERATOR, db, enterprise, version=None, changes={"remark": "已走访"})
    update_status(OPERATOR, db, enterprise, version=None, status=Status.PARTIAL)
    assert people_of(db, enterprise).keys() == {"commissioner"}


def resumed_by_hand(db: Database, known: Mapping[str, Any], enterprise: int) -> None:
    update_status(OPERATOR, db, enterprise, version=None, status=Status.FULL)


def resumed_by_import(db: Database, known: Mapping[str, Any], enterprise: int) -> None:
    take(db, row(**known))


@pytest.mark.parametrize("comes_back", [resumed_by_hand, resumed_by_import])
def test_what_comes_into_scope_again_has_its_people_again(
    db: Database,
    paired: tuple[int, int],
    comes_back: Callable[[Database, Mapping[str, Any], int], None],
) -> None:
    known = {"name": "湖州旧厂", "uscc": credit_code(next(_serial))}
    take(db, row(**known))
    enterprise = newest(db)
    update_status(OPERATOR, db, enterprise, version=None, status=Status.NOT_RESUMED)
    end_pair(OPERATOR, db, enterprise, "officer")
    comes_back(db, known, enterprise)
    assert people_of(db, enterprise).keys() == {"officer", "commissioner"}


def test_a_slip_taken_back_gives_the_people_back(
    db: Database, paired: tuple[int, int], clock: Clock
) -> None:
    enterprise = added(db)
    saved = update_status(OPERATOR, db, enterprise, version=None, status=Status.NOT_RESUMED)
    end_pair(OPERATOR, db, enterprise, "officer")
    clock.advance(seconds=20)
    take_back(OPERATOR, db, enterprise, version=saved.enterprise.version)
    assert people_of(db, enterprise).keys() == {"officer", "commissioner"}


def test_requests_that_waited_go_to_whoever_comes(db: Database, paired: tuple[int, int]) -> None:
    enterprise = make_enterprise(db, status="not_resumed", filing_status="not_filed")
    actor = enterprise_actor(enterprise)
    request = submit_request(actor, db, enterprise, RequestKind.SECURITY, "请来")
    update_status(OPERATOR, db, enterprise, version=None, status=Status.FULL)
    assert get_request(OPERATOR, db, request).liaison_id == paired[0]


def test_an_undone_import_takes_the_people_away_again(
    db: Database, paired: tuple[int, int], clock: Clock
) -> None:
    known = {"name": "湖州旧厂", "uscc": credit_code(next(_serial))}
    enterprise = make_enterprise(db, **known, status="not_resumed", filing_status="not_filed")
    batch = take(db, row(**known))
    clock.advance(hours=1)
    undo_import(OPERATOR, db, batch)
    assert people_of(db, enterprise) == {}


def test_an_undo_leaves_the_people_where_an_edit_keeps_the_enterprise_open(
    db: Database, paired: tuple[int, int], clock: Clock
) -> None:
    known = {"name": "湖州旧厂", "uscc": credit_code(next(_serial))}
    enterprise = make_enterprise(db, **known, status="not_resumed", filing_status="not_filed")
    batch = take(db, row(**known))
    clock.advance(hours=1)
    update_status(OPERATOR, db, enterprise, version=None, status=Status.PARTIAL)
    report = undo_import(OPERATOR, db, batch)
    assert [each.reason for each in report.kept] == ["edited"]
    assert people_of(db, enterprise).keys() == {"officer", "commissioner"}
    assert list_gaps(OPERATOR, db).total == 0


def test_an_undo_that_opens_an_enterprise_again_pairs_it(
    db: Database, paired: tuple[int, int], clock: Clock
) -> None:
    known = {"name": "湖州旧厂", "uscc": credit_code(next(_serial))}
    take(db, row(**known))
    enterprise = newest(db)
    clock.advance(hours=1)
    batch = take(db, row("未复工", **known))
    end_pair(OPERATOR, db, enterprise, "officer")
    clock.advance(hours=1)
    undo_import(OPERATOR, db, batch)
    assert people_of(db, enterprise).keys() == {"officer", "commissioner"}


def test_a_first_roster_that_names_some_officers_pairs_nobody_else(db: Database) -> None:
    officer = make_liaison(db, staff_no="037001")
    take(db, row(officer="037001"), row())
    with db.read() as connection:
        pairs = connection.execute("SELECT role, liaison_id FROM pairings").fetchall()
    assert pairs == [("officer", officer)]
    take(db, row())
    gaps = [gap.role for gap in list_gaps(OPERATOR, db).rows]
    assert gaps.count(LiaisonRole.OFFICER) == 1
