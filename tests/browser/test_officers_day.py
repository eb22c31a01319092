"""The officer's day: an enterprise met on the street, one measure for many, the own week."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import MeasureState, Status
from liaison.services.bulk import list_ids
from liaison.services.enterprises import get_enterprise, list_enterprises
from liaison.services.support import list_measures
from tests.browser.conftest import City
from tests.browser.screen import PHONE, Screen, Visit

MOST_TAPS, MOST_SECONDS = 8, 60
FIELD = (Role.OFFICER, Role.COMMISSIONER)


@pytest.mark.parametrize("role", FIELD)
def test_an_enterprise_met_on_the_street_is_added_in_a_minute(
    visit: Visit, city: City, role: Role
) -> None:
    screen = city.enter(visit(PHONE), role)
    screen.taps, started = 0, time.monotonic()
    name = f"湖州街遇{role}食品有限公司"
    screen.press_link(screen.say("add_enterprise.open"))
    screen.arrives(screen.say("add_enterprise.title"))
    screen.write(screen.part("new-name").get_by_role("textbox"), name)
    screen.write(screen.part("new-contact_name").get_by_role("textbox"), "沈女士")
    screen.write(screen.part("new-contact_phone").get_by_role("textbox"), "13957200000")
    status = screen.say.label("status", Status.PARTIAL)
    screen.press(screen.part("new-status").get_by_text(status, exact=True))
    screen.settle()
    screen.fits()
    screen.press_button(screen.say("add_enterprise.save"))
    screen.arrives(name)
    screen.sees_notice(screen.say("add_enterprise.added", name=name))
    assert screen.taps <= MOST_TAPS
    assert time.monotonic() - started < MOST_SECONDS
    (row,) = list_enterprises(city.actor(role), city.db, EnterpriseFilter(search=name)).rows
    assert (row.status, row.contact_name) == (Status.PARTIAL, "沈女士")
    view = get_enterprise(OPERATOR, city.db, row.id)
    assert view.officer is not None
    assert view.commissioner is not None


def test_one_that_is_known_is_shown_while_typing(visit: Visit, city: City) -> None:
    own = list_enterprises(city.actor(Role.OFFICER), city.db, EnterpriseFilter()).rows
    mine = {row.id for row in own}
    other = next(
        row
        for row in list_enterprises(OPERATOR, city.db, EnterpriseFilter()).rows
        if row.id not in mine and row.officer is not None and row.uscc is not None
    )
    assert other.officer is not None
    screen = city.enter(visit(PHONE), Role.OFFICER, "/add")
    # Key by key, and the field is not left: the list comes up in the pause of a finger.
    field = screen.part("new-name").get_by_role("textbox")
    screen.press(field)
    field.press_sequentially(other.name)
    box = screen.part(f"likely-{other.id}")
    screen.sees(screen.say("add_enterprise.likely.likeness.name"), box)
    screen.press_button(screen.say("add_enterprise.likely.this_one"), box)
    screen.sees(other.officer.name, box.locator(".likely-ask"))
    screen.settle()
    screen.fits()


def test_one_measure_for_several_and_back(visitor: Screen, city: City) -> None:
    screen = city.enter(visitor, Role.COMMISSIONER)
    screen.press_link(screen.say("bulk.open"))
    screen.arrives(screen.say("bulk.title"))
    code = "M03" if visitor.size == PHONE else "M07"
    open_ones = EnterpriseFilter(measure_code=code, measure_state=MeasureState.NOT_STARTED)
    before = list_ids(city.actor(Role.COMMISSIONER), city.db, open_ones)
    title = next(each for each in list_measures(OPERATOR, city.db) if each.code == code).title
    screen.choose("measure", f"{code} {title}", typed=not visitor.size.is_phone)
    screen.settle()
    press_chip(screen, "bulk-state", MeasureState.IN_PROGRESS)
    press_chip(screen, "measure_state", MeasureState.NOT_STARTED)
    screen.press_button(screen.say("bulk.choose_all", number=len(before)))
    apply = screen.part("bulk-apply").get_by_role("button")
    title, state = f"{code} {title}", f"◐ {screen.say.label('state', MeasureState.IN_PROGRESS)}"
    wanted = screen.say("bulk.apply", number=len(before), title=title, state=state)
    expect(apply).to_have_text(wanted)
    screen.settle()
    screen.fits()
    screen.press(apply)
    screen.sees_notice(screen.say.label("state", MeasureState.IN_PROGRESS))
    assert list_ids(city.actor(Role.COMMISSIONER), city.db, open_ones) == []
    screen.press_button(screen.say("saving.undo"))
    screen.sees_notice(screen.say("saving.undone"))
    assert list_ids(city.actor(Role.COMMISSIONER), city.db, open_ones) == before


def press_chip(screen: Screen, key: str, state: MeasureState) -> None:
    label = screen.say.label("state", state)
    screen.press(screen.part(key).get_by_role("radio").filter(has_text=label))
    screen.settle()


@pytest.mark.parametrize("role", FIELD)
def test_the_week_tells_what_is_due_and_leads_there(
    visitor: Screen, city: City, role: Role
) -> None:
    screen = city.enter(visitor, role)
    screen.go("my_week")
    for part in ("did", "due"):
        label = screen.say(f"my_week.part.{part}", number="").strip()
        screen.press(screen.part("part").get_by_role("radio").filter(has_text=label))
        is_asked = re.compile(r"part=did")
        wait = expect(screen.page)
        (wait.to_have_url if part == "did" else wait.not_to_have_url)(is_asked)
        screen.settle()
        expect(screen.page.locator(".week-group").first).to_be_visible()
    screen.fits()
    link = screen.page.locator(".week-group a").first
    name = link.inner_text()
    screen.press(link)
    screen.arrives(name)
