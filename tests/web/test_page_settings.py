"""The settings' page: both periods, who changed them, and two administrators at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.rhythm import Rhythm
from liaison.domain.roles import OPERATOR, Role
from liaison.services.settings import get_rhythm_setting, set_rhythm
from liaison.services.sign_in import choose_language
from liaison.store.database import Database

PAGE = "pages/settings.py"


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def rhythm(db: Database) -> Rhythm:
    return get_rhythm_setting(OPERATOR, db).rhythm


def save(page: AppTest, **days: int) -> None:
    """Type into the fields as they are shown and save."""
    for each in page.number_input:
        for key, number in days.items():
            if each.key.startswith(f"rhythm-{key}-"):
                each.set_value(number)
    page.button(key="rhythm-save").click().run()


@pytest.fixture
def page(app_of: Callable[..., AppTest]) -> AppTest:
    return app_of(Role.ADMINISTRATOR).run().switch_page(PAGE).run()


def test_both_periods_are_saved_and_told(db: Database, page: AppTest) -> None:
    assert [each.value for each in page.number_input] == [7, 30]
    assert "还没有修改过" in page.info[0].value
    save(page, contact_days=5, visit_days=20)
    assert rhythm(db) == Rhythm(contact_days=5, visit_days=20)
    assert "周期已保存" in html(page)
    shown = html(page)
    assert "联系周期（天）" in shown
    assert "test-administrator" in shown
    page.button(key="saving-undo").click().run()
    assert rhythm(db) == Rhythm()
    assert [each.value for each in page.number_input] == [7, 30]
    assert not page.exception


def test_what_another_set_elsewhere_is_kept_and_told(db: Database, page: AppTest) -> None:
    set_rhythm(OPERATOR, db, visit_days=14)
    save(page, contact_days=5)
    assert rhythm(db) == Rhythm(contact_days=5, visit_days=14)
    assert "走访周期（天） 14" in html(page)


def test_the_same_number_set_by_two_is_chosen(db: Database, page: AppTest) -> None:
    set_rhythm(OPERATOR, db, contact_days=3)
    save(page, contact_days=10)
    assert rhythm(db).contact_days == 3
    page.button(key="conflict-mine").click().run()
    assert rhythm(db).contact_days == 10
    assert not page.exception


def test_it_speaks_english(db: Database, page: AppTest) -> None:
    choose_language(db, page.user["user"], "en")
    assert page.run().title[0].value == "Settings"
    assert page.number_input[0].label == "Contact period (days)"
