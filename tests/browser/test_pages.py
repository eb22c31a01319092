"""Every page as each role finds it, at both sizes and in both languages, and its picture.

    LIAISON_KEEP_SCREENSHOTS=1 .venv/bin/pytest tests/browser/test_pages.py

makes the pictures in docs/screenshots again; otherwise they go with the test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from liaison.domain.roles import Role
from liaison.locales import LANGUAGES
from liaison.web.navigation import PLACES
from tests.browser.conftest import City
from tests.browser.screen import Screen, Size, Visit

PICTURED = {
    Role.OFFICER: (
        "my_enterprises",
        "enterprise",
        "my_week",
        "add_enterprise",
        "bulk_measures",
    ),
    Role.OFFICIAL: (
        *("dashboard", "enterprises", "matrix", "people"),
        *("workload", "bulletin", "exports", "own_account"),
    ),
    Role.ADMINISTRATOR: ("import_roster", "pairing", "catalogue", "accounts", "settings"),
}

in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def test_every_place_is_pictured() -> None:
    pictured = {place for places in PICTURED.values() for place in places}
    assert pictured | {"my_contacts"} == {place.key for place in PLACES}


@in_both_languages
@pytest.mark.parametrize("role", PICTURED)
def test_pages_of_a_role(
    visit: Visit, city: City, size: Size, language: str, role: Role, tmp_path: Path
) -> None:
    screen = city.enter(visit(size, language), role)
    for key in PICTURED[role]:
        place = next(place for place in PLACES if place.key == key)
        if key == "enterprise":
            link = screen.part("cards").get_by_role("link").first
            name = link.inner_text()
            screen.press(link)
            screen.arrives(name)
        elif place.is_listed:
            screen.go(key)
        else:
            screen.open_app(f"/{place.url_path}")
        look_at(screen, place.url_path, tmp_path)


@in_both_languages
def test_the_page_of_an_enterprise(
    visit: Visit, city: City, size: Size, language: str, tmp_path: Path
) -> None:
    screen = city.enter_by_link(visit(size, language))
    look_at(screen, "contacts", tmp_path)


@in_both_languages
def test_the_way_in(visit: Visit, size: Size, language: str, tmp_path: Path) -> None:
    screen = visit(size, language)
    screen.ask_for("/login")
    look_at(screen, "sign-in", tmp_path)


def look_at(screen: Screen, name: str, folder: Path) -> None:
    screen.fits()
    screen.is_accessible()
    screen.picture(name, folder)
