"""The frame: who sees which pages, in which language, and what the browser is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import Actor, Role
from liaison.locales import LANGUAGES, words
from liaison.services.sign_in import sign_out
from liaison.store.database import Database
from liaison.web import shell
from liaison.web.navigation import PLACES, bar_of, places_of
from tests.conftest import make_enterprise, make_liaison
from tests.running_app import RunningApp

FIELD = [
    "my_enterprises",
    "my_week",
    "enterprise",
    "add_enterprise",
    "bulk_measures",
    "own_account",
]
OFFICE = [
    "dashboard",
    "enterprises",
    "enterprise",
    "matrix",
    "people",
    "workload",
    "bulletin",
    "exports",
    "own_account",
]
EVERYTHING = [
    "dashboard",
    "enterprises",
    "enterprise",
    "add_enterprise",
    "bulk_measures",
    "matrix",
    "people",
    "workload",
    "import_roster",
    "pairing",
    "catalogue",
    "bulletin",
    "exports",
    "accounts",
    "settings",
    "own_account",
]


@pytest.mark.parametrize(
    ("role", "places"),
    [
        pytest.param(Role.OFFICER, FIELD, id="officer"),
        pytest.param(Role.COMMISSIONER, FIELD, id="commissioner"),
        pytest.param(Role.OFFICIAL, OFFICE, id="official"),
        pytest.param(Role.ADMINISTRATOR, EVERYTHING, id="administrator"),
        pytest.param(Role.ENTERPRISE, ["my_contacts"], id="enterprise"),
    ],
)
def test_each_role_has_its_places(role: Role, places: list[str]) -> None:
    actor = Actor("somebody", role)
    assert [place.key for place in places_of(actor)] == places
    assert len(bar_of(actor)) in (0, 2, 3, 4), "a phone has room for four"


def test_every_place_has_a_page_and_its_words() -> None:
    for place in PLACES:
        assert place.file.exists()
        for language in LANGUAGES:
            assert words(language).has(f"web_frame.navigation.{place.key}")
            assert not place.in_bar or words(language).has(
                f"web_frame.navigation_short.{place.key}"
            )


def test_addresses_are_unique() -> None:
    assert len({place.url_path for place in PLACES}) == len(PLACES)


@pytest.mark.parametrize("role", list(Role)[:5], ids=lambda role: role.value)
def test_every_role_gets_its_first_page(
    db: Database, app_of: Callable[..., AppTest], role: Role
) -> None:
    reach: dict[str, Any] = {}
    if role in (Role.OFFICER, Role.COMMISSIONER):
        reach["liaison_id"] = make_liaison(db, role=role.value)
    if role is Role.ENTERPRISE:
        reach["enterprise_id"] = make_enterprise(db, name="湖州试样纺织有限公司")
    page = app_of(role, **reach).run()
    assert not page.exception
    header = page.get("html")[0].proto.body
    assert words("zh-CN").label("role", role) in header
    assert "退出登录" in header


@pytest.mark.parametrize(
    ("role", "page"),
    [
        pytest.param(Role.OFFICIAL, "accounts", id="official at accounts"),
        pytest.param(Role.OFFICIAL, "import_roster", id="official at imports"),
        pytest.param(Role.OFFICIAL, "settings", id="official at settings"),
    ],
)
def test_a_page_of_another_role_is_not_there(
    app_of: Callable[..., AppTest], role: Role, page: str
) -> None:
    app = app_of(role).run()
    with pytest.raises(ValueError, match="page"):
        app.switch_page(f"pages/{page}.py")


def test_a_signed_out_tab_dies_at_its_next_run(
    db: Database, app_of: Callable[..., AppTest]
) -> None:
    page = app_of(Role.OFFICIAL).run()
    session_id = str(page.user["user"])
    assert page.title
    sign_out(db, session_id)
    page.run()
    assert not page.exception
    assert not page.title
    assert "重新登录" in page.get("html")[0].proto.body


def test_no_session_no_page(db: Database, app_of: Callable[..., AppTest]) -> None:
    page = app_of(Role.OFFICIAL)
    page.user = {}
    page.run()
    assert not page.exception
    assert not page.title


@pytest.mark.parametrize("path", ["/", "/login", "/health", "/media/x", "/assets/app.css"])
def test_every_answer_tells_the_browser_what_not_to_do(running_app: RunningApp, path: str) -> None:
    headers = running_app.visitor().open(path).headers
    assert "script-src 'self';" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_shell_has_the_language_and_no_inline_script() -> None:
    for language in LANGUAGES:
        text = shell.html(language)
        assert f'<html lang="{language}">' in text
        assert f"<title>{words(language)('web_frame.product')}</title>" in text
        assert "<script>" not in text
        assert "/assets/app.css?v=" in text
    assert "chrome.js" in shell.html("zh-CN")
    assert "chrome.js" not in shell.html("en")


def test_streamlit_still_says_what_is_put_into_chinese() -> None:
    """A new Streamlit may change its texts; one with gaps is looked for by its longest part."""
    scripts = (shell._INDEX.parent / "static" / "js").glob("*.js")
    code = "\n".join(path.read_text(encoding="utf-8") for path in scripts)
    made_at_run_time = ("Press ", "year, ", "month, ", "day, ", "Error: Date set ")
    missing = [
        text
        for text in shell.chrome_texts("zh-CN")
        if max(re.split(r"\{\w+\}", text.removeprefix("Error: ")), key=len) not in code
        and not text.startswith(made_at_run_time)
    ]
    assert not missing


def test_a_page_that_is_not_there(running_app: RunningApp) -> None:
    visitor = running_app.signed_in("root")
    answer = visitor.open("/no-such-page")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
    assert visitor.open("/dashboard?area=330502").headers["location"] == "/?area=330502"


def test_a_page_that_is_not_for_the_reader(running_app: RunningApp) -> None:
    running_app.add_account("official-at-the-door", Role.OFFICIAL)
    answer = running_app.signed_in("official-at-the-door").open("/accounts")
    assert answer.status_code == 403
    assert "当前账号不能查看" in answer.text


def _page_with_refusing_callback() -> None:
    import streamlit as st

    from liaison.domain.errors import NotFound
    from liaison.web.session import show_errors

    @show_errors()
    def refuse() -> None:
        raise NotFound("account_not_found", name="nobody")

    st.button("go", on_click=refuse)
    st.text("the rest of the page")


def test_a_callback_that_is_refused_leaves_the_page(
    db: Database, app_of: Callable[..., AppTest]
) -> None:
    user = app_of(Role.OFFICIAL).user
    page = AppTest.from_function(_page_with_refusing_callback)
    page.user = dict(user)
    page.run().button[0].click().run()
    assert [error.value for error in page.error] == ["没有名为 nobody 的账号，请在账号列表中核对"]
    assert page.text[0].value == "the rest of the page"
    assert not page.exception
