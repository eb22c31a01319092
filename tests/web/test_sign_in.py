"""The way in and out, over plain HTTP as a browser without scripts goes it."""

from __future__ import annotations

import pytest

from liaison.domain.roles import OPERATOR, Role
from liaison.services import accounts, portal
from liaison.web.cookies import LANGUAGE, SESSION
from liaison.web.routes import local_address
from tests.conftest import make_enterprise
from tests.running_app import PASSWORD, RunningApp, serve


def test_a_visitor_is_led_to_sign_in_and_back(running_app: RunningApp) -> None:
    visitor = running_app.visitor()
    answer = visitor.open("/enterprise?id=7&tab=visits")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fenterprise%3Fid%3D7%26tab%3Dvisits"
    form = visitor.open(answer.headers["location"])
    assert 'value="/enterprise?id=7&amp;tab=visits"' in form.text
    done = visitor.send_form(
        "/login", name="root", password=PASSWORD, next="/enterprise?id=7&tab=visits"
    )
    assert done.headers["location"] == "/enterprise?id=7&tab=visits"
    page = visitor.open("/enterprise?id=7&tab=visits")
    assert page.status_code == 200
    assert '<html lang="zh-CN">' in page.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(running_app: RunningApp) -> None:
    answer = running_app.visitor().sign_in("root", PASSWORD)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION}=")
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


def test_a_wrong_password_is_told_in_words(running_app: RunningApp) -> None:
    answer = running_app.visitor().sign_in("root", "not the password")
    assert answer.status_code == 401
    assert "账号或密码不正确" in answer.text
    assert 'value="root"' in answer.text
    assert "not the password" not in answer.text
    assert SESSION not in answer.cookies


def test_a_form_of_another_site_is_not_taken(running_app: RunningApp) -> None:
    visitor = running_app.visitor()
    answer = visitor.send_form("/login", name="root", password=PASSWORD, form_token="guessed")
    assert answer.status_code == 400
    assert SESSION not in visitor.cookies
    signed_in = running_app.signed_in("root")
    signed_in.send_form("/logout", form_token="guessed")
    assert signed_in.open("/").status_code == 200


def test_a_form_in_an_older_tab_still_works(running_app: RunningApp) -> None:
    visitor = running_app.visitor()
    visitor.open("/login")
    first = visitor.cookies["liaison_form"]
    visitor.open("/login")
    assert visitor.cookies["liaison_form"] == first


def test_signing_out_ends_the_session_itself(running_app: RunningApp) -> None:
    visitor = running_app.signed_in("root")
    stolen = visitor.cookies[SESSION]
    assert visitor.send_form("/logout").headers["location"] == "/login"
    assert SESSION not in visitor.cookies
    visitor.cookies.set(SESSION, stolen)
    assert visitor.open("/").status_code == 303


@pytest.mark.parametrize(
    ("target", "address"),
    [
        pytest.param("/people?search=王", "/people?search=王", id="page"),
        pytest.param("//evil.example", "/", id="other host"),
        pytest.param("/\\evil.example", "/", id="backslash"),
        pytest.param("https://evil.example", "/", id="absolute"),
        pytest.param("javascript:alert(1)", "/", id="script"),
        pytest.param("/\tevil", "/", id="control character"),
        pytest.param("/login?next=/login", "/", id="sign-in itself"),
        pytest.param("", "/", id="empty"),
        pytest.param(None, "/", id="none"),
    ],
)
def test_only_own_addresses_are_gone_back_to(target: str | None, address: str) -> None:
    assert local_address(target) == address


def test_a_one_time_password_is_replaced_at_the_first_sign_in(running_app: RunningApp) -> None:
    one_time = accounts.add_account(OPERATOR, running_app.db, "newcomer", Role.OFFICIAL)
    visitor = running_app.visitor()
    asked = visitor.sign_in("newcomer", str(one_time))
    assert asked.status_code == 401
    assert 'name="new_password"' in asked.text
    fields = {"name": "newcomer", "password": str(one_time), "replacing": "1"}
    differs = visitor.send_form(
        "/login", **fields, new_password=PASSWORD, new_password_again="another password"
    )
    assert "两次输入的新密码不一致" in differs.text
    done = visitor.send_form("/login", **fields, new_password=PASSWORD, new_password_again=PASSWORD)
    assert done.status_code == 303
    assert running_app.signed_in("newcomer").open("/").status_code == 200


def test_the_language_is_the_visitor_s_then_the_account_s(running_app: RunningApp) -> None:
    running_app.add_account("reader", Role.OFFICIAL)
    visitor = running_app.visitor()
    assert "登录" in visitor.open("/login").text
    answer = visitor.open("/language/en?next=/login")
    assert answer.headers["location"] == "/"
    assert visitor.cookies[LANGUAGE] == "en"
    assert "Account name" in visitor.open("/login").text
    visitor.sign_in("reader", PASSWORD)
    assert '<html lang="en">' in visitor.open("/").text
    elsewhere = running_app.signed_in("reader")
    assert '<html lang="en">' in elsewhere.open("/").text
    assert elsewhere.open("/language/fr").status_code == 404


def test_going_back_to_the_page_whose_language_was_switched(running_app: RunningApp) -> None:
    visitor = running_app.signed_in("root")
    referrer = {"Referer": f"{running_app.url}/people?search=a", "Accept": "text/html"}
    address = f"{running_app.url}/language/zh-CN"
    answer = visitor.get(address, headers=referrer, allow_redirects=False)
    assert answer.headers["location"] == "/people?search=a"
    elsewhere = referrer | {"Referer": "https://evil.example/people"}
    answer = visitor.get(address, headers=elsewhere, allow_redirects=False)
    assert answer.headers["location"] == "/"


def test_an_enterprise_enters_by_its_link_until_it_is_revoked(running_app: RunningApp) -> None:
    enterprise = make_enterprise(running_app.db)
    link = portal.link_of(OPERATOR, running_app.db, enterprise)
    visitor = running_app.visitor()
    assert visitor.open(f"/e/{link}").headers["location"] == "/"
    assert visitor.open("/").status_code == 200
    assert visitor.open("/enterprises").status_code == 403
    portal.revoke_link(OPERATOR, running_app.db, enterprise)
    assert visitor.open("/").status_code == 303
    gone = visitor.open(f"/e/{link}")
    assert gone.status_code == 404
    assert "这个链接已失效" in gone.text


@pytest.mark.parametrize("token", ["nonsense", "%00", "A" * 500, "..%2f..%2fetc"])
def test_a_made_up_link_is_answered_in_words(running_app: RunningApp, token: str) -> None:
    answer = running_app.visitor().open(f"/e/{token}")
    assert answer.status_code in (400, 404)
    assert "Traceback" not in answer.text


def test_an_empty_database_leads_to_its_first_administrator(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("empty")
    with serve(folder / "new" / "liaison.db", folder / "log.txt") as app:
        visitor = app.visitor()
        assert (
            visitor.get(f"{app.url}/health").json().items()
            >= {"status": "ok", "setup": True}.items()
        )
        assert "系统还没有管理员" in visitor.open("/login").text
        address = next(
            word
            for word in app.log.read_text(encoding="utf-8").split()
            if word.startswith("http") and "/setup/" in word
        ).removeprefix(app.url)
        assert visitor.open("/setup/wrong").status_code == 404
        assert visitor.open(address).status_code == 200
        weak = visitor.send_form(
            address, name="root", new_password="short", new_password_again="short"
        )
        assert "密码过短" in weak.text
        done = visitor.send_form(
            address, name="root", new_password=PASSWORD, new_password_again=PASSWORD
        )
        assert done.headers["location"] == "/"
        assert visitor.open("/").status_code == 200
        assert app.visitor().open(address).status_code == 404
        assert 'name="password"' in app.visitor().open("/login").text
