"""What Streamlit serves without asking who is there needs a session here."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest

from liaison.domain.roles import Role
from tests.running_app import RunningApp

CLOSED = [
    "/media/0123456789abcdef.png",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/upload_file/session/file",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/component/any.thing/index.html",
    "/files/summary",
    "/manifest.json",
    "/favicon.ico",
]


@pytest.mark.parametrize("path", CLOSED)
def test_no_visitor_gets_it(running_app: RunningApp, path: str) -> None:
    answer = running_app.visitor().get(running_app.url + path, allow_redirects=False)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers, "a favicon must not replace the form's token"


@pytest.mark.parametrize(
    "path", ["//media/a.png", "/login/../media/a.png", "/static/../media/a.png", "/MEDIA/a.png"]
)
def test_no_other_spelling_gets_it(running_app: RunningApp, path: str) -> None:
    connection = HTTPConnection(running_app.url.removeprefix("http://"), timeout=30)
    connection.request("GET", path)  # as it stands: requests would tidy the path up
    answer = connection.getresponse()
    assert answer.status in (400, 401, 404)
    assert b"<html" not in answer.read()
    connection.close()


def test_who_signed_out_has_no_media_any_more(running_app: RunningApp) -> None:
    running_app.add_account("media-reader", Role.OFFICIAL)
    reader = running_app.signed_in("media-reader")
    path = f"{running_app.url}/media/0123456789abcdef.png"
    assert reader.get(path).status_code == 404
    kept = dict(reader.cookies)
    reader.open("/logout")
    reader.send_form("/logout")
    assert running_app.visitor().get(path, cookies=kept).status_code == 401


def test_a_workbook_is_handed_to_whom_it_is_for(running_app: RunningApp) -> None:
    running_app.add_account("exporter", Role.OFFICIAL, area_code="330502")
    exporter = running_app.signed_in("exporter")
    answer = exporter.open("/files/roster?search=%E7%BA%BA%E7%BB%87&language=en")
    assert answer.status_code == 200
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        pytest.param("/files/secrets", 404, "没有这个页面", id="no such kind"),
        pytest.param("/files/summary?as_of=yesterday", 400, "不是日期", id="no such day"),
        pytest.param("/files/roster?area=330503", 403, "", id="another area"),
    ],
)
def test_a_refused_workbook_is_refused_in_words(
    running_app: RunningApp, path: str, status: int, sentence: str
) -> None:
    name = f"refused-{abs(hash(path))}"
    running_app.add_account(name, Role.OFFICIAL, area_code="330502")
    answer = running_app.signed_in(name).open(path)
    assert answer.status_code == status
    assert sentence in answer.text
    assert "<h1>" in answer.text


def test_an_officer_gets_no_workbook(running_app: RunningApp) -> None:
    running_app.add_account("officer-at-exports", Role.OFFICER)
    answer = running_app.signed_in("officer-at-exports").open("/files/roster")
    assert answer.status_code == 403
    assert "<h1>" in answer.text
