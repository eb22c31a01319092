"""Exports: every kind is offered with its options, and what was exported is listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.services.accounts import account_actor
from liaison.services.figures import take_snapshot
from liaison.services.reports import EXPORT_KINDS, export, list_exports
from liaison.services.sign_in import choose_language
from liaison.store.database import Database
from tests.conftest import Clock, make_enterprise, official_of
from tests.running_app import RunningApp

PAGE = "pages/exports.py"
OFFICE = pytest.mark.parametrize("role", [Role.OFFICIAL, Role.ADMINISTRATOR], ids=str)


@pytest.fixture
def page_of(app_of: Callable[..., AppTest]) -> Callable[..., AppTest]:
    def page(role: Role, **reach: str) -> AppTest:
        return app_of(role, **reach).run().switch_page(PAGE)

    return page


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


@OFFICE
def test_each_kind_is_offered_with_a_sentence_and_its_own_options(
    page_of: Callable[..., AppTest], role: Role
) -> None:
    page = page_of(role).run()
    assert len(page.radio(key="export").options) == len(EXPORT_KINDS)
    assert "/files/summary?language=zh-CN" in html(page)
    page.radio(key="export").set_value("requests").run()
    page.selectbox(key="format").set_value("csv").run()
    page.selectbox(key="area").set_value("330502").run()
    assert "/files/requests?area=330502&amp;language=zh-CN&amp;format=csv" in html(page)
    page.radio(key="export").set_value("template").run()
    page.selectbox(key="template").set_value("officers").run()
    assert "/files/template?kind=officers&amp;language=zh-CN" in html(page)
    assert not page.exception


def test_only_days_that_were_kept_can_be_chosen(
    db: Database, clock: Clock, page_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db)
    day = db.today()
    take_snapshot(OPERATOR, db, day)
    clock.advance(days=1)
    page = page_of(Role.OFFICIAL).run()
    assert page.selectbox(key="as_of").options == ["现在", str(day)]
    page.selectbox(key="as_of").set_value(str(day)).run()
    assert f"as_of={day}" in html(page)


def test_areas_are_those_of_the_official(page_of: Callable[..., AppTest]) -> None:
    page = page_of(Role.OFFICIAL, area_code="330521").run()
    options = page.selectbox(key="area").options
    assert options[0] == "德清县"
    assert not any("吴兴" in option for option in options)


def test_own_exports_are_listed(
    db: Database, clock: Clock, page_of: Callable[..., AppTest]
) -> None:
    page = page_of(Role.OFFICIAL).run()
    assert any("还没有导出过报表" in each.value for each in page.info)
    make_enterprise(db)
    actor = account_actor(OPERATOR, db, "test-official")
    name = export(actor, db, "roster").file_name
    page.run()
    assert name in html(page)
    assert "2026-11-10 10:00" in html(page)


def test_everybody_sees_their_own_exports_the_latest_first(db: Database, clock: Clock) -> None:
    mine, other = official_of("330502"), official_of(None)
    other = type(other)(name="somebody else", role=Role.OFFICIAL)
    make_enterprise(db)
    for actor, kind in ((mine, "roster"), (other, "gaps"), (mine, "workload")):
        export(actor, db, kind)  # type: ignore[arg-type]
        clock.advance(minutes=1)
    found = list_exports(mine, db)
    assert [entry.kind for entry in found.rows] == ["workload", "roster"]
    assert found.total == 2
    assert found.rows[0].area_code == "330502"
    assert found.rows[0].at == db.now() - timedelta(minutes=1)
    assert list_exports(mine, db, page=2, page_size=1).rows[0].kind == "roster"


def test_the_page_reads_in_english(db: Database, page_of: Callable[..., AppTest]) -> None:
    page = page_of(Role.OFFICIAL)
    choose_language(db, page.user["user"], "en")
    page.run()
    assert page.title[0].value == "Exports"
    assert "Download: Summary" in html(page)
    assert "language=en" in html(page)


def test_a_link_of_the_page_brings_the_file(running_app: RunningApp) -> None:
    visitor = running_app.signed_in("root")
    answer = visitor.open("/files/template?kind=officers&language=zh-CN")
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert list_exports(account_actor(OPERATOR, running_app.db, "root"), running_app.db).total >= 1
