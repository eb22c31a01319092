"""People: the commissioners and officers of an area, and one of them with the enterprises."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import VisitKind
from liaison.services.sign_in import choose_language
from liaison.services.visits import record_visit
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair

PAGE = "pages/people.py"
OFFICE = pytest.mark.parametrize("role", [Role.OFFICIAL, Role.ADMINISTRATOR], ids=str)


@pytest.fixture
def page_of(app_of: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def page(role: Role, **reach: str) -> AppTest:
        return app_of(role, **reach).run().switch_page(PAGE)

    return page


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


@OFFICE
def test_people_tell_what_they_carry_and_how_to_reach_them(
    db: Database, page_of: Callable[..., AppTest], role: Role
) -> None:
    person = make_liaison(db, name="警员某", phone="13905720009", capacity=2)
    make_liaison(db, "commissioner", name="专员某", capacity=None, liaison_status="away")
    enterprise = make_enterprise(db)
    make_pair(db, enterprise, person)
    record_visit(OPERATOR, db, enterprise, VisitKind.PHONE, db.today(), "已联系")
    page = page_of(role).run()
    shown = html(page)
    assert f'href="/people?id={person}"' in shown
    assert 'href="tel:13905720009"' in shown
    assert "1 / 2 家" in shown
    assert "0 家，未设上限" in shown
    assert "离岗" in shown
    assert "2026-11-10" in shown
    assert page.pills(key="role").options == ["全部 2", "项目警官 1", "复工专员 1", "今日请假 0"]
    assert "/files/workload" in shown
    assert not page.exception


def test_who_carries_more_than_the_limit_stands_out(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    person = make_liaison(db, capacity=1)
    for _ in range(2):
        make_pair(db, make_enterprise(db), person)
    page = page_of(Role.OFFICIAL).run()
    assert '<span class="state state-overdue">2 / 1 家</span>' in html(page)


def test_search_role_and_area_narrow_and_stand_in_the_address(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    make_liaison(db, name="警员甲")
    make_liaison(db, "commissioner", name="专员乙", county_code="330521", town_code="330521102")
    page = page_of(Role.OFFICIAL).run()
    page.pills(key="role").set_value("commissioner").run()
    assert page.query_params["role"] == "commissioner"
    assert "警员甲" not in html(page)
    page.selectbox(key="area").set_value("330502").run()
    assert "没有找到" in page.info[0].value
    page.button[-1].click().run()
    page.text_input(key="search").set_value("jyj").run()
    assert "警员甲" in html(page)
    assert "专员乙" not in html(page)


@OFFICE
def test_a_person_shows_the_enterprises_and_the_way_back(
    db: Database, page_of: Callable[..., AppTest], role: Role
) -> None:
    person = make_liaison(db, name="警员某")
    make_pair(db, make_enterprise(db, name="湖州甲厂"), person)
    make_enterprise(db, name="湖州乙厂")
    page = page_of(role)
    page.query_params["id"] = str(person)
    page.run()
    assert page.title[0].value == "警员某"
    assert "负责的企业（1 家）" in page.subheader[0].value
    assert "湖州甲厂" in html(page)
    assert "湖州乙厂" not in html(page)
    page.button[0].click().run()
    assert "id" not in page.query_params
    assert page.title[0].value == "专员与警官"


def test_a_person_of_another_area_is_refused_in_words(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    person = make_liaison(db, name="警员某")
    page = page_of(Role.OFFICIAL, area_code="330521")
    page.query_params["id"] = str(person)
    page.run()
    assert page.error[0].value.startswith("您的账号无权")
    assert "警员某" not in html(page)


def test_nobody_yet_says_what_would_fill_the_list_in_both_languages(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    page = page_of(Role.ADMINISTRATOR).run()
    assert "导入人员名册" in page.info[0].value
    assert "导入人员名册" in [each.proto.label for each in page.get("page_link")]
    choose_language(db, page.user["user"], "en")
    page.run()
    assert page.title[0].value == "People"
    assert "imported a roster" in page.info[0].value
