"""What becomes of records that are there: changed, filled, left, in conflict, doubted, doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from liaison.domain.conflicts import Resolutions, Side
from liaison.domain.errors import Cancelled, RosterRefused
from liaison.domain.filters import EnterpriseFilter
from liaison.domain.parsing import answer_key
from liaison.domain.plan import ExistingRows, ImportPlan, Kept, OutcomeKind
from liaison.domain.progress import Stage
from liaison.domain.records import Enterprise
from liaison.domain.roles import Actor
from liaison.domain.vocabulary import Status
from liaison.services.enterprises import (
    find_enterprise,
    get_enterprise,
    list_enterprises,
    take_back,
    update_enterprise,
    update_status,
)
from liaison.services.roster_import import (
    commit_roster_import,
    decide_anew,
    list_imports,
    plan_roster_import,
)
from liaison.services.roster_layouts import forget_layout, list_layouts
from liaison.services.roster_undo import undo_import
from liaison.store.database import Database
from tests.conftest import credit_code, make_enterprise, make_liaison, make_pair
from tests.workbooks import xlsx

HEADER = ["企业名称", "统一社会信用代码", "所属县区", "复工状态", "员工总数", "企业联系人"]
MILL = ["湖州试样织造有限公司", credit_code(8101), "吴兴区", "未复工", 120, "张三"]


def plan_of(actor: Actor, db: Database, *rows: list[Any], **options: Any) -> ImportPlan:
    return plan_roster_import(actor, db, xlsx([HEADER, *rows]), "名册.xlsx", **options)


def write(actor: Actor, db: Database, *rows: list[Any], **options: Any) -> int:
    plan = plan_of(actor, db, *rows)
    report = commit_roster_import(actor, db, plan, good_rows_only=True, **options)
    return report.batch_id or 0


def mill(actor: Actor, db: Database) -> Enterprise:
    return get_enterprise(actor, db, find_enterprise(actor, db, MILL[1])).enterprise


def edit(actor: Actor, db: Database, **changes: Any) -> None:
    update_enterprise(actor, db, find_enterprise(actor, db, MILL[1]), version=None, changes=changes)


def test_a_cell_edited_since_the_import_is_a_conflict(administrator: Actor, db: Database) -> None:
    write(administrator, db, MILL)
    edit(administrator, db, contact_name="李四")
    plan = plan_of(administrator, db, [*MILL[:4], 130, "王五"])
    (outcome,) = plan.outcomes
    assert outcome.kind is OutcomeKind.CONFLICTING
    assert outcome.conflicts == {"contact_name": ("李四", "王五")}
    assert outcome.changes == {"employees": (120, 130)}
    assert plan.edits[outcome.record_id or 0]["contact_name"].actor == "administrator"
    assert plan.counts()["conflicting"] == 1


def test_the_same_old_file_does_not_undo_an_edit(administrator: Actor, db: Database) -> None:
    write(administrator, db, MILL)
    update_status(
        administrator,
        db,
        find_enterprise(administrator, db, MILL[1]),
        version=None,
        status=Status.PARTIAL,
    )
    plan = plan_of(administrator, db, MILL)
    assert plan.outcomes[0].conflicts == {"status": ("partial", "not_resumed")}
    commit_roster_import(administrator, db, plan, good_rows_only=True)
    assert mill(administrator, db).status is Status.PARTIAL


def test_an_open_conflict_refuses_the_whole(administrator: Actor, db: Database) -> None:
    write(administrator, db, MILL)
    edit(administrator, db, contact_name="李四")
    plan = plan_of(administrator, db, [*MILL[:4], 130, "王五"])
    with pytest.raises(RosterRefused, match="roster_has_conflicts"):
        commit_roster_import(administrator, db, plan)
    commit_roster_import(administrator, db, plan, good_rows_only=True)
    assert (mill(administrator, db).employees, mill(administrator, db).contact_name) == (
        120,
        "李四",
    )


@pytest.mark.parametrize(
    ("resolutions", "contact"),
    [
        pytest.param(Resolutions(others=Side.KEEP), "李四", id="keep all edits"),
        pytest.param(Resolutions(others=Side.TAKE), "王五", id="take the file for all"),
        pytest.param(
            Resolutions({("名册", 2, "contact_name"): Side.TAKE}), "王五", id="take one cell"
        ),
        pytest.param(
            Resolutions({("名册", 2, "contact_name"): Side.KEEP}, Side.TAKE), "李四", id="but one"
        ),
    ],
)
def test_a_conflict_is_settled_by_choice(
    resolutions: Resolutions, contact: str, administrator: Actor, db: Database
) -> None:
    write(administrator, db, MILL)
    edit(administrator, db, contact_name="李四")
    plan = plan_of(administrator, db, [*MILL[:4], 130, "王五"])
    report = commit_roster_import(administrator, db, plan, resolutions=resolutions)
    assert report.counts["changed"] == 1
    stored = mill(administrator, db)
    assert (stored.employees, stored.contact_name) == (130, contact)


def test_what_was_settled_for_the_file_is_no_edit_any_more(
    administrator: Actor, db: Database
) -> None:
    write(administrator, db, MILL)
    edit(administrator, db, contact_name="李四")
    write(administrator, db, [*MILL[:5], "王五"], resolutions=Resolutions(others=Side.TAKE))
    plan = plan_of(administrator, db, [*MILL[:5], "赵六"])
    assert plan.outcomes[0].kind is OutcomeKind.CHANGED


def test_an_edit_that_was_taken_back_is_no_conflict(administrator: Actor, db: Database) -> None:
    write(administrator, db, MILL)
    edit(administrator, db, contact_name="李四")
    enterprise_id = find_enterprise(administrator, db, MILL[1])
    take_back(administrator, db, enterprise_id, version=mill(administrator, db).version)
    plan = plan_of(administrator, db, [*MILL[:5], "王五"])
    assert plan.outcomes[0].kind is OutcomeKind.CHANGED


def test_what_an_undo_put_back_is_no_edit(administrator: Actor, db: Database) -> None:
    write(administrator, db, MILL)
    undo_import(administrator, db, write(administrator, db, [*MILL[:5], "李四"]))
    plan = plan_of(administrator, db, [*MILL[:5], "王五"])
    assert plan.outcomes[0].kind is OutcomeKind.CHANGED


def test_an_edit_that_an_import_overwrote_stands_again_after_its_undo(
    administrator: Actor, db: Database
) -> None:
    write(administrator, db, MILL)
    edit(administrator, db, contact_name="李四")
    taken = Resolutions(others=Side.TAKE)
    undo_import(administrator, db, write(administrator, db, [*MILL[:5], "王五"], resolutions=taken))
    plan = plan_of(administrator, db, [*MILL[:5], "王五"])
    assert plan.outcomes[0].conflicts == {"contact_name": ("李四", "王五")}


def test_an_edit_after_the_preview_makes_the_plan_stale(administrator: Actor, db: Database) -> None:
    write(administrator, db, MILL)
    plan = plan_of(administrator, db, [*MILL[:5], "王五"])
    edit(administrator, db, contact_name="李四")
    with pytest.raises(Exception, match="stale_plan"):
        commit_roster_import(administrator, db, plan)
    assert mill(administrator, db).contact_name == "李四"


@pytest.mark.parametrize(
    ("rule", "changes", "left"),
    [
        pytest.param(
            ExistingRows.UPDATE,
            {"employees": (120, 130), "contact_name": (None, "王五")},
            {},
            id="update",
        ),
        pytest.param(
            ExistingRows.FILL,
            {"contact_name": (None, "王五")},
            {"employees": (120, 130)},
            id="fill",
        ),
        pytest.param(
            ExistingRows.LEAVE,
            {},
            {"employees": (120, 130), "contact_name": (None, "王五")},
            id="leave",
        ),
    ],
)
def test_what_may_become_of_records_that_are_there(
    rule: ExistingRows,
    changes: dict[str, Any],
    left: dict[str, Any],
    administrator: Actor,
    db: Database,
) -> None:
    write(administrator, db, [*MILL[:5], None])
    new = ["湖州试样二厂", credit_code(8102), "吴兴区", "未复工", 5, None]
    plan = plan_of(administrator, db, [*MILL[:4], 130, "王五"], new, existing=rule)
    assert (plan.outcomes[0].changes, plan.outcomes[0].left) == (changes, left)
    assert plan.outcomes[1].kind is OutcomeKind.NEW
    anew = decide_anew(administrator, db, plan_of(administrator, db, *_rows(new)), rule)
    assert [(each.kind, each.changes) for each in anew.outcomes] == [
        (each.kind, each.changes) for each in plan.outcomes
    ]


def _rows(new: list[Any]) -> tuple[list[Any], ...]:
    return [*MILL[:4], 130, "王五"], new


@pytest.mark.parametrize(
    ("stored", "row", "kind", "code"),
    [
        pytest.param(
            [{"name": MILL[0], "uscc": credit_code(8103), "county_code": "330502"}],
            MILL,
            OutcomeKind.NEW,
            "same_name_other_code",
            id="same name with another code",
        ),
        pytest.param(
            [{"name": MILL[0], "uscc": None, "county_code": "330523"}],
            [MILL[0], None, *MILL[2:]],
            OutcomeKind.NEW,
            "same_name_elsewhere",
            id="same name in another county",
        ),
        pytest.param(
            [
                {"name": MILL[0], "uscc": None, "county_code": "330502"},
                {"name": MILL[0], "uscc": None, "county_code": "330523"},
            ],
            [MILL[0], None, None, *MILL[3:]],
            OutcomeKind.REJECTED,
            "several_of_the_name",
            id="a name that two have",
        ),
        pytest.param(
            [
                {"name": "旧名称有限公司", "uscc": MILL[1], "county_code": "330502"},
                {"name": MILL[0], "uscc": None, "county_code": "330502"},
            ],
            MILL,
            OutcomeKind.CHANGED,
            "name_of_another",
            id="a code whose new name another has",
        ),
    ],
)
def test_a_doubt_about_the_database_names_the_record(
    stored: list[dict[str, Any]],
    row: list[Any],
    kind: OutcomeKind,
    code: str,
    administrator: Actor,
    db: Database,
) -> None:
    ids = {make_enterprise(db, **each): each["name"] for each in stored}
    (outcome,) = plan_of(administrator, db, row).outcomes
    (problem,) = [each for each in outcome.problems if each.code != "no_area"]
    assert (outcome.kind, problem.code) == (kind, code)
    assert problem.record is not None
    assert ids[problem.record[0]] == problem.record[1]


def test_a_name_alone_finds_the_one_that_has_it(administrator: Actor, db: Database) -> None:
    known = make_enterprise(db, name=MILL[0], uscc=MILL[1], county_code="330502", employees=1)
    (outcome,) = plan_of(administrator, db, [MILL[0], None, None, None, 9, None]).outcomes
    assert (outcome.record_id, outcome.changes) == (known, {"employees": (1, 9)})


def test_a_former_number_finds_its_enterprise_under_another_name(
    administrator: Actor, db: Database
) -> None:
    number = "330502000012345"
    write(administrator, db, [MILL[0], number, *MILL[2:]])
    (outcome,) = plan_of(administrator, db, ["湖州改名织造有限公司", number, *MILL[2:]]).outcomes
    assert outcome.changes == {"name": (MILL[0], "湖州改名织造有限公司")}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(MILL, [MILL[0], None, *MILL[2:]], id="the second without a code"),
        pytest.param([MILL[0], None, *MILL[2:]], MILL, id="the first without a code"),
        pytest.param(MILL, ["另名有限公司", *MILL[1:]], id="the same code"),
    ],
)
def test_the_second_of_two_rows_about_one_enterprise_names_the_first(
    first: list[Any], second: list[Any], administrator: Actor, db: Database
) -> None:
    plan = plan_of(administrator, db, first, second)
    (problem,) = [each for each in plan.problems if each.code == "duplicate_in_file"]
    assert (problem.row_number, problem.twin) == (3, ("名册", 2))


def test_two_rows_about_one_stored_enterprise_are_one(administrator: Actor, db: Database) -> None:
    make_enterprise(db, name="甲厂", uscc=MILL[1], county_code="330502")
    rows = (["甲厂", None, "吴兴区", None, 5, None], ["甲厂新名", MILL[1], None, None, 6, None])
    plan = plan_of(administrator, db, *rows)
    assert [each.kind for each in plan.outcomes] == [OutcomeKind.CHANGED, OutcomeKind.REJECTED]


def test_unknown_words_are_gathered_and_answered_once(administrator: Actor, db: Database) -> None:
    rows = [
        [f"湖州试样{n}厂", credit_code(8200 + n), "吴兴区", "半开门", n, None] for n in range(1, 5)
    ]
    plan = plan_of(administrator, db, *rows)
    (unknown,) = plan.unknown_values
    assert (unknown.field, unknown.word) == ("status", "半开门")
    assert unknown.rows == tuple(("名册", number) for number in range(2, 6))
    answered = plan_of(administrator, db, *rows, answers={"status": {"半开门": "partial"}})
    assert answered.counts()["new"] == 4
    assert {each.values["status"] for each in answered.outcomes} == {"partial"}
    commit_roster_import(administrator, db, answered)
    again = plan_of(administrator, db, *rows)
    assert again.counts()["unchanged"] == 4, "what was said of a layout once holds for its like"
    assert [(each.code, each.value) for each in again.problems] == 4 * [
        ("answered_before", "半开门")
    ]
    changed = plan_of(administrator, db, *rows, answers={"status": {"半开门": "full"}})
    assert (changed.counts()["changed"], changed.problems) == (4, [])


def test_columns_set_by_hand_are_remembered_named_and_forgotten(
    administrator: Actor, db: Database
) -> None:
    content = xlsx([["厂子", "代号", "片儿"], ["湖州试样纺厂", MILL[1], "甲片"]])
    mapping = {"名册": {"A": "name", "C": "remark"}}
    plan = plan_roster_import(
        administrator, db, content, "一.xlsx", kind="enterprises", mapping=mapping, by_hand=True
    )
    commit_roster_import(administrator, db, plan, layout_names={"名册": "各片日报"})
    again = plan_roster_import(administrator, db, content, "二.xlsx", kind="enterprises")
    assert again.sheets[0].setting.remembered_as == "各片日报"
    assert again.counts()["unchanged"] == 1
    (layout,) = list_layouts(administrator, db)
    assert (layout.name, dict(layout.choices)) == ("各片日报", {"A": "name", "C": "remark"})
    forget_layout(administrator, db, layout.id)
    assert list_layouts(administrator, db) == []


def test_like_sheets_are_remembered_as_one_form(administrator: Actor, db: Database) -> None:
    header = ["企业名称", "代号", "复工状态"]
    content = xlsx(
        {
            "吴兴区": [header, ["湖州试样甲厂", "甲片", "半开门"]],
            "德清县": [header, ["湖州试样乙厂", "乙片", "未复工"]],
        }
    )
    plan = plan_roster_import(
        administrator,
        db,
        content,
        "一.xlsx",
        kind="enterprises",
        mapping={"吴兴区": {"B": "remark"}},
        answers={"status": {"半开门": "partial"}},
    )
    commit_roster_import(administrator, db, plan)
    (layout,) = list_layouts(administrator, db)
    assert dict(layout.choices) == {"B": "remark"}
    assert dict(layout.answers) == {"status": {"半开门": "partial"}}


@pytest.mark.parametrize(
    ("cell", "next_year"),
    [
        pytest.param(2.1, None, id="a day without its year is asked about again"),
        pytest.param("3/4/2025", "2025-04-03", id="a day with its year stays answered"),
    ],
)
def test_a_day_is_remembered_with_its_year(
    cell: Any, next_year: str | None, administrator: Actor, db: Database
) -> None:
    rows = [["企业名称", "所属县区", "计划复工日期"], [MILL[0], "吴兴区", cell]]
    first = plan_roster_import(administrator, db, xlsx(rows), "一.xlsx", year=2025)
    (unknown,) = first.unknown_values
    answers = {"planned_on": {answer_key(unknown.word): next_year or "2025-02-10"}}
    plan = plan_roster_import(administrator, db, xlsx(rows), "一.xlsx", year=2025, answers=answers)
    commit_roster_import(administrator, db, plan)
    again = plan_roster_import(administrator, db, xlsx(rows), "二.xlsx", year=2026)
    assert again.outcomes[0].values["planned_on"] == next_year


def test_progress_counts_up_and_a_cancelled_import_leaves_nothing(
    administrator: Actor, db: Database
) -> None:
    rows = [
        [f"湖州试样{n}厂", credit_code(20_000 + n), "吴兴区", "未复工", n, None]
        for n in range(2_500)
    ]
    told: list[tuple[Stage, int, int | None]] = []
    plan = plan_of(administrator, db, *rows, report=lambda *far: told.append(far))
    assert [done for stage, done, _ in told if stage is Stage.CHECK] == [1000, 2000, 2500]

    def stop(stage: Stage, done: int, total: int | None) -> None:
        if stage is Stage.WRITE and done >= 2_000:
            raise Cancelled("import_cancelled")

    with pytest.raises(Cancelled):
        commit_roster_import(administrator, db, plan, report=stop)
    assert list_imports(administrator, db).total == 0
    with db.read() as connection:
        assert connection.table("enterprises").count == 0
    assert commit_roster_import(administrator, db, plan).counts["new"] == 2_500


def test_undo_keeps_people_who_have_enterprises_and_says_why(
    administrator: Actor, db: Database
) -> None:
    people = [["警号", "民警姓名", "派出所"], ["0071", "试一", "织里派出所"]]
    plan = plan_roster_import(administrator, db, xlsx(people), "警官.xlsx", kind="officers")
    batch = commit_roster_import(administrator, db, plan).batch_id or 0
    make_liaison(db, staff_no="0099")
    make_pair(db, make_enterprise(db), 1)
    assert undo_import(administrator, db, batch).kept == (Kept(1, "试一", "in_charge"),)


def test_reading_tells_its_rows_and_is_called_off(administrator: Actor, db: Database) -> None:
    rows = [[f"湖州试样{n}厂", None, "吴兴区", "未复工", n, None] for n in range(1, 3_001)]
    content = xlsx([HEADER, *rows])
    read: list[int] = []

    def stop(stage: Stage, done: int, total: int | None) -> None:
        if stage is Stage.READ:
            read.append(done)
        if done >= 2_000:
            raise Cancelled("import_cancelled")

    with pytest.raises(Cancelled):
        plan_roster_import(administrator, db, content, "名册.xlsx", report=stop)
    assert read == [0, 1_000, 2_000]


def test_others_go_on_reading_while_an_import_is_written(
    administrator: Actor, db: Database
) -> None:
    write(administrator, db, MILL)
    rows = [[f"湖州试样{n}厂", None, "吴兴区", "未复工", n, None] for n in range(1, 2_001)]
    plan = plan_of(administrator, db, *rows)
    is_writing, go_on = Event(), Event()

    def pause(stage: Stage, done: int, total: int | None) -> None:
        if stage is Stage.WRITE and done < len(rows):
            is_writing.set()
            assert go_on.wait(20)

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(commit_roster_import, administrator, db, plan, report=pause)
        assert is_writing.wait(20)
        seen = list_enterprises(administrator, db, EnterpriseFilter())
        assert [row.name for row in seen.rows] == [MILL[0]], "nothing of a half-written import"
        go_on.set()
        assert job.result(20).counts["new"] == 2_000
    assert list_enterprises(administrator, db, EnterpriseFilter()).total == 2_001
