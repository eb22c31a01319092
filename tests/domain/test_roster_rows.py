"""Rows of a sheet: cells by their fields, answers once for all, areas from the strongest word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from liaison.domain.fields import field_table
from liaison.domain.parsing import NO_RESULT, Context, answer_key
from liaison.domain.plan import Values
from liaison.domain.problems import ANSWERABLE, LEVELS, Problem
from liaison.domain.roster_rows import AreaHints, RowReader, RowSettler
from liaison.domain.vocabulary import LiaisonRole

_FIELDS = field_table("enterprises")
IDENTITY = "330501199001010018"
ADDRESS = "湖州市吴兴区织里镇利济西路1号"


def read_rows(
    keys: str, rows: Sequence[Sequence[Any]], context: Context, hints: AreaHints | None = None
) -> list[tuple[Values, list[Problem]]]:
    """The rows of a sheet whose columns hold the fields named; the first row is row 2."""
    columns = [(n, "ABCDEFGH"[n], _FIELDS[key]) for n, key in enumerate(keys.split())]
    reader = RowReader("名册", columns, ["name"], context)
    settler = RowSettler(
        "名册", hints or AreaHints(None, {}), "enterprises", None, context, reader.letters
    )
    row_numbers = range(2, len(rows) + 2)
    found = reader.read(row_numbers, rows)
    for row_number, (values, problems) in zip(row_numbers, found, strict=True):
        settler.settle(row_number, values, problems)
    return found


def area_of(
    cells: tuple[Any, Any, Any], context: Context, title: str | None, section: str | None
) -> tuple[Any, Any, list[str]]:
    hints = AreaHints(title, {1: section} if section else {})
    ((values, problems),) = read_rows(
        "name county town address", [("某某厂", *cells)], context, hints
    )
    return values["county"], values["town"], [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("cells", "title", "section", "county", "town", "codes"),
    [
        pytest.param(
            (None, None, ADDRESS),
            None,
            None,
            "330502",
            "330502100",
            ["area_from_address"],
            id="address-alone",
        ),
        pytest.param(
            ("吴兴区", None, ADDRESS),
            None,
            None,
            "330502",
            "330502100",
            ["area_from_address"],
            id="address-adds-the-town",
        ),
        pytest.param(
            ("安吉县", None, ADDRESS), None, None, "330523", None, [], id="own-county-wins"
        ),
        pytest.param(
            ("吴兴区", "八里店镇", ADDRESS),
            None,
            None,
            "330502",
            "330502101",
            [],
            id="own-town-wins",
        ),
        pytest.param(
            (None, None, ADDRESS), None, "安吉县（9家）", "330523", None, [], id="section-wins"
        ),
        pytest.param(
            (None, None, ADDRESS), "安吉县企业名册", None, "330523", None, [], id="title-wins"
        ),
        pytest.param(
            (None, None, "湖州市吴兴区凤凰街道1号"),
            "南太湖新区企业名册",
            None,
            "HZ-NTH",
            "330502006",
            ["area_from_address"],
            id="title-and-town-of-the-address-agree",
        ),
        pytest.param(
            (None, None, "湖州市吴兴大道1号"), None, None, None, None, ["no_area"], id="street"
        ),
        pytest.param(
            ("湖州市", None, ADDRESS),
            None,
            None,
            "330502",
            "330502100",
            ["area_from_address"],
            id="the-city-is-no-county",
        ),
        pytest.param(
            ("火星区", None, ADDRESS), None, None, None, None, ["unknown_area"], id="unknown-asks"
        ),
        pytest.param(
            (None, "吴兴区", None), None, None, "330502", None, [], id="county-in-the-town-column"
        ),
        pytest.param(
            ("织里镇", "吴兴区", None), None, None, "330502", "330502100", [], id="columns-swapped"
        ),
        pytest.param(
            ("南浔区", "吴兴区", None),
            None,
            None,
            None,
            None,
            ["town_outside_county"],
            id="two-counties",
        ),
        pytest.param(
            ("吴兴区织里镇", None, None), None, None, "330502", "330502100", [], id="both-in-one"
        ),
        pytest.param(
            (330502.0, 330502100.0, None), None, None, "330502", "330502100", [], id="codes"
        ),
    ],
)
def test_the_strongest_word_tells_the_area(
    cells: tuple[Any, Any, Any],
    title: str | None,
    section: str | None,
    county: str | None,
    town: str | None,
    codes: list[str],
    context: Context,
) -> None:
    found = area_of(cells, context, title, section)
    assert found[2] == codes
    if not codes or LEVELS[codes[0]] == "warning":
        assert found[:2] == (county, town)


def test_an_area_from_the_address_is_shown_with_it(context: Context) -> None:
    ((_, (problem,)),) = read_rows("name address", [("某某厂", ADDRESS)], context)
    assert (problem.field, problem.column, problem.value) == ("county", "B", ADDRESS)


def test_one_answer_settles_every_row_that_asks(context: Context) -> None:
    rows = [("一厂", "大概复工"), ("二厂", " 大概　复工"), ("三厂", "全面复工")]
    asked = read_rows("name status", rows, context)
    assert [values["status"] for values, _ in asked] == [None, None, "full"]
    (problem,) = (each for each in asked[0][1] if each.code in ANSWERABLE)
    answers = {"status": {answer_key(problem.value): "partial"}}
    settled = read_rows("name status", rows, replace(context, answers=answers))
    assert [values["status"] for values, _ in settled] == ["partial", "partial", "full"]
    assert {each.code for _, problems in settled for each in problems} == {"no_area"}


def test_an_answer_may_leave_the_cell_empty(context: Context) -> None:
    answered = replace(context, answers={"status": {answer_key("大概"): None}})
    ((values, problems),) = read_rows("name status", [("一厂", "大概")], answered)
    assert values["status"] is None
    assert [each.code for each in problems] == ["no_area"]


def test_an_answer_counts_for_its_own_field(context: Context) -> None:
    answered = replace(context, answers={"size": {answer_key("是"): "L"}})
    ((values, _),) = read_rows("name above_scale size", [("一厂", "是", "是")], answered)
    assert (values["above_scale"], values["size"]) == ("above", "L")


@pytest.mark.parametrize(
    ("key", "cell", "answer"),
    [
        pytest.param("county", 330599.0, "330502", id="number"),
        pytest.param("resumed_on", 2.1, "2020-02-10", id="ambiguous-date"),
        pytest.param("industry", "工业", "C", id="left-out"),
    ],
)
def test_the_value_shown_leads_to_the_answer(
    key: str, cell: Any, answer: str, context: Context
) -> None:
    ((_, problems),) = read_rows(f"name {key}", [("一厂", cell)], context)
    (shown,) = (each.value for each in problems if each.code in ANSWERABLE)
    answered = replace(context, answers={key: {answer_key(shown): answer}})
    ((values, _),) = read_rows(f"name {key}", [("一厂", cell)], answered)
    assert values[key] == answer


def test_an_identity_number_is_neither_kept_nor_shown(context: Context) -> None:
    ((values, problems),) = read_rows("name uscc", [("王家铺", "11010519491231002X")], context)
    assert values["uscc"] is None
    assert values.get("legacy_id") is None
    (problem,) = (each for each in problems if each.field == "uscc")
    assert (problem.code, problem.value) == ("identity_number", None)


@pytest.mark.parametrize(
    ("key", "cell", "kept"),
    [
        pytest.param("remark", f"负责人身份证{IDENTITY}", "负责人身份证", id="remark"),
        pytest.param("remark", "证号11010519491231002x，已核", "证号，已核", id="lower-case-x"),
        pytest.param("remark", f"王五（{IDENTITY}）", "王五", id="brackets"),
        pytest.param("remark", "330501 19900101 0018 王五", "王五", id="in-groups"),
        pytest.param("remark", "３３０５０１１９９００１０１００１８王五", "王五", id="full-width"),
        pytest.param("remark", float(IDENTITY), None, id="number"),
        pytest.param("address", f"{ADDRESS} {IDENTITY}", ADDRESS, id="address"),
        pytest.param("contact_name", f"王五{IDENTITY}", "王五", id="contact"),
        pytest.param(
            "contact_phone", f"王五 {IDENTITY} 13900000001", "13900000001 王五", id="phone"
        ),
        pytest.param("status", f"全面复工{IDENTITY}", "full", id="status"),
        pytest.param("uscc", f"身份证{IDENTITY}", None, id="code-with-a-label"),
        pytest.param(
            "uscc", f"91110000600037341L {IDENTITY}", "91110000600037341L", id="beside-a-code"
        ),
    ],
)
def test_an_identity_number_is_taken_out_of_every_text(
    key: str, cell: Any, kept: str | None, context: Context
) -> None:
    ((values, problems),) = read_rows(f"name county {key}", [("一厂", "吴兴区", cell)], context)
    assert values[key] == kept
    found = [(each.code, each.value) for each in problems if each.code != "area_from_address"]
    assert found == [("identity_number", None)]


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("订单330501199013010018", id="no-such-month"),
        pytest.param("账号3305011990010100180", id="nineteen-digits"),
        pytest.param("流水990501199001010018", id="no-such-region"),
        pytest.param("原代码110105194912310005", id="credit-code"),
    ],
)
def test_other_long_numbers_stay_in_a_text(cell: str, context: Context) -> None:
    ((values, problems),) = read_rows("name county remark", [("一厂", "吴兴区", cell)], context)
    assert values["remark"] == cell
    assert problems == []


def test_a_word_that_is_asked_about_shows_no_identity_number(context: Context) -> None:
    rows = [("一厂", "吴兴区", f"大概{IDENTITY}")]
    ((_, (problem,)),) = read_rows("name county status", rows, context)
    assert (problem.code, problem.value) == ("unknown_value", "大概")
    answered = replace(context, answers={"status": {answer_key(problem.value): "partial"}})
    ((values, _),) = read_rows("name county status", rows, answered)
    assert values["status"] == "partial"


def test_an_answered_day_in_the_future_is_refused(context: Context) -> None:
    answered = replace(context, answers={"resumed_on": {answer_key("3/4/2027"): "2027-03-04"}})
    rows = [("一厂", "吴兴区", "3/4/2027")]
    ((values, (problem,)),) = read_rows("name county resumed_on", rows, answered)
    assert (values["resumed_on"], problem.code) == (None, "date_in_future")


@pytest.mark.parametrize(
    ("beat", "county", "town", "grid"),
    [
        pytest.param("吴兴区", "330502", None, None, id="county"),
        pytest.param("织里镇", "330502", "330502100", None, id="town"),
        pytest.param(
            "吴兴区织里镇大港社区", "330502", "330502100", "吴兴区织里镇大港社区", id="county-town"
        ),
        pytest.param(
            "凤凰街道红丰社区", "HZ-NTH", "330502006", "凤凰街道红丰社区", id="town-alone"
        ),
        pytest.param("织里第三警务网格", None, None, "织里第三警务网格", id="grid"),
    ],
)
def test_a_beat_tells_the_area_that_it_begins_with(
    beat: str, county: str | None, town: str | None, grid: str | None, context: Context
) -> None:
    settler = RowSettler("警官", AreaHints(None, {}), "liaisons", LiaisonRole.OFFICER, context, {})
    values: Values = {"grid": beat}
    settler.settle(2, values, [])
    assert (values["county"], values["town"], values["grid"]) == (county, town, grid)


def test_the_own_county_of_a_person_wins_over_the_beat(context: Context) -> None:
    settler = RowSettler("警官", AreaHints(None, {}), "liaisons", LiaisonRole.OFFICER, context, {})
    values: Values = {"county": "330523", "grid": "吴兴区织里镇大港社区"}
    settler.settle(2, values, [])
    assert (values["county"], values["town"]) == ("330523", None)


def test_an_old_number_becomes_the_former_number(context: Context) -> None:
    ((values, _),) = read_rows("name uscc", [("一厂", "330502000012345")], context)
    assert (values["uscc"], values["legacy_id"]) == (None, "330502000012345")


@pytest.mark.parametrize(
    ("key", "cell", "codes"),
    [
        pytest.param("remark", NO_RESULT + "=A1&B1", ["formula_unread"], id="formula-in-a-text"),
        pytest.param(
            "employees", NO_RESULT + "=60+60", ["formula_unread"], id="formula-in-a-number"
        ),
        pytest.param(
            "remark", NO_RESULT + "=名册!A1", ["formula_unread"], id="formula-to-another-sheet"
        ),
        pytest.param("employees", "#DIV/0!", ["cell_error"], id="error"),
        pytest.param("employees", "#N/A", [], id="lookup-without-a-find"),
    ],
)
def test_a_formula_without_a_result_is_never_taken_for_a_value(
    key: str, cell: str, codes: list[str], context: Context
) -> None:
    ((values, problems),) = read_rows(f"name county {key}", [("一厂", "吴兴区", cell)], context)
    assert values[key] is None
    assert [each.code for each in problems] == codes


def test_text_that_only_looks_like_a_formula_is_kept(context: Context) -> None:
    rows = [("一厂", "吴兴区", cell) for cell in ("=同上", "=1+1", '="0572"', "'=A1")]
    found = read_rows("name county remark", rows, context)
    assert [values["remark"] for values, _ in found] == ["=同上", "=1+1", "0572", "=A1"]


def test_a_name_without_a_result_is_missing(context: Context) -> None:
    rows = [("#REF!", "吴兴区"), (NO_RESULT + '=CONCATENATE("甲","厂")', "吴兴区")]
    found = read_rows("name county", rows, context)
    assert [[each.code for each in problems] for _, problems in found] == [
        ["cell_error", "required"],
        ["formula_unread", "required"],
    ]
