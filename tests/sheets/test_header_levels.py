"""Headers over two and three rows, with merged cells and without."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.sheets.tables.layout import Layout, lay_out
from tests.sheets.conftest import header_index, sheet_of

ENTERPRISES = header_index("enterprises")
NAME = "湖州甲纺织有限公司"


def layout_of(rows: list[list[Any]], merged: list[str]) -> Layout:
    layout = lay_out(sheet_of(rows, merged=merged), ENTERPRISES)
    assert layout is not None
    return layout


def fields(layout: Layout) -> list[str | None]:
    return [column.field for column in layout.columns]


TWO: list[list[Any]] = [
    ["序号", "企业名称", "员工情况", None, "复工情况", None, "联系方式", None, "备注"],
    [None, None, "总数", "返岗", "状态", "时间", "姓名", "电话", None],
    [1, NAME, 10, 5, "部分复工", "2020-02-10", "张三", "13900000000", None],
]
TWO_FIELDS = [
    None,
    "name",
    "employees",
    "employees_on_duty",
    "status",
    "resumed_on",
    "contact_name",
    "contact_phone",
    "remark",
]
THREE: list[list[Any]] = [
    ["序号", "企业名称", "员工情况", None, None, "联系方式", None],
    [None, None, "总数", "其中", None, "姓名", "电话"],
    [None, None, None, "返岗", "未返岗", None, None],
    [1, NAME, 10, 5, 5, "张三", "13900000000"],
]
THREE_FIELDS = [
    None,
    "name",
    "employees",
    "employees_on_duty",
    None,
    "contact_name",
    "contact_phone",
]


@pytest.mark.parametrize(
    "merged",
    [
        pytest.param(["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1", "I1:I2"], id="merged"),
        pytest.param(["C1:D1", "E1:F1", "G1:H1"], id="groups merged only"),
        pytest.param([], id="merges lost"),
    ],
)
def test_members_that_mean_nothing_alone_are_read_with_their_group(merged: list[str]) -> None:
    layout = layout_of(TWO, merged)
    assert layout.header_rows == (1, 2)
    assert fields(layout) == TWO_FIELDS
    assert [row.row_number for row in layout.rows] == [3]


@pytest.mark.parametrize(
    "merged",
    [
        pytest.param(
            ["A1:A3", "B1:B3", "C1:E1", "C2:C3", "D2:E2", "F1:G1", "F2:F3", "G2:G3"], id="merged"
        ),
        pytest.param([], id="merges lost"),
    ],
)
def test_a_header_may_have_three_levels(merged: list[str]) -> None:
    layout = layout_of(THREE, merged)
    assert layout.header_rows == (1, 2, 3)
    assert fields(layout) == THREE_FIELDS
    assert layout.columns[3].label == "员工情况/其中/返岗"
    assert [row.row_number for row in layout.rows] == [4]


def test_titles_above_two_levels_stay_titles() -> None:
    rows = [["吴兴区企业复工情况表"], ["填报单位：吴兴区", None, None, "单位：人"], *TWO]
    layout = layout_of(rows, ["A1:I1", "C3:D3", "E3:F3", "G3:H3"])
    assert layout.header_rows == (3, 4)
    assert {row.row_number: row.reason for row in layout.skipped} == {1: "title", 2: "title"}


def test_a_group_of_one_member_is_a_level() -> None:
    layout = layout_of(
        [["企业名称", "联系人", "备注"], [None, "姓名", None], [NAME, "张三", None]], []
    )
    assert (layout.header_rows, fields(layout)) == ((1, 2), ["name", "contact_name", "remark"])


def test_labels_with_units_may_stand_on_two_levels() -> None:
    layout = layout_of(
        [
            ["企业名称", "员工情况（单位：人）", None],
            [None, "总数", "返岗"],
            [NAME, 10, 5],
        ],
        ["B1:C1"],
    )
    assert fields(layout) == ["name", "employees", "employees_on_duty"]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [["企业名称", None, "联系电话", None], [NAME, None, "0572-2000000", None]],
            id="each label over two columns",
        ),
        pytest.param(
            [["企业名称", "联系电话", None, "备注"], [NAME, "13900000000", "13900000001", "无"]],
            id="a label over two values",
        ),
    ],
)
def test_data_under_merged_labels_is_no_level(rows: list[list[Any]]) -> None:
    layout = layout_of(rows, ["C1:D1"] if rows[0][1] is None else ["B1:C1"])
    assert layout.header_rows == (1,)
    assert [row.row_number for row in layout.rows] == [2]


def test_members_are_not_read_without_their_groups() -> None:
    rows: list[list[Any]] = [
        ["企业名称", "所属县区", "复工专员", None, "项目警官", None],
        [None, None, "姓名", "电话", "姓名", "警号"],
        [NAME, "吴兴区", "李四", "0572-2000001", "王五", "034063"],
    ]
    merged = ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]
    assert fields(layout_of(rows, merged)) == [
        "name", "county", "commissioner", None, "officer", None,
    ]  # fmt: skip
    assert lay_out(sheet_of(rows, merged=merged), header_index("liaisons")) is None
