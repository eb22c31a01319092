"""The page that sets one measure for many enterprises."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import MeasureState
from liaison.services.enterprises import get_enterprise
from liaison.services.support import set_measure
from liaison.store.database import Database
from tests.conftest import make_enterprise, make_liaison, make_pair

CODE = "M02"


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def states(db: Database, ids: list[int]) -> list[MeasureState]:
    views = [get_enterprise(OPERATOR, db, each) for each in ids]
    return [
        next(support.state for measure, support in view.measures if measure.code == CODE)
        for view in views
    ]


@pytest.fixture
def three(db: Database) -> list[int]:
    """Enterprises of one officer; of the last the measure is done."""
    officer = make_liaison(db)
    ids = [make_enterprise(db, name=f"湖州第{number}纺织有限公司") for number in range(3)]
    for each in ids:
        make_pair(db, each, officer)
        set_measure(OPERATOR, db, each, CODE, state=MeasureState.NOT_STARTED, note="待办")
    set_measure(OPERATOR, db, ids[2], CODE, state=MeasureState.DONE)
    return ids


@pytest.fixture
def page(db: Database, three: list[int], app_of: Callable[..., AppTest]) -> AppTest:
    """The page as the officer of the three opened it, all of them chosen, to be in progress."""
    people = get_enterprise(OPERATOR, db, three[0])
    assert people.officer is not None
    page = app_of(Role.OFFICER, liaison_id=people.officer.id).run()
    page.switch_page("pages/bulk_measures.py")
    page.query_params["measure"] = CODE
    page.run()
    page.pills(key="bulk-state").set_value(MeasureState.IN_PROGRESS).run()
    return page.button(key="bulk-all").click().run()


def test_the_preview_then_one_press_then_one_undo(
    db: Database, page: AppTest, three: list[int]
) -> None:
    assert "3 家" in page.button(key="bulk-apply").label
    assert "湖州第2纺织有限公司" in page.warning[0].value
    page.button(key="bulk-apply").click().run()
    assert states(db, three) == [MeasureState.IN_PROGRESS] * 3
    assert "已更新 3 家" in html(page)
    page.button(key="saving-undo").click().run()
    assert states(db, three) == [MeasureState.NOT_STARTED] * 2 + [MeasureState.DONE]
    assert "已撤销" in html(page)


def test_what_is_settled_can_be_left_out(db: Database, page: AppTest, three: list[int]) -> None:
    page.button(key="bulk-keep-settled").click().run()
    assert not page.checkbox(key=f"bulk-pick-{three[2]}").value
    page.button(key="bulk-apply").click().run()
    assert states(db, three)[2] is MeasureState.DONE


def test_one_that_moved_after_the_preview_is_told_and_stays_chosen(
    db: Database, page: AppTest, three: list[int]
) -> None:
    set_measure(OPERATOR, db, three[0], CODE, state=MeasureState.BLOCKED, note="修路")
    page.button(key="bulk-apply").click().run()
    assert states(db, three)[0] is MeasureState.BLOCKED
    assert "预览之后被别人修改过" in page.warning[0].value
    assert [page.checkbox(key=f"bulk-pick-{each}").value for each in three] == [True, False, False]
    page.button(key="bulk-apply").click().run()
    assert states(db, three)[0] is MeasureState.IN_PROGRESS


def test_a_state_that_needs_a_reason_asks_for_it_first(
    db: Database, page: AppTest, three: list[int]
) -> None:
    page.pills(key="bulk-state").set_value(MeasureState.BLOCKED).run()
    assert any("需要说明原因" in each.value for each in page.info)
    assert "保留" not in page.text_input(key="bulk-note").placeholder, "a reason is not left empty"
    page.text_input(key="bulk-note").set_value("全镇限行").run()
    said = " ".join(each.value for each in page.warning)
    assert "将覆盖 3 条备注" in said
    assert "清空" not in said, "emptying the reason is no way to keep the notes"
    page.button(key="bulk-apply").click().run()
    assert states(db, three) == [MeasureState.BLOCKED] * 3


def test_a_reason_that_goes_with_its_obstacle_is_told_before(
    db: Database, page: AppTest, three: list[int]
) -> None:
    set_measure(OPERATOR, db, three[0], CODE, state=MeasureState.BLOCKED, note="停电")
    page.run()
    (said,) = [each.value for each in page.warning if "停电" in each.value]
    assert "1 家原来的原因不再适用，会清空" in said


def test_one_by_one_and_by_present_state(page: AppTest, three: list[int]) -> None:
    page.button(key="bulk-none").click().run()
    assert "这里列出会改动哪些" in page.info[0].value
    page.checkbox(key=f"bulk-pick-{three[1]}").check().run()
    assert "1 家" in page.button(key="bulk-apply").label
    page.pills(key="measure_state").set_value("done").run()
    assert [each.key for each in page.checkbox] == [f"bulk-pick-{three[2]}"]
    assert "1 家" in page.button(key="bulk-apply").label


def test_the_preview_names_each_with_its_states_and_notes(
    db: Database, page: AppTest, three: list[int]
) -> None:
    names = page.expander[0]
    assert names.label == "会改动的企业名单（3 家）"
    assert names.proto.expanded, "few are shown at once"
    shown = html(page)
    assert f'<a href="/enterprise?id={three[2]}"' in shown
    assert "state-done" in shown
    assert "<del>" not in shown
    page.text_input(key="bulk-note").set_value("已送通行证").run()
    assert "将覆盖 3 条备注：湖州第0纺织有限公司（“待办”）" in page.warning[0].value
    assert html(page).count("<del>待办</del><br><ins>已送通行证</ins>") == 3
    page.pills(key="bulk-names-which").set_value("settled").run()
    assert html(page).count("<del>待办</del>") == 1


def test_a_change_of_the_note_alone_is_called_so(
    db: Database, page: AppTest, three: list[int]
) -> None:
    page.pills(key="bulk-state").set_value(MeasureState.NOT_STARTED).run()
    page.checkbox(key=f"bulk-pick-{three[2]}").uncheck().run()
    page.text_input(key="bulk-note").set_value("下周再来").run()
    assert "只改备注，进展不变 <strong>2 家</strong>" in html(page)
    assert page.button(key="bulk-apply").label.startswith("只修改 2 家")


def test_what_is_done_asks_for_evidence_and_tells_who_has_none(
    db: Database, page: AppTest, three: list[int]
) -> None:
    assert page.text_input(key="bulk-note").label == "备注"
    set_measure(OPERATOR, db, three[0], CODE, state=MeasureState.NOT_STARTED, note=None)
    page.pills(key="bulk-state").set_value(MeasureState.DONE).run()
    assert page.text_input(key="bulk-note").label == "备注（完成凭据）"
    assert any("记下通行手续的受理编号" in each.value for each in page.caption)
    assert any("1 家记为已完成但没有任何备注" in each.value for each in page.info)
    assert not page.button(key="bulk-apply").disabled
    page.text_input(key="bulk-note").set_value("回执 7 号").run()
    assert not [each for each in page.info if "没有任何备注" in each.value]


def test_who_is_chosen_beyond_the_list_is_told(page: AppTest, three: list[int]) -> None:
    assert not [each for each in page.button if each.key == "bulk-show-beyond"]
    page.pills(key="measure_state").set_value("done").run()
    assert any("2 家已选企业不在下面的列表里" in each.value for each in page.caption)
    page.pills(key="bulk-state").set_value(MeasureState.NOT_STARTED).run()
    page.button(key="bulk-apply").click().run()
    assert not [each for each in page.button if each.key in ("bulk-all", "bulk-show-beyond")]
    page.pills(key="measure_state").set_value("").run()
    page.checkbox(key=f"bulk-pick-{three[0]}").check().run()
    page.text_input(key="search").set_value("第1").run()
    page.button(key="bulk-show-beyond").click().run()
    assert page.checkbox(key=f"bulk-pick-{three[0]}").value


def test_many_names_come_by_the_page(db: Database, app_of: Callable[..., AppTest]) -> None:
    made = [make_enterprise(db, name=f"湖州{number:02}号纺织有限公司") for number in range(23)]
    for each in made:
        set_measure(OPERATOR, db, each, CODE, state=MeasureState.IN_PROGRESS)
    page = app_of(Role.ADMINISTRATOR).run().switch_page("pages/bulk_measures.py")
    page.query_params["measure"] = CODE
    page.run()
    page.pills(key="bulk-state").set_value(MeasureState.DONE).run()
    page.button(key="bulk-all").click().run()
    assert not page.expander[0].proto.expanded
    assert "湖州19号" in html(page)
    assert "湖州20号" not in html(page)
