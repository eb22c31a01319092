"""The page that pairs: gaps, a plan that is applied, and somebody chosen by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from liaison.domain.roles import OPERATOR, Role
from liaison.domain.vocabulary import LiaisonRole, RequestKind
from liaison.services.enterprises import get_enterprise
from liaison.services.gaps import gap_counts
from liaison.services.liaison_entry import update_liaison
from liaison.services.liaisons import get_liaison
from liaison.services.pair_by_hand import pair_by_hand
from liaison.services.pairing import propose_pairs
from liaison.services.pairing_runs import apply_pairs
from liaison.services.requests import submit_request
from liaison.services.sign_in import choose_language
from liaison.store.database import Database
from liaison.web.components.load_chart import spread_of
from tests.conftest import make_enterprise, make_liaison, make_pair

PAGE = "pages/pairing.py"


@pytest.fixture
def page(app_of: Callable[..., AppTest]) -> AppTest:
    return app_of(Role.ADMINISTRATOR).run().switch_page(PAGE)


def html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def keys(page: AppTest) -> list[str | None]:
    return [button.key for button in page.button]


def change(enterprise_id: int, what: str, role: str = "officer") -> str:
    """The key of a button of a row of the plan."""
    return f"change-{enterprise_id}-{role}-{what}"


def officer_of(db: Database, enterprise_id: int) -> str | None:
    officer = get_enterprise(OPERATOR, db, enterprise_id).officer
    return officer.name if officer else None


def test_nothing_yet_points_to_the_import(page: AppTest) -> None:
    page.run()
    assert "请先导入" in page.info[0].value
    assert page.button(key="pairing-import").label == "去导入名册"


def test_gaps_are_counted_listed_and_narrowed(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db, name="湖州缺人纺织有限公司")
    make_pair(db, enterprise, make_liaison(db, "commissioner"))
    other = make_enterprise(db, name="湖州两缺纺织有限公司")
    page.run()
    assert page.pills(key="gap-role").options == ["全部 3", "项目警官 2", "复工专员 1"]
    assert "吴兴区 · 织里镇 · 缺项目警官" in html(page)
    assert "无在岗人员" in html(page)
    page.pills(key="gap-role").set_value("commissioner").run()
    assert f"gap-{other}-commissioner" in [button.key for button in page.button]
    assert f"gap-{enterprise}-officer" not in [button.key for button in page.button]


def test_a_plan_is_shown_and_applied(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db, name="张警官")
    make_liaison(db, "commissioner", name="李专员")
    page.run().button(key="pairing-make").click().run()
    assert page.button(key="pairing-apply").label == "应用 2 项结对"
    assert {metric.label: metric.value for metric in page.metric}["补齐项目警官"] == "1 家"
    assert all(word in html(page) for word in ("张警官", "同乡镇街道", "原无人员"))
    page.button(key="pairing-apply").click().run()
    assert not page.exception
    assert "已应用 2 项结对" in html(page)
    view = get_enterprise(OPERATOR, db, enterprise)
    assert (view.officer and view.officer.name) == "张警官"
    assert (view.commissioner and view.commissioner.name) == "李专员"
    assert page.success[0].value.startswith("没有缺口")


def test_other_settings_make_another_plan(db: Database, page: AppTest) -> None:
    near = make_liaison(db)
    make_liaison(db, county_code="330521", town_code=None)
    for _ in range(4):
        make_pair(db, make_enterprise(db), near)
    page.run().button(key="pairing-make").click().run()
    assert page.button(key="pairing-apply").label == "应用 0 项结对"
    assert page.button(key="pairing-apply").disabled
    page.button_group(key="pairing-mode").set_value("rebalance").run()
    assert page.select_slider(key="pairing-stability").disabled is False
    assert not page.exception


def test_a_plan_that_no_longer_holds_is_made_again(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    make_enterprise(db)
    officer = make_liaison(db, name="张警官")
    page.run().button(key="pairing-make").click().run()
    pair_by_hand(OPERATOR, db, enterprise, "officer", officer)
    page.button(key="pairing-apply").click().run()
    assert "已按最新情况重新生成方案" in page.warning[0].value
    assert "10\\:00 指定张警官负责" in page.warning[0].value
    assert page.button(key="pairing-apply").label == "应用 1 项结对"
    assert gap_counts(OPERATOR, db)[LiaisonRole.OFFICER] == 1


def test_own_edits_outlive_a_plan_that_is_made_again(db: Database, page: AppTest) -> None:
    moved, taken_out, given = (make_enterprise(db) for _ in range(3))
    make_liaison(db, name="张警官")
    other = make_liaison(db, name="远警官", county_code="330521", town_code=None)
    page.run().button(key="pairing-make").click().run()
    page.button(key=change(taken_out, "out")).click().run()
    page.button(key=change(given, "give")).click().run()
    page.radio(key="pair-person").set_value(other)
    page.button(key="pair-confirm").click().run()
    pair_by_hand(OPERATOR, db, moved, "officer", other)
    page.button(key="pairing-apply").click().run()
    assert "您改过的 2 行都已保留" in page.info[0].value
    page.button(key="pairing-apply").click().run()
    assert not page.exception
    officers = {each: officer_of(db, each) for each in (moved, taken_out, given)}
    assert officers == {moved: "远警官", taken_out: None, given: "远警官"}


def test_other_settings_keep_the_edits_that_still_have_a_place(db: Database, page: AppTest) -> None:
    inside, outside = make_enterprise(db), make_enterprise(db, town_code="330502101")
    make_liaison(db)
    page.run().button(key="pairing-make").click().run()
    page.button(key=change(inside, "out")).click().run()
    page.button(key=change(outside, "out")).click().run()
    page.selectbox(key="area").set_value("330502100").run()
    assert not page.exception
    assert "1 行保留在新方案中，1 行在新方案中已不适用" in page.info[0].value
    assert page.button(key="pairing-restore-all").label == "恢复我改过的 1 行"


def test_a_gap_is_filled_by_hand(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db, name="远警官", county_code="330521", town_code=None)
    make_liaison(db, name="近警官")
    page.run().button(key=f"gap-{enterprise}-officer").click().run()
    options = page.radio(key="pair-person").options
    assert [option.split()[0] for option in options] == ["近警官", "远警官"]
    page.button(key="pair-confirm").click().run()
    assert not page.exception
    officer = get_enterprise(OPERATOR, db, enterprise).officer
    assert (officer and officer.name) == "近警官"


def test_a_limit_of_nothing_is_told_as_one(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db, capacity=0)
    page.run().button(key=f"gap-{enterprise}-officer").click().run()
    assert "0 / 0 家" in page.radio(key="pair-person").options[0]


def test_an_enterprise_is_found_and_given_to_another(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db, name="湖州月河纺织有限公司")
    make_pair(db, enterprise, make_liaison(db, name="原警官"))
    make_liaison(db, name="新警官")
    page.run().text_input(key="pairing-search").set_value("月河").run()
    assert "项目警官：原警官" in [text.value for text in page.text]
    assert "更换项目警官" in labels(page)
    assert "指定复工专员" in labels(page)
    page.button(key=f"by-hand-{enterprise}-officer").click().run()
    page.button(key="pair-confirm").click().run()
    officer = get_enterprise(OPERATOR, db, enterprise).officer
    assert (officer and officer.name) == "新警官"


def test_who_is_chosen_last_counts_though_the_page_was_not_drawn_again(
    db: Database, page: AppTest
) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db, name="近警官")
    far = make_liaison(db, name="远警官", county_code="330521", town_code=None)
    page.run().button(key=f"gap-{enterprise}-officer").click().run()
    page.radio(key="pair-person").set_value(far)
    page.button(key="pair-confirm").click().run()
    assert officer_of(db, enterprise) == "远警官"


def test_a_gap_by_departure_tells_who_had_it_and_leads_there(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    gone = make_liaison(db, name="王警官")
    make_liaison(db)
    pair_by_hand(OPERATOR, db, enterprise, "officer", gone)
    view = get_liaison(OPERATOR, db, gone).liaison
    update_liaison(OPERATOR, db, gone, version=view.version, changes={"status": "停用"})
    page.run()
    assert "缺项目警官 · 原为王警官，已离任" in html(page)
    assert "原人员已离任" in html(page)
    [link] = [each.proto for each in page.get("page_link") if each.proto.label == "移交全部"]
    assert link.query_string == f"id={gone}"


def test_an_area_narrows_gaps_and_plan(db: Database, page: AppTest) -> None:
    make_enterprise(db)
    make_enterprise(db, county_code="330521", town_code=None)
    make_liaison(db)
    make_liaison(db, "commissioner")
    page.run().selectbox(key="area").set_value("330521").run()
    assert page.pills(key="gap-role").options[0] == "全部 2"
    page.button(key="pairing-make").click().run()
    assert page.button(key="pairing-apply").label == "应用 2 项结对"
    page.button_group(key="pairing-roles").set_value("commissioner").run()
    assert page.button(key="pairing-apply").label == "应用 1 项结对"


def test_a_slider_tells_what_each_place_costs(db: Database, page: AppTest) -> None:
    near = make_liaison(db)
    make_liaison(db, county_code="330502", town_code=None)
    for _ in range(12):
        make_pair(db, make_enterprise(db), near)
    page.run().button_group(key="pairing-mode").set_value("rebalance").run()
    page.button(key="pairing-costs-stability-ask").click().run()
    assert not page.exception
    shown = html(page)
    assert all(place in shown for place in ("尽量不动", "偏重稳定", "兼顾", "偏重最优", "只求最优"))
    assert shown.count("aria-current") == 1
    assert "100.0%" in shown
    page.select_slider(key="pairing-balance").set_value(4).run()
    assert "aria-current" not in html(page), "another basis has other costs"


def test_rows_are_taken_out_given_to_somebody_and_restored(db: Database, page: AppTest) -> None:
    first, second = make_enterprise(db, name="湖州甲纺织有限公司"), make_enterprise(db)
    make_liaison(db, name="近警官")
    far = make_liaison(db, name="远警官", county_code="330521", town_code=None)
    page.run().button(key="pairing-make").click().run()
    page.button(key=change(first, "out")).click().run()
    assert page.button(key="pairing-apply").label == "应用 1 项结对"
    assert "仍无人员" in html(page)
    page.button(key=change(second, "give")).click().run()
    page.radio(key="pair-person").set_value(far)
    page.button(key="pair-confirm").click().run()
    assert "人工指定" in html(page)
    page.button(key=change(first, "restore")).click().run()
    page.button(key="pairing-apply").click().run()
    assert not page.exception
    assert [officer_of(db, each) for each in (first, second)] == ["近警官", "远警官"]


def test_all_edits_are_restored_at_one_press(db: Database, page: AppTest) -> None:
    enterprises = [make_enterprise(db) for _ in range(2)]
    make_liaison(db)
    page.run().button(key="pairing-make").click().run()
    for each in enterprises:
        page.button(key=change(each, "out")).click().run()
    assert page.button(key="pairing-apply").disabled
    page.button(key="pairing-restore-all").click().run()
    assert page.button(key="pairing-apply").label == "应用 2 项结对"
    assert "pairing-restore-all" not in keys(page)


def test_changes_are_found_and_filtered(db: Database, page: AppTest) -> None:
    wanted = make_enterprise(db, name="湖州月河纺织有限公司")
    other = make_enterprise(db, name="湖州织里童装有限公司")
    make_liaison(db)
    page.run().button(key="pairing-make").click().run()
    page.text_input(key="pairing-find-officer").set_value("月河").run()
    assert change(wanted, "out") in keys(page)
    assert change(other, "out") not in keys(page)
    page.button(key=change(wanted, "out")).click().run()
    page.text_input(key="pairing-find-officer").set_value("").run()
    page.pills(key="pairing-reason-officer").set_value("edited").run()
    assert change(wanted, "restore") in keys(page)
    assert change(other, "out") not in keys(page)


def test_missing_people_are_counted_and_a_gap_is_given_to_somebody(
    db: Database, page: AppTest
) -> None:
    for _ in range(5):
        make_enterprise(db)
    make_liaison(db, name="满警官", capacity=2)
    page.run().button_group(key="pairing-roles").set_value("officer").run()
    page.button(key="pairing-make").click().run()
    assert "还有 3 家企业无人接手，约缺 2 人。其中织里镇 3 家" in page.warning[0].value
    page.segmented_control(key="pairing-tab").set_value("left").run()
    gap = next(key for key in keys(page) if key and key.startswith("left-"))
    page.button(key=gap).click().run()
    assert "2 / 2 家" in page.radio(key="pair-person").options[0]
    page.button(key="pair-confirm").click().run()
    page.button(key="pairing-apply").click().run()
    assert not page.exception
    assert "超出上限：满警官（3/2 家）" in html(page)
    assert gap_counts(OPERATOR, db)[LiaisonRole.OFFICER] == 2


def test_a_gap_that_was_given_to_somebody_can_be_a_gap_again(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db, name="满警官", capacity=0)
    page.run().button(key="pairing-make").click().run()
    page.segmented_control(key="pairing-tab").set_value("left").run()
    page.button(key=f"left-{enterprise}-officer").click().run()
    page.button(key="pair-confirm").click().run()
    assert page.button(key="pairing-apply").label == "应用 1 项结对"
    page.segmented_control(key="pairing-tab").set_value("changes").run()
    page.button(key=change(enterprise, "out")).click().run()
    assert page.button(key="pairing-apply").disabled
    assert "pairing-restore-all" not in keys(page)


def test_a_list_that_became_shorter_shows_its_last_page(db: Database, page: AppTest) -> None:
    enterprises = [make_enterprise(db) for _ in range(3)]
    make_liaison(db)
    page.session_state["gaps-page-all-None"] = 2
    page.run()
    assert f"gap-{enterprises[2]}-commissioner" in keys(page)
    page.button(key="pairing-make").click().run()
    page.button(key="pairing-apply").click().run()
    assert not page.exception
    assert [key for key in keys(page) if key and key.startswith("gap-")] == [
        f"gap-{each}-commissioner" for each in enterprises
    ]


def test_open_requests_are_told_to_go_along(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    before = make_liaison(db, name="原警官", capacity=0, county_code="330521", town_code=None)
    make_liaison(db)
    pair_by_hand(OPERATOR, db, enterprise, "officer", before)
    submit_request(OPERATOR, db, enterprise, RequestKind.SECURITY, "仓库夜间需要巡查")
    page.run().button_group(key="pairing-mode").set_value("rebalance").run()
    page.button(key="pairing-make").click().run()
    page.button(key="pairing-apply").click().run()
    assert "1 件未办结诉求一并转交" in html(page)


def test_a_run_is_taken_back_and_what_it_leaves_is_named(db: Database, page: AppTest) -> None:
    kept, undone = make_enterprise(db, name="湖州留存纺织有限公司"), make_enterprise(db)
    make_liaison(db)
    other = make_liaison(db)
    page.run().button(key="pairing-make").click().run()
    page.button(key="pairing-apply").click().run()
    pair_by_hand(OPERATOR, db, kept, "officer", other)
    page.button(key="pairing-run-1-undo").click().run()
    assert "2 项重新成为缺口" in " ".join(text.value for text in page.text)
    page.button(key="run-undo-confirm").click().run()
    assert not page.exception
    assert "已撤销：1 项重新成为缺口" in [each.value for each in page.success]
    assert "此后又有变动）：湖州留存纺织有限公司" in page.warning[0].value
    assert "pairing-run-1-undo" not in keys(page)
    assert [officer_of(db, each) is None for each in (kept, undone)] == [False, True]


def test_what_was_applied_is_undone_from_the_notice(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db)
    make_liaison(db)
    page.run().button(key="pairing-make").click().run()
    page.button(key="pairing-apply").click().run()
    page.button(key="saving-undo").click().run()
    assert officer_of(db, enterprise) is None
    assert "已撤销：1 项重新成为缺口" in [each.value for each in page.success]


def test_a_pair_is_ended_after_a_question(db: Database, page: AppTest) -> None:
    enterprise = make_enterprise(db, name="湖州月河纺织有限公司")
    make_pair(db, enterprise, make_liaison(db, name="原警官"))
    page.run().text_input(key="pairing-search").set_value("月河").run()
    assert f"by-hand-{enterprise}-commissioner-end" not in keys(page)
    page.button(key=f"by-hand-{enterprise}-officer-end").click().run()
    assert officer_of(db, enterprise) == "原警官"
    page.button(key="pair-end-confirm").click().run()
    assert not page.exception
    assert officer_of(db, enterprise) is None
    assert "原警官已不再是湖州月河纺织有限公司的项目警官" in html(page)


def test_it_reads_in_english(db: Database, page: AppTest) -> None:
    make_enterprise(db)
    make_liaison(db)
    choose_language(db, str(page.user["user"]), "en")
    page.run().button(key="pairing-make").click().run()
    assert not page.exception
    assert page.title[0].value == "Pairing"
    assert page.button(key="pairing-apply").label == "Apply 1 pairs"


def test_loads_fall_into_classes(db: Database) -> None:
    busy = make_liaison(db)
    make_liaison(db)
    for _ in range(12):
        make_pair(db, make_enterprise(db), busy)
    spread = spread_of(propose_pairs(OPERATOR, db, roles=["officer"]).loads)
    assert spread[0] == ("0", 1, 1)
    assert spread[-1] == ("11–12", 1, 1)
    assert sum(before for _, before, _ in spread) == 2


def test_the_slider_begins_where_the_city_s_last_run_stood(db: Database, page: AppTest) -> None:
    make_enterprise(db)
    make_liaison(db)
    apply_pairs(OPERATOR, db, propose_pairs(OPERATOR, db, balance=190))
    assert page.run().select_slider(key="pairing-balance").value == 3


def test_a_filtered_list_is_paired_and_nothing_else(db: Database, page: AppTest) -> None:
    wanted = make_enterprise(db, name="湖州月河纺织有限公司")
    make_enterprise(db)
    make_liaison(db)
    page.query_params["search"] = "月河"
    page.run()
    assert "只针对筛选出的 1 家企业" in html(page)
    page.button(key="pairing-make").click().run()
    page.button(key="pairing-apply").click().run()
    assert not page.exception
    with db.read() as connection:
        paired = connection.execute("SELECT enterprise_id FROM pairings").fetchall()
    assert paired == [(wanted,)]
    page.button(key="pairing-selection-clear").click().run()
    assert "只针对" not in html(page)
