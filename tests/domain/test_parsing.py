"""Cells as people type them, and what a perfect reader takes from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain import parsing
from liaison.domain.parsing import Context
from liaison.domain.reference import Reference
from liaison.store import reference
from liaison.store.database import Database


@pytest.fixture
def context(db: Database) -> Context:
    with db.read() as connection:
        return Context(reference.load(connection), date(2026, 11, 10))


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param(date(2026, 11, 3), "2026-11-03", None, id="real-date"),
        pytest.param(datetime(2026, 11, 3, 8), "2026-11-03", None, id="real-datetime"),
        pytest.param("2026-11-03", "2026-11-03", None, id="iso"),
        pytest.param("2026/11/3", "2026-11-03", None, id="slashes"),
        pytest.param("2026.11.3", "2026-11-03", None, id="dots"),
        pytest.param("2026年11月3日", "2026-11-03", None, id="chinese"),
        pytest.param(20261103, "2026-11-03", None, id="eight-digits"),
        pytest.param("20261103", "2026-11-03", None, id="eight-digits-text"),
        pytest.param(46329, "2026-11-03", None, id="serial-number"),
        pytest.param("11月3日", None, "date_without_year", id="no-year"),
        pytest.param(2.1, None, "ambiguous_date", id="number-that-may-be-2.10"),
        pytest.param("2月30日", None, "date_without_year", id="no-year-and-impossible"),
        pytest.param("2026-02-30", None, "bad_date", id="impossible"),
        pytest.param("下周", None, "bad_date", id="words"),
        pytest.param("暂无", None, None, id="empty-word"),
        pytest.param(float("inf"), None, "bad_date", id="infinity"),
    ],
)
def test_dates(cell: Any, value: str | None, code: str | None, context: Context) -> None:
    assert parsing.day(cell, context) == (value, code)


def test_a_date_without_year_takes_the_declared_one(context: Context) -> None:
    declared = Context(context.reference, context.today, 2026)
    assert parsing.day("11月3日", declared) == ("2026-11-03", None)
    assert parsing.day("2.10", declared) == ("2026-02-10", None)


def test_resumption_does_not_lie_in_the_future(context: Context) -> None:
    assert parsing.past_day("2026-11-10", context) == ("2026-11-10", None)
    assert parsing.past_day("2026-11-11", context) == (None, "date_in_future")


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param(13912345678, "13912345678", None, id="number"),
        pytest.param(13912345678.0, "13912345678", None, id="float"),
        pytest.param("+86 139 1234 5678", "13912345678", None, id="plus-86-and-blanks"),
        pytest.param("139-1234-5678", "13912345678", None, id="hyphens"),
        pytest.param("0572-2123456", "0572-2123456", None, id="landline"),
        pytest.param("05722123456转801", "0572-2123456-801", None, id="extension"),
        pytest.param("2123456", "2123456", None, id="local"),
        pytest.param("13912345678、0572-2123456", "13912345678; 0572-2123456", None, id="two"),
        pytest.param(
            "13912345678 13812345678", "13912345678; 13812345678", None, id="two-by-blank"
        ),
        pytest.param("１３９１２３４５６７８", "13912345678", None, id="full-width"),
        pytest.param("1391234567", "1391234567", "bad_phone", id="ten-digits-kept"),
        pytest.param("张三 13912345678", "张三 13912345678", "bad_phone", id="name-kept"),
        pytest.param("/", None, None, id="empty-word"),
    ],
)
def test_phones(cell: Any, value: str | None, code: str | None, context: Context) -> None:
    assert parsing.phones(cell, context) == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param(120, 120, None, id="whole"),
        pytest.param("1,200", 1200, None, id="thousands"),
        pytest.param("120人", 120, None, id="unit"),
        pytest.param("１２０", 120, None, id="full-width"),
        pytest.param(0, 0, None, id="zero-is-a-number"),
        pytest.param(-1, None, "out_of_range", id="negative"),
        pytest.param(12.5, None, "bad_number", id="half-a-person"),
        pytest.param("很多", None, "bad_number", id="words"),
        pytest.param(True, None, "bad_number", id="boolean"),
    ],
)
def test_counts(cell: Any, value: int | None, code: str | None, context: Context) -> None:
    assert parsing.count(cell, context) == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param(0.85, 85.0, None, id="share"),
        pytest.param(1, 100.0, None, id="one-is-all"),
        pytest.param(85, 85.0, None, id="points"),
        pytest.param("85%", 85.0, None, id="sign"),
        pytest.param("1.5%", 1.5, None, id="small-with-sign"),
        pytest.param(201, None, "out_of_range", id="too-much"),
    ],
)
def test_percentages(cell: Any, value: float | None, code: str | None, context: Context) -> None:
    assert parsing.percent(cell, context) == (value, code)


@given(st.floats(0, 200).map(lambda points: round(points, 4)))
def test_a_share_comes_back_as_its_points(points: float) -> None:
    value, code = parsing.percent(points / 100, None)  # type: ignore[arg-type] # unused
    assert code is None
    assert value == pytest.approx(points, abs=1e-6)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param("91110000600037341L", "91110000600037341L", None, id="valid"),
        pytest.param("91350100m000100y4z", "91350100M000100Y4Z", "check_digit", id="check-digit"),
        pytest.param("330502000012345", "330502000012345", "old_number", id="fifteen-digits"),
        pytest.param("办理中", "办理中", "malformed_code", id="words"),
        pytest.param(9.1110000600037e17, None, "digits_lost", id="typed-as-number"),
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
        pytest.param("工业", None, "value_left_out", id="covers-several"),
    ],
)
def test_industries(cell: Any, value: str | None, code: str | None, context: Context) -> None:
    assert parsing.industry(cell, context) == (value, code)


def test_a_staff_number_keeps_its_zeros(context: Context) -> None:
    assert parsing.staff_number("00 123", context) == ("00123", None)


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
    parsing.phones,
    parsing.day,
    parsing.past_day,
    parsing.count,
    parsing.amount,
    parsing.percent,
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
