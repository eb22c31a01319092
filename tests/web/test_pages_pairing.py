"""The page that pairs: gaps, a plan that is applied, and somebody chosen by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.enterprises import get_enterprise
from liaison.services.pair_choices import gap_counts
from liaison.services.pairing import pair_by_hand
from liaison.services.sign_in import choose_language
from liaison.store.database import Database
from liaison.web.components.load_chart import spread_of
from tests.conftest import make_enterprise, make_liaison, make_pair

PAGE = "pages/pairing.py"


@pytest.fixture
def page(app_of: Callable[..., AppTest]) -> AppTest:
    return app_of(Role.ADMINISTRATOR).run().switch_page(PAGE)


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_nothing_yet_points_to_the_import(page: AppTest) -> None:
    page.run()
    assert "请先导入" in page.info[0].value
    assert page.button(key="pairing-import").label == "去导入名册"


def test_gaps_are_counted_listed_and_narrowed(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db, name="湖州缺人纺织有限公司")
    make_pair(db, enterprise, make_liaison(db, "commissioner"))
    other = make_enterprise(db, name="湖州两缺纺织有限公司")
    page.run()
    assert page.pills(key="gap-role").options == ["全部 3", "项目警官 2", "复工专员 1"]
    assert "吴兴区 · 织里镇 · 缺项目警官" in html(page)
    assert "无在岗人员" in html(page)
    page.pills(key="gap-role").set_value("commissioner").run()
    assert f"gap-{other}-commissioner" in [button.key for button in page.button]
    assert f"gap-{enterprise}-officer" not in [button.key for button in page.button]


def test_a_plan_is_shown_and_applied(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db, name="张警官")
    make_liaison(db, "commissioner", name="李专员")
    page.run().button(key="pairing-make").click().run()
    assert page.button(key="pairing-apply").label == "应用 2 项结对"
    assert {metric.label: metric.value for metric in page.metric}["补齐项目警官"] == "1 家"
    assert all(word in html(page) for word in ("张警官", "同乡镇街道", "原无人员"))
    page.button(key="pairing-apply").click().run()
    assert not page.exception
    assert "已应用 2 项结对" in html(page)
    view = get_enterprise(OPERATOR, db, enterprise)
    assert (view.officer and view.officer.name) == "张警官"
    assert (view.commissioner and view.commissioner.name) == "李专员"
    assert page.success[0].value.startswith("没有缺口")


def test_other_settings_make_another_plan(db: Database, page: AppTest) -> None:
    near = make_liaison(db)
    make_liaison(db, county_code="330521", town_code=None)
    for _ in range(4):
        make_pair(db, make_enterprise(db), near)
    page.run().button(key="pairing-make").click().run()
    assert page.button(key="pairing-apply").label == "应用 0 项结对"
    assert page.button(key="pairing-apply").disabled
    page.button_group(key="pairing-mode").set_value("rebalance").run()
    assert page.select_slider(key="pairing-stability").disabled is False
    assert not page.exception


def test_a_plan_that_no_longer_holds_is_made_again(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    make_enterprise(db)
    officer = make_liaison(db)
    page.run().button(key="pairing-make").click().run()
    pair_by_hand(OPERATOR, db, enterprise, "officer", officer)
    page.button(key="pairing-apply").click().run()
    assert "已按最新情况重新生成方案" in page.warning[0].value
    assert page.button(key="pairing-apply").label == "应用 1 项结对"
    assert gap_counts(OPERATOR, db)[LiaisonRole.OFFICER] == 1


def test_a_gap_is_filled_by_hand(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db, name="远警官", county_code="330521", town_code=None)
    make_liaison(db, name="近警官")
    page.run().button(key=f"gap-{enterprise}-officer").click().run()
    options = page.radio(key="pair-person").options
    assert [option.split()[0] for option in options] == ["近警官", "远警官"]
    page.button(key="pair-confirm").click().run()
    assert not page.exception
    officer = get_enterprise(OPERATOR, db, enterprise).officer
    assert (officer and officer.name) == "近警官"


def test_an_enterprise_is_found_and_given_to_another(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db, name="湖州月河纺织有限公司")
    make_pair(db, enterprise, make_liaison(db, name="原警官"))
    make_liaison(db, name="新警官")
    page.run().text_input(key="pairing-search").set_value("月河").run()
    assert "项目警官：原警官" in html(page)
    assert "更换项目警官" in labels(page)
    assert "指定复工专员" in labels(page)
    page.button(key=f"by-hand-{enterprise}-officer").click().run()
    page.button(key="pair-confirm").click().run()
    officer = get_enterprise(OPERATOR, db, enterprise).officer
    assert (officer and officer.name) == "新警官"


def test_it_reads_in_english(db: Database, page: AppTest) -> None:
    make_enterprise(db)
    make_liaison(db)
    choose_language(db, str(page.user["user"]), "en")
    page.run().button(key="pairing-make").click().run()
    assert not page.exception
    assert page.title[0].value == "Pairing"
    assert page.button(key="pairing-apply").label == "Apply 1 pairs"


def test_loads_fall_into_classes(db: Database) -> None:
    from liaison.services.pairing import list_loads

    busy, idle = make_liaison(db), make_liaison(db)
    for _ in range(12):
        make_pair(db, make_enterprise(db), busy)
    loads = list_loads(OPERATOR, db)
    assert {load.person.id for load in loads} == {busy, idle}
    spread = spread_of(loads)
    assert spread[0] == ("0", 1, 1)
    assert spread[-1] == ("11–12", 1, 1)
    assert sum(before for _, before, _ in spread) == 2
