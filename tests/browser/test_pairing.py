"""The pairing page at work: a plan changed by hand, overtaken by a colleague, applied, undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.enterprises import get_enterprise, list_enterprises
from liaison.services.pair_by_hand import end_pair, list_candidates, pair_by_hand
from liaison.store.enterprise_rows import EnterpriseRow
from tests.browser.conftest import City
from tests.browser.screen import DESKTOP, PHONE, Screen, Size, Visit

COUNTY = "330522"
OFFICER = LiaisonRole.OFFICER


@pytest.fixture
def lacking(city: City) -> Iterator[list[EnterpriseRow]]:
    """Two enterprises that lose their officers for the test."""
    filters = EnterpriseFilter(area_code=COUNTY)
    paired = [
        row
        for row in list_enterprises(OPERATOR, city.db, filters, page_size=20).rows
        if row.officer
    ]
    for row in paired[:2]:
        end_pair(OPERATOR, city.db, row.id, OFFICER)
    yield paired[:2]
    for row in paired[:2]:
        assert row.officer is not None
        pair_by_hand(OPERATOR, city.db, row.id, OFFICER, row.officer.id)


def test_a_plan_is_changed_overtaken_applied_and_undone(
    visitor: Screen, city: City, lacking: list[EnterpriseRow]
) -> None:
    first, second = lacking
    screen = city.enter(visitor, Role.ADMINISTRATOR)
    screen.go("pairing")
    screen.sees(first.name)
    screen.press_button(screen.say("pairing_page.plan.make"))
    screen.press(button(screen, f"change-{first.id}-officer-out"))
    screen.sees(screen.say("pairing_page.changes.out"))
    screen.press(button(screen, f"change-{second.id}-officer-give"))
    screen.press(screen.dialog().locator("[role=radiogroup] label").nth(1))
    screen.press_button(screen.say("pairing_page.manual.confirm"), screen.dialog())
    expect(screen.dialog()).to_have_count(0)
    screen.sees(screen.say.label("pair_reason", "chosen"))
    screen.settle()
    screen.fits()

    person = list_candidates(OPERATOR, city.db, second.id, OFFICER)[0].person
    pair_by_hand(OPERATOR, city.db, second.id, OFFICER, person.id)
    screen.press_button(screen.say("pairing_page.plan.apply", number=1))
    screen.sees(screen.say("pairing_page.stale.edits_lost", kept=1, lost=1))
    screen.fits()

    screen.press(button(screen, f"change-{first.id}-officer-restore"))
    screen.press_button(screen.say("pairing_page.plan.apply", number=1))
    screen.sees_notice(screen.say("pairing_page.plan.applied", started=1, ended=0))
    assert get_enterprise(OPERATOR, city.db, first.id).officer is not None

    screen.press(screen.button(screen.say("pairing_page.runs.undo"), runs(screen)))
    screen.press_button(screen.say("pairing_page.runs.undo_confirm"), screen.dialog())
    effect = screen.say("pairing_page.runs.effect_gaps", number=1)
    screen.sees(screen.say("pairing_page.runs.undo_done", effect=effect))
    assert get_enterprise(OPERATOR, city.db, first.id).officer is None
    screen.settle()
    screen.fits()


@pytest.mark.parametrize(
    ("size", "language"),
    [(DESKTOP, "en"), (PHONE, "zh-CN"), (PHONE, "en")],
    ids=lambda each: each.name if isinstance(each, Size) else each,
)
def test_what_the_places_cost_fits_on_every_screen(
    visit: Visit, city: City, lacking: list[EnterpriseRow], size: Size, language: str
) -> None:
    screen = city.enter(visit(size, language), Role.ADMINISTRATOR, "/pairing")
    screen.press(
        screen.page.get_by_role("radio", name=screen.say("pairing_page.plan.mode_rebalance"))
    )
    for policy in ("balance", "stability"):
        screen.press_button(screen.say(f"pairing_page.costs.{policy}"))
        screen.sees(screen.say("pairing_page.costs.again"))
        screen.settle()
    expect(screen.page.locator("table.policies [aria-current]")).to_have_count(2)
    screen.press_button(screen.say("pairing_page.plan.make"))
    expect(screen.part("pairing-apply")).to_be_visible()
    screen.press(screen.page.get_by_role("radio", name=screen.say("pairing_page.result.by_person")))
    screen.settle()
    screen.fits()


def test_a_pair_is_ended_by_hand_after_a_question(
    visitor: Screen, city: City, lacking: list[EnterpriseRow]
) -> None:
    row = lacking[0]
    assert row.officer is not None
    pair_by_hand(OPERATOR, city.db, row.id, OFFICER, row.officer.id)
    screen = city.enter(visitor, Role.ADMINISTRATOR, "/pairing")
    field = screen.part("pairing-search").get_by_role("textbox")
    screen.write(field, row.name)
    field.press("Enter")
    screen.press(button(screen, f"by-hand-{row.id}-officer-end"))
    screen.press_button(screen.say("pairing_page.manual.end_confirm"), screen.dialog())
    expect(screen.dialog()).to_have_count(0)
    assert get_enterprise(OPERATOR, city.db, row.id).officer is None
    screen.settle()
    screen.fits()


def button(screen: Screen, key: str) -> Locator:
    return screen.part(key).get_by_role("button")


def runs(screen: Screen) -> Locator:
    """The latest of the runs, which stands first."""
    return screen.page.locator("[class*='st-key-pairing-run-']").first
