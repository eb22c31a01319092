"""Quantities: what is exact is read, what is only about right is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain import numbers
from liaison.domain.parsing import Context


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param(120, 120, None, id="whole"),
        pytest.param("1,200", 1200, None, id="thousands"),
        pytest.param("1，200", 1200, None, id="thousands-full-width"),
        pytest.param("1 200", 1200, None, id="thousands-by-blank"),
        pytest.param("12,00", None, "bad_number", id="comma-in-a-wrong-place"),
        pytest.param("120人", 120, None, id="unit"),
        pytest.param("共120人", 120, None, id="in-all"),
        pytest.param("１２０", 120, None, id="full-width"),
        pytest.param("一百二十", 120, None, id="numerals"),
        pytest.param("两千零五人", 2005, None, id="numerals-with-unit"),
        pytest.param("一百二", None, "bad_number", id="numerals-cut-short"),
        pytest.param("1.15万", 11500, None, id="myriads"),
        pytest.param("约120", None, "bad_number", id="about"),
        pytest.param("120余人", None, "bad_number", id="and-some"),
        pytest.param("120+", None, "bad_number", id="plus"),
        pytest.param("100-120", None, "bad_number", id="range"),
        pytest.param(0, 0, None, id="zero-is-a-number"),
        pytest.param("0", 0, None, id="zero-as-text"),
        pytest.param(-1, None, "out_of_range", id="negative"),
        pytest.param(10**400, None, "out_of_range", id="beyond-floats"),
        pytest.param("9" * 400, None, "out_of_range", id="beyond-floats-text"),
        pytest.param(12.5, None, "bad_number", id="half-a-person"),
        pytest.param("很多", None, "bad_number", id="words"),
        pytest.param("待统计", None, "left_open", id="to-come"),
        pytest.param("暂无", None, None, id="empty-word"),
        pytest.param(True, None, "bad_number", id="boolean"),
    ],
)
def test_counts(cell: Any, value: int | None, code: str | None, context: Context) -> None:
    assert numbers.count(cell, context) == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param(0.85, 85.0, None, id="share"),
        pytest.param("0.85", 85.0, None, id="share-as-text"),
        pytest.param(1, 100.0, None, id="one-is-all"),
        pytest.param("1", 100.0, None, id="one-as-text"),
        pytest.param(85, 85.0, None, id="points"),
        pytest.param("85", 85.0, None, id="points-as-text"),
        pytest.param("85%", 85.0, None, id="sign"),
        pytest.param("85％", 85.0, None, id="full-width-sign"),
        pytest.param("0.85%", 0.85, None, id="less-than-one"),
        pytest.param("1.5%", 1.5, None, id="small-with-sign"),
        pytest.param("百分之八十五", 85.0, None, id="numerals"),
        pytest.param("约85%", None, "bad_number", id="about"),
        pytest.param(201, None, "out_of_range", id="too-much"),
    ],
)
def test_percentages(cell: Any, value: float | None, code: str | None, context: Context) -> None:
    assert numbers.percent(cell, context) == (value, code)


def test_amounts_take_units(context: Context) -> None:
    assert numbers.amount("1.2万千瓦时", context) == (12000.0, None)


@given(st.floats(0, 200).map(lambda points: round(points, 4)))
def test_a_share_comes_back_as_its_points(points: float) -> None:
    value, code = numbers.percent(points / 100, None)  # type: ignore[arg-type] # unused
    assert code is None
    assert value == pytest.approx(points, abs=1e-6)


@pytest.mark.parametrize(
    ("spelt", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("三十", 30),
        ("一百零五", 105),
        ("一千零二十", 1020),
        ("三千二百一十五", 3215),
        ("一万零八百", 10800),
        ("零", 0),
        ("百", None),
        ("二〇", None),
    ],
    ids=str,
)
def test_numbers_spelt_out(spelt: str, number: int | None) -> None:
    assert numbers.han_number(spelt) == number
