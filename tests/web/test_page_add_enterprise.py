"""The page that adds an enterprise met on the street."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Role
from liaison.services.enterprises import list_enterprises
from liaison.store.database import Database
from tests.conftest import credit_code, make_enterprise, make_liaison, make_pair

Opened = Callable[..., AppTest]


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


@pytest.fixture
def page(db: Database, app_of: Callable[..., AppTest]) -> AppTest:
    """The page of an officer of 织里镇."""
    return (
        app_of(Role.OFFICER, liaison_id=make_liaison(db))
        .run()
        .switch_page("pages/add_enterprise.py")
    )


def names(db: Database) -> list[str]:
    return [row.name for row in list_enterprises(OPERATOR, db, EnterpriseFilter()).rows]


def test_a_few_fields_are_enough(db: Database, page: AppTest) -> None:
    page.run()
    assert page.selectbox(key="new-town").value == "330502100"
    page.text_input(key="new-name").set_value("湖州新遇纺织有限公司").run()
    page.text_input(key="new-contact_phone").set_value("13905720009").run()
    page.pills(key="new-status").set_value("partial").run()
    page.button(key="new-save").click().run()
    assert not page.exception
    assert names(db) == ["湖州新遇纺织有限公司"]


def test_what_is_missing_is_told_and_nothing_is_lost(db: Database, page: AppTest) -> None:
    page.run()
    page.text_input(key="new-name").set_value("湖州新遇纺织有限公司").run()
    page.button(key="new-save").click().run()
    assert "请填写复工状态" in page.error[0].value
    assert page.text_input(key="new-name").value == "湖州新遇纺织有限公司"
    assert names(db) == []


def test_the_check_digit_is_told_at_once(page: AppTest) -> None:
    page.run().text_input(key="new-uscc").set_value("91330502MA28C039X1").run()
    assert "校验位不符" in html(page)
    page.text_input(key="new-uscc").set_value(credit_code(3)).run()
    assert "校验位正确" in html(page)


def test_one_of_a_colleague_tells_whom_to_ask(db: Database, page: AppTest) -> None:
    known = make_enterprise(db, name="湖州晨光纺织有限公司", contact_phone="13905720001")
    make_pair(db, known, make_liaison(db, name="李警官", phone="13905720002"))
    page.run().text_input(key="new-name").set_value("晨光纺织").run()
    told = html(page)
    assert "名称相近" in told
    assert "项目警官 李警官" in told
    assert "13905720001" not in told, "the contact of a stranger's enterprise is not for everybody"
    page.button(key=f"likely-ask-{known}").click().run()
    assert 'href="tel:13905720002"' in html(page)


def test_a_namesake_is_another_only_when_that_is_said(db: Database, page: AppTest) -> None:
    make_enterprise(db, name="湖州同名有限公司", uscc=credit_code(90))
    page.run().text_input(key="new-name").set_value("湖州同名有限公司").run()
    assert [each.key for each in page.checkbox] == []
    page.text_input(key="new-uscc").set_value(credit_code(91)).run()
    page.pills(key="new-status").set_value("full").run()
    page.button(key="new-save").click().run()
    assert "已在名册中" in page.error[0].value
    page.checkbox(key="is-another").check().run()
    page.button(key="new-save").click().run()
    assert len(names(db)) == 2
