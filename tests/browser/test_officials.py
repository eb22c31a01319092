"""What an official looks at: the figures of an area, the lists behind them, the workbooks."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import expect

from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import OPERATOR, Role
from liaison.locales import words
from liaison.locales.bulletin_words import tell
from liaison.services.bulletin import bulletin
from liaison.services.demo_city import DISTRICT
from liaison.services.enterprises import list_enterprises
from liaison.services.figures import figures
from tests.browser.conftest import City
from tests.browser.screen import DESKTOP, Screen, Visit

TILES = (
    *("resumption_rate", "staff_return_rate", "pair_coverage"),
    *("measures_delivered", "on_time_rate", "contact_rhythm"),
)
SHEETS = [
    *("报送", "按县区", "按乡镇", "按行业", "按规模"),
    *("措施落实", "诉求办理", "未配名单", "企业明细", "说明"),
]
ELSEWHERE = "330521"


def test_the_dashboard_tells_the_figures_and_leads_to_their_lists(
    visitor: Screen, city: City
) -> None:
    screen = city.enter(visitor, Role.OFFICIAL)
    sees_figures(screen, city, None)
    screen.choose("area", "德清县", typed=True)
    sees_figures(screen, city, ELSEWHERE)
    now = figures(OPERATOR, city.db, ELSEWHERE)
    number = int(now["due"].numerator - now["resumed"].numerator)
    screen.press_link(screen.say("dashboard.links.not_yet", count=number))
    screen.arrives(screen.say("enterprises_page.title"))
    screen.sees(screen.say("enterprises_page.total", total=number))
    first = screen.page.locator("table.records tbody a").first
    name = first.inner_text()
    screen.press(first)
    screen.arrives(name)
    expect(screen.button(screen.say("enterprise.visit"))).to_have_count(0)


def test_the_summary_comes_as_a_workbook(visitor: Screen, city: City) -> None:
    screen = city.enter(visitor, Role.OFFICIAL)
    screen.go("exports")
    kind = screen.say("exports_page.kinds.summary.title")
    link = screen.page.get_by_role("link", name=screen.say("exports_page.download", kind=kind))
    file_name, content = screen.download(link)
    assert file_name.endswith(".xlsx")
    assert load_workbook(BytesIO(content), read_only=True).sheetnames == SHEETS
    screen.press_button(screen.say("exports_page.past.refresh"))
    screen.sees(file_name)


def test_the_bulletin_is_read_copied_and_handed_in(visitor: Screen, city: City) -> None:
    screen = city.enter(visitor, Role.OFFICIAL)
    screen.go("bulletin")
    yesterday = city.db.today() - timedelta(days=1)
    text = tell(bulletin(OPERATOR, city.db, as_of=yesterday), words("zh-CN"))
    screen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    part = screen.part("bulletin-paragraph")
    screen.choose("language", words("zh-CN")("exports_page.languages.zh-CN"))
    expect(part).to_contain_text(text.paragraph)
    copy = part.get_by_role("button")
    expect(copy).to_be_visible()
    copy.click()
    assert screen.page.evaluate("navigator.clipboard.readText()") == text.paragraph
    link = screen.page.get_by_role("link", name=screen.say("bulletin_page.word"))
    file_name, content = screen.download(link)
    assert file_name.endswith(f"{yesterday}.docx")
    assert text.paragraph in {each.text for each in Document(BytesIO(content)).paragraphs}
    number = screen.page.locator("table.records tbody a").first
    screen.press(number)
    screen.arrives(screen.say("enterprises_page.title"))


def test_an_official_of_a_district_sees_that_district_alone(visitor: Screen, city: City) -> None:
    screen = city.enter(visitor, "demo-wuxing")
    sees_figures(screen, city, DISTRICT)
    screen.go("enterprises")
    own = EnterpriseFilter(area_code=DISTRICT)
    total = list_enterprises(OPERATOR, city.db, own, page_size=1).total
    screen.sees(screen.say("enterprises_page.total", total=total))
    abroad = EnterpriseFilter(area_code=ELSEWHERE)
    other = list_enterprises(OPERATOR, city.db, abroad, page_size=1).rows[0]
    screen.open(f"/enterprise?id={other.id}")
    screen.sees(screen.say("errors.not_permitted"))
    screen.refusals.add(403)
    screen.open(f"/files/summary?area={ELSEWHERE}")
    expect(screen.page.locator("main.card")).to_contain_text("德清县不在您的管理范围内")


@pytest.mark.parametrize("path", ["/files/summary", "/files/roster"])
def test_a_file_is_not_given_to_a_stranger(visit: Visit, path: str) -> None:
    screen = visit(DESKTOP)
    screen.open(path)
    screen.sees_title(screen.say("web_frame.sign_in.title"))


def sees_figures(screen: Screen, city: City, area_code: str | None) -> None:
    """Each tile of the dashboard holds the figure of the area."""
    now = figures(OPERATOR, city.db, area_code)
    for key in TILES:
        value = screen.part(f"tile-{key}").get_by_test_id("stMetricValue")
        expect(value).to_have_text(now[key].text)
