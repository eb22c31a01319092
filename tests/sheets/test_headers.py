"""Header labels as officials write them, and the fields they must and must not become."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.sheets.tables.headers import ColumnMatch, HeaderIndex
from liaison.sheets.tables.labels import likeness, normalise
from tests.sheets.conftest import header_index, known_labels

ENTERPRISES = header_index("enterprises")
LABELS = known_labels("enterprises")


def fields(labels: Sequence[str], index: HeaderIndex = ENTERPRISES) -> list[str | None]:
    return [match.field for match in index.match(list(enumerate(labels)))]


def only(label: str, index: HeaderIndex = ENTERPRISES) -> ColumnMatch:
    [match] = index.match([(0, label)])
    return match


@pytest.mark.parametrize("kind", ["enterprises", "liaisons"])
def test_every_known_label_is_its_own_field_with_certainty(kind: str) -> None:
    index = header_index(kind)
    for field, labels in known_labels(kind).items():
        for label in labels:
            match = only(label, index)
            assert (match.field, match.certainty, match.private) == (field, 1.0, False), label


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("企 业 名 称", "name"),
        ("企业名称：", "name"),
        ("*企业名称", "name"),
        ("★企业名称（必填）", "name"),
        ("企业名称*必填", "name"),
        ("企业名称（全称）", "name"),
        ("1.企业名称", "name"),
        ("①企业名称", "name"),
        ("二、企业名称", "name"),
        ("统一社会\n信用代码", "uscc"),
        ("统一社会信用代码（18位）", "uscc"),
        ("员工总数（人）", "employees"),
        ("员工总数\n(单位：人)", "employees"),
        ("员工总数【人】", "employees"),
        ("规上／规下", "above_scale"),
        ("复工日期(年月日)", "resumed_on"),
        ("复工日期（如：2020-02-10）", "resumed_on"),
        ("当日电量（kWh）", "power_kwh"),
        ("产能恢复率（%）", "capacity_percent"),
        ("24小时值班电话", "contact_phone"),
        ("CREDIT  CODE", "uscc"),
        ("credit_code", "uscc"),
    ],
)
def test_marks_units_and_numbering_do_not_matter(label: str, field: str) -> None:
    match = only(label)
    assert (match.field, match.certainty, match.label) == (field, 1.0, label)


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("单位联系人", "contact_name"),
        ("企业详细地址", "address"),
        ("企业所属行业", "industry"),
        ("联系电话号码", "contact_phone"),
        ("统一社会信用代吗", "uscc"),
        ("Companys name", "name"),
    ],
)
def test_a_near_label_is_taken_with_less_certainty(label: str, field: str) -> None:
    match = only(label)
    assert match.field == field
    assert 0.8 <= match.certainty < 1.0


@pytest.mark.parametrize(
    "label",
    [
        "未返岗人数",
        "应返岗人数",
        "外地员工总数",
        "新增员工数",
        "产品名称",
        "法人联系电话",
        "专员联系电话",
        "联系电话2",
        "联系电话（专员）",
        "包联领导/电话",
        "复工专员/联系电话",
        "Country",
        "备注2",
        "",
    ],
)
def test_false_friends_stay_unmatched(label: str) -> None:
    assert only(label) == ColumnMatch(0, label)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["联系人/姓名", "联系人/电话"], ["contact_name", "contact_phone"]),
        (["企业联系人信息/姓名", "企业联系人信息/手机"], ["contact_name", "contact_phone"]),
        (["用工情况/员工总数", "用工情况/返岗人数"], ["employees", "employees_on_duty"]),
        (["复工专员/姓名", "复工专员/联系电话"], ["commissioner", None]),
        (["企业基本情况/企业名称", "企业基本情况/联系电话"], ["name", "contact_phone"]),
        (["联系方式/电话", "联系方式/传真"], ["contact_phone", None]),
        (["企业名称/全称"], ["name"]),
        (["基本情况/规上/规下"], ["above_scale"]),
        (["姓名（联系人）", "电话（联系人）"], ["contact_name", "contact_phone"]),
        (["员工情况/总数", "员工情况/返岗"], ["employees", "employees_on_duty"]),
        (["用工情况/人数", "用工情况/已返岗"], ["employees", "employees_on_duty"]),
        (["企业用工（人）/在册", "企业用工（人）/实到人数"], ["employees", "employees_on_duty"]),
        (["返岗情况/人数", "员工/总数"], ["employees_on_duty", "employees"]),
        (["员工情况/总数", "员工情况/其中/返岗"], ["employees", "employees_on_duty"]),
        (["联系方式/姓名", "联系方式/电话"], ["contact_name", "contact_phone"]),
        (["企业信息/名称", "企业信息/信用代码"], ["name", "uscc"]),
        (["复工情况/状态", "复工情况/时间"], ["status", "resumed_on"]),
        (["复工情况/是否复工", "复工计划/日期"], ["status", "planned_on"]),
        (["用电情况/当日", "用电情况/基准"], ["power_kwh", "base_power_kwh"]),
        (["产能/恢复率（%）", "备案/状态"], ["capacity_percent", "filing_status"]),
        (["专员/姓名", "专员/单位", "专员/电话"], ["commissioner", None, None]),
        (["警官/姓名", "警官/警号"], ["officer", None]),
        (["责任民警/警号", "镇街专员/姓名"], ["officer", "commissioner"]),
        (["企业信息/复工专员/姓名", "企业信息/名称"], ["commissioner", "name"]),
        (["Staff/Total", "Staff/Returned"], ["employees", "employees_on_duty"]),
        (["Contact/Name", "Contact/Phone"], ["contact_name", "contact_phone"]),
        (["Operation/Status", "Operation/Date"], ["status", "resumed_on"]),
        (["员工情况/本地", "外地员工/人数"], [None, None]),
        (["员工情况/未返岗", "应返岗员工/人数"], [None, None]),
        (["包联领导/姓名", "包联领导/电话"], [None, None]),
        (["疫情防控/状态", "培训/时间"], [None, None]),
    ],
    ids=lambda value: value[0] if value else "",
)
def test_the_upper_level_tells_whose_name_and_phone_it_is(
    labels: list[str], expected: list[str | None]
) -> None:
    assert fields(labels) == expected


def test_two_people_a_row_make_no_roster_of_people(liaisons: HeaderIndex) -> None:
    labels = ["复工专员/姓名", "复工专员/单位", "项目警官/姓名", "项目警官/警号", "所属县区"]
    assert fields(labels, liaisons) == [None, None, None, None, "county"]
    assert fields(labels) == ["commissioner", None, "officer", None, "county"]


def test_a_staff_number_names_a_person_less_surely_than_the_name() -> None:
    assert only("警官/警号").certainty < only("警官/姓名").certainty


@pytest.mark.parametrize(
    ("label", "by"),
    [
        ("企业名称", "label"),
        ("员工情况/返岗", "label"),
        ("单位联系人", "likeness"),
        ("序号", "serial"),
        ("基本信息/序号", "serial"),
        ("No.", "serial"),
        ("传真", ""),
        ("身份证号", ""),
    ],
)
def test_a_match_says_what_it_is_made_by(label: str, by: str) -> None:
    assert only(label).by == by


def test_in_a_roster_of_people_the_person_is_the_row(liaisons: HeaderIndex) -> None:
    labels = ["项目警官/姓名", "项目警官/警号", "项目警官/联系电话", "项目警官/单位"]
    assert fields(labels, liaisons) == ["name", "staff_no", "phone", "unit"]
    areas = ["负责区域/县区", "负责区域/乡镇", "在岗情况/状态", "任职/时间"]
    assert fields(areas, liaisons) == ["county", "town", "status", "started_on"]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        pytest.param(["公司", "企业名称"], [None, "name"], id="the better label wins"),
        pytest.param(["企业名称", "企业名称"], ["name", None], id="of equals the first"),
        pytest.param(
            ["企业名称", "复工专员", "联系电话", "联系人", "联系电话"],
            ["name", "commissioner", None, "contact_name", "contact_phone"],
            id="a phone belongs to the name at its left",
        ),
        pytest.param(
            ["法人代表", "联系电话", "联系人", "联系电话"],
            [None, None, "contact_name", "contact_phone"],
            id="and follows the better contact",
        ),
        pytest.param(
            ["复工日期", "计划复工日期"], ["resumed_on", "planned_on"], id="done and planned"
        ),
    ],
)
def test_a_field_goes_to_one_column(labels: list[str], expected: list[str | None]) -> None:
    assert fields(labels) == expected


def test_a_phone_beside_somebody_else_is_uncertain() -> None:
    matches = ENTERPRISES.match(list(enumerate(["企业名称", "复工专员", "联系电话"])))
    assert [match.certainty for match in matches] == [1.0, 1.0, 0.8]


@pytest.mark.parametrize(
    "label",
    [
        "身份证号",
        "法人身份证\n号码",
        "体 温",
        "健康码颜色",
        "是否湖北/武汉人员",
        "隔离人员/联系电话",
        "ID card number",
        "Home_Address",
        "Vaccinated",
    ],
)
def test_private_columns_are_left_out(label: str) -> None:
    assert only(label) == ColumnMatch(0, label, private=True)


@pytest.mark.parametrize("label", ["Police grid", "网格", "企业地址", "Paid capital"])
def test_a_fragment_inside_another_word_is_not_private(label: str) -> None:
    assert not only(label).private


def test_an_index_without_fragments_finds_nothing_private() -> None:
    assert not HeaderIndex({"name": ["企业名称"]}, []).is_private("身份证号 id card")


@settings(deadline=None)
@given(st.permutations([labels[0] for labels in LABELS.values()] + ["序号", "身份证号", "传真"]))
def test_the_order_of_columns_does_not_matter(labels: list[str]) -> None:
    expected = {labels[0]: field for field, labels in LABELS.items()}
    assert fields(labels) == [expected.get(label) for label in labels]


_BLANKS = st.text(" \t\n\u3000", max_size=3)
_MARKS = st.sampled_from(["", "*", "★", "：", ":", "（必填）", "（人）", "*必填"])


@settings(deadline=None)
@given(
    st.sampled_from([label for labels in LABELS.values() for label in labels]),
    _BLANKS,
    _BLANKS,
    _MARKS,
)
def test_normalising_ignores_blanks_and_marks(
    label: str, before: str, within: str, mark: str
) -> None:
    half = len(label) // 2
    typed = before + label[:half] + within + label[half:] + mark
    assert normalise(typed) == normalise(label)


@settings(deadline=None)
@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert all(map(str.isalnum, once))
    assert likeness(once, once) in (0.0, 0.9)


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=12))
def test_any_labels_give_one_outcome_each(labels: list[str]) -> None:
    matches = ENTERPRISES.match(list(enumerate(labels)))
    assert [(match.column, match.label) for match in matches] == list(enumerate(labels))
    taken = [match.field for match in matches if match.field]
    assert len(taken) == len(set(taken))
    assert all((match.certainty > 0) == (match.field is not None) for match in matches)
