"""Telephone cells as people fill them, and the one form they are kept in."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain.parsing import Context
from liaison.domain.phones import MAX_LENGTH, phones
from liaison.domain.reference import Reference

UNUSED = Context(Reference({}, {}, {}), date(2026, 11, 10))


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        pytest.param(13912345678, "13912345678", id="number"),
        pytest.param(13912345678.0, "13912345678", id="float"),
        pytest.param(5722123456, "0572-2123456", id="number-that-lost-its-zero"),
        pytest.param("'13912345678", "13912345678", id="mark-of-text"),
        pytest.param("1.3912345678E+10", "13912345678", id="scientific-with-all-digits"),
        pytest.param("+86 139 1234 5678", "13912345678", id="plus-86-and-blanks"),
        pytest.param("008613912345678", "13912345678", id="00-86"),
        pytest.param("86-13912345678", "13912345678", id="86-and-hyphen"),
        pytest.param("139-1234-5678", "13912345678", id="hyphens"),
        pytest.param("１３９１２３４５６７８", "13912345678", id="full-width"),
        pytest.param("0572-2123456", "0572-2123456", id="landline"),
        pytest.param("0572-212 3456", "0572-2123456", id="landline-with-blank"),
        pytest.param("(0572)2123456", "0572-2123456", id="area-in-brackets"),
        pytest.param("0572—2123456", "0572-2123456", id="dash"),
        pytest.param("+86-572-2123456", "0572-2123456", id="landline-from-abroad"),
        pytest.param("01088886666", "010-88886666", id="area-of-three-digits"),
        pytest.param("05722123456转801", "0572-2123456-801", id="extension"),
        pytest.param("0572-2123456-8001", "0572-2123456-8001", id="extension-hyphen"),
        pytest.param("0572-2123456 ext. 8001", "0572-2123456-8001", id="extension-english"),
        pytest.param("0572-2123456（分机8001）", "0572-2123456-8001", id="extension-brackets"),
        pytest.param("2123456", "2123456", id="local"),
        pytest.param("400-123-4567", "4001234567", id="service-line"),
        pytest.param("13912345678、0572-2123456", "13912345678; 0572-2123456", id="two"),
        pytest.param("13912345678 13812345678", "13912345678; 13812345678", id="two-by-blank"),
        pytest.param("13912345678或13812345678", "13912345678; 13812345678", id="two-by-or"),
        pytest.param("13912345678\n13812345678", "13912345678; 13812345678", id="two-lines"),
        pytest.param("13912345678-0572-2123456", "13912345678; 0572-2123456", id="two-by-hyphen"),
        pytest.param("13912345678 13912345678", "13912345678", id="one-twice"),
        pytest.param("(+86)13912345678", "13912345678", id="country-in-brackets"),
        pytest.param("（0086） 139 1234 5678", "13912345678", id="country-in-full-width-brackets"),
        pytest.param("(86)572-2123456", "0572-2123456", id="country-in-brackets-and-area"),
        pytest.param(
            "张三(+86 13912345678)", "13912345678 张三", id="country-and-number-in-brackets"
        ),
        pytest.param("张三 13912345678", "13912345678 张三", id="name-before"),
        pytest.param("13912345678（张三）", "13912345678 张三", id="name-behind"),
        pytest.param("王总(经理)13912345678", "13912345678 王总(经理)", id="bracket-of-the-name"),
        pytest.param(
            "张三：13912345678；李四：0572-2123456",
            "13912345678 张三; 0572-2123456 李四",
            id="two-with-names-before",
        ),
        pytest.param(
            "13912345678张三13812345678李四",
            "13912345678 张三; 13812345678 李四",
            id="two-with-names-behind",
        ),
        pytest.param(
            "张三、13912345678、李四、13812345678",
            "13912345678 张三; 13812345678 李四",
            id="names-between-commas",
        ),
        pytest.param(
            "办公室0572-2123456 手机13912345678",
            "0572-2123456 办公室; 13912345678 手机",
            id="kinds-of-phones",
        ),
        pytest.param(
            "传真0572-2123457 电话0572-2123456", "0572-2123456; 0572-2123457 传真", id="fax-is-last"
        ),
        pytest.param("13912345678/661234", "13912345678 661234", id="short-number"),
        pytest.param("联系电话：0572-2123456", "0572-2123456", id="label"),
        pytest.param("/", None, id="empty-word"),
        pytest.param(0, None, id="zero-of-a-formula"),
    ],
)
def test_phones_are_understood(cell: Any, kept: str | None) -> None:
    assert phones(cell, UNUSED) == (kept, None)


@pytest.mark.parametrize(
    ("cell", "kept", "code"),
    [
        pytest.param("1391234567", "1391234567", "bad_phone", id="ten-digits-kept"),
        pytest.param("139123456789", "139123456789", "bad_phone", id="twelve-digits-kept"),
        pytest.param("找门卫", "找门卫", "bad_phone", id="words-kept"),
        pytest.param("1.38572E+10", None, "phone_digits_lost", id="digits-lost"),
        pytest.param("1" * 200, "", "bad_phone", id="never-cut-into-another-number"),
    ],
)
def test_phones_that_are_warned_about(cell: Any, kept: str | None, code: str) -> None:
    assert phones(cell, UNUSED) == (kept, code)


def test_too_many_phones_keep_the_first_ones() -> None:
    cell = "；".join(f"张三{place} 1391234567{place}" for place in range(9))
    value, code = phones(cell, UNUSED)
    assert code == "phones_cut"
    assert str(value).split("; ") == [f"1391234567{place}" for place in range(6)]


_NAMES = st.sampled_from(["张三", "李四", "办公室", "王总（经理）", "手机", "传真"])
_NUMBERS = st.from_regex(r"\A1[3-9][0-9]{9}\Z") | st.from_regex(r"\A0572-2[0-9]{6}(-[0-9]{4})?\Z")
_JOINS = st.sampled_from(["、", "；", ",", "/", " ", "\n", "或"])


@st.composite
def _cells(draw: st.DrawFn) -> tuple[str, set[str]]:
    """A cell of one to three numbers, each with a name or without, and the numbers."""
    form = draw(st.sampled_from(["{1}{0}", "{0} {1}", "{1}：{0}", "{0}（{1}）", "{0}"]))
    numbers = draw(st.lists(_NUMBERS, min_size=1, max_size=3))
    texts = [form.format(number, draw(_NAMES)) for number in numbers]
    return draw(_JOINS).join(texts), set(numbers)


@given(_cells())
def test_every_number_is_found_and_kept(made: tuple[str, set[str]]) -> None:
    cell, numbers = made
    value, code = phones(cell, UNUSED)
    assert code is None
    assert {part.split(" ")[0] for part in str(value).split("; ")} == numbers


_PIECES = "0123456789-+()（）张三转；; 、/E."


@given(
    _cells().map(lambda made: made[0])
    | st.text(_PIECES, max_size=60)
    | st.text(_PIECES, min_size=70, max_size=120)
    | st.text(max_size=40)
)
def test_the_stored_form_reads_as_itself(cell: str) -> None:
    value, _ = phones(cell, UNUSED)
    assert value is None or len(str(value)) <= MAX_LENGTH
    assert phones(value, UNUSED)[0] == (value or None)


@given(st.text(_PIECES, max_size=60))
def test_no_digit_is_invented(cell: str) -> None:
    value, _ = phones(cell, UNUSED)
    for number in re.findall(r"1[3-9]\d{9}", str(value or "")):
        assert number in re.sub(r"\D", "", cell)
