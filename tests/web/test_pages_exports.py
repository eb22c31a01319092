"""Exports: every kind is offered with its options, and what was exported is listed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.filters import MeasureFilter
from liaison.domain.progress import Report
from liaison.domain.roles import OPERATOR, Role
from liaison.locales import words
from liaison.services.accounts import account_actor
from liaison.services.reports import (
    EXPORT_KINDS,
    OFFERS,
    ExportKind,
    WrittenFile,
    export,
    list_exports,
)
from liaison.services.sign_in import choose_language
from liaison.services.snapshots import take_snapshot
from liaison.store.database import Database
from liaison.web import export_desk
from liaison.web.components.export_progress import amount_text
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
    page.query_params["as_of"] = "2020-01-01"
    page.run()
    assert "没有保存指标快照" in page.info[0].value


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


def test_filters_of_a_list_go_into_its_file_and_its_rows_are_told(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db)
    make_enterprise(db, status="not_resumed")
    page = page_of(Role.OFFICIAL).run()
    page.radio(key="export").set_value("roster").run()
    assert any("**2**" in each.value for each in page.markdown)
    page.multiselect(key="statuses").set_value(["not_resumed"]).run()
    assert any("**1**" in each.value for each in page.markdown)
    assert "format=xlsx&amp;statuses=not_resumed" in html(page)
    assert not page.exception


def test_what_a_link_narrowed_by_stays_and_is_told(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db, size="S")
    make_enterprise(db, size="S", industry="C")
    make_enterprise(db, size="L")
    page = page_of(Role.OFFICIAL)
    brought = {"export": "cards", "size_class": "S", "lacks": "officer", "industry": "none"}
    for key, value in brought.items():
        page.query_params[key] = value
    page.run()
    assert any("**1**" in each.value for each in page.markdown)
    assert "小型" in page.button(key="narrowed-size_class").label
    assert "industry=none&amp;size_class=S&amp;lacks=officer" in html(page)
    page.button(key="narrowed-size_class").click().run()
    assert "size_class" not in html(page)
    assert "lacks=officer" in html(page)
    assert not page.exception


def test_a_day_in_a_stale_address_leaves_the_page_usable(page_of: Callable[..., AppTest]) -> None:
    page = page_of(Role.OFFICIAL)
    page.query_params["export"], page.query_params["as_of"] = "changes", "1abc"
    page.run()
    assert not page.error
    assert "/files/changes?language=zh-CN" in html(page)


def test_cards_of_nobody_are_not_offered(page_of: Callable[..., AppTest]) -> None:
    page = page_of(Role.OFFICIAL)
    page.query_params["export"] = "cards"
    page.run()
    assert "/files/cards" not in html(page)
    assert any("无卡可印" in each.value for each in page.info)


@pytest.mark.parametrize("kind", EXPORT_KINDS)
def test_every_kind_can_be_asked_for_with_all_of_its_controls(
    db: Database, page_of: Callable[..., AppTest], kind: str
) -> None:
    make_enterprise(db)
    page = page_of(Role.ADMINISTRATOR).run()
    page.radio(key="export").set_value(kind).run()
    assert not page.exception
    assert not page.error
    assert f"/files/{kind}?" in html(page)


def test_columns_are_taken_in_the_order_in_which_they_are_chosen(
    page_of: Callable[..., AppTest],
) -> None:
    page = page_of(Role.OFFICIAL).run()
    page.radio(key="export").set_value("roster").run()
    page.multiselect(key="columns").set_value(["town", "name"]).run()
    assert "columns=town%2Cname" in html(page)
    assert any("总在名册里" in each.value for each in page.caption)


def test_a_preset_is_saved_and_shown_again(db: Database, page_of: Callable[..., AppTest]) -> None:
    page = page_of(Role.OFFICIAL).run()
    page.radio(key="export").set_value("gaps").run()
    page.text_input(key="preset-name").set_value("每日缺口")
    page.button(key="FormSubmitter:preset-save-保存").click().run()
    assert any("每日缺口" in each.value for each in page.success)
    page.radio(key="export").set_value("summary").run()
    page.button(key="preset-open-1").click().run()
    assert page.radio(key="export").value == "gaps"
    page.button(key="preset-run-1").click().run()
    assert "/files/held/" in html(page)
    assert "常用导出“每日缺口”" in html(page)
    page.checkbox(key="preset-sure-1").check().run()
    page.button(key="preset-delete-1").click().run()
    assert any("还没有常用导出" in each.value for each in page.info)
    assert not page.exception


def test_many_rows_are_made_in_the_background(
    db: Database, page_of: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(OFFERS["roster"], direct_rows=0)
    monkeypatch.setitem(OFFERS, "roster", few)
    make_enterprise(db)
    page = page_of(Role.OFFICIAL).run()
    page.radio(key="export").set_value("roster").run()
    assert "/files/roster" not in html(page)
    page.button(key="export-make").click().run()
    assert "/files/held/" in html(page)
    assert not page.exception


def test_a_refused_file_is_told_on_a_page_and_no_failed_download(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    page = page_of(Role.OFFICIAL).run()
    export(account_actor(OPERATOR, db, "test-official"), db, "gaps")
    page.run()
    links = re.findall(r'<a [^>]*href="/files/[^>]*>', html(page))
    assert len(links) == 2
    assert not [link for link in links if re.search(r"\bdownload\b", link)]


def test_a_second_press_while_a_file_is_made_is_refused_on_the_page(
    db: Database, page_of: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = Event()

    def slow(actor: Any, db: Any, order: Any, into: Any, *, report: Report) -> WrittenFile:
        may_end.wait(20)
        return WrittenFile("a.xlsx", "text/plain", 1, 4)

    monkeypatch.setattr(export_desk, "export_into", slow)
    monkeypatch.setattr(export_desk, "_SHORT_WORK", 0.01)
    monkeypatch.setitem(OFFERS, "roster", replace(OFFERS["roster"], direct_rows=0))
    make_enterprise(db)
    page = page_of(Role.OFFICIAL)
    page.query_params["export"] = "roster"
    page.run()
    page.button(key="export-make").click().run()
    page.button(key="export-make").click().run()
    may_end.set()
    assert not page.exception
    assert any("还在生成" in each.value for each in page.error)
    assert page.radio(key="export").value == "roster"


def test_a_preset_that_is_run_says_where_its_file_is(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db)
    page = page_of(Role.OFFICIAL)
    page.query_params["export"] = "roster"
    page.run()
    page.text_input(key="preset-name").set_value("全部企业")
    page.button(key="FormSubmitter:preset-save-保存").click().run()
    page.button(key="preset-run-1").click().run()
    assert not page.exception
    assert any("本页上方" in each.value for each in page.success)
    assert any("已生成：1 行" in each.value for each in page.caption)


@pytest.mark.parametrize(
    ("kind", "rows", "told"),
    [("cards", 1192, "1,192 张联络卡"), ("gaps", 0, "0 行"), ("template", 0, "")],
)
def test_what_is_in_a_file_is_counted_as_what_it_is(kind: ExportKind, rows: int, told: str) -> None:
    assert amount_text(kind, rows, words("zh-CN")) == told


def test_an_export_is_made_again_with_the_same_settings(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db)
    page = page_of(Role.OFFICIAL).run()
    actor = account_actor(OPERATOR, db, "test-official")
    export(actor, db, "measures", filters=MeasureFilter(of_measure="M02"), columns=("state",))
    page.run()
    shown = html(page)
    assert "/files/measures?language=zh-CN&amp;format=xlsx&amp;of_measure=M02" in shown
    assert "只列措施 M02 运输保畅；1 个栏目" in shown


def test_administrators_see_whose_exports_these_are(
    db: Database, page_of: Callable[..., AppTest]
) -> None:
    for area in ("330502", "330523"):
        official = replace(official_of(area), name=f"official-{area}")
        export(official, db, "gaps")
    page = page_of(Role.ADMINISTRATOR).run()
    assert "official-330502" not in html(page)
    page.button_group(key="whose").set_value("all").run()
    assert "official-330502" in html(page)
    page.selectbox(key="account").set_value("official-330523").run()
    assert "official-330502" not in html(page)
    assert "official-330523" in html(page)


def test_another_session_cannot_fetch_a_held_file(running_app: RunningApp) -> None:
    visitor = running_app.signed_in("root")
    assert visitor.open("/files/held/unknown").status_code == 404
    assert running_app.visitor().open("/files/held/unknown").status_code in (303, 401)
