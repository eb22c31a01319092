"""One measure for many enterprises: the preview, the change, those that moved, the way back."""

from __future__ import annotations

import pytest

from liaison.domain.errors import InvalidInput, NotPermitted
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import MeasureState
from liaison.services import bulk
from liaison.services.bulk import (
    apply_preview,
    list_ids,
    list_to_choose,
    preview_measure,
    undo_apply,
)
from liaison.services.enterprises import get_enterprise
from liaison.services.measure_entry import KEEP
from liaison.services.support import set_measure
from liaison.store.database import Database
from tests.conftest import liaison_actor, make_enterprise, make_liaison, make_pair, official_of

NOT_STARTED, IN_PROGRESS, DONE, BLOCKED, NOT_APPLICABLE = MeasureState
CODE = "M10"


@pytest.fixture
def officer(db: Database) -> Actor:
    return liaison_actor(make_liaison(db))


@pytest.fixture
def four(db: Database, officer: Actor, administrator: Actor) -> list[int]:
    """Enterprises of the officer whose measure is new, in progress, done and blocked."""
    ids = [make_enterprise(db, name=f"湖州第{number}纺织有限公司") for number in range(4)]
    states = ((NOT_STARTED, None), (IN_PROGRESS, "已约"), (DONE, "已讲"), (BLOCKED, "停电"))
    for each, (state, note) in zip(ids, states, strict=True):
        make_pair(db, each, officer.liaison_id or 0)
        set_measure(administrator, db, each, CODE, state=state, note=note, due_on=db.today())
    return ids


def standing(db: Database, actor: Actor, enterprise_id: int) -> tuple[MeasureState, str | None]:
    measures = get_enterprise(actor, db, enterprise_id).measures
    found = next(support for measure, support in measures if measure.code == CODE)
    return found.state, found.note


def entries(db: Database, actor: Actor, enterprise_id: int) -> list[dict[str, tuple[str, str]]]:
    history = get_enterprise(actor, db, enterprise_id).history
    return [dict(each.changes) for each in history if each.entity == "support"]


def test_the_preview_counts_what_changes_and_names_what_is_overwritten(
    db: Database, officer: Actor, four: list[int]
) -> None:
    preview = preview_measure(officer, db, four, CODE, state=IN_PROGRESS)
    assert preview.by_state == {NOT_STARTED: 1, DONE: 1, BLOCKED: 1}
    assert preview.unchanged == 1
    assert [each.name for each in preview.overwritten] == ["湖州第2纺织有限公司"]
    assert preview.notes_replaced == []
    noted = preview_measure(officer, db, four, CODE, state=IN_PROGRESS, note="下周宣讲")
    assert (len(noted.changing), len(noted.notes_replaced)) == (4, 3)
    assert [each.id for each in noted.notes_replaced] == four[1:]
    assert [each.id for each in noted.note_only] == [four[1]]
    assert IN_PROGRESS not in noted.by_state, "what is there already moves nowhere"
    assert [standing(db, officer, each)[0] for each in four] == [
        NOT_STARTED,
        IN_PROGRESS,
        DONE,
        BLOCKED,
    ]


def test_what_was_previewed_is_written_with_a_history_for_each(
    db: Database, officer: Actor, four: list[int]
) -> None:
    done = apply_preview(officer, db, preview_measure(officer, db, four, CODE, state=DONE))
    assert len(done.saved) == 3
    assert done.moved == ()
    assert {standing(db, officer, each)[0] for each in four} == {DONE}
    assert standing(db, officer, four[1]) == (DONE, "已约")
    assert entries(db, officer, four[0])[0] == {"state": ("not_started", "done")}
    assert len(entries(db, officer, four[2])) == 1, "what is done already has no second entry"


def test_a_reason_that_goes_with_its_obstacle_is_told_before(
    db: Database, officer: Actor, four: list[int]
) -> None:
    preview = preview_measure(officer, db, four, CODE, state=DONE)
    assert [each.id for each in preview.reasons_cleared] == [four[3]]
    assert preview.notes_replaced == []
    foretold = {each.id: preview.note_of(each) for each in preview.changing}
    apply_preview(officer, db, preview)
    assert {each: standing(db, officer, each)[1] for each in foretold} == foretold
    noted = preview_measure(officer, db, four, CODE, state=IN_PROGRESS, note="回执 7 号")
    assert noted.reasons_cleared == []


def test_who_becomes_done_without_any_note_is_told(
    db: Database, officer: Actor, four: list[int]
) -> None:
    preview = preview_measure(officer, db, four, CODE, state=DONE)
    assert [each.id for each in preview.done_without_note] == [four[0], four[3]]
    noted = preview_measure(officer, db, four, CODE, state=DONE, note="回执 7 号")
    assert noted.done_without_note == []
    assert {noted.note_of(each) for each in noted.changing} == {"回执 7 号"}
    begun = preview_measure(officer, db, four, CODE, state=IN_PROGRESS)
    assert begun.done_without_note == []


def test_one_that_moved_since_is_told_and_left(
    db: Database, officer: Actor, administrator: Actor, four: list[int]
) -> None:
    preview = preview_measure(officer, db, four, CODE, state=IN_PROGRESS)
    set_measure(administrator, db, four[0], CODE, state=BLOCKED, note="企业搬迁")
    set_measure(administrator, db, four[3], CODE, state=IN_PROGRESS)
    done = apply_preview(officer, db, preview)
    assert [(each.id, each.support.state) for each in done.moved] == [(four[0], BLOCKED)]
    assert [each.enterprise_id for each in done.saved] == [four[2]]
    assert standing(db, officer, four[0]) == (BLOCKED, "企业搬迁")


def test_an_undo_puts_back_all_with_their_notes(
    db: Database, officer: Actor, four: list[int]
) -> None:
    before = [standing(db, officer, each) for each in four]
    preview = preview_measure(officer, db, four, CODE, state=NOT_APPLICABLE, note="不需要")
    done = apply_preview(officer, db, preview)
    undo_apply(officer, db, done)
    assert [standing(db, officer, each) for each in four] == before
    assert entries(db, officer, four[2])[0] == {
        "state": ("not_applicable", "done"),
        "note": ("不需要", "已讲"),
    }
    with pytest.raises(InvalidInput, match="bulk_undo_moved"):
        undo_apply(officer, db, done)


def test_an_undo_takes_nothing_back_where_somebody_went_on(
    db: Database, officer: Actor, administrator: Actor, four: list[int]
) -> None:
    done = apply_preview(officer, db, preview_measure(officer, db, four, CODE, state=DONE))
    set_measure(administrator, db, four[0], CODE, state=BLOCKED, note="又停电")
    with pytest.raises(InvalidInput, match="bulk_undo_moved") as caught:
        undo_apply(officer, db, done)
    assert caught.value.values["number"] == 1
    assert standing(db, officer, four[1])[0] is DONE


def test_a_reason_is_needed_once_for_all(db: Database, officer: Actor, four: list[int]) -> None:
    with pytest.raises(InvalidInput, match="reason_needed"):
        preview_measure(officer, db, four, CODE, state=BLOCKED, note=KEEP)


def test_nobody_sets_what_is_not_theirs(
    db: Database, officer: Actor, administrator: Actor, four: list[int]
) -> None:
    other = make_enterprise(db)
    with pytest.raises(NotPermitted):
        preview_measure(officer, db, [*four, other], CODE, state=DONE)
    preview = preview_measure(administrator, db, [*four, other], CODE, state=DONE)
    with pytest.raises(NotPermitted):
        apply_preview(officer, db, preview)
    with pytest.raises(NotPermitted):
        list_to_choose(official_of(None), db, EnterpriseFilter(measure_code=CODE))
    assert standing(db, officer, four[0])[0] is NOT_STARTED


def test_too_many_are_refused_with_the_limit(
    db: Database, administrator: Actor, four: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 3)
    with pytest.raises(InvalidInput, match="too_many_at_once"):
        preview_measure(administrator, db, four, CODE, state=DONE)


def test_the_list_shows_only_whose_measure_is_open(
    db: Database, officer: Actor, administrator: Actor, four: list[int]
) -> None:
    make_enterprise(db, name="湖州未开企业", status="not_resumed", filing_status="not_filed")
    filters = EnterpriseFilter(measure_code=CODE)
    found = list_to_choose(administrator, db, filters, page=2, page_size=3)
    assert (found.page.total, [each.id for each in found.page.rows]) == (4, [four[3]])
    assert found.counts == dict.fromkeys(MeasureState, 1) | {NOT_APPLICABLE: 0}
    blocked = EnterpriseFilter(measure_code=CODE, measure_state=BLOCKED)
    assert list_ids(officer, db, blocked) == [four[3]]
    assert list_to_choose(officer, db, blocked).counts == found.counts
