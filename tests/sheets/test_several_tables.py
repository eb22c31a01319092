"""Sheets with more than one table: under one another and side by side."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.sheets.reading.reader import Cell, Sheet
from liaison.sheets.tables.content import ContentRecogniser
from liaison.sheets.tables.layout import Layout, lay_out, lay_out_all, lay_out_without_header
from tests.sheets.conftest import header_index, sheet_of

ENTERPRISES = header_index("enterprises")
FIRST: list[list[Any]] = [
    ["序号", "企业名称", "员工总数", "联系电话"],
    [1, "湖州甲有限公司", 10, "13900000000"],
    [2, "湖州乙有限公司", 20, "13900000001"],
]
REORDERED: list[list[Any]] = [
    ["序号", "统一社会信用代码", "企业名称", "员工总数"],
    [1, "91330502MA28C039X0", "湖州丙有限公司", 30],
]
FOREIGN: list[list[Any]] = [
    ["序号", "品名", "数量", "单价"],
    [1, "口罩", 100, 2],
    [2, "消毒液", 10, 20],
]


def read(layout: Layout) -> list[dict[str, Cell]]:
    """The data rows as field → cell."""
    return [
        {
            column.field: cell
            for column, cell in zip(layout.columns, row.cells, strict=True)
            if column.field and cell is not None
        }
        for row in layout.rows
    ]


def skipped(layout: Layout) -> dict[int, str]:
    return {row.row_number: row.reason for row in layout.skipped}


@pytest.mark.parametrize(
    "between",
    [
        pytest.param([], id="at once"),
        pytest.param([[None]], id="a blank row between"),
        pytest.param([[None], ["南浔区复工企业"]], id="a title between"),
    ],
)
def test_each_table_is_read_by_its_own_header(between: list[list[Any]]) -> None:
    first, second = lay_out_all(sheet_of([*FIRST, *between, *REORDERED]), ENTERPRISES)
    assert [row["name"] for row in read(first)] == ["湖州甲有限公司", "湖州乙有限公司"]
    assert read(second) == [
        {"uscc": "91330502MA28C039X0", "name": "湖州丙有限公司", "employees": 30}
    ]
    assert second.header_rows == (4 + len(between),)


def test_the_first_layout_lists_the_rows_of_the_others() -> None:
    layout = lay_out(sheet_of([*FIRST, [None], *REORDERED]), ENTERPRISES)
    assert layout is not None
    assert len(layout.rows) == 2
    assert skipped(layout) == {4: "blank", 5: "other_table", 6: "other_table"}


def test_a_table_of_something_else_is_not_read_and_not_forgotten() -> None:
    sheet = sheet_of([*FIRST, [None], *FOREIGN, [None], *REORDERED])
    first, second = lay_out_all(sheet, ENTERPRISES)
    assert len(first.rows) == 2
    assert skipped(first) == {
        4: "blank",
        5: "other_table",
        6: "other_table",
        7: "other_table",
        8: "blank",
    }
    assert [row["name"] for row in read(second)] == ["湖州丙有限公司"]


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(["序号", "企业名称", "员工总数", "联系电话"], id="the same"),
        pytest.param(["序号", "单位名称", "员工数", "手机"], id="in other words"),
        pytest.param(["序 号", "企业\n名称", "员工总数（人）", "联系电话"], id="with units"),
    ],
)
def test_the_same_columns_again_continue_the_table(header: list[str]) -> None:
    rows = [*FIRST, header, [3, "湖州丙有限公司", 30, "13900000002"]]
    [layout] = lay_out_all(sheet_of(rows), ENTERPRISES)
    assert skipped(layout) == {4: "header"}
    assert [row["employees"] for row in read(layout)] == [10, 20, 30]


def test_an_unknown_label_in_the_place_of_a_field_begins_another_table() -> None:
    rows = [*FIRST, ["序号", "企业名称", "员工总数", "传真"], [3, "湖州丙有限公司", 30, "2000000"]]
    first, second = lay_out_all(sheet_of(rows), ENTERPRISES)
    assert len(first.rows) == 2
    assert read(second) == [{"name": "湖州丙有限公司", "employees": 30}]


def test_a_repeated_header_of_two_levels_continues_the_table() -> None:
    header: list[list[Any]] = [
        ["企业名称", "员工情况", None],
        [None, "总数", "返岗"],
    ]
    rows = [*header, ["甲有限公司", 3, 2], *header, ["乙有限公司", 5, 4]]
    [layout] = lay_out_all(sheet_of(rows, merged=["B1:C1", "B4:C4"]), ENTERPRISES)
    assert skipped(layout) == {4: "header", 5: "header"}
    assert [row["employees_on_duty"] for row in read(layout)] == [2, 4]


def test_a_table_of_two_levels_may_follow_one_of_one() -> None:
    rows = [
        *FIRST,
        ["企业名称", "员工情况", None, None],
        [None, "总数", "返岗", None],
        ["丙有限公司", 5, 4, None],
    ]
    _, second = lay_out_all(sheet_of(rows, merged=["B4:C4"]), ENTERPRISES)
    assert second.header_rows == (4, 5)
    assert read(second) == [{"name": "丙有限公司", "employees": 5, "employees_on_duty": 4}]


def test_a_section_holds_for_the_next_table_until_another_one() -> None:
    rows = [FIRST[0], ["吴兴区（2家）"], *FIRST[1:], *REORDERED]
    _, second = lay_out_all(sheet_of(rows), ENTERPRISES)
    assert second.section_hints == {2: "吴兴区（2家）"}
    rows = [FIRST[0], ["吴兴区（2家）"], *FIRST[1:], ["南浔区（1家）"], *REORDERED]
    _, second = lay_out_all(sheet_of(rows), ENTERPRISES)
    assert second.section_hints == {5: "南浔区（1家）"} | second.section_hints
    assert max(second.section_hints) == 5


def test_choices_hold_in_a_further_table_under_the_same_label() -> None:
    rows = [
        ["企业名称", "员工总数", "甲栏"],
        ["甲有限公司", 1, "x"],
        ["企业名称", "返岗人数", "甲栏"],
        ["乙有限公司", 2, "y"],
    ]
    _, second = lay_out_all(sheet_of(rows), ENTERPRISES, {"B": "power_kwh", "C": "remark"})
    assert read(second) == [{"name": "乙有限公司", "employees_on_duty": 2, "remark": "y"}]


SIDE: list[list[Any]] = [
    ["吴兴区复工企业"],
    ["序号", "企业名称", "联系电话", None, "序号", "企业名称", "联系电话"],
    [1, "湖州甲有限公司", "13900000000", None, 3, "湖州丙有限公司", "13900000002"],
    [2, "湖州乙有限公司", "13900000001"],
    ["合计", None, None, None, None, None, None],
]


@pytest.mark.parametrize("gap", [True, False], ids=["apart", "touching"])
def test_tables_side_by_side_are_read_each(gap: bool, by_content: ContentRecogniser) -> None:
    rows = SIDE if gap else [[*row[:3], *row[4:]] for row in SIDE]
    layouts = lay_out_all(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert [[row["name"] for row in read(layout)] for layout in layouts] == [
        ["湖州甲有限公司", "湖州乙有限公司"],
        ["湖州丙有限公司"],
    ]
    assert [layout.columns[0].column for layout in layouts] == [0, 4 if gap else 3]
    assert [layout.county_hint for layout in layouts] == ["吴兴区复工企业"] * 2
    assert skipped(layouts[0]) == {1: "title", 5: "total"}
    assert skipped(layouts[1]) == {}


def test_the_first_layout_shows_the_columns_beside_it_as_unmatched() -> None:
    layout = lay_out(sheet_of(SIDE), ENTERPRISES)
    assert layout is not None
    beside = [(column.label, column.field) for column in layout.columns[5:]]
    assert beside == [("企业名称", None), ("联系电话", None)]


_ROWS: st.SearchStrategy[list[list[Cell]]] = st.lists(
    st.one_of(
        st.sampled_from([*FIRST, *REORDERED, *FOREIGN, ["吴兴区（2家）"], ["合计"], [None]]),
        st.lists(st.one_of(st.none(), st.integers(0, 9), st.text(max_size=4)), max_size=4),
    ).map(lambda row: [*row, *[None] * (4 - len(row))]),
    max_size=14,
)


@given(_ROWS)
def test_every_row_is_in_one_table_and_none_is_lost(rows: list[list[Cell]]) -> None:
    sheet = Sheet("表", True, 3, 0, [*(list(row) for row in FIRST), *rows])
    layouts = lay_out_all(sheet, ENTERPRISES)
    told = [
        number
        for layout in layouts
        for number in (
            *layout.header_rows,
            *(row.row_number for row in layout.rows),
            *skipped(layout),
        )
    ]
    assert sorted(told) == list(range(3, 3 + len(sheet.rows)))
    first = lay_out(sheet, ENTERPRISES)
    assert first is not None
    assert first.rows == layouts[0].rows
    numbers = [*first.header_rows, *(row.row_number for row in first.rows), *skipped(first)]
    assert sorted(numbers) == sorted(told)


_ANY_CELL: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.datetimes(),
    st.times(),
    st.text(max_size=6),
    st.sampled_from(
        ["企业名称", "员工情况", "总数", "序号", "联系电话", "/", "合计", "（1）", "\n"]
    ),
)


@given(
    rows=st.integers(1, 6).flatmap(
        lambda width: st.lists(st.lists(_ANY_CELL, min_size=width, max_size=width), max_size=8)
    ),
    corners=st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=3),
)
def test_any_cells_and_any_merges_are_a_table_or_none(
    rows: list[list[Cell]],
    corners: list[tuple[int, int, int, int]],
    by_content: ContentRecogniser,
) -> None:
    merged = tuple(
        (min(top, bottom), min(left, right), max(top, bottom), max(left, right))
        for top, left, bottom, right in corners
    )
    sheet = Sheet("表", True, 1, 0, rows, merged)
    layouts = lay_out_all(sheet, ENTERPRISES, recogniser=by_content)
    bare = lay_out_without_header(sheet, ENTERPRISES, by_content)
    for layout in [*layouts, *([bare] if bare else [])]:
        assert all(len(row.cells) == len(layout.columns) for row in layout.rows)
    if bare is not None:
        told = [*bare.header_rows, *(row.row_number for row in bare.rows), *skipped(bare)]
        assert sorted(told) == list(range(1, len(rows) + 1))


def test_a_small_table_above_a_larger_one_is_read_too() -> None:
    small: list[list[Any]] = [["企业名称", "联系电话"], ["湖州丙有限公司", "13900000002"]]
    layouts = lay_out_all(sheet_of([*small, [None], *FIRST]), ENTERPRISES)
    assert [[row["name"] for row in read(layout)] for layout in layouts] == [
        ["湖州丙有限公司"],
        ["湖州甲有限公司", "湖州乙有限公司"],
    ]


def test_the_head_of_a_form_is_no_table() -> None:
    head: list[Any] = ["单位名称", "吴兴区经信局", "联系人", "张三", "电话", "2000000"]
    [layout] = lay_out_all(sheet_of([head, [None], *FIRST]), ENTERPRISES)
    assert layout.header_rows == (3,)
    assert skipped(layout) == {1: "title", 2: "blank"}
