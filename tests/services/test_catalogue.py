"""Editing the catalogue: previews that come true, rules, retirement, two at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from liaison.domain.catalogue import Effects
from liaison.domain.errors import InvalidInput, NotFound, NotPermitted, StaleRecord
from liaison.domain.measure_rule import MeasureRule
from liaison.domain.records import Support
from liaison.domain.roles import OPERATOR, Actor
from liaison.domain.vocabulary import MeasureState
from liaison.services.backup import check
from liaison.services.catalogue import (
    add_measure,
    change_measure,
    get_catalogue,
    get_measure,
    measure_history,
    measure_titles,
    move_measure,
    preview_added,
    preview_changed,
    preview_restored,
    preview_retired,
    restore_measure,
    retire_measure,
)
from liaison.services.figures import figures, measure_progress
from liaison.services.reports import export
from liaison.services.support import list_measures, set_measure
from liaison.store import history, support
from liaison.store.database import Database
from tests.conftest import Clock, liaison_actor, make_enterprise, official_of
from tests.workbooks import rows_of

NEW = {"title": "用工对接", "title_en": "Hiring", "default_days": 5}


@pytest.fixture
def tracked(db: Database) -> list[int]:
    """Three enterprises that are tracked: manufacturing, trade, and one whose trade is unknown."""
    made = [make_enterprise(db, industry=industry) for industry in ("C", "F", None)]
    with db.write() as connection:
        support.open_measures(connection, made, on=db.today())
    return made


def on_measure(db: Database, enterprise_id: int, code: str) -> Support:
    with db.read() as connection:
        return support.of_enterprises(connection, [enterprise_id])[enterprise_id][code]


def test_a_new_measure_is_opened_for_who_is_tracked_as_the_preview_said(
    db: Database, administrator: Actor, tracked: list[int]
) -> None:
    values = NEW | {"industries": ("C",)}
    foreseen = preview_added(administrator, db, values)
    assert [each.code for each in list_measures(administrator, db)][-1] == "M10"
    saved = add_measure(administrator, db, values)
    assert saved.effects == foreseen == Effects(opened=2, left_out=1)
    assert (saved.measure.code, saved.measure.position, saved.measure.version) == ("M11", 11, 1)
    assert (saved.measure.applies_to, saved.measure.applies_to_en) == ("制造业", "Manufacturing")
    states = [on_measure(db, each, "M11") for each in tracked]
    assert [each.state for each in states] == ["not_started", "not_applicable", "not_started"]
    assert {each.due_on for each in states} == {db.today() + timedelta(days=5)}
    assert "制造业" in (states[1].note or "")
    later = make_enterprise(db)
    with db.write() as connection:
        support.open_measures(connection, [later], on=db.today())
    assert on_measure(db, later, "M11").state == "not_started"
    assert check(OPERATOR, db).is_sound


def test_a_code_may_be_typed_and_is_never_given_twice(db: Database, administrator: Actor) -> None:
    assert add_measure(administrator, db, NEW | {"code": " xf-1 "}).measure.code == "XF-1"
    with pytest.raises(InvalidInput, match="measure_code_taken"):
        add_measure(administrator, db, NEW | {"title": "另一项", "code": "xf-1"})
    with pytest.raises(InvalidInput, match="measure_code_unclear"):
        add_measure(administrator, db, NEW | {"title": "另一项", "code": "1/2"})
    assert get_measure(administrator, db, "XF-1").position == 11


@pytest.mark.parametrize(
    ("values", "code"),
    [
        pytest.param({"title": "  "}, "required", id="no title"),
        pytest.param({"title_en": ""}, "required", id="no English title"),
        pytest.param({"title": "长" * 41}, "too_long", id="long title"),
        pytest.param({"default_days": 366}, "measure_days_out_of_range", id="days"),
        pytest.param({"title": "运输保畅"}, "measure_title_taken", id="title of another"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is(
    db: Database, administrator: Actor, values: dict[str, Any], code: str
) -> None:
    for wish in (
        lambda: add_measure(administrator, db, NEW | values),
        lambda: change_measure(administrator, db, "M03", version=1, changes=values),
    ):
        with pytest.raises(InvalidInput, match=code):
            wish()
    assert get_catalogue(administrator, db).is_default


def test_texts_are_edited_with_history_and_enterprises_stay_as_they_are(
    db: Database, administrator: Actor, tracked: list[int]
) -> None:
    before = on_measure(db, tracked[0], "M02")
    changes = {"title": " 货运通行 ", "default_days": 9}
    assert preview_changed(administrator, db, "M02", changes=changes) == Effects()
    saved = change_measure(administrator, db, "M02", version=1, changes=changes)
    assert (saved.measure.title, saved.measure.version) == ("货运通行", 2)
    assert on_measure(db, tracked[0], "M02") == before
    (entry,) = measure_history(administrator, db, "M02")
    assert (entry.action, entry.actor) == ("measure.changed", "administrator")
    assert entry.changes == {"title": ("运输保畅", "货运通行"), "default_days": (3, 9)}
    assert not get_catalogue(administrator, db).is_default
    old = {"title": "运输保畅", "default_days": 3}
    change_measure(administrator, db, "M02", version=2, changes=old)
    assert get_catalogue(administrator, db).is_default


def test_the_second_to_save_sees_both_values(db: Database, administrator: Actor) -> None:
    change_measure(administrator, db, "M02", version=1, changes={"title": "甲", "unit": "交警支队"})
    changes = {"title": "乙", "unit": "交警支队", "areas": ("330502",)}
    with pytest.raises(StaleRecord) as caught:
        change_measure(OPERATOR, db, "M02", version=1, changes=changes)
    now = caught.value.current
    assert (now["title"], now["unit"], now["areas"]) == ("甲", "交警支队", ())
    assert caught.value.attempted == {"title": "乙", "areas": ("330502",)}
    same = change_measure(OPERATOR, db, "M02", version=1, changes={"title": "甲"})
    assert same.measure.version == 2


def test_another_rule_decides_only_of_what_nobody_has_set(
    db: Database, clock: Clock, administrator: Actor, tracked: list[int]
) -> None:
    made, traded, unknown = tracked
    begun = make_enterprise(db, industry="F")
    with db.write() as connection:
        support.open_measures(connection, [begun], on=db.today())
    set_measure(administrator, db, begun, "M06", state=MeasureState.IN_PROGRESS)
    changes = {"industries": ("C",)}
    foreseen = preview_changed(administrator, db, "M06", changes=changes)
    saved = change_measure(administrator, db, "M06", version=1, changes=changes)
    assert saved.effects == foreseen == Effects(left_out=1)
    assert [on_measure(db, each, "M06").state.value for each in (*tracked, begun)] == [
        *("not_started", "not_applicable", "not_started", "in_progress"),
    ]
    with db.read() as connection:
        (entry,) = history.of_enterprise(connection, traded)
    assert entry.action == "support.ruled"
    assert entry.changes["state"] == ("not_started", "not_applicable")
    assert "制造业" in entry.changes["note"][1]
    with pytest.raises(StaleRecord):
        set_measure(administrator, db, traded, "M06", state=MeasureState.DONE, version=1)
    set_measure(administrator, db, unknown, "M06", state=MeasureState.NOT_APPLICABLE, note="自定")
    clock.advance(days=30)
    back = change_measure(administrator, db, "M06", version=2, changes={"industries": ()})
    assert back.effects == Effects(taken_in=1)
    taken = on_measure(db, traded, "M06")
    assert (taken.state, taken.note) == ("not_started", None)
    assert taken.due_on == db.today() + timedelta(days=14)
    assert on_measure(db, unknown, "M06").note == "自定"
    assert on_measure(db, made, "M06").due_on == db.today() - timedelta(days=16)
    assert check(OPERATOR, db).is_sound


def test_the_words_follow_the_rule_unless_somebody_wrote_others(
    db: Database, administrator: Actor
) -> None:
    first = change_measure(administrator, db, "M01", version=1, changes={"sizes": ("XS", "L")})
    assert first.measure.applies_to == "大型；微型"
    said = {"applies_to": "两头的企业", "sizes": ("L",)}
    second = change_measure(administrator, db, "M01", version=2, changes=said)
    assert second.measure.applies_to == "两头的企业"
    assert second.measure.applies_to_en == "Large"
    third = change_measure(administrator, db, "M01", version=3, changes={"on_request": True})
    assert third.measure.applies_to == "两头的企业"
    assert third.measure.applies_to_en == "Large, enterprises that ask for it"
    assert third.measure.rule == MeasureRule(on_request=True, sizes=("L",))


def test_a_retired_measure_leaves_the_figures_and_comes_back_whole(
    db: Database, clock: Clock, administrator: Actor, tracked: list[int]
) -> None:
    set_measure(administrator, db, tracked[0], "M06", state=MeasureState.DONE, note="清单 7 号")
    kept = [on_measure(db, each, "M06") for each in tracked]
    assert figures(administrator, db).figures["measures_delivered"].denominator == 30
    foreseen = preview_retired(administrator, db, "M06")
    retired = retire_measure(administrator, db, "M06")
    assert retired.effects == foreseen == Effects(set_aside=3, unfinished=2)
    delivered = figures(administrator, db).figures["measures_delivered"]
    assert (delivered.numerator, delivered.denominator) == (0, 27)
    assert "M06" not in [each.code for each in measure_progress(administrator, db)]
    assert "M06" not in [each.code for each in list_measures(administrator, db)]
    with pytest.raises(NotFound, match="measure_not_found"):
        set_measure(administrator, db, tracked[0], "M06", state=MeasureState.DONE)
    view = get_catalogue(administrator, db)
    assert [each.code for each in view.retired] == ["M06"]
    assert view.work_on("M06").states == {"done": 1, "not_started": 2}
    with db.read() as connection:
        assert history.of_enterprise(connection, tracked[0])[0].changes["note"][1] == "清单 7 号"
    assert measure_titles(administrator, db)["M06"] == "内部安保指导"
    assert check(OPERATOR, db).is_sound
    assert restore_measure(administrator, db, "M06").effects == Effects(brought_back=3)
    assert [on_measure(db, each, "M06") for each in tracked] == kept
    assert [each.action for each in measure_history(administrator, db, "M06")] == [
        "measure.restored",
        "measure.retired",
    ]


def test_what_fell_due_while_it_was_retired_is_due_anew_and_newcomers_get_it(
    db: Database, clock: Clock, administrator: Actor, tracked: list[int]
) -> None:
    clock.advance(days=10)
    retire_measure(administrator, db, "M06")
    newcomer = make_enterprise(db)
    with db.write() as connection:
        support.open_measures(connection, [newcomer], on=db.today())
        overdue = support.of_enterprises(connection, [tracked[0]])[tracked[0]]["M01"].due_on
    clock.advance(days=20)
    foreseen = preview_restored(administrator, db, "M06")
    restored = restore_measure(administrator, db, "M06")
    assert restored.effects == foreseen == Effects(brought_back=3, postponed=3, opened=1)
    fresh = db.today() + timedelta(days=14)
    assert {on_measure(db, each, "M06").due_on for each in (*tracked, newcomer)} == {fresh}
    assert on_measure(db, tracked[0], "M01").due_on == overdue
    assert check(OPERATOR, db).is_sound


def test_a_measure_that_was_overdue_when_retired_is_overdue_when_restored(
    db: Database, clock: Clock, administrator: Actor, tracked: list[int]
) -> None:
    clock.advance(days=20)
    late = on_measure(db, tracked[0], "M06")
    retire_measure(administrator, db, "M06")
    restore_measure(administrator, db, "M06")
    assert on_measure(db, tracked[0], "M06") == late
    assert late.due_on is not None
    assert late.due_on < db.today()


def test_order_is_moved_one_by_one_and_stops_at_the_ends(
    db: Database, administrator: Actor
) -> None:
    move_measure(administrator, db, "M03", -1)
    move_measure(administrator, db, "M01", -1)
    retire_measure(administrator, db, "M10")
    move_measure(administrator, db, "M09", 1)
    codes = [each.code for each in list_measures(administrator, db)]
    assert codes == ["M01", "M03", "M02", "M04", "M05", "M06", "M07", "M08", "M09"]
    assert [each.action for each in measure_history(administrator, db, "M02")] == ["measure.moved"]
    assert measure_history(administrator, db, "M04") == []
    with pytest.raises(NotFound, match="measure_not_found"):
        move_measure(administrator, db, "M10", -1)


@pytest.mark.parametrize(
    "actor", [official_of(None), liaison_actor(1)], ids=["official", "officer"]
)
def test_only_administrators_edit(db: Database, actor: Actor) -> None:
    for wish in (
        lambda: get_catalogue(actor, db),
        lambda: add_measure(actor, db, NEW),
        lambda: change_measure(actor, db, "M01", version=1, changes=NEW),
        lambda: retire_measure(actor, db, "M01"),
        lambda: move_measure(actor, db, "M01", 1),
    ):
        with pytest.raises(NotPermitted):
            wish()


def test_the_check_finds_work_that_is_counted_wrongly(db: Database, tracked: list[int]) -> None:
    with db.write() as connection:
        connection.execute("UPDATE support_counts SET n = n + 1 WHERE measure_code = 'M01'")
    assert check(OPERATOR, db).findings["counters"] == ["support_counts 330502/330502100"]


@pytest.mark.parametrize(
    ("edited", "told"),
    [
        pytest.param([], "默认目录，非湖州原文，", id="default"),
        pytest.param(["M02"], "其中 9 项仍是默认内容", id="one edited"),
        pytest.param([f"M{number:02}" for number in range(1, 11)], None, id="all edited"),
    ],
)
def test_the_summary_says_how_much_of_the_catalogue_is_the_default(
    db: Database, administrator: Actor, edited: list[str], told: str | None
) -> None:
    for code in edited:
        change_measure(administrator, db, code, version=1, changes={"unit": "市指挥部"})
    notes = [str(text) for _, text in rows_of(export(administrator, db, "summary").content, "说明")]
    found = [text for text in notes if "默认目录" in text]
    assert [told in text for text in found if told] == [True] * bool(told)
    assert bool(found) is bool(told)
