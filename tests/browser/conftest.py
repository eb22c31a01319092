"""Chromium, the app on the demonstration city, and tabs that must come through without a fault."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.services.accounts import account_actor
from liaison.services.demo_city import DemoCity, make_demo_city
from liaison.store.database import Database
from tests.browser.screen import DESKTOP, PHONE, Screen, Size, Visit
from tests.running_app import RunningApp, serve

CHROMIUM = "/usr/bin/chromium"
OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PATIENCE_MS = 20_000
# Streamlit folds its menu after a choice where the browser calls itself a phone's.
PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
_FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class City:
    """The demonstration city at work, and the ways in."""

    app: RunningApp
    doors: DemoCity

    @property
    def db(self) -> Database:
        return self.app.db

    def name_of(self, role: Role) -> str:
        return next(name for each, name in self.doors.accounts if each is role)

    def actor(self, role: Role) -> Actor:
        """The first of a role, as a service sees that account."""
        return account_actor(OPERATOR, self.db, self.name_of(role))

    def enter(self, screen: Screen, who: Role | str, path: str = "/") -> Screen:
        """Sign in as the first of a role, or by the name of an account."""
        name = self.name_of(who) if isinstance(who, Role) else who
        screen.sign_in_at(path, name, self.doors.password)
        return screen

    def enter_by_link(self, screen: Screen) -> Screen:
        """Open the personal link of the demonstration's enterprise."""
        screen.ask_for("/login")
        screen.open_app(f"/e/{self.doors.link_token}")
        return screen


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("city")
    doors = make_demo_city(OPERATOR, Database(folder / "city.db"), lambda *_, **__: None)
    with serve(folder / "city.db", folder / "log.txt") as app:
        yield City(app, doors)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        pytest.fail(f"{CHROMIUM} is missing: sudo apt-get install chromium", pytrace=False)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def profiles(chromium: Browser) -> dict[Size, BrowserContext]:
    """A desk's and a phone's browser, kept so that Streamlit's scripts are loaded once."""
    return {size: new_profile(chromium, size) for size in (DESKTOP, PHONE)}


def new_profile(chromium: Browser, size: Size) -> BrowserContext:
    context = chromium.new_context(
        viewport={"width": size.width, "height": size.height},
        is_mobile=size.is_phone,
        has_touch=size.is_phone,
        user_agent=PHONE_AGENT if size.is_phone else None,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="light",
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture(params=[DESKTOP, PHONE], ids=lambda size: size.name)
def size(request: pytest.FixtureRequest) -> Size:
    """The screen that a test is at; a test that names this runs at both sizes."""
    chosen: Size = request.param
    return chosen


@pytest.fixture
def visit(city: City, profiles: dict[Size, BrowserContext]) -> Iterator[Visit]:
    """Open tabs of a browser that knows nobody: `visit(size, "en", app=…)`.

    Every tab and the server's log must be without a fault at the end.
    """
    tabs: list[Screen] = []
    for context in profiles.values():
        context.clear_cookies()
    said_before = len(city.app.log.read_bytes())

    def open_tab(size: Size, language: str = "zh-CN", *, app: RunningApp | None = None) -> Screen:
        page = profiles[size].new_page()
        tabs.append(Screen(page, (app or city.app).url, size, language))
        return tabs[-1]

    yield open_tab
    faults = [fault for tab in tabs for fault in tab.faults()]
    for tab in tabs:
        tab.page.close()
    said = city.app.log.read_bytes()[said_before:].decode()
    assert not faults, "\n".join(faults)
    assert "Traceback" not in said, said


@pytest.fixture
def visitor(visit: Visit, size: Size) -> Screen:
    """A tab in Chinese of somebody who is not signed in."""
    return visit(size)
