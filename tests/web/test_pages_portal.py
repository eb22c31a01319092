"""The enterprise's own page, behind its personal link."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import MeasureState, RequestKind, RequestStatus
from liaison.services.enterprises import get_enterprise
from liaison.services.requests import (
    accept_request,
    answer_request,
    decline_request,
    submit_request,
)
from liaison.services.sign_in import choose_language
from liaison.services.support import set_measure
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


@pytest.fixture
def enterprise_id(db: Database) -> int:
    made = make_enterprise(db)
    make_pair(db, made, make_liaison(db, name="张警官", phone="13905720001"))
    make_pair(db, made, make_liaison(db, "commissioner", name="李专员", phone="0572-2021234"))
    return made


@pytest.fixture
def page(app_of: Callable[..., AppTest], enterprise_id: int) -> AppTest:
    return app_of(Role.ENTERPRISE, enterprise_id=enterprise_id)


def test_both_people_can_be_called_and_help_asked_for(
    db: Database, page: AppTest, enterprise_id: int
) -> None:
    page.run()
    text = html(page)
    assert page.title[0].value == "我们的联络人"
    assert text.index("李专员") < text.index("张警官")
    assert 'href="tel:13905720001"' in text
    assert 'href="tel:05722021234"' in text
    page.button(key="ask").click().run()
    page.button_group(key="ask-kind").set_value(RequestKind.TRANSPORT)
    page.text_area(key="ask-body").set_value("车进不来")
    page.button(key="ask-send").click().run()
    (request,) = get_enterprise(OPERATOR, db, enterprise_id).requests
    assert (request.kind, request.body) == (RequestKind.TRANSPORT, "车进不来")
    assert "已收到" in html(page.run())


def test_an_empty_call_for_help_says_what_is_missing(
    db: Database, page: AppTest, enterprise_id: int
) -> None:
    page.run().button(key="ask").click().run()
    page.button(key="ask-send").click().run()
    assert "请填写诉求内容" in page.error[0].value
    assert get_enterprise(OPERATOR, db, enterprise_id).requests == []


def test_measures_are_told_without_codes(db: Database, page: AppTest, enterprise_id: int) -> None:
    set_measure(OPERATOR, db, enterprise_id, "M02", state=MeasureState.DONE)
    text = html(page.run())
    assert "运输保畅" in text
    assert "已经办好" in text
    assert not re.search(r"M\d\d", text)


@pytest.mark.parametrize(
    ("rating", "status"),
    [
        pytest.param(4, RequestStatus.SETTLED, id="good settles"),
        pytest.param(1, RequestStatus.REOPENED, id="poor reopens"),
    ],
)
def test_an_answer_is_confirmed_and_rated(
    db: Database, page: AppTest, enterprise_id: int, rating: int, status: RequestStatus
) -> None:
    request = submit_request(OPERATOR, db, enterprise_id, RequestKind.STAFF, "缺工")
    accept_request(OPERATOR, db, request)
    answer_request(OPERATOR, db, request, "已联系职校")
    page.run()
    assert "已联系职校" in html(page)
    assert page.button_group(key=f"rating-{request}").options == [
        "非常满意",
        "满意",
        "一般",
        "不满意",
        "很不满意",
    ]
    page.button(key=f"rate-{request}").click().run()
    assert "请先选择满意程度" in html(page)
    page.button_group(key=f"rating-{request}").set_value(rating)
    page.text_input(key=f"comment-{request}").set_value("谢谢")
    page.button(key=f"rate-{request}").click().run()
    (found,) = get_enterprise(OPERATOR, db, enterprise_id).requests
    assert (found.status, found.rating, found.reason) == (status, rating, "谢谢")


def test_the_rating_of_an_answer_does_not_stand_at_the_next(
    db: Database, page: AppTest, enterprise_id: int
) -> None:
    request = submit_request(OPERATOR, db, enterprise_id, RequestKind.STAFF, "缺工")
    accept_request(OPERATOR, db, request)
    answer_request(OPERATOR, db, request, "已联系职校")
    page.run().button_group(key=f"rating-{request}").set_value(1)
    page.button(key=f"rate-{request}").click().run()
    assert "您的评价：很不满意" in html(page)
    answer_request(OPERATOR, db, request, "职校来了二十人")
    assert "您的评价：" not in html(page.run())
    assert page.button_group(key=f"rating-{request}").value is None


def test_a_declined_request_tells_its_reason(
    db: Database, page: AppTest, enterprise_id: int
) -> None:
    request = submit_request(OPERATOR, db, enterprise_id, RequestKind.OTHER, "求购口罩")
    decline_request(OPERATOR, db, request, "请向商务局申请")
    assert "请向商务局申请" in html(page.run())


def test_the_figures_of_the_day_are_reported(
    db: Database, page: AppTest, enterprise_id: int
) -> None:
    page.run()
    version = get_enterprise(OPERATOR, db, enterprise_id).enterprise.version
    page.number_input(key=f"figure-employees_on_duty-{version}").set_value(80)
    page.button(key="figures-save").click().run()
    assert get_enterprise(OPERATOR, db, enterprise_id).enterprise.employees_on_duty == 80
    assert "已收到今天的情况" in html(page)


def test_a_gap_is_told_kindly(db: Database, app_of: Callable[..., AppTest]) -> None:
    page = app_of(Role.ENTERPRISE, enterprise_id=make_enterprise(db))
    assert "正在为您安排" in html(page.run())


def test_english(db: Database, page: AppTest) -> None:
    choose_language(db, page.user["user"], "en")
    page.run()
    assert page.title[0].value == "Our contacts"
    assert page.button(key="ask").label == "Ask for help"
