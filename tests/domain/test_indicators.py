"""Figures: their formulas, totals from sums, no value over nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.domain.indicators import (
    COUNT_NAMES,
    FIGURE_KEYS,
    Counts,
    Figure,
    Figures,
    figure,
    figures_of,
    measure_figure,
    total,
)
from liaison.locales import LANGUAGES, words

COUNTS = Counts(
    enterprises=12,
    due=10,
    resumed=8,
    served=9,
    unpaired=2,
    employees=1000,
    on_duty=600,
    employees_of_resumed=800,
    on_duty_of_resumed=600,
    officer_paired=7,
    commissioner_paired=6,
    both_paired=4,
    output_employees=500,
    output_mille=400_000,
    base_power_wh=2_000_000,
    power_wh=1_500_000,
    requests_received=20,
    requests_settled=15,
    requests_due=16,
    requests_in_time=12,
    requests_rated=10,
    requests_satisfied=9,
    measures_all=120,
    measures_done=50,
    measures_not_applicable=20,
    contacted=6,
    visited=3,
)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param(key, value, id=key)
        for key, value in {
            "due": 10,
            "resumed": 8,
            "resumption_rate": 0.8,
            "employees_on_duty": 600,
            "staff_return_rate": 0.6,
            "staff_return_rate_of_resumed": 0.75,
            "output_rate": 0.8,
            "power_rate": 0.75,
            "officer_coverage": 7 / 8,
            "commissioner_coverage": 6 / 8,
            "pair_coverage": 0.5,
            "measures_delivered": 0.5,
            "settled_rate": 0.75,
            "on_time_rate": 0.75,
            "satisfaction": 0.9,
            "contact_rhythm": 6 / 9,
            "visit_rhythm": 3 / 9,
        }.items()
    ],
)
def test_each_figure_follows_its_formula(key: str, value: float) -> None:
    assert figure(key, COUNTS).value == pytest.approx(value)


def test_a_rate_over_nothing_has_no_value() -> None:
    rate = figures_of(Counts())["resumption_rate"]
    assert (rate.value, rate.text) == (None, "—")


@pytest.mark.parametrize(
    ("given_figure", "text"),
    [
        pytest.param(Figure("due", 1234), "1,234", id="count"),
        pytest.param(Figure("resumption_rate", 9, 10), "90.0%", id="rate"),
        pytest.param(Figure("resumption_rate", 0, 10), "0.0%", id="zero of something"),
        pytest.param(Figure("resumption_rate", 0, 0), "—", id="zero of nothing"),
    ],
)
def test_figures_read_as_counts_percentages_or_a_dash(given_figure: Figure, text: str) -> None:
    assert given_figure.text == text


many_counts = st.lists(
    st.builds(Counts, **{name: st.integers(0, 10**6) for name in COUNT_NAMES}), max_size=6
)


@given(many_counts)
def test_a_total_comes_from_sums_and_not_from_averaged_rates(parts: list[Counts]) -> None:
    whole = figure("resumption_rate", total(parts))
    assert whole.numerator == sum(part.resumed for part in parts)
    assert whole.denominator == sum(part.due for part in parts)


def test_the_change_is_missing_where_a_side_is() -> None:
    before = figures_of(replace(COUNTS, resumed=6))
    figures = Figures("330500", None, figures_of(COUNTS), before)  # type: ignore[arg-type]
    assert figures.change("resumed") == 2
    assert figures.change("resumption_rate") == pytest.approx(0.2)
    assert Figures("330500", None, figures_of(COUNTS)).change("resumed") is None  # type: ignore[arg-type]


def test_a_measure_is_delivered_over_all_that_it_applies_to() -> None:
    found = measure_figure("M02", {"done": 3, "blocked": 1, "not_started": 2, "not_applicable": 4})
    assert (found.numerator, found.denominator) == (3, 6)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_a_name_and_its_formula_in_words(language: str) -> None:
    speak = words(language)
    wanted = [f"figures.{key}" for key in FIGURE_KEYS]
    wanted += [f"figures.formulas.{key}" for key in FIGURE_KEYS]
    assert [key for key in wanted if not speak.has(key)] == []
