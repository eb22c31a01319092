"""Who is in charge, as rosters say it: spellings, two who claim one, edits since, undo."""

from __future__ import annotations

from typing import Any

from liaison.domain.conflicts import Resolutions, Side
from liaison.domain.plan import ImportPlan, OutcomeKind
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.enterprises import find_enterprise, get_enterprise
from liaison.services.pair_by_hand import pair_by_hand
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_runs import apply_pairs
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.roster_undo import undo_import
from liaison.store import liaisons
from liaison.store.database import Database
from tests.conftest import credit_code, make_enterprise, make_liaison, make_pair
from tests.workbooks import xlsx

PEOPLE = ["警号", "民警姓名", "派出所", "主/副", "联系企业"]
ENTERPRISES = ["企业名称", "统一社会信用代码", "所属县区", "项目警官"]
MILL = ["湖州某织造有限公司", credit_code(9_001), "吴兴区"]


def plan_people(actor: Actor, db: Database, *rows: list[Any]) -> ImportPlan:
    return plan_roster_import(actor, db, xlsx([PEOPLE, *rows]), "警官.xlsx", kind="officers")


def plan_mill(actor: Actor, db: Database, staff_no: str | None) -> ImportPlan:
    rows = [[*ENTERPRISES, "复工状态"], [*MILL, staff_no, "全面复工"]]
    return plan_roster_import(actor, db, xlsx(rows), "名册.xlsx")


def officer_of(db: Database, enterprise_id: int) -> str | None:
    with db.read() as connection:
        found = liaisons.in_charge(connection, enterprise_id).get(LiaisonRole.OFFICER)
    return found.staff_no if found else None


def test_one_name_in_two_spellings_is_one_enterprise(administrator: Actor, db: Database) -> None:
    make_enterprise(db, name="湖州（某）织造有限公司")
    plan = plan_people(
        administrator,
        db,
        ["001", "试一", "织里派出所", None, "湖州（某）织造有限公司"],
        ["002", "试二", "织里派出所", None, "湖州(某)织造有限公司"],
    )
    assert "unknown_enterprise" not in {each.code for each in plan.problems}


def test_of_two_who_claim_an_enterprise_the_first_who_is_no_deputy_has_it(
    administrator: Actor, db: Database
) -> None:
    mill = make_enterprise(db, name=MILL[0])
    rows = (
        ["001", "试一", "织里派出所", "副", MILL[0]],
        ["002", "试二", "织里派出所", "主", MILL[0]],
        ["003", "试三", "织里派出所", "主", MILL[0]],
    )
    plan = plan_people(administrator, db, *rows)
    doubts = [each for each in plan.problems if each.code == "enterprise_of_two"]
    assert [(each.row_number, each.twin, each.value) for each in doubts] == [
        (2, ("名册", 3), MILL[0]),
        (4, ("名册", 3), MILL[0]),
    ]
    commit_roster_import(administrator, db, plan)
    assert officer_of(db, mill) == "002"
    assert plan_people(administrator, db, *rows).counts()["unchanged"] == 3


def test_a_pair_that_was_made_by_hand_is_not_replaced_in_silence(
    administrator: Actor, db: Database
) -> None:
    make_liaison(db, staff_no="001", name="试一")
    other = make_liaison(db, staff_no="002", name="试二")
    commit_roster_import(administrator, db, plan_mill(administrator, db, "001"))
    mill = find_enterprise(administrator, db, MILL[1])
    pair_by_hand(administrator, db, mill, "officer", other)
    plan = plan_mill(administrator, db, "001")
    assert plan.outcomes[0].conflicts == {"officer": ("002", "001")}
    commit_roster_import(administrator, db, plan, resolutions=Resolutions(others=Side.TAKE))
    assert officer_of(db, mill) == "001"
    assert plan_mill(administrator, db, "002").outcomes[0].kind is OutcomeKind.CHANGED


def test_an_undo_ends_the_pairs_that_a_roster_of_people_made(
    administrator: Actor, db: Database
) -> None:
    make_liaison(db, staff_no="001", name="试一")
    former = make_liaison(db, staff_no="002", name="试二")
    fresh, held = make_enterprise(db, name="湖州甲厂"), make_enterprise(db, name="湖州乙厂")
    make_pair(db, held, former)
    plan = plan_people(administrator, db, ["001", "试一", "织里派出所", None, "湖州甲厂、湖州乙厂"])
    batch = commit_roster_import(administrator, db, plan).batch_id or 0
    assert (officer_of(db, fresh), officer_of(db, held)) == ("001", "001")
    assert undo_import(administrator, db, batch).restored == 1
    assert (officer_of(db, fresh), officer_of(db, held)) == (None, "002")


def test_what_an_undo_put_back_is_no_pair_made_by_hand(administrator: Actor, db: Database) -> None:
    for number in ("001", "002"):
        make_liaison(db, staff_no=number, name=f"试{number}")
    commit_roster_import(administrator, db, plan_mill(administrator, db, "001"))
    batch = commit_roster_import(administrator, db, plan_mill(administrator, db, "002")).batch_id
    undo_import(administrator, db, batch or 0)
    assert officer_of(db, find_enterprise(administrator, db, MILL[1])) == "001"
    assert plan_mill(administrator, db, "002").outcomes[0].kind is OutcomeKind.CHANGED


def test_the_number_of_a_removed_record_is_never_given_again(
    administrator: Actor, db: Database
) -> None:
    plan = plan_roster_import(administrator, db, xlsx([ENTERPRISES[:3], MILL]), "名册.xlsx")
    undo_import(administrator, db, commit_roster_import(administrator, db, plan).batch_id or 0)
    other = ["湖州另一织造有限公司", credit_code(9_002), "吴兴区"]
    plan = plan_roster_import(administrator, db, xlsx([ENTERPRISES[:3], other]), "名册.xlsx")
    commit_roster_import(administrator, db, plan)
    view = get_enterprise(administrator, db, find_enterprise(administrator, db, other[1]))
    assert [each.action for each in view.history] == ["enterprise.added"]


def test_a_pair_that_a_proposal_made_is_nobodys_word(administrator: Actor, db: Database) -> None:
    make_liaison(db, staff_no="001", name="试一", county_code="330502")
    other = make_liaison(db, staff_no="002", name="试二", county_code="330502", capacity=0)
    commit_roster_import(administrator, db, plan_mill(administrator, db, None))
    apply_pairs(administrator, db, propose_pairs(administrator, db))
    mill = find_enterprise(administrator, db, MILL[1])
    assert officer_of(db, mill) == "001"
    assert plan_mill(administrator, db, "002").outcomes[0].kind is OutcomeKind.CHANGED
    pair_by_hand(administrator, db, mill, "officer", other)
    assert plan_mill(administrator, db, "001").outcomes[0].kind is OutcomeKind.CONFLICTING


def test_an_undo_removes_new_people_with_the_pairs_that_came_with_them(
    administrator: Actor, db: Database
) -> None:
    former = make_liaison(db, staff_no="002", name="试二")
    held = make_enterprise(db, name="湖州乙厂")
    make_pair(db, held, former)
    plan = plan_people(administrator, db, ["001", "试一", "织里派出所", None, "湖州乙厂"])
    batch = commit_roster_import(administrator, db, plan).batch_id or 0
    assert officer_of(db, held) == "001"
    report = undo_import(administrator, db, batch)
    assert (report.removed, report.kept) == (1, ())
    assert officer_of(db, held) == "002"
