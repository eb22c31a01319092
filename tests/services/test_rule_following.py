"""Rules of measures after the roster changed: by a form, a workbook, an undo; begun work stays."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import MeasureState, Status
from liaison.services.backup import check
from liaison.services.catalogue import change_measure
from liaison.services.enterprises import (
    get_enterprise,
    list_history,
    take_back,
    update_enterprise,
    update_status,
)
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.roster_undo import undo_import
from liaison.services.support import set_measure
from liaison.store import support
from liaison.store.database import Database
from tests.conftest import Clock, make_enterprise
from tests.workbooks import xlsx

NOT_STARTED, IN_PROGRESS, _, _, NOT_APPLICABLE = MeasureState
#: Each measure is for some only, by another field of the roster.
RULES: dict[str, dict[str, Any]] = {
    "M02": {"industries": ("C",)},
    "M03": {"sizes": ("L", "M")},
    "M04": {"above_scale": "above"},
    "M05": {"areas": ("330502",)},
    "M08": {"on_request": True, "industries": ("C",)},
}
CODES = [code for code in RULES if code != "M08"]


@pytest.fixture
def ruled(db: Database) -> Database:
    for code, rule in RULES.items():
        change_measure(OPERATOR, db, code, version=1, changes=rule)
    return db


def tracked(db: Database, **fields: Any) -> int:
    """An enterprise that every rule takes in, with its measures open."""
    known = {"industry": "C", "size": "L", "above_scale": "above", "name": "湖州试样纺织有限公司"}
    made = make_enterprise(db, **(known | fields))
    with db.write() as connection:
        support.open_measures(connection, [made], on=db.today())
    return made


def states(db: Database, enterprise_id: int) -> dict[str, MeasureState]:
    view = get_enterprise(OPERATOR, db, enterprise_id)
    return {measure.code: each.state for measure, each in view.measures}


def left_out(db: Database, enterprise_id: int) -> set[str]:
    return {code for code, state in states(db, enterprise_id).items() if state is NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param({"industry": "I"}, {"M02"}, id="industry"),
        pytest.param({"size": "XS"}, {"M03"}, id="size"),
        pytest.param({"above_scale": "below"}, {"M04"}, id="scale"),
        pytest.param({"county": "330503"}, {"M05"}, id="county"),
        pytest.param({"town": "330521001", "county": "330521"}, {"M05"}, id="town"),
        pytest.param({"industry": "I", "size": "S"}, {"M02", "M03"}, id="two"),
        pytest.param({"industry": None}, set(), id="what is not known leaves nobody out"),
        pytest.param({"employees": 7}, set(), id="no rule asks"),
    ],
)
def test_a_form_that_moves_a_field_lets_its_rules_decide(
    ruled: Database, administrator: Actor, changes: dict[str, Any], codes: set[str]
) -> None:
    one = tracked(ruled)
    before = states(ruled, one)
    assert left_out(ruled, one) == {"M08"}
    saved = update_enterprise(administrator, ruled, one, version=None, changes=changes)
    assert left_out(ruled, one) == {"M08"} | codes
    assert dict(saved.ruled) == dict.fromkeys(codes, NOT_APPLICABLE)
    told = [each for each in list_history(OPERATOR, ruled, one) if each.action == "support.ruled"]
    assert {each.entity_id for each in told} == {f"{one}/{code}" for code in codes}
    assert all(each.changes["note"][1] for each in told), "the reason is in history"
    version = saved.enterprise.version
    back = take_back(administrator, ruled, one, version=version)
    assert states(ruled, one) == before
    assert dict(back.ruled) == dict.fromkeys(codes, NOT_STARTED)
    assert check(OPERATOR, ruled).is_sound


def test_what_somebody_set_stays(ruled: Database, administrator: Actor) -> None:
    one = tracked(ruled)
    set_measure(administrator, ruled, one, "M02", state=IN_PROGRESS)
    saved = update_enterprise(administrator, ruled, one, version=None, changes={"industry": "I"})
    assert saved.ruled == ()
    assert states(ruled, one)["M02"] is IN_PROGRESS


def test_a_status_alone_asks_no_rule_and_what_opens_then_is_by_the_roster_of_then(
    ruled: Database, administrator: Actor
) -> None:
    one = make_enterprise(
        ruled, industry="C", status="not_resumed", filing_status="not_filed", size="L"
    )
    update_enterprise(administrator, ruled, one, version=None, changes={"industry": "I"})
    assert get_enterprise(OPERATOR, ruled, one).enterprise.tracked_on is None
    saved = update_status(administrator, ruled, one, version=None, status=Status.FULL)
    assert saved.ruled == ()
    assert "M02" in left_out(ruled, one)


def workbook(*rows: tuple[str, str, str]) -> bytes:
    header = ["企业名称", "所属县区", "所属行业"]
    return xlsx([header, *([name, county, industry] for name, county, industry in rows)])


def imported(actor: Actor, db: Database, content: bytes) -> Any:
    plan = plan_roster_import(actor, db, content, "名册.xlsx", kind="enterprises")
    return commit_roster_import(actor, db, plan)


def test_an_import_decides_of_the_rows_that_it_moved_and_its_undo_decides_back(
    ruled: Database, administrator: Actor
) -> None:
    one = tracked(ruled, name="湖州甲纺织有限公司")
    begun = tracked(ruled, name="湖州乙纺织有限公司")
    same = tracked(ruled, name="湖州丙纺织有限公司")
    set_measure(administrator, ruled, begun, "M02", state=IN_PROGRESS)
    seen = [states(ruled, each) for each in (one, begun, same)]
    trade = "信息传输、软件和信息技术服务业"
    rows = [(f"湖州{which}纺织有限公司", "吴兴区", trade) for which in "甲乙"]
    report = imported(
        administrator, ruled, workbook(*rows, ("湖州丙纺织有限公司", "吴兴区", "制造业"))
    )
    assert report.counts["changed"] == 2
    assert (report.left_out, report.taken_in) == (1, 0)
    assert left_out(ruled, one) == {"M02", "M08"}
    assert states(ruled, begun)["M02"] is IN_PROGRESS
    assert states(ruled, same) == seen[2]
    undone = undo_import(administrator, ruled, report.batch_id)
    assert (undone.restored, undone.kept) == (2, ())
    assert [states(ruled, each) for each in (one, begun, same)] == seen
    assert check(OPERATOR, ruled).is_sound


def test_what_rules_decide_after_an_import_makes_nobody_keep_its_rows(
    ruled: Database, administrator: Actor
) -> None:
    """An import adds an enterprise, a later one moves it; both are taken back, the later first."""
    make = imported(administrator, ruled, workbook(("湖州丁纺织有限公司", "吴兴区", "制造业")))
    with ruled.write() as connection:
        (one,) = (row[0] for row in connection.execute("SELECT id FROM enterprises"))
        connection.execute("UPDATE enterprises SET status = 'full'")
        support.open_measures(connection, [one], on=ruled.today())
    move = imported(administrator, ruled, workbook(("湖州丁纺织有限公司", "吴兴区", "房地产业")))
    assert move.left_out == 1
    undo_import(administrator, ruled, move.batch_id)
    assert "M02" not in left_out(ruled, one)
    undone = undo_import(administrator, ruled, make.batch_id)
    assert (undone.removed, undone.kept) == (1, ())


def test_what_comes_back_is_due_anew_where_it_fell_due_meanwhile(
    ruled: Database, clock: Clock, administrator: Actor
) -> None:
    one = tracked(ruled, industry="I")
    assert "M02" in left_out(ruled, one)
    clock.advance(days=30)
    update_enterprise(administrator, ruled, one, version=None, changes={"industry": "C"})
    found = {measure.code: each for measure, each in get_enterprise(OPERATOR, ruled, one).measures}
    assert (found["M02"].state, found["M02"].note) == (NOT_STARTED, None)
    assert found["M02"].due_on is not None
    assert found["M02"].due_on > ruled.today()
