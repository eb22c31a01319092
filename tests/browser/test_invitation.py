"""From a name on the roster to an officer at work: the administrator invites, the officer comes."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.invitations import Invitee, Standing
from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import LiaisonRole
from liaison.services.enterprises import list_enterprises
from liaison.services.invitations import get_invitee
from liaison.services.liaisons import list_liaisons
from tests.browser.conftest import City
from tests.browser.screen import DESKTOP, PHONE, Screen, Visit
from tests.running_app import PASSWORD
from tests.workbooks import rows_of


def test_an_invited_officer_sees_exactly_the_portfolio(
    visit: Visit, city: City, tmp_path: Path
) -> None:
    person = uninvited(city, LiaisonRole.OFFICER)
    screen = city.enter(visit(DESKTOP), Role.ADMINISTRATOR, f"/people?id={person.liaison_id}")
    screen.arrives(person.name)
    screen.press_button(screen.say("invitations.invite"))
    address = screen.part("invitation").get_by_test_id("stCode").first
    expect(address).to_contain_text("/invite/")
    screen.sees(screen.say("invitations.handed", name=person.name))
    screen.fits()
    path = "/invite/" + address.inner_text().strip().rpartition("/")[2]

    officer = visit(PHONE)
    officer.ask_for(path)
    officer.sees_title(officer.say("invitations.page.title", name=person.name))
    officer.sees(person.unit)
    expect(officer.page.locator("#name")).to_have_value(person.staff_no)
    officer.fits()
    officer.picture("invitation", tmp_path)
    choose_password(officer)
    officer.arrives(officer.say("my_enterprises.title"))
    filters = EnterpriseFilter(liaison_id=person.liaison_id)
    own = list_enterprises(OPERATOR, city.db, filters, page_size=1_000)
    assert own.total > 0
    officer.sees(officer.say("my_enterprises.chip.all", count=own.total))
    shown = officer.page.locator("[class*='st-key-card-']")
    names = {row.name for row in own.rows}
    expect(shown.first).to_be_visible()
    for number in range(shown.count()):
        assert shown.nth(number).get_by_role("link").first.inner_text() in names
    somebody_elses = next(
        row
        for row in list_enterprises(OPERATOR, city.db, EnterpriseFilter(), page_size=1_000).rows
        if row.name not in names
    )
    officer.open(f"/enterprise?id={somebody_elses.id}")
    officer.sees(officer.say("errors.not_permitted"))

    officer.refusals.add(404)
    officer.ask_for(path)
    used = officer.say("errors.invitation_used", account=person.staff_no)
    officer.sees(used)
    officer.fits()
    screen.press_button(screen.say("invitations.handed_close"))
    screen.sees(screen.say("invitations.active", account=person.staff_no))


def test_all_of_a_role_are_invited_with_one_workbook(visit: Visit, city: City) -> None:
    person = uninvited(city, LiaisonRole.COMMISSIONER)
    screen = city.enter(visit(DESKTOP), Role.ADMINISTRATOR, "/accounts?invite_role=commissioner")
    screen.arrives(screen.say("accounts_page.title"))
    screen.press(screen.part("invite-many").get_by_role("button"))
    link = screen.page.locator("a.file-link")
    expect(link).to_be_visible()
    name, content = screen.download(link)
    assert name.endswith(".xlsx")
    rows = rows_of(content)[1:]
    address = next(row[6] for row in rows if row[3] == person.staff_no)
    assert get_invitee(OPERATOR, city.db, person.liaison_id).account_name == person.staff_no
    screen.sees(screen.say("invitations.many.everybody"))
    screen.fits()

    commissioner = visit(PHONE, "en")
    commissioner.ask_for("/invite/" + address.rpartition("/")[2])
    commissioner.sees_title(commissioner.say("invitations.page.title", name=person.name))
    commissioner.fits()
    choose_password(commissioner)
    commissioner.arrives(commissioner.say("my_enterprises.title"))


def test_the_list_of_the_invited_fits_a_phone(visit: Visit, city: City) -> None:
    for language in ("zh-CN", "en"):
        screen = city.enter(
            visit(PHONE, language), Role.ADMINISTRATOR, "/accounts?invite_role=officer"
        )
        screen.arrives(screen.say("accounts_page.title"))
        screen.sees(screen.say("invitations.many.purpose"))
        screen.fits()
        screen.press_button(screen.say("web_frame.header.sign_out"))
        screen.sees_title(screen.say("web_frame.sign_in.title"))


def choose_password(screen: Screen) -> None:
    screen.write(screen.page.locator("#new_password"), PASSWORD)
    screen.write(screen.page.locator("#new_password_again"), PASSWORD)
    screen.press_button(screen.say("invitations.page.button"))


def uninvited(city: City, role: LiaisonRole) -> Invitee:
    """Somebody of the role who has enterprises and was not invited yet."""
    people = list_liaisons(OPERATOR, city.db, role=role, page_size=1_000).rows
    for each in people:
        person = get_invitee(OPERATOR, city.db, each.liaison.id)
        if each.load and person.account_id is None and not person.has_left:
            assert person.standing(city.db.now()) is Standing.NOT_YET
            return person
    raise AssertionError("everybody was invited already")
