"""What an enterprise does with its personal link, most often once and on a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from liaison.domain.filters import EnterpriseFilter, RequestFilter
from liaison.domain.records import Request
from liaison.domain.roles import OPERATOR
from liaison.domain.vocabulary import RequestStatus
from liaison.services.enterprises import get_enterprise, list_enterprises
from liaison.services.portal import link_of, open_link, revoke_link
from liaison.services.requests import accept_request, answer_request, list_requests
from tests.browser.conftest import City
from tests.browser.screen import PHONE, Screen, Visit


def test_the_first_look_shows_both_people_and_the_button(visit: Visit, city: City) -> None:
    screen = city.enter_by_link(visit(PHONE))
    pair = get_enterprise(OPERATOR, city.db, own_id(city))
    assert pair.commissioner is not None
    assert pair.officer is not None
    for person in (pair.commissioner, pair.officer):
        card = screen.page.locator(".person").filter(has_text=person.name)
        expect(card).to_be_in_viewport(ratio=1)
        expect(card.get_by_role("link")).to_have_attribute("href", f"tel:{person.phone}")
    expect(screen.button(screen.say("portal.ask"))).to_be_in_viewport(ratio=1)


def test_it_asks_for_help_and_rates_the_answer(visitor: Screen, city: City) -> None:
    screen = city.enter_by_link(visitor)
    body = f"原料车进不来，需要两张通行证（{screen.size.name}）"
    screen.press_button(screen.say("portal.ask"))
    form = screen.dialog()
    kind = screen.say("labels.request_kind.transport")
    screen.press(form.get_by_role("radio", name=kind))
    screen.write(form.get_by_role("textbox"), body)
    screen.press_button(screen.say("portal.ask_send"), form)
    screen.sees_notice(screen.say("portal.ask_sent"))
    asked = request_of(city, body)
    assert (asked.kind, asked.status) == ("transport", RequestStatus.SUBMITTED)
    accept_request(OPERATOR, city.db, asked.id)
    answer_request(OPERATOR, city.db, asked.id, answer="通行证已备好，到镇政府领取")
    screen.open_app("/")
    shown = screen.part(f"request-{asked.id}")
    screen.sees("通行证已备好，到镇政府领取", shown)
    screen.press(shown.get_by_role("radio", name=screen.say("labels.rating.5"), exact=True))
    screen.press_button(screen.say("portal.rate_send"), shown)
    screen.sees_notice(screen.say("portal.rated"))
    rated = request_of(city, body)
    assert (rated.status, rated.rating) == (RequestStatus.SETTLED, 5)


def test_it_reports_the_day(visit: Visit, city: City) -> None:
    screen = city.enter_by_link(visit(PHONE))
    screen.press(screen.page.get_by_text(screen.say("portal.figures")).first)
    field = screen.page.get_by_label(screen.say("fields.enterprises.employees_on_duty"))
    on_duty = int(field.input_value() or 0) - 1
    screen.write(field, str(on_duty))
    screen.press_button(screen.say("portal.figures_save"))
    screen.sees_notice(screen.say("portal.figures_saved"))
    now = get_enterprise(OPERATOR, city.db, own_id(city)).enterprise
    assert now.employees_on_duty == on_duty


def test_a_replaced_link_is_told_in_friendly_words(visitor: Screen, city: City) -> None:
    other = list_enterprises(OPERATOR, city.db, EnterpriseFilter(), page_size=1).rows[0]
    old = link_of(OPERATOR, city.db, other.id)
    revoke_link(OPERATOR, city.db, other.id)
    visitor.refusals.add(404)
    visitor.open(f"/e/{old}")
    visitor.sees_title(visitor.say("web_frame.message.link_gone"))
    visitor.sees(visitor.say("web_frame.message.link_gone_text"))
    visitor.open_app(f"/e/{link_of(OPERATOR, city.db, other.id)}")
    visitor.sees(other.name)


def test_who_is_missing_is_told_within_the_card(visit: Visit, city: City) -> None:
    query = """
        SELECT id FROM enterprises e
         WHERE NOT EXISTS (SELECT 1 FROM pairings p WHERE p.enterprise_id = e.id) LIMIT 1
    """
    with city.db.read() as connection:
        (alone,) = connection.execute(query).fetchone()
    screen = visit(PHONE, "en")
    screen.ask_for("/login")
    screen.open_app(f"/e/{link_of(OPERATOR, city.db, alone)}")
    expect(screen.page.locator(".person-gap")).to_have_count(2)
    screen.fits()


def own_id(city: City) -> int:
    """The enterprise of the demonstration's link."""
    return open_link(city.db, city.doors.link_token)


def request_of(city: City, body: str) -> Request:
    filters = RequestFilter(enterprise_id=own_id(city))
    rows = list_requests(OPERATOR, city.db, filters, page_size=100).rows
    return next(row.request for row in rows if row.request.body == body)
