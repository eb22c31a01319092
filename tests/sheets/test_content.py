"""Columns that are known by their cells, and those that must not be."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.sheets.tables.content import ContentRecogniser
from liaison.sheets.tables.headers import HeaderIndex
from liaison.sheets.tables.layout import Layout, lay_out, lay_out_without_header
from tests.sheets.conftest import header_index, sheet_of

ENTERPRISES = header_index("enterprises")
LIAISONS = header_index("liaisons")
NAMES = ["湖州甲纺织有限公司", "湖州乙五金厂", "德清丙粮油合作社"]


def with_column(label: str | None, cells: list[Any], recogniser: ContentRecogniser) -> Layout:
    """A roster of names and staff with one more column at its right end."""
    rows = [["企业名称", "员工总数", label], *([name, 3] for name in NAMES)]
    for row, cell in zip(rows[1:], cells, strict=True):
        row.append(cell)
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=recogniser)
    assert layout is not None
    return layout


@pytest.mark.parametrize("label", ["栏目三", "Column3", None])
@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["91330502MA28C039X0", "91330502ma28c03ax8", "91330502MA28C03BX3"], "uscc"),
        (["13900000000", 13900000001, "0572-2000000"], "contact_phone"),
        (["吴兴区", "吴兴", "德清县"], "county"),
        (["织里镇", "八里店镇", "织里镇"], "town"),
        (["织里镇珍贝路1号", "八里店镇区府路188号", "武康街道云岫路8号3幢"], "address"),
        (["部分复工", "未复工", "全面复工"], "status"),
        (["制造业", "批发和零售业", "制造业"], "industry"),
        (["规上", "规下", "规上"], "above_scale"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_column_is_known_by_its_cells_with_less_certainty(
    label: str | None, cells: list[Any], field: str, by_content: ContentRecogniser
) -> None:
    column = with_column(label, cells, by_content).columns[2]
    assert (column.field, column.by) == (field, "content")
    assert 0.4 <= column.certainty <= 0.7


@pytest.mark.parametrize(
    ("label", "cells"),
    [
        pytest.param("栏目三", ["2020-02-10", "2020-02-11", "2020-02-12"], id="dates"),
        pytest.param("栏目三", [3, 5, 8], id="numbers"),
        pytest.param("栏目三", ["张三", "李四", "王五"], id="people"),
        pytest.param("栏目三", ["是", "否", "是"], id="yes and no"),
        pytest.param("栏目三", ["吴兴区", "织里镇", "口罩"], id="mixed"),
        pytest.param("栏目三", ["S", "M", "L"], id="letters"),
        pytest.param("栏目三", [None, None, None], id="empty"),
        pytest.param("母公司", ["湖州甲有限公司", "丁有限公司", "戊厂"], id="other enterprises"),
        pytest.param("专员联系电话", ["13900000000"] * 3, id="somebody else's phone"),
        pytest.param("传真", ["0572-2000000"] * 3, id="fax"),
        pytest.param("注册地", ["吴兴区"] * 3, id="where it was registered"),
    ],
)
def test_what_cells_do_not_tell_for_certain_stays_unmatched(
    label: str, cells: list[Any], by_content: ContentRecogniser
) -> None:
    column = with_column(label, cells, by_content).columns[2]
    assert (column.field, column.private) == (None, False)


def test_a_field_that_has_its_column_is_not_given_again(by_content: ContentRecogniser) -> None:
    rows = [["企业名称", "联系电话", "栏目三"], [NAMES[0], "13900000000", "13900000001"]]
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert layout is not None
    assert [column.field for column in layout.columns] == ["name", "contact_phone", None]


def test_two_columns_that_fit_a_field_both_stay_without(by_content: ContentRecogniser) -> None:
    rows = [["企业名称", "员工总数", "甲", "乙"], [NAMES[0], 3, "13900000000", "13900000001"]]
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert layout is not None
    assert [column.field for column in layout.columns[2:]] == [None, None]


def test_an_unlabelled_phone_beside_a_commissioner_is_not_the_enterprises(
    by_content: ContentRecogniser,
) -> None:
    rows = [["企业名称", "复工专员", None], [NAMES[0], "李四", "13900000000"]]
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert layout is not None
    assert layout.columns[2].field is None


@pytest.mark.parametrize("label", [None, "栏目三", "编码", "统一社会信用代码"])
@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(["330502199001011234", "33052119851231002X", "330503197007073333"], id="text"),
        pytest.param([330502199001011234, 330521198512310021, 330503197007073333], id="numbers"),
        pytest.param(["330502199001011234", None, None], id="one"),
    ],
)
def test_citizens_numbers_are_private_whatever_their_label(
    label: str | None, cells: list[Any], by_content: ContentRecogniser
) -> None:
    column = with_column(label, cells, by_content).columns[2]
    assert (column.field, column.certainty, column.private) == (None, 0.0, True)


def test_a_person_cannot_choose_a_column_of_citizens_numbers(by_content: ContentRecogniser) -> None:
    rows = [["企业名称", "员工总数", "编码"], [NAMES[0], 3, "330502199001011234"]]
    layout = lay_out(sheet_of(rows), ENTERPRISES, {"C": "legacy_id"}, recogniser=by_content)
    assert layout is not None
    assert (layout.columns[2].field, layout.columns[2].private) == (None, True)


def test_a_person_who_wants_nothing_of_a_column_is_not_asked_again(
    by_content: ContentRecogniser,
) -> None:
    rows = [["企业名称", "员工总数", "栏目三"], [NAMES[0], 3, "13900000000"]]
    layout = lay_out(sheet_of(rows), ENTERPRISES, {"C": None}, recogniser=by_content)
    assert layout is not None
    assert (layout.columns[2].field, layout.columns[2].by) == (None, "choice")


def test_one_known_label_is_a_header_if_the_cells_tell_the_rest(
    by_content: ContentRecogniser,
) -> None:
    rows = [["企业名称", "甲", "乙"], [NAMES[0], "13900000000", "织里镇"]]
    assert lay_out(sheet_of(rows), ENTERPRISES) is None
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert layout is not None
    assert [column.field for column in layout.columns] == ["name", "contact_phone", "town"]


def test_the_first_fifty_rows_decide(by_content: ContentRecogniser) -> None:
    phones = [f"139000000{n:02}" for n in range(50)] + ["见附件"] * 500
    rows = [["企业名称", "员工总数", "栏目三"], *([f"湖州{n}厂", 3, n] for n in phones)]
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert layout is not None
    assert layout.columns[2].field == "contact_phone"


HEADERLESS: list[list[Any]] = [
    ["吴兴区复工企业名单"],
    [1, NAMES[0], "91330502MA28C039X0", "13900000000", "织里镇", "张三", 30],
    [2, NAMES[1], "91330502MA28C03AX8", "13900000001", "八里店镇", "李四", 40],
    ["合计", None, None, None, None, None, 70],
    ["填报人：张三"],
]


def test_a_sheet_without_a_header_is_guessed_column_by_column(
    by_content: ContentRecogniser,
) -> None:
    sheet = sheet_of(HEADERLESS)
    assert lay_out(sheet, ENTERPRISES, recogniser=by_content) is None
    layout = lay_out_without_header(sheet, ENTERPRISES, by_content)
    assert layout is not None
    assert layout.header_rows == ()
    assert [column.field for column in layout.columns] == [
        None, "name", "uscc", "contact_phone", "town", None, None,
    ]  # fmt: skip
    assert layout.columns[0].by == "serial"
    assert {column.label for column in layout.columns} == {""}
    assert [row.row_number for row in layout.rows] == [2, 3]
    skipped = {row.row_number: row.reason for row in layout.skipped}
    assert skipped == {1: "title", 4: "total", 5: "signature"}
    assert layout.county_hint == "吴兴区复工企业名单"


def test_a_person_maps_a_sheet_without_a_header(by_content: ContentRecogniser) -> None:
    choices = {"F": "contact_name", "G": "employees", "E": None}
    layout = lay_out_without_header(sheet_of(HEADERLESS), ENTERPRISES, by_content, choices)
    assert layout is not None
    assert [(column.field, column.by) for column in layout.columns[4:]] == [
        (None, "choice"),
        ("contact_name", "choice"),
        ("employees", "choice"),
    ]


def test_a_header_of_unknown_labels_is_no_row(by_content: ContentRecogniser) -> None:
    rows = [["甲项", "乙项", "丙项"], *([name, "91330502MA28C039X0", "织里镇"] for name in NAMES)]
    layout = lay_out_without_header(sheet_of(rows), ENTERPRISES, by_content)
    assert layout is not None
    assert layout.header_rows == (1,)
    assert [(column.label, column.field) for column in layout.columns] == [
        ("甲项", "name"),
        ("乙项", "uscc"),
        ("丙项", "town"),
    ]
    assert len(layout.rows) == len(NAMES)


def test_prose_is_no_table(by_content: ContentRecogniser) -> None:
    sheet = sheet_of([["各位好"], ["请查收"]])
    assert lay_out_without_header(sheet, ENTERPRISES, by_content) is None


def test_a_roster_of_people_without_a_header(people_by_content: ContentRecogniser) -> None:
    rows = [
        ["王五", "034063", "织里派出所", "0572-2000001", "织里镇", "在岗"],
        ["沈六", "034064", "八里店派出所", "0572-2000002", "八里店镇", "在岗"],
    ]
    layout = lay_out_without_header(sheet_of(rows), LIAISONS, people_by_content)
    assert layout is not None
    assert [column.field for column in layout.columns] == [
        "name", None, "unit", "phone", "town", "status",
    ]  # fmt: skip


def test_an_index_of_people_does_not_take_an_enterprises_contact_for_its_person(
    people_by_content: ContentRecogniser, liaisons: HeaderIndex
) -> None:
    rows = [
        ["所属县区", "所属乡镇", "联系电话", "联系人"],
        ["吴兴区", "织里镇", "13900000000", "张三"],
    ]
    layout = lay_out(sheet_of(rows), liaisons, recogniser=people_by_content)
    assert layout is not None
    assert layout.columns[3].field is None


@pytest.mark.parametrize(
    ("labels", "ticks", "field", "values"),
    [
        (["规上", "规下"], ["√ ", " √", "  "], "above_scale", ["规上", "规下", None]),
        (["大型", "中型", "小型"], ["1  ", " 1 ", "  1"], "size", ["大型", "中型", "小型"]),
        (["规上", "规下"], ["√×", "×√", "××"], "above_scale", ["规上", "规下", "×"]),
        (["未复工", "部分复工", "全面复工"], ["✓  ", "✓✓ ", "  ✓"], "status",
         ["未复工", "未复工、部分复工", "全面复工"]),
    ],
    ids=["scale", "size", "crosses", "status ticked twice"],
)  # fmt: skip
def test_columns_that_are_ticked_become_one_value(
    labels: list[str],
    ticks: list[str],
    field: str,
    values: list[str | None],
    by_content: ContentRecogniser,
) -> None:
    rows = [["企业名称", "员工总数", *labels]]
    rows += [
        [name, 3, *(mark.strip() or None for mark in marks)]
        for name, marks in zip(NAMES, ticks, strict=True)
    ]
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert layout is not None
    told = [(column.field, column.by) for column in layout.columns[2:]]
    assert told == [(field, "ticked"), *[(None, "ticked")] * (len(labels) - 1)]
    assert [row.cells[2] for row in layout.rows] == values


def test_a_column_named_like_a_value_that_is_not_ticked_is_read_as_it_is(
    by_content: ContentRecogniser,
) -> None:
    rows = [["企业名称", "规上", "规下"], [NAMES[0], "规上", None], [NAMES[1], "规下", None]]
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert layout is not None
    assert "ticked" not in {column.by for column in layout.columns}
    assert [row.cells[1] for row in layout.rows] == ["规上", "规下"]
