"""The page of one enterprise: who sees and does what on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import MeasureState, RequestKind, RequestStatus, Status, VisitKind
from liaison.services.enterprises import EnterpriseView, get_enterprise, update_enterprise
from liaison.services.portal import link_of
from liaison.services.requests import (
    accept_request,
    answer_request,
    confirm_request,
    submit_request,
)
from liaison.services.sign_in import choose_language
from liaison.services.support import set_measure
from liaison.services.visits import record_visit
from liaison.store.database import Database
from tests.conftest import enterprise_actor, make_enterprise, make_liaison, make_pair

NAME = "湖州样本纺织有限公司"
WRITERS = pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.COMMISSIONER, Role.ADMINISTRATOR], ids=str
)


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def keys(page: AppTest) -> set[str]:
    return {button.key for button in page.button}


def open_form(page: AppTest, *name: str) -> None:
    """Ask for a form of the enterprise by the address, as its button does."""
    kind, *rest = name
    page.query_params["form"] = "-".join([kind, page.query_params["id"][0], *rest])


@pytest.fixture
def people(db: Database) -> dict[str, int]:
    return {
        "officer": make_liaison(db, name="张警官", phone="13905720001"),
        "commissioner": make_liaison(db, "commissioner", name="李专员"),
    }


@pytest.fixture
def enterprise_id(db: Database, people: dict[str, int]) -> int:
    made = make_enterprise(db, name=NAME, contact_name="王某", contact_phone="13905720009")
    for person in people.values():
        make_pair(db, made, person)
    due_on = db.today() - timedelta(days=3)
    set_measure(OPERATOR, db, made, "M02", state=MeasureState.IN_PROGRESS, due_on=due_on)
    return made


@pytest.fixture
def page_of(
    app_of: Callable[..., AppTest], people: dict[str, int], enterprise_id: int
) -> Callable[..., AppTest]:
    def page(role: Role, **reach: str) -> AppTest:
        own = {"liaison_id": people[role]} if role in people else {}
        test = app_of(role, **own, **reach).run()
        test.switch_page("pages/enterprise.py")
        test.query_params["id"] = str(enterprise_id)
        return test.run()

    return page


@pytest.fixture
def view(db: Database, enterprise_id: int) -> Callable[[], EnterpriseView]:
    return lambda: get_enterprise(OPERATOR, db, enterprise_id)


def state_of(view: EnterpriseView, code: str) -> tuple[MeasureState, str | None]:
    support = next(support for measure, support in view.measures if measure.code == code)
    return support.state, support.note


@WRITERS
def test_head_pair_and_measures(page_of: Callable[..., AppTest], role: Role) -> None:
    page = page_of(role)
    text = html(page)
    assert page.title[0].value == NAME
    assert "吴兴区 · 织里镇" in text
    assert 'href="tel:13905720009"' in text
    assert 'href="tel:13905720001"' in text
    assert "张警官" in text
    assert "李专员" in text
    assert "逾期 3 天" in text
    assert len([each for each in page.button_group if each.key.startswith("state-")]) == 10


@WRITERS
def test_a_state_is_saved_at_once_and_undone(
    page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView], role: Role
) -> None:
    page = page_of(role)
    page.button_group(key="state-M02").set_value(MeasureState.DONE).run()
    assert state_of(view(), "M02")[0] is MeasureState.DONE
    assert "已保存：M02 运输保畅 · 已完成" in html(page)
    page.button(key="saving-undo").click().run()
    assert state_of(view(), "M02")[0] is MeasureState.IN_PROGRESS
    page.session_state["tab"] = "变动记录"
    told = html(page.run())
    assert told.index("撤销刚才的措施更新：运输保畅") < told.index("更新措施：运输保畅")


def test_an_obstacle_asks_for_its_reason(
    page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    page = page_of(Role.OFFICER)
    page.button_group(key="state-M02").set_value(MeasureState.BLOCKED).run()
    assert state_of(view(), "M02")[0] is MeasureState.IN_PROGRESS
    page.button(key="reason-save").click().run()
    assert "改为“受阻”需要说明原因" in html(page)
    page.text_input(key="reason-text").set_value("等待核发通行证")
    page.button(key="reason-save").click().run()
    assert state_of(view(), "M02") == (MeasureState.BLOCKED, "等待核发通行证")
    assert "reason-save" not in keys(page)


def test_a_reason_can_be_left_away(
    page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    page = page_of(Role.OFFICER)
    page.button_group(key="state-M02").set_value(MeasureState.NOT_APPLICABLE).run()
    page.button(key="reason-cancel").click().run()
    assert page.button_group(key="state-M02").value == MeasureState.IN_PROGRESS
    assert state_of(view(), "M02")[0] is MeasureState.IN_PROGRESS


def test_note_and_due_date_are_saved(
    page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    page = page_of(Role.OFFICER)
    page.query_params["form"] = f"details-{view().enterprise.id}-M02"
    page.run()
    (note,) = page.text_area
    (due,) = [each for each in page.date_input if each.key.startswith("due-")]
    note.set_value("通行证已办")
    due.set_value(date(2026, 12, 1))
    page.button(key="details-M02-save").click().run()
    support = next(support for measure, support in view().measures if measure.code == "M02")
    assert (support.note, support.due_on) == ("通行证已办", date(2026, 12, 1))


def test_two_who_save_the_same_measure_see_both_versions(
    db: Database,
    page_of: Callable[..., AppTest],
    view: Callable[[], EnterpriseView],
    enterprise_id: int,
) -> None:
    page = page_of(Role.OFFICER)
    set_measure(OPERATOR, db, enterprise_id, "M02", state=MeasureState.DONE)
    page.button_group(key="state-M02").set_value(MeasureState.NOT_STARTED).run()
    assert "<td>已完成</td><td>未启动</td>" in html(page)
    page.button(key="conflict-theirs").click().run()
    assert state_of(view(), "M02")[0] is MeasureState.DONE
    assert page.button_group(key="state-M02").value == MeasureState.DONE


def test_two_who_save_different_fields_of_a_measure_both_have_their_way(
    db: Database,
    page_of: Callable[..., AppTest],
    view: Callable[[], EnterpriseView],
    enterprise_id: int,
) -> None:
    page = page_of(Role.OFFICER)
    open_form(page, "details", "M02")
    page.run()
    set_measure(OPERATOR, db, enterprise_id, "M02", state=MeasureState.DONE)
    page.text_area[0].set_value("通行证已办")
    page.button(key="details-M02-save").click().run()
    assert state_of(view(), "M02") == (MeasureState.DONE, "通行证已办")
    assert "期间有人改了状态 已完成，已一并保留" in html(page)
    page.button(key="saving-undo").click().run()
    assert state_of(view(), "M02") == (MeasureState.DONE, None)


def test_two_who_save_the_same_fields_choose_field_by_field(
    db: Database,
    page_of: Callable[..., AppTest],
    view: Callable[[], EnterpriseView],
    enterprise_id: int,
) -> None:
    page = page_of(Role.OFFICER)
    open_form(page, "details", "M02")
    page.run()
    theirs, mine = date(2026, 12, 1), date(2026, 12, 9)
    set_measure(OPERATOR, db, enterprise_id, "M02", note="他人所记", due_on=theirs)
    page.text_area[0].set_value("我所记")
    (due,) = [each for each in page.date_input if each.key.startswith("due-")]
    due.set_value(mine)
    page.button(key="details-M02-save").click().run()
    note = page.radio(key="conflict-note")
    assert note.options == ["现在的：他人所记", "我的：我所记"]
    days = [option.replace("\\", "") for option in page.radio(key="conflict-due_on").options]
    assert days == ["现在的：2026-12-01", "我的：2026-12-09"]
    page.button(key="conflict-save").click().run()
    assert page.error[0].value == "请为每一项选定一个版本"
    page.radio(key="conflict-note").set_value("theirs")
    page.radio(key="conflict-due_on").set_value("mine")
    page.button(key="conflict-save").click().run()
    support = next(support for measure, support in view().measures if measure.code == "M02")
    assert (support.note, support.due_on) == ("他人所记", mine)


def test_the_status_offers_the_allowed_moves_and_can_be_undone(
    page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    page = page_of(Role.COMMISSIONER)
    status = page.selectbox(key="status")
    assert status.options == ["部分复工", "全面复工", "暂缓", "停工整改", "未复工"]
    status.set_value(Status.FULL).run()
    assert (view().enterprise.status, view().enterprise.resumed_on) == (
        Status.FULL,
        date(2026, 11, 10),
    )
    page.button(key="saving-undo").click().run()
    assert (view().enterprise.status, view().enterprise.resumed_on) == (Status.PARTIAL, None)


def test_figures_of_the_day_are_saved_with_a_word_on_what_looks_wrong(
    page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    page = page_of(Role.OFFICER)
    open_form(page, "figures")
    page.run()
    version = view().enterprise.version
    page.number_input(key=f"figure-employees_on_duty-{version}").set_value(120)
    page.number_input(key=f"figure-capacity_percent-{version}").set_value(85.0)
    page.button(key="figures-save").click().run()
    saved = view().enterprise
    assert (saved.employees, saved.employees_on_duty, saved.capacity_percent) == (100, 120, 85)
    assert "已保存：当日数据 · " in html(page)


def test_a_figure_that_is_refused_loses_nothing_that_was_typed(
    page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    page = page_of(Role.OFFICER)
    open_form(page, "figures")
    page.run()
    version = view().enterprise.version
    page.number_input(key=f"figure-employees-{version}").set_value(88)
    page.number_input(key=f"figure-capacity_percent-{version}").set_value(300.0)
    page.button(key="figures-save").click().run()
    assert "产能恢复率“300.0”超出允许范围" in page.error[0].value
    assert view().enterprise.employees == 100
    page.number_input(key=f"figure-capacity_percent-{version}").set_value(30.0)
    page.button(key="figures-save").click().run()
    assert (view().enterprise.employees, view().enterprise.capacity_percent) == (88, 30)


def test_contact_and_plan_are_corrected(
    page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    page = page_of(Role.COMMISSIONER)
    open_form(page, "details")
    page.run()
    version = view().enterprise.version
    page.text_input(key=f"detail-contact_phone-{version}").set_value("139 0572 0003")
    page.text_input(key=f"detail-contact_name-{version}").set_value("赵某")
    page.button(key="details-save").click().run()
    saved = view().enterprise
    assert (saved.contact_name, saved.contact_phone) == ("赵某", "13905720003")
    assert 'href="tel:13905720003"' in html(page)
    assert view().history[0].changes.keys() >= {"contact_name", "contact_phone"}


def test_a_figure_that_somebody_saved_first_is_not_overwritten(
    db: Database, page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    page = page_of(Role.OFFICER)
    open_form(page, "figures")
    page.run()
    one = view().enterprise
    update_enterprise(OPERATOR, db, one.id, version=None, changes={"employees": 140})
    page.number_input(key=f"figure-employees-{one.version}").set_value(150)
    page.button(key="figures-save").click().run()
    assert view().enterprise.employees == 140
    assert "<td>140</td><td>150</td>" in html(page)
    page.button(key="conflict-mine").click().run()
    assert view().enterprise.employees == 150


def test_a_status_that_can_no_more_follow_what_somebody_saved_is_not_offered(
    db: Database, page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    one = view().enterprise
    update_enterprise(OPERATOR, db, one.id, version=None, changes={"status": "partial"})
    page = page_of(Role.COMMISSIONER)
    update_enterprise(OPERATOR, db, one.id, version=None, changes={"status": "full"})
    page.selectbox(key="status").set_value(Status.POSTPONED).run()
    assert "<td>全面复工</td><td>暂缓</td>" in html(page)
    assert "已有人先办理，现在不能再这样操作" in html(page)
    assert "conflict-mine" not in keys(page)
    page.button(key="conflict-theirs").click().run()
    assert not page.error
    assert page.selectbox(key="status").value is Status.FULL
    assert view().enterprise.status is Status.FULL


def test_a_visit_is_recorded_and_listed(
    page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    page = page_of(Role.OFFICER)
    page.button(key="visit-first").click().run()
    page.button_group(key="visit-kind").set_value(VisitKind.PHONE)
    page.text_area(key="visit-note").set_value("缺两名电工")
    page.text_input(key="visit-next").set_value("联系职校")
    page.button(key="visit-save").click().run()
    (visit,) = view().visits
    assert (visit.kind, visit.note, visit.next_step) == (VisitKind.PHONE, "缺两名电工", "联系职校")
    page.run()
    assert "缺两名电工" in html(page)


@pytest.mark.parametrize(
    ("tab", "key"), [("走访", "visits"), ("诉求", "requests"), ("变动记录", "timeline")]
)
def test_what_lies_far_back_is_shown_when_asked_for(
    db: Database, page_of: Callable[..., AppTest], enterprise_id: int, tab: str, key: str
) -> None:
    for number in range(1, 53):
        note, day = f"第{number:02}次", db.today() - timedelta(days=60 - number)
        record_visit(OPERATOR, db, enterprise_id, kind=VisitKind.PHONE, visited_on=day, note=note)
        submit_request(OPERATOR, db, enterprise_id, RequestKind.OTHER, note)
    page = page_of(Role.OFFICER)
    page.session_state["tab"] = tab
    page.run()
    while f"older-{key}" in keys(page):
        page.button(key=f"older-{key}").click().run()
    assert "第01次" in html(page)
    assert "第52次" in html(page)


def test_a_request_is_submitted_accepted_and_answered(
    page_of: Callable[..., AppTest], view: Callable[[], EnterpriseView]
) -> None:
    page = page_of(Role.OFFICER)
    page.session_state["tab"] = "诉求"
    page.run().button(key="ask").click().run()
    page.button_group(key="ask-kind").set_value(RequestKind.TRANSPORT)
    page.text_area(key="ask-body").set_value("车进不来")
    page.button(key="ask-send").click().run()
    (request,) = view().requests
    assert (request.kind, request.body) == (RequestKind.TRANSPORT, "车进不来")
    page.run().button(key=f"accept-{request.id}-0").click().run()
    assert view().requests[0].status is RequestStatus.ACCEPTED
    page.button(key=f"answer-{request.id}").click().run()
    page.text_area(key=f"answer-text-{request.id}").set_value("通行证已办好")
    page.button(key=f"answer-save-{request.id}").click().run()
    assert view().requests[0].answer == "通行证已办好"
    assert "已答复" in html(page.run())


def test_who_answers_what_was_answered_meanwhile_reads_both_and_is_offered_no_dead_end(
    db: Database,
    page_of: Callable[..., AppTest],
    view: Callable[[], EnterpriseView],
    enterprise_id: int,
) -> None:
    request = submit_request(OPERATOR, db, enterprise_id, RequestKind.OTHER, "车进不来")
    accept_request(OPERATOR, db, request)
    page = page_of(Role.OFFICER)
    page.session_state["tab"] = "诉求"
    page.run().button(key=f"answer-{request}").click().run()
    answer_request(OPERATOR, db, request, "另一人所答")
    page.text_area(key=f"answer-text-{request}").set_value("我的答复")
    page.button(key=f"answer-save-{request}").click().run()
    assert "<td>另一人所答</td><td>我的答复</td>" in html(page)
    assert "其他：已有人先办理，现在不能再这样操作" in html(page)
    assert "conflict-mine" not in keys(page)
    page.button(key="conflict-theirs").click().run()
    assert not page.error
    assert view().requests[0].answer == "另一人所答"


def test_a_request_that_was_opened_again_tells_by_when_it_is_to_be_answered(
    db: Database,
    page_of: Callable[..., AppTest],
    enterprise_id: int,
) -> None:
    request = submit_request(OPERATOR, db, enterprise_id, RequestKind.OTHER, "车进不来")
    accept_request(OPERATOR, db, request)
    answer_request(OPERATOR, db, request, "已联系")
    page = page_of(Role.OFFICER)
    page.session_state["tab"] = "诉求"
    assert "答复期限" not in html(page.run())
    confirm_request(enterprise_actor(enterprise_id), db, request, 1, comment="还是进不来")
    shown = html(page.run())
    assert "重新办理" in shown
    assert "答复期限" in shown


def test_a_request_is_passed_on_or_declined_with_a_reason(
    db: Database,
    page_of: Callable[..., AppTest],
    view: Callable[[], EnterpriseView],
    people: dict[str, int],
    enterprise_id: int,
) -> None:
    first = submit_request(OPERATOR, db, enterprise_id, RequestKind.OTHER, "甲")
    second = submit_request(OPERATOR, db, enterprise_id, RequestKind.OTHER, "乙")
    page = page_of(Role.OFFICER)
    page.session_state["tab"] = "诉求"
    page.run().button(key=f"decline-{first}").click().run()
    page.text_area(key=f"decline-text-{first}").set_value("不属于帮扶范围")
    page.button(key=f"decline-save-{first}").click().run()
    page.run().button(key=f"accept-{second}-0").click().run()
    page.button(key=f"assign-{second}-{people['commissioner']}").click().run()
    found = {request.id: request for request in view().requests}
    assert (found[first].status, found[first].reason) == (
        RequestStatus.DECLINED,
        "不属于帮扶范围",
    )
    assert (found[second].status, found[second].liaison_id) == (
        RequestStatus.ASSIGNED,
        people["commissioner"],
    )


def test_the_history_speaks_plainly(page_of: Callable[..., AppTest]) -> None:
    page = page_of(Role.OFFICER)
    page.button_group(key="state-M02").set_value(MeasureState.DONE).run()
    page.selectbox(key="status").set_value(Status.FULL).run()
    page.session_state["tab"] = "变动记录"
    text = html(page.run())
    assert "更新措施：运输保畅" in text
    assert "更新复工状态" in text
    assert "部分复工" in text
    assert "in_progress" not in text


def test_the_personal_link_is_shown_and_replaced(
    db: Database, page_of: Callable[..., AppTest], enterprise_id: int
) -> None:
    page = page_of(Role.OFFICER)
    page.session_state["link"] = True
    page.run()
    before = link_of(OPERATOR, db, enterprise_id)
    assert page.code[0].value.endswith(f"/e/{before}")
    assert "data:image/svg+xml" in html(page)
    assert page.button(key="link-replace").disabled
    page.checkbox(key="link-sure").check().run()
    page.button(key="link-replace").click().run()
    assert link_of(OPERATOR, db, enterprise_id) != before


def test_an_official_reads_and_issues_the_link_only(
    page_of: Callable[..., AppTest], enterprise_id: int
) -> None:
    page = page_of(Role.OFFICIAL, area_code="330502")
    assert page.title[0].value == NAME
    assert "部分复工" in html(page)
    assert "进行中" in html(page)
    for tab in ("诉求", "变动记录"):
        page.session_state["tab"] = tab
        page.run()
        assert not page.button_group
        assert not page.selectbox
        assert keys(page) == set()


@pytest.mark.parametrize(
    ("role", "reach"),
    [
        pytest.param(Role.OFFICIAL, {"area_code": "330521"}, id="another county's official"),
    ],
)
def test_who_is_not_meant_is_told_so(
    page_of: Callable[..., AppTest], role: Role, reach: dict[str, str]
) -> None:
    page = page_of(role, **reach)
    assert "无权" in page.error[0].value
    assert NAME not in html(page)


@pytest.mark.parametrize("written", ["", "x", "999999", "1" * 20], ids=["none", "x", "no", "long"])
def test_an_address_without_an_enterprise(app_of: Callable[..., AppTest], written: str) -> None:
    page = app_of(Role.ADMINISTRATOR).run().switch_page("pages/enterprise.py")
    page.query_params["id"] = written
    page.run()
    assert "没有找到企业" in page.error[0].value


def test_english(db: Database, page_of: Callable[..., AppTest]) -> None:
    page = page_of(Role.OFFICER)
    choose_language(db, page.user["user"], "en")
    page.run()
    assert page.header[0].value == "The measures"
    assert "3 d overdue" in html(page)
    page.session_state["tab"] = "History"
    assert "Measure updated: Transport" in html(page.run())
