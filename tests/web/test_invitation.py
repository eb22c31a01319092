"""The address of an invitation over HTTP, and what the pages show of invitations."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from requests import Response
from streamlit.testing.v1 import AppTest

from liaison.domain.errors import NotPermitted
from liaison.domain.invitations import Standing
from liaison.domain.roles import OPERATOR, Actor, Role
from liaison.services import accounts
from liaison.services.invitations import accept_invitation, get_invitee, invite
from liaison.store.database import Database
from liaison.web.cookies import SESSION
from liaison.web.held_files import held_file
from tests.conftest import Clock, make_liaison
from tests.running_app import PASSWORD, RunningApp, Visitor
from tests.workbooks import rows_of

ACCOUNTS, PEOPLE = "pages/accounts.py", "pages/people.py"


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def invited(app: RunningApp, **fields: str) -> str:
    """The path of a new officer's invitation."""
    return f"/invite/{invite(OPERATOR, app.db, make_liaison(app.db, **fields))}"


def choose(visitor: Visitor, path: str, password: str = PASSWORD, again: str = "") -> Response:
    return visitor.send_form(path, new_password=password, new_password_again=again or password)


def test_an_invitation_is_opened_accepted_and_used_up(running_app: RunningApp) -> None:
    path = invited(running_app, staff_no="i-001", name="杭警官", unit="织里派出所")
    visitor = running_app.visitor()
    form = visitor.open(path)
    assert form.status_code == 200
    assert form.headers["Cache-Control"] == "no-store"
    assert form.headers["Referrer-Policy"] == "same-origin"
    for told in ("杭警官", "织里派出所", "项目警官", 'value="i-001"'):
        assert told in form.text
    visitor.open(path)
    done = choose(visitor, path)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert visitor.open("/").status_code == 200
    for reader in (visitor, running_app.visitor()):
        again = reader.open(path)
        assert again.status_code == 404
        assert "已经使用过" in again.text
        assert "i-001" in again.text
    assert running_app.signed_in("i-001").open("/").status_code == 200


def test_it_is_told_in_the_language_of_the_account_until_one_is_chosen(
    running_app: RunningApp,
) -> None:
    officer = make_liaison(running_app.db, staff_no="i-002")
    path = f"/invite/{invite(OPERATOR, running_app.db, officer, language='en')}"
    visitor = running_app.visitor()
    assert '<html lang="en">' in visitor.open(path).text
    there = visitor.open(f"/language/zh-CN?next={path}")
    assert there.headers["location"] == path
    assert '<html lang="zh-CN">' in visitor.open(path).text
    choose(visitor, path)
    assert '<html lang="zh-CN">' in running_app.signed_in("i-002").open("/").text


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        pytest.param("2short", "2short", "密码过短", id="short"),
        pytest.param(PASSWORD, "another password", "两次输入的新密码不一致", id="differ"),
    ],
)
def test_what_is_wrong_with_a_password_is_told(
    running_app: RunningApp, password: str, again: str, sentence: str
) -> None:
    path = invited(running_app)
    visitor = running_app.visitor()
    visitor.open(path)
    answer = choose(visitor, path, password, again)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert password not in answer.text
    assert choose(visitor, path).status_code == 303


def test_a_form_of_another_site_accepts_nothing(running_app: RunningApp) -> None:
    path = invited(running_app)
    visitor = running_app.visitor()
    visitor.open(path)
    answer = visitor.send_form(
        path, form_token="guessed", new_password=PASSWORD, new_password_again=PASSWORD
    )
    assert answer.status_code == 400
    assert SESSION not in visitor.cookies
    assert choose(visitor, path).status_code == 303


@pytest.mark.parametrize("token", ["unknown", "x" * 43, "王"])
def test_an_address_that_is_none_says_whom_to_ask(running_app: RunningApp, token: str) -> None:
    visitor = running_app.visitor()
    for answer in (visitor.open(f"/invite/{token}"), choose(visitor, f"/invite/{token}")):
        assert answer.status_code in (400, 404)
    assert "联系邀请您的管理员" in visitor.open(f"/invite/{token}").text


def test_of_two_browsers_at_once_one_gets_in(running_app: RunningApp) -> None:
    path = invited(running_app, staff_no="i-003")
    visitors = [running_app.visitor() for _ in range(4)]
    for visitor in visitors:
        visitor.open(path)
    with ThreadPoolExecutor(len(visitors)) as all_at_once:
        answers = list(all_at_once.map(lambda visitor: choose(visitor, path), visitors))
    assert sorted(each.status_code for each in answers) == [303, 404, 404, 404]
    assert all("已经使用过" in each.text for each in answers if each.status_code == 404)


def test_the_log_keeps_no_token(running_app: RunningApp) -> None:
    path = invited(running_app)
    visitor = running_app.visitor()
    visitor.open(path)
    choose(visitor, path)
    assert path.rpartition("/")[2] not in running_app.log.read_text(encoding="utf-8")


def person_page(app_of: Callable[..., AppTest], role: Role, person: int) -> AppTest:
    page = app_of(role).run()
    page.query_params["id"] = str(person)
    return page.switch_page(PEOPLE).run()


def test_a_person_is_invited_and_the_link_is_shown_once(
    db: Database, app_of: Callable[..., AppTest]
) -> None:
    officer = make_liaison(db, name="杭警官", staff_no="034007")
    page = person_page(app_of, Role.ADMINISTRATOR, officer)
    assert "还没有登录账号" in html(page)
    page.button(key="invitation-invite").click().run()
    assert not page.exception
    address, text = (each.value for each in page.code)
    assert address in text
    assert "杭警官" in text
    assert "034007" in text
    page.button(key="invitation-close").click().run()
    assert not page.code
    assert "已邀请，尚未使用" in html(page)
    assert "2026-11-17 10:00" in html(page)
    page.button(key="invitation-invite").click().run()
    renewed = page.code[0].value
    assert renewed != address
    accept_invitation(db, renewed.rpartition("/")[2], PASSWORD)
    page.button(key="invitation-close").click().run()
    assert "账号 034007 已开通" in html(page)
    assert "invitation-invite" not in {each.key for each in page.button}


def test_a_refused_invitation_says_what_to_do(db: Database, app_of: Callable[..., AppTest]) -> None:
    officer = make_liaison(db, staff_no="034007")
    accounts.add_account(OPERATOR, db, "034007", Role.OFFICIAL)
    page = person_page(app_of, Role.ADMINISTRATOR, officer)
    page.button(key="invitation-invite").click().run()
    assert "另起名称" in page.error[0].value
    assert not page.run().error


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param({"liaison_status": "disabled"}, "已离岗", id="disabled"),
        pytest.param({"ended_on": "2026-11-09"}, "已离岗", id="ended"),
    ],
)
def test_who_left_has_no_button(
    db: Database, app_of: Callable[..., AppTest], fields: dict[str, str], told: str
) -> None:
    page = person_page(app_of, Role.ADMINISTRATOR, make_liaison(db, **fields))
    assert told in html(page)
    assert "invitation-invite" not in {each.key for each in page.button}


def test_an_official_sees_nothing_of_accounts(db: Database, app_of: Callable[..., AppTest]) -> None:
    page = person_page(app_of, Role.OFFICIAL, make_liaison(db))
    assert not page.exception
    assert "登录账号" not in html(page)


def test_all_are_invited_and_the_workbook_is_for_this_session(
    db: Database, app_of: Callable[..., AppTest]
) -> None:
    people = [make_liaison(db, staff_no=f"03400{number}") for number in range(3)]
    commissioner = make_liaison(db, "commissioner")
    page = app_of(Role.ADMINISTRATOR).run().switch_page(ACCOUNTS).run()
    assert [each.value for each in page.metric] == ["0", "0", "4"]
    page.selectbox(key="invite_role").set_value("officer").run()
    assert page.button(key="invite-many").label == "邀请 3 人"
    page.button(key="invite-many").click().run()
    assert not page.exception
    assert [each.value for each in page.metric] == ["0", "3", "0"]
    assert all(get_invitee(OPERATOR, db, each).account_id for each in people)
    assert get_invitee(OPERATOR, db, commissioner).standing(db.now()) is Standing.NOT_YET
    token = html(page).partition("/files/held/")[2].partition('"')[0]
    session_id = str(page.user["user"])
    file = held_file(token, session_id)
    assert file is not None
    assert held_file(token, "another") is None
    rows = rows_of(file.make(OPERATOR))
    assert [row[3] for row in rows[1:]] == ["034000", "034001", "034002"]
    with pytest.raises(NotPermitted):
        file.make(Actor("somebody", Role.OFFICIAL))


def test_the_list_says_until_when_somebody_is_invited(
    db: Database, clock: Clock, app_of: Callable[..., AppTest]
) -> None:
    invite(OPERATOR, db, make_liaison(db, staff_no="034007"))
    page = app_of(Role.ADMINISTRATOR).run().switch_page(ACCOUNTS).run()
    assert "已邀请，2026-11-17 10:00 前有效" in html(page)
    with db.write() as connection:
        connection.execute("UPDATE one_time_links SET expires_at = '2026-11-01T00:00:00Z'")
    assert "邀请已失效" in html(page.run())
