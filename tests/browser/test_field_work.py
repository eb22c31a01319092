"""What an officer or commissioner does all day: mark measures, meet enterprises, answer them."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.records import Support
from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import MeasureState, RequestKind, RequestStatus, Status
from liaison.services.enterprises import get_enterprise, list_enterprises, update_enterprise
from liaison.services.requests import get_request, submit_request
from liaison.services.support import set_measure
from liaison.services.visits import list_visits
from liaison.store.enterprise_rows import EnterpriseRow
from tests.browser.conftest import City
from tests.browser.screen import DESKTOP, PHONE, Screen, Size, Visit

MOST_TAPS, MOST_SECONDS = 4, 15
FIELD = (Role.OFFICER, Role.COMMISSIONER)
BAR = ".st-key-phone-bar, .st-key-phone-bar-all"
# How wide the hint of a field is, and how much room there is for it.
ROOM_OF_HINT = """(field) => {
  const pen = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(field);
  pen.font = style.font;
  const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
  return [pen.measureText(field.placeholder).width, field.clientWidth - padding];
}"""


@dataclass(frozen=True)
class Card:
    """The card of an enterprise: its next measure can be marked done in one tap."""

    enterprise_id: int
    code: str

    def support(self, city: City) -> Support:
        return support_of(city, self.enterprise_id, self.code)


@pytest.mark.parametrize("role", FIELD)
def test_one_tap_marks_a_measure_and_another_takes_it_back(
    visitor: Screen, city: City, role: Role
) -> None:
    screen = city.enter(visitor, role)
    card = first_card(screen)
    before = card.support(city)
    mark_done(screen, card)
    assert card.support(city).state is MeasureState.DONE
    screen.press_button(screen.say("saving.undo"))
    screen.sees_notice(screen.say("saving.undone"))
    after = card.support(city)
    assert (after.state, after.due_on, after.note) == (before.state, before.due_on, before.note)


def test_the_way_back_keeps_the_list_as_it_was(visitor: Screen, city: City) -> None:
    screen = city.enter(visitor, Role.OFFICER)
    search = screen.part("search").get_by_role("textbox")
    screen.write(search, "湖州")
    search.press("Enter")
    expect(screen.page).to_have_url(re.compile("search="))
    screen.settle()
    screen.press(screen.page.locator(".st-key-cards a.in-app").first)
    expect(screen.page).to_have_url(re.compile(r"/enterprise\?id="))
    screen.settle()
    screen.press_link(
        screen.say("web_frame.navigation.my_enterprises"), screen.page.get_by_test_id("stMain")
    )
    screen.arrives(screen.say("my_enterprises.title"))
    expect(search).to_have_value("湖州")


@pytest.mark.parametrize("role", FIELD)
def test_from_signing_in_to_a_saved_measure(visit: Visit, city: City, role: Role) -> None:
    screen = visit(PHONE)
    screen.open("/login")
    started = time.monotonic()
    screen.sign_in(city.name_of(role), city.doors.password)
    card = first_card(screen)
    mark_done(screen, card)
    assert screen.taps <= MOST_TAPS
    assert time.monotonic() - started < MOST_SECONDS
    assert card.support(city).state is MeasureState.DONE


def test_a_measure_on_the_page_of_its_enterprise(visitor: Screen, city: City) -> None:
    enterprise = an_enterprise(city, visitor.size)
    screen = find(city.enter(visitor, Role.OFFICER), enterprise.name)
    code = "M06"
    blocked = press_state(screen, code, MeasureState.BLOCKED)
    screen.press_button(screen.say("measures.reason_save"), blocked)
    label = screen.say.label("state", MeasureState.BLOCKED)
    refusal = screen.say("errors.reason_needed", state=label)
    expect(screen.page.get_by_role("alert").filter(has_text=refusal)).to_be_visible()
    screen.write(screen.part("reason-text").get_by_role("textbox"), "等待第三方检测报告")
    screen.press_button(screen.say("measures.reason_save"))
    sees_saved(screen, MeasureState.BLOCKED)
    now = support_of(city, enterprise.id, code)
    assert (now.state, now.note) == (MeasureState.BLOCKED, "等待第三方检测报告")
    press_state(screen, code, MeasureState.DONE)
    sees_saved(screen, MeasureState.DONE)
    assert support_of(city, enterprise.id, code).state is MeasureState.DONE


def test_a_card_opens_its_enterprise_without_loading_the_page_anew(
    visitor: Screen, city: City
) -> None:
    enterprise = an_enterprise(city, visitor.size)
    screen = city.enter(visitor, Role.OFFICER)
    screen.page.evaluate("window.isStillHere = true")
    find(screen, enterprise.name)
    screen.page.go_back()
    expect(screen.part("cards")).to_be_visible()
    assert screen.page.evaluate("window.isStillHere === true")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_search_field_of_a_phone_says_all_that_it_looks_for(
    visit: Visit, city: City, language: str
) -> None:
    screen = city.enter(visit(PHONE, language), Role.OFFICER)
    field = screen.part("search").get_by_role("textbox")
    wanted, there = field.evaluate(ROOM_OF_HINT)
    assert wanted <= there


def test_a_long_name_of_a_contact_leaves_room_for_what_stands_beside_it(
    visitor: Screen, city: City
) -> None:
    enterprise = an_enterprise(city, visitor.size)
    changes = {"contact_name": "欧阳上官" * 10}
    update_enterprise(OPERATOR, city.db, enterprise.id, version=None, changes=changes)
    screen = city.enter(visitor, Role.OFFICER, f"/?search={enterprise.uscc}")
    call = screen.part("cards").locator("a.call").first
    place = call.locator("..").bounding_box()
    told = call.bounding_box()
    assert told is not None
    assert place is not None
    assert told["x"] + told["width"] <= place["x"] + place["width"] + 0.5
    screen.press_link(enterprise.name, screen.part("cards"))
    screen.arrives(enterprise.name)
    screen.fits()


def test_why_a_new_enterprise_is_refused_stands_in_sight(visit: Visit, city: City) -> None:
    screen = city.enter(visit(PHONE), Role.OFFICER, "/add")
    screen.press(screen.part("new-save").get_by_role("button"))
    refusal = screen.page.get_by_role("alert").filter(visible=True).first
    expect(refusal).to_be_visible()
    told, bar = refusal.bounding_box(), screen.page.locator(BAR).bounding_box()
    assert told is not None
    assert bar is not None
    assert told["y"] + told["height"] <= bar["y"]


@pytest.mark.parametrize("key", ["entry-new", "entry-bulk"])
def test_a_link_that_the_keyboard_reaches_is_outlined(visit: Visit, city: City, key: str) -> None:
    screen = city.enter(visit(DESKTOP), Role.OFFICER)
    link = screen.part(key).get_by_role("link")
    link.focus()
    screen.page.keyboard.press("Shift+Tab")
    screen.page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_have_css("outline-style", "solid")


def test_the_status_moves_and_says_so(visitor: Screen, city: City) -> None:
    enterprise = an_enterprise(city, visitor.size, Status.PARTIAL)
    screen = find(city.enter(visitor, Role.OFFICER), enterprise.name)
    label = screen.say.label("status", Status.FULL)
    screen.choose("status", label)
    screen.sees_notice(screen.say("enterprise.saved", what=label))
    assert get_enterprise(OPERATOR, city.db, enterprise.id).enterprise.status is Status.FULL


@pytest.mark.parametrize("role", FIELD)
def test_a_visit_is_recorded(visitor: Screen, city: City, role: Role) -> None:
    enterprise = an_enterprise(city, visitor.size, role=role)
    screen = find(city.enter(visitor, role), enterprise.name)
    screen.press_button(screen.say("enterprise.visit"))
    form = screen.dialog()
    note = f"车间已开两条线，{role}"
    screen.write(form.get_by_label(screen.say("enterprise.visit_note")), note)
    screen.press_button(screen.say("enterprise.visit_save"), form)
    screen.sees_notice(screen.say("enterprise.visit_saved"))
    expect(form).to_have_count(0)
    screen.sees(note)
    visits = list_visits(OPERATOR, city.db, enterprise.id)
    assert visits[0].note == note
    assert visits[0].visited_on == city.db.today()


def test_a_request_is_taken_on_and_answered(visitor: Screen, city: City) -> None:
    enterprise = an_enterprise(city, visitor.size)
    request_id = submit_request(
        OPERATOR, city.db, enterprise.id, RequestKind.SECURITY, "夜间门口有人滋事"
    )
    screen = find(city.enter(visitor, Role.OFFICER), enterprise.name)
    screen.press(screen.page.get_by_role("tab", name=screen.say("enterprise.tab.requests")))
    request = screen.part(f"request-{request_id}")
    screen.press_button(screen.say("enterprise.request_accept"), request)
    screen.sees_notice(screen.say("enterprise.request_accepted"))
    assert get_request(OPERATOR, city.db, request_id).status is RequestStatus.ACCEPTED
    screen.press_button(screen.say("enterprise.request_answer"), request)
    form = screen.dialog()
    screen.write(form.get_by_role("textbox"), "今晚起加派巡逻")
    screen.press_button(screen.say("enterprise.request_answer_save"), form)
    screen.sees_notice(screen.say("enterprise.request_answered"))
    answered = get_request(OPERATOR, city.db, request_id)
    assert (answered.status, answered.answer) == (RequestStatus.ANSWERED, "今晚起加派巡逻")


def test_two_people_save_the_same_measure(visit: Visit, city: City) -> None:
    enterprise = an_enterprise(city, DESKTOP)
    screen = find(city.enter(visit(DESKTOP), Role.OFFICER), enterprise.name)
    code = "M10"
    seen = support_of(city, enterprise.id, code).state
    mine = MeasureState.DONE if seen is not MeasureState.DONE else MeasureState.IN_PROGRESS
    theirs = MeasureState.BLOCKED
    set_measure(OPERATOR, city.db, enterprise.id, code, state=theirs, note="另一人刚刚登记")
    press_state(screen, code, mine)
    choice = screen.dialog()
    screen.sees(screen.say("saving.conflict_title"), choice)
    screen.sees(screen.say.label("state", theirs), choice)
    screen.press_button(screen.say("saving.take_mine"), choice)
    sees_saved(screen, mine)
    assert support_of(city, enterprise.id, code).state is mine


def test_two_people_save_the_same_fields_and_the_second_chooses_each(
    visitor: Screen, city: City
) -> None:
    enterprise = an_enterprise(city, visitor.size)
    screen = find(city.enter(visitor, Role.OFFICER), enterprise.name)
    code, mine = "M04", "我问到的"
    screen.press(screen.part(f"details-{code}").get_by_role("button").first)
    note = screen.page.get_by_role("textbox", name=re.compile(r"备注|凭据|原因|Note|proves"))
    screen.write(note.first, mine)
    set_measure(OPERATOR, city.db, enterprise.id, code, note="另一人所记", state=MeasureState.DONE)
    screen.press(screen.part(f"details-{code}-save").get_by_role("button"))
    choice = screen.dialog()
    screen.sees("另一人所记", choice)
    screen.sees(mine, choice)
    screen.press_button(screen.say("saving.take_mine"), choice)
    screen.sees_notice(screen.say.label("state", MeasureState.DONE))
    now = support_of(city, enterprise.id, code)
    assert (now.state, now.note) == (MeasureState.DONE, mine)


def an_enterprise(
    city: City, size: Size, status: Status | None = None, role: Role = Role.OFFICER
) -> EnterpriseRow:
    """An enterprise of the role's person, another one for each size of screen."""
    filters = EnterpriseFilter(statuses=(status,) if status else ())
    rows = list_enterprises(city.actor(role), city.db, filters, sort="name").rows
    return rows[0] if size == DESKTOP else rows[-1]


def support_of(city: City, enterprise_id: int, code: str) -> Support:
    measures = get_enterprise(OPERATOR, city.db, enterprise_id).measures
    return next(support for measure, support in measures if measure.code == code)


def first_card(screen: Screen) -> Card:
    """The most urgent enterprise, by the button that marks its next measure done."""
    button = screen.page.locator(".st-key-cards [class*='st-key-done-']").first
    expect(button).to_contain_text(re.compile(r"M\d\d"))
    found = re.search(r"st-key-done-(\d+)", button.get_attribute("class") or "")
    assert found is not None
    return Card(int(found[1]), button.inner_text().split()[0])


def mark_done(screen: Screen, card: Card) -> None:
    screen.press(screen.part(f"done-{card.enterprise_id}").get_by_role("button"))
    sees_saved(screen, MeasureState.DONE)


def sees_saved(screen: Screen, state: MeasureState) -> None:
    screen.sees_notice(screen.say.label("state", state))


def find(screen: Screen, name: str) -> Screen:
    """Look an enterprise up by its name and open its page."""
    field = screen.part("search").get_by_role("textbox")
    screen.write(field, name)
    field.press("Enter")
    expect(screen.page.locator(".st-key-cards [class*='st-key-card-']")).to_have_count(1)
    screen.press_link(name, screen.part("cards"))
    screen.arrives(name)
    return screen


def press_state(screen: Screen, code: str, state: MeasureState) -> Locator:
    """Choose a state of a measure; the row that it stands in."""
    row = screen.part(f"measure-{code}")
    screen.press(row.get_by_role("radio", name=screen.say.label("state", state)))
    return row
