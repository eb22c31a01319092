"""Credit codes by GB 32100 and name keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as reference

from liaison.domain.identity import (
    ALPHABET,
    check_character,
    is_identity_number,
    is_valid_code,
    is_well_formed,
    name_key,
    normalise_code,
)


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        pytest.param("91110000600037341L", True, id="published"),
        pytest.param("91350100M000100Y43", True, id="check-digit-3"),
        pytest.param("91350100M000100Y4Z", False, id="wrong-check-digit"),
        pytest.param("91330502MA28C039X0", True, id="remainder-0"),
        pytest.param("9133050200000000", False, id="too-short"),
        pytest.param("91330502MA28C039I0", False, id="letter-outside-alphabet"),
    ],
)
def test_check_digit(code: str, valid: bool) -> None:
    assert is_valid_code(code) is valid


@given(st.text(ALPHABET, min_size=16, max_size=16))
def test_check_character_agrees_with_another_implementation(tail: str) -> None:
    body = "9" + tail
    code = body + check_character(body)
    assert is_well_formed(code)
    assert reference.calc_check_digit(code) == code[17]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("91110000600037341l", "91110000600037341L", id="lower-case"),
        pytest.param("９１１１００００６０００３７３４１Ｌ", "91110000600037341L", id="full-width"),
        pytest.param("91110000 6000 37341L", "91110000600037341L", id="blanks"),
        pytest.param("'91110000-600037341‑L\u200b", "91110000600037341L", id="marks"),
    ],
)
def test_codes_are_mended(typed: str, code: str) -> None:
    assert normalise_code(typed) == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("湖州（织里）童装有限公司", "湖州(织里)童装有限公司", id="brackets"),
        pytest.param("湖州 织里童装有限公司", "湖州织里童装有限公司", id="blanks"),
        pytest.param("ＡＢＣ木业", "abc木业", id="width-and-case"),
    ],
)
def test_names_that_mean_one_enterprise(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@given(st.text())
def test_a_name_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@pytest.mark.parametrize(
    ("number", "is_identity"),
    [
        pytest.param("11010519491231002X", True, id="example-of-the-standard"),
        pytest.param("110105194912310021", True, id="wrong-check-digit"),
        pytest.param("91010519491231002X", False, id="no-such-region"),
        pytest.param("11010519491331002X", False, id="no-such-month"),
        pytest.param("11010519490229002X", False, id="no-such-day"),
        pytest.param("91110000600037341L", False, id="credit-code"),
        pytest.param("110105194912310005", False, id="code-by-its-check-digit"),
    ],
)
def test_identity_numbers_are_told_from_credit_codes(number: str, is_identity: bool) -> None:
    assert is_identity_number(number) is is_identity
