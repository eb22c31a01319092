"""The catalogue's page: what an edit means is asked first, and two administrators see both."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.catalogue import Effects
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import MeasureState
from liaison.services.catalogue import (
    add_measure,
    change_measure,
    get_catalogue,
    get_measure,
    retire_measure,
)
from liaison.services.enterprises import list_enterprises
from liaison.services.support import set_measure
from liaison.store import support
from liaison.store.database import Database
from tests.conftest import make_enterprise

PAGE = "pages/catalogue.py"


@pytest.fixture
def page(db: Database, app_of: Callable[..., AppTest]) -> AppTest:
    made = [make_enterprise(db) for _ in range(2)]
    with db.write() as connection:
        support.open_measures(connection, made, on=db.today())
    set_measure(OPERATOR, db, made[0], "M02", state=MeasureState.DONE)
    return app_of(Role.ADMINISTRATOR).run().switch_page(PAGE).run()


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def told(page: AppTest) -> str:
    return "".join(each.value for each in page.markdown)


def test_the_page_shows_what_each_measure_says_and_whom_it_reached(
    db: Database, page: AppTest
) -> None:
    assert "默认目录，非湖州原文" in page.info[0].value
    shown = html(page)
    assert "M02 运输保畅" in shown
    assert "Transport" in shown
    assert '<a href="/enterprises?measure=M02" target="_self">2 家企业</a>' in shown
    assert 'measure=M02&amp;measure_state=done" target="_self">已完成 1</a>' in shown
    assert 'measure=M02&amp;measure_state=not_started" target="_self">未启动 1</a>' in shown
    assert page.button(key="measure-up-M01").disabled
    assert page.button(key="measure-down-M10").disabled
    assert not page.exception


def test_the_label_of_the_default_stays_while_any_measure_is_the_default(
    db: Database, page: AppTest
) -> None:
    change_measure(OPERATOR, db, "M02", version=1, changes={"title": "货运通行"})
    retire_measure(OPERATOR, db, "M03")
    page.run()
    assert "默认目录，非湖州原文：在用的 9 项中，其中 8 项仍是默认内容" in page.info[0].value
    assert "M02 货运通行" in html(page)
    for each in get_catalogue(OPERATOR, db).default_codes:
        change_measure(OPERATOR, db, each, version=1, changes={"unit": "市指挥部"})
    assert not page.run().info


def test_an_edit_of_words_is_saved_at_once_and_undone(db: Database, page: AppTest) -> None:
    page.button(key="measure-edit-M02").click().run()
    page.text_input(key="M02-1-title").set_value("货运通行")
    page.button(key="measure-save").click().run()
    assert get_measure(OPERATOR, db, "M02").title == "货运通行"
    assert "已保存：M02" in html(page)
    page.button(key="saving-undo").click().run()
    assert get_measure(OPERATOR, db, "M02").title == "运输保畅"


def test_another_rule_is_asked_about_before_it_touches_an_enterprise(
    db: Database, page: AppTest
) -> None:
    page.button(key="measure-edit-M02").click().run()
    page.multiselect(key="M02-1-areas").set_value(["330521"])
    page.button(key="measure-save").click().run()
    page.run()
    assert "1 家企业不在适用范围内" in told(page).replace("\\", "")
    assert get_measure(OPERATOR, db, "M02").version == 1
    page.button(key="catalogue-confirm").click().run()
    assert get_measure(OPERATOR, db, "M02").rule.areas == ("330521",)
    assert get_catalogue(OPERATOR, db).work_on("M02").states == {"done": 1, "not_applicable": 1}


def test_a_new_measure_says_for_how_many_it_is_opened(db: Database, page: AppTest) -> None:
    page.button(key="measure-add").click().run()
    page.text_input(key="new-10-title").set_value("用工对接")
    page.button(key="measure-save").click().run()
    assert "请填写英文名称" in html(page)
    page.button(key="measure-add").click().run()
    page.text_input(key="new-10-title").set_value("用工对接")
    page.text_input(key="new-10-title_en").set_value("Hiring")
    page.button(key="measure-save").click().run()
    page.run()
    assert "2 家已在跟踪的企业将开启这项措施" in told(page)
    page.button(key="catalogue-confirm").click().run()
    assert get_catalogue(OPERATOR, db).work_on("M11").total == 2


def test_retiring_is_confirmed_and_restoring_brings_the_work_back(
    db: Database, page: AppTest
) -> None:
    page.button(key="measure-retire-M02").click().run()
    assert "2 家企业的这项措施不再列出，也不再计入各项指标，其中 1 家尚未办完" in told(
        page
    ).replace("\\", "")
    page.button(key="catalogue-cancel").click().run()
    assert get_measure(OPERATOR, db, "M02").retired_on is None
    page.button(key="measure-retire-M02").click().run()
    page.button(key="catalogue-confirm").click().run()
    assert get_measure(OPERATOR, db, "M02").retired_on == db.today()
    assert "保留 2 家企业的记录" in html(page)
    page.button(key="measure-restore-M02").click().run()
    page.button(key="catalogue-confirm").click().run()
    assert get_catalogue(OPERATOR, db).work_on("M02").states == {"done": 1, "not_started": 1}


def test_the_second_administrator_sees_both_versions_and_chooses(
    db: Database, page: AppTest
) -> None:
    page.button(key="measure-edit-M02").click().run()
    page.text_input(key="M02-1-title").set_value("乙")
    change_measure(OPERATOR, db, "M02", version=1, changes={"title": "甲"})
    page.button(key="measure-save").click().run()
    page.run()
    shown = html(page)
    assert "<td>甲</td><td>乙</td>" in shown
    assert "措施名称" in shown
    page.button(key="conflict-mine").click().run()
    assert get_measure(OPERATOR, db, "M02").title == "乙"


def test_order_and_history(db: Database, page: AppTest) -> None:
    page.button(key="measure-down-M01").click().run()
    codes = [each.code for each in get_catalogue(OPERATOR, db).in_force]
    assert codes[:2] == ["M02", "M01"]
    page.button(key="measure-history-M01").click().run()
    assert "调整顺序" in html(page)


@pytest.mark.parametrize("role", [Role.OFFICIAL], ids=str)
def test_nobody_else_has_the_page(app_of: Callable[..., AppTest], role: Role) -> None:
    with pytest.raises(ValueError, match="catalogue"):
        app_of(role).run().switch_page(PAGE).run()


def test_a_retired_measure_and_one_in_force_of_its_name(db: Database, page: AppTest) -> None:
    retire_measure(OPERATOR, db, "M02")
    saved = add_measure(OPERATOR, db, {"title": "运输保畅", "title_en": "T", "default_days": 3})
    assert saved.effects == Effects(opened=2)
    page.run()
    page.button(key="measure-restore-M02").click().run()
    assert "已有在用措施叫“运输保畅”，请换一个名称" in html(page)
    assert get_measure(OPERATOR, db, "M02").retired_on is not None


def test_the_count_of_a_retired_measure_leads_to_its_enterprises_and_their_records(
    db: Database, page: AppTest
) -> None:
    retire_measure(OPERATOR, db, "M02")
    assert 'measure=M02&amp;measure_state=done" target="_self">已完成 1</a>' in html(page.run())
    page.switch_page("pages/enterprises.py")
    page.query_params["measure"], page.query_params["measure_state"] = "M02", "done"
    page.run()
    assert "M02 运输保畅”已于" in page.info[0].value
    found = list_enterprises(
        OPERATOR, db, EnterpriseFilter(measure_code="M02", measure_state=MeasureState.DONE)
    )
    assert found.total == 1
    assert found.rows[0].name in html(page)
    page.query_params["measure_state"] = "overdue"
    assert "不再计算逾期" in page.run().info[0].value
    page.query_params["measure"] = "M99"
    assert "目录中没有措施 M99" in page.run().warning[0].value
    page.switch_page("pages/enterprise.py")
    page.query_params["id"] = str(found.rows[0].id)
    page.run()
    assert "已停用的措施 1 项" in [each.label for each in page.expander]
    assert '<strong>运输保畅</strong> <span class="chip">已完成</span>' in html(page)
    assert not [each for each in page.button_group if each.key == "state-M02"]
    assert not page.exception


def test_the_bulk_page_says_that_a_measure_is_retired_and_opens_no_other(
    db: Database, page: AppTest
) -> None:
    retire_measure(OPERATOR, db, "M02")
    page.switch_page("pages/bulk_measures.py")
    page.query_params["measure"] = "M02"
    page.run()
    assert "M02 运输保畅”已于" in page.warning[0].value
    assert not page.checkbox
    assert not [each for each in page.button if each.key == "bulk-apply"]
    page.selectbox(key="measure").set_value("M03").run()
    assert page.selectbox(key="measure").value == "M03"
    assert len(page.checkbox) == 2


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        pytest.param("default_days", -4, "0 到 365", id="days below"),
        pytest.param("default_days", 999_999, "0 到 365", id="days above"),
        pytest.param("title", "长" * 5000, "最多 40 个字", id="long title"),
    ],
)
def test_what_is_beyond_a_limit_is_refused_in_words(
    db: Database, page: AppTest, field: str, typed: int | str, sentence: str
) -> None:
    page.button(key="measure-edit-M02").click().run()
    kind = page.number_input if field == "default_days" else page.text_input
    kind(key=f"M02-1-{field}").set_value(typed)
    page.button(key="measure-save").click().run()
    assert sentence in html(page)
    assert get_measure(OPERATOR, db, "M02").version == 1
