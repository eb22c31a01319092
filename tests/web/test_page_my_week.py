"""The page of an officer's week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import MeasureState, VisitKind
from liaison.services.leaves import plan_leave
from liaison.services.sign_in import choose_language
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


def test_without_enterprises_it_says_what_would_fill_it(db: Database, page: AppTest) -> None:
    assert "管理员结对后" in page.run().info[0].value
    choose_language(db, page.user["user"], "en")
    assert page.run().title[0].value == "My week"
