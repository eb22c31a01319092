"""Dates as people type them: certain ones are read, the others are asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain import dates
from liaison.domain.parsing import Context
from liaison.domain.reference import Reference

TODAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param(date(2026, 11, 3), "2026-11-03", None, id="real-date"),
        pytest.param(datetime(2026, 11, 3, 8), "2026-11-03", None, id="real-datetime"),
        pytest.param("2026-11-03", "2026-11-03", None, id="iso"),
        pytest.param("2026/11/3", "2026-11-03", None, id="slashes"),
        pytest.param("2026.11.3", "2026-11-03", None, id="dots"),
        pytest.param("2026年11月3日", "2026-11-03", None, id="chinese"),
        pytest.param("2026年11月3日上午", "2026-11-03", None, id="morning"),
        pytest.param("2026年11月3日（星期二）", "2026-11-03", None, id="weekday"),
        pytest.param("2026-11-3 8:30", "2026-11-03", None, id="time"),
        pytest.param("2026-11-03T08:30:00Z", "2026-11-03", None, id="instant"),
        pytest.param("2026-11-02T16:00:00.000Z", "2026-11-03", None, id="midnight-here"),
        pytest.param("2026年11月3日已复工", "2026-11-03", None, id="and-what-happened"),
        pytest.param("二〇二六年十一月三日", "2026-11-03", None, id="chinese-numerals"),
        pytest.param("二零二六年二月二十一日", "2026-02-21", None, id="numerals-spelt-out"),
        pytest.param("Nov 3, 2026", "2026-11-03", None, id="english"),
        pytest.param("November 3 2026", "2026-11-03", None, id="whole-month-name"),
        pytest.param("3-Nov-2026", "2026-11-03", None, id="day-first"),
        pytest.param("3rd of November 2026", "2026-11-03", None, id="ordinal"),
        pytest.param("16/2/2026", "2026-02-16", None, id="only-day-first-exists"),
        pytest.param("2/16/2026", "2026-02-16", None, id="only-month-first-exists"),
        pytest.param("2/2/2026", "2026-02-02", None, id="both-orders-agree"),
        pytest.param("2/10/2026", None, "ambiguous_date", id="two-orders"),
        pytest.param("26年11月3日", "2026-11-03", None, id="short-year-named"),
        pytest.param("26.2.10", None, "ambiguous_date", id="short-year-two-orders"),
        pytest.param("26.2.29", None, "bad_date", id="short-year-no-order"),
        pytest.param("26.11.30", "2026-11-30", None, id="short-year-one-order"),
        pytest.param("16-Feb-20", None, "ambiguous_date", id="short-year-with-name"),
        pytest.param(20261103, "2026-11-03", None, id="eight-digits"),
        pytest.param("20261103", "2026-11-03", None, id="eight-digits-text"),
        pytest.param(46329, "2026-11-03", None, id="serial-number"),
        pytest.param(46329.75, "2026-11-03", None, id="serial-number-with-time"),
        pytest.param("46329", "2026-11-03", None, id="serial-number-text"),
        pytest.param("20200", None, "bad_date", id="five-digits-of-anything"),
        pytest.param("11月3日", None, "date_without_year", id="no-year"),
        pytest.param(11.13, None, "date_without_year", id="number-without-year"),
        pytest.param(2.1, None, "ambiguous_date", id="number-that-may-be-2.10"),
        pytest.param("2月30日", None, "bad_date", id="no-year-and-impossible"),
        pytest.param("2026-02-30", None, "bad_date", id="impossible"),
        pytest.param("11月1日-11月3日", None, "bad_date", id="range"),
        pytest.param("2月10日前", None, "bad_date", id="before"),
        pytest.param("2月上旬", None, "bad_date", id="about"),
        pytest.param("下周", None, "bad_date", id="words"),
        pytest.param("已复工", None, "bad_date", id="status"),
        pytest.param("春节后", None, "bad_date", id="after-the-feast"),
        pytest.param("待定", None, "left_open", id="not-decided"),
        pytest.param("暂无", None, None, id="empty-word"),
        pytest.param(0, None, None, id="zero-of-a-formula"),
        pytest.param(datetime(1899, 12, 30), None, None, id="zero-shown-as-a-date"),
        pytest.param(datetime(1905, 7, 12), None, "bad_date", id="year-shown-as-a-date"),
        pytest.param(float("inf"), None, "bad_date", id="infinity"),
        pytest.param(True, None, "bad_date", id="boolean"),
    ],
)
def test_dates(cell: Any, value: str | None, code: str | None, context: Context) -> None:
    assert dates.day(cell, context) == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        pytest.param("11月3日", "2020-11-03", None, id="chinese"),
        pytest.param("2.10", "2020-02-10", None, id="text-keeps-its-zero"),
        pytest.param("2/10", "2020-02-10", None, id="month-first"),
        pytest.param("02-10", "2020-02-10", None, id="hyphen"),
        pytest.param("16 Feb", "2020-02-16", None, id="english"),
        pytest.param("二月十日", "2020-02-10", None, id="numerals"),
        pytest.param(2.15, "2020-02-15", None, id="number-with-both-digits"),
        pytest.param(2.4, "2020-02-04", None, id="number-that-has-no-tenfold"),
        pytest.param(2.3, "2020-02-03", None, id="february-has-no-30th"),
        pytest.param(4.3, None, "ambiguous_date", id="april-has"),
        pytest.param(2.1, None, "ambiguous_date", id="number-that-may-be-2.10"),
        pytest.param(2, None, "bad_date", id="month-alone"),
        pytest.param("2月29日", "2020-02-29", None, id="leap-day-of-that-year"),
        pytest.param("2月30日", None, "bad_date", id="impossible"),
        pytest.param("13月1日", None, "bad_date", id="no-such-month"),
    ],
)
def test_dates_in_a_declared_year(
    cell: Any, value: str | None, code: str | None, context: Context
) -> None:
    assert dates.day(cell, replace(context, year=2020)) == (value, code)


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        pytest.param("2/10/2020", ["2020-02-10", "2020-10-02"], id="two-orders"),
        pytest.param("2.1", ["2020-02-01", "2020-02-10"], id="number-as-a-problem-shows-it"),
        pytest.param("20.2.10", ["2010-02-20", "2020-02-10"], id="short-year"),
        pytest.param("春节后", [], id="words"),
    ],
)
def test_an_ambiguous_date_offers_its_days(cell: str, days: list[str], context: Context) -> None:
    assert dates.possible_days(cell, replace(context, year=2020)) == days


def test_resumption_does_not_lie_in_the_future(context: Context) -> None:
    assert dates.past_day("2026-11-10", context) == ("2026-11-10", None)
    assert dates.past_day("2026-11-11", context) == (None, "date_in_future")


_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d %B %Y", "%b %d, %Y")


@given(st.dates(date(2000, 1, 1), date(2063, 12, 31)), st.sampled_from(_FORMS))
def test_a_day_reads_the_same_in_every_certain_form(day: date, form: str) -> None:
    context = Context(Reference({}, {}, {}), TODAY)
    assert dates.day(day.strftime(form), context) == (day.isoformat(), None)


@given(st.dates(date(2000, 1, 1), date(2063, 12, 31)))
def test_an_order_that_is_not_told_is_never_guessed(day: date) -> None:
    context = Context(Reference({}, {}, {}), TODAY)
    value, code = dates.day(f"{day.day}/{day.month}/{day.year}", context)
    is_certain = day.day > 12 or day.day == day.month
    assert (value, code) == ((day.isoformat(), None) if is_certain else (None, "ambiguous_date"))
