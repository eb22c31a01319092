"""People who leave: gaps at once, the account closed, by whatever way it becomes known."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest

from liaison.domain.errors import StalePlan
from liaison.domain.pairing import GapReason
from liaison.domain.plan import ExistingRows
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.domain.vocabulary import LiaisonRole, RequestKind, Status
from liaison.services import accounts, sign_in
from liaison.services.daily import close_the_day
from liaison.services.enterprises import update_status
from liaison.services.gaps import list_gaps
from liaison.services.invitations import invite
from liaison.services.leaves import list_leaves, plan_leave
from liaison.services.liaison_entry import update_liaison
from liaison.services.liaisons import get_liaison
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_runs import apply_pairs
from liaison.services.requests import get_request, submit_request
from liaison.services.roster_import import commit_roster_import, plan_roster_import
from liaison.services.roster_undo import undo_import
from liaison.services.tokens import digest
from liaison.store import history, leaves
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

OFFICER = LiaisonRole.OFFICER
GOOD = "correct horse battery"
PEOPLE = ["警号", "民警姓名", "派出所", "状态", "离岗日期", "联系企业"]
FIRMS = ["企业名称", "统一社会信用代码", "所属县区", "复工状态", "项目警官"]


def officer_of(db: Database, enterprise: int) -> int | None:
    query = """SELECT liaison_id FROM pairings
                WHERE enterprise_id = ? AND role = 'officer' AND ended_at IS NULL"""
    with db.read() as connection:
        row = connection.execute(query, [enterprise]).fetchone()
    return row[0] if row else None


def take(db: Database, *rows: Sequence[Any], header: Sequence[str] = PEOPLE, **options: Any) -> int:
    """Import a roster of officers; the number of the import."""
    content = xlsx([header, *rows])
    kind = "officers" if header[0] == "警号" else "enterprises"
    plan = plan_roster_import(OPERATOR, db, content, "警官.xlsx", kind=kind, **options)
    return commit_roster_import(OPERATOR, db, plan).batch_id or 0


def with_account(db: Database, liaison: int, name: str = "034001") -> str:
    """Give a person an account and return the id of a session that is open."""
    accounts.add_account(OPERATOR, db, name, Role.OFFICER, password=GOOD, liaison_id=liaison)
    return digest(sign_in.sign_in(db, name, GOOD))


def is_open(db: Database, name: str = "034001") -> bool:
    (row,) = accounts.list_accounts(OPERATOR, db, search=name).rows
    return row.disabled_at is None


def leave_by_hand(db: Database, liaison: int) -> None:
    update_liaison(OPERATOR, db, liaison, version=1, changes={"status": "disabled"})


def last_day_by_hand(db: Database, liaison: int) -> None:
    update_liaison(OPERATOR, db, liaison, version=1, changes={"ended_on": "2026-11-09"})


def last_day_passes(db: Database, liaison: int) -> None:
    update_liaison(OPERATOR, db, liaison, version=1, changes={"ended_on": "2026-11-10"})
    assert isinstance(db.clock, Clock)
    db.clock.advance(days=1)
    close_the_day(OPERATOR, db)


def roster_says_so(db: Database, liaison: int) -> None:
    take(db, ["034001", "张三", "织里派出所", "停用", None, None])


def roster_tells_the_last_day(db: Database, liaison: int) -> None:
    take(db, ["034001", "张三", "织里派出所", None, "2026-11-01", None])


WAYS = [
    pytest.param(leave_by_hand, id="disabled by hand"),
    pytest.param(last_day_by_hand, id="last day entered afterwards"),
    pytest.param(last_day_passes, id="last day passes"),
    pytest.param(roster_says_so, id="roster says disabled"),
    pytest.param(roster_tells_the_last_day, id="roster tells the last day"),
]


@pytest.mark.parametrize("leave", WAYS)
def test_who_leaves_makes_gaps_and_cannot_sign_in(
    db: Database, leave: Callable[[Database, int], None]
) -> None:
    gone, enterprise = make_liaison(db, staff_no="034001", name="张三"), make_enterprise(db)
    make_liaison(db)
    make_pair(db, enterprise, gone)
    session = with_account(db, gone)
    leave(db, gone)
    (gap,) = list_gaps(OPERATOR, db, role="officer").rows
    assert (gap.reason, gap.previous_id, gap.previous_name) == (GapReason.DEPARTED, gone, "张三")
    assert not is_open(db)
    assert sign_in.resolve_session(db, session) is None
    with db.read() as connection:
        actions = [each.action for each in history.of_enterprise(connection, enterprise)]
        assert history.broken_link(connection) is None
    assert actions[0] == "pair.ended"


@pytest.mark.parametrize("leave", WAYS)
def test_who_had_nothing_cannot_sign_in_either(
    db: Database, leave: Callable[[Database, int], None]
) -> None:
    gone = make_liaison(db, staff_no="034001", name="张三")
    with_account(db, gone)
    leave(db, gone)
    assert not is_open(db)


@pytest.mark.parametrize("leave", WAYS)
def test_who_had_nothing_acts_for_nobody_either(
    db: Database, leave: Callable[[Database, int], None]
) -> None:
    gone, away = make_liaison(db, staff_no="034001", name="张三"), make_liaison(db)
    first = db.today()
    last = first + timedelta(days=4)
    plan_leave(OPERATOR, db, away, deputy_id=gone, first_on=first, last_on=last)
    leave(db, gone)
    (row,) = list_leaves(OPERATOR, db)
    assert (row.person.id, row.deputy, row.leave.last_on) == (away, None, last)


def test_the_invitation_of_who_left_is_over(db: Database) -> None:
    gone = make_liaison(db, staff_no="034001", name="张三")
    invite(OPERATOR, db, gone)
    leave_by_hand(db, gone)
    (row,) = accounts.list_accounts(OPERATOR, db, search="034001").rows
    assert (row.invited_until, row.disabled_at is None) == (None, False)


def test_a_leave_ends_with_who_leaves_and_only_once(db: Database) -> None:
    gone, deputy, today = make_liaison(db), make_liaison(db), db.today()
    running = plan_leave(
        OPERATOR, db, gone, deputy_id=deputy, first_on=today, last_on=today + timedelta(days=3)
    )
    to_come = today + timedelta(days=10)
    plan_leave(OPERATOR, db, gone, deputy_id=deputy, first_on=to_come, last_on=to_come)
    leave_by_hand(db, gone)
    assert list_leaves(OPERATOR, db) == []
    with db.read() as connection:
        assert leaves.get(connection, running).last_on == today
        assert leaves.acted_for(connection, deputy, today) == frozenset()
    assert get_liaison(OPERATOR, db, gone).leave is None
    update_liaison(OPERATOR, db, gone, version=2, changes={"ended_on": "2026-11-09"})
    close_the_day(OPERATOR, db)
    query = "SELECT action, COUNT(*) FROM history WHERE action LIKE '%leave%' GROUP BY 1"
    with db.read() as connection:
        assert dict(connection.execute(query).fetchall()) == {
            "liaison.leave_planned": 2,
            "liaison.leave_changed": 1,
            "liaison.leave_cancelled": 1,
        }


def test_a_person_who_comes_back_starts_with_nothing(db: Database) -> None:
    gone, enterprise = make_liaison(db), make_enterprise(db)
    make_pair(db, enterprise, gone)
    leave_by_hand(db, gone)
    back = update_liaison(OPERATOR, db, gone, version=2, changes={"status": "on_duty"})
    assert back.load == 0
    assert list_gaps(OPERATOR, db, role="officer").total == 1


def test_a_departure_while_a_proposal_is_applied(db: Database, administrator: Actor) -> None:
    """Whoever is faster: nobody who left is in charge."""
    gone = make_liaison(db)
    for _ in range(20):
        make_enterprise(db)
    proposal = propose_pairs(administrator, db, roles=["officer"])
    start = Barrier(2)

    def apply() -> str:
        start.wait()
        try:
            return f"started {apply_pairs(administrator, db, proposal).started}"
        except StalePlan:
            return "stale"

    def leave() -> str:
        start.wait()
        leave_by_hand(db, gone)
        return "left"

    with ThreadPoolExecutor(2) as pool:
        told = [work.result() for work in (pool.submit(apply), pool.submit(leave))]
    assert told[0] in {"stale", "started 20"}
    assert list_gaps(OPERATOR, db, role="officer").total == 20
    with db.read() as connection:
        standing = "SELECT COUNT(*) FROM pairings WHERE ended_at IS NULL"
        assert connection.execute(standing).fetchone()[0] == 0
        assert history.broken_link(connection) is None


def test_the_undo_of_a_roster_brings_people_back_with_all_they_had(
    db: Database, clock: Clock
) -> None:
    gone, other = make_liaison(db, staff_no="034001", name="张三"), make_liaison(db)
    kept, taken = make_enterprise(db), make_enterprise(db)
    for each in (kept, taken):
        make_pair(db, each, gone)
    with_account(db, gone)
    batch = take(db, ["034001", "张三", "织里派出所", "停用", None, None])
    assert (officer_of(db, kept), officer_of(db, taken)) == (None, None)
    clock.advance(hours=1)
    proposal = propose_pairs(OPERATOR, db, roles=["officer"], enterprise_ids=[taken])
    apply_pairs(OPERATOR, db, proposal)
    undo_import(OPERATOR, db, batch)
    assert (officer_of(db, kept), officer_of(db, taken)) == (gone, other)
    assert is_open(db)


def test_an_undo_opens_no_account_that_somebody_closed_since(db: Database, clock: Clock) -> None:
    gone = make_liaison(db, staff_no="034001", name="张三")
    with_account(db, gone)
    batch = take(db, ["034001", "张三", "织里派出所", "停用", None, None])
    clock.advance(hours=1)
    accounts.enable_account(OPERATOR, db, "034001")
    accounts.disable_account(OPERATOR, db, "034001")
    undo_import(OPERATOR, db, batch)
    assert not is_open(db)


def test_an_undo_opens_no_account_of_who_has_left_all_the_same(db: Database, clock: Clock) -> None:
    gone = make_liaison(db, staff_no="034001", name="张三")
    with_account(db, gone)
    batch = take(db, ["034001", "张三", "织里派出所", None, "2026-11-01", None])
    clock.advance(hours=1)
    update_liaison(OPERATOR, db, gone, version=2, changes={"ended_on": "2026-11-03"})
    report = undo_import(OPERATOR, db, batch)
    assert [each.fields for each in report.kept] == [("ended_on",)]
    assert not is_open(db)


def test_the_undo_of_a_return_gives_back_what_others_had(db: Database, clock: Clock) -> None:
    """A roster says that somebody is back and has an enterprise that is another's."""
    back = make_liaison(db, staff_no="034001", name="张三", liaison_status="disabled")
    other, enterprise = make_liaison(db), make_enterprise(db, name="湖州甲厂")
    make_pair(db, enterprise, other)
    batch = take(db, ["034001", "张三", "织里派出所", "在岗", None, "湖州甲厂"])
    assert officer_of(db, enterprise) == back
    clock.advance(hours=1)
    undo_import(OPERATOR, db, batch)
    assert officer_of(db, enterprise) == other


LEFT_BY_RECORD = [
    pytest.param({"liaison_status": "disabled"}, id="disabled"),
    pytest.param({"ended_on": "2026-11-01"}, id="last day past"),
]


@pytest.mark.parametrize("fields", LEFT_BY_RECORD)
@pytest.mark.parametrize("existing", ExistingRows)
def test_a_roster_that_does_not_say_so_gives_nothing_to_who_left(
    db: Database, fields: dict[str, str], existing: ExistingRows
) -> None:
    make_liaison(db, staff_no="034001", name="张三", **fields)
    enterprise = make_enterprise(db, name="湖州甲厂")
    content = xlsx([[*PEOPLE[:3], PEOPLE[5]], ["034001", "张三", "北门派出所", "湖州甲厂"]])
    plan = plan_roster_import(
        OPERATOR, db, content, "警官.xlsx", kind="officers", existing=existing
    )
    assert "enterprises_of_who_left" in {each.code for each in plan.problems}
    commit_roster_import(OPERATOR, db, plan)
    assert officer_of(db, enterprise) is None


def test_who_is_back_by_the_same_roster_is_given_what_it_says(db: Database) -> None:
    back = make_liaison(db, staff_no="034001", name="张三", liaison_status="disabled")
    enterprise = make_enterprise(db, name="湖州甲厂")
    take(db, ["034001", "张三", "织里派出所", "在岗", None, "湖州甲厂"])
    assert officer_of(db, enterprise) == back


@pytest.mark.parametrize("fields", LEFT_BY_RECORD)
def test_a_roster_of_enterprises_that_names_who_left_warns(
    db: Database, fields: dict[str, str]
) -> None:
    make_liaison(db, staff_no="034001", name="张三", **fields)
    row = ["湖州甲厂", credit_code(9_901), "吴兴区", "全面复工", "034001"]
    plan = plan_roster_import(OPERATOR, db, xlsx([FIRMS, row]), "企业.xlsx")
    assert [each.code for each in plan.problems if each.field == "officer"] == ["person_left"]
    assert commit_roster_import(OPERATOR, db, plan).counts["new"] == 1
    assert list_gaps(OPERATOR, db, role="officer").total == 1


@pytest.mark.parametrize(
    ("header", "row"),
    [
        pytest.param(
            PEOPLE, ["034001", "张三", "织里派出所", None, None, "湖州甲厂"], id="of people"
        ),
        pytest.param(
            FIRMS, ["湖州甲厂", credit_code(9_902), "吴兴区", "全面复工", "034001"], id="of firms"
        ),
    ],
)
def test_requests_go_along_with_a_pair_that_a_roster_makes(
    db: Database, clock: Clock, header: list[str], row: list[Any]
) -> None:
    former = make_liaison(db)
    officer = make_liaison(db, staff_no="034001", name="张三")
    enterprise = make_enterprise(db, name="湖州甲厂", uscc=credit_code(9_902), status="full")
    make_pair(db, enterprise, former)
    actor = enterprise_actor(enterprise)
    request = submit_request(actor, db, enterprise, RequestKind.SECURITY, "门口有人闹事")
    batch = take(db, row, header=header)
    assert get_request(OPERATOR, db, request).liaison_id == officer
    clock.advance(hours=1)
    undo_import(OPERATOR, db, batch)
    assert get_request(OPERATOR, db, request).liaison_id == former


def asked_by_an_enterprise(db: Database, person: int) -> None:
    enterprise = make_enterprise(db)
    make_pair(db, enterprise, person)
    submit_request(enterprise_actor(enterprise), db, enterprise, RequestKind.SECURITY, "请来")
    with db.write() as connection:
        connection.execute("DELETE FROM pairings WHERE liaison_id = ?", [person])


def named_as_a_deputy(db: Database, person: int) -> None:
    today = db.today()
    plan_leave(OPERATOR, db, make_liaison(db), deputy_id=person, first_on=today, last_on=today)


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(asked_by_an_enterprise, id="has a request"),
        pytest.param(named_as_a_deputy, id="acts for somebody"),
    ],
)
def test_the_undo_of_a_roster_keeps_people_who_are_needed(
    db: Database, clock: Clock, work: Callable[[Database, int], None]
) -> None:
    batch = take(db, ["034001", "张三", "织里派出所", None, None, None])
    with db.read() as connection:
        (person,) = connection.execute(
            "SELECT id FROM liaisons WHERE staff_no = '034001'"
        ).fetchone()
    clock.advance(hours=1)
    work(db, person)
    report = undo_import(OPERATOR, db, batch)
    assert [(each.record_id, each.reason) for each in report.kept] == [(person, "worked_on")]
    assert len(list_leaves(OPERATOR, db)) == (work is named_as_a_deputy)


def test_an_enterprise_that_needs_nobody_is_no_gap_of_who_left(db: Database) -> None:
    gone, enterprise = make_liaison(db), make_enterprise(db, status="suspended")
    make_pair(db, enterprise, gone)
    update_status(OPERATOR, db, enterprise, version=None, status=Status.NOT_OPERATING)
    leave_by_hand(db, gone)
    assert officer_of(db, enterprise) is None
    assert list_gaps(OPERATOR, db, role="officer").total == 0


def test_the_last_day_is_still_a_day_of_work(db: Database, clock: Clock) -> None:
    person, enterprise = make_liaison(db), make_enterprise(db)
    make_pair(db, enterprise, person)
    update_liaison(OPERATOR, db, person, version=1, changes={"ended_on": str(date(2026, 11, 10))})
    close_the_day(OPERATOR, db)
    assert officer_of(db, enterprise) == person
    clock.advance(days=1)
    close_the_day(OPERATOR, db)
    close_the_day(OPERATOR, db)
    assert officer_of(db, enterprise) is None


def test_a_last_day_that_passes_before_the_roster_is_written(db: Database, clock: Clock) -> None:
    make_liaison(db, staff_no="034001", name="张三", ended_on="2026-11-10")
    row = ["湖州甲厂", credit_code(9_903), "吴兴区", "全面复工", "034001"]
    plan = plan_roster_import(OPERATOR, db, xlsx([FIRMS, row]), "企业.xlsx")
    assert not plan.problems
    clock.advance(days=1)
    commit_roster_import(OPERATOR, db, plan)
    assert list_gaps(OPERATOR, db, role="officer").total == 1


def disabled_is_paired(db: Database) -> None:
    make_pair(db, make_enterprise(db), make_liaison(db, liaison_status="disabled"))


def paired_is_disabled(db: Database) -> None:
    person = make_liaison(db)
    make_pair(db, make_enterprise(db), person)
    with db.write() as connection:
        connection.table("liaisons").update(person, {"liaison_status": "disabled"})


def paired_in_the_other_role(db: Database) -> None:
    person, enterprise = make_liaison(db), make_enterprise(db)
    with db.write() as connection:
        connection.table("pairings").insert(
            {
                "enterprise_id": enterprise,
                "role": "commissioner",
                "liaison_id": person,
                "started_at": "2026-11-10T02:00:00Z",
            }
        )


def two_in_one_role(db: Database) -> None:
    enterprise = make_enterprise(db)
    for _ in range(2):
        make_pair(db, enterprise, make_liaison(db))


@pytest.mark.parametrize(
    "wish", [disabled_is_paired, paired_is_disabled, paired_in_the_other_role, two_in_one_role]
)
def test_the_database_itself_refuses(db: Database, wish: Callable[[Database], None]) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        wish(db)


@pytest.mark.parametrize("status", ["停用", "离岗"], ids=["left", "away"])
def test_a_deputy_whom_a_roster_takes_away_is_missed_and_back_after_the_undo(
    db: Database, clock: Clock, status: str
) -> None:
    deputy = make_liaison(db, staff_no="034001", name="张三")
    person = make_liaison(db)
    days = {"first_on": db.today(), "last_on": db.today() + timedelta(days=5)}
    plan_leave(OPERATOR, db, person, deputy_id=deputy, **days)
    batch = take(db, ["034001", "张三", "织里派出所", status, None, None])
    assert [row.deputy for row in list_leaves(OPERATOR, db)] == [None]
    clock.advance(hours=1)
    undo_import(OPERATOR, db, batch)
    (row,) = list_leaves(OPERATOR, db)
    assert row.deputy is not None
    assert row.deputy.id == deputy
