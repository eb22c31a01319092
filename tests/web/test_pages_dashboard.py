"""The dashboard: figures with their lists, areas to go into, what presses, the first steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.filter_query import enterprise_filter
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.indicators import FIGURE_KEYS, AreaRow, Figure, Figures
from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import MeasureState, RequestKind
from liaison.locales import words
from liaison.services.enterprises import list_enterprises
from liaison.services.figures import figures
from liaison.services.requests import submit_request
from liaison.services.sign_in import choose_language
from liaison.services.snapshots import take_snapshot
from liaison.services.support import set_measure
from liaison.store.database import Database
from liaison.web.components.area_table import area_frame
from liaison.web.components.curve_chart import curve_frame, curve_text
from liaison.web.components.dashboard_tiles import dashboard_tiles
from liaison.web.components.figure_tiles import change_text
from liaison.web.components.plain_text import plain
from tests.conftest import Clock, make_enterprise, make_liaison, make_pair, official_of

PAGE = "pages/dashboard.py"
OFFICE = pytest.mark.parametrize("role", [Role.OFFICIAL, Role.ADMINISTRATOR], ids=str)
CHINESE = words("zh-CN")


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def links(page: AppTest) -> dict[str, tuple[str, str]]:
    """The label of each link, with its page and query."""
    return {
        each.proto.label: (each.proto.page, each.proto.query_string)
        for each in page.get("page_link")
    }


@pytest.fixture
def city(db: Database) -> dict[str, int]:
    """Three enterprises: one paired, one that has nobody, one of another county not resumed."""
    officer, commissioner = make_liaison(db), make_liaison(db, "commissioner")
    paired = make_enterprise(db, name="湖州配齐纺织有限公司", industry="C")
    for person in (officer, commissioner):
        make_pair(db, paired, person)
    alone = make_enterprise(db, name="湖州无人纺织有限公司", industry="C")
    elsewhere = make_enterprise(
        db,
        name="德清未开纺织有限公司",
        county_code="330521",
        town_code="330521102",
        status="not_resumed",
        filing_status="not_filed",
    )
    return {"paired": paired, "alone": alone, "elsewhere": elsewhere}


@OFFICE
def test_six_figures_each_with_its_meaning_and_its_list(
    city: dict[str, int], app_of: Callable[..., AppTest], role: Role
) -> None:
    page = app_of(role).run()
    shown = {metric.label: metric.value for metric in page.metric}
    assert len(shown) == 6
    assert shown["复工率"] == "66.7%"
    assert shown["覆盖率"] == "50.0%"
    assert "已复工数 ÷ 应复工数" in page.metric[0].help
    assert "2 ÷ 3" in page.metric[0].help
    found = links(page)
    assert found["未复工 1 家"] == (
        "enterprises",
        "statuses=not_resumed%2Cpostponed%2Csuspended",
    )
    gaps = "pairing" if role is Role.ADMINISTRATOR else "enterprises"
    assert found["未配齐 1 家"][0] == gaps
    assert "数据截至 2026-11-10 10:00" in page.caption[0].value
    assert not page.exception


def test_a_change_since_yesterday_is_told(
    db: Database, city: dict[str, int], clock: Clock, app_of: Callable[..., AppTest]
) -> None:
    take_snapshot(OPERATOR, db, db.today())
    clock.advance(days=1)
    make_enterprise(db)
    page = app_of(Role.OFFICIAL).run()
    deltas = {metric.label: metric.delta for metric in page.metric}
    assert deltas["复工率"] == "+8.3 个百分点"
    assert deltas["返岗率"] == "与昨日持平"


def test_without_a_snapshot_no_change_is_claimed(
    city: dict[str, int], app_of: Callable[..., AppTest]
) -> None:
    page = app_of(Role.OFFICIAL).run()
    assert {metric.delta for metric in page.metric} == {""}


def test_areas_lead_down_and_back_up(city: dict[str, int], app_of: Callable[..., AppTest]) -> None:
    page = app_of(Role.OFFICIAL).run()
    assert list(page.dataframe[0].value["name"])[-1] == "合计"
    assert "/dashboard?area=330502" in html(page)
    page.query_params["area"] = "330521"
    page.run()
    assert page.metric[0].value == "0.0%"
    assert page.pills(key="by").options == [
        *("按乡镇街道", "按行业", "按规模", "按规型", "按单位", "按人员")
    ]
    page.button(key="back-to-330500").click().run()
    assert "area" not in page.query_params
    assert page.metric[0].value == "66.7%"


def test_rows_by_industry_lead_to_their_enterprises(
    city: dict[str, int], app_of: Callable[..., AppTest]
) -> None:
    page = app_of(Role.OFFICIAL).run()
    page.pills(key="by").set_value("industry").run()
    assert page.query_params["by"] == "industry"
    assert "/enterprises?industry=C" in html(page)
    assert "measures_delivered" not in page.dataframe[0].value


def test_an_official_sees_the_own_area_only(
    city: dict[str, int], app_of: Callable[..., AppTest]
) -> None:
    page = app_of(Role.OFFICIAL, area_code="330521")
    page.query_params["area"] = "330502"
    page.run()
    assert page.metric[0].value == "0.0%"
    assert page.selectbox(key="area").options[0] == "德清县"
    assert not any("织里" in option for option in page.selectbox(key="area").options)


@OFFICE
def test_what_presses_is_listed_and_leads_on(
    db: Database,
    city: dict[str, int],
    clock: Clock,
    app_of: Callable[..., AppTest],
    role: Role,
) -> None:
    submit_request(OPERATOR, db, city["paired"], RequestKind.TRANSPORT, "货车进不了城")
    set_measure(
        OPERATOR,
        db,
        city["paired"],
        "M02",
        state=MeasureState.BLOCKED,
        note="证件不全",
        due_on=db.today() - timedelta(days=3),
    )
    clock.advance(days=10)
    page = app_of(role).run()
    chips = page.pills(key="urgent")
    assert chips.options[0] == "人员缺口 2"
    assert "缺项目警官：" in html(page)
    assert "湖州无人纺织有限公司" in html(page)
    chips.set_value("overdue").run()
    assert "M02 逾期 13 天" in html(page)
    page.pills(key="urgent").set_value("requests").run()
    assert "运输物流" in html(page)
    assert links(page)["查看全部诉求待答复的企业"] == ("enterprises", "chip=requests")


def test_measures_are_told_in_numbers_that_lead_to_lists(
    db: Database, city: dict[str, int], app_of: Callable[..., AppTest]
) -> None:
    set_measure(OPERATOR, db, city["paired"], "M03", state=MeasureState.DONE)
    page = app_of(Role.OFFICIAL).run()
    assert "/enterprises?measure=M03&amp;measure_state=done" in html(page)
    assert "● 已完成" in html(page)


@OFFICE
def test_the_dashboard_reads_in_english(
    db: Database, city: dict[str, int], app_of: Callable[..., AppTest], role: Role
) -> None:
    page = app_of(role)
    choose_language(db, page.user["user"], "en")
    page.run()
    assert page.title[0].value == "Dashboard"
    assert page.metric[0].label == "Resumption rate"
    assert page.pills(key="urgent").options[0] == "Gaps 2"
    assert not page.exception


def test_an_empty_city_shows_its_administrator_the_first_steps(
    app_of: Callable[..., AppTest],
) -> None:
    page = app_of(Role.ADMINISTRATOR).run()
    assert page.subheader[0].value == "开始使用"
    assert [page for page, _ in links(page).values()][-5:] == [
        "accounts",
        "import",
        "import",
        "pairing",
        "enterprises",
    ]
    assert html(page).count("未开始") == 5
    assert not page.metric
    assert not page.exception


def test_an_empty_area_tells_its_official_what_would_fill_it(
    app_of: Callable[..., AppTest],
) -> None:
    page = app_of(Role.OFFICIAL, area_code="330502").run()
    assert "导入企业名册" in page.info[0].value
    assert "开始使用" not in [each.value for each in page.subheader]


def test_the_first_steps_go_once_pairs_are_made(
    db: Database, app_of: Callable[..., AppTest]
) -> None:
    enterprise = make_enterprise(db)
    page = app_of(Role.ADMINISTRATOR).run()
    assert "开始使用" in [each.value for each in page.subheader]
    assert "已有 1 家" in html(page)
    assert len(page.metric) == 6
    for role in ("officer", "commissioner"):
        make_pair(db, enterprise, make_liaison(db, role))
    page.run()
    assert "开始使用" not in [each.value for each in page.subheader]


@pytest.mark.parametrize(
    ("figure", "change", "expected"),
    [
        pytest.param(Figure("x", 1, 2), 0.0123, "+1.2 个百分点", id="rate up"),
        pytest.param(Figure("x", 1, 2), -0.2, "-20.0 个百分点", id="rate down"),
        pytest.param(Figure("x", 1, 2), 0.0004, "与昨日持平", id="rounds to nothing"),
        pytest.param(Figure("x", 1200), 1200, "+1,200", id="count"),
    ],
)
def test_changes_are_in_the_unit_of_the_figure(
    figure: Figure, change: float, expected: str
) -> None:
    assert change_text(figure, change, CHINESE) == expected


def test_a_rate_over_nothing_is_missing_in_the_table_and_not_zero() -> None:
    keys: dict[str, Any] = {"due": Figure("due", 0), "resumed": Figure("resumed", 0)}
    keys["resumption_rate"] = Figure("resumption_rate", 0, 0)
    frame = area_frame([AreaRow("330502", None, "吴兴区", keys)])
    assert frame["resumption_rate"].isna().all()
    assert "measures_delivered" not in frame


def test_curves_are_told_in_words_and_leave_out_what_has_no_value() -> None:
    days = {
        date(2026, 11, 9): Figure("resumption_rate", 0, 0),
        date(2026, 11, 10): Figure("resumption_rate", 1, 2),
    }
    curves = {"resumption_rate": days}
    assert len(curve_frame(curves, CHINESE)) == 1
    assert curve_text(curves, CHINESE) == "复工率：2 天里从 — 到 50.0%"


def test_the_figures_of_an_area_are_those_of_the_list_behind(
    db: Database, city: dict[str, int]
) -> None:
    actor = official_of(None)
    now: Figures = figures(actor, db)
    tiles = dashboard_tiles(actor, now, 0, EnterpriseFilter(), CHINESE)
    for link in (tiles[0].links[0], tiles[0].links[1], tiles[2].links[0]):
        found = list_enterprises(actor, db, enterprise_filter(link.query) or EnterpriseFilter())
        assert f" {found.total} " in link.text


def past(db: Database, clock: Clock) -> str:
    """Keep today, and move on to tomorrow with other figures; the day that was kept."""
    day = db.today().isoformat()
    take_snapshot(OPERATOR, db, db.today())
    clock.advance(days=1)
    with db.write() as connection:
        connection.conn.execute("UPDATE enterprises SET status = 'full'")
    return day


@OFFICE
def test_a_past_day_is_shown_as_it_was_with_the_way_back(
    db: Database,
    city: dict[str, int],
    clock: Clock,
    app_of: Callable[..., AppTest],
    role: Role,
) -> None:
    set_measure(OPERATOR, db, city["paired"], "M03", state=MeasureState.DONE)
    day = past(db, clock)
    page = app_of(role)
    page.query_params["as_of"] = day
    page.run()
    assert page.metric[0].value == "66.7%"
    assert f"当前显示 {day} 24:00 的数据" in page.info[0].value
    assert not any("未复工" in label for label in links(page))
    assert "/enterprises?measure=M03" not in html(page)
    assert f"/dashboard?area=330502&amp;as_of={day}" in html(page)
    assert any("名单只有现在的" in each.value for each in page.caption)
    assert not page.exception
    page.button(key="back-to-now").click().run()
    assert "as_of" not in page.query_params
    assert page.metric[0].value == "100.0%"


@pytest.mark.parametrize("by", ["industry", "size", "unit", "person"])
def test_a_past_day_has_every_table(
    db: Database,
    city: dict[str, int],
    clock: Clock,
    app_of: Callable[..., AppTest],
    by: str,
) -> None:
    day = past(db, clock)
    page = app_of(Role.OFFICIAL)
    page.query_params["by"] = by
    page.query_params["as_of"] = day
    page.run()
    assert list(page.dataframe[0].value["resumed"])[-1] == 2
    assert "较前一日" in html(page)
    assert "较昨日" not in html(page)
    assert "/enterprises?" not in html(page)
    assert not page.exception


def test_a_day_that_was_not_kept_is_said_and_now_is_shown(
    city: dict[str, int], app_of: Callable[..., AppTest]
) -> None:
    page = app_of(Role.OFFICIAL)
    page.query_params["as_of"] = "2026-01-01"
    page.run()
    assert plain("2026-01-01 没有保存指标快照") in page.info[0].value
    assert page.metric[0].value == "66.7%"


def test_a_day_in_the_address_is_shown_as_text(
    city: dict[str, int], app_of: Callable[..., AppTest]
) -> None:
    page = app_of(Role.OFFICIAL)
    page.query_params["as_of"] = "[点此](https://elsewhere.example)"
    page.run()
    assert "[点此](" not in page.info[0].value
    assert not page.exception


def test_an_area_out_of_reach_is_said_and_the_own_is_shown(
    city: dict[str, int], app_of: Callable[..., AppTest]
) -> None:
    page = app_of(Role.OFFICIAL, area_code="330502")
    page.query_params["area"] = "330523"
    page.run()
    assert page.warning[0].value == "“安吉县”不在您的范围内，显示的是吴兴区"
    page.query_params["area"] = "999"
    page.run()
    assert "没有代码为“999”的区域" in page.warning[0].value
    assert not page.exception


def test_a_day_of_an_earlier_edition_says_what_it_lacks(
    db: Database, city: dict[str, int], clock: Clock, app_of: Callable[..., AppTest]
) -> None:
    day = past(db, clock)
    with db.write() as connection:
        connection.conn.execute("DELETE FROM day_counts")
    page = app_of(Role.OFFICIAL)
    page.query_params["by"] = "industry"
    page.query_params["as_of"] = day
    page.run()
    assert page.metric[0].value == "66.7%"
    assert sum("由旧版本保存" in each.value for each in page.info) == 2
    assert not page.exception


def test_people_stand_by_role_and_lead_to_their_enterprises(
    db: Database, city: dict[str, int], app_of: Callable[..., AppTest]
) -> None:
    page = app_of(Role.OFFICIAL).run()
    page.pills(key="by").set_value("person").run()
    assert list(page.dataframe[0].value["name"])[1:] == ["未配项目警官的企业", "合计"]
    assert "/enterprises?liaison_id=" in html(page)
    assert "/enterprises?lacks=officer" in html(page)
    page.pills(key="role").set_value("commissioner").run()
    assert "/enterprises?lacks=commissioner" in html(page)
    assert links(page)["在工作量页查看全部人员"] == ("workload", "role=commissioner")


def test_a_city_of_people_is_sent_by_the_page(db: Database, app_of: Callable[..., AppTest]) -> None:
    for _ in range(23):
        make_pair(db, make_enterprise(db), make_liaison(db))
    page = app_of(Role.OFFICIAL)
    page.query_params["by"] = "person"
    page.run()
    assert len(page.dataframe[0].value) == 11
    page.query_params["page"] = "3"
    page.run()
    assert len(page.dataframe[0].value) == 4


def test_every_figure_stands_with_its_parts_and_meaning(
    city: dict[str, int], app_of: Callable[..., AppTest]
) -> None:
    shown = html(app_of(Role.OFFICIAL).run())
    for key in FIGURE_KEYS:
        assert CHINESE(f"figures.{key}") in shown
        assert CHINESE(f"figures.formulas.{key}") in shown
    assert "2 ÷ 3" in shown


def test_any_figure_has_its_curve(city: dict[str, int], app_of: Callable[..., AppTest]) -> None:
    page = app_of(Role.OFFICIAL).run()
    for key in ("requests_open", "satisfaction"):
        page.selectbox(key="curve").set_value(key).run()
        assert not page.exception
        formula = CHINESE(f"figures.formulas.{key}")
        assert any(formula in each.value for each in page.caption)


def test_requests_are_told_with_their_deadlines(
    db: Database, city: dict[str, int], app_of: Callable[..., AppTest]
) -> None:
    submit_request(OPERATOR, db, city["paired"], RequestKind.TRANSPORT, "货车进不了城")
    shown = html(app_of(Role.OFFICIAL).run())
    assert "24 工作小时内到期</dt><dd>1<" in shown
    assert '<a href="/enterprises?chip=requests" target="_self">1</a>' in shown
