"""The measure matrix: both views, the rule of the colours, the list behind each cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.filter_query import enterprise_filter
from liaison.domain.roles import OPERATOR, Role
from liaison.services.enterprises import list_enterprises
from liaison.services.sign_in import choose_language
from liaison.store.database import Database
from tests.conftest import make_enterprise

PAGE = "pages/matrix.py"
OFFICE = pytest.mark.parametrize("role", [Role.OFFICIAL, Role.ADMINISTRATOR], ids=str)


@pytest.fixture
def page_of(app_of: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def page(role: Role, query: dict[str, str] | None = None, **reach: Any) -> AppTest:
        page = app_of(role, **reach).run().switch_page(PAGE)
        for key, value in (query or {}).items():
            page.query_params[key] = value
        return page.run()

    return page


def measure(db: Database, enterprise_id: int, code: str, state: str, due_in: int = 3) -> None:
    row = {
        "enterprise_id": enterprise_id,
        "measure_code": code,
        "state": state,
        "due_on": str(db.today() + timedelta(days=due_in)),
        "note": "等待对方回复" if state == "blocked" else None,
    }
    with db.write() as connection:
        connection.table("support").insert(row)


@pytest.fixture
def city(db: Database) -> Database:
    """One enterprise in 织里镇 and one in 德清县, their measures of every colour."""
    here = make_enterprise(db, name="湖州甲纺织有限公司")
    there = make_enterprise(
        db, name="德清乙机械有限公司", county_code="330521", town_code="330521001"
    )
    measure(db, here, "M01", "not_started", due_in=-2)
    measure(db, here, "M02", "in_progress")
    measure(db, here, "M03", "done")
    measure(db, here, "M04", "not_applicable")
    measure(db, there, "M01", "done")
    measure(db, there, "M05", "blocked")
    return db


def html(page: AppTest) -> str:
    return unescape("".join(each.proto.body for each in page.get("html")))


def table(page: AppTest) -> dict[str, list[str]]:
    """The cells of each row, as they stand in the page, by the words of its first column."""
    rows = re.findall(r'<tr[^>]*><th scope="row">(.*?)</th>(.*?)</tr>', html(page), re.DOTALL)
    return {words(name): re.findall(r"<td.*?</td>", cells, re.DOTALL) for name, cells in rows}


def words(fragment: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", fragment).split())


def ways(fragment: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', fragment)


def way(fragment: str) -> str:
    """The way that a cell's last line leads, which is what presses."""
    return ways(fragment)[-1]


@OFFICE
def test_each_cell_tells_its_colour_and_leads_to_its_list(
    city: Database, page_of: Callable[..., AppTest], role: Role
) -> None:
    page = page_of(role)
    wuxing = table(page)["吴兴区"]
    expected = [
        ("red", "0% ，需要督办 逾期 1", "measure=M01&measure_state=overdue"),
        ("amber", "0% ，尚有未完成 进行中 1", "measure=M02&measure_state=in_progress"),
        ("green", "100% ，全部完成 已完成 1", "measure=M03&measure_state=done"),
        ("grey", "— ，不涉及 不适用 1", "measure=M04&measure_state=not_applicable"),
    ]
    for cell, (colour, text, query) in zip(wuxing, expected, strict=False):
        assert f'class="cell-{colour}"' in cell
        assert words(cell) == text
        assert way(cell) == f"/enterprises?area=330502&{query}"
    assert words(wuxing[4]) == "— ，不涉及"
    assert "href" not in wuxing[4], "nobody is tracked there, so there is no list"
    assert len(wuxing) == 11
    assert ways(wuxing[-1]) == [
        "/matrix?view=enterprise&area=330502",
        "/enterprises?area=330502&chip=overdue",
    ]
    assert words(wuxing[-1]).endswith("逾期 1 家")
    assert way(table(page)["合计"][0]) == "/enterprises?measure=M01&measure_state=overdue"
    assert "▲ 红：逾期或受阻达 10%" in html(page)
    assert not page.exception


@pytest.mark.parametrize(
    ("topic", "shown"),
    [
        pytest.param("overdue", {"M01": 1}, id="overdue"),
        pytest.param("blocked", {"M05": 1}, id="blocked"),
        pytest.param("not_started", {"M01": 1}, id="not started"),
        pytest.param("in_progress", {"M02": 1}, id="in progress"),
        pytest.param("done", {"M01": 1, "M03": 1}, id="done"),
        pytest.param("not_applicable", {"M04": 1}, id="not applicable"),
    ],
)
def test_a_chip_puts_one_number_into_every_cell(
    city: Database, page_of: Callable[..., AppTest], topic: str, shown: dict[str, int]
) -> None:
    page = page_of(Role.OFFICIAL)
    page.pills(key="show").set_value(topic).run()
    assert page.query_params["show"] == topic
    rows = table(page)
    for position, cell in enumerate(rows["合计"][:-1], start=1):
        code = f"M{position:02}"
        assert words(cell) == str(shown.get(code, 0))
        assert ("href" in cell) == (code in shown)
    whole = rows["合计"][-1]
    if topic == "overdue":
        assert (words(whole), way(whole)) == ("逾期 1 家", "/enterprises?chip=overdue")
    else:
        assert words(whole) == f"{sum(shown.values())} 项"
        assert not ways(whole), "of measures across the board there is no list of enterprises"
    for cell in (cell for cells in rows.values() for cell in cells[:-1] if "href" in cell):
        filters = enterprise_filter(dict(parse_qsl(urlsplit(way(cell)).query)))
        assert filters is not None
        assert list_enterprises(OPERATOR, city, filters).total == int(words(cell))


def test_a_cell_leads_to_what_is_done_to_what_is_late_and_to_what_is_blocked(
    city: Database, page_of: Callable[..., AppTest]
) -> None:
    for number, (state, due_in) in enumerate((("done", 3), ("blocked", -1), ("blocked", 5))):
        each = make_enterprise(city, name=f"湖州丁{number}厂")
        measure(city, each, "M01", state, due_in=due_in)
        measure(city, each, "M06", "blocked", due_in=-3)
    page = page_of(Role.OFFICIAL)
    cell = table(page)["吴兴区"][0]
    assert words(cell) == "25% ，需要督办 逾期 2 受阻 2"
    assert [dict(parse_qsl(urlsplit(each).query))["measure_state"] for each in ways(cell)] == [
        "done",
        "overdue",
        "blocked",
    ]
    for each, number in zip(ways(cell), (1, 2, 2), strict=True):
        filters = enterprise_filter(dict(parse_qsl(urlsplit(each).query)))
        assert filters is not None
        assert list_enterprises(OPERATOR, city, filters).total == number
    whole = table(page)["吴兴区"][-1]
    assert words(whole).endswith("逾期 4 家"), "enterprises, though five of their measures are late"
    late = enterprise_filter(dict(parse_qsl(urlsplit(way(whole)).query)))
    assert late is not None
    assert list_enterprises(OPERATOR, city, late).total == 4


def test_counties_lead_to_towns_and_back(city: Database, page_of: Callable[..., AppTest]) -> None:
    page = page_of(Role.ADMINISTRATOR, {"show": "done"})
    assert 'href="/matrix?area=330502&show=done"' in html(page)
    page.selectbox(key="area").set_value("330502").run()
    towns = table(page)
    assert "织里镇" in towns
    assert "德清县" not in towns
    assert 'href="/matrix?view=enterprise&area=330502100"' in html(page)
    assert "/files/measures?area=330502" in html(page)
    page.button(key="back-to-330500").click().run()
    assert "德清县" in table(page)


def test_an_official_of_a_district_sees_the_own_towns_alone(
    city: Database, page_of: Callable[..., AppTest]
) -> None:
    page = page_of(Role.OFFICIAL, area_code="330502")
    rows = table(page)
    assert "织里镇" in rows
    assert "德清县" not in rows
    assert way(rows["合计"][0]) == "/enterprises?measure=M01&measure_state=overdue"
    assert ways(rows["合计"][-1]) == ["/matrix?view=enterprise", "/enterprises?chip=overdue"]
    page.pills(key="view").set_value("enterprise").run()
    assert "湖州甲纺织有限公司" in html(page)
    assert "德清乙机械有限公司" not in html(page)


@OFFICE
def test_an_enterprise_is_told_measure_by_measure(
    city: Database, page_of: Callable[..., AppTest], role: Role
) -> None:
    page = page_of(role, {"view": "enterprise"})
    rows = table(page)
    (name,) = (each for each in rows if each.startswith("湖州甲纺织有限公司"))
    assert name == "湖州甲纺织有限公司 织里镇 · 已完成 1/3"
    cells = [words(cell) for cell in rows[name]]
    assert cells[:5] == [
        "M01 项目警官结对 逾期 2 天 应于 2026-11-08 前完成",
        "M02 运输保畅 进行中 应于 2026-11-13 前完成",
        "M03 网办预约 已完成",
        "M04 户政集中办 不适用",
        "M05 出入境急办 未纳入",
    ]
    (other,) = (each for each in rows if each.startswith("德清乙"))
    assert 'title="受阻 · 应于 2026-11-13 前完成 · 等待对方回复"' in rows[other][4]
    assert next(iter(rows)) == name, "the longest late comes first"
    assert re.search(r'<a href="/enterprise\?id=\d+" target="_self">湖州甲', html(page))
    assert not page.exception


def test_filters_stand_in_the_address_and_in_that_of_the_file(
    city: Database, page_of: Callable[..., AppTest]
) -> None:
    page = page_of(Role.OFFICIAL, {"view": "enterprise"})
    page.pills(key="chip").set_value("overdue").run()
    page.selectbox(key="sort").set_value("name").run()
    assert page.query_params["sort"] == "name"
    assert "/files/measures?chip=overdue" in html(page)
    assert len(table(page)) == 1
    page.text_input(key="search").set_value("没有").run()
    assert "没有符合条件" in page.info[0].value
    page.button[-1].click().run()
    assert len(table(page)) == 2
    assert {"chip", "search"}.isdisjoint(page.query_params)


def test_retired_measures_have_no_column(city: Database, page_of: Callable[..., AppTest]) -> None:
    with city.write() as connection:
        connection.table("measures").update("M01", {"retired_on": "2026-11-01"})
    page = page_of(Role.OFFICIAL)
    assert [len(cells) for cells in table(page).values()] == [10] * 7
    page.pills(key="view").set_value("enterprise").run()
    assert [len(cells) for cells in table(page).values()] == [9, 9]


def test_a_name_is_shown_as_it_is_and_not_as_markup(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db, name="<b>甲</b>厂")
    page = page_of(Role.OFFICIAL, {"view": "enterprise"})
    assert "&lt;b&gt;甲" in "".join(each.proto.body for each in page.get("html"))


def test_nothing_yet_says_what_would_fill_it_in_both_languages(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    page = page_of(Role.ADMINISTRATOR)
    assert "导入企业名册" in page.info[0].value
    choose_language(db, page.user["user"], "en")
    page.run()
    assert page.title[0].value == "Measure matrix"
    page.pills(key="view").set_value("enterprise").run()
    assert "No enterprise is tracked yet" in page.info[0].value
    assert not page.exception


@pytest.mark.parametrize("path", [PAGE, "pages/enterprises.py"], ids=["matrix", "enterprises"])
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        pytest.param("330521", "“德清县”不在您的范围内，显示的是吴兴区", id="another county"),
        pytest.param("330521001", "不在您的范围内，显示的是吴兴区", id="town of another"),
        pytest.param("999999", "没有代码为“999999”的区域", id="none"),
        pytest.param("330502", None, id="own"),
        pytest.param("330502100", None, id="own town"),
    ],
)
def test_an_area_beyond_the_own_is_not_passed_over_in_silence(
    city: Database,
    app_of: Callable[..., AppTest],
    path: str,
    asked: str,
    sentence: str | None,
) -> None:
    page = app_of(Role.OFFICIAL, area_code="330502").run().switch_page(path)
    page.query_params["area"] = asked
    page.run()
    said = [each.value for each in page.warning]
    assert [sentence in each for each in said if sentence] == [True] * bool(sentence)
    assert bool(said) is bool(sentence)
    assert "德清乙" not in html(page)
