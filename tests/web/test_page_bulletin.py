"""The bulletin's page: the paragraph, what waits with its lists, the files to hand in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.locales import words
from liaison.locales.bulletin_words import tell
from liaison.services.bulletin import bulletin
from liaison.services.snapshots import take_snapshot
from liaison.store.database import Database
from liaison.web.components.plain_text import plain
from tests.conftest import Clock, make_enterprise, official_of

PAGE = "pages/bulletin.py"
OFFICE = pytest.mark.parametrize("role", [Role.OFFICIAL, Role.ADMINISTRATOR], ids=str)


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


@OFFICE
def test_the_last_day_that_is_over_is_shown_first(
    db: Database, clock: Clock, app_of: Callable[..., AppTest], role: Role
) -> None:
    make_enterprise(db)
    make_enterprise(db, county_code="330523", town_code="330523001")
    day = db.today()
    take_snapshot(OPERATOR, db, day)
    clock.advance(days=1)
    make_enterprise(db)
    page = app_of(role).run().switch_page(PAGE).run()
    assert not page.exception
    (shown,) = page.code
    found = bulletin(official_of(None), db, as_of=day)
    assert shown.value == tell(found, words("zh-CN")).paragraph
    assert f"/files/bulletin?as_of={day}&amp;language=zh-CN&amp;format=docx" in html(page)
    assert "/enterprises?area=330523&amp;chip=unpaired" in html(page)
    page.selectbox(key="as_of").set_value("now").run()
    assert "应复工企业3家" in page.code[0].value
    page.selectbox(key="language").set_value("en").run()
    assert page.code[0].value.startswith("At 10:00 on 11 November, Huzhou")
    page.selectbox(key="area").set_value("330523").run()
    assert "Anji County" in page.code[0].value
    assert "/files/bulletin?area=330523&amp;language=en&amp;format=xlsx" in html(page)
    assert not page.exception


def test_an_empty_area_says_so_and_offers_no_file(app_of: Callable[..., AppTest]) -> None:
    page = app_of(Role.OFFICIAL, area_code="330523").run().switch_page(PAGE).run()
    assert not page.exception
    assert page.info[-1].value == words("zh-CN")("bulletin_page.empty")
    assert "/files/bulletin" not in html(page)


def test_a_county_official_does_not_reach_further(
    db: Database, app_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db)
    page = app_of(Role.OFFICIAL, area_code="330502").run()
    page.query_params["area"] = "330523"
    page.switch_page(PAGE).run()
    assert not page.exception
    assert "吴兴区" in page.code[0].value
    assert db.today() - timedelta(days=1) not in page.selectbox(key="as_of").options


def test_a_day_that_was_not_kept_is_said(
    db: Database, clock: Clock, app_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db)
    kept = db.today()
    take_snapshot(OPERATOR, db, kept)
    clock.advance(days=1)
    page = app_of(Role.OFFICIAL).run()
    page.query_params["as_of"] = "2020-01-01"
    page.switch_page(PAGE).run()
    assert plain("2020-01-01 没有保存指标快照") in page.info[0].value
    assert "截至11月10日24时" in page.code[0].value
    assert not page.exception


def test_a_day_of_months_ago_is_still_told(
    db: Database, clock: Clock, app_of: Callable[..., AppTest]
) -> None:
    make_enterprise(db)
    day = db.today()
    take_snapshot(OPERATOR, db, day)
    clock.advance(days=60)
    page = app_of(Role.OFFICIAL).run()
    page.query_params["as_of"] = str(day)
    page.switch_page(PAGE).run()
    assert "截至11月10日24时" in page.code[0].value
    assert not page.info
