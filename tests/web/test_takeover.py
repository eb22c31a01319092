"""A websocket gets the session of its own cookie, whatever else it names.

Streamlit resumes a session that the third entry of the websocket's subprotocol names, as a
reload of the page needs it to; without the gate, anybody who learned an id got its contents.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from liaison.domain.roles import Role
from liaison.services.tokens import digest
from liaison.web.cookies import SESSION
from tests.running_app import RunningApp, Visitor

ANY_XSRF = base64.urlsafe_b64encode(b"none").decode().rstrip("=")


@contextmanager
def socket(
    app: RunningApp,
    visitor: Visitor,
    *,
    resume: str | None = None,
    headers: dict[str, str] | None = None,
) -> Iterator[ClientConnection]:
    protocols = ["streamlit", ANY_XSRF, *([resume] if resume else [])]
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    with connect(
        app.url.replace("http:", "ws:") + "/_stcore/stream",
        subprotocols=[Subprotocol(name) for name in protocols],
        additional_headers={"Cookie": cookies} | (headers or {}),
        max_size=None,
    ) as connection:
        yield connection


def token_of(visitor: Visitor) -> str:
    """The token inside the signed cookie."""
    return str(visitor.cookies[SESSION]).rsplit(".", 1)[0]


def run(connection: ClientConnection) -> tuple[str, str]:
    """Run the page; return Streamlit's id of the session and everything that it was sent."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    connection.send(message.SerializeToString())
    session_id, texts = "", []
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(connection.recv(timeout=20, decode=False))
        texts.append(str(answer))
        if answer.WhichOneof("type") == "new_session":
            session_id = answer.new_session.initialize.session_id
        if answer.WhichOneof("type") == "script_finished":
            return session_id, "\n".join(texts)


@pytest.fixture(scope="module")
def app(running_app: RunningApp) -> RunningApp:
    running_app.add_account("victim", Role.ADMINISTRATOR)
    running_app.add_account("thief", Role.OFFICIAL)
    return running_app


def test_one_s_own_session_is_resumed(app: RunningApp) -> None:
    victim = app.signed_in("victim")
    with socket(app, victim) as first:
        session_id, _ = run(first)
    with socket(app, victim, resume=session_id) as again:
        resumed, _ = run(again)
    assert resumed == session_id


@pytest.mark.parametrize("forges_header", [False, True], ids=["id alone", "id and header"])
def test_another_account_gets_a_session_of_its_own(app: RunningApp, forges_header: bool) -> None:
    victim, thief = app.signed_in("victim"), app.signed_in("thief")
    identity = digest(token_of(victim))
    headers = {"X-App-User": identity} if forges_header else {}
    with socket(app, victim) as victims:
        victims_id, victims_page = run(victims)
        assert "victim" in victims_page
        with socket(app, thief, resume=victims_id, headers=headers) as thiefs:
            thiefs_id, thiefs_page = run(thiefs)
        assert thiefs_id != victims_id
        assert "thief" in thiefs_page
        assert "victim" not in thiefs_page
        still_id, _ = run(victims)
    assert still_id == victims_id, "the attempt does not cut the victim off"


@pytest.mark.parametrize("forges_header", [False, True], ids=["no header", "forged header"])
def test_a_visitor_gets_no_socket(app: RunningApp, forges_header: bool) -> None:
    victim = app.signed_in("victim")
    identity = digest(token_of(victim))
    headers = {"X-App-User": identity} if forges_header else {}
    with socket(app, victim) as victims:
        victims_id, _ = run(victims)
        with (
            pytest.raises(InvalidStatus) as refusal,
            socket(app, app.visitor(), resume=victims_id, headers=headers),
        ):
            pass
    assert refusal.value.response.status_code == 403


def test_a_cookie_signed_with_another_key_opens_nothing(app: RunningApp) -> None:
    victim, forger = app.signed_in("victim"), app.visitor()
    forger.cookies.set(SESSION, f"{token_of(victim)}.{'A' * 43}")
    with pytest.raises(InvalidStatus), socket(app, forger):
        pass


def test_a_socket_that_outlives_its_session_shows_nothing(app: RunningApp) -> None:
    victim = app.signed_in("victim")
    with socket(app, victim) as open_tab:
        _, before = run(open_tab)
        assert "victim" in before
        victim.open("/logout")
        assert victim.send_form("/logout").status_code == 303
        _, after = run(open_tab)
    assert "victim" not in after
    assert "/login" in after
