"""Who was responsible when, on the pages of an enterprise and of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.services.leaves import plan_leave
from liaison.services.pair_by_hand import end_pair, pair_by_hand
from liaison.services.sign_in import choose_language
from liaison.store.database import Database
from tests.conftest import Clock, make_enterprise, make_liaison

FIRST_DAY = date(2026, 11, 10)
TAB = "负责人沿革"


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


@pytest.fixture
def people(db: Database) -> dict[str, int]:
    return {
        name: make_liaison(db, name=name, staff_no=number)
        for name, number in (("张三", "00123"), ("李四", "00124"), ("王五", "00125"))
    }


@pytest.fixture
def enterprise_id(db: Database, clock: Clock, people: dict[str, int]) -> int:
    """张三 from the 10th, nobody from the 12th at 10:00, 李四 from the 12th at 13:00."""
    made = make_enterprise(db, name="湖州甲厂")
    pair_by_hand(OPERATOR, db, made, "officer", people["张三"])
    clock.advance(days=2)
    end_pair(OPERATOR, db, made, "officer")
    clock.advance(hours=3)
    pair_by_hand(OPERATOR, db, made, "officer", people["李四"])
    day = FIRST_DAY + timedelta(days=4)
    plan_leave(OPERATOR, db, people["李四"], deputy_id=people["王五"], first_on=day, last_on=day)
    clock.advance(days=10)
    return made


@pytest.fixture
def enterprise_page(
    app_of: Callable[..., AppTest], people: dict[str, int], enterprise_id: int
) -> Callable[..., AppTest]:
    def page(role: Role, day: str | None = None) -> AppTest:
        own = {"liaison_id": people["李四"]} if role is Role.OFFICER else {}
        test = app_of(role, **own).run()
        test.switch_page("pages/enterprise.py")
        test.query_params["id"] = str(enterprise_id)
        if day is not None:
            test.query_params["day"] = day
        test.session_state["tab"] = TAB
        return test.run()

    return page


@pytest.fixture
def person_page(
    app_of: Callable[..., AppTest], people: dict[str, int], enterprise_id: int
) -> Callable[..., AppTest]:
    def page(name: str, day: str | None = None, **reach: str) -> AppTest:
        test = app_of(Role.OFFICIAL, **reach).run().switch_page("pages/people.py")
        test.query_params["id"] = str(people[name])
        if day is not None:
            test.query_params["day"] = day
        return test.run()

    return page


@pytest.mark.parametrize("role", [Role.OFFICER, Role.OFFICIAL, Role.ADMINISTRATOR], ids=str)
def test_the_tab_lists_everybody_who_was_responsible(
    enterprise_page: Callable[..., AppTest], people: dict[str, int], role: Role
) -> None:
    page = enterprise_page(role)
    shown = html(page)
    assert "2026-11-10 10:00" in shown
    assert "至 2026-11-12 10:00" in shown
    assert "人工指定" in shown
    assert "经办：本机操作员" in shown
    assert "2026-11-14 至 2026-11-14 请假，由王五代班" in shown
    is_linked = f'href="/people?id={people["张三"]}"' in shown
    assert is_linked is (role is not Role.OFFICER)
    assert not page.exception


def test_a_day_with_a_change_names_both_and_the_gap(
    enterprise_page: Callable[..., AppTest],
) -> None:
    page = enterprise_page(Role.OFFICIAL)
    page.date_input(key="day").set_value(date(2026, 11, 12)).run()
    assert page.query_params["day"] == "2026-11-12"
    day = html(page).partition("</table>")[0]
    assert [each.value for each in page.subheader] == ["2026-11-12 的负责人", "历任负责人"]
    shown = [text for text in ("至 10:00", "10:00 至 13:00", "13:00 起") if text in html(page)]
    assert shown == ["至 10:00", "10:00 至 13:00", "13:00 起"]
    assert "无人负责" in html(page)
    assert "至今没有人负责过" in html(page)  # the commissioner
    assert day


def test_days_before_and_after_are_answered_in_words(
    enterprise_page: Callable[..., AppTest],
) -> None:
    before = enterprise_page(Role.ADMINISTRATOR, "2026-11-09")
    assert "2026-11-10 才进入名册" in before.info[0].value
    before.query_params["day"] = "2026-12-31"
    before.run()
    assert before.info[0].value.startswith("2026-12-31 还没有到")
    before.query_params["day"] = "nonsense"
    before.run()
    assert not before.info
    assert not before.exception


def test_a_persons_day_lists_the_enterprises_with_the_deputy(
    person_page: Callable[..., AppTest],
) -> None:
    page = person_page("李四", "2026-11-14")
    assert "#### 2026-11-14 负责 1 家企业" in [each.value for each in page.markdown]
    assert "由王五代班" in page.info[0].value
    assert "湖州甲厂" in html(page)
    assert "接手 1 家" in html(page)


def test_a_deputys_day_lists_what_was_looked_after(person_page: Callable[..., AppTest]) -> None:
    page = person_page("王五", "2026-11-14")
    titles = [each.value for each in page.markdown]
    assert "#### 2026-11-14 没有负责任何企业" in titles
    assert "#### 2026-11-14 代班照看 1 家企业" in titles
    assert "湖州甲厂" in html(page)
    page.query_params["day"] = "2026-11-15"
    page.run()
    assert "湖州甲厂" not in html(page)


def test_who_gave_everything_away_keeps_a_past(
    db: Database, person_page: Callable[..., AppTest]
) -> None:
    page = person_page("张三", "2026-11-11", area_code="330502")
    assert "#### 2026-11-11 负责 1 家企业" in [each.value for each in page.markdown]
    assert "交出 1 家" in html(page)
    assert "只列出您所辖区域的企业" in [each.value for each in page.caption]
    choose_language(db, page.user["user"], "en")
    page.run()
    assert "#### Enterprises on 2026-11-11: 1" in [each.value for each in page.markdown]
    page.button[0].click().run()
    assert "day" not in page.query_params
