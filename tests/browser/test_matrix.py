"""The measure matrix: from the city down to an enterprise, every number with its list."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Role
from liaison.services.demo_city import DISTRICT
from liaison.services.enterprises import list_enterprises
from liaison.services.matrix import area_matrix, list_matrix
from tests.browser.conftest import City
from tests.browser.screen import DESKTOP, PHONE, Screen, Visit

CODE, TITLE = "M02", "运输保畅"
COUNTY = "吴兴区"
FRAME = ".matrix-frame"


def test_a_late_cell_leads_to_its_enterprises(visitor: Screen, city: City, tmp_path: Path) -> None:
    screen = city.enter(visitor, Role.OFFICIAL)
    screen.go("matrix")
    screen.fits()
    screen.picture("matrix", tmp_path)
    late = area_matrix(OPERATOR, city.db).lines[0].cells[CODE].count("overdue")
    cell = cell_of(screen, COUNTY, CODE)
    expect(cell).to_contain_text(f"{screen.say('matrix_page.short.overdue')} {late}")
    screen.press(cell.get_by_role("link").filter(has_text=screen.say("matrix_page.short.overdue")))
    screen.arrives(screen.say("enterprises_page.title"))
    screen.sees(screen.say("enterprises_page.total", total=late))
    screen.sees(f"{CODE} {TITLE}")


def test_a_county_leads_to_its_towns_and_a_town_to_its_enterprises(
    visitor: Screen, city: City, tmp_path: Path
) -> None:
    screen = city.enter(visitor, Role.ADMINISTRATOR, "/matrix?show=done")
    screen.press_link(COUNTY, screen.page.locator(FRAME))
    town = area_matrix(OPERATOR, city.db, DISTRICT).lines[0]
    screen.sees(town.name, screen.page.locator(FRAME))
    screen.settle()
    number = town.cells[CODE].count("done")
    expect(cell_of(screen, town.name, CODE)).to_contain_text(f"{number}")
    expect(screen.button(screen.say("dashboard.back_to", area="湖州市"))).to_be_visible()
    screen.press_link(town.name, screen.page.locator(FRAME))
    filters = EnterpriseFilter(area_code=town.code)
    found = list_matrix(OPERATOR, city.db, filters, sort="urgency")
    screen.sees(screen.say("enterprises_page.total", total=found.total))
    screen.settle()
    screen.fits()
    screen.picture("matrix-enterprises", tmp_path)
    first = found.rows[0].enterprise
    screen.press_link(first.name, screen.page.locator(FRAME))
    screen.arrives(first.name)


def test_the_names_stay_while_the_measures_move(visitor: Screen, city: City) -> None:
    screen = city.enter(visitor, Role.OFFICIAL, "/matrix")
    frame = screen.page.locator(FRAME)
    name = screen.page.get_by_role("rowheader").first
    frame.evaluate("(each) => { each.style.width = '340px'; }")
    before = name.bounding_box()
    frame.evaluate("(each) => each.scrollBy(300, 0)")
    assert frame.evaluate("(each) => each.scrollLeft") == 300
    assert name.bounding_box() == before
    screen.fits()


@pytest.mark.parametrize("topic", ["delivered", "overdue", "blocked", "not_started"])
def test_the_total_is_not_cut_at_the_side_of_an_english_desk(
    visit: Visit, city: City, topic: str
) -> None:
    screen = city.enter(visit(DESKTOP, "en"), Role.OFFICIAL, f"/matrix?show={topic}")
    widths = "(each) => [each.scrollWidth, each.clientWidth]"
    needed, shown = screen.page.locator(FRAME).evaluate(widths)
    assert needed <= shown


def test_what_is_scrolled_below_the_menu_of_a_phone_does_not_show_through(
    visit: Visit, city: City
) -> None:
    screen = city.enter(visit(PHONE), Role.OFFICIAL, "/matrix")
    menu = screen.page.get_by_test_id("stExpandSidebarButton")
    expect(menu).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_an_official_of_a_district_has_its_towns_and_its_file(visitor: Screen, city: City) -> None:
    screen = city.enter(visitor, "demo-wuxing", "/matrix")
    whole = area_matrix(OPERATOR, city.db, DISTRICT)
    expect(screen.page.get_by_role("rowheader")).to_have_count(len(whole.lines) + 1)
    expect(screen.page.locator(FRAME)).not_to_contain_text("德清县")
    link = screen.page.get_by_role("link", name=screen.say("matrix_page.export"))
    file_name, _ = screen.download(link)
    assert COUNTY in file_name
    screen.press(cell_of(screen, screen.say("figures.total"), CODE).get_by_role("link").last)
    question = EnterpriseFilter(
        area_code=DISTRICT,
        measure_code=CODE,
        measure_state=list(whole.whole.cells[CODE].foremost)[-1],
    )
    total = list_enterprises(OPERATOR, city.db, question, page_size=1).total
    screen.sees(screen.say("enterprises_page.total", total=total))


def cell_of(screen: Screen, row: str, code: str) -> Locator:
    """The cell of an area and a measure."""
    headings = screen.page.locator(f"{FRAME} thead th").all_inner_texts()
    position = next(n for n, text in enumerate(headings) if text.startswith(code))
    header = screen.page.get_by_role("rowheader", name=row, exact=True)
    line = screen.page.locator(f"{FRAME} tbody tr").filter(has=header)
    return line.locator("td").nth(position - 1)
