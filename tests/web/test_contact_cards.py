"""Contact cards from the running app, and the pages that offer them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from requests import Response
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.services.portal import link_of
from liaison.services.sign_in import choose_language
from liaison.store.database import Database
from liaison.web.components import card_links
from tests.conftest import make_enterprise, make_liaison, make_pair
from tests.running_app import RunningApp, Visitor
from tests.scanned import codes_in, pages_of, text_of


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def enterprise_with_officer(app: RunningApp, account: str, **fields: str) -> int:
    """An enterprise whose officer has an account."""
    officer = make_liaison(app.db)
    app.add_account(account, Role.OFFICER, liaison_id=officer)
    enterprise = make_enterprise(app.db, **fields)
    make_pair(app.db, enterprise, officer)
    return enterprise


def file_name(answer: Response) -> str:
    return unquote(answer.headers["content-disposition"].rpartition("''")[2])


def codes(answer: Response, folder: Path) -> list[str]:
    if answer.headers["content-type"] == "image/png":
        return codes_in(answer.content)
    path = folder / "cards.pdf"
    path.write_bytes(answer.content)
    return [code for page in pages_of(path) for code in codes_in(page)]


@pytest.mark.parametrize("file_format", ["pdf", "png"])
def test_a_card_from_the_app_opens_the_page_of_its_enterprise(
    running_app: RunningApp, tmp_path: Path, file_format: str
) -> None:
    name = f"湖州扫码{file_format}厂"
    enterprise = enterprise_with_officer(running_app, f"officer-{file_format}", name=name)
    officer = running_app.signed_in(f"officer-{file_format}")
    answer = officer.open(f"/files/cards?enterprise_id={enterprise}&format={file_format}")
    assert answer.status_code == 200
    assert file_name(answer).startswith(f"联络卡_{name}_")
    assert answer.headers["Cache-Control"] == "no-store"
    (code,) = codes(answer, tmp_path)
    assert code.startswith(f"{running_app.url}/e/")
    phone = Visitor(running_app.url)
    opened = phone.open(code.removeprefix(running_app.url))
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    own = phone.open("/files/cards?format=png")
    assert codes(own, tmp_path) == [code]
    assert file_name(own).startswith(f"联络卡_{name}_")


def test_an_officer_prints_all_own_cards_and_nobody_elses(
    running_app: RunningApp, tmp_path: Path
) -> None:
    mine = enterprise_with_officer(running_app, "printing", name="湖州我的厂")
    other = make_enterprise(running_app.db, name="湖州别家厂")
    officer = running_app.signed_in("printing")
    found = codes(officer.open("/files/cards?search=湖州"), tmp_path)
    assert found == [f"{running_app.url}/e/{link_of(OPERATOR, running_app.db, mine)}"]
    assert "湖州我的厂" in text_of(tmp_path / "cards.pdf")
    assert officer.open(f"/files/cards?enterprise_id={other}").status_code == 403
    assert officer.open("/files/roster").status_code == 403
    refused = officer.open("/files/cards?search=没有这家")
    assert refused.status_code == 400
    assert "无卡可印" in refused.text
    assert running_app.visitor().open("/files/cards").status_code in (303, 401)


def test_an_enterprise_gets_its_own_card_whatever_it_asks_for(
    running_app: RunningApp, tmp_path: Path
) -> None:
    own, other = make_enterprise(running_app.db), make_enterprise(running_app.db)
    phone = running_app.visitor()
    token = link_of(OPERATOR, running_app.db, own)
    phone.open(f"/e/{token}")
    answer = phone.open(f"/files/cards?enterprise_id={other}&area=330502&format=png")
    assert codes(answer, tmp_path) == [f"{running_app.url}/e/{token}"]


@pytest.mark.parametrize(
    ("referer", "scheme"),
    [("https://{own}/enterprise", "https"), ("https://elsewhere.cn/", "http"), ("", "http")],
)
def test_links_begin_as_the_browser_of_the_page_sees_them(
    running_app: RunningApp, tmp_path: Path, referer: str, scheme: str
) -> None:
    """A proxy that speaks https for the app need not say so; another host is never printed."""
    enterprise = make_enterprise(running_app.db)
    host = running_app.url.partition("//")[2]
    visitor = running_app.signed_in("root")
    visitor.headers["Referer"] = referer.format(own=host)
    (code,) = codes(visitor.open(f"/files/cards?enterprise_id={enterprise}&format=png"), tmp_path)
    assert code.startswith(f"{scheme}://{host}/e/")


def test_the_exports_page_offers_cards_of_an_area(
    db: Database, app_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db)
    page = app_of(Role.OFFICIAL).run().switch_page("pages/exports.py").run()
    page.radio(key="export").set_value("cards").run()
    page.selectbox(key="area").set_value("330502").run()
    assert "/files/cards?area=330502&amp;language=zh-CN" in html(page)
    assert not [each for each in page.selectbox if each.key == "format"]
    assert "更换链接" in "".join(each.value for each in page.caption)


def test_a_list_offers_the_cards_of_what_it_shows(
    db: Database, app_of: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_enterprise(db, name="湖州甲厂")
    make_enterprise(db, name="湖州乙厂")
    page = app_of(Role.OFFICIAL).run().switch_page("pages/enterprises.py").run()
    assert 'href="/files/cards?format=pdf"' in html(page)
    page.text_input(key="search").set_value("甲厂").run()
    assert "/files/cards?search=%E7%94%B2%E5%8E%82&amp;format=pdf" in html(page)
    monkeypatch.setattr("liaison.services.contact_cards.MOST_CARDS", 0)
    assert "联络卡" not in html(page.run())


def test_an_officer_is_offered_the_own_cards(db: Database, app_of: Callable[..., AppTest]) -> None:
    officer = make_liaison(db)
    make_pair(db, make_enterprise(db), officer)
    page = app_of(Role.OFFICER, liaison_id=officer).run()
    page.switch_page("pages/my_enterprises.py").run()
    assert 'href="/files/cards?format=pdf"' in html(page)


@pytest.mark.parametrize("here", ["http://127.0.0.1:8501", "https://lianluo.example.gov.cn"])
def test_the_page_of_an_enterprise_offers_its_card(
    db: Database, app_of: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    monkeypatch.setattr(card_links, "origin", lambda: here)
    enterprise = make_enterprise(db)
    page = app_of(Role.OFFICIAL).run()
    page.query_params["id"] = str(enterprise)
    page.session_state["link"] = True
    page.switch_page("pages/enterprise.py").run()
    for each in ("pdf", "png"):
        assert f"/files/cards?enterprise_id={enterprise}&amp;format={each}" in html(page)
    warned = [each.value for each in page.warning if "打不开" in each.value]
    assert bool(warned) == here.startswith("http://127")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_an_enterprise_is_offered_its_card_after_the_way_to_help(
    db: Database, app_of: Callable[..., AppTest], language: str
) -> None:
    page = app_of(Role.ENTERPRISE, enterprise_id=make_enterprise(db))
    choose_language(db, page.user["user"], language)
    page.run()
    said = {"zh-CN": "保存联络卡", "en": "Save the contact card"}
    assert said[language] in html(page)
    assert 'href="/files/cards?format=png"' in html(page)
