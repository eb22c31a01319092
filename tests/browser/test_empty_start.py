"""The first minutes of a new installation: the one-time address, then the first steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from liaison.domain.roles import OPERATOR, Role
from liaison.services.accounts import list_accounts
from tests.browser.screen import DESKTOP, Visit
from tests.running_app import PASSWORD, RunningApp, serve


@pytest.fixture
def new_app(tmp_path: Path) -> Iterator[RunningApp]:
    """A test names it before `visit`, whose tabs are then closed before the server stops."""
    with serve(tmp_path / "liaison.db", tmp_path / "log.txt") as app:
        yield app


def test_the_first_administrator(new_app: RunningApp, visit: Visit, tmp_path: Path) -> None:
    screen = visit(DESKTOP, app=new_app)
    screen.open("/login")
    screen.sees_title(screen.say("web_frame.sign_in.no_administrator_title"))
    printed = re.search(r"/setup/\S+", new_app.log.read_text(encoding="utf-8"))
    assert printed is not None
    screen.open(printed[0])
    screen.picture("setup", tmp_path)
    for field, text in (("name", "root"), ("new_password", PASSWORD)):
        screen.write(screen.page.locator(f"#{field}"), text)
    screen.write(screen.page.locator("#new_password_again"), PASSWORD)
    screen.press_button(screen.say("web_frame.setup.button"))
    screen.arrives(screen.say("dashboard.title"))
    accounts = list_accounts(OPERATOR, new_app.db).rows
    assert [(row.name, row.role) for row in accounts] == [("root", Role.ADMINISTRATOR)]
    screen.sees(screen.say("dashboard.steps.title"))
    screen.picture("first-steps", tmp_path)
    screen.press_link(screen.say("dashboard.steps.people.link"))
    screen.arrives(screen.say("import_page.title"))
    screen.refusals.add(404)
    screen.open(printed[0])
    screen.sees(screen.say("errors.setup_link_gone"))
    assert "Traceback" not in new_app.log.read_text(encoding="utf-8")


def test_the_first_visitor_may_come_by_a_deep_link(new_app: RunningApp, visit: Visit) -> None:
    new_app.add_account("root", Role.ADMINISTRATOR)
    screen = visit(DESKTOP, app=new_app)
    screen.sign_in_at("/people", "root", PASSWORD)
    screen.sees_title(screen.say("people_page.title"))
    screen.sees_frame()
