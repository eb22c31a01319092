"""The catalogue as a workbook: out and in again, every change shown before it is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from liaison.domain.catalogue import TEXT_LIMITS, Effects, RowKind, with_values
from liaison.domain.errors import (
    InvalidInput,
    NotPermitted,
    StalePlan,
    UnreadableWorkbook,
)
from liaison.domain.measure_rule import MeasureRule
from liaison.domain.roles import OPERATOR, Actor
from liaison.locales import LANGUAGES, words
from liaison.locales.catalogue_words import catalogue_sentence, unread_text
from liaison.services.catalogue import (
    change_measure,
    get_catalogue,
    measure_history,
    move_measure,
    restore_measure,
    retire_measure,
    with_rule_text,
)
from liaison.services.catalogue_files import (
    commit_catalogue_import,
    export_catalogue,
    plan_catalogue_import,
)
from liaison.services.reports import export
from liaison.store import catalogue, reference, support
from liaison.store.database import Database
from tests.conftest import make_enterprise, official_of
from tests.workbooks import xlsx

HEADER = ["编号", "措施名称", "英文名称", "完成天数"]


def exported(db: Database, language: str = "zh-CN") -> bytes:
    return export_catalogue(OPERATOR, db, language=language).content


def edited(content: bytes, edit: Callable[[Any, dict[str, int]], None]) -> bytes:
    """The workbook with its first sheet edited; the columns are known by their headings."""
    workbook = load_workbook(BytesIO(content))
    sheet = workbook.worksheets[0]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    edit(sheet, columns)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def kinds(db: Database, content: bytes) -> dict[str, int]:
    return plan_catalogue_import(OPERATOR, db, content, "目录.xlsx").counts


def test_each_row_is_as_high_as_its_longest_text_is_when_wrapped(db: Database) -> None:
    change_measure(OPERATOR, db, "M02", version=1, changes={"description": "说明" * 200})
    change_measure(OPERATOR, db, "M03", version=1, changes={"description": "行\n" * 39})
    sheet = load_workbook(BytesIO(exported(db))).worksheets[0]
    heights = [sheet.row_dimensions[row].height for row in range(2, 12)]
    assert all(height >= 2 * 15 for height in heights), "no default description fits one line"
    assert heights[1] >= 15 * 800 / 44
    assert heights[2] == 409, "as high as Excel allows"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_has_both_languages_and_imports_without_a_change(
    db: Database, language: str
) -> None:
    rule = {"areas": ("330502", "330502100"), "industries": ("C",), "above_scale": "above"}
    change_measure(OPERATOR, db, "M02", version=1, changes=rule | {"on_request": True})
    content = exported(db, language)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    speak = words(language)
    assert sheet["A1"].value == speak("changes.measure.code")
    shown = {str(cell.value) for cell in sheet[3]}
    assert {"M02", "运输保畅", "Transport", speak("workbooks.yes")} <= shown
    assert kinds(db, content) == {"new": 0, "changed": 0, "unchanged": 10, "rejected": 0}


# What Excel, XML or our own separators might take for something else.
_AWKWARD = [
    "=1+1",
    "+1",
    "'1",
    "_x000D_",
    "_x0041_",
    "；甲;乙、丙",
    " \r\n\t尾 ",
    "#N/A",
    "0012",
    "暂无",
]
_SHOWN = st.text(st.characters(blacklist_categories=("Cs",)), max_size=40) | st.sampled_from(
    _AWKWARD
)


@settings(max_examples=25)
@given(
    texts=st.fixed_dictionaries(dict.fromkeys(TEXT_LIMITS, _SHOWN)),
    days=st.integers(0, 365),
    retired=st.none() | st.dates(date(2020, 2, 7), date(2026, 11, 1)),
    language=st.sampled_from(LANGUAGES),
    rule=st.data(),
)
def test_whatever_is_written_comes_back_unchanged(
    seeded_database: bytes,
    texts: dict[str, str],
    days: int,
    retired: date | None,
    language: str,
    rule: st.DataObject,
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "liaison.db"
        path.write_bytes(seeded_database)
        db = Database(path)
        with db.write() as connection:
            loaded = reference.load(connection)
            places = [each.code for each in loaded.areas.values() if each.kind != "city"]
            values: dict[str, Any] = texts | {
                "title": f"题{texts['title']}"[:40],
                "title_en": f"T{texts['title_en']}",
                "default_days": days,
                "retired_on": retired,
                "on_request": rule.draw(st.booleans()),
                "industries": rule.draw(st.lists(st.sampled_from(list(loaded.industries)))),
                "sizes": rule.draw(st.lists(st.sampled_from(["L", "M", "S", "XS"]))),
                "areas": rule.draw(st.lists(st.sampled_from(places))),
                "above_scale": rule.draw(st.sampled_from([None, "above", "below"])),
            }
            current = catalogue.get(connection, "M07")
            measure = with_rule_text(with_values(current, values), current, loaded)
            catalogue.save(connection, [measure])
        plan = plan_catalogue_import(OPERATOR, db, exported(db, language), "目录.xlsx")
        assert [row for row in plan.rows if row.kind is not RowKind.UNCHANGED] == []
        assert plan.counts["unchanged"] == 10


def test_changes_are_shown_field_by_field_and_written_with_what_follows(
    db: Database, administrator: Actor
) -> None:
    made = make_enterprise(db)
    with db.write() as connection:
        support.open_measures(connection, [made], on=db.today())

    def edit(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(3, columns["措施名称"]).value = "货运通行"
        sheet.cell(4, columns["停用日期"]).value = date(2026, 11, 1)
        sheet.cell(12, columns["措施名称"]).value = "用工对接"
        sheet.cell(12, columns["英文名称"]).value = "Hiring"
        sheet.cell(12, columns["完成天数"]).value = "5"
        sheet.cell(12, columns["按需办理"]).value = "是"

    content = edited(exported(db), edit)
    plan = plan_catalogue_import(administrator, db, content, "目录.xlsx")
    assert plan.counts == {"new": 1, "changed": 2, "unchanged": 8, "rejected": 0}
    assert [(row.row_number, row.code, row.changes) for row in plan.written] == [
        (3, "M02", {"title": ("运输保畅", "货运通行")}),
        (4, "M03", {"retired_on": (None, date(2026, 11, 1))}),
        (12, "M11", {}),
    ]
    assert plan.effects == Effects(left_out=1, set_aside=1, unfinished=1)
    assert get_catalogue(administrator, db).is_default, "nothing is written by a plan"
    report = commit_catalogue_import(administrator, db, plan)
    assert (report.added, report.changed, report.effects) == (1, 2, plan.effects)
    with db.read() as connection:
        opened = support.of_enterprises(connection, [made])[made]
        new = catalogue.get(connection, "M11")
    assert "M03" not in opened
    assert opened["M11"].state == "not_applicable"
    assert (new.rule, new.applies_to) == (MeasureRule(on_request=True), "提出需要的企业")
    assert kinds(db, exported(db)) == {"new": 0, "changed": 0, "unchanged": 11, "rejected": 0}


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        pytest.param(["M1/1", "甲", "A", 3], [("bad_measure_code", "A", "M1/1")], id="code"),
        pytest.param(["M11", "", "A", 3], [("required", "B", None)], id="no title"),
        pytest.param(["M11", "甲", "A", "很快"], [("bad_number", "D", "很快")], id="days"),
        pytest.param(["M11", "甲", "A", 999], [("out_of_range", "D", "999")], id="too many days"),
        pytest.param(
            ["", "运输保畅", "A", 3], [("measure_title_taken", "B", "运输保畅")], id="title"
        ),
        pytest.param(["M02", "货运通行", "A", 3], [], id="sound"),
        pytest.param(
            ["M11", "长" * 41, "", ""],
            [("required", "C", None), ("required", "D", None), ("too_long", "B", "长" * 41)],
            id="three at once",
        ),
    ],
)
def test_a_rejected_row_says_where_and_why_and_nothing_is_written(
    db: Database, row: list[Any], problems: list[tuple[str, str, str | None]]
) -> None:
    plan = plan_catalogue_import(OPERATOR, db, xlsx([HEADER, row]), "目录.xlsx")
    found = [(each.code, each.column, each.value) for each in plan.problems]
    assert sorted(found, key=str) == sorted(problems, key=str)
    assert {each.row_number for each in plan.problems} <= {2}
    if problems:
        assert plan.rows[0].kind is RowKind.REJECTED
        with pytest.raises(InvalidInput, match="catalogue_has_rejects"):
            commit_catalogue_import(OPERATOR, db, plan)


def test_a_code_that_comes_twice_names_the_first_row(db: Database) -> None:
    content = xlsx([HEADER, ["M02", "甲", "A", 3], ["m02", "乙", "B", 3]])
    (problem,) = plan_catalogue_import(OPERATOR, db, content, "目录.xlsx").problems
    assert (problem.code, problem.row_number, problem.twin) == (
        "duplicate_in_file",
        3,
        ("名册", 2),
    )


def test_titles_may_be_exchanged_and_what_is_not_in_the_file_stays(db: Database) -> None:
    content = xlsx(
        [HEADER, ["M02", "网办预约", "Online service", 3], ["M03", "运输保畅", "Transport", 3]]
    )
    plan = plan_catalogue_import(OPERATOR, db, content, "目录.xlsx")
    assert plan.counts == {"new": 0, "changed": 2, "unchanged": 0, "rejected": 0}
    commit_catalogue_import(OPERATOR, db, plan)
    view = get_catalogue(OPERATOR, db)
    assert [each.title for each in view.in_force[1:4]] == ["网办预约", "运输保畅", "户政集中办"]
    assert view.in_force[1].description.startswith("帮助企业办理货车")


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        *[pytest.param(word, True, id=f"yes {word}") for word in ("是", " Yes", "√", 1, True)],
        *[pytest.param(word, False, id=f"no {word}") for word in ("否", "no", "×", 0, None, "—")],
        *[pytest.param(word, None, id=f"unknown {word}") for word in ("也许", "是的吧", 2)],
    ],
)
def test_on_request_is_yes_or_no_and_no_other_word(
    db: Database, word: Any, wanted: bool | None
) -> None:
    change_measure(OPERATOR, db, "M02", version=1, changes={"on_request": True})
    row = ["M02", "运输保畅", word]
    plan = plan_catalogue_import(
        OPERATOR, db, xlsx([["编号", "措施名称", "按需办理"], row]), "目录.xlsx"
    )
    if wanted is None:
        told = [(each.code, each.row_number, each.column, each.value) for each in plan.problems]
        assert told == [("not_yes_or_no", 2, "C", str(word))]
    else:
        assert plan.rows[0].measure is not None
        assert plan.rows[0].measure.rule.on_request is wanted


def placed(*rows: tuple[str, str, int | None]) -> bytes:
    header = ["编号", "措施名称", "英文名称", "完成天数", "序号"]
    return xlsx([header, *([code, name, name, 3, place] for code, name, place in rows)])


def test_two_rows_with_one_place_are_refused_with_both_named(db: Database) -> None:
    content = placed(
        ("M02", "运输保畅", 2), ("M05", "出入境急办", 2), ("M06", "安保", 12), ("M07", "秩序", 12)
    )
    plan = plan_catalogue_import(OPERATOR, db, content, "目录.xlsx")
    told = [(each.code, each.row_number, each.column, each.twin) for each in plan.problems]
    assert told == [
        ("position_taken", 3, "E", ("名册", 2)),
        ("position_taken", 4, "E", ("名册", 5)),
        ("position_taken", 5, "E", ("名册", 4)),
    ]
    sentence = catalogue_sentence(plan.problems[0], words("zh-CN"))
    assert sentence == (
        "序号“2”：这个序号另有一项措施在用，请给每项措施不同的序号（“名册”第 2 行）"
    )


def test_a_place_of_a_measure_that_the_file_has_not_is_refused_by_its_name(db: Database) -> None:
    plan = plan_catalogue_import(OPERATOR, db, placed(("M05", "出入境急办", 2)), "目录.xlsx")
    assert "目录中的 M02 运输保畅" in catalogue_sentence(plan.problems[0], words("zh-CN"))


def test_the_order_that_results_is_told_and_kept(db: Database) -> None:
    swap = placed(
        ("M02", "运输保畅", 3), ("M03", "网办预约", 2), ("", "用工对接", None), ("X1", "甲", 11)
    )
    plan = plan_catalogue_import(OPERATOR, db, swap, "目录.xlsx")
    assert not plan.problems
    told = [each.code for each in plan.order]
    assert told[:4] == ["M01", "M03", "M02", "M04"]
    assert told[-2:] == ["X1", "M11"], "who has no place comes after all that have one"
    commit_catalogue_import(OPERATOR, db, plan)
    assert [each.code for each in get_catalogue(OPERATOR, db).in_force] == told
    again = plan_catalogue_import(OPERATOR, db, exported(db), "目录.xlsx")
    assert (again.counts["unchanged"], again.order) == (12, [])


def places(db: Database) -> dict[str, int]:
    return {each.code: each.position for each in get_catalogue(OPERATOR, db).in_force}


@pytest.mark.parametrize("is_by_file", [False, True], ids=["button", "file"])
def test_a_measure_comes_back_to_its_place_and_those_after_it_move_down(
    db: Database, is_by_file: bool
) -> None:
    retire_measure(OPERATOR, db, "M03")
    move_measure(OPERATOR, db, "M02", -1)
    if is_by_file:

        def restore(sheet: Any, columns: dict[str, int]) -> None:
            for row in range(2, 12):
                sheet.cell(row, columns["停用日期"]).value = None

        plan = plan_catalogue_import(OPERATOR, db, edited(exported(db), restore), "目录.xlsx")
        commit_catalogue_import(OPERATOR, db, plan)
    else:
        assert restore_measure(OPERATOR, db, "M03").measure.position == 3
    assert list(places(db).items())[:4] == [("M02", 1), ("M01", 2), ("M03", 3), ("M04", 4)]
    assert sorted(places(db).values()) == list(range(1, 11))
    assert measure_history(OPERATOR, db, "M04")[0].action == "measure.moved"
    assert kinds(db, exported(db))["unchanged"] == 10


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        pytest.param(["M02", "甲", "A", 999], "应在 0 到 365 之间", id="days"),
        pytest.param(["M02", "甲", "A", -4], "应在 0 到 365 之间", id="days below"),
        pytest.param(["M02", "甲" * 5000, "A", 3], "最多 40 个字", id="title"),
    ],
)
def test_a_limit_is_told_with_its_number(db: Database, row: list[Any], sentence: str) -> None:
    plan = plan_catalogue_import(OPERATOR, db, xlsx([HEADER, row]), "目录.xlsx")
    assert sentence in catalogue_sentence(plan.problems[0], words("zh-CN"))


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        pytest.param(["编号", "名字", "英文名称", "对谁"], "“措施名称”", id="title"),
        pytest.param(["号", "措施名称", "英文名称", "单位"], "", id="no telling"),
        pytest.param(["号", "措施名称", "英文名称", "排序", "序号"], "“编号”", id="code"),
        pytest.param(["措施名称", "名", "序号", "完成天数"], "“编号”", id="fewest"),
    ],
)
def test_only_the_column_that_lacks_is_named(
    db: Database, administrator: Actor, header: list[str], columns: str
) -> None:
    with pytest.raises(UnreadableWorkbook) as caught:
        plan_catalogue_import(administrator, db, xlsx([header, ["M02"]]), "目录.xlsx")
    code = "catalogue_without_columns" if columns else "not_a_catalogue"
    assert caught.value.code == code
    assert caught.value.values.get("columns", "") == columns


def test_a_column_that_is_not_known_is_told_with_what_stays_as_it_is(db: Database) -> None:
    def rename(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(1, columns["完成天数"]).value = "办理时限"
        sheet.cell(2, columns["完成天数"]).value = 9

    plan = plan_catalogue_import(OPERATOR, db, edited(exported(db), rename), "目录.xlsx")
    assert plan.counts["unchanged"] == 10
    assert (plan.unread, plan.lacking) == ((("M", "办理时限"),), ("default_days",))
    said = unread_text(plan, words("zh-CN"))
    assert "M 列“办理时限”" in said
    assert "没有“完成天数”列" in said
    assert "改回原来的名称" in said


def test_a_file_of_known_columns_has_none_to_tell_of(db: Database) -> None:
    for content in (exported(db), xlsx([HEADER, ["M02", "甲", "A", 3]])):
        plan = plan_catalogue_import(OPERATOR, db, content, "目录.xlsx")
        assert unread_text(plan, words("zh-CN")) == ""


def test_a_plan_that_somebody_overtook_is_made_again(db: Database) -> None:
    plan = plan_catalogue_import(OPERATOR, db, xlsx([HEADER, ["M02", "甲", "A", 3]]), "目录.xlsx")
    change_measure(OPERATOR, db, "M05", version=1, changes={"unit": "出入境管理"})
    with pytest.raises(StalePlan):
        commit_catalogue_import(OPERATOR, db, plan)


@pytest.mark.parametrize("kind", ["roster", "measures", "template"])
def test_a_file_of_another_kind_is_refused_in_one_sentence(db: Database, kind: Any) -> None:
    make_enterprise(db)
    content = export(OPERATOR, db, kind).content
    with pytest.raises(UnreadableWorkbook, match="not_a_catalogue"):
        plan_catalogue_import(OPERATOR, db, content, "名册.xlsx")


def test_only_administrators_have_the_files(db: Database) -> None:
    for wish in (
        lambda: export_catalogue(official_of(None), db, language="en"),
        lambda: plan_catalogue_import(official_of(None), db, exported(db), "目录.xlsx"),
    ):
        with pytest.raises(NotPermitted):
            wish()


def test_whom_a_measure_is_for_is_cut_without_a_blank_at_its_end(db: Database) -> None:
    with db.read() as connection:
        loaded, current = reference.load(connection), catalogue.get(connection, "M07")
    codes = list(loaded.industries)
    for first in range(len(codes)):
        values = {"applies_to_en": "", "industries": codes[first:] + codes[:first]}
        said = with_rule_text(with_values(current, values), current, loaded).applies_to_en
        assert said == said.strip()
    for number in range(1, len(codes)):
        values = {"applies_to_en": "", "industries": codes[-number:]}
        said = with_rule_text(with_values(current, values), current, loaded).applies_to_en
        assert said == said.strip()
