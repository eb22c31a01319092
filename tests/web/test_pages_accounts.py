"""The list of accounts with what is done to them, and one's own account."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.errors import SignInRefused
from liaison.domain.roles import OPERATOR, Role
from liaison.services.accounts import add_account, list_accounts
from liaison.services.sign_in import choose_language, sign_in
from liaison.store.accounts import AccountRow
from liaison.store.database import Database
from tests.conftest import make_liaison
from tests.running_app import PASSWORD

ACCOUNTS, OWN = "pages/accounts.py", "pages/own_account.py"


@pytest.fixture
def page(app_of: Callable[..., AppTest]) -> AppTest:
    return app_of(Role.ADMINISTRATOR).run().switch_page(ACCOUNTS)


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def account(db: Database, name: str) -> AccountRow:
    return next(row for row in list_accounts(OPERATOR, db).rows if row.name == name)


def added(db: Database, name: str = "wang", role: Role = Role.OFFICIAL) -> AccountRow:
    add_account(OPERATOR, db, name, role, password=PASSWORD)
    return account(db, name)


def test_accounts_are_counted_by_role_and_searched(db: Database, page: AppTest) -> None:
    added(db, "wang-li")
    added(db, "zhao", Role.ADMINISTRATOR)
    page.run()
    assert page.pills(key="role").options[0] == "全部 3"
    page.pills(key="role").set_value("official").run()
    assert "wang-li" in html(page)
    assert "zhao" not in html(page)
    page.pills(key="role").set_value("all").run()
    page.text_input(key="search").set_value("zhao").run()
    assert page.pills(key="role").options[0] == "全部 1"
    page.text_input(key="search").set_value("nobody").run()
    assert "没有这样的账号" in page.info[0].value


def test_an_officers_account_is_for_the_person_on_the_roster(db: Database, page: AppTest) -> None:
    officer = make_liaison(db, name="杭警官", staff_no="034007")
    page.run().button(key="add").click().run()
    page.text_input(key="account-person-search").set_value("杭").run()
    assert page.text_input(key="account-name-officer-034007").value == "034007"
    page.button(key="account-create").click().run()
    assert not page.exception
    row = account(db, "034007")
    assert (row.role, row.liaison_id, row.password_is_one_time) == (Role.OFFICER, officer, True)
    password = page.code[0].value
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", password)
    with pytest.raises(SignInRefused, match="new_password_needed"):
        sign_in(db, "034007", password)
    page.button(key="account-noted").click().run()
    assert not page.code
    assert "杭警官" in html(page)


def test_an_officials_account_has_an_area(db: Database, page: AppTest) -> None:
    page.run().button(key="add").click().run()
    page.selectbox(key="account-role").set_value(Role.OFFICIAL).run()
    page.selectbox(key="account-area").set_value("330502").run()
    page.text_input(key="account-name-official-").set_value("wuxing").run()
    page.button(key="account-create").click().run()
    assert account(db, "wuxing").area_code == "330502"
    assert "吴兴区" in html(page)


def test_a_name_that_is_taken_is_refused_in_the_dialog(db: Database, page: AppTest) -> None:
    added(db)
    page.run().button(key="add").click().run()
    page.selectbox(key="account-role").set_value(Role.ADMINISTRATOR).run()
    page.text_input(key="account-name-administrator-").set_value("wang").run()
    page.button(key="account-create").click().run()
    assert "wang 已存在" in page.error[0].value


def test_a_reset_password_is_shown_once_and_works_once(db: Database, page: AppTest) -> None:
    row = added(db)
    page.run().button(key=f"account-{row.id}-reset").click().run()
    page.button(key="account-confirm").click().run()
    password = page.code[0].value
    with pytest.raises(SignInRefused, match="sign_in_refused"):
        sign_in(db, "wang", PASSWORD)
    assert sign_in(db, "wang", password, new_password="another long one")


def test_an_account_is_disabled_and_enabled_after_a_question(db: Database, page: AppTest) -> None:
    row = added(db)
    page.run().button(key=f"account-{row.id}-disable").click().run()
    assert account(db, "wang").disabled_at is None
    page.button(key="account-confirm").click().run()
    assert account(db, "wang").disabled_at is not None
    assert "已停用" in html(page)
    page.button(key=f"account-{row.id}-enable").click().run()
    page.button(key="account-confirm").click().run()
    assert account(db, "wang").disabled_at is None


def test_an_accounts_area_is_changed(db: Database, page: AppTest) -> None:
    row = added(db)
    page.run().button(key=f"account-{row.id}-edit").click().run()
    page.selectbox(key="account-area").set_value("330523").run()
    page.button(key="account-save").click().run()
    assert not page.exception
    assert account(db, "wang").area_code == "330523"


def test_nobody_disables_the_own_account(db: Database, page: AppTest) -> None:
    page.run()
    own = account(db, f"test-{Role.ADMINISTRATOR}")
    assert f"account-{own.id}-disable" not in [button.key for button in page.button]
    assert "本人" in html(page)


def test_it_reads_in_english(db: Database, page: AppTest) -> None:
    added(db)
    choose_language(db, str(page.user["user"]), "en")
    page.run()
    assert not page.exception
    assert page.title[0].value == "Accounts"
    assert "Whole city" in html(page)


@pytest.mark.parametrize(
    "role",
    [Role.OFFICER, Role.COMMISSIONER, Role.OFFICIAL, Role.ADMINISTRATOR],
    ids=lambda role: role.value,
)
def test_everybody_changes_the_own_password(
    db: Database, app_of: Callable[..., AppTest], role: Role
) -> None:
    own = app_of(role).run().switch_page(OWN).run()
    assert own.title[0].value == "我的账号"
    assert 'action="/logout"' in html(own)
    assert 'href="/language/en"' in html(own)
    own.text_input(key="own-old-0").set_value(PASSWORD)
    own.text_input(key="own-new-0").set_value("another long one")
    own.text_input(key="own-again-0").set_value("another long one")
    own.button[0].click().run()
    assert not own.exception
    assert "密码已修改" in html(own)
    assert not own.text_input(key="own-old-1").value
    assert sign_in(db, f"test-{role}", "another long one")


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        pytest.param("wrong", "long enough 1", "long enough 1", "当前密码不正确", id="wrong old"),
        pytest.param(PASSWORD, "short", "short", "密码过短", id="too short"),
        pytest.param(PASSWORD, "long enough 1", "long enough 2", "不一致", id="differing"),
    ],
)
def test_a_refused_password_says_why(
    app_of: Callable[..., AppTest], old: str, new: str, again: str, sentence: str
) -> None:
    own = app_of(Role.OFFICIAL).run().switch_page(OWN).run()
    for name, value in (("old", old), ("new", new), ("again", again)):
        own.text_input(key=f"own-{name}-0").set_value(value)
    own.button[0].click().run()
    assert sentence in own.error[0].value


def test_the_own_account_in_english(db: Database, app_of: Callable[..., AppTest]) -> None:
    own = app_of(Role.OFFICIAL, area_code="330502").run().switch_page(OWN)
    choose_language(db, str(own.user["user"]), "en")
    own.run()
    assert own.title[0].value == "My account"
    assert "Wuxing District" in html(own)
