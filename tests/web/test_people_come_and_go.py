"""Leaves, departures and handovers, as the people who enter them and those concerned see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import LiaisonRole, RequestKind
from liaison.services.accounts import list_accounts
from liaison.services.enterprises import get_enterprise
from liaison.services.handover import propose_handover
from liaison.services.leaves import list_leaves, plan_leave
from liaison.services.liaison_entry import update_liaison
from liaison.services.liaisons import get_liaison
from liaison.services.pair_by_hand import pair_by_hand
from liaison.services.pairing_runs import apply_pairs
from liaison.services.requests import get_request, submit_request
from liaison.store.database import Database
from tests.conftest import Clock, make_enterprise, make_liaison, make_pair

Open = Callable[..., AppTest]


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def said(page: AppTest) -> str:
    """Everything that a page says outside of its own HTML."""
    kinds = (page.info, page.warning, page.success, page.error, page.markdown, page.caption)
    return "\n".join(str(each.value) for kind in kinds for each in kind)


def press(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


def make_portfolio(db: Database, person: int, number: int) -> list[int]:
    names = [f"湖州{letter}厂" for letter in "甲乙丙丁戊己"[:number]]
    enterprises = [make_enterprise(db, name=name) for name in names]
    for each in enterprises:
        make_pair(db, each, person)
    return enterprises


def in_charge(db: Database, enterprises: Iterable[int]) -> list[str | None]:
    views = [get_enterprise(OPERATOR, db, each) for each in enterprises]
    return [view.officer.name if view.officer else None for view in views]


def plan_week(db: Database, person: int, deputy: int) -> int:
    today = db.today()
    last_on = today + timedelta(days=6)
    return plan_leave(OPERATOR, db, person, deputy_id=deputy, first_on=today, last_on=last_on)


def hand_over(db: Database, giver: int, receiver: int, note: str | None = None) -> None:
    apply_pairs(OPERATOR, db, propose_handover(OPERATOR, db, giver, to_id=receiver, note=note))


@pytest.fixture
def person_page(app_of: Open) -> Open:
    """The page of a person, as an administrator has it open."""

    def open_page(liaison_id: int, **address: str) -> AppTest:
        page = app_of(Role.ADMINISTRATOR).run().switch_page("pages/people.py")
        page.query_params["id"] = str(liaison_id)
        for key, value in address.items():
            page.query_params[key] = value
        return page.run()

    return open_page


@pytest.fixture
def colleagues(db: Database) -> tuple[int, int]:
    """An officer who is away or gives, and one of the same unit who acts or takes over."""
    away = make_liaison(db, name="王某", phone="13905720001", capacity=10)
    return away, make_liaison(db, name="李某", phone="13905720002", capacity=4)


# The record


def test_what_an_administrator_corrects_is_saved_and_can_be_undone(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    person, _ = colleagues
    page = press(person_page(person), "person-edit")
    page.number_input(key=f"person-{person}-1-capacity").set_value(12)
    page.text_input(key=f"person-{person}-1-position").set_value("警长")
    press(page, "person-save")
    now = get_liaison(OPERATOR, db, person).liaison
    assert (now.capacity, now.position) == (12, "警长")
    assert "已保存王某的信息" in html(page)
    press(page, "saving-undo")
    assert get_liaison(OPERATOR, db, person).liaison.capacity == 10


def test_two_who_correct_the_same_person_see_both_versions(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    person, _ = colleagues
    page = press(person_page(person), "person-edit")
    update_liaison(OPERATOR, db, person, version=1, changes={"capacity": 20})
    page.number_input(key=f"person-{person}-1-capacity").set_value(12)
    press(page, "person-save")
    assert "联系企业上限" in html(page)
    assert "<td>20</td><td>12</td>" in html(page)
    assert get_liaison(OPERATOR, db, person).liaison.capacity == 20
    press(page, "conflict-mine")
    assert get_liaison(OPERATOR, db, person).liaison.capacity == 12


def test_a_wrong_value_is_refused_in_the_form(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    person, _ = colleagues
    page = press(person_page(person), "person-edit")
    page.text_input(key=f"person-{person}-1-unit").set_value("")
    press(page, "person-save")
    assert "请填写所属单位" in html(page)


@pytest.mark.parametrize("way", ["status", "ended_on"])
def test_who_leaves_is_told_what_that_means_before_it_is_saved(
    db: Database, colleagues: tuple[int, int], person_page: Open, way: str
) -> None:
    person, colleague = colleagues
    plan_week(db, colleague, person)
    enterprises = make_portfolio(db, person, 3)
    submit_request(OPERATOR, db, enterprises[0], RequestKind.STAFF, "缺工")
    page = press(person_page(person), "person-edit")
    if way == "status":
        page.radio(key=f"person-{person}-1-status").set_value("disabled")
    else:
        yesterday = db.today() - timedelta(days=1)
        page.date_input(key=f"person-{person}-1-ended_on").set_value(yesterday)
    press(page, "person-save")
    assert "3 家企业立即成为缺口" in said(page)
    assert "1 件未办诉求" in said(page)
    assert "王某是李某请假期间的替班人" in said(page)
    assert in_charge(db, enterprises) == ["王某"] * 3, "nothing is saved before it is confirmed"
    press(page, "person-leave")
    assert in_charge(db, enterprises) == [None] * 3
    assert "移交" not in page.title[0].value
    assert page.button(key="handover-open").label == "安排离任后的缺口（3 家）"


def test_a_departure_offers_the_handover_first(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    person, _ = colleagues
    enterprises = make_portfolio(db, person, 1)
    page = press(person_page(person), "person-edit")
    page.radio(key=f"person-{person}-1-status").set_value("disabled")
    press(page, "person-save")
    press(page, "person-hand-over")
    assert page.title[0].value == "移交王某的企业"
    assert in_charge(db, enterprises) == ["王某"]


def test_the_account_of_who_left_is_closed(
    db: Database, colleagues: tuple[int, int], app_of: Open, person_page: Open
) -> None:
    person, _ = colleagues
    app_of(Role.OFFICER, liaison_id=person)
    page = press(person_page(person), "person-edit")
    page.radio(key=f"person-{person}-1-status").set_value("disabled")
    press(page, "person-save")
    press(page, "person-leave")
    closed = {each.name for each in list_accounts(OPERATOR, db).rows if each.disabled_at}
    assert closed == {"test-officer"}


# Leave


def test_an_administrator_enters_extends_and_ends_a_leave(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    person, deputy = colleagues
    page = press(person_page(person), "leave-enter")
    assert page.radio(key="leave-person").options == ["李某 · 织里派出所 · 同乡镇街道 · 0 / 4 家"]
    press(page, "leave-save")
    (row,) = list_leaves(OPERATOR, db)
    assert (row.leave.deputy_id, row.leave.last_on) == (deputy, db.today() + timedelta(days=6))
    assert "请假至 11-16" in html(page)
    assert "李某 代班" in html(page)
    press(page, f"leave-change-{row.leave.id}")
    later = db.today() + timedelta(days=20)
    page.date_input(key=f"leave-last_on-{db.today()}").set_value(later)
    press(page, "leave-save")
    (row,) = list_leaves(OPERATOR, db)
    assert (row.leave.deputy_id, row.leave.last_on) == (deputy, later)
    press(page, f"leave-end-{row.leave.id}")
    assert list_leaves(OPERATOR, db) == []


def test_a_leave_that_cannot_be_is_refused_in_words(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    person, deputy = colleagues
    plan_week(db, person, deputy)
    page = press(person_page(person), "leave-enter")
    make_liaison(db, name="赵某")
    press(page, "leave-save")
    assert "王某在 2026-11-10 – 2026-11-16 已有请假" in html(page)


def test_who_is_away_today_stands_out_in_the_list(
    db: Database, colleagues: tuple[int, int], app_of: Open
) -> None:
    person, deputy = colleagues
    plan_week(db, person, deputy)
    page = app_of(Role.OFFICIAL).run().switch_page("pages/people.py").run()
    assert "今日请假 1" in page.pills(key="role").options
    page.pills(key="role").set_value("on_leave").run()
    assert f"id={person}" in html(page)
    assert f"id={deputy}" not in html(page)
    assert "请假至 11-16" in html(page)


def test_a_leave_whose_deputy_left_asks_for_another(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    person, deputy = colleagues
    other = make_liaison(db, name="赵某")
    plan_week(db, person, deputy)
    update_liaison(OPERATOR, db, deputy, version=1, changes={"status": "disabled"})
    page = person_page(person)
    assert "代班人已离任" in html(page)
    assert "无人代班" in html(page)
    (row,) = list_leaves(OPERATOR, db)
    assert page.button(key=f"leave-change-{row.leave.id}").label == "指定代班人"
    press(page, f"leave-change-{row.leave.id}")
    press(page, "leave-save")
    assert list_leaves(OPERATOR, db)[0].leave.deputy_id == other


def test_an_officer_enters_the_own_leave_and_ends_it(
    db: Database, colleagues: tuple[int, int], app_of: Open
) -> None:
    person, deputy = colleagues
    page = app_of(Role.OFFICER, liaison_id=person).run().switch_page("pages/own_account.py").run()
    press(page, "leave-enter")
    press(page, "leave-save")
    (row,) = list_leaves(OPERATOR, db)
    assert (row.leave.liaison_id, row.leave.deputy_id) == (person, deputy)
    assert "13905720002" in html(page)
    press(page, f"leave-end-{row.leave.id}")
    assert list_leaves(OPERATOR, db) == []


def test_who_is_in_no_roster_has_no_leave(db: Database, app_of: Open) -> None:
    page = app_of(Role.OFFICIAL).run().switch_page("pages/own_account.py").run()
    assert "我的请假" not in [each.value for each in page.subheader]


# Acting


def test_a_deputy_sees_own_and_deputised_enterprises_apart(
    db: Database, colleagues: tuple[int, int], app_of: Open
) -> None:
    person, deputy = colleagues
    make_portfolio(db, person, 2)
    own = make_enterprise(db, name="湖州自家厂")
    make_pair(db, own, deputy)
    plan_week(db, person, deputy)
    page = app_of(Role.OFFICER, liaison_id=deputy).run()
    assert "代 王某（至 11-16）：2 家" in html(page)
    assert html(page).count("代管 · 王某") == 2
    assert page.pills(key="chip").options[-1] == "全部 3"
    page.pills(key="whose").set_value(str(person)).run()
    assert page.pills(key="chip").options[-1] == "全部 2"
    page.pills(key="whose").set_value("own").run()
    assert page.pills(key="chip").options[-1] == "全部 1"


def test_who_is_away_reads_who_acts(
    db: Database, colleagues: tuple[int, int], app_of: Open
) -> None:
    person, deputy = colleagues
    plan_week(db, person, deputy)
    page = app_of(Role.OFFICER, liaison_id=person).run()
    assert "您请假至 11-16，由 李某 代班" in html(page)
    assert not [each for each in page.get("pills") if each.key == "whose"]


@pytest.mark.parametrize("deputy_leaves", [False, True], ids=["acting", "nobody"])
def test_the_enterprise_reads_whom_to_call_meanwhile(
    db: Database, colleagues: tuple[int, int], app_of: Open, deputy_leaves: bool
) -> None:
    person, deputy = colleagues
    (enterprise,) = make_portfolio(db, person, 1)
    plan_week(db, person, deputy)
    if deputy_leaves:
        update_liaison(OPERATOR, db, deputy, version=1, changes={"status": "disabled"})
    page = app_of(Role.ENTERPRISE, enterprise_id=enterprise).run()
    if deputy_leaves:
        assert "王某 请假至 11-16，暂无代班人" in html(page)
        assert "tel:13905720001" in html(page)
    else:
        assert "王某 请假至 11-16，由 李某 代为联系" in html(page)
        assert "tel:13905720002" in html(page)
        assert "tel:13905720001" not in html(page), "the one who is away is not called"


# Handover


def test_a_whole_portfolio_goes_to_one_person_after_a_preview(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    giver, receiver = colleagues
    enterprises = make_portfolio(db, giver, 5)
    request = submit_request(OPERATOR, db, enterprises[0], RequestKind.STAFF, "缺工")
    page = press(person_page(giver), "handover-open")
    press(page, "handover-preview")
    assert {each.label: each.value for each in page.metric} == {
        "移交企业": "5",
        "未办诉求": "1",
        "到期措施": "0",
    }
    assert "李某移交后负责 5 家，超过上限 4 家" in said(page)
    assert in_charge(db, enterprises) == ["王某"] * 5, "a preview writes nothing"
    press(page, "handover-apply")
    assert in_charge(db, enterprises) == ["李某"] * 5
    assert get_request(OPERATOR, db, request).liaison_id == receiver
    assert "已移交王某的 5 家企业，1 件诉求随之转给新的负责人" in said(page)
    press(page, "saving-undo")
    assert in_charge(db, enterprises) == ["王某"] * 5
    assert page.title[0].value == "移交王某的企业"


def test_the_story_of_an_enterprise_names_both_sides_of_a_handover(
    db: Database, colleagues: tuple[int, int], app_of: Open
) -> None:
    giver, receiver = colleagues
    (enterprise,) = make_portfolio(db, giver, 1)
    submit_request(OPERATOR, db, enterprise, RequestKind.STAFF, "缺工")
    hand_over(db, giver, receiver)
    page = app_of(Role.ADMINISTRATOR).run().switch_page("pages/enterprise.py")
    page.query_params["id"] = str(enterprise)
    page.session_state["tab"] = "变动记录"
    shown = html(page.run())
    assert "诉求随结对转交" in shown
    assert "承办人" in shown
    for name in ("王某", "李某"):
        assert name in shown


def test_a_part_is_chosen_one_by_one_and_by_what_is_listed(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    giver, _ = colleagues
    enterprises = make_portfolio(db, giver, 3)
    far = make_enterprise(db, name="湖州远厂", town_code="330502101")
    make_pair(db, far, giver)
    page = person_page(giver, do="handover")
    page.segmented_control(key="handover-what").set_value("part").run()
    assert page.button(key="handover-preview").disabled
    page.checkbox(key=f"handover-pick-{enterprises[1]}").check().run()
    page.selectbox(key="handover-town").set_value("330502101").run()
    press(page, "handover-choose-all")
    assert page.button(key="handover-preview").label == "预览移交 2 家"
    press(page, "handover-preview")
    press(page, "handover-apply")
    assert in_charge(db, [*enterprises, far]) == ["王某", "李某", "王某", "李某"]


def test_a_proposal_says_what_nobody_has_room_for(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    giver, _ = colleagues
    enterprises = make_portfolio(db, giver, 6)
    page = person_page(giver, do="handover")
    page.segmented_control(key="handover-to").set_value("proposal").run()
    press(page, "handover-preview")
    assert "有 2 家没有合适的人有余量" in said(page)
    assert len(page.text[0].value.splitlines()) == 2, "by name"
    press(page, "handover-apply")
    assert sorted(map(str, in_charge(db, enterprises))) == sorted(["李某"] * 4 + ["王某"] * 2)


def test_what_moved_since_the_preview_is_told_and_worked_out_anew(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    giver, _ = colleagues
    first, second = make_portfolio(db, giver, 2)
    other = make_liaison(db, name="赵某")
    page = person_page(giver, do="handover")
    press(page, "handover-preview")
    pair_by_hand(OPERATOR, db, first, LiaisonRole.OFFICER, other)
    press(page, "handover-apply")
    assert in_charge(db, [first, second]) == ["赵某", "王某"], "nothing is written by halves"
    assert "湖州甲厂" in said(page)
    assert page.button(key="handover-apply").label == "移交 1 家"
    press(page, "handover-apply")
    assert in_charge(db, [first, second])[0] == "赵某"
    assert in_charge(db, [second]) != ["王某"]


def test_the_gaps_of_who_left_are_given_to_others(
    db: Database, colleagues: tuple[int, int], person_page: Open
) -> None:
    giver, _ = colleagues
    enterprises = make_portfolio(db, giver, 2)
    update_liaison(OPERATOR, db, giver, version=1, changes={"status": "disabled"})
    page = press(person_page(giver), "handover-open")
    press(page, "handover-preview")
    press(page, "handover-apply")
    assert in_charge(db, enterprises) == ["李某"] * 2
    press(page, "handover-close")
    assert page.title[0].value == "王某"


@pytest.mark.parametrize("is_giver", [True, False], ids=["giver", "receiver"])
def test_both_sides_see_a_handover_for_two_weeks(
    db: Database, colleagues: tuple[int, int], app_of: Open, clock: Clock, is_giver: bool
) -> None:
    giver, receiver = colleagues
    make_portfolio(db, giver, 3)
    hand_over(db, giver, receiver, note="片区调整")
    page = app_of(Role.OFFICER, liaison_id=giver if is_giver else receiver).run()
    line = (
        "您 11-10 已将 3 家移交 李某" if is_giver else "王某 11-10 移交给您 3 家 · 到期措施 15 项"
    )
    assert [each.label.replace("\\", "") for each in page.expander] == [line]
    assert "片区调整" in html(page)
    assert f"tel:1390572000{2 if is_giver else 1}" in html(page), "the other side can be called"
    clock.advance(days=15)
    assert not page.run().expander
