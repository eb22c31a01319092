"""The workload: by person and by area, each number with the way to what is behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.datastructures import QueryParams
from streamlit.testing.v1 import AppTest

from liaison.domain.filter_query import workload_filter
from liaison.domain.roles import Role
from liaison.domain.vocabulary import LiaisonRole
from liaison.domain.workload import WorkloadFilter
from liaison.services.sign_in import choose_language
from liaison.store import leaves
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair

PAGE = "pages/workload.py"
OFFICE = pytest.mark.parametrize("role", [Role.OFFICIAL, Role.ADMINISTRATOR], ids=str)


@pytest.fixture
def page_of(app_of: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def page(role: Role, query: dict[str, str] | None = None, **reach: Any) -> AppTest:
        page = app_of(role, **reach).run().switch_page(PAGE)
        for key, value in (query or {}).items():
            page.query_params[key] = value
        return page.run()

    return page


def html(page: AppTest) -> str:
    return unescape("".join(each.proto.body for each in page.get("html")))


def links(page: AppTest) -> dict[str, str]:
    """The text of each link, its lines in one, and where it leads; of two the last."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', html(page))
    return {" ".join(re.sub(r"<[^>]*>", " ", text).split()): way for way, text in found}


@OFFICE
def test_a_person_is_told_with_the_way_to_every_list(
    db: Database, page_of: Callable[..., AppTest], role: Role
) -> None:
    person = make_liaison(db, name="警员某", staff_no="007701", capacity=1, grid="1号网格")
    near, far = make_enterprise(db, grid="1号网格"), make_enterprise(db, town_code="330502101")
    for each in (near, far):
        make_pair(db, each, person)
    with db.write() as connection:
        connection.table("support").insert(
            {"enterprise_id": near, "measure_code": "M01", "due_on": "2026-11-05"}
        )
    page = page_of(role)
    shown, ways = html(page), links(page)
    assert ways["警员某"] == f"/people?id={person}"
    assert ways["2 / 1 家"] == f"/enterprises?liaison_id={person}"
    assert ways["逾期措施 1 项（1 家）"] == f"/enterprises?chip=overdue&liaison_id={person}"
    assert ways["应联系走访 2 家"] == f"/enterprises?chip=to_visit&liaison_id={person}"
    assert "state-overdue" in shown
    assert "同网格 1 · 同县区 1" in re.sub(r"</?span[^>]*>", "", shown)
    assert '<span class="near-grid" style="flex-grow: 1"></span>' in shown
    assert ways["⤓ 导出工作量表"] == "/files/workload?"
    assert page.pills(key="chip").options == [
        *("全部 1", "超上限 1", "已满 0", "有逾期 1", "请假或不在岗 0", "暂无企业 0"),
    ]
    assert not page.exception


def test_a_leave_tells_until_when_and_who_acts(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    person, deputy = make_liaison(db, name="甲某"), make_liaison(db, name="乙某")
    with db.write() as connection:
        leaves.insert(
            connection,
            liaison_id=person,
            deputy_id=deputy,
            first_on=db.today(),
            last_on=db.today(),
            note=None,
            at=db.now(),
            by="administrator",
        )
    page = page_of(Role.OFFICIAL, {"chip": "absent"})
    assert "至 11-10" in html(page)
    assert links(page)["由乙某代办"] == f"/people?id={deputy}"
    assert "共 1 人" in [each.value for each in page.caption]


def test_filters_stand_in_the_address_and_in_that_of_the_file(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    make_liaison(db, name="警员甲")
    make_liaison(db, "commissioner", name="专员乙", county_code="330521", town_code="330521102")
    page = page_of(Role.ADMINISTRATOR)
    page.selectbox(key="role").set_value("officer").run()
    page.pills(key="chip").set_value("idle").run()
    page.selectbox(key="area").set_value("330502").run()
    assert page.query_params["role"] == "officer"
    assert links(page)["⤓ 导出工作量表"] == "/files/workload?area=330502&role=officer&chip=idle"
    assert "警员甲" in html(page)
    assert "专员乙" not in html(page)
    page.text_input(key="search").set_value("没有").run()
    assert "没有符合条件" in page.info[0].value
    page.button[-1].click().run()
    assert "专员乙" in html(page)
    assert {"role", "chip", "area", "search"}.isdisjoint(page.query_params)


def test_who_is_merely_in_charge_here_can_be_left_out_and_taken_back(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    make_pair(db, make_enterprise(db), make_liaison(db, name="外区某", county_code="330521"))
    query = {"area": "330502", "posted": "1"}
    page = page_of(Role.ADMINISTRATOR, query)
    assert "外区某" not in html(page)
    page.button(key="narrowed-posted").click().run()
    assert "外区某" in html(page)
    assert "posted" not in page.query_params


@OFFICE
def test_areas_lead_down_to_towns_and_to_people(
    db: Database, page_of: Callable[..., AppTest], role: Role
) -> None:
    person = make_liaison(db, capacity=1)
    for _ in range(2):
        make_pair(db, make_enterprise(db), person)
    page = page_of(role, {"view": "area", "role": "officer"})
    ways = links(page)
    assert ways["吴兴区"] == "/workload?view=area&area=330502&role=officer"
    assert ways["共 1 人 在岗 1 人"] == "/workload?posted=1&role=officer"  # the whole comes last
    page.selectbox(key="area").set_value("330502").run()
    ways = links(page)
    posted = "/workload?area=330502100&posted=1"
    found = html(page).split("织里镇</div>")[1].split("</tr>")[0]
    assert f'href="{posted}&sort=load&role=officer"' in found
    assert f'href="{posted}&chip=over&role=officer"' in found
    assert 'href="/enterprises?area=330502100&chip=unpaired"' in found
    page.button(key="back-to-330500").click().run()
    assert "area" not in page.query_params
    assert page.query_params["view"] == "area"


def test_an_official_sees_the_own_county_only(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    make_liaison(db, name="本区某")
    make_liaison(db, name="外区某", county_code="330521", town_code=None)
    page = page_of(Role.OFFICIAL, area_code="330502")
    assert "本区某" in html(page)
    assert "外区某" not in html(page)
    page.pills(key="view").set_value("area").run()
    assert "织里镇" in html(page)
    assert "德清县" not in html(page)


def test_nobody_yet_says_what_would_fill_the_list_in_both_languages(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    page = page_of(Role.ADMINISTRATOR)
    assert "导入人员名册" in page.info[0].value
    choose_language(db, page.user["user"], "en")
    page.run()
    assert page.title[0].value == "Workload"
    assert not page.exception


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("area=330502", None, id="an area alone"),
        pytest.param(
            "area=330502&role=officer&search=zs&posted=1&chip=over",
            WorkloadFilter("zs", LiaisonRole.OFFICER, "330502", "over", posted_only=True),
            id="everything",
        ),
        pytest.param("role=king&chip=none", WorkloadFilter(), id="a stale link"),
    ],
)
def test_an_address_says_which_people(query: str, expected: WorkloadFilter | None) -> None:
    assert workload_filter(QueryParams(query)) == expected
