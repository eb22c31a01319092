"""Cells as people type them, and what a perfect reader takes from them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain import dates, numbers, parsing, phones
from liaison.domain.parsing import Context, Reader, answer_key, quoted
from liaison.domain.reference import AreaHint, Reference

IDENTITY = "330501199001010018"


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param("91110000600037341L", "91110000600037341L", None, id="valid"),
        pytest.param("91350100m000100y4z", "91350100M000100Y4Z", "check_digit", id="check-digit"),
        pytest.param("330502000012345", "330502000012345", "old_number", id="fifteen-digits"),
        pytest.param("办理中", "办理中", "malformed_code", id="words"),
        pytest.param(9.1110000600037e17, None, "digits_lost", id="typed-as-number"),
        pytest.param("9.13305E+17", None, "digits_lost", id="scientific-text"),
        pytest.param("91110000600037341l", "91110000600037341L", None, id="lower-case"),
        pytest.param(
            "９１１１００００６０００３７３４１Ｌ", "91110000600037341L", None, id="full-width"
        ),
        pytest.param("'91110000-6000 37341L\t", "91110000600037341L", None, id="marks-and-tab"),
        pytest.param(
            "统一社会信用代码：91110000600037341L", "91110000600037341L", None, id="with-its-label"
        ),
        pytest.param(
            "9111OOOO6OOO37341L", "91110000600037341L", "letters_mended", id="letter-O-for-zero"
        ),
        pytest.param(
            "9111OOOO6OOO37342L", "9111OOOO6OOO37342L", "malformed_code", id="O-and-no-proof"
        ),
        pytest.param('="91110000600037341L"', "91110000600037341L", None, id="text-of-a-csv"),
        pytest.param("12345678-9", "123456789", "old_number", id="organisation-code"),
        pytest.param("1234567890123", "1234567890123", "old_number", id="thirteen-digits"),
        pytest.param("11010519491231002X", None, "identity_number", id="identity-number"),
        pytest.param("33050119910203002X", None, "identity_number", id="mistyped-identity-number"),
        pytest.param("11O10519491231OO2X", None, "identity_number", id="identity-number-with-O"),
        pytest.param("待定", None, "left_open", id="to-come"),
        pytest.param(0, None, None, id="zero-of-a-formula"),
        pytest.param("#REF!", None, None, id="broken-formula"),
    ],
)
def test_credit_codes(cell: Any, value: str | None, code: str | None, context: Context) -> None:
    assert parsing.credit_code(cell, context) == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param("全面复工", "full", None, id="label"),
        pytest.param("Partly resumed", "partial", None, id="english-label"),
        pytest.param("partial", "partial", None, id="key"),
        pytest.param("否", "not_resumed", None, id="no"),
        pytest.param("是", "partial", "choice_assumed", id="bare-yes"),
        pytest.param("已开工", "partial", "choice_assumed", id="runs-and-no-more"),
        pytest.param("停产", "not_resumed", "choice_assumed", id="stands-still-and-no-more"),
        pytest.param("半停产", "partial", None, id="half"),
        pytest.param("正常生产。", "full", None, id="full-stop-behind"),
        pytest.param("已复工（部分）", "partial", None, id="how-far-in-brackets"),
        pytest.param("复工（全面）", "full", None, id="in-full-in-brackets"),
        pytest.param("部分已复工", "partial", None, id="already"),
        pytest.param("已复工（备案）", None, "unknown_value", id="something-else-in-brackets"),
        pytest.param("待定", None, "left_open", id="not-decided"),
        pytest.param("暂无", None, None, id="empty-word"),
        pytest.param("大概", None, "unknown_value", id="unknown"),
    ],
)
def test_status_words(cell: Any, value: str | None, code: str | None, context: Context) -> None:
    assert parsing.operation_status(cell, context) == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param("制造业", "C", None, id="label"),
        pytest.param("C", "C", None, id="letter"),
        pytest.param("C17", "C", None, id="division"),
        pytest.param(17, "C", None, id="division-as-number"),
        pytest.param("05", "A", None, id="division-with-zero"),
        pytest.param("1751", "C", None, id="class"),
        pytest.param("C制造业", "C", None, id="letter-and-name"),
        pytest.param("C17 棉纺织及印染精加工", "C", None, id="code-and-unknown-name"),
        pytest.param("A制造业", None, "value_left_out", id="letter-against-name"),
        pytest.param("F17", None, "value_left_out", id="letter-against-division"),
        pytest.param("T恤加工", None, "value_left_out", id="letter-of-a-word"),
        pytest.param("制造业/纺织业", "C", None, id="two-of-one-section"),
        pytest.param("制造业、批发业", None, "value_left_out", id="two-sections"),
        pytest.param("98", None, "value_left_out", id="no-division"),
        pytest.param("纺织行业", "C", None, id="ending"),
        pytest.param("住宿餐饮", "H", None, id="short-name"),
        pytest.param("批零", "F", None, id="shorter-name"),
        pytest.param("工业", None, "value_left_out", id="covers-several"),
    ],
)
def test_industries(cell: Any, value: str | None, code: str | None, context: Context) -> None:
    assert parsing.industry(cell, context) == (value, code)


@pytest.mark.parametrize(
    ("field", "word", "value"),
    [
        pytest.param("above_scale", "是", "above", id="yes"),
        pytest.param("above_scale", "规上工业企业", "above", id="above"),
        pytest.param("above_scale", "限额以下企业", "below", id="below"),
        pytest.param("above_scale", "不详", "unknown", id="not-known-is-told"),
        pytest.param("above_scale", "未知", "unknown", id="official-label"),
        pytest.param("above_scale", "大型", None, id="size-is-no-scale"),
        pytest.param("size", "规上", None, id="scale-is-no-size"),
        pytest.param("size", "小微企业", None, id="two-sizes"),
        pytest.param("size", "微型企业", "XS", id="micro"),
        pytest.param("filing_status", "备案通过", "approved", id="approved"),
        pytest.param("filing_status", "待审核", "filed", id="waiting"),
        pytest.param("filing_status", "已退回", "returned", id="returned"),
        pytest.param("role", "社区民警", "officer", id="officer"),
        pytest.param("is_primary", "A岗", "primary", id="first"),
        pytest.param("liaison_status", "年休假", "away", id="away"),
    ],
)
def test_words_of_coded_values(field: str, word: str, value: str | None, context: Context) -> None:
    code = None if value else "unknown_value"
    assert parsing.choice(field)(word, context) == (value, code)


@pytest.mark.parametrize(
    "cell",
    [
        "暂无",
        "无",
        "N/A",
        "NA",
        "-",
        "--",
        "—",
        "/",
        "\\",
        "空",
        "待填",
        "未提供",
        "不详",
        "#N/A",
        "#REF!",
        "　",
        0,
    ],
    ids=str,
)
def test_cells_that_tell_nothing(cell: Any, context: Context) -> None:
    for reader in (parsing.text(40), parsing.person_name, parsing.county, phones.phones, dates.day):
        assert reader(cell, context) == (None, None)


def test_a_problem_shows_a_text_with_the_key_of_its_cell() -> None:
    for cell in (330599.0, " 吴兴　片区 ", "X" * 300, "'大概", f"大概{IDENTITY}"):
        assert answer_key(quoted(cell)) == answer_key(cell)


def test_a_staff_number_keeps_its_zeros(context: Context) -> None:
    assert parsing.staff_number("00 123", context) == ("00123", None)


def test_a_staff_number_is_the_same_in_full_width(context: Context) -> None:
    assert parsing.staff_number("ｚ００１２０３", context) == ("Z001203", None)


@pytest.mark.parametrize(
    ("reader", "cell", "kept"),
    [
        pytest.param(parsing.person_name, "Ｌｉ　Ｓｉ２", "Li Si2", id="person"),
        pytest.param(parsing.text(40), "ＡＢＣ（湖州）１厂", "ABC（湖州）1厂", id="enterprise"),
        pytest.param(parsing.names, "Ａ厂\n（Ｂ）厂", "A厂\n（B）厂", id="several"),
    ],
)
def test_letters_and_digits_become_narrow_and_brackets_stay(
    reader: Reader, cell: str, kept: str, context: Context
) -> None:
    assert reader(cell, context) == (kept, None)


def test_the_blank_that_aligns_a_short_name_goes(context: Context) -> None:
    assert parsing.person_name("张　三", context) == ("张三", None)


_CELLS = (
    st.none()
    | st.text(max_size=40)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
)
_READERS = [
    parsing.text(200),
    parsing.credit_code,
    phones.phones,
    dates.day,
    dates.past_day,
    numbers.count,
    numbers.amount,
    numbers.percent,
    parsing.person_name,
    parsing.staff_number,
    parsing.county,
    parsing.town,
    parsing.industry,
    parsing.operation_status,
]


@given(cell=_CELLS)
def test_no_cell_breaks_a_reader(cell: Any) -> None:
    context = Context(Reference({}, {}, {}), date(2026, 11, 10), 2026)
    for reader in _READERS:
        value, code = reader(cell, context)
        assert value is None or isinstance(value, (str, int, float))
        assert code is None or isinstance(code, str)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("复工复产" * 400 + "了", id="words-behind-a-day"),
        pytest.param("9点10点" * 400 + "了", id="times"),
        pytest.param("浙江省湖州市" * 400 + "路", id="city"),
        pytest.param("湖州" + "-" * 8000 + "路", id="hyphens"),
        pytest.param("+86" + "- " * 8000, id="country-code"),
        pytest.param("(" * 8000, id="brackets"),
        pytest.param("1 " * 8000, id="digits"),
        pytest.param("一" * 8000, id="numerals"),
    ],
)
def test_no_cell_holds_a_reader_up(cell: str, context: Context) -> None:
    for reader in _READERS:
        reader(cell, context)
    assert context.reference.hint_in_address(cell) == AreaHint()
