"""Leave with a deputy, and a handover, as the three people concerned live through them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import LiaisonRole, MeasureState, RequestKind
from liaison.services.enterprises import get_enterprise, list_enterprises
from liaison.services.handover import list_portfolio
from liaison.services.leaves import LeaveRow, end_leave, list_leaves
from liaison.services.liaisons import get_own_record, list_liaisons
from liaison.services.pairing_runs import list_runs, undo_run
from liaison.services.requests import get_request, submit_request
from liaison.store.enterprise_rows import EnterpriseRow
from liaison.store.liaisons import LiaisonLoad
from liaison.web.components.days import short_day
from tests.browser.conftest import City
from tests.browser.screen import DESKTOP, PHONE, Screen, Visit

HANDED = 3


@pytest.fixture
def as_it_was(city: City) -> Iterator[None]:
    """The city without the leaves and handovers of a test, which others would wonder at."""
    before = {run.id for run in list_runs(OPERATOR, city.db).rows}
    away = {row.leave.id for row in list_leaves(OPERATOR, city.db)}
    yield
    for row in list_leaves(OPERATOR, city.db):
        if row.leave.id not in away:
            end_leave(OPERATOR, city.db, row.leave.id, version=row.leave.version)
    for run in list_runs(OPERATOR, city.db).rows:
        if run.id not in before and run.undone_at is None:
            undo_run(OPERATOR, city.db, run.id)


@pytest.mark.usefixtures("as_it_was")
def test_a_deputy_sees_and_acts_for_the_days_of_a_leave(
    visit: Visit, city: City, tmp_path: Path
) -> None:
    deputy, away = the_officer(city), a_colleague(city)
    own, deputised = seen_by_the_officer(city), enterprises_of(city, away)
    screen = city.enter(visit(DESKTOP), Role.ADMINISTRATOR, f"/people?id={away.liaison.id}")
    screen.press_button(screen.say("people_page.leave.enter"))
    form = screen.dialog()
    look_up(screen, "leave", deputy)
    screen.press_button(screen.say("people_page.leave.save"), form)
    expect(form).to_have_count(0)
    (row,) = leaves_of(city, away)
    until = short_day(row.leave.last_on, city.db.today())
    screen.sees(screen.say("people_page.on_leave", until=until))
    screen.fits()
    screen.picture("person", tmp_path)

    officer = city.enter(visit(PHONE), Role.OFFICER)
    name = away.liaison.name
    officer.sees(
        officer.say("my_enterprises.acting", name=name, until=until, number=len(deputised))
    )
    officer.sees(officer.say("my_enterprises.chip.all", count=len(own | set(deputised))))
    officer.fits()
    officer.picture("acting", tmp_path)
    officer.press(
        officer.part("whose").get_by_text(officer.say("my_enterprises.whose.other", name=name))
    )
    officer.sees(officer.say("my_enterprises.chip.all", count=len(deputised)))
    card = officer.page.locator(".st-key-cards [class*='st-key-done-']").first
    officer.sees(officer.say("my_enterprises.instead", name=name))
    enterprise_id, code = card_of(card)
    assert enterprise_id in deputised
    officer.press(card.get_by_role("button"))
    officer.sees_notice(officer.say.label("state", MeasureState.DONE))
    assert state_of(city, enterprise_id, code) is MeasureState.DONE

    end_leave(OPERATOR, city.db, row.leave.id, version=row.leave.version)
    officer.open_app("/my-enterprises")
    officer.sees(officer.say("my_enterprises.chip.all", count=len(own)))
    assert seen_by_the_officer(city) == own
    officer.open(f"/enterprise?id={enterprise_id}")
    officer.sees(officer.say("errors.not_permitted"))


@pytest.mark.usefixtures("as_it_was")
def test_a_commissioner_on_the_way_enters_a_leave_with_a_thumb(visit: Visit, city: City) -> None:
    person = own_record(city, Role.COMMISSIONER)
    screen = city.enter(visit(PHONE), Role.COMMISSIONER, "/account")
    screen.press_button(screen.say("people_page.leave.enter"))
    form = screen.dialog()
    expect(form.get_by_role("radio").first).to_be_attached()
    screen.press_button(screen.say("people_page.leave.save"), form)
    expect(form).to_have_count(0)
    (row,) = leaves_of(city, person)
    assert row.deputy is not None
    screen.sees(re.compile(re.escape(row.deputy.name)))
    screen.fits()
    screen.press_button(screen.say("people_page.leave.change"))
    screen.press(screen.dialog().get_by_text(screen.say("people_page.leave.another")))
    expect(form.get_by_role("radio").first).to_be_attached()
    screen.press(form.get_by_role("radiogroup").locator("label").nth(1))
    screen.press_button(screen.say("people_page.leave.save"), form)
    expect(form).to_have_count(0)
    (changed,) = leaves_of(city, person)
    assert changed.leave.deputy_id != row.leave.deputy_id
    screen.press_button(screen.say("people_page.leave.back"))
    screen.press_button(screen.say("people_page.leave.back_confirm"))
    screen.sees_notice(screen.say("people_page.leave.back_done", name=row.person.name))
    assert leaves_of(city, person) == []


@pytest.mark.usefixtures("as_it_was")
def test_a_handover_brings_the_requests_and_both_sides_see_it(
    visit: Visit, city: City, tmp_path: Path
) -> None:
    giver, receiver = the_officer(city), a_colleague(city)
    first = list_portfolio(OPERATOR, city.db, giver.liaison.id)[0].enterprise_id
    request = submit_request(OPERATOR, city.db, first, RequestKind.SECURITY, "夜间门口有人滋事")
    screen = city.enter(visit(DESKTOP), Role.ADMINISTRATOR, f"/people?id={giver.liaison.id}")
    screen.press(screen.part("handover-open").get_by_role("button"))
    screen.arrives(screen.say("people_page.handover.title", name=giver.liaison.name))
    screen.press(screen.part("handover-what").get_by_text(screen.say("people_page.handover.part")))
    picks = screen.page.locator("[class*='st-key-handover-pick-'] label")
    expect(picks.first).to_be_visible()
    for number in range(HANDED):
        screen.press(picks.nth(number))
        screen.sees(screen.say("people_page.handover.chosen", number=number + 1))
    look_up(screen, "handover-receiver", receiver)
    screen.settle()
    screen.fits()
    screen.press_button(screen.say("people_page.handover.preview", number=HANDED))
    apply = screen.button(screen.say("people_page.handover.apply", number=HANDED))
    expect(apply).to_be_visible()
    screen.settle()
    screen.fits()
    screen.picture("handover", tmp_path)
    before = enterprises_of(city, giver)
    screen.press(apply)
    screen.sees(screen.say("people_page.handover.received", number=HANDED))
    after = enterprises_of(city, giver)
    handed = {each: row for each, row in before.items() if each not in after}
    assert len(handed) == HANDED
    assert handed.keys() <= enterprises_of(city, receiver).keys()
    assert get_request(OPERATOR, city.db, request).liaison_id == receiver.liaison.id

    officer = city.enter(visit(PHONE), Role.OFFICER)
    told = officer.page.locator("[class*='st-key-handover-'] summary").first
    expect(told).to_contain_text(receiver.liaison.name)
    officer.press(told)
    for row in handed.values():
        officer.sees(row.name)
    officer.sees(str(receiver.liaison.phone))
    officer.fits()


def own_record(city: City, role: Role) -> LiaisonLoad:
    own = get_own_record(city.actor(role), city.db)
    assert own is not None
    return own


def the_officer(city: City) -> LiaisonLoad:
    return own_record(city, Role.OFFICER)


def a_colleague(city: City) -> LiaisonLoad:
    """Another officer with some enterprises, who is not part of any leave."""
    busy = {the_officer(city).liaison.id}
    for row in list_leaves(OPERATOR, city.db):
        busy |= {row.leave.liaison_id, row.leave.deputy_id or 0}
    found = list_liaisons(OPERATOR, city.db, role=LiaisonRole.OFFICER, page_size=200).rows
    return next(each for each in found if each.load > 1 and each.liaison.id not in busy)


def leaves_of(city: City, person: LiaisonLoad) -> list[LeaveRow]:
    found = list_leaves(OPERATOR, city.db, liaison_id=person.liaison.id)
    return [row for row in found if row.person.id == person.liaison.id]


def seen_by_the_officer(city: City) -> set[int]:
    filters = EnterpriseFilter()
    rows = list_enterprises(city.actor(Role.OFFICER), city.db, filters, page_size=1_000).rows
    return {row.id for row in rows}


def enterprises_of(city: City, person: LiaisonLoad) -> dict[int, EnterpriseRow]:
    filters = EnterpriseFilter(liaison_id=person.liaison.id)
    rows = list_enterprises(OPERATOR, city.db, filters, page_size=1_000).rows
    return {row.id: row for row in rows}


def look_up(screen: Screen, key: str, person: LiaisonLoad) -> None:
    """Find a person by the staff number, who is then the one that is chosen."""
    field = screen.part(f"{key}-search").get_by_role("textbox")
    screen.write(field, person.liaison.staff_no)
    field.press("Enter")
    choice = screen.part(f"{key}-person")
    expect(choice.get_by_role("radio")).to_have_count(1)
    screen.sees(re.compile(re.escape(person.liaison.name)), choice)


def card_of(button: Locator) -> tuple[int, str]:
    """The enterprise and the measure that a button of a card marks done."""
    expect(button).to_contain_text(re.compile(r"M\d\d"))
    found = re.search(r"st-key-done-(\d+)", button.get_attribute("class") or "")
    assert found is not None
    return int(found[1]), button.inner_text().split()[0]


def state_of(city: City, enterprise_id: int, code: str) -> MeasureState:
    measures = get_enterprise(OPERATOR, city.db, enterprise_id).measures
    return next(support.state for measure, support in measures if measure.code == code)
