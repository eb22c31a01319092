"""The catalogue and the work on its measures: rules, retirement, and counters that hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.domain.measure_rule import MeasureRule
from liaison.domain.records import Measure
from liaison.store import catalogue, recounts, reference, support
from liaison.store.database import Connection, Database
from tests.conftest import make_enterprise

ON = date(2026, 11, 10)
ZHILI, WUKANG = "330502100", "330521001"
STATES = ("not_started", "in_progress", "done", "blocked", "not_applicable")


def rule_of(connection: Connection, code: str, rule: MeasureRule) -> Measure:
    measure = replace(catalogue.get(connection, code), rule=rule, applies_to="试样范围")
    catalogue.save(connection, [measure])
    return measure


@pytest.mark.parametrize(
    ("rule", "enterprise", "is_out"),
    [
        pytest.param(MeasureRule(), {}, False, id="for all"),
        pytest.param(MeasureRule(on_request=True), {}, True, id="on request"),
        pytest.param(MeasureRule(industries=("C", "G")), {"industry": "C"}, False, id="industry"),
        pytest.param(MeasureRule(industries=("G",)), {"industry": "C"}, True, id="other industry"),
        pytest.param(MeasureRule(industries=("G",)), {}, False, id="industry unknown"),
        pytest.param(MeasureRule(sizes=("L",)), {"size": "S"}, True, id="other size"),
        pytest.param(MeasureRule(sizes=("L",)), {"size": None}, False, id="size unknown"),
        pytest.param(
            MeasureRule(above_scale="above"), {"above_scale": "below"}, True, id="below scale"
        ),
        pytest.param(MeasureRule(above_scale="above"), {}, False, id="scale unknown"),
        pytest.param(MeasureRule(areas=("330502",)), {}, False, id="county"),
        pytest.param(MeasureRule(areas=(ZHILI,)), {}, False, id="town"),
        pytest.param(MeasureRule(areas=("330521",)), {}, True, id="other county"),
        pytest.param(MeasureRule(areas=("330502101",)), {}, True, id="other town"),
        pytest.param(
            MeasureRule(areas=(ZHILI,)), {"town_code": None}, False, id="town unknown in its county"
        ),
        pytest.param(
            MeasureRule(areas=(WUKANG,)), {"town_code": None}, True, id="town unknown elsewhere"
        ),
        pytest.param(
            MeasureRule(areas=(WUKANG,)),
            {"county_code": None, "town_code": None},
            False,
            id="nothing known",
        ),
        pytest.param(
            MeasureRule(industries=("C",), sizes=("L",)),
            {"industry": "C", "size": "S"},
            True,
            id="one of two",
        ),
    ],
)
def test_a_rule_leaves_out_what_the_roster_tells_and_nothing_else(
    db: Database, rule: MeasureRule, enterprise: dict[str, Any], is_out: bool
) -> None:
    made = make_enterprise(db, **enterprise)
    with db.write() as connection:
        rule_of(connection, "M02", rule)
        support.open_measures(connection, [made], on=ON)
        opened = support.of_enterprises(connection, [made])[made]
    assert len(opened) == 10
    assert opened["M02"].state == ("not_applicable" if is_out else "not_started")
    assert opened["M02"].due_on == ON + timedelta(days=3)
    assert ("试样范围" in (opened["M02"].note or "")) is is_out
    assert {each.state.value for code, each in opened.items() if code != "M02"} == {"not_started"}


def test_measures_open_where_every_one_has_a_rule_and_where_there_is_none(db: Database) -> None:
    first, second = make_enterprise(db), make_enterprise(db)
    with db.write() as connection:
        for measure in catalogue.everything(connection):
            rule_of(connection, measure.code, MeasureRule(on_request=True))
        assert support.open_measures(connection, [first], on=ON) == 1
        assert len(support.of_enterprises(connection, [first])[first]) == 10
        gone = [replace(each, retired_on=ON) for each in catalogue.everything(connection)]
        catalogue.save(connection, gone)
        assert support.open_measures(connection, [second], on=ON) == 0


def test_the_catalogue_is_seeded_once_and_never_written_over(db: Database) -> None:
    with db.write() as connection:
        assert len(catalogue.default_codes(connection)) == 10
        mine = replace(catalogue.get(connection, "M03"), title="网上办事")
        catalogue.save(connection, [mine])
        connection.execute("DELETE FROM measures WHERE code = 'M10'")
        reference.seed(connection)
        assert catalogue.get(connection, "M03").title == "网上办事"
        assert len(catalogue.everything(connection)) == 9
        assert len(catalogue.default_codes(connection)) == 8


def test_what_is_written_is_read_again(db: Database) -> None:
    rule = MeasureRule(True, ("C", "G"), "above", ("L", "M"), (ZHILI, "330521"))
    with db.write() as connection:
        measure = replace(
            catalogue.get(connection, "M03"), rule=rule, retired_on=ON, version=4, default_days=0
        )
        catalogue.save(connection, [measure])
        assert catalogue.get(connection, "M03") == measure


def _whole(db: Database) -> None:
    with db.read() as connection:
        assert recounts.recount_differences(connection) == []
        counted = {
            code: dict(counts.states) for code, counts in catalogue.work_counts(connection).items()
        }
        fresh: dict[str, dict[str, int]] = {}
        for table in ("support", "retired_support"):
            query = f"SELECT measure_code, state, COUNT(*) FROM {table} GROUP BY 1, 2"  # noqa: S608
            for code, state, number in connection.execute(query):
                fresh.setdefault(code, {})[state] = number
        assert counted == fresh
        retired = {each.code for each in catalogue.everything(connection) if each.retired_on}
        query = "SELECT DISTINCT measure_code FROM support"
        in_use = {row[0] for row in connection.execute(query)}
        assert not in_use & retired


@settings(max_examples=15)
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("set"), st.integers(0, 3), st.sampled_from(STATES)),
            st.tuples(st.just("turn"), st.sampled_from(["M01", "M02"]), st.integers(0, 40)),
            st.tuples(st.just("drop"), st.integers(0, 3), st.none()),
        ),
        max_size=12,
    )
)
def test_counters_hold_whatever_is_retired_restored_set_and_deleted(
    seeded_database: bytes, steps: list[tuple[str, Any, Any]]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "liaison.db"
        path.write_bytes(seeded_database)
        db = Database(path)
        made = [make_enterprise(db) for _ in range(4)]
        with db.write() as connection:
            support.open_measures(connection, made, on=ON)
        for what, which, value in steps:
            with db.write() as connection:
                _step(connection, made, what, which, value)
            _whole(db)


def _step(connection: Connection, made: list[int], what: str, which: Any, value: Any) -> None:
    if what == "set":
        connection.execute(
            "UPDATE support SET state = ? WHERE measure_code = 'M01' AND enterprise_id = ?",
            [value, made[which]],
        )
    elif what == "drop":
        connection.execute("DELETE FROM enterprises WHERE id = ?", [made[which]])
    else:
        measure = catalogue.get(connection, which)
        day = ON + timedelta(days=value)
        if measure.retired_on is None:
            catalogue.set_aside(connection, which)
            catalogue.save(connection, [replace(measure, retired_on=day)])
        else:
            catalogue.bring_back(connection, measure, max(day, measure.retired_on))
            catalogue.save(connection, [replace(measure, retired_on=None)])
