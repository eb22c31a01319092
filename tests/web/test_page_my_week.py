"""The page of an officer's week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.domain.vocabulary import MeasureState, Status, VisitKind
from liaison.services.bulk import apply_preview, preview_measure
from liaison.services.enterprises import update_enterprise, update_status
from liaison.services.leaves import plan_leave
from liaison.services.sign_in import choose_language, resolve_session
from liaison.services.support import set_measure
from liaison.services.visits import record_visit
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


@pytest.fixture
def officer_id(db: Database) -> int:
    return make_liaison(db)


@pytest.fixture
def page(app_of: Callable[..., AppTest], officer_id: int) -> AppTest:
    return app_of(Role.OFFICER, liaison_id=officer_id).run().switch_page("pages/my_week.py")


def make_own(db: Database, officer_id: int, name: str) -> int:
    """An enterprise visited today whose measure M02 is two days late."""
    enterprise_id = make_enterprise(db, name=name)
    make_pair(db, enterprise_id, officer_id)
    record_visit(OPERATOR, db, enterprise_id, VisitKind.ON_SITE, db.today(), "已联系")
    due_on = db.today() - timedelta(days=2)
    state = MeasureState.NOT_STARTED
    set_measure(OPERATOR, db, enterprise_id, "M02", state=state, due_on=due_on)
    return enterprise_id


def test_what_is_due_leads_to_the_enterprise(db: Database, page: AppTest, officer_id: int) -> None:
    enterprise_id = make_own(db, officer_id, "湖州<b>平稳</b>纺织有限公司")
    page.run()
    text = html(page)
    assert "已过期" in text
    assert "M02 运输保畅，逾期 2 天" in text
    assert f'href="/enterprise?id={enterprise_id}"' in text
    assert "<b>平稳</b>" not in text
    assert "<dd>1/1</dd>" in text
    page.pills(key="part").set_value("did").run()
    assert "近七天还没有记录" in page.info[0].value


def test_what_somebody_did_and_only_one_kind(db: Database, page: AppTest, officer_id: int) -> None:
    make_own(db, officer_id, "湖州晨光纺织有限公司")
    never = make_enterprise(db, name="湖州远山木业有限公司")
    make_pair(db, never, officer_id)
    page.run()
    assert page.pills(key="kind").options == ["全部 2", "措施 1", "走访 1"]
    page.pills(key="kind").set_value("visit").run()
    assert page.query_params["kind"] == "visit"
    assert "湖州远山木业有限公司" in html(page)
    assert "湖州晨光纺织有限公司" not in html(page)


def test_what_is_for_somebody_on_leave_says_so(
    db: Database, page: AppTest, officer_id: int
) -> None:
    away = make_liaison(db, name="李警官")
    make_own(db, officer_id, "湖州晨光纺织有限公司")
    make_own(db, away, "湖州远山木业有限公司")
    last = db.today() + timedelta(days=3)
    plan_leave(OPERATOR, db, away, deputy_id=officer_id, first_on=db.today(), last_on=last)
    page.run()
    text = html(page)
    assert text.count("代管 · 李警官") == 1
    assert "我负责的" in text
    assert "代 李警官" in text


def test_measures_are_counted_each_and_what_is_to_come_has_no_sign(
    db: Database, page: AppTest, officer_id: int
) -> None:
    enterprise_id = make_own(db, officer_id, "湖州晨光纺织有限公司")
    for code, days in (("M01", 3), ("M03", 3)):
        due_on = db.today() + timedelta(days=days)
        state = MeasureState.IN_PROGRESS
        set_measure(OPERATOR, db, enterprise_id, code, state=state, due_on=due_on)
    page.run()
    assert page.pills(key="kind").options == ["全部 3", "措施 3"]
    assert page.pills(key="part").options == ["到期的事 3", "近七天做过的事 0"]
    text = html(page)
    assert '周五 <span class="quiet">2</span></summary>' in text
    assert '<p class="entry-text">M01 项目警官结对、M03 网办预约</p>' in text


def test_what_one_did_is_a_tap_away_and_tells_what(
    db: Database, page: AppTest, officer_id: int
) -> None:
    enterprise_id = make_own(db, officer_id, "湖州晨光纺织有限公司")
    page.run()
    me = acting(db, page)
    update_status(me, db, enterprise_id, version=None, status=Status.FULL)
    update_enterprise(me, db, enterprise_id, version=None, changes={"employees_on_duty": 80})
    update_enterprise(me, db, enterprise_id, version=None, changes={"contact_name": "王某"})
    both = [enterprise_id, make_own(db, officer_id, "湖州远山木业有限公司")]
    apply_preview(me, db, preview_measure(me, db, both, "M10", state=MeasureState.IN_PROGRESS))
    page.pills(key="part").set_value("did").run()
    assert page.query_params["part"] == "did"
    text = html(page)
    assert "更新措施 2 项、更新复工状态 1 次、更新当日数据 1 次、修改企业信息 1 次" in text
    assert "<summary>一并更新 2 家</summary>" in text
    assert text.count(f'href="/enterprise?id={enterprise_id}"') == 4, "the others are named, too"
    assert "M10 安全宣传 · 进行中" in text
    assert "更新复工状态 · 全面复工" in text
    assert "更新当日数据 · 返岗人数 80" in text
    assert "修改企业信息 · 企业联系人</p>" in text
    assert page.pills(key="part").options[1] == "近七天做过的事 5"


def test_what_was_done_is_read_page_by_page(db: Database, page: AppTest, officer_id: int) -> None:
    enterprise_id = make_own(db, officer_id, "湖州晨光纺织有限公司")
    page.run()
    for number in range(31):
        record_visit(acting(db, page), db, enterprise_id, VisitKind.PHONE, db.today(), f"{number}")
    page.query_params["part"] = "did"
    page.run()
    assert html(page).count("<time>") == 30
    page.query_params["page"] = "2"
    assert html(page.run()).count("<time>") == 1
    assert "电话、线上联系 31 次" in html(page)


def acting(db: Database, page: AppTest) -> Actor:
    """Who reads the page."""
    found = resolve_session(db, page.user["user"])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("chip", "label"),
    [
        pytest.param("contact_due", "联系到期 2", id="contact"),
        pytest.param("visit_due", "走访到期 1", id="visit"),
    ],
)
def test_what_is_missing_leads_to_just_those(
    db: Database, page: AppTest, officer_id: int, chip: str, label: str
) -> None:
    never = make_enterprise(db, name="湖州远山木业有限公司")
    make_pair(db, never, officer_id)
    lately = make_own(db, officer_id, "湖州晨光纺织有限公司")
    with db.write() as connection:
        last = str(db.today() - timedelta(days=9))
        connection.table("enterprises").update(lately, {"contacted_on": last, "visited_on": last})
    text = html(page.run())
    assert "我负责的" in text
    assert f'href="/my-enterprises?chip={chip}&amp;whose=own"' in text
    assert f"还差 {label.split()[1]} 家" in text
    page.switch_page("pages/my_enterprises.py").run()
    assert "联系到期" not in "".join(page.pills(key="chip").options)
    page.query_params["chip"] = chip
    page.query_params["whose"] = "own"
    page.run()
    assert not page.exception
    assert page.pills(key="chip").options[-1] == label
    assert page.pills(key="chip").value == chip
    found = html(page)
    assert ("湖州晨光纺织有限公司" in found) is (chip == "contact_due")
    assert "湖州远山木业有限公司" in found


def test_without_enterprises_it_says_what_would_fill_it(db: Database, page: AppTest) -> None:
    assert "管理员结对后" in page.run().info[0].value
    choose_language(db, page.user["user"], "en")
    assert page.run().title[0].value == "My week"
