"""Signing in and out, deep links, tabs, languages, and Streamlit's own words."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from liaison.domain.roles import Role
from tests.browser.conftest import City
from tests.browser.screen import DESKTOP, Screen, Visit


def test_signing_in_staying_and_leaving(visitor: Screen, city: City) -> None:
    visitor.refusals.add(401)
    visitor.ask_for("/login")
    visitor.sign_in("demo-official", "not the password")
    expect(visitor.page.locator("#problem")).to_contain_text("账号或密码不正确")
    visitor.sign_in("demo-official", city.doors.password)
    title = visitor.say("dashboard.title")
    visitor.arrives(title)
    visitor.page.reload()
    visitor.arrives(title)
    visitor.press_button(visitor.say("web_frame.header.sign_out"))
    visitor.sees_title(visitor.say("web_frame.sign_in.title"))
    visitor.open("/")
    visitor.sees_title(visitor.say("web_frame.sign_in.title"))


def test_a_deep_link_leads_through_signing_in_to_its_page(visitor: Screen, city: City) -> None:
    city.enter(visitor, Role.OFFICIAL, "/enterprises?chip=overdue")
    visitor.arrives(visitor.say("enterprises_page.title"))
    visitor.sees_frame()
    chosen = visitor.page.get_by_role("radio", checked=True)
    label = visitor.say("enterprises_page.chip.overdue", count="")
    expect(chosen.filter(has_text=label)).to_be_visible()


def test_a_tab_of_somebody_who_signed_out_elsewhere(visit: Visit, city: City) -> None:
    first = city.enter(visit(DESKTOP), Role.OFFICER)
    second = visit(DESKTOP)
    second.open_app("/")
    second.press_button(second.say("web_frame.header.sign_out"))
    second.sees_title(second.say("web_frame.sign_in.title"))
    first.press(first.part("own-chips").get_by_role("radio").first)
    first.sees(first.say("errors.signed_out"))
    first.press_link(first.say("web_frame.header.sign_in_again"))
    first.sign_in(city.name_of(Role.OFFICER), city.doors.password)
    first.arrives(first.say("my_enterprises.title"))


def test_the_language_is_switched_and_switched_back(visit: Visit, city: City) -> None:
    chinese = city.enter(visit(DESKTOP), Role.OFFICIAL)
    english = visit(DESKTOP, "en")
    english.open_app("/people")
    english.press_link(english.say("web_frame.language.en"))
    english.arrives(english.say("people_page.title"))
    expect(english.page.locator("html")).to_have_attribute("lang", "en")
    english.press_link(english.say("web_frame.language.zh-CN"))
    expect(english.page.locator("html")).to_have_attribute("lang", "zh-CN")
    chinese.open_app("/people")
    chinese.sees_title(chinese.say("people_page.title"))


def test_streamlits_own_words_are_chinese(visit: Visit, city: City) -> None:
    screen = city.enter(visit(DESKTOP), Role.ADMINISTRATOR, "/import")
    screen.arrives(screen.say("import_page.title"))
    uploader = screen.page.get_by_test_id("stFileUploader")
    expect(uploader).to_contain_text(screen.say("web_frame.chrome.upload"))
    assert not re.search("Upload|Browse|[Dd]rag|Limit|per file", uploader.inner_text())
    menu = screen.page.get_by_test_id("stSidebarNav")
    expect(menu).to_have_attribute("aria-label", screen.say("web_frame.chrome.app_pages"))


def test_a_file_of_a_kind_that_is_not_read_is_refused_in_chinese_below_its_name(
    visit: Visit, city: City
) -> None:
    screen = city.enter(visit(DESKTOP), Role.ADMINISTRATOR, "/import")
    screen.arrives(screen.say("import_page.title"))
    uploader = screen.page.get_by_test_id("stFileUploader")
    pdf = {"name": "名册.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    uploader.locator("input[type=file]").set_input_files(pdf)  # type: ignore[arg-type]
    reason = uploader.get_by_role("alert")
    expect(reason).to_contain_text("不支持这种文件（application/pdf），请移除后另选")
    box = reason.bounding_box()
    assert box is not None
    assert box["width"] > 200, "a pointer is not needed to read it"


def test_a_page_of_another_role_is_refused_in_words(visitor: Screen, city: City) -> None:
    city.enter(visitor, Role.OFFICER)
    visitor.refusals.update((403, 404))
    visitor.open("/accounts")
    visitor.sees(visitor.say("errors.not_permitted"))
    visitor.open("/no-such-page")
    visitor.sees(visitor.say("errors.no_such_page"))
