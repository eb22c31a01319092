"""A connection that drops during a save loses nothing typed, and nothing is saved twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from liaison.domain.filters import EnterpriseFilter, RequestFilter
from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import RequestKind
from liaison.services.enterprises import list_enterprises, list_history
from liaison.services.portal import open_link
from liaison.services.requests import accept_request, list_requests, submit_request
from liaison.services.visits import list_visits
from tests.browser.conftest import City
from tests.browser.screen import PHONE, Screen, Visit
from tests.browser.wire import Wire

PATIENCE_SECONDS = 20
# What React does to a field that is drawn anew with the value that the server knows.
DRAW_ANEW = """(field) => {
  const key = Object.keys(sessionStorage).find((each) => each.startsWith("draft/"));
  const typed = Object.values(JSON.parse(sessionStorage.getItem(key)));
  const value = typed.find(({ to }) => to === field.value).from;
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""
_numbers = count(1)


@pytest.fixture(scope="module")
def own_server(city: City) -> Iterator[Wire]:
    wire = Wire(city.app)
    wire.start_server()
    yield wire
    wire.close()


@pytest.fixture
def wire(own_server: Wire) -> Iterator[Wire]:
    """A wire to a server of the test's own, whole at the beginning; nothing may break behind it."""
    own_server.mend()
    own_server.start_server()
    said = len(own_server.app.log.read_bytes())
    yield own_server
    text = own_server.app.log.read_bytes()[said:].decode()
    assert "Traceback" not in text, text


@dataclass(frozen=True)
class Form:
    """A form that is open on a phone: the field to type in, its button, how often it was saved."""

    screen: Screen
    field: Locator
    button: Locator
    text: str
    saved: Callable[[], int]

    def type(self) -> None:
        self.screen.write(self.field, self.text)

    def press(self) -> None:
        self.screen.press(self.button)

    def is_kept(self) -> None:
        expect(self.field).to_have_value(self.text)
        expect(self.button).to_be_enabled()

    def is_saved_once(self) -> None:
        """The form is gone, the person sees what was saved, and it was saved once."""
        expect(self.field).to_have_count(0)
        assert wait_for(self.saved) == 1
        self.screen.settle()
        assert self.saved() == 1
        drafts = "Object.keys(sessionStorage).filter((each) => each.startsWith('draft/'))"
        assert self.screen.page.evaluate(drafts) == []


def visit_form(screen: Screen, city: City) -> Form:
    enterprise = open_enterprise(screen, city)
    screen.press_button(screen.say("enterprise.visit"))
    text = f"雨中走访，两条线已开 {next(_numbers)}"

    def saved() -> int:
        return sum(each.note == text for each in list_visits(OPERATOR, city.db, enterprise))

    field = screen.dialog().get_by_label(screen.say("enterprise.visit_note"))
    return Form(screen, field, screen.part("visit-save").get_by_role("button"), text, saved)


def note_form(screen: Screen, city: City) -> Form:
    enterprise = open_enterprise(screen, city)
    code, text = "M03", f"门口积水，改走北门 {next(_numbers)}"
    screen.press(screen.part(f"details-{code}").get_by_role("button"))

    def saved() -> int:
        entries = list_history(OPERATOR, city.db, enterprise)
        return sum(each.changes.get("note", ("", ""))[1] == text for each in entries)

    field = screen.page.locator(f"[class*='st-key-note-{code}-'] textarea")
    button = screen.part(f"details-{code}-save").get_by_role("button")
    return Form(screen, field, button, text, saved)


def answer_form(screen: Screen, city: City) -> Form:
    number = next(_numbers)
    enterprise = first_enterprise(city)
    request = submit_request(
        OPERATOR, city.db, enterprise, RequestKind.SECURITY, f"夜间有人滋事 {number}"
    )
    accept_request(OPERATOR, city.db, request)
    open_enterprise(screen, city)
    screen.press(screen.page.get_by_role("tab", name=screen.say("enterprise.tab.requests")))
    screen.press(screen.part(f"answer-{request}").get_by_role("button"))
    text = f"今晚起加派巡逻 {number}"

    def saved() -> int:
        entries = list_history(OPERATOR, city.db, enterprise)
        return sum(each.changes.get("answer", ("", ""))[1] == text for each in entries)

    button = screen.part(f"answer-save-{request}").get_by_role("button")
    return Form(screen, screen.dialog().get_by_role("textbox"), button, text, saved)


def own_request_form(screen: Screen, city: City) -> Form:
    city.enter_by_link(screen)
    screen.settle()
    screen.press_button(screen.say("portal.ask"))
    text = f"原料车进不来 {next(_numbers)}"
    filters = RequestFilter(enterprise_id=open_link(city.db, city.doors.link_token))

    def saved() -> int:
        rows = list_requests(OPERATOR, city.db, filters, page_size=200).rows
        return sum(row.request.body == text for row in rows)

    button = screen.part("ask-send").get_by_role("button")
    return Form(screen, screen.dialog().get_by_role("textbox"), button, text, saved)


def first_enterprise(city: City) -> int:
    rows = list_enterprises(city.actor(Role.OFFICER), city.db, EnterpriseFilter(), sort="name").rows
    return rows[0].id


def open_enterprise(screen: Screen, city: City) -> int:
    enterprise = first_enterprise(city)
    city.enter(screen, Role.OFFICER, f"/enterprise?id={enterprise}")
    return enterprise


FORMS = [
    pytest.param(visit_form, id="visit"),
    pytest.param(note_form, id="note of a measure"),
    pytest.param(answer_form, id="answer"),
    pytest.param(own_request_form, id="the enterprise's own request"),
]


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, visit: Visit, city: City, wire: Wire) -> Form:
    """An open form on a phone, with something typed into it."""
    screen = visit(PHONE, app=wire.app)
    opened: Form = request.param(screen, city)
    opened.type()
    screen.is_disturbed = True
    return opened


def test_cut_before_the_press(form: Form, wire: Wire) -> None:
    wire.cut()
    form.screen.sees(form.screen.say("web_frame.connection.away"))
    expect(form.button).to_be_disabled()
    expect(form.field).to_have_value(form.text)
    wire.mend()
    form.is_kept()
    assert form.saved() == 0
    form.press()
    form.is_saved_once()


def test_cut_between_the_press_and_the_answer(form: Form, wire: Wire) -> None:
    wire.is_deaf = True
    form.press()
    assert wait_for(form.saved) == 1
    wire.cut()
    form.screen.sees(form.screen.say("web_frame.connection.away"))
    wire.mend()
    form.is_saved_once()


# An answer that arrived stands below its request, whose form is then no more to be opened.
@pytest.mark.parametrize("form", [FORMS[0], FORMS[1], FORMS[3]], indirect=True)
def test_the_answer_is_lost_and_the_tab_loaded_again(form: Form, wire: Wire) -> None:
    wire.is_deaf = True
    form.press()
    assert wait_for(form.saved) == 1
    wire.kill_server()
    wire.mend()
    wire.start_server()
    form.screen.sees(form.screen.say("web_frame.connection.restored"))
    form.is_kept()
    form.press()
    form.is_saved_once()


def test_the_server_is_another_one(form: Form, wire: Wire) -> None:
    wire.kill_server()
    form.screen.sees(form.screen.say("web_frame.connection.away"))
    wire.start_server()
    form.screen.sees(form.screen.say("web_frame.connection.restored"))
    form.is_kept()
    form.press()
    form.is_saved_once()


def test_the_tab_is_loaded_again(form: Form) -> None:
    form.screen.page.reload()
    form.screen.sees(form.screen.say("web_frame.connection.restored"))
    form.is_kept()
    form.press()
    form.is_saved_once()


@pytest.mark.parametrize("form", [FORMS[1]], indirect=True)
def test_the_language_is_changed_in_the_middle(form: Form) -> None:
    for _ in range(2):
        form.screen.press(form.screen.page.locator(".frame-link[lang]"))
        form.screen.page.wait_for_load_state()
        form.is_kept()
    form.press()
    form.is_saved_once()


@pytest.mark.parametrize("form", [FORMS[1]], indirect=True)
def test_a_slow_server_gives_the_field_its_old_value_late(form: Form) -> None:
    form.screen.page.reload()
    form.is_kept()
    time.sleep(2)
    form.field.evaluate(DRAW_ANEW)
    time.sleep(2)
    form.field.evaluate(DRAW_ANEW)
    form.is_kept()
    form.press()
    form.is_saved_once()


def test_a_double_tap(form: Form) -> None:
    form.button.evaluate("(button) => { button.click(); button.click(); }")
    form.is_saved_once()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_what_the_person_reads(
    visit: Visit, city: City, wire: Wire, language: str, tmp_path: Path
) -> None:
    screen = visit(PHONE, language, app=wire.app)
    opened = visit_form(screen, city)
    opened.type()
    screen.is_disturbed = True
    wire.cut()
    screen.sees(screen.say("web_frame.connection.away"))
    expect(opened.button).to_be_disabled()
    time.sleep(6)  # Streamlit gives up by then, and says so in English over the form
    expect(screen.dialog()).to_have_count(1)
    expect(opened.field).to_be_in_viewport()
    screen.is_accessible()
    screen.picture("connection-away", tmp_path)
    wire.mend()
    screen.sees(screen.say("web_frame.connection.back"))
    screen.page.reload()
    screen.sees(screen.say("web_frame.connection.restored"))
    opened.is_kept()
    screen.is_accessible()
    screen.picture("connection-restored", tmp_path)
    opened.press()
    screen.sees_notice(screen.say("enterprise.visit_saved"))
    opened.is_saved_once()


def test_what_is_typed_goes_with_the_person_and_stays_with_the_account(
    visit: Visit, city: City, wire: Wire
) -> None:
    screen = visit(PHONE, app=wire.app)
    opened = visit_form(screen, city)
    opened.type()
    link = screen.page.url.removeprefix(wire.app.url)
    screen.page.context.clear_cookies()
    city.enter(screen, Role.COMMISSIONER, link)
    expect(opened.field).to_have_value("")


def wait_for(saved: Callable[[], int]) -> int:
    """How often it was saved, as soon as it was."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not saved() and time.monotonic() < deadline:
        time.sleep(0.1)
    return saved()
