"""The list of enterprises of an office: found, narrowed, paged, exported as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.filter_query import enterprise_filter
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import RESUMED, MeasureState
from liaison.services.sign_in import choose_language
from liaison.services.support import set_measure
from liaison.store.database import Database
from liaison.web.components.enterprise_filters import export_address, query_of
from tests.conftest import make_enterprise, make_liaison, make_pair
from tests.running_app import RunningApp

PAGE = "pages/enterprises.py"
OFFICE = pytest.mark.parametrize("role", [Role.OFFICIAL, Role.ADMINISTRATOR], ids=str)


@pytest.fixture
def page_of(app_of: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def page(role: Role, **reach: str) -> AppTest:
        return app_of(role, **reach).run().switch_page(PAGE)

    return page


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def captions(page: AppTest) -> list[str]:
    return [each.value for each in page.caption]


@OFFICE
def test_rows_tell_state_people_and_what_presses_and_lead_on(
    db: Database, page_of: Callable[..., AppTest], role: Role
) -> None:
    enterprise = make_enterprise(db, name="湖州<b>粗</b>纺织有限公司", contact_phone="0572-2345678")
    officer = make_liaison(db, name="警员某", phone="13905720009")
    make_pair(db, enterprise, officer)
    late = db.today() - timedelta(days=4)
    set_measure(OPERATOR, db, enterprise, "M02", state=MeasureState.IN_PROGRESS, due_on=late)
    page = page_of(role).run()
    assert "共 1 家" in captions(page)
    shown = html(page)
    assert "&lt;b&gt;粗" in shown
    assert f'href="/enterprise?id={enterprise}"' in shown
    assert f'href="/people?id={officer}"' in shown
    assert 'href="tel:13905720009"' in shown
    assert "state-in_progress" in shown
    assert "部分复工" in shown
    assert "M02 逾期 4 天" in shown
    assert "未配" in shown
    assert not page.exception


def test_every_filter_narrows_and_stands_in_the_address(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db, name="吴兴甲厂", industry="C", above_scale="above", status="full")
    make_enterprise(
        db, name="德清乙厂", county_code="330521", town_code="330521102", status="not_resumed"
    )
    page = page_of(Role.OFFICIAL).run()
    page.text_input(key="search").set_value("乙厂").run()
    assert page.query_params["search"] == "乙厂"
    assert "甲厂" not in html(page)
    page.text_input(key="search").set_value("").run()
    page.multiselect(key="statuses").set_value(["full", "partial"]).run()
    assert set(page.query_params["statuses"].split(",")) == {"partial", "full"}
    assert "共 1 家" in captions(page)
    page.multiselect(key="statuses").set_value([]).run()
    for key, value in (("industry", "C"), ("above_scale", "above"), ("area", "330502")):
        page.selectbox(key=key).set_value(value).run()
        assert page.query_params[key] == value
        assert "吴兴甲厂" in html(page)
        assert "德清乙厂" not in html(page)
    assert "/files/roster?area=330502&amp;industry=C&amp;above_scale=above" in html(page)


def test_an_address_that_a_colleague_sent_opens_the_same_list(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    officer = make_liaison(db, name="警员某")
    done = make_enterprise(db, name="湖州甲厂")
    make_pair(db, done, officer)
    make_enterprise(db, name="湖州乙厂")
    set_measure(OPERATOR, db, done, "M03", state=MeasureState.DONE)
    page = page_of(Role.ADMINISTRATOR)
    page.query_params.update(
        {"measure": "M03", "measure_state": "done", "liaison_id": str(officer), "chip": "nonsense"}
    )
    page.run()
    assert "湖州甲厂" in html(page)
    assert "湖州乙厂" not in html(page)
    assert "警员某" in page.button(key="narrowed-liaison").label
    page.button(key="narrowed-measure").click().run()
    assert "measure" not in page.query_params
    page.button(key="narrowed-liaison").click().run()
    assert "湖州乙厂" in html(page)


def test_chips_count_and_narrow(db: Database, page_of: Callable[..., AppTest]) -> None:
    paired = make_enterprise(db, name="湖州配齐厂")
    for role in ("officer", "commissioner"):
        make_pair(db, paired, make_liaison(db, role))
    make_enterprise(db, name="湖州缺人厂")
    page = page_of(Role.OFFICIAL).run()
    assert page.pills(key="chip").options[0] == "全部 2"
    assert page.pills(key="chip").options[-1] == "未配齐 1"
    page.pills(key="chip").set_value("unpaired").run()
    assert "湖州配齐厂" not in html(page)
    assert "湖州缺人厂" in html(page)


def test_pages_are_turned_and_a_filter_begins_at_the_first(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    for number in range(25):
        make_enterprise(db, name=f"湖州{number:02}厂")
    page = page_of(Role.OFFICIAL)
    page.query_params["page"] = "2"
    page.run()
    assert "湖州24厂" in html(page)
    assert "湖州03厂" not in html(page)
    page.selectbox(key="sort").set_value("returning").run()
    assert "page" not in page.query_params
    page.selectbox(key="size").set_value("50").run()
    assert html(page).count("/enterprise?id=") == 25


def test_an_official_sees_the_own_area_only(db: Database, page_of: Callable[..., AppTest]) -> None:
    make_enterprise(db, name="吴兴甲厂")
    make_enterprise(db, name="德清乙厂", county_code="330521", town_code="330521102")
    page = page_of(Role.OFFICIAL, area_code="330521")
    page.query_params["area"] = "330502"
    page.run()
    assert "德清乙厂" in html(page)
    assert "吴兴甲厂" not in html(page)


@OFFICE
def test_an_empty_list_says_what_would_fill_it(page_of: Callable[..., AppTest], role: Role) -> None:
    page = page_of(role).run()
    assert "导入企业名册" in page.info[0].value
    offered = [each.proto.label for each in page.get("page_link")]
    assert ("导入企业名册" in offered) is (role is Role.ADMINISTRATOR)


def test_nothing_found_offers_everything(db: Database, page_of: Callable[..., AppTest]) -> None:
    make_enterprise(db, name="湖州甲厂")
    page = page_of(Role.OFFICIAL)
    page.query_params["search"] = "无此企业"
    page.run()
    assert "没有找到" in page.info[0].value
    page.button[-1].click().run()
    assert "湖州甲厂" in html(page)


def test_the_list_reads_in_english(db: Database, page_of: Callable[..., AppTest]) -> None:
    make_enterprise(db)
    page = page_of(Role.OFFICIAL)
    choose_language(db, page.user["user"], "en")
    page.run()
    assert page.title[0].value == "Enterprises"
    assert "Partly resumed" in html(page)
    assert "1 in all" in captions(page)


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param(EnterpriseFilter(), id="nothing"),
        pytest.param(EnterpriseFilter(search="湖州 & 织里", chip="overdue"), id="search and chip"),
        pytest.param(EnterpriseFilter(statuses=RESUMED, industry="C"), id="statuses"),
        pytest.param(
            EnterpriseFilter(
                area_code="330502", above_scale="above", liaison_id=7, measure_code="M02"
            ),
            id="area, scale, person, measure",
        ),
        pytest.param(
            EnterpriseFilter(measure_code="M02", measure_state="overdue"), id="late measure"
        ),
    ],
)
def test_an_address_says_the_filters_and_back(filters: EnterpriseFilter) -> None:
    assert (enterprise_filter(query_of(filters)) or EnterpriseFilter()) == filters


def test_the_export_holds_just_the_list(running_app: RunningApp) -> None:
    db = running_app.db
    kept = make_enterprise(db, name="导出甲厂", industry="C")
    make_enterprise(db, name="导出乙厂", industry="C")
    set_measure(OPERATOR, db, kept, "M03", state=MeasureState.DONE)
    filters = EnterpriseFilter(
        search="导出", industry="C", measure_code="M03", measure_state=MeasureState.DONE
    )
    answer = running_app.signed_in("root").open(export_address(filters))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    cells = {str(cell) for row in book.worksheets[0].values for cell in row}
    assert "导出甲厂" in cells
    assert "导出乙厂" not in cells
