"""Sheets as counties hand them in: the table is found and every row is accounted for."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.sheets.reading.reader import Cell, Sheet, read_workbook
from liaison.sheets.tables.content import ContentRecogniser
from liaison.sheets.tables.headers import HeaderIndex
from liaison.sheets.tables.layout import Layout, column_letter, lay_out
from tests.sheets.conftest import header_index, sheet_of

ENTERPRISES = header_index("enterprises")
DEMO = Path(__file__).parents[2] / "data" / "demo"

HEADER: list[Any] = ["序号", "企业名称", "统一社会信用代码", "所属乡镇", "员工总数"]
FIRST: list[Any] = [1, "湖州甲纺织有限公司", "91330502MA28C039X0", "织里镇", 120]
SECOND: list[Any] = [2, "湖州乙纺织有限公司", "91330502MA28C03AX8", "八里店镇", 30]


def layout_of(
    rows: Sequence[Sequence[Any]], index: HeaderIndex = ENTERPRISES, **options: Any
) -> Layout:
    layout = lay_out(sheet_of(rows, **options), index)
    assert layout is not None
    return layout


def matched(layout: Layout) -> dict[str, str | None]:
    """Column letter → field."""
    return {column_letter(column.column): column.field for column in layout.columns if column.field}


def skipped(layout: Layout) -> dict[int, str]:
    return {row.row_number: row.reason for row in layout.skipped}


def numbers(layout: Layout) -> list[int]:
    return [row.row_number for row in layout.rows]


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"),
                            (16_383, "XFD")]
)  # fmt: skip
def test_columns_have_excel_names(column: int, letters: str) -> None:
    assert column_letter(column) == letters


@pytest.mark.parametrize("row", [1, 2, 5, 10, 20])
@pytest.mark.parametrize("column", [1, 3])
def test_the_header_is_found_in_any_of_the_first_rows(row: int, column: int) -> None:
    layout = layout_of([HEADER, FIRST, SECOND], at=(row, column))
    assert layout.header_rows == (row,)
    assert [tuple(each.cells) for each in layout.rows] == [tuple(FIRST), tuple(SECOND)]
    assert numbers(layout) == [row + 1, row + 2]
    assert list(matched(layout)) == [column_letter(column + place) for place in range(4)]


def test_rows_above_the_header_are_titles_or_blank() -> None:
    layout = layout_of(
        [["湖州市吴兴区企业复工情况表"], [None], ["填报单位：", None, "2月10日"], HEADER, FIRST],
        merged=["A1:E1"],
    )
    assert layout.header_rows == (4,)
    assert skipped(layout) == {1: "title", 2: "blank", 3: "title"}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["各位好"], ["请查收"]], id="prose"),
        pytest.param([["序号", "品名", "单价"], [1, "口罩", 2]], id="another table"),
        pytest.param([FIRST, SECOND], id="no header"),
        pytest.param([["企业名称"], ["湖州甲纺织有限公司"]], id="one field only"),
        pytest.param([*[["说明"]] * 20, HEADER, FIRST], id="header too far down"),
        pytest.param(
            [
                ["企业名称", FIRST[1], "信用代码", FIRST[2]],
                ["联系电话", "13900000000", "员工总数", 12],
            ],
            id="a form about one enterprise",
        ),
    ],
)
def test_a_sheet_without_a_known_header_has_no_layout(rows: list[list[Any]]) -> None:
    assert lay_out(sheet_of(rows), ENTERPRISES) is None


def test_an_empty_sheet_has_no_layout() -> None:
    assert lay_out(Sheet("空", True, 1, 0, []), ENTERPRISES) is None


def test_without_a_name_column_three_fields_are_needed() -> None:
    rows: list[list[Any]] = [
        ["统一社会信用代码", "员工总数", "返岗人数"],
        ["91330502MA28C039X0", 3, 2],
    ]
    assert lay_out(sheet_of([row[:2] for row in rows]), ENTERPRISES) is None
    assert numbers(layout_of(rows)) == [2]


TWO_LEVELS: list[list[Any]] = [
    ["企业名称", "联系人", None, "用工情况", None, "备注"],
    [None, "姓名", "电话", "员工总数", "返岗人数", None],
    ["湖州甲纺织有限公司", "张三", "13900000000", 120, 90, None],
]
TWO_LEVEL_FIELDS = {
    "A": "name",
    "B": "contact_name",
    "C": "contact_phone",
    "D": "employees",
    "E": "employees_on_duty",
    "F": "remark",
}


@pytest.mark.parametrize(
    "merged",
    [
        pytest.param(["A1:A2", "B1:C1", "D1:E1", "F1:F2"], id="merged"),
        pytest.param([], id="merged cells lost"),
    ],
)
def test_a_header_may_be_spread_over_two_rows(merged: list[str]) -> None:
    layout = layout_of(TWO_LEVELS, merged=merged)
    assert layout.header_rows == (1, 2)
    assert matched(layout) == TWO_LEVEL_FIELDS
    assert [column.label for column in layout.columns] == [
        "企业名称",
        "联系人/姓名",
        "联系人/电话",
        "用工情况/员工总数",
        "用工情况/返岗人数",
        "备注",
    ]
    assert numbers(layout) == [3]


def test_groups_above_a_whole_header_tell_whose_phone_it_is() -> None:
    layout = layout_of(
        [
            ["企业信息", None, "复工专员", None],
            ["企业名称", "员工总数", "姓名", "联系电话"],
            ["湖州甲纺织有限公司", 120, "李四", "13900000000"],
        ],
        merged=["A1:B1", "C1:D1"],
    )
    assert layout.header_rows == (1, 2)
    assert matched(layout) == {"A": "name", "B": "employees", "C": "commissioner"}


def test_a_title_and_a_date_above_are_not_a_level() -> None:
    layout = layout_of(
        [["企业复工情况表", None, None, "二月十日", None], HEADER, FIRST], merged=["A1:C1", "D1:E1"]
    )
    assert layout.header_rows == (2,)
    assert skipped(layout) == {1: "title"}


def test_the_first_data_row_is_not_taken_for_a_second_header_row() -> None:
    layout = layout_of(
        [["企业名称", "企业规模", "复工状态"], ["湖州甲纺织有限公司", "规上", "未复工"]]
    )
    assert (layout.header_rows, numbers(layout)) == ((1,), [2])


AFTER_HEADER: list[Any] = [
    pytest.param([None], "blank", id="empty"),
    pytest.param([" ", "\u3000"], "blank", id="blanks only"),
    pytest.param([3], "blank", id="numbered blank form"),
    pytest.param(["3"], "blank", id="numbered as text"),
    pytest.param(["吴兴区（92家）"], "section", id="section with count"),
    pytest.param(["一、规上企业"], "section", id="numbered section"),
    pytest.param(["一", "吴兴区"], "section", id="section behind a numeral"),
    pytest.param([None, "织里镇"], "section", id="section in the name column"),
    pytest.param(["织里镇", None, None, None, 92], "section", id="section with a number"),
    pytest.param(["合计", None, None, None, 150], "total", id="total"),
    pytest.param(["合  计", "2家", None, None, 150], "total", id="spaced total"),
    pytest.param([None, "小计", None, None, 150], "total", id="subtotal in the name column"),
    pytest.param([None, "吴兴区小计", "x", "y", 150], "total", id="subtotal of an area"),
    pytest.param(["总计：", None, None, None, 150], "total", id="total with colon"),
    pytest.param(["Total", "x", "y", "z", 150], "total", id="English total"),
    pytest.param(["填表人：张三", None, "审核人：李四"], "signature", id="signatures"),
    pytest.param(["单位负责人（签字）：", None, "联系电话："], "signature", id="to be signed"),
    pytest.param([None, "填报日期", None, "2020年2月10日"], "signature", id="date of report"),
    pytest.param(["注：员工总数含外包人员"], "note", id="note"),
    pytest.param(["备注1：按法人统计"], "note", id="numbered remark"),
    pytest.param(["以上数据截至2月10日24时"], "note", id="loose text at the end"),
    pytest.param([None, None, None, None, 150], "total", id="bare sum at the end"),
    pytest.param(["本页小计", None, None, None, 150], "total", id="subtotal of a page"),
    pytest.param(["吴兴区小计：92家", "x", "y", "z", 150], "total", id="subtotal with a count"),
    pytest.param([None, "合计92家企业", "x", "y", 150], "total", id="total of enterprises"),
    pytest.param(["其中：规上企业", None, None, None, 80], "total", id="part of a total"),
    pytest.param(["总  计", None, None, None, 150], "total", id="spaced grand total"),
    pytest.param(["单位：人"], "note", id="unit"),
    pytest.param(["填表说明"], "note", id="heading of notes"),
    pytest.param([None, "以上数据截至2月10日24时"], "note", id="sentence among the names"),
    pytest.param([None, "2.按法人统计。"], "note", id="numbered sentence among the names"),
    pytest.param(["审核：", None, "签发："], "signature", id="short signatures"),
    pytest.param(["（盖章）"], "signature", id="seal"),
    pytest.param([None, "2020年2月10日"], "signature", id="day alone"),
    pytest.param(["咨询电话：0572-2000000"], "signature", id="phone to ask"),
    pytest.param(["例", "湖州丙有限公司", "9133", "织里镇", 1], "example", id="example in short"),
    pytest.param(HEADER, "header", id="repeated header"),
    pytest.param(["序 号", "企业\n名称", *HEADER[2:]], "header", id="repeated with blanks"),
    pytest.param(["示例", "某某有限公司", "9133", "织里镇", 1], "example", id="example"),
    pytest.param([1, "示例企业有限公司", "9133", "织里镇", 1], "example", id="example's name"),
    pytest.param(["e.g.", "Some Ltd", "9133", "Zhili", 1], "example", id="English example"),
]


@pytest.mark.parametrize(("row", "reason"), AFTER_HEADER)
def test_rows_that_are_no_data_are_skipped_with_their_reason(row: list[Any], reason: str) -> None:
    layout = layout_of([HEADER, FIRST, row, SECOND] if reason == "section" else
                       [HEADER, FIRST, row, ["注：完"]])  # fmt: skip
    assert skipped(layout)[3] == reason
    assert 3 not in numbers(layout)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(FIRST, id="plain"),
        pytest.param([None, "湖州丙有限公司"], id="only a name"),
        pytest.param([3, "湖州丙有限公司"], id="number and name"),
        pytest.param(["3", "湖州丙有限公司"], id="number as text and name"),
        pytest.param([3, "合计科技有限公司"], id="named like a total"),
        pytest.param([3, "小计量器具厂", "9133", "织里镇", 1], id="named like a subtotal"),
        pytest.param([3, "合计3D打印有限公司", "9133"], id="named like a total with a count"),
        pytest.param([None, "备注信息科技公司"], id="named like a remark"),
        pytest.param([3, "审核人才服务有限公司", "9133"], id="named like somebody who signs"),
        pytest.param([3, "数据港有限公司", None, None, 5], id="named like a sentence"),
        pytest.param([None, "一、湖州丙有限公司"], id="numbered name"),
        pytest.param([None, "织里阿大五金加工点"], id="workshop alone"),
        pytest.param([None, "湖州丙实业"], id="short name alone"),
        pytest.param([3, "织里童装世界"], id="unusual name with its number"),
        pytest.param([3, "注册会计师事务所", "9133"], id="named like a note"),
        pytest.param([3, "负责任食品有限公司", "9133"], id="named like a signature"),
        pytest.param([3, "Total Energy Co., Ltd", "9133"], id="named like an English total"),
        pytest.param([3, None, "91330502MA28C039X0", "织里镇", 5], id="name missing"),
        pytest.param([None, None, None, "织里镇", 5], id="name and number missing"),
        pytest.param([3, 12345, "91330502MA28C039X0"], id="name typed as a number"),
        pytest.param([" ", "湖州丙有限公司", " ", " ", " "], id="blanks beside a name"),
    ],
)
def test_rows_that_look_odd_are_data_all_the_same(row: list[Any]) -> None:
    layout = layout_of([HEADER, FIRST, row, SECOND])
    assert numbers(layout) == [2, 3, 4]


def test_a_whole_sheet_in_the_usual_disorder() -> None:
    layout = layout_of(
        [
            ["企业复工情况表"],
            HEADER,
            ["吴兴区（1家）"],
            FIRST,
            ["小计", None, None, None, 120],
            ["南浔区（1家）"],
            HEADER,
            SECOND,
            ["小计", None, None, None, 30],
            ["合计", None, None, None, 150],
            ["填表人：张三", None, "审核人：李四"],
            ["注：1.数据截至2月10日"],
            ["2.按法人统计"],
        ],
        merged=["A1:E1", "A3:E3", "A6:E6"],
    )
    assert numbers(layout) == [4, 8]
    assert skipped(layout) == {
        1: "title",
        3: "section",
        5: "total",
        6: "section",
        7: "header",
        9: "total",
        10: "total",
        11: "signature",
        12: "note",
        13: "note",
    }
    assert layout.section_hints == {3: "吴兴区（1家）", 6: "南浔区（1家）"}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param([1, 2, 3, 4, 5], id="numbers"),
        pytest.param(["(1)", "(2)", "(3)", "(4)", "(5)"], id="in brackets"),
        pytest.param(["A", "B", "C", "D", "E"], id="letters"),
        pytest.param(["甲", "乙", "丙", 1, 2], id="characters then numbers"),
        pytest.param([None, None, None, None, "（人）"], id="units"),
    ],
)
def test_a_row_of_column_numbers_or_units_belongs_to_the_header(row: list[Any]) -> None:
    layout = layout_of([HEADER, row, FIRST])
    assert (numbers(layout), skipped(layout)) == ([3], {2: "header"})


def test_a_blank_form_has_no_rows() -> None:
    layout = layout_of([HEADER, *[[number] for number in range(1, 21)], ["合计"]])
    assert layout.rows == []
    assert set(skipped(layout).values()) == {"blank", "total"}


def test_a_cell_merged_down_gives_its_value_to_each_data_row() -> None:
    rows: list[list[Any]] = [
        ["所属乡镇", "企业名称", "员工总数"],
        ["织里镇", "甲有限公司", 1],
        [None, "乙有限公司", 2],
        [None, "小计", 3],
        [None, "丙有限公司", 4],
        ["八里店镇", "丁有限公司", 5],
        [None, "戊有限公司", 6],
    ]
    sheet = sheet_of(rows, merged=["A2:A5"])
    before = copy.deepcopy(sheet)
    layout = lay_out(sheet, ENTERPRISES)
    assert layout is not None
    assert [(row.row_number, row.cells[0]) for row in layout.rows] == [
        (2, "织里镇"),
        (3, "织里镇"),
        (5, "织里镇"),
        (6, "八里店镇"),
        (7, None),
    ]
    assert sheet == before


def test_a_merged_cell_alone_does_not_make_a_row() -> None:
    layout = layout_of(
        [
            ["所属乡镇", "企业名称", "员工总数"],
            ["织里镇", "甲有限公司", 1],
            [None],
            [None, None, 9],
        ],
        merged=["A2:A6"],
    )
    assert numbers(layout) == [2]


@pytest.mark.parametrize(
    ("title", "sheet_name", "hint"),
    [
        ("湖州市吴兴区企业复工情况表", "Sheet1", "湖州市吴兴区企业复工情况表"),
        ("企业复工情况表", "南浔区", "南浔区"),
        ("湖州市企业复工情况表", "织里", "织里"),
        ("各县区企业复工情况表", "Sheet1", None),
        ("Resumption", "Wuxing District", "Wuxing District"),
        ("企业复工情况表", "Sheet1", None),
    ],
)
def test_the_sheet_or_its_title_may_name_the_county(
    title: str, sheet_name: str, hint: str | None
) -> None:
    assert layout_of([[title], HEADER, FIRST], title=sheet_name).county_hint == hint


def test_private_and_unlabelled_columns_stay_visible_in_the_layout() -> None:
    layout = layout_of([["企业名称", "员工总数", "身份证号", None, "备注2"],
                        ["甲有限公司", 1, "330", "x", "y"]])  # fmt: skip
    assert [(column.label, column.field, column.private) for column in layout.columns[2:]] == [
        ("身份证号", None, True),
        ("", None, False),
        ("备注2", None, False),
    ]
    assert len(layout.rows[0].cells) == len(layout.columns)


_CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.integers(0, 999),
    st.sampled_from(["合计", "吴兴区（2家）", "注：", "填表人：", " ", "企业名称", "某某有限公司"]),
    st.text(min_size=1, max_size=6),
)


@settings(deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=5, max_size=5), max_size=12))
def test_every_row_is_data_or_skipped_and_none_is_lost(rows: list[list[Cell]]) -> None:
    sheet = Sheet("表", True, 3, 0, [list(HEADER), *rows])
    layout = lay_out(sheet, ENTERPRISES)
    assert layout is not None
    accounted = [*layout.header_rows, *numbers(layout), *skipped(layout)]
    assert sorted(accounted) == list(range(3, 3 + len(sheet.rows)))
    assert all(row.cells == sheet.rows[row.row_number - 3] for row in layout.rows)


EXPECTED = json.loads((DEMO / "expected.json").read_text(encoding="utf-8"))["sheets"]


@pytest.fixture(scope="module")
def demo_layouts() -> dict[str, Layout | None]:
    sheets = read_workbook((DEMO / "enterprises.xlsx").read_bytes(), "enterprises.xlsx")
    return {sheet.name: lay_out(sheet, ENTERPRISES) for sheet in sheets}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_demonstration_city_is_laid_out_as_announced(
    demo_layouts: dict[str, Layout | None], name: str
) -> None:
    layout, expected = demo_layouts[name], EXPECTED[name]
    assert layout is not None
    assert list(layout.header_rows) == expected["header_rows"]
    assert len(layout.rows) == expected["rows"]
    left_out = [column.label for column in layout.columns if column.private]
    assert left_out == expected["left_out"]
    unmatched = [column.label for column in layout.columns if column.field is None]
    assert unmatched == ["序号", *left_out]
    assert layout.county_hint == name


@pytest.mark.parametrize(("file", "rows"), [("officers.xlsx", 48), ("commissioners.xlsx", 46)])
def test_the_demonstration_people_are_laid_out(file: str, rows: int, liaisons: HeaderIndex) -> None:
    [sheet] = read_workbook((DEMO / file).read_bytes(), file)
    layout = lay_out(sheet, liaisons)
    assert layout is not None
    assert len(layout.rows) == rows
    assert all(column.field for column in layout.columns)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(["吴兴区", None, None], id="name column"),
        pytest.param(["吴兴", None, None], id="short name"),
        pytest.param(["吴兴区", 120, 90], id="with its sums"),
        pytest.param(["吴兴区92家", 120, 90], id="with its count and sums"),
        pytest.param(["制造业", None, None], id="industry"),
        pytest.param(["规上企业", None, None], id="above scale"),
        pytest.param(["第一批", None, None], id="no name of an enterprise"),
        pytest.param(["附件2", None, None], id="number of an annex"),
    ],
)
def test_a_section_may_stand_where_the_names_do(
    row: list[Any], by_content: ContentRecogniser
) -> None:
    rows = [["企业名称", "员工总数", "返岗人数"], ["甲有限公司", 3, 2], row, ["乙有限公司", 5, 4]]
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert layout is not None
    assert (numbers(layout), skipped(layout)) == ([2, 4], {3: "section"})


def test_a_section_that_names_no_area_leaves_the_one_above_in_force(
    by_content: ContentRecogniser,
) -> None:
    rows = [HEADER, ["吴兴区（2家）"], ["一、规上企业"], FIRST, ["二、规下企业"], SECOND]
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert layout is not None
    assert [reason for _, reason in sorted(skipped(layout).items())] == ["section"] * 3
    assert layout.section_hints == {2: "吴兴区（2家）"}


def test_a_section_of_an_unknown_area_ends_the_one_above(by_content: ContentRecogniser) -> None:
    rows = [HEADER, ["吴兴区（1家）"], FIRST, ["市本级（1家）"], SECOND]
    layout = lay_out(sheet_of(rows), ENTERPRISES, recogniser=by_content)
    assert layout is not None
    assert layout.section_hints == {2: "吴兴区（1家）", 4: "市本级（1家）"}


def test_sums_without_a_word_end_each_section() -> None:
    layout = layout_of(
        [HEADER, ["吴兴区（1家）"], FIRST, [None, None, None, None, 120], ["南浔区（1家）"], SECOND]
    )
    assert skipped(layout) == {2: "section", 4: "total", 5: "section"}


@pytest.mark.parametrize("name", ["湖州某某纺织有限公司", "湖州XX纺织有限公司", "某某厂"])
def test_a_masked_name_is_data_for_it_may_be_all_that_is_told(name: str) -> None:
    layout = layout_of([HEADER, [1, name, None, "织里镇", 3], [2, "湖州乙有限公司", None, None, 3]])
    assert skipped(layout) == {}


def test_a_value_merged_down_from_the_header_is_none_of_the_rows() -> None:
    layout = layout_of(
        [["企业名称", "员工总数", "备注"], ["甲有限公司", 1, None], ["乙有限公司", 2, None]],
        merged=["C1:C3"],
    )
    assert [row.cells[2] for row in layout.rows] == [None, None]


@pytest.mark.parametrize(
    ("title", "sheet_name", "file_name", "hint"),
    [
        ("企业表", "Sheet1 (南浔)", "", "Sheet1 (南浔)"),
        ("企业表", "Sheet1", "德清县企业名册_20200210.xlsx", "德清县企业名册_20200210.xlsx"),
        ("湖州吴兴建设有限公司员工表", "Sheet1", "", None),
        ("湖州南浔木业厂", "Sheet1", "长兴名册.csv", "长兴名册.csv"),
        ("吴兴区工厂复工表", "Sheet1", "", "吴兴区工厂复工表"),
        ("织里镇企业复工表", "Sheet1", "", "织里镇企业复工表"),
    ],
)
def test_a_known_area_is_the_hint_and_an_enterprise_is_not(
    title: str, sheet_name: str, file_name: str, hint: str | None, by_content: ContentRecogniser
) -> None:
    sheet = sheet_of([[title], HEADER, FIRST], title=sheet_name)
    layout = lay_out(sheet, ENTERPRISES, recogniser=by_content, file_name=file_name)
    assert layout is not None
    assert layout.county_hint == hint


def test_labels_keep_their_blanks_and_chinese_is_joined_over_lines() -> None:
    layout = layout_of(
        [["Enterprise", "± since the day before", "统一社会\n信用代码", "Staff\nreturned"],
         ["Some Co., Ltd", 1, "91330502MA28C039X0", 2]]
    )  # fmt: skip
    assert [column.label for column in layout.columns] == [
        "Enterprise",
        "± since the day before",
        "统一社会信用代码",
        "Staff returned",
    ]


def test_what_a_person_chose_or_chose_before_is_said() -> None:
    sheet = sheet_of([["企业名称", "员工总数", "甲栏", "乙栏"], ["甲有限公司", 1, 2, 3]])
    layout = lay_out(
        sheet,
        ENTERPRISES,
        {"C": "employees_on_duty", "B": None},
        remembered={"B": "employees", "D": "power_kwh", "C": "capacity_percent"},
    )
    assert layout is not None
    assert [(column.field, column.by) for column in layout.columns] == [
        ("name", "label"),
        (None, "choice"),
        ("employees_on_duty", "choice"),
        ("power_kwh", "remembered"),
    ]
