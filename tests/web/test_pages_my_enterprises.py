"""The page of an officer's or commissioner's own enterprises."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import MeasureState, RequestKind, VisitKind
from liaison.services.enterprises import get_enterprise
from liaison.services.requests import submit_request
from liaison.services.sign_in import choose_language
from liaison.services.support import set_measure
from liaison.services.visits import record_visit
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair

FIELD = pytest.mark.parametrize("role", [Role.OFFICER, Role.COMMISSIONER], ids=str)


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def names(page: AppTest) -> list[str]:
    """The enterprises in the order of their cards."""
    return re.findall(r'<a class="card-name[^>]*>([^<]*)</a>', html(page))


def state_of(db: Database, enterprise_id: int, code: str) -> MeasureState:
    view = get_enterprise(OPERATOR, db, enterprise_id)
    return next(support.state for measure, support in view.measures if measure.code == code)


def make_overdue(db: Database, enterprise_id: int, code: str, days: int) -> None:
    set_measure(
        OPERATOR,
        db,
        enterprise_id,
        code,
        state=MeasureState.NOT_STARTED,
        due_on=db.today() - timedelta(days=days),
    )


@pytest.fixture
def app_for(db: Database, app_of: Callable[..., AppTest]) -> Callable[[Role], tuple[AppTest, int]]:
    """The page of somebody of a role, and the id of that person."""

    def make(role: Role) -> tuple[AppTest, int]:
        liaison_id = make_liaison(db, str(role))
        return app_of(role, liaison_id=liaison_id), liaison_id

    return make


@FIELD
def test_cards_tell_why_they_come_first(
    db: Database, app_for: Callable[[Role], tuple[AppTest, int]], role: Role
) -> None:
    page, liaison_id = app_for(role)
    calm = make_enterprise(db, name="湖州平稳纺织有限公司", contact_name="王某")
    late = make_enterprise(
        db,
        name="湖州逾期纺织有限公司",
        contact_name="李某",
        contact_phone="13905720001; 0572-2021234",
    )
    make_enterprise(db, name="湖州别家纺织有限公司")
    for each in (calm, late):
        make_pair(db, each, liaison_id)
    make_overdue(db, late, "M02", 2)
    submit_request(OPERATOR, db, late, RequestKind.STAFF, "缺工")
    record_visit(OPERATOR, db, calm, VisitKind.PHONE, db.today() - timedelta(days=3), "已联系")
    page.run()
    text = html(page)
    assert page.title[0].value == "我的企业"
    assert names(page) == ["湖州逾期纺织有限公司", "湖州平稳纺织有限公司"]
    assert "M02 运输保畅 逾期 2 天" in text
    assert "1 条新诉求，" in text
    assert "还没有联系过" in text
    assert "上次联系 3 天前" in text
    assert 'href="tel:13905720001"' in text
    assert 'href="tel:05722021234"' in text
    assert page.pills(key="chip").options == ["逾期 1", "诉求 1", "应联系 2", "全部 2"]


def test_one_tap_saves_and_another_takes_it_back(
    db: Database, app_for: Callable[[Role], tuple[AppTest, int]]
) -> None:
    page, liaison_id = app_for(Role.OFFICER)
    late = make_enterprise(db)
    make_pair(db, late, liaison_id)
    make_overdue(db, late, "M02", 2)
    page.run().button(key=f"done-{late}").click().run()
    assert state_of(db, late, "M02") is MeasureState.DONE
    assert "M02 运输保畅 · 已完成" in html(page)
    page.button(key="saving-undo").click().run()
    assert state_of(db, late, "M02") is MeasureState.NOT_STARTED
    assert "已撤销" in html(page)


def test_a_tap_on_what_somebody_changed_asks_which_is_to_stand(
    db: Database, app_for: Callable[[Role], tuple[AppTest, int]]
) -> None:
    page, liaison_id = app_for(Role.OFFICER)
    late = make_enterprise(db)
    make_pair(db, late, liaison_id)
    make_overdue(db, late, "M02", 2)
    page.run()
    state = MeasureState.BLOCKED
    set_measure(OPERATOR, db, late, "M02", state=state, note="修路")
    page.button(key=f"in_progress-{late}").click().run()
    assert state_of(db, late, "M02") is MeasureState.BLOCKED
    assert "<td>受阻</td><td>进行中</td>" in html(page)
    page.button(key="conflict-mine").click().run()
    assert state_of(db, late, "M02") is MeasureState.IN_PROGRESS


def test_search_and_chips_narrow_the_list_and_stand_in_the_address(
    db: Database, app_for: Callable[[Role], tuple[AppTest, int]]
) -> None:
    page, liaison_id = app_for(Role.OFFICER)
    for name in ("湖州晨光纺织有限公司", "湖州远山木业有限公司"):
        make_pair(db, make_enterprise(db, name=name), liaison_id)
    page.run().text_input(key="search").set_value("ysmy").run()
    assert "湖州远山木业有限公司" in names(page)
    assert "湖州晨光纺织有限公司" not in names(page)
    page.text_input(key="search").set_value("").run()
    page.pills(key="chip").set_value("overdue").run()
    assert page.query_params["chip"] == "overdue"
    assert "没有逾期的措施" in page.info[0].value
    page.button[0].click().run()
    assert page.pills(key="chip").value == "all"
    assert "湖州晨光纺织有限公司" in names(page)


@pytest.mark.parametrize("asked", ["2", "999"], ids=["the last page", "one beyond it"])
def test_a_long_list_comes_in_pages(
    db: Database, app_for: Callable[[Role], tuple[AppTest, int]], asked: str
) -> None:
    page, liaison_id = app_for(Role.COMMISSIONER)
    for number in range(14):
        name = f"湖州第{number:02}纺织有限公司"
        make_pair(db, make_enterprise(db, name=name), liaison_id)
    page.query_params["sort"] = "name"
    page.query_params["page"] = asked
    page.run()
    assert names(page) == [
        "湖州第10纺织有限公司",
        "湖州第11纺织有限公司",
        "湖州第12纺织有限公司",
        "湖州第13纺织有限公司",
    ]
    assert page.caption[0].value == "共 14 家"


def test_an_empty_page_says_what_would_fill_it_in_both_languages(
    db: Database, app_for: Callable[[Role], tuple[AppTest, int]]
) -> None:
    page, _ = app_for(Role.OFFICER)
    assert "管理员结对后" in page.run().info[0].value
    choose_language(db, page.user["user"], "en")
    page.run()
    assert page.title[0].value == "My enterprises"
    assert "paired you" in page.info[0].value
