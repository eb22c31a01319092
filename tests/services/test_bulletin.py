"""The bulletin: what it says of an area, in both languages, and what it does not pretend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from liaison.domain.bulletin import Bulletin
from liaison.domain.errors import InvalidInput, NotFound, NotPermitted
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import LiaisonRole
from liaison.locales import words
from liaison.locales.bulletin_words import BulletinText, tell
from liaison.services.bulletin import bulletin, bulletin_areas
from liaison.services.figures import measure_progress
from liaison.services.gaps import gap_counts
from liaison.services.snapshots import take_snapshot
from liaison.store.database import Database, iso
from tests.conftest import (
    Clock,
    liaison_actor,
    make_enterprise,
    make_liaison,
    make_pair,
    official_of,
)

WUXING, DEQING, ANJI = "330502", "330521", "330523"
TOWNS = {WUXING: "330502100", DEQING: "330521102", ANJI: "330523001"}


def enterprises(db: Database, county: str, *statuses: str) -> list[int]:
    return [
        make_enterprise(db, county_code=county, town_code=TOWNS[county], status=status)
        for status in statuses
    ]


def set_status(db: Database, enterprise: int, status: str) -> None:
    with db.write() as connection:
        connection.conn.execute(
            "UPDATE enterprises SET status = ? WHERE id = ?", [status, enterprise]
        )


def measure(
    db: Database, enterprise: int, code: str, state: str, due_in: int | None = None
) -> None:
    due = None if due_in is None else str(db.today() + timedelta(days=due_in))
    with db.write() as connection:
        connection.table("support").insert(
            {"enterprise_id": enterprise, "measure_code": code, "state": state, "due_on": due}
        )


def ask(db: Database, enterprise: int, *, due_in_hours: int) -> None:
    with db.write() as connection:
        connection.table("requests").insert(
            {
                "enterprise_id": enterprise,
                "kind": "transport",
                "body": "需要协调",
                "status": "submitted",
                "submitted_at": iso(db.now() - timedelta(days=3)),
                "submitted_by": "enterprise",
                "due_at": iso(db.now() + timedelta(hours=due_in_hours)),
            }
        )


def told(found: Bulletin, language: str = "zh-CN") -> BulletinText:
    return tell(found, words(language))


def section(text: BulletinText, number: int) -> str:
    return "".join(lead_in + sentences for lead_in, sentences in text.sections[number].paragraphs)


def next_day(db: Database, clock: Clock) -> None:
    take_snapshot(OPERATOR, db, db.today())
    clock.advance(days=1)


def test_the_paragraph_tells_the_day_with_what_changed(
    administrator: Actor, db: Database, clock: Clock
) -> None:
    first, *_ = enterprises(db, WUXING, "not_resumed", "full", "partial")
    enterprises(db, ANJI, "full", "not_resumed")
    next_day(db, clock)
    set_status(db, first, "full")
    text = told(bulletin(administrator, db))
    assert text.title == "湖州市企业复工联络工作日报"
    assert text.subtitle == "（数据截至2026年11月11日10时）"
    assert text.paragraph.startswith(
        "截至11月11日10时，湖州市应复工企业5家，已复工4家，较前一日增加1家，"
        "复工率80.0%，较前一日上升20.0个百分点。"
    )
    assert "复工率最高的是吴兴区（100.0%，3家中3家），最低的是安吉县（50.0%，2家中1家）。" in (
        text.paragraph
    )


def test_a_fall_is_told_as_one(administrator: Actor, db: Database, clock: Clock) -> None:
    first, *_ = enterprises(db, WUXING, "full", "full", "full")
    enterprises(db, ANJI, "full", "full")
    next_day(db, clock)
    set_status(db, first, "suspended")
    found = bulletin(administrator, db)
    text = told(found)
    assert "已复工4家，较前一日减少1家，复工率80.0%，较前一日下降20.0个百分点" in text.paragraph
    assert "复工率降幅最大的是吴兴区（下降33.3个百分点）" in section(text, 4)
    assert "升幅" not in section(text, 0)
    english = told(bulletin(administrator, db, language="en"), "en")
    assert "of which 4 had resumed (down 1 on the day before)" in english.paragraph
    assert "(down 20.0 percentage points on the day before)" in english.paragraph


def test_nothing_that_moved_is_level_and_not_a_change_of_nought(
    administrator: Actor, db: Database, clock: Clock
) -> None:
    enterprises(db, WUXING, "full", "not_resumed")
    enterprises(db, ANJI, "full")
    next_day(db, clock)
    text = told(bulletin(administrator, db))
    assert "已复工2家，与前一日持平，复工率66.7%，与前一日持平" in text.paragraph
    assert "各县区复工率均与前一日持平" in section(text, 0)
    assert {line.change_text for line in text.figures if line.key == "due"} == {"持平"}


def test_a_day_before_that_was_not_kept_is_said_and_not_taken_for_nought(
    administrator: Actor, db: Database
) -> None:
    enterprises(db, WUXING, "full", "not_resumed")
    text = told(bulletin(administrator, db))
    assert text.paragraph.endswith("前一日数据未留存，不作比较。")
    assert "较前一日" not in text.paragraph
    assert "持平" not in text.paragraph
    assert {line.change_text for line in text.figures} == {"—"}


def test_areas_that_share_an_end_are_all_named(administrator: Actor, db: Database) -> None:
    enterprises(db, WUXING, *["full"] * 10)
    enterprises(db, DEQING, *["full"] * 12)
    enterprises(db, ANJI, *["full"] * 10, "not_resumed")
    text = told(bulletin(administrator, db))
    assert "最高的是吴兴区、德清县并列（100.0%），最低的是安吉县（90.9%）" in text.paragraph


def test_what_reads_the_same_is_the_same(administrator: Actor, db: Database) -> None:
    """999 of 1,000 and 1,000 of 1,001 both read 99.9%: neither is called the better one."""
    enterprises(db, WUXING, *["full"] * 999, "not_resumed")
    enterprises(db, ANJI, *["full"] * 1000, "not_resumed")
    text = told(bulletin(administrator, db))
    assert "各县区复工率均为99.9%。" in text.paragraph


def test_areas_with_nothing_due_are_no_end(administrator: Actor, db: Database) -> None:
    enterprises(db, WUXING, "full")
    enterprises(db, DEQING, "not_operating")
    enterprises(db, ANJI, "not_resumed", "full")
    text = told(bulletin(administrator, db))
    assert "德清县" not in text.paragraph
    assert "最低的是安吉县（50.0%，2家中1家）" in text.paragraph


def test_one_area_alone_is_neither_best_nor_worst(administrator: Actor, db: Database) -> None:
    enterprises(db, WUXING, "full", "not_resumed")
    text = told(bulletin(administrator, db))
    assert "最高" not in text.paragraph
    assert "最低" not in text.paragraph


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        ((), "湖州市名册中尚无企业。"),
        (("not_operating",), "湖州市名册中有企业1家，暂无应复工企业。"),
    ],
)
def test_nothing_to_count_is_said_in_words(
    administrator: Actor, db: Database, statuses: Sequence[str], sentence: str
) -> None:
    enterprises(db, WUXING, *statuses)
    text = told(bulletin(administrator, db))
    assert sentence in text.paragraph
    assert "率0.0%" not in text.paragraph
    assert "—" not in text.paragraph
    english = told(bulletin(administrator, db, language="en"), "en")
    assert " 0.0%" not in english.paragraph


def test_rates_over_nothing_are_left_out(administrator: Actor, db: Database) -> None:
    (enterprise,) = enterprises(db, WUXING, "full")
    ask(db, enterprise, due_in_hours=5)
    text = told(bulletin(administrator, db))
    assert "满意率" not in text.paragraph
    assert "尚无评价" in section(text, 3)
    assert "十项措施尚未展开。" in text.paragraph


def test_what_waits_is_told_by_area_and_by_name(administrator: Actor, db: Database) -> None:
    in_wuxing = make_enterprise(db, name="湖州甲纺织有限公司")
    (in_anji,) = enterprises(db, ANJI, "full")
    make_pair(db, in_wuxing, make_liaison(db, "commissioner"))
    measure(db, in_wuxing, "M02", "in_progress", due_in=-3)
    measure(db, in_wuxing, "M03", "done", due_in=-3)
    measure(db, in_anji, "M02", "not_started", due_in=2)
    ask(db, in_wuxing, due_in_hours=-30)
    found = bulletin(administrator, db)
    text = section(told(found), 4)
    assert "缺复工专员1家、缺项目警官2家。" in text
    assert "安吉县缺复工专员1家、缺项目警官1家；吴兴区缺项目警官1家。" in text
    assert "逾期未完成1项。按地区：吴兴区1项。" in text
    assert "湖州甲纺织有限公司（吴兴区织里镇）“运输保畅”，应于11月7日前完成。" in text
    assert "湖州甲纺织有限公司（吴兴区织里镇）运输物流诉求，应于11月9日4时前答复。" in text
    assert [each.row.name for each in found.waiting] == ["吴兴区", "安吉县"]
    # The same numbers as the dashboard's.
    attention = found.whole.attention
    assert attention.gaps == gap_counts(administrator, db) | {LiaisonRole.COMMISSIONER: 1}
    overdue = sum(each.overdue for each in measure_progress(administrator, db))
    assert attention.measures == overdue


def test_a_past_day_is_told_as_it_was(administrator: Actor, db: Database, clock: Clock) -> None:
    first, second = enterprises(db, WUXING, "full", "not_resumed")
    measure(db, first, "M02", "in_progress", due_in=-1)
    ask(db, first, due_in_hours=-2)
    then = bulletin(administrator, db)
    day = db.today()
    next_day(db, clock)
    set_status(db, second, "full")
    past = bulletin(administrator, db, as_of=day)
    assert past.is_past
    assert told(past).paragraph == told(then).paragraph.replace("11月10日10时", "11月10日24时")
    assert past.whole.attention == then.whole.attention
    assert [each.attention for each in past.areas] == [each.attention for each in then.areas]
    assert [each.delivered for each in past.measures] == [each.delivered for each in then.measures]
    assert [each.overdue for each in past.measures] == [each.overdue for each in then.measures]
    assert "至11月11日10时仍未办理、逾期最久的包括" in section(told(past), 4)


def test_a_day_of_an_earlier_edition_says_what_it_did_not_keep(
    administrator: Actor, db: Database, clock: Clock
) -> None:
    enterprises(db, WUXING, "full")
    day = db.today()
    next_day(db, clock)
    with db.write() as connection:
        connection.conn.execute(
            "DELETE FROM snapshots WHERE figure LIKE 'gaps.%' OR figure = 'measures_overdue'"
        )
    text = section(told(bulletin(administrator, db, as_of=day)), 4)
    assert "分角色缺口当日未留存" in text
    assert "逾期措施数当日未留存" in text


def test_a_catalogue_of_eleven_measures_is_not_called_ten(
    administrator: Actor, db: Database
) -> None:
    (enterprise,) = enterprises(db, WUXING, "full")
    with db.write() as connection:
        row = next(connection.query("SELECT * FROM measures WHERE code = 'M10'"))
        connection.table("measures").insert(row | {"code": "M11", "position": 11})
    measure(db, enterprise, "M11", "done")
    text = told(bulletin(administrator, db))
    assert text.sections[2].heading == "三、十一项措施"
    assert "十一项措施应落实1项，已落实1项" in text.paragraph
    english = told(bulletin(administrator, db, language="en"), "en")
    assert english.sections[2].heading == "3. The 11 measures"


def test_a_county_is_told_by_its_towns_and_a_town_alone(db: Database) -> None:
    enterprises(db, WUXING, "full", "not_resumed")
    county = bulletin(official_of(WUXING), db)
    assert (county.area, county.parts) == ("吴兴区", "town")
    assert "织里镇" in {each.row.name for each in county.areas}
    town = bulletin(official_of(TOWNS[WUXING]), db)
    assert town.area == "织里镇"
    assert "织里镇应复工企业2家" in told(town).paragraph


def test_it_keeps_to_who_may_see_what(db: Database) -> None:
    with pytest.raises(NotPermitted):
        bulletin(official_of(WUXING), db, ANJI)
    with pytest.raises(NotPermitted):
        bulletin(liaison_actor(make_liaison(db)), db)
    with pytest.raises(NotFound):
        bulletin(official_of(None), db, as_of=db.today() - timedelta(days=1))
    with pytest.raises(InvalidInput):
        bulletin(official_of(None), db, as_of=db.today() + timedelta(days=1))


def test_the_city_and_each_county_hand_one_in(db: Database) -> None:
    assert bulletin_areas(official_of(WUXING), db) == [WUXING]
    areas = bulletin_areas(official_of(None), db)
    assert (areas[0], len(areas)) == ("330500", 7)
    assert "HZ-NTH" in areas
